/* SPDX-License-Identifier: Apache-2.0 */
/* Scores that outlive the process, and are several processes' at once. */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "broker/store/store.h"
#include "broker/tenants.h"

#include "tests/unit/tap.h"

#define HOUR_MS 3600000U

static char dir[] = "/tmp/cordon-tenants-XXXXXX";
static unsigned moves;

static void
on_moved(void *arg, struct tenant *who)
{
	(void)arg;
	(void)who;
	moves++;
}

static struct tenants *
open_at(const char *where, uint32_t hour_ms)
{
	return tenants_new(EV_DEFAULT, where, hour_ms, on_moved, NULL);
}

static void
pause_ms(long ms)
{
	const struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	(void)nanosleep(&t, NULL);
}

static void
a_score_outlives_its_process(void)
{
	struct tenants *t = open_at(dir, HOUR_MS);
	struct tenant *a = tenants_find(t, "a");

	moves = 0;
	CHECK(a->score.level == LEVEL_CLEAR);
	tenants_evidence(t, a, EVIDENCE_SECCOMP, "r1");
	CHECK(a->score.level == LEVEL_CORDONED && moves == 1);
	tenants_evidence(t, tenants_find(t, "b"), EVIDENCE_TIME, "r2");
	tenants_free(t);

	t = open_at(dir, HOUR_MS);
	CHECK(tenants_find(t, "a")->score.level == LEVEL_CORDONED);
	CHECK(moves == 2); /* and its workers are made ready */
	CHECK(tenants_clear_in_ms(t, tenants_find(t, "a")) > 11ULL * HOUR_MS);
	CHECK(tenants_find(t, "b")->score.level == LEVEL_CLEAR);
	CHECK(tenants_clear_in_ms(t, tenants_find(t, "b")) > 0);
	CHECK(tenants_find(t, "c")->score.clear_at_ms == 0);
	tenants_free(t);
}

static void
two_processes_add_to_one_score(void)
{
	struct tenants *one = open_at(dir, HOUR_MS);
	struct tenants *two = open_at(dir, HOUR_MS);
	int i;

	(void)tenants_find(one, "shared");
	(void)tenants_find(two, "shared");
	/* 90 minutes each, unknown to the other until it looks. */
	for (i = 0; i < 4; i++) {
		struct tenants *t = i % 2 == 0 ? one : two;

		tenants_evidence(t, tenants_find(t, "shared"), EVIDENCE_CRASH,
		    "r");
	}
	pause_ms(TENANTS_SYNC_MS + 50);
	/* What moved nobody is written when the process ends at the latest. */
	tenants_free(two);
	CHECK(tenants_find(one, "shared")->score.level >= LEVEL_WATCHED);
	tenants_free(one);
	one = open_at(dir, HOUR_MS);
	CHECK(tenants_clear_in_ms(one, tenants_find(one, "shared")) >
	    59ULL * 6 * 60 * 1000);
	CHECK(tenants_find(one, "shared")->score.level == LEVEL_WATCHED ||
	    tenants_find(one, "shared")->score.level == LEVEL_SLOWED);
	tenants_free(one);
}

static void
hold_it(void *arg, struct score *s)
{
	(void)arg;
	score_hold(s, LEVEL_REFUSED);
}

static void
an_operator_in_another_process_is_followed(void)
{
	struct tenants *t = open_at(dir, HOUR_MS);
	struct store *s = store_open(dir, true, NULL);
	struct score ret;

	CHECK(tenants_find(t, "held")->score.level == LEVEL_CLEAR);
	CHECK(store_score(s, "held", hold_it, NULL, &ret, NULL) == 0);
	pause_ms(TENANTS_SYNC_MS + 10);
	moves = 0;
	CHECK(tenants_find(t, "held")->score.level == LEVEL_REFUSED);
	CHECK(moves == 1);
	CHECK(tenants_clear_in_ms(t, tenants_find(t, "held")) == 0);
	store_close(s);
	tenants_free(t);
}

/* The store was not there when the process began, and its own evidence was
 * what opened it. */
static void
what_was_there_before_the_first_write_is_read(void)
{
	char other[] = "/tmp/cordon-tenants-XXXXXX", path[64];
	struct tenants *t;
	struct store *s;
	struct score ret;

	CHECK(mkdtemp(other) != NULL);
	t = open_at(other, HOUR_MS);
	CHECK(tenants_find(t, "a")->score.level == LEVEL_CLEAR);
	s = store_open(other, true, NULL);
	CHECK(store_score(s, "held", hold_it, NULL, &ret, NULL) == 0);
	tenants_evidence(t, tenants_find(t, "a"), EVIDENCE_CRASH, "r1");
	pause_ms(TENANTS_SYNC_MS + 10);
	CHECK(tenants_find(t, "held")->score.level == LEVEL_REFUSED);
	store_close(s);
	tenants_free(t);
	(void)snprintf(path, sizeof path, "%s/cordon.db", other);
	(void)unlink(path);
	(void)rmdir(other);
}

static struct store_event last;
static char last_cause[128];
static unsigned events;

static void
on_event(void *arg, const struct store_event *ev)
{
	(void)arg;
	if (events++ > 0)
		return;
	last = *ev;
	(void)snprintf(last_cause, sizeof last_cause, "%s", ev->cause);
	last.cause = last_cause;
}

static void
every_change_has_its_cause(void)
{
	struct tenants *t = open_at(dir, HOUR_MS);
	uint64_t n[EVIDENCE_MAX];
	struct store *s;
	int i;

	tenants_evidence(t, tenants_find(t, "d"), EVIDENCE_FRAME, "r7");
	tenants_free(t);
	s = store_open(dir, false, NULL);
	CHECK(store_events(s, "d", on_event, NULL, NULL) == 0 && events == 1);
	CHECK_STR(last_cause, "bad-frame run=r7");
	CHECK(last.was == LEVEL_CLEAR && last.level == LEVEL_SLOWED);
	CHECK(store_evidence(s, "d", n, NULL) == 0);
	CHECK(n[EVIDENCE_FRAME] == 1 && n[EVIDENCE_SECCOMP] == 0);
	/* The history has an end. */
	for (i = 0; i < 2 * STORE_HISTORY_MAX; i++)
		CHECK(store_event_add(s, "d", &last, NULL) == 0);
	events = 0;
	CHECK(store_events(s, "d", on_event, NULL, NULL) == 0);
	CHECK(events == STORE_HISTORY_MAX);
	store_close(s);
}

static void
time_brings_a_tenant_back(void)
{
	struct tenants *t = open_at(dir, 100); /* twelve hours: 1.2 s */
	struct tenant *e = tenants_find(t, "e");
	int i;

	tenants_evidence(t, e, EVIDENCE_SECCOMP, "r1");
	CHECK(tenants_find(t, "e")->score.level == LEVEL_CORDONED);
	for (i = 0; i < 400 && tenants_find(t, "e")->score.level >
	    LEVEL_CLEAR; i++)
		pause_ms(10);
	CHECK(tenants_find(t, "e")->score.level == LEVEL_CLEAR);
	CHECK(i > 50 && i < 400);
	tenants_free(t);
}

static void
without_a_store_scores_last_as_long_as_the_process(void)
{
	struct tenants *t = open_at("/dev/null/none", HOUR_MS);

	tenants_evidence(t, tenants_find(t, "f"), EVIDENCE_SECCOMP, "r1");
	CHECK(tenants_find(t, "f")->score.level == LEVEL_CORDONED);
	tenants_free(t);
}

int
main(void)
{
	char command[64];

	if (mkdtemp(dir) == NULL)
		return 1;
	TEST(a_score_outlives_its_process);
	TEST(two_processes_add_to_one_score);
	TEST(an_operator_in_another_process_is_followed);
	TEST(what_was_there_before_the_first_write_is_read);
	TEST(every_change_has_its_cause);
	TEST(time_brings_a_tenant_back);
	TEST(without_a_store_scores_last_as_long_as_the_process);
	(void)snprintf(command, sizeof command, "%s/cordon.db", dir);
	(void)unlink(command);
	(void)rmdir(dir);
	return tap_end();
}
