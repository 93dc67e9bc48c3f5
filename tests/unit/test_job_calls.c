/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many calls a run may make, which of them change something, what they
 * cost, the time while a person is asked, and how it tells what it failed of
 * (fake_broker.h).
 */
#include <string.h>

#include "common/base/limits.h"

#include "tests/unit/fake_broker.h"

static uint64_t
seen(enum evidence kind)
{
	return broker.evidence[kind];
}

/* How many ----------------------------------------------------------- */

static void
only_so_many_calls_are_open_at_once(void)
{
	struct outcome o;
	struct job *j = begin("get hang 70", 0, &o);

	turn_to_call(j, &o, 70);
	CHECK(o.times == 0 && j->n_calls == 70);
	CHECK(j->n_open == CALLS_OPEN_MAX);
	job_cancel(j);
	turn(&o, PATIENCE_MS);
}

/* It made all others before. */
static void
a_run_has_only_so_many_calls(void)
{
	struct outcome o;
	struct job *j = begin("get {} 3", 0, &o);

	CHECK(job_calls_max(j) == CALLS_MAX);
	j->n_calls = CALLS_MAX - 2;
	turn(&o, PATIENCE_MS);
	CHECK_STR(o.json, "{\"answers\":3,\"errors\":1,\"bytes\":4}");
}

static void
a_cordoned_run_has_half_of_them(void)
{
	struct tenant *t = tenants_find(broker.tenants, "t");
	struct job_request r = { .tenant = "t",
		.code = "get {} 3",
		.code_len = 8 };
	struct outcome o = { .started = clock_mono_ms() };
	struct job *j;

	score_release(&t->score);
	score_hold(&t->score, LEVEL_CORDONED);
	j = job_start(&broker, &r, on_done, &o, NULL);
	j->n_calls = CALLS_MAX / 2 - 2;
	turn(&o, PATIENCE_MS);
	CHECK_STR(o.json, "{\"answers\":3,\"errors\":1,\"bytes\":4}");
}

/* What they are, and cost -------------------------------------------- */

static bool
reads(const char *method, bool read_only)
{
	const struct catalog_op op = { .method = method,
		.read_only = read_only };

	return job_call_reads(&op);
}

/* A server's own word, without which a tool may do anything. */
static void
a_tool_that_is_not_marked_read_only_writes(void)
{
	CHECK(!reads("TOOL", false) && reads("TOOL", true));
	CHECK(reads("GET", false) && reads("HEAD", false) &&
	    reads("QUERY", false));
	/* Of an HTTP operation there is no such word. */
	CHECK(!reads("POST", true) && !reads("PUT", true) &&
	    !reads("DELETE", true) && !reads("PATCH", true));
}

static void
a_name_that_was_guessed_is_evidence(void)
{
	uint64_t before = seen(EVIDENCE_UNKNOWN);

	(void)run("get {} 1");
	CHECK(seen(EVIDENCE_UNKNOWN) == before);
	(void)run("got {} 2");
	CHECK(seen(EVIDENCE_UNKNOWN) == before + 2);
}

/* As egress gives it, and where it is left lying. */
static void
a_reply_is_the_runs_until_it_is_read(void)
{
	struct outcome o;
	struct job *j = begin("late-pull get 1", 0, &o);
	struct rpc_account *a = j->replies;
	size_t most = 0;

	while (o.times == 0 && j->state != JOB_ENDED) {
		most = a->owed > most ? a->owed : most;
		ev_run(broker.loop, EVRUN_ONCE);
	}
	CHECK(most == 2); /* "{}" */
	turn(&o, PATIENCE_MS);
}

static void
replies_past_what_a_run_may_owe_end_it(void)
{
	uint64_t before = seen(EVIDENCE_FLOOD);
	struct outcome o;
	struct job *j = begin("get {} 1", 0, &o);

	j->replies->max = 1;
	turn(&o, PATIENCE_MS);
	CHECK(!o.ok && seen(EVIDENCE_FLOOD) == before + 1);
	CHECK_STR(o.name, "LimitError");
}

/* While a person is asked -------------------------------------------- */

static unsigned n_asked;

static bool
on_ask(void *arg, struct job *j, const struct job_question *q)
{
	(void)arg;
	(void)j;
	CHECK_STR(q->operation, "api.post");
	n_asked++;
	return true;
}

static struct job *
begin_asking(const char *code, struct outcome *o)
{
	uint64_t until = clock_mono_ms() + PATIENCE_MS;
	struct job_request r = { .tenant = "t",
		.code = code,
		.code_len = strlen(code),
		.timeout_ms = PATIENCE_MS,
		.ask = on_ask };
	struct job *j;

	forgive();
	conf.rules.writes = RULE_ASK;
	n_asked = 0;
	*o = (struct outcome){ .started = clock_mono_ms() };
	ev_now_update(broker.loop);
	j = job_start(&broker, &r, on_done, o, NULL);
	while (n_asked == 0 && o->times == 0 && clock_mono_ms() < until)
		turn(o, 5);
	CHECK(n_asked == 1 && o->times == 0);
	return j;
}

/* But for its own time it would end while it can do nothing, and be held
 * against its tenant; and nobody gives it more by asking. */
static void
a_programs_time_stands_still_while_a_person_is_asked(void)
{
	struct outcome o;
	struct job *j = begin_asking("post {} 1", &o);
	uint32_t left, then;
	uint64_t from, to;

	CHECK(j->paused_us != 0 && !ev_is_active(&j->deadline));
	j->ran_us -= 1000000; /* as if it had run a second before */
	left = job_run_left_ms(j);
	CHECK(left <= PATIENCE_MS - 1000);
	turn(&o, 50);
	CHECK(o.times == 0 && job_run_left_ms(j) == left);
	from = clock_mono_us();
	job_answer(j, JOB_ALLOW);
	then = job_run_left_ms(j);
	to = clock_mono_us();
	/* It goes on from there, and so does who watches it. */
	CHECK(then <= left && left - then <= (to - from) / 1000 + 1);
	ev_now_update(broker.loop);
	CHECK(ev_is_active(&j->deadline) &&
	    ev_timer_remaining(broker.loop, &j->deadline) < (left + 1) / 1000.);
	turn(&o, PATIENCE_MS);
	CHECK(o.ok);
	CHECK_STR(o.json, "{\"answers\":1,\"errors\":0,\"bytes\":2}");
}

static void
what_was_declined_is_not_called(void)
{
	struct outcome o;
	struct job *j = begin_asking("post {} 1", &o);

	job_answer(j, JOB_DECLINE);
	turn(&o, PATIENCE_MS);
	CHECK_STR(o.json, "{\"answers\":1,\"errors\":1,\"bytes\":0}");
	CHECK(strstr(o.calls, "E_DECLINED") != NULL);
}

/* What an error is about is looked for in the program's text: with one such
 * error the broker stood still for everybody, for a minute. */
static void
an_error_about_a_long_name_holds_nobody_up(void)
{
	static char code[CODE_MAX + 1];
	struct outcome o;

	memset(code, 'a', CODE_MAX);
	memcpy(code, "blame 60000 0 ", 14);
	(void)begin(code, 0, &o);
	turn(&o, PATIENCE_MS);
	CHECK(o.times == 1);
	CHECK_STR(o.name, "TypeError");
	CHECK(o.ms < PATIENCE_MS);
}

int
main(void)
{
	open_broker(9, "x");
	TEST(only_so_many_calls_are_open_at_once);
	TEST(a_run_has_only_so_many_calls);
	TEST(a_cordoned_run_has_half_of_them);
	TEST(a_tool_that_is_not_marked_read_only_writes);
	TEST(a_name_that_was_guessed_is_evidence);
	TEST(a_reply_is_the_runs_until_it_is_read);
	TEST(replies_past_what_a_run_may_owe_end_it);
	TEST(a_programs_time_stands_still_while_a_person_is_asked);
	TEST(what_was_declined_is_not_called);
	TEST(an_error_about_a_long_name_holds_nobody_up);
	close_broker();
	return tap_end();
}
