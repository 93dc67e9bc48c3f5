/* SPDX-License-Identifier: Apache-2.0 */
/* tenants.c -- see tenants.h. */
#include "broker/tenants.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/store/store.h"
#include "common/host/clock.h"
#include "common/host/log.h"

#define HOUR_MS 3600000ULL
/* Evidence that moves nobody waits so long for more of it. */
#define FLUSH_AFTER_S 0.2

struct tenants {
	struct ev_loop *loop;
	struct store *store; /* NULL: not there yet, or not to be had */
	char *dir;
	uint32_t hour_ms;
	uint64_t synced_ms;
	bool broken; /* logged */
	bool read; /* the store's scores, since it was opened */
	ev_timer flush;
	void (*moved)(void *arg, struct tenant *who);
	void *arg;
	struct tenant *all;
};

uint64_t
tenants_now(uint32_t hour_ms)
{
	return clock_wall_ms() * HOUR_MS / hour_ms;
}

static void
give_up(struct tenants *t, const struct err *e)
{
	if (!t->broken)
		log_error("scores are kept in memory only: %s", e->msg);
	t->broken = true;
}

static struct store *
open_store(struct tenants *t, bool create)
{
	struct err e;

	if (t->store != NULL || t->broken || t->dir == NULL)
		return t->store;
	t->store = store_open(t->dir, create, &e);
	if (t->store == NULL && e.code != ERR_NOTFOUND)
		give_up(t, &e);
	return t->store;
}

static struct tenant *
lookup(struct tenants *t, const char *name)
{
	struct tenant *w = t->all;

	while (w != NULL && strcmp(w->name, name) != 0)
		w = w->next;
	if (w != NULL || (w = calloc(1, sizeof *w)) == NULL)
		return w;
	if ((w->name = strdup(name)) == NULL) {
		free(w);
		return NULL;
	}
	w->last_turn = &w->first_turn;
	w->next = t->all;
	t->all = w;
	return w;
}

/* Levels -------------------------------------------------------------- */

static void
tell(struct tenants *t, struct tenant *w, enum score_level was,
    const char *cause)
{
	struct store_event ev = { .at_ms = clock_wall_ms(), .was = was,
		.level = w->score.level, .cause = cause };
	struct err e;

	log_warn("tenant=%s level=%s was=%s cause=%s clear_in_s=%llu", w->name,
	    score_level_name(ev.level), score_level_name(was), cause,
	    (unsigned long long)tenants_clear_in_ms(t, w) / 1000);
	if (t->store != NULL && store_event_add(t->store, w->name, &ev,
	    &e) == -1)
		log_error("%s", e.msg);
	t->moved(t->arg, w);
}

struct change {
	const uint32_t *n; /* of each evidence */
	uint64_t now;
};

static void
add_pending(void *arg, struct score *s)
{
	const struct change *c = arg;
	uint32_t i, k;

	(void)score_update(s, c->now);
	for (k = 0; k < EVIDENCE_MAX; k++)
		for (i = 0; i < c->n[k]; i++)
			(void)score_add(s, (enum evidence)k, c->now);
}

/* The store's score, with ours added, becomes ours: others add to it too. */
static void
flush(struct tenants *t, struct tenant *w)
{
	struct change c = { w->pending, tenants_now(t->hour_ms) };
	struct score merged;
	struct err e;

	if (open_store(t, true) == NULL)
		return;
	if (store_score(t->store, w->name, add_pending, &c, &merged,
	    &e) == -1 ||
	    store_evidence_add(t->store, w->name, w->pending, &e) == -1) {
		give_up(t, &e);
		return;
	}
	memset(w->pending, 0, sizeof w->pending);
	w->score = merged;
}

static bool
is_pending(const struct tenant *w)
{
	uint32_t n = 0;

	for (int k = 0; k < EVIDENCE_MAX; k++)
		n |= w->pending[k];
	return n != 0;
}

static void
flush_all(struct tenants *t)
{
	struct tenant *w;

	for (w = t->all; w != NULL; w = w->next)
		if (is_pending(w))
			flush(t, w);
}

static void
on_flush(struct ev_loop *loop, ev_timer *timer, int revents)
{
	(void)loop;
	(void)revents;
	flush_all(timer->data);
}

void
tenants_evidence(struct tenants *t, struct tenant *w, enum evidence kind,
    const char *run)
{
	enum score_level was = w->score.level;
	char cause[128];

	w->pending[kind]++;
	if (!score_add(&w->score, kind, tenants_now(t->hour_ms))) {
		if (!ev_is_active(&t->flush)) {
			ev_timer_set(&t->flush, FLUSH_AFTER_S, 0.);
			ev_timer_start(t->loop, &t->flush);
		}
		return;
	}
	flush(t, w);
	(void)snprintf(cause, sizeof cause, "%s run=%s",
	    score_evidence_name(kind), run);
	if (w->score.level != was)
		tell(t, w, was, cause);
}

/* Time ---------------------------------------------------------------- */

static void
let_time_pass(void *arg, struct score *s)
{
	(void)score_update(s, *(const uint64_t *)arg);
}

static void
pass_time(struct tenants *t, struct tenant *w)
{
	uint64_t now = tenants_now(t->hour_ms);
	enum score_level was = w->score.level;
	struct err e;

	if (!score_update(&w->score, now))
		return;
	if (t->store != NULL && store_score(t->store, w->name, let_time_pass,
	    &now, &w->score, &e) == -1)
		give_up(t, &e);
	if (w->score.level != was)
		tell(t, w, was, "time");
}

static void
on_stored(void *arg, const char *name, const struct score *s)
{
	struct tenants *t = arg;
	struct tenant *w = lookup(t, name);
	enum score_level was;

	if (w == NULL)
		return;
	was = w->score.level;
	w->score = *s;
	/* Who changed it has logged it; here it is only followed. */
	if (w->score.level != was)
		t->moved(t->arg, w);
}

static void
catch_up(struct tenants *t)
{
	uint64_t now = clock_mono_ms();
	struct err e;

	if (t->synced_ms != 0 && now - t->synced_ms < TENANTS_SYNC_MS)
		return;
	t->synced_ms = now;
	if (open_store(t, false) == NULL ||
	    (!store_changed(t->store) && t->read))
		return;
	t->read = true;
	flush_all(t);
	if (store_scores(t->store, on_stored, t, &e) == -1)
		give_up(t, &e);
}

struct tenant *
tenants_find(struct tenants *t, const char *name)
{
	struct tenant *w;

	catch_up(t);
	w = lookup(t, name);
	if (w != NULL)
		pass_time(t, w);
	return w;
}

void
tenants_each(struct tenants *t, void (*seen)(void *arg, struct tenant *),
    void *arg)
{
	struct tenant *w;

	catch_up(t);
	for (w = t->all; w != NULL; w = w->next) {
		pass_time(t, w);
		seen(arg, w);
	}
}

uint64_t
tenants_clear_in_ms(const struct tenants *t, const struct tenant *w)
{
	uint64_t now = tenants_now(t->hour_ms);
	uint64_t at = score_clear_at_ms(&w->score, now);

	return at <= now ? 0 : (at - now) * t->hour_ms / HOUR_MS;
}

struct tenants *
tenants_new(struct ev_loop *loop, const char *dir, uint32_t hour_ms,
    void (*moved)(void *arg, struct tenant *who), void *arg)
{
	struct tenants *t = calloc(1, sizeof *t);

	if (t == NULL || (dir != NULL && (t->dir = strdup(dir)) == NULL)) {
		free(t);
		return NULL;
	}
	t->loop = loop;
	t->hour_ms = hour_ms;
	t->moved = moved;
	t->arg = arg;
	ev_init(&t->flush, on_flush);
	t->flush.data = t;
	return t;
}

void
tenants_free(struct tenants *t)
{
	struct tenant *w;

	if (t == NULL)
		return;
	flush_all(t);
	ev_timer_stop(t->loop, &t->flush);
	while ((w = t->all) != NULL) {
		t->all = w->next;
		free(w->name);
		free(w);
	}
	store_close(t->store);
	free(t->dir);
	free(t);
}
