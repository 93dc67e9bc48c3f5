/* SPDX-License-Identifier: Apache-2.0 */
/*
 * levels.c -- the whole collection of attacks by the broker's own hand, at each
 * level: in a fork of everybody's template, of the tenant's own, and in a
 * program of its own.  Each must end its worker, and be evidence; where the
 * kernel tells which call it was, by that call's name.
 *
 *	escape_levels WORKER STEP	every STEPth number of the sweep
 *
 * WORKER is cordon-worker with another engine: hostile_engine.c.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>

#include "tests/escape/collection.h"
#include "tests/unit/fake_broker.h"

#define TOLD_MAX 20 /* failures */
/* After a death; the broker waits no longer either. */
#define LATE_MS 2000

static const struct attack *all;
static size_t n_all;
static long step;
static enum score_level level;
static unsigned by_call, by_crash, told, named, late;
static off_t log_at; /* where this run's part of standard error begins */

static struct outcome
run_here(const char *code)
{
	struct tenant *t = tenants_find(broker.tenants, "t");
	struct job_request r = { .tenant = "t", .code = code,
		.code_len = strlen(code) };
	struct outcome o = { .started = clock_mono_ms() };

	score_release(&t->score);
	score_hold(&t->score, level);
	ev_now_update(broker.loop);
	(void)job_start(&broker, &r, on_done, &o, NULL);
	turn(&o, 2 * PATIENCE_MS);
	return o;
}

/* The signal that the broker's words name; 0: it named none. */
static int
signal_of(const struct outcome *o)
{
	const char *s = strstr(o->message, "killed by signal ");

	if (strstr(o->message, "forbidden system call") != NULL)
		return SIGSYS;
	return s == NULL ? 0 : atoi(s + 17);
}

static void
fail(const char *what, const struct outcome *o)
{
	tap_bad_checks++;
	if (++told <= TOLD_MAX)
		printf("# %s: %s %s%s\n", what, o->ok ? o->json : o->name,
		    o->message, o->times == 1 ? "" : " (no answer)");
}

/* What was logged from there on: a run's few lines. */
static const char *
log_from(off_t at)
{
	static char text[8192];
	ssize_t n = pread(STDERR_FILENO, text, sizeof text - 1, at);

	text[n < 0 ? 0 : n] = '\0';
	return text;
}

/* The record of a death may come after it: then it is a line of its own, with
 * the same run; one of an earlier run may come still later. */
static const char *
late_name(const char *run)
{
	uint64_t until = clock_mono_ms() + LATE_MS;
	char key[64];
	const char *s;

	(void)snprintf(key, sizeof key, " run=%s attempt=\"", run);
	while ((s = strstr(log_from(log_at), key)) == NULL &&
	    clock_mono_ms() < until)
		(void)ev_run(broker.loop, EVRUN_NOWAIT);
	late += s != NULL;
	return s == NULL ? NULL : s + strlen(key);
}

/* "run=r7 evidence=seccomp-kill "killed by signal 31 (...): socket (41, x86_64)"" */
static const char *
name_of(const char *log)
{
	static const char key[] = " evidence=seccomp-kill \"";
	const char *s = strstr(log, key), *at = s, *name;
	char run[24];

	while (at != NULL && at > log && at[-1] != '=')
		at--;
	if (at == NULL || sscanf(at, "%23[a-z0-9]", run) != 1)
		return NULL;
	name = strstr(s, "): ");
	return name != NULL && name < s + strcspn(s, "\n") ? name + 3 :
	    late_name(run);
}

static void
expect_name(const char *what, long nr)
{
	const char *s;

	if (broker.attempts == NULL)
		return;
	s = name_of(log_from(log_at));
	if (s == NULL) {
		if (++told <= TOLD_MAX)
			printf("# %s was not told\n", what);
		return;
	}
	named++;
	if ((s = strchr(s, '(')) == NULL || (nr >= 0 && atol(s + 1) != nr)) {
		tap_bad_checks++;
		printf("# %s was told as %.60s\n", what, s == NULL ? "" : s);
	}
}

/* Dead of one of these, and so written down: as call nr, if not -1. */
static void
expect(const char *code, const char *what, uint64_t dies, long nr)
{
	uint64_t calls = broker.evidence[EVIDENCE_SECCOMP],
		 crashes = broker.evidence[EVIDENCE_CRASH];
	struct outcome o;
	int sig;

	log_at = lseek(STDERR_FILENO, 0, SEEK_END);
	o = run_here(code);
	sig = signal_of(&o);

	calls = broker.evidence[EVIDENCE_SECCOMP] - calls;
	crashes = broker.evidence[EVIDENCE_CRASH] - crashes;
	if (o.times != 1 || o.ok || strcmp(o.name, "WorkerError") != 0 ||
	    (dies & DIES(sig)) == 0 || calls != (sig == SIGSYS) ||
	    crashes != (sig != SIGSYS))
		fail(what, &o);
	if (sig == SIGSYS)
		expect_name(what, nr);
	by_call += calls == 1;
	by_crash += crashes == 1;
}

/* Of the last ones; a host that tells names tells all, but what is lost on its way
 * to us where another's thousands come while we do not run: one in a hundred. */
static void
check_named(void)
{
	printf("# %s: %u of %u named, %u of them after the evidence\n",
	    score_level_name(level), named, by_call, late);
	CHECK(broker.attempts == NULL || by_call - named <= 1 + by_call / 100);
	named = late = 0;
}

static void
every_attack_ends_its_worker_and_is_evidence(void)
{
	char code[32];

	for (size_t i = 0; i < n_all; i++) {
		(void)snprintf(code, sizeof code, "attack %zu", i);
		expect(code, all[i].name, all[i].dies, -1);
	}
	printf("# %s: %zu attacks, %u forbidden calls, %u crashes\n",
	    score_level_name(level), n_all, by_call, by_crash);
	check_named();
}

/* One that may be made, or that comes back with nothing done. */
static bool
is_left(enum entry by, long nr)
{
	/* read and write of descriptor 9 are not; 231 and 94 end it. */
	return by == ENTRY_64 && (nr == SYS_exit_group || sweep_exempt(by, nr));
}

static void
every_number_by_every_door_ends_its_worker(void)
{
	char code[32], what[48];
	unsigned n = 0;

	by_call = by_crash = 0;
	for (int by = 0; by < ENTRY_MAX; by++) {
		if (!sweep_here((enum entry)by))
			continue;
		/* A program of its own each, at the lowest priority. */
		for (long nr = 0; nr < SWEEP_MAX; nr +=
		    step > 1 && level == LEVEL_CORDONED ? 4 * step : step) {
			if (is_left((enum entry)by, nr))
				continue;
			(void)snprintf(code, sizeof code, "sweep %d %ld", by,
			    nr);
			(void)snprintf(what, sizeof what, "call %ld %s", nr,
			    sweep_entry((enum entry)by));
			expect(code, what, by < ENTRY_INT80 ? DIES(SIGSYS) :
			    DIES(SIGSYS) | DIES(SIGSEGV) | DIES(SIGILL), nr);
			n++;
		}
	}
	printf("# %s: %u calls, %u forbidden, %u crashes\n",
	    score_level_name(level), n, by_call, by_crash);
	check_named();
}

static void
an_act_that_is_none_comes_back(void)
{
	struct outcome o = run_here("nothing");

	CHECK_STR(o.ok ? o.json : o.message, "\"ALIVE\"");
}

static bool
log_to_a_file(void)
{
	FILE *f = tmpfile();

	return f != NULL && dup2(fileno(f), STDERR_FILENO) != -1;
}

int
main(int argc, char **argv)
{
	static const enum score_level levels[] = { LEVEL_CLEAR, LEVEL_WATCHED,
		LEVEL_CORDONED };

	if (argc != 3 || (step = atol(argv[2])) < 1) {
		(void)fprintf(stderr, "usage: escape_levels WORKER STEP\n");
		return 2;
	}
	worker_program = argv[1];
	worker_cpu_ms = 10000;
	n_all = attack_list(&all);
	(void)setvbuf(stdout, NULL, _IOLBF, BUFSIZ); /* seen, should it be ended */
	if (!log_to_a_file())
		return 1;
	open_broker(16UL << 20, "x");
	broker.attempts = attempts_new(broker.loop);
	if (broker.attempts == NULL)
		printf("# the kernel does not tell us which calls\n");
	for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
		level = levels[i];
		by_call = by_crash = 0;
		TEST(an_act_that_is_none_comes_back);
		TEST(every_attack_ends_its_worker_and_is_evidence);
		TEST(every_number_by_every_door_ends_its_worker);
	}
	close_broker();
	attempts_free(broker.attempts);
	return tap_end();
}
