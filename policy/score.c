/* SPDX-License-Identifier: Apache-2.0 */
/* score.c -- see score.h. */
#include "policy/score.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *name;
	uint64_t price_ms;
	const char *reason;
} kinds[EVIDENCE_MAX] = {
#define EVIDENCE(n, word, price, why) { word, price, why },
#include "policy/evidence.def"
#undef EVIDENCE
};

#define HOUR (3600ULL * 1000)

/* Where each level begins.  A crash is watched at once; one break of the
 * wall's rules slows, two cordon; a day's worth of them refuses. */
static const struct {
	const char *name;
	uint64_t enter_ms;
} levels[LEVEL_MAX] = {
	[LEVEL_CLEAR] = { "clear", 0 },
	[LEVEL_WATCHED] = { "watched", 1 * HOUR },
	[LEVEL_SLOWED] = { "slowed", 6 * HOUR },
	[LEVEL_CORDONED] = { "cordoned", 12 * HOUR },
	[LEVEL_REFUSED] = { "refused", 72 * HOUR },
};

/* A quantum hides how long a step of the program took: a side channel that
 * needs microseconds gets one reading in 20 ms. */
static const struct score_terms terms[LEVEL_MAX] = {
	/* cell, quantum, share, runs, reads only */
	[LEVEL_CLEAR] = { CELL_SHARED, 0, 100, 0, false },
	[LEVEL_WATCHED] = { CELL_OWN, 1, 100, 0, false },
	[LEVEL_SLOWED] = { CELL_OWN, 1, 100, 1, false },
	[LEVEL_CORDONED] = { CELL_FRESH, 20, 50, 1, true },
	[LEVEL_REFUSED] = { CELL_NONE, 50, 0, 1, true },
};

const struct score_terms *
score_terms(enum score_level l)
{
	return &terms[l];
}

uint64_t
score_debt_ms(const struct score *s, uint64_t now_ms)
{
	uint64_t debt;

	if (s->clear_at_ms <= now_ms)
		return 0;
	debt = s->clear_at_ms - now_ms;
	return debt > SCORE_MAX_MS ? SCORE_MAX_MS : debt;
}

/* Up as soon as a border is reached, down at half of it. */
static enum score_level
level_for(enum score_level was, uint64_t debt)
{
	unsigned l = LEVEL_MAX - 1;

	while (l > LEVEL_CLEAR && debt < levels[l].enter_ms)
		l--;
	while (l < was && debt >= levels[l + 1].enter_ms / 2)
		l++;
	return (enum score_level)l;
}

bool
score_update(struct score *s, uint64_t now_ms)
{
	enum score_level l = level_for(s->level, score_debt_ms(s, now_ms));
	bool changed;

	if (l < s->held)
		l = s->held;
	changed = l != s->level;
	s->level = l;
	return changed;
}

bool
score_add(struct score *s, enum evidence ev, uint64_t now_ms)
{
	uint64_t debt = score_debt_ms(s, now_ms) + kinds[ev].price_ms;

	if (debt > SCORE_MAX_MS)
		debt = SCORE_MAX_MS;
	s->clear_at_ms = now_ms + debt;
	return score_update(s, now_ms);
}

void
score_hold(struct score *s, enum score_level level)
{
	s->held = level;
	if (s->level < level)
		s->level = level;
}

void
score_release(struct score *s)
{
	*s = (struct score){ .clear_at_ms = 0 };
}

uint64_t
score_clear_at_ms(const struct score *s, uint64_t now_ms)
{
	uint64_t debt = score_debt_ms(s, now_ms);

	return debt == 0 || s->held > LEVEL_CLEAR ? 0 : now_ms + debt;
}

const char *
score_level_name(enum score_level l)
{
	return levels[l].name;
}

int
score_level_named(const char *name)
{
	int l;

	for (l = 0; l < LEVEL_MAX; l++)
		if (strcmp(levels[l].name, name) == 0)
			return l;
	return -1;
}

const char *
score_evidence_name(enum evidence ev)
{
	return kinds[ev].name;
}

const char *
score_evidence_reason(enum evidence ev)
{
	return kinds[ev].reason;
}

uint64_t
score_evidence_price_ms(enum evidence ev)
{
	return kinds[ev].price_ms;
}

int
score_evidence_named(const char *name)
{
	int k;

	for (k = 0; k < EVIDENCE_MAX; k++)
		if (strcmp(kinds[k].name, name) == 0)
			return k;
	return -1;
}
