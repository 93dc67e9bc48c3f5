/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Jobs, with a worker and an egress that do as they are told: fake_broker.h.
 */
#include <signal.h>
#include <stdlib.h>

#include "common/base/limits.h"

#include "tests/unit/fake_broker.h"

/* The tests ----------------------------------------------------------- */

static void
a_program_runs_and_is_told_once(void)
{
	struct outcome o = run("ok");

	CHECK(o.times == 1 && o.ok);
	CHECK_STR(o.json, "\"ok\"");
	CHECK_STR(o.calls, "[]");
	CHECK_STR(o.logs, "[]");
}

static void
an_error_keeps_its_place(void)
{
	struct outcome o = run("throw");

	CHECK(!o.ok && o.line == 3 && o.column == 7);
	CHECK_STR(o.name, "RangeError");
	CHECK_STR(o.message, "too  far");
	CHECK_STR(o.source, "f()");
}

static void
logs_are_kept_up_to_their_limit(void)
{
	struct outcome o = run("log 2");

	CHECK_STR(o.logs, "[{\"level\":\"warn\",\"text\":\"a \\\"line\\\"\\n\"},"
			  "{\"level\":\"warn\",\"text\":\"a \\\"line\\\"\\n\"}]");
	o = run("log 20000");
	CHECK(o.ok && o.logs_len < 4 * LOG_MAX);
}

static void
calls_reach_egress_and_come_back(void)
{
	struct outcome o = run("get {} 2");

	CHECK_STR(o.json, "{\"answers\":2,\"errors\":0,\"bytes\":4}");
	CHECK(strstr(o.calls,
		  "[{\"operation\":\"api.get\",\"status\":200,\"ms\":") ==
	    o.calls);
	o = run("get {} 40"); /* more than upstream takes at once */
	CHECK_STR(o.json, "{\"answers\":40,\"errors\":0,\"bytes\":80}");
	o = run("get big 4");
	CHECK_STR(o.json, "{\"answers\":4,\"errors\":0,\"bytes\":41943040}");
	o = run("get no 1");
	CHECK_STR(o.json, "{\"answers\":1,\"errors\":1,\"bytes\":0}");
	CHECK(strstr(o.calls, "E_CONNECT") != NULL);
}

static void
a_result_survives_replies_that_nobody_read(void)
{
	int i, ok = 0;

	for (i = 0; i < 20; i++) {
		struct outcome o = run("unread");

		ok += o.ok && strcmp(o.json, "\"unread\"") == 0;
		if (!o.ok)
			printf("# %s: %s\n", o.name, o.message);
	}
	CHECK(ok == 20);
}

static void
unknown_names_and_too_many_calls_are_refused_not_killed(void)
{
	struct outcome o = run("got {} 1");

	CHECK_STR(o.json, "{\"answers\":1,\"errors\":1,\"bytes\":0}");
	CHECK(strstr(o.calls, "E_UNKNOWN_OPERATION") != NULL);
	o = run("get {} 100"); /* all pushed before one is answered */
	CHECK(o.ok && strncmp(o.json, "{\"answers\":100", 14) == 0);
}

static void
a_deadline_kills_in_time(void)
{
	struct outcome o;
	uint64_t least = UINT64_MAX;

	/* The quickest: what it is late by, the machine may be. */
	for (int i = 0; i < 20 && least >= 300; i++) {
		(void)begin("sleep", 200, &o);
		turn(&o, PATIENCE_MS);
		CHECK(!o.ok && o.ms >= 200);
		least = o.ms < least ? o.ms : least;
	}
	CHECK(least < 300);
	CHECK_STR(o.name, "TimeoutError");
	CHECK_STR(o.message, "the program ran longer than 200 ms (timeout_ms)");
}

static void
a_run_can_be_cancelled(void)
{
	struct outcome o;
	struct job *j = begin("get hang 3", 0, &o);

	turn_to_call(j, &o, 3);
	CHECK(o.times == 0);
	job_cancel(j);
	CHECK(o.times == 0);
	turn(&o, PATIENCE_MS);
	CHECK(o.times == 1 && !o.ok);
	CHECK_STR(o.name, "CancelledError");
	CHECK(strstr(o.calls, "E_CANCELLED") != NULL);
}

static void
every_death_of_a_worker_has_its_name(void)
{
	static const struct {
		const char *code, *name, *says;
		int evidence; /* -1: none */
	} deaths[] = {
		{ "signal 31", "WorkerError", "forbidden system call",
		    EVIDENCE_SECCOMP },
		{ "signal 5", "WorkerError", "crashed", EVIDENCE_CRASH },
		{ "signal 24", "TimeoutError", "CPU time (cpu)", EVIDENCE_TIME },
		/* WORKER_CPU_STATUS */
		{ "exit 152", "TimeoutError", "CPU time (cpu)", EVIDENCE_TIME },
		{ "signal 9", "WorkerError", "from outside", -1 },
		{ "exit 0", "WorkerError", "without a result", EVIDENCE_CRASH },
		{ "exit 7", "WorkerError", "exit status 7", EVIDENCE_CRASH },
		{ "abort", "WorkerError", "no more memory", -1 },
	};
	size_t i;

	for (i = 0; i < sizeof deaths / sizeof deaths[0]; i++) {
		uint64_t before = deaths[i].evidence < 0 ? 0 :
		    broker.evidence[deaths[i].evidence];
		struct outcome o = run(deaths[i].code);

		CHECK(o.times == 1 && !o.ok);
		CHECK_STR(o.name, deaths[i].name);
		CHECK(strstr(o.message, deaths[i].says) != NULL);
		if (strstr(o.message, deaths[i].says) == NULL)
			printf("# %s: %s\n", deaths[i].code, o.message);
		if (deaths[i].evidence >= 0)
			CHECK(broker.evidence[deaths[i].evidence] == before + 1);
	}
}

static void
every_attack_ends_its_worker_and_nobody_elses(void)
{
	static const struct {
		const char *code, *name;
		int evidence;
	} attacks[] = {
#define EVIDENCE_NONE (-1)
#define ATTACK(what, outcome, kind) \
	{ "attack " #what, outcome, EVIDENCE_##kind },
#include "tests/fakes/fake_attacks.def"
#undef ATTACK
	};
	struct outcome other;
	size_t i;

	/* A flood is ended by its size, on the slowest machine too. */
	conf.deadline_ms = 2 * PATIENCE_MS;
	/* Another's run, before, during and after all of them. */
	(void)begin("get hang 1", 10 * PATIENCE_MS, &other);
	for (i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
		int kind = attacks[i].evidence;
		uint64_t before = kind < 0 ? 0 : broker.evidence[kind];
		struct outcome o = run(attacks[i].code);

		CHECK(o.times == 1 && !o.ok);
		CHECK_STR(o.name, attacks[i].name);
		if (kind >= 0)
			CHECK(broker.evidence[kind] == before + 1);
		if (tap_bad_checks > 0) {
			printf("# %s: %s: %s\n", attacks[i].code, o.name,
			    o.message);
			break;
		}
		CHECK(run("ok").ok);
	}
	conf.deadline_ms = PATIENCE_MS;
	printf("# %zu attacks\n", i);
	CHECK(other.times == 0);
	job_cancel(broker.jobs);
	turn(&other, PATIENCE_MS);
	CHECK(other.times == 1);
}

static struct job *
begin_at(enum score_level level, const char *code, struct outcome *o)
{
	struct tenant *t = tenants_find(broker.tenants, "t");
	struct job_request r = { .tenant = "t", .code = code,
		.code_len = strlen(code) };

	score_release(&t->score);
	score_hold(&t->score, level);
	*o = (struct outcome){ .started = clock_mono_ms() };
	return job_start(&broker, &r, on_done, o, NULL);
}

static void
a_slowed_tenant_runs_one_at_a_time(void)
{
	struct outcome a, b, c;
	struct job *j = begin_at(LEVEL_SLOWED, "get hang 1", &a);

	(void)begin_at(LEVEL_SLOWED, "ok", &b);
	(void)begin_at(LEVEL_SLOWED, "ok", &c);
	turn(&b, 300);
	CHECK(b.times == 0 && c.times == 0);
	job_cancel(j);
	turn(&b, PATIENCE_MS);
	turn(&c, PATIENCE_MS);
	CHECK(b.times == 1 && b.ok && c.times == 1 && c.ok);
	CHECK(tenants_find(broker.tenants, "t")->running == 0);
}

static void
one_who_waits_for_a_turn_can_be_cancelled(void)
{
	struct outcome a, b;
	struct job *j = begin_at(LEVEL_SLOWED, "get hang 1", &a), *k;

	k = begin_at(LEVEL_SLOWED, "ok", &b);
	job_cancel(k);
	turn(&b, PATIENCE_MS);
	CHECK_STR(b.name, "CancelledError");
	job_cancel(j);
	turn(&a, PATIENCE_MS);
	CHECK(tenants_find(broker.tenants, "t")->first_turn == NULL);
}

static void
a_cordoned_tenant_may_only_read_in_half_the_time(void)
{
	struct outcome o;
	struct job *j = begin_at(LEVEL_CORDONED, "post {} 1", &o);

	CHECK(j->timeout_ms <= conf.deadline_ms / 2 + 1);
	CHECK(j->result_max <= RESULT_MAX / 2 + 100);
	CHECK(job_now_ms(j) % 20 == 0);
	turn(&o, PATIENCE_MS);
	CHECK(o.ok && strstr(o.calls, "E_DENIED") != NULL);
	(void)begin_at(LEVEL_CORDONED, "get {} 2", &o);
	turn(&o, PATIENCE_MS);
	CHECK_STR(o.json, "{\"answers\":2,\"errors\":0,\"bytes\":4}");
}

static void
a_refused_tenant_is_told_until_when(void)
{
	struct outcome o;

	(void)begin_at(LEVEL_REFUSED, "ok", &o);
	CHECK(o.times == 0);
	turn(&o, PATIENCE_MS);
	CHECK_STR(o.name, "RefusedError");
	CHECK(strstr(o.message, "cordon tenant release t") != NULL);
	CHECK(run("ok").ok);
}

static void
cpu_time_has_its_own_limit(void)
{
	struct outcome o;

	conf.cpu_ms = 100;
	(void)begin("spin", PATIENCE_MS, &o);
	turn(&o, PATIENCE_MS);
	conf.cpu_ms = 10000;
	CHECK_STR(o.name, "TimeoutError");
	CHECK_STR(o.message,
	    "the program used more than 100 ms of CPU time (cpu)");
}

static void
a_dead_egress_rejects_its_calls_and_comes_back(void)
{
	struct outcome o = run("get die 1");

	CHECK_STR(o.json, "{\"answers\":1,\"errors\":1,\"bytes\":0}");
	CHECK(strstr(o.calls, "E_EGRESS_LOST") != NULL);
	o = run("get {} 1");
	CHECK_STR(o.json, "{\"answers\":1,\"errors\":0,\"bytes\":2}");
}

static void
a_dead_template_ends_its_runs_and_comes_back(void)
{
	struct outcome o, other;
	struct job *j;

	/* What has called has had an effect: it is not done twice. */
	j = begin("get hang 1", 0, &other);
	turn_to_call(j, &other, 1);
	(void)kill(pool_template_of(broker.pool), SIGKILL);
	turn(&other, PATIENCE_MS);
	CHECK(other.times == 1);
	CHECK_STR(other.name, "WorkerError");
	o = run("ok");
	CHECK(o.ok);
	/* What has done nothing yet goes to another worker. */
	j = begin("sleep", 0, &other);
	for (int i = 0; i < PATIENCE_MS / 5 && j->worker == NULL; i++)
		turn(&other, 5);
	(void)kill(pool_template_of(broker.pool), SIGKILL);
	turn(&other, 500);
	CHECK(other.times == 0);
	CHECK(other.times == 0 && broker.jobs->retries == 1);
	if (other.times == 0)
		job_cancel(broker.jobs);
	turn(&other, PATIENCE_MS);
	CHECK(other.times == 1);
	CHECK_STR(other.name, "CancelledError");
	CHECK(run("ok").ok);
}

static void
eight_runs_at_once(void)
{
	struct outcome o[8];
	int i, ok = 0;

	for (i = 0; i < 8; i++)
		(void)begin("get {} 10", 0, &o[i]);
	for (i = 0; i < 8; i++) {
		turn(&o[i], PATIENCE_MS);
		ok += o[i].ok;
	}
	CHECK(ok == 8);
}

static void
bad_input_is_refused_at_once(void)
{
	struct job_request r = { .tenant = "t", .code = "\xff", .code_len = 1 };
	struct outcome o;
	struct err e;

	CHECK(job_start(&broker, &r, on_done, &o, &e) == NULL);
	CHECK(e.code == ERR_INPUT);
	r.code = "";
	r.code_len = CODE_MAX + 1;
	CHECK(job_start(&broker, &r, on_done, &o, &e) == NULL);
	CHECK(e.code == ERR_LIMIT);
}

static void
a_thousand_runs_leak_nothing(void)
{
	int i, fd = -1, bad = 0;

	for (i = 0; i < 500; i++)
		bad += !run("ok").ok;
	CHECK(bad == 0);
	/* Sockets, pidfds: of two idle workers, template and egress; those of
	 * the last few go when their workers are dead. */
	for (i = 0; i < PATIENCE_MS / 10; i++) {
		fd = dup(0);
		(void)close(fd);
		if (fd < 40)
			break;
		turn(NULL, 10);
	}
	CHECK(fd < 40);
}

int
main(void)
{
	open_broker(9, "x");
	TEST(a_program_runs_and_is_told_once);
	TEST(an_error_keeps_its_place);
	TEST(logs_are_kept_up_to_their_limit);
	TEST(calls_reach_egress_and_come_back);
	TEST(a_result_survives_replies_that_nobody_read);
	TEST(unknown_names_and_too_many_calls_are_refused_not_killed);
	TEST(a_deadline_kills_in_time);
	TEST(a_run_can_be_cancelled);
	TEST(every_death_of_a_worker_has_its_name);
	TEST(every_attack_ends_its_worker_and_nobody_elses);
	TEST(a_slowed_tenant_runs_one_at_a_time);
	TEST(one_who_waits_for_a_turn_can_be_cancelled);
	TEST(a_cordoned_tenant_may_only_read_in_half_the_time);
	TEST(a_refused_tenant_is_told_until_when);
	TEST(cpu_time_has_its_own_limit);
	TEST(a_dead_egress_rejects_its_calls_and_comes_back);
	TEST(a_dead_template_ends_its_runs_and_comes_back);
	TEST(eight_runs_at_once);
	TEST(bad_input_is_refused_at_once);
	TEST(a_thousand_runs_leak_nothing);
	close_broker();
	return tap_end();
}
