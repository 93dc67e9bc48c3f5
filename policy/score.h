/* SPDX-License-Identifier: Apache-2.0 */
/*
 * score.h -- how far a tenant is in our bad books, and what follows.
 *
 * A score is a debt of time.  Evidence adds milliseconds to it; only the
 * passing of time pays it off.  So the whole of it is one instant, and the
 * level last given.  A level is entered at one debt and left at half of it:
 * one event near the border does not move a tenant to and fro.
 * Times are passed in, in milliseconds since 1970, for a score outlives a
 * reboot: nothing in policy/ reads a clock.  A clock that was set back makes
 * no debt longer than SCORE_MAX_MS.
 */
#ifndef CORDON_POLICY_SCORE_H
#define CORDON_POLICY_SCORE_H

#include <stdbool.h>
#include <stdint.h>

enum evidence {
#define EVIDENCE(name, word, price, reason) EVIDENCE_##name,
#include "policy/evidence.def"
#undef EVIDENCE
	EVIDENCE_MAX
};

enum score_level {
	LEVEL_CLEAR, /* the shared template */
	LEVEL_WATCHED, /* a template of its own */
	LEVEL_SLOWED, /* and one run at a time */
	LEVEL_CORDONED, /* and half the limits, reads only, coarser time */
	LEVEL_REFUSED, /* nothing */
	LEVEL_MAX
};

/* What a run of that level shares with others. */
enum score_cell { CELL_SHARED, CELL_OWN, CELL_FRESH, CELL_NONE };

/* And what it may do. */
struct score_terms {
	enum score_cell cell;
	uint32_t quantum_ms; /* time moves by so much; 0: by any reply */
	uint32_t share; /* of the usual limits, in percent */
	uint32_t runs; /* at a time; 0: any */
	bool reads_only;
};

#define SCORE_MAX_MS (7ULL * 24 * 3600 * 1000) /* a week clears anything */

struct score {
	uint64_t clear_at_ms; /* 0: never owed anything */
	enum score_level level;
	enum score_level held; /* by an operator: at least this */
};

/* Adds one event's price; true if the level changed. */
bool score_add(struct score *s, enum evidence ev, uint64_t now_ms);
/* Lets time pass; true if the level changed. */
bool score_update(struct score *s, uint64_t now_ms);
/* Pins it to at least `level` until score_release(). */
void score_hold(struct score *s, enum score_level level);
/* Forgives everything. */
void score_release(struct score *s);

uint64_t score_debt_ms(const struct score *s, uint64_t now_ms);
/* When it is clear again if nothing more happens; 0: it is, or is held. */
uint64_t score_clear_at_ms(const struct score *s, uint64_t now_ms);
const char *score_level_name(enum score_level l);
/* The level of that name, or -1. */
int score_level_named(const char *name);
const char *score_evidence_name(enum evidence ev);
const char *score_evidence_reason(enum evidence ev);
uint64_t score_evidence_price_ms(enum evidence ev);
int score_evidence_named(const char *name); /* or -1 */
const struct score_terms *score_terms(enum score_level l);

#endif
