/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_tenant.c -- `cordon tenant`: who is at which level, why, until when. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "broker/cmd.h"
#include "broker/options.h"
#include "broker/store/store.h"
#include "broker/tenants.h"
#include "common/base/buf.h"
#include "common/base/limits.h"
#include "common/host/clock.h"

#define HOUR_MS 3600000ULL
#define TEXT_MAX 4096

struct asked {
	const struct conf *conf;
	struct store *store;
	const char *name; /* or NULL: all */
	enum score_level level; /* of hold */
	bool json, unknown;
	size_t seen;
};

static uint64_t
now_of(const struct asked *a)
{
	return tenants_now(a->conf->hour_ms);
}

static uint64_t
clear_in_s(const struct asked *a, const struct score *s)
{
	uint64_t now = now_of(a), at = score_clear_at_ms(s, now);

	return at <= now ? 0 : (at - now) * a->conf->hour_ms / HOUR_MS / 1000;
}

static void
print_json(const struct asked *a, const char *name, const struct score *s)
{
	struct buf b;

	buf_init(&b, TEXT_MAX);
	buf_adds(&b, "{\"tenant\":");
	buf_add_json(&b, name, strlen(name));
	buf_addf(&b, ",\"level\":\"%s\",\"held\":%s,\"clear_in_s\":%llu",
	    score_level_name(s->level), s->held > LEVEL_CLEAR ? "true" :
	    "false", (unsigned long long)clear_in_s(a, s));
	printf("%s%.*s", a->seen > 0 && a->name == NULL ? ",\n" : "",
	    (int)b.len, buf_ok(&b) ? b.p : "{");
	buf_fini(&b);
}

static void
print_text(const struct asked *a, const char *name, const struct score *s)
{
	uint64_t left = clear_in_s(a, s);

	printf("%-24s %-9s", name, score_level_name(s->level));
	if (s->held > LEVEL_CLEAR)
		printf(" held by an operator\n");
	else if (left > 0)
		printf(" clear in %llu:%02llu:%02llu\n",
		    (unsigned long long)left / 3600,
		    (unsigned long long)left / 60 % 60,
		    (unsigned long long)left % 60);
	else
		printf("%s\n", a->unknown
			? " nothing is known of a tenant of this name" : "");
}

static void
on_score(void *arg, const char *name, const struct score *stored)
{
	struct asked *a = arg;
	struct score s = *stored;

	if (a->name != NULL && strcmp(a->name, name) != 0)
		return;
	(void)score_update(&s, now_of(a));
	if (a->name == NULL && s.level == LEVEL_CLEAR && clear_in_s(a, &s) == 0)
		return; /* of no interest in a list */
	if (a->json) {
		print_json(a, name, &s);
		if (a->name == NULL)
			printf("}");
	} else
		print_text(a, name, &s);
	a->seen++;
}

static int
list(struct asked *a, struct err *e)
{
	int rc = 0;

	a->name = NULL;
	if (a->json)
		printf("[");
	if (a->store != NULL)
		rc = store_scores(a->store, on_score, a, e);
	if (a->json)
		printf("]\n");
	else if (a->seen == 0)
		printf("no tenant owes anything\n");
	return rc;
}

/* One ---------------------------------------------------------------- */

static void
on_event(void *arg, const struct store_event *ev)
{
	struct asked *a = arg;
	time_t s = (time_t)(ev->at_ms / 1000);
	char when[32] = "?";
	struct tm tm;
	struct buf b;

	if (gmtime_r(&s, &tm) != NULL)
		(void)strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &tm);
	if (!a->json) {
		printf("  %s  %s -> %s: %s\n", when, score_level_name(ev->was),
		    score_level_name(ev->level), ev->cause);
		return;
	}
	buf_init(&b, TEXT_MAX);
	buf_add_json(&b, ev->cause, strlen(ev->cause));
	printf("%s{\"at\":\"%s\",\"was\":\"%s\",\"level\":\"%s\",\"cause\":%s}",
	    a->seen++ > 0 ? "," : "", when, score_level_name(ev->was),
	    score_level_name(ev->level), buf_ok(&b) ? b.p : "\"\"");
	buf_fini(&b);
}

static void
print_evidence(const struct asked *a, const uint64_t n[EVIDENCE_MAX])
{
	const char *sep = "";
	int k;

	if (a->json)
		printf(",\"evidence\":{");
	for (k = 0; k < EVIDENCE_MAX; k++) {
		if (n[k] == 0)
			continue;
		if (a->json)
			printf("%s\"%s\":%llu", sep,
			    score_evidence_name((enum evidence)k),
			    (unsigned long long)n[k]);
		else
			printf("  %s: %llu (%s)\n",
			    score_evidence_name((enum evidence)k),
			    (unsigned long long)n[k],
			    score_evidence_reason((enum evidence)k));
		sep = ",";
	}
	if (a->json)
		printf("},\"changes\":[");
}

static int
show(struct asked *a, struct err *e)
{
	uint64_t n[EVIDENCE_MAX] = { 0 };
	struct score clear = { .clear_at_ms = 0 };

	if (a->store != NULL && store_scores(a->store, on_score, a, e) == -1)
		return -1;
	/* One that was never counted against is not stored. */
	a->unknown = a->seen == 0;
	if (a->unknown)
		on_score(a, a->name, &clear);
	a->seen = 0;
	if (a->store != NULL && store_evidence(a->store, a->name, n, e) == -1)
		return -1;
	print_evidence(a, n);
	if (a->store != NULL && store_events(a->store, a->name, on_event, a,
	    e) == -1)
		return -1;
	if (a->json)
		printf("]}\n");
	return 0;
}

static void
do_hold(void *arg, struct score *s)
{
	const struct asked *a = arg;

	(void)score_update(s, now_of(a));
	score_hold(s, a->level);
}

static void
do_release(void *arg, struct score *s)
{
	(void)arg;
	score_release(s);
}

static void
note_level(void *arg, const char *name, const struct score *s)
{
	struct asked *a = arg;

	if (strcmp(name, a->name) == 0)
		a->level = s->level;
}

static int
change(struct asked *a, store_score_change *f, const char *cause,
    struct err *e)
{
	struct asked before = *a;
	struct store_event ev = { .at_ms = clock_wall_ms(), .cause = cause };
	struct score s;

	before.level = LEVEL_CLEAR;
	if (store_scores(a->store, note_level, &before, e) == -1 ||
	    store_score(a->store, a->name, f, a, &s, e) == -1)
		return -1;
	ev.was = before.level;
	ev.level = s.level;
	if (ev.was != ev.level &&
	    store_event_add(a->store, a->name, &ev, e) == -1)
		return -1;
	on_score(a, a->name, &s);
	if (a->json)
		printf("}\n");
	return 0;
}

static int
hold(struct asked *a, struct err *e)
{
	return change(a, do_hold, "held by an operator", e);
}

static int
release(struct asked *a, struct err *e)
{
	return change(a, do_release, "released by an operator", e);
}

/* The command --------------------------------------------------------- */

static const struct {
	const char *name;
	int args;
	bool writes;
	int (*run)(struct asked *a, struct err *e);
} verbs[] = {
	{ "list", 1, false, list },
	{ "show", 2, false, show },
	{ "hold", 3, true, hold },
	{ "release", 2, true, release },
};
#define VERBS (sizeof verbs / sizeof verbs[0])

static int
run(size_t verb, const char *config, struct asked *a)
{
	struct conf *conf;
	struct err e;
	int rc = -1;

	if ((conf = conf_read(config, &e)) == NULL)
		return cmd_refuse(&e);
	a->conf = conf;
	a->store = store_open(conf->state, verbs[verb].writes,
	    STORE_BUSY_MS, &e);
	if (a->store != NULL || e.code == ERR_NOTFOUND)
		rc = verbs[verb].run(a, &e);
	store_close(a->store);
	conf_free(conf);
	return rc == 0 ? CMD_OK : cmd_refuse(&e);
}

static int
read_level(const char *name, struct asked *a, struct err *e)
{
	int l = score_level_named(name);

	if (l < 0)
		return err_set(e, ERR_INPUT, "\"%.80s\" is no level: watched, "
		    "slowed, cordoned or refused", name);
	a->level = (enum score_level)l;
	return 0;
}

int
cmd_tenant(const char *config, int argc, char **argv)
{
	struct asked a = { 0 };
	const struct option_row rows[] = { { "--json", NULL, &a.json },
		{ NULL, NULL, NULL } };
	struct err e;
	int n = options_read(argc, argv, rows, &e);
	size_t v = 0;

	if (n == -1)
		return cmd_misuse("tenant", &e);
	while (n > 0 && v < VERBS && strcmp(verbs[v].name, argv[0]) != 0)
		v++;
	if (n == 0 || v == VERBS || n != verbs[v].args) {
		err_set(&e, ERR_INPUT, "list, show NAME, hold NAME LEVEL or "
		    "release NAME is wanted");
		return cmd_misuse("tenant", &e);
	}
	a.name = n > 1 ? argv[1] : NULL;
	if (a.name != NULL && (a.name[0] == '\0' ||
	    strlen(a.name) > NAME_MAX_BYTES)) {
		err_set(&e, ERR_INPUT, "that is no tenant's name");
		return cmd_misuse("tenant", &e);
	}
	if (n > 2 && read_level(argv[2], &a, &e) == -1)
		return cmd_misuse("tenant", &e);
	return run(v, config, &a);
}
