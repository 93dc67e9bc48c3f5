/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sim_score.c -- tenants under a virtual clock: honest agents are never
 * cordoned over weeks, attackers are in bounded time, and all return.
 */
#include "policy/score.h"

#include "tests/unit/tap.h"

#define MINUTE_MS (60ULL * 1000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define START_MS (1700000000ULL * 1000)

static uint32_t seed;

/* A small generator of our own: the same weeks on every machine. */
static uint32_t
dice(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

struct profile {
	const char *name;
	uint32_t runs_per_hour;
	/* One run in so many shows this evidence; 0: none does. */
	uint32_t one_in[EVIDENCE_MAX];
};

/* The worst level seen in so many days of that agent's life. */
static enum score_level
live(const struct profile *p, uint64_t days, uint64_t *ret_first_cordon)
{
	struct score s = { .clear_at_ms = 0 };
	enum score_level worst = LEVEL_CLEAR;
	uint64_t now = START_MS, end = START_MS + days * DAY_MS;
	unsigned ev;

	*ret_first_cordon = 0;
	while (now < end) {
		now += 1 + dice((uint32_t)(2 * HOUR_MS / p->runs_per_hour));
		(void)score_update(&s, now);
		for (ev = 0; ev < EVIDENCE_MAX; ev++)
			if (p->one_in[ev] != 0 && dice(p->one_in[ev]) == 0)
				(void)score_add(&s, (enum evidence)ev, now);
		if (s.level > worst)
			worst = s.level;
		if (s.level >= LEVEL_CORDONED && *ret_first_cordon == 0)
			*ret_first_cordon = now - START_MS;
	}
	return worst;
}

static void
honest_agents_are_never_slowed(void)
{
	static const struct profile honest[] = {
		{ "steady", 60, { [EVIDENCE_TIME] = 50,
				    [EVIDENCE_MEMORY] = 200,
				    [EVIDENCE_UNKNOWN] = 10 } },
		{ "busy", 600, { [EVIDENCE_TIME] = 200,
				   [EVIDENCE_MEMORY] = 1000,
				   [EVIDENCE_UNKNOWN] = 20,
				   [EVIDENCE_DENIED] = 2000 } },
		{ "clumsy", 20, { [EVIDENCE_TIME] = 5,
				    [EVIDENCE_MEMORY] = 20,
				    [EVIDENCE_UNKNOWN] = 2,
				    [EVIDENCE_DENIED] = 100 } },
		{ "unlucky", 30, { [EVIDENCE_CRASH] = 3000,
				     [EVIDENCE_TIME] = 30 } },
	};
	size_t i;
	int s;

	for (i = 0; i < sizeof honest / sizeof honest[0]; i++)
		for (s = 1; s <= 20; s++) {
			uint64_t first;
			enum score_level worst;

			seed = (uint32_t)s;
			worst = live(&honest[i], 28, &first);
			CHECK(worst < LEVEL_SLOWED);
			if (worst >= LEVEL_SLOWED)
				printf("# %s: %s\n", honest[i].name,
				    score_level_name(worst));
		}
}

static void
every_attack_is_cordoned_in_bounded_time(void)
{
	static const struct {
		struct profile p;
		uint64_t within_ms;
	} attacks[] = {
		{ { "breaks the wall", 60, { [EVIDENCE_SECCOMP] = 1 } },
		    5 * MINUTE_MS },
		{ { "bends frames", 60, { [EVIDENCE_FRAME] = 1 } },
		    10 * MINUTE_MS },
		{ { "bends one in ten", 60, { [EVIDENCE_FRAME] = 10 } },
		    4 * HOUR_MS },
		{ { "crashes engines", 30, { [EVIDENCE_CRASH] = 2 } },
		    4 * HOUR_MS },
		{ { "floods", 60, { [EVIDENCE_FLOOD] = 1 } }, 2 * HOUR_MS },
		{ { "tries what is denied", 60, { [EVIDENCE_DENIED] = 1 } },
		    4 * HOUR_MS },
		{ { "guesses names", 3600, { [EVIDENCE_UNKNOWN] = 1 } },
		    6 * HOUR_MS },
		{ { "burns time", 120, { [EVIDENCE_TIME] = 1 } }, 24 * HOUR_MS },
		{ { "fills memory", 60, { [EVIDENCE_MEMORY] = 1 } },
		    24 * HOUR_MS },
	};
	size_t i;
	int s;

	for (i = 0; i < sizeof attacks / sizeof attacks[0]; i++)
		for (s = 1; s <= 20; s++) {
			uint64_t first;

			seed = (uint32_t)s;
			(void)live(&attacks[i].p, 2, &first);
			CHECK(first > 0 && first <= attacks[i].within_ms);
			if (first == 0 || first > attacks[i].within_ms)
				printf("# %s: after %llu min\n",
				    attacks[i].p.name,
				    (unsigned long long)(first / MINUTE_MS));
		}
}

static void
only_time_pays_and_a_week_pays_all(void)
{
	struct score s = { .clear_at_ms = 0 };
	uint64_t now = START_MS;
	int i;

	for (i = 0; i < 1000; i++)
		(void)score_add(&s, EVIDENCE_SECCOMP, now);
	CHECK(s.level == LEVEL_REFUSED);
	CHECK(score_debt_ms(&s, now) == SCORE_MAX_MS);
	CHECK(score_clear_at_ms(&s, now) == now + SCORE_MAX_MS);
	now += SCORE_MAX_MS - 1;
	(void)score_update(&s, now);
	CHECK(score_debt_ms(&s, now) == 1 && s.level == LEVEL_CLEAR);
	now += 1;
	CHECK(score_debt_ms(&s, now) == 0);
}

static void
a_level_is_left_at_half_of_where_it_was_entered(void)
{
	struct score s = { .clear_at_ms = 0 };
	uint64_t now = START_MS;

	CHECK(score_add(&s, EVIDENCE_CRASH, now)); /* 90 minutes */
	CHECK(s.level == LEVEL_WATCHED);
	CHECK(!score_update(&s, now + 59 * MINUTE_MS)); /* 31 left */
	CHECK(s.level == LEVEL_WATCHED);
	CHECK(score_update(&s, now + 61 * MINUTE_MS)); /* 29 left */
	CHECK(s.level == LEVEL_CLEAR);
	/* And is not entered again before the border. */
	CHECK(!score_add(&s, EVIDENCE_TIME, now + 61 * MINUTE_MS));
	CHECK(s.level == LEVEL_CLEAR);
}

static enum score_level
level_at(enum score_level was, uint64_t debt)
{
	struct score s = { .clear_at_ms = START_MS + debt, .level = was };

	(void)score_update(&s, START_MS);
	return s.level;
}

static void
each_level_has_its_borders(void)
{
	static const uint64_t enter_h[LEVEL_MAX] = { 0, 1, 6, 12, 72 };

	for (unsigned l = LEVEL_WATCHED; l < LEVEL_MAX; l++) {
		uint64_t enter = enter_h[l] * HOUR_MS;

		CHECK(level_at(LEVEL_CLEAR, enter) == l);
		CHECK(level_at(LEVEL_CLEAR, enter - 1) == l - 1);
		CHECK(level_at((enum score_level)l, enter / 2) == l);
		CHECK(level_at((enum score_level)l, enter / 2 - 1) < l);
	}
}

/* Nobody is less confined for having done worse. */
static void
each_level_confines_more(void)
{
	static const struct score_terms want[LEVEL_MAX] = {
		{ CELL_SHARED, 0, 100, 0, false },
		{ CELL_OWN, 1, 100, 0, false },
		{ CELL_OWN, 1, 100, 1, false },
		{ CELL_FRESH, 20, 50, 1, true },
		{ CELL_NONE, 50, 0, 1, true },
	};

	for (unsigned l = 0; l < LEVEL_MAX; l++) {
		const struct score_terms *t = score_terms((enum score_level)l);

		CHECK(t->cell == want[l].cell && t->share == want[l].share);
		CHECK(t->quantum_ms == want[l].quantum_ms);
		CHECK(t->runs == want[l].runs);
		CHECK(t->reads_only == want[l].reads_only);
	}
}

static void
a_hold_is_at_once_and_lowers_nobody(void)
{
	struct score s = { .clear_at_ms = 0 };

	score_hold(&s, LEVEL_SLOWED);
	CHECK(s.level == LEVEL_SLOWED);
	score_hold(&s, LEVEL_WATCHED);
	CHECK(s.level == LEVEL_SLOWED);
	(void)score_add(&s, EVIDENCE_TIME, START_MS);
	CHECK(s.level == LEVEL_WATCHED); /* what it is held at by now */
	/* That it will be clear, time does not say. */
	CHECK(score_clear_at_ms(&s, START_MS) == 0);
}

static void
an_operator_holds_and_releases(void)
{
	struct score s = { .clear_at_ms = 0 };
	uint64_t now = START_MS;

	score_hold(&s, LEVEL_CORDONED);
	(void)score_update(&s, now + 30 * DAY_MS);
	CHECK(s.level == LEVEL_CORDONED);
	CHECK(score_clear_at_ms(&s, now) == 0);
	score_release(&s);
	CHECK(s.level == LEVEL_CLEAR && score_debt_ms(&s, now) == 0);
}

static void
a_clock_set_back_does_not_hold_for_ever(void)
{
	struct score s = { .clear_at_ms = 0 };

	(void)score_add(&s, EVIDENCE_CRASH, START_MS);
	CHECK(score_debt_ms(&s, START_MS - 365 * DAY_MS) == SCORE_MAX_MS);
	(void)score_add(&s, EVIDENCE_TIME, START_MS - 365 * DAY_MS);
	CHECK(s.clear_at_ms <= START_MS - 365 * DAY_MS + SCORE_MAX_MS);
}

static void
names_are_known_both_ways(void)
{
	int l;

	for (l = 0; l < LEVEL_MAX; l++)
		CHECK(score_level_named(score_level_name((enum score_level)l)) ==
		    l);
	CHECK(score_level_named("jailed") == -1);
	CHECK_STR(score_evidence_name(EVIDENCE_SECCOMP), "seccomp-kill");
	for (l = 0; l < EVIDENCE_MAX; l++)
		CHECK(score_evidence_price_ms((enum evidence)l) > 0 &&
		    score_evidence_reason((enum evidence)l)[0] != '\0');
}

int
main(void)
{
	TEST(honest_agents_are_never_slowed);
	TEST(every_attack_is_cordoned_in_bounded_time);
	TEST(only_time_pays_and_a_week_pays_all);
	TEST(a_level_is_left_at_half_of_where_it_was_entered);
	TEST(each_level_has_its_borders);
	TEST(each_level_confines_more);
	TEST(a_hold_is_at_once_and_lowers_nobody);
	TEST(an_operator_holds_and_releases);
	TEST(a_clock_set_back_does_not_hold_for_ever);
	TEST(names_are_known_both_ways);
	return tap_end();
}
