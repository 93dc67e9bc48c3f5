/* SPDX-License-Identifier: Apache-2.0 */
/* match.h -- what match.c and the two matchers made of match.inc share. */
#ifndef CORDON_WORKER_REGEXP_MATCH_H
#define CORDON_WORKER_REGEXP_MATCH_H

#include "worker/regexp/prog.h"

/* An entry of the stack.  The two upper bits of `w` are its kind, the rest
 * where to go on, or a slot. */
struct entry {
	uint32_t w;
	int32_t a, b;
};
#define ENTRY_GO 0u /* at a */
#define ENTRY_SLOT 1u /* slot = a, and on with what is below */
#define ENTRY_MANY 2u /* greedy: from a to b, one back each time */
#define ENTRY_LAZY 3u /* at a, at most b more */
#define ENTRY(kind, w) ((kind) << 30 | (uint32_t)(w))
#define ENTRY_W(w) ((w) & 0x3fffffffu)

struct run {
	const struct re_prog *p;
	const uint32_t *code;
	const struct re_set *sets;
	const struct re_first *firsts;
	const uint32_t *ranges;
	const uint16_t *units;
	const void *text;
	size_t len;
	int32_t *slots;
	struct entry *sp, *base, *end;
	struct re_stack *stack;
	int64_t steps; /* left */
	bool full; /* no memory for the stack */
};

/* Makes room for more entries. */
bool match_grow(struct run *r);
bool match_in_ranges(const struct run *r, const struct re_set *s, uint32_t c);
/* Drops choices above a height; what undoes slots stays. */
void match_commit(struct run *r, uint32_t height);
/* Undoes all above a height. */
void match_unwind(struct run *r, uint32_t height);

static inline bool
match_push(struct run *r, uint32_t w, size_t a, size_t b)
{
	if (r->sp == r->end && !match_grow(r))
		return false;
	r->sp->w = w;
	r->sp->a = (int32_t)a;
	r->sp->b = (int32_t)b;
	r->sp++;
	return true;
}

/* Sets a slot; with choices open it can be undone. */
static inline bool
match_slot(struct run *r, uint32_t slot, int32_t v)
{
	if (r->slots[slot] == v)
		return true;
	if (r->sp != r->base && !match_push(r, ENTRY(ENTRY_SLOT, slot),
	    (size_t)(int64_t)r->slots[slot], 0))
		return false;
	r->slots[slot] = v;
	return true;
}

static inline bool
match_in(const struct run *r, const struct re_set *s, uint32_t c)
{
	if (c < 256)
		return s->latin[c >> 6] >> (c & 63) & 1;
	return s->n > 0 && match_in_ranges(r, s, c);
}

enum re_result match8(struct run *r, size_t at);
enum re_result match16(struct run *r, size_t at);
/* The next place where it may begin; SIZE_MAX: nowhere. */
size_t match8_find(struct run *r, size_t at, size_t last);
size_t match16_find(struct run *r, size_t at, size_t last);

#endif
