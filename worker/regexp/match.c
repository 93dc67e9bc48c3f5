/* SPDX-License-Identifier: Apache-2.0 */
/* match.c -- searching: where a match may begin, and the stack. */
#include "worker/regexp/match.h"

#include <string.h>

#define STACK_FIRST 64 /* entries on C's stack: most matches need fewer */
#define SLOTS_FIRST 64

void
re_stack_fini(struct re_stack *s)
{
	if (s->p != NULL)
		(void)s->m.realloc(s->m.ctx, s->p, 0);
	s->p = NULL;
	s->bytes = 0;
}

bool
match_grow(struct run *r)
{
	size_t used = (size_t)(r->sp - r->base) * sizeof(*r->sp);
	size_t bytes = used * 2;
	struct re_stack *s = r->stack;
	bool ours = r->base == s->p;
	void *p;

	if (bytes > RE_STACK_MAX)
		bytes = RE_STACK_MAX;
	if (bytes <= used || (p = s->m.realloc(s->m.ctx, ours ? s->p : NULL,
	    bytes)) == NULL) {
		r->full = true;
		return false;
	}
	if (!ours) {
		memcpy(p, r->base, used);
		re_stack_fini(s);
	}
	s->p = p;
	s->bytes = bytes;
	r->base = p;
	r->sp = r->base + used / sizeof(*r->sp);
	r->end = r->base + bytes / sizeof(*r->sp);
	return true;
}

bool
match_in_ranges(const struct run *r, const struct re_set *s, uint32_t c)
{
	const uint32_t *v = r->ranges + s->at;
	size_t lo = 0, hi = s->n, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (c < v[2 * mid])
			hi = mid;
		else if (c > v[2 * mid + 1])
			lo = mid + 1;
		else
			return true;
	}
	return false;
}

void
match_commit(struct run *r, uint32_t height)
{
	struct entry *to = r->base + height, *e;

	for (e = to; e < r->sp; e++)
		if (e->w >> 30 == ENTRY_SLOT)
			*to++ = *e;
	r->steps -= (r->sp - r->base - (int64_t)height) / 8;
	r->sp = to;
}

void
match_unwind(struct run *r, uint32_t height)
{
	while (r->sp > r->base + height) {
		r->sp--;
		if (r->sp->w >> 30 == ENTRY_SLOT)
			r->slots[ENTRY_W(r->sp->w)] = r->sp->a;
	}
}

static bool
pair_at(const struct run *r, size_t i)
{
	const uint16_t *t = r->text;

	return i > 0 && i < r->len && (t[i] & 0xfc00) == 0xdc00 &&
	    (t[i - 1] & 0xfc00) == 0xd800;
}

/* Where to try next after `at` failed. */
static size_t
after(const struct run *r, bool wide, size_t at)
{
	const uint16_t *t16 = r->text;
	const uint8_t *t8 = r->text;

	if (r->p->dot == 2 || r->p->anchored)
		return SIZE_MAX;
	for (; r->p->dot == 1 && at < r->len; at++) {
		uint32_t c = wide ? t16[at] : t8[at];

		if (c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029)
			break;
	}
	at++;
	if (wide && (r->p->flags & (RE_UNICODE | RE_SETS)) && pair_at(r, at))
		at++;
	return at;
}

static enum re_result
search(struct run *r, const struct re_subject *s, size_t at, bool sticky)
{
	size_t last, from = at;
	enum re_result rc;

	if (r->len < r->p->min_len)
		return RE_NONE;
	last = r->len - r->p->min_len;
	while (at <= last) {
		if (!sticky) {
			from = at;
			at = s->wide ? match16_find(r, at, last) :
			    match8_find(r, at, last);
			if (at > last || (r->p->anchored && at > 0))
				return RE_NONE;
			r->steps -= (int64_t)((at - from) / 16);
		}
		memset(r->slots, 0xff, r->p->slots * sizeof(*r->slots));
		r->sp = r->base;
		rc = s->wide ? match16(r, at) : match8(r, at);
		if (rc != RE_NONE || sticky)
			return rc;
		at = after(r, s->wide, at);
	}
	return RE_NONE;
}

enum re_result
re_exec(const struct re_prog *p, const struct re_subject *s, size_t at,
    bool sticky, int32_t *caps, struct re_stack *stack)
{
	struct entry first[STACK_FIRST];
	int32_t few[SLOTS_FIRST], *slots = few;
	struct run r = { .p = p, .text = s->text, .len = s->len,
		.stack = stack, .base = first, .end = first + STACK_FIRST };
	enum re_result rc;

	if (at > s->len)
		return RE_NONE;
	r.code = PROG(p, code, uint32_t);
	r.sets = PROG(p, sets, struct re_set);
	r.firsts = PROG(p, firsts, struct re_first);
	r.ranges = PROG(p, ranges, uint32_t);
	r.units = PROG(p, units, uint16_t);
	r.steps = stack->steps != 0 ? stack->steps :
	    RE_STEPS_BASE + (int64_t)s->len * RE_STEPS_UNIT;
	if (stack->p != NULL) {
		r.base = stack->p;
		r.end = r.base + stack->bytes / sizeof(*r.base);
	}
	if (p->slots > SLOTS_FIRST) {
		slots = stack->m.realloc(stack->m.ctx, NULL,
		    p->slots * sizeof(*slots));
		if (slots == NULL)
			return RE_MEMORY;
	}
	r.slots = slots;
	if (s->wide && (p->flags & (RE_UNICODE | RE_SETS)) && pair_at(&r, at))
		at--;
	rc = search(&r, s, at, sticky);
	if (rc == RE_MATCH)
		memcpy(caps, slots, p->groups * 2 * sizeof(*caps));
	if (slots != few)
		(void)stack->m.realloc(stack->m.ctx, slots, 0);
	return rc;
}
