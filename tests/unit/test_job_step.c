/* SPDX-License-Identifier: Apache-2.0 */
/*
 * At what times a cordoned program hears, and is heard: at steps of its clock.
 */
#include <stdlib.h>

#include "tests/unit/fake_broker.h"

static struct job *
begin_cordoned(const char *code, struct outcome *o)
{
	struct tenant *t = tenants_find(broker.tenants, "t");
	struct job_request r = { .tenant = "t", .code = code,
		.code_len = strlen(code) };

	score_release(&t->score);
	score_hold(&t->score, LEVEL_CORDONED);
	*o = (struct outcome){ .started = clock_mono_ms() };
	return job_start(&broker, &r, on_done, o, NULL);
}

/* The tests ----------------------------------------------------------- */

/* Native code that pulls when it likes gets one answer in 20 ms: it was given
 * by whom it may, the broker or an upstream. */
static void
a_cordoned_worker_gets_answers_at_steps_only(void)
{
	static const char *const asks[] = { "late-pull post 6",
		"late-pull get 6", "late-pull nothing 6" };
	struct outcome o;

	for (size_t i = 0; i < sizeof asks / sizeof asks[0]; i++) {
		(void)begin_cordoned(asks[i], &o);
		turn(&o, PATIENCE_MS);
		printf("# %s: %s ms\n", asks[i], o.json);
		CHECK(o.ok && atoi(o.json) >= 5 * 20 - 1);
	}
	(void)begin(asks[1], 0, &o);
	turn(&o, PATIENCE_MS);
	CHECK(o.ok);
	printf("# clear: %s ms\n", o.json);
}

static void
nothing(struct ev_loop *l, ev_timer *w, int revents)
{
	(void)l;
	(void)w;
	(void)revents;
}

/* An upstream that is the program's friend may answer many calls, spread. */
static void
of_a_steps_answers_one_comes_before_its_end(void)
{
	struct score_terms terms = { .quantum_ms = 20 };
	struct job j = { .broker = &broker, .terms = &terms };
	struct rpc_call up = { .left = true }, own = { .left = false };
	uint64_t was;
	bool first, second, mine;

	ev_init(&j.pace, nothing);
	do { /* all in one step */
		j.told_step = 0;
		was = job_now_ms(&j);
		mine = job_step_waits(&j, &own);
		first = job_step_waits(&j, &up);
		second = job_step_waits(&j, &up);
	} while (job_now_ms(&j) != was);
	CHECK(mine && !first && second && ev_is_active(&j.pace));
	ev_timer_stop(broker.loop, &j.pace);
	terms.quantum_ms = 1;
	CHECK(!job_step_waits(&j, &own) && !job_step_waits(&j, &up) &&
	    !job_step_waits(&j, &up) && !ev_is_active(&j.pace));
}

/* Its friend upstream sees when a request is given up. */
static void
a_cordoned_job_cancels_at_a_step(void)
{
	uint64_t until = clock_mono_ms() + PATIENCE_MS;
	struct outcome o;
	struct job *j = begin_cordoned("get hang 1", &o);

	while ((j->calls == NULL || j->calls->egress == NULL) &&
	    clock_mono_ms() < until)
		turn(&o, 5);
	CHECK(j->calls != NULL && !ev_is_active(&j->pace));
	job_call_cancel(j->calls);
	CHECK(j->calls->egress != NULL && ev_is_active(&j->pace));
	while (j->calls->egress != NULL && clock_mono_ms() < until)
		turn(&o, 5);
	CHECK(j->calls->egress == NULL && o.times == 0);
	job_cancel(j);
	turn(&o, PATIENCE_MS);
}

/* The step that its first worker's answer waited for would find no worker. */
static void
a_cordoned_job_that_gets_another_worker_waits_for_no_step(void)
{
	uint64_t until = clock_mono_ms() + PATIENCE_MS;
	struct outcome o;
	struct job *j = begin_cordoned("ask-and-signal 9", &o);

	while (o.times == 0 && j->retries == 0 && clock_mono_ms() < until)
		ev_run(broker.loop, EVRUN_ONCE);
	CHECK(o.times == 0 && j->retries == 1);
	CHECK(o.times == 0 &&
	    (j->server != NULL || !ev_is_active(&j->pace)));
	turn(&o, PATIENCE_MS);
	CHECK(!o.ok && strcmp(o.name, "WorkerError") == 0);
}

/* What answers by frames wait for a step here, and the worker does not. */
static void
frames_that_nobody_may_send_end_a_cordoned_worker_too(void)
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
	size_t i;

	conf.deadline_ms = 4 * PATIENCE_MS; /* of which it has half */
	for (i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
		int kind = attacks[i].evidence;
		uint64_t before = kind < 0 ? 0 : broker.evidence[kind];
		struct outcome o;

		(void)begin_cordoned(attacks[i].code, &o);
		turn(&o, 3 * PATIENCE_MS);
		CHECK(o.times == 1 && !o.ok);
		CHECK_STR(o.name, attacks[i].name);
		if (kind >= 0)
			CHECK(broker.evidence[kind] == before + 1);
		if (tap_bad_checks > 0) {
			printf("# %s: %s: %s\n", attacks[i].code, o.name,
			    o.message);
			break;
		}
	}
	conf.deadline_ms = PATIENCE_MS;
	printf("# %zu attacks\n", i);
	CHECK(run("ok").ok);
}

int
main(void)
{
	open_broker(9, "x");
	TEST(a_cordoned_worker_gets_answers_at_steps_only);
	TEST(of_a_steps_answers_one_comes_before_its_end);
	TEST(a_cordoned_job_cancels_at_a_step);
	TEST(a_cordoned_job_that_gets_another_worker_waits_for_no_step);
	TEST(frames_that_nobody_may_send_end_a_cordoned_worker_too);
	close_broker();
	return tap_end();
}
