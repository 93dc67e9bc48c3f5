/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The broker's side of the hatch: more attacks by frames, beside a run that
 * must not notice (fake_broker.h; the first collection is in test_job.c).
 */
#include <stdlib.h>

#include "common/base/limits.h"

#include "tests/unit/fake_broker.h"

static struct outcome
attack(const char *name)
{
	struct outcome o;
	char code[64];

	(void)snprintf(code, sizeof code, "attack %s", name);
	(void)begin(code, strcmp(name, "one_byte_at_a_time") == 0 ? 300 : 60000,
	    &o);
	turn(&o, 70000);
	return o;
}

static void
each_ends_its_worker_and_is_evidence(void)
{
	static const struct {
		const char *name, *outcome;
		int evidence;
	} attacks[] = {
#define EVIDENCE_NONE (-1)
#define ATTACK(what, outcome, kind) { #what, outcome, EVIDENCE_##kind },
#include "tests/fakes/fake_attacks_more.def"
#undef ATTACK
	};
	struct outcome other;

	(void)begin("get hang 1", 300000, &other);
	for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
		int kind = attacks[i].evidence;
		uint64_t before = kind < 0 ? 0 : broker.evidence[kind];
		struct outcome o = attack(attacks[i].name);

		CHECK(o.times == 1 && !o.ok);
		CHECK_STR(o.name, attacks[i].outcome);
		if (kind >= 0)
			CHECK(broker.evidence[kind] == before + 1);
		if (tap_bad_checks > 0) {
			printf("# %s: %s: %s\n", attacks[i].name, o.name,
			    o.message);
			break;
		}
		CHECK(run("ok").ok);
	}
	CHECK(other.times == 0);
	job_cancel(broker.jobs);
	turn(&other, PATIENCE_MS);
	CHECK(other.times == 1);
}

static void
nothing_is_heard_after_a_result(void)
{
	uint64_t frames = broker.evidence[EVIDENCE_FRAME];

	for (int i = 0; i < 20; i++) {
		struct outcome o = run("twice");

		CHECK(o.times == 1 && o.ok);
		CHECK_STR(o.json, "\"first\"");
		CHECK_STR(o.calls, "[]");
	}
	CHECK(broker.evidence[EVIDENCE_FRAME] == frames);
}

/* At the very moment of its deadline: one outcome, whichever. */
static void
a_result_at_the_deadline_is_one_outcome(void)
{
	int results = 0, timeouts = 0;

	for (int i = 0; i < 60; i++) {
		struct outcome o;

		(void)begin("late", 20 + (uint32_t)i % 3, &o);
		turn(&o, PATIENCE_MS);
		turn(NULL, 2);
		CHECK(o.times == 1);
		results += o.ok;
		timeouts += strcmp(o.name, "TimeoutError") == 0;
	}
	CHECK(results + timeouts == 60);
	printf("# %d results, %d timeouts\n", results, timeouts);
}

int
main(void)
{
	open_broker(9, "x");
	TEST(each_ends_its_worker_and_is_evidence);
	TEST(nothing_is_heard_after_a_result);
	TEST(a_result_at_the_deadline_is_one_outcome);
	close_broker();
	return tap_end();
}
