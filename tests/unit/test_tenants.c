/* SPDX-License-Identifier: Apache-2.0 */
/* Scores that outlive the process, and are several processes' at once. */
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "broker/store/store.h"
#include "broker/tenants.h"

#include "tests/unit/tap.h"

#define HOUR_MS 3600000U
#define PATIENCE_MS 60000 /* for what must happen, on a busy machine */

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

static uint64_t
now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
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
	struct store *s = store_open(dir, true, STORE_BUSY_MS, NULL);
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

/* What is made ahead for each level would be made for all who are in the
 * store, in every process. */
static void
who_never_came_here_is_known_and_not_told_of(void)
{
	struct tenants *t = open_at(dir, HOUR_MS);
	struct store *s = store_open(dir, true, STORE_BUSY_MS, NULL);
	struct score ret;

	CHECK(store_score(s, "elsewhere", hold_it, NULL, &ret, NULL) == 0);
	moves = 0;
	CHECK(tenants_find(t, "here")->score.level == LEVEL_CLEAR);
	CHECK(moves == 0);
	CHECK(tenants_find(t, "elsewhere")->score.level == LEVEL_REFUSED);
	store_close(s);
	tenants_free(t);
}

/* An operator's command, as root, must not lock the service out. */
static void
the_store_belongs_to_whom_its_directory_does(void)
{
	char where[] = "/tmp/cordon-tenants-XXXXXX", path[64];
	struct store *s;
	struct stat st;

	CHECK(mkdtemp(where) != NULL);
	CHECK(geteuid() != 0 || chown(where, 12345, 23456) == 0);
	s = store_open(where, true, STORE_BUSY_MS, NULL);
	CHECK(s != NULL);
	(void)snprintf(path, sizeof path, "%s/cordon.db", where);
	CHECK(stat(path, &st) == 0);
	CHECK(st.st_uid == (geteuid() == 0 ? 12345 : geteuid()));
	CHECK((st.st_mode & 07777) == 0600);
	store_close(s);
	(void)unlink(path);
	(void)rmdir(where);
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
	s = store_open(other, true, STORE_BUSY_MS, NULL);
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
	s = store_open(dir, false, STORE_BUSY_MS, NULL);
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
	uint64_t began = now_ms();

	tenants_evidence(t, e, EVIDENCE_SECCOMP, "r1");
	CHECK(tenants_find(t, "e")->score.level == LEVEL_CORDONED);
	while (tenants_find(t, "e")->score.level > LEVEL_CLEAR &&
	    now_ms() - began < PATIENCE_MS)
		pause_ms(10);
	CHECK(tenants_find(t, "e")->score.level == LEVEL_CLEAR);
	CHECK(now_ms() - began > 500);
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

static unsigned counted;

static void
count_event(void *arg, const struct store_event *ev)
{
	(void)arg;
	(void)ev;
	counted++;
}

static void
on_enough(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)w;
	(void)revents;
	ev_break(loop, EVBREAK_ALL);
}

static void
let_the_loop_run(double seconds)
{
	ev_timer enough;

	ev_now_update(EV_DEFAULT);
	ev_timer_init(&enough, on_enough, seconds, 0.);
	ev_timer_start(EV_DEFAULT, &enough);
	ev_run(EV_DEFAULT, 0);
}

/* By the thread that writes, after the loop has told it to. */
static bool
until_written(struct store *s, const char *who, enum evidence what)
{
	uint64_t n[EVIDENCE_MAX] = { 0 }, until = now_ms() + PATIENCE_MS;

	do {
		let_the_loop_run(0.1);
		if (store_evidence(s, who, n, NULL) == -1)
			return false;
	} while (n[what] == 0 && now_ms() < until);
	return n[what] > 0;
}

/* The loop that counts evidence enforces deadlines too. */
static void
a_store_that_another_has_locked_is_not_waited_for(void)
{
	struct tenants *t = open_at(dir, HOUR_MS);
	struct store *other = store_open(dir, true, STORE_BUSY_MS, NULL);
	struct tenant *a = tenants_find(t, "l");
	uint64_t seen[EVIDENCE_MAX], began;
	struct score ret;
	char name[16];
	int i;

	CHECK(store_begin(other, NULL) == 0);
	began = now_ms();
	for (i = 0; i < 20; i++) { /* none waits for it */
		(void)snprintf(name, sizeof name, "l%d", i);
		tenants_evidence(t, tenants_find(t, name), EVIDENCE_SECCOMP,
		    "r1");
	}
	CHECK(now_ms() - began < STORE_BUSY_MS);
	tenants_evidence(t, a, EVIDENCE_SECCOMP, "r1");
	for (i = 0; i < 49; i++)
		tenants_evidence(t, a, EVIDENCE_UNKNOWN, "r1");
	CHECK(a->score.level == LEVEL_CORDONED);
	CHECK(store_evidence(other, "l", seen, NULL) == 0);
	CHECK(seen[EVIDENCE_SECCOMP] == 0);
	/* The other changes the same score, and locks again: what is seen of
	 * that does not undo what waits. */
	CHECK(store_score(other, "l", hold_it, NULL, &ret, NULL) == 0);
	CHECK(store_commit(other, NULL) == 0);
	CHECK(store_begin(other, NULL) == 0);
	pause_ms(TENANTS_SYNC_MS + 10);
	CHECK(tenants_find(t, "l")->score.level == LEVEL_REFUSED);
	CHECK(a->score.clear_at_ms > tenants_now(HOUR_MS));
	/* Let go: all of it is written, once. */
	store_undo(other);
	CHECK(until_written(other, "l", EVIDENCE_SECCOMP));
	let_the_loop_run(0.3);
	CHECK(store_evidence(other, "l", seen, NULL) == 0);
	CHECK(seen[EVIDENCE_SECCOMP] == 1 && seen[EVIDENCE_UNKNOWN] == 49);
	counted = 0;
	CHECK(store_events(other, "l", count_event, NULL, NULL) == 0);
	CHECK(counted == 1);
	let_the_loop_run(0.3);
	CHECK(store_evidence(other, "l", seen, NULL) == 0);
	CHECK(seen[EVIDENCE_SECCOMP] == 1 && seen[EVIDENCE_UNKNOWN] == 49);
	store_close(other);
	tenants_free(t);
}

static void
a_store_that_is_locked_when_it_is_first_needed_is_opened_later(void)
{
	char where[] = "/tmp/cordon-tenants-XXXXXX", path[64];
	uint64_t seen[EVIDENCE_MAX];
	struct tenants *t;
	struct store *s;

	CHECK(mkdtemp(where) != NULL);
	s = store_open(where, true, STORE_BUSY_MS, NULL);
	CHECK(store_begin(s, NULL) == 0);
	t = open_at(where, HOUR_MS);
	tenants_evidence(t, tenants_find(t, "a"), EVIDENCE_CRASH, "r1");
	let_the_loop_run(0.5);
	store_undo(s);
	CHECK(until_written(s, "a", EVIDENCE_CRASH));
	CHECK(store_evidence(s, "a", seen, NULL) == 0);
	CHECK(seen[EVIDENCE_CRASH] == 1);
	store_close(s);
	tenants_free(t);
	(void)snprintf(path, sizeof path, "%s/cordon.db", where);
	(void)unlink(path);
	(void)rmdir(where);
}

/* A process that has never used the store: it waits to be told to. */
static pid_t
operator_of(const char *where, const char *who, int *ret_tell)
{
	struct score after;
	struct store *s;
	int pair[2];
	pid_t pid;
	char c;

	if (pipe(pair) == -1 || (pid = fork()) == -1)
		return -1;
	*ret_tell = pair[1];
	if (pid > 0) {
		(void)close(pair[0]);
		return pid;
	}
	(void)close(pair[1]);
	(void)!read(pair[0], &c, 1);
	s = store_open(where, false, STORE_BUSY_MS, NULL);
	if (s == NULL || store_score(s, who, hold_it, NULL, &after, NULL) == -1)
		_exit(1);
	store_close(s);
	_exit(0);
}

/* A service that was started with scores: it reads first, and writes later.  What
 * the first operator's end would delete, the second would not find. */
static void
an_operator_is_followed_after_the_first_write(void)
{
	char where[] = "/tmp/cordon-tenants-XXXXXX", path[64];
	static const char *const who[] = { "a", "c" };
	int tell[2], status = 1, i;
	struct tenants *t;
	struct score after;
	struct store *s;
	pid_t pid[2];

	CHECK(mkdtemp(where) != NULL);
	for (i = 0; i < 2; i++)
		pid[i] = operator_of(where, who[i], &tell[i]);
	s = store_open(where, true, STORE_BUSY_MS, NULL);
	CHECK(store_score(s, "b", hold_it, NULL, &after, NULL) == 0);
	store_close(s);
	t = open_at(where, HOUR_MS);
	CHECK(tenants_find(t, "b")->score.level == LEVEL_REFUSED);
	tenants_evidence(t, tenants_find(t, "a"), EVIDENCE_TIME, "r1");
	let_the_loop_run(0.6);
	for (i = 0; i < 2; i++) {
		CHECK(write(tell[i], "x", 1) == 1);
		CHECK(waitpid(pid[i], &status, 0) == pid[i] && status == 0);
		pause_ms(TENANTS_SYNC_MS + 10);
		CHECK(tenants_find(t, who[i])->score.held == LEVEL_REFUSED);
		(void)close(tell[i]);
	}
	tenants_free(t);
	(void)snprintf(path, sizeof path, "%s/cordon.db", where);
	(void)unlink(path);
	CHECK(rmdir(where) == 0); /* nothing is left beside it */
}

/* What an attack brings down takes none of the evidence along. */
static void
a_score_outlives_a_crash(void)
{
	uint64_t seen[EVIDENCE_MAX];
	struct tenants *t;
	struct store *s;
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		ev_loop_fork(EV_DEFAULT);
		t = open_at(dir, HOUR_MS);
		tenants_evidence(t, tenants_find(t, "k"), EVIDENCE_SECCOMP,
		    "r1");
		tenants_evidence(t, tenants_find(t, "k2"), EVIDENCE_TIME, "r2");
		let_the_loop_run(1.2);
		(void)raise(SIGKILL);
	}
	CHECK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status));
	t = open_at(dir, HOUR_MS);
	CHECK(tenants_find(t, "k")->score.level == LEVEL_CORDONED);
	CHECK(tenants_clear_in_ms(t, tenants_find(t, "k2")) > 0);
	s = store_open(dir, false, STORE_BUSY_MS, NULL);
	CHECK(store_evidence(s, "k", seen, NULL) == 0);
	CHECK(seen[EVIDENCE_SECCOMP] == 1);
	counted = 0;
	CHECK(store_events(s, "k", count_event, NULL, NULL) == 0);
	CHECK(counted == 1); /* with its cause */
	store_close(s);
	tenants_free(t);
}

int
main(void)
{
	char command[64];

	if (mkdtemp(dir) == NULL)
		return 1;
	TEST(a_score_outlives_its_process);
	TEST(a_score_outlives_a_crash);
	TEST(two_processes_add_to_one_score);
	TEST(an_operator_in_another_process_is_followed);
	TEST(an_operator_is_followed_after_the_first_write);
	TEST(who_never_came_here_is_known_and_not_told_of);
	TEST(the_store_belongs_to_whom_its_directory_does);
	TEST(what_was_there_before_the_first_write_is_read);
	TEST(every_change_has_its_cause);
	TEST(time_brings_a_tenant_back);
	TEST(a_store_that_another_has_locked_is_not_waited_for);
	TEST(a_store_that_is_locked_when_it_is_first_needed_is_opened_later);
	TEST(without_a_store_scores_last_as_long_as_the_process);
	(void)snprintf(command, sizeof command, "%s/cordon.db", dir);
	(void)unlink(command);
	(void)rmdir(dir);
	return tap_end();
}
