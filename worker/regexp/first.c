/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/regexp/first.h"

#include <string.h>

#define LIST_MAX 16 /* so far is looked ahead; on C's stack */
#define LEN_MAX 0x3fffffffu

const struct re_first first_all = { { UINT64_MAX, UINT64_MAX }, 1, 1 };
static const struct re_first none;

struct re_first
first_or(const struct re_first *a, const struct re_first *b)
{
	struct re_first r = *a;

	r.ascii[0] |= b->ascii[0];
	r.ascii[1] |= b->ascii[1];
	r.other |= b->other;
	r.end |= b->end;
	return r;
}

static struct re_first
both(const struct re_first *a, const struct re_first *b)
{
	struct re_first r = *a;

	r.ascii[0] &= b->ascii[0];
	r.ascii[1] &= b->ascii[1];
	r.other &= b->other;
	r.end &= b->end;
	return r;
}

static void
add(struct re_first *f, uint32_t lo, uint32_t hi)
{
	for (; lo <= hi && lo < 128; lo++)
		f->ascii[lo >> 6] |= UINT64_C(1) << (lo & 63);
	f->other |= hi >= 128;
}

static struct re_first
of_set(const struct charset *set)
{
	struct re_first r = none;
	size_t i;

	for (i = 0; i < set->n; i += 2)
		add(&r, set->v[i], set->v[i + 1]);
	return r;
}

bool
first_is_all(const struct re_first *f)
{
	return f->ascii[0] == UINT64_MAX && f->ascii[1] == UINT64_MAX &&
	    f->other && f->end;
}

bool
first_apart(const struct re_first *a, const struct re_first *b)
{
	return !(a->ascii[0] & b->ascii[0]) && !(a->ascii[1] & b->ascii[1]) &&
	    !(a->other & b->other) && !(a->end & b->end);
}

static struct re_first
of_list(struct first_work *w, const struct node *n,
    const struct re_first *next)
{
	const struct node *list[LIST_MAX];
	struct re_first r = *next;
	size_t k = 0;

	/* What must take something hides what comes later. */
	for (; n != NULL; n = n->next) {
		if (k == LIST_MAX) {
			r = first_all;
			break;
		}
		list[k++] = n;
		if (!first_nullable(w, n))
			break;
	}
	while (k > 0)
		r = first_of(w, list[--k], &r);
	return r;
}

static struct re_first
of_loop(struct first_work *w, const struct node *n,
    const struct re_first *next)
{
	struct re_first r, again;

	if (n->max == 0)
		return *next;
	if (!first_nullable(w, n->child)) {
		r = first_of(w, n->child, &first_all);
		return n->min > 0 ? r : first_or(&r, next);
	}
	/* What the body takes first, or what comes after the loop. */
	again = first_of(w, n->child, &none);
	again = first_or(&again, next);
	r = first_of(w, n->child, &again);
	return n->min > 0 ? r : first_or(&r, next);
}

static struct re_first
line_end(bool multi, const struct re_first *next)
{
	struct re_first r = none;

	r.end = 1;
	if (multi) {
		add(&r, '\n', '\n');
		add(&r, '\r', '\r');
		r.other = 1;
	}
	return both(&r, next);
}

struct re_first
first_of(struct first_work *w, const struct node *n,
    const struct re_first *next)
{
	struct re_first r = none, one;
	const struct node *k;

	if (w->steps == 0)
		return first_all;
	w->steps--;
	switch (n->kind) {
	case N_EMPTY:
	case N_BOL:
	case N_WORD: return *next;
	case N_CHAR: add(&r, n->c, n->c); return r;
	case N_SET: return of_set(n->set);
	case N_SEQ: return of_list(w, n->child, next);
	case N_ALT:
		for (k = n->child; k != NULL; k = k->next) {
			one = first_of(w, k, next);
			r = first_or(&r, &one);
		}
		return r;
	case N_GROUP: return first_of(w, n->child, next);
	case N_LOOP: return of_loop(w, n, next);
	case N_LOOK:
		if (n->behind || n->negative)
			return *next;
		r = first_of(w, n->child, &first_all);
		return both(&r, next);
	case N_EOL: return line_end(n->multi, next);
	case N_REF: break;
	}
	return first_all;
}

static uint32_t
plus(uint32_t a, uint32_t b)
{
	return a > LEN_MAX - b ? LEN_MAX : a + b;
}

static uint32_t
min_of_alt(struct first_work *w, const struct node *n)
{
	uint32_t r = LEN_MAX, one;

	for (n = n->child; n != NULL; n = n->next)
		if ((one = first_min_len(w, n)) < r)
			r = one;
	return r;
}

uint32_t
first_min_len(struct first_work *w, const struct node *n)
{
	uint32_t r = 0;
	uint64_t all;

	if (w->steps == 0)
		return 0;
	w->steps--;
	switch (n->kind) {
	case N_CHAR: return n->c > 0xffff ? 2 : 1;
	case N_SET: return 1;
	case N_SEQ:
		for (n = n->child; n != NULL; n = n->next)
			r = plus(r, first_min_len(w, n));
		return r;
	case N_ALT: return min_of_alt(w, n);
	case N_GROUP: return first_min_len(w, n->child);
	case N_LOOP:
		if (n->min == 0)
			return 0;
		all = (uint64_t)first_min_len(w, n->child) * n->min;
		return all > LEN_MAX ? LEN_MAX : (uint32_t)all;
	case N_EMPTY:
	case N_LOOK:
	case N_BOL:
	case N_EOL:
	case N_WORD:
	case N_REF: break;
	}
	return 0;
}

bool
first_nullable(struct first_work *w, const struct node *n)
{
	return first_min_len(w, n) == 0;
}

bool
first_zero_width(struct first_work *w, const struct node *n)
{
	if (w->steps == 0)
		return false;
	w->steps--;
	switch (n->kind) {
	case N_EMPTY:
	case N_LOOK:
	case N_BOL:
	case N_EOL:
	case N_WORD: return true;
	case N_SEQ:
	case N_ALT:
		for (n = n->child; n != NULL; n = n->next)
			if (!first_zero_width(w, n))
				return false;
		return true;
	case N_GROUP: return first_zero_width(w, n->child);
	case N_LOOP: return n->max == 0 || first_zero_width(w, n->child);
	case N_CHAR:
	case N_SET:
	case N_REF: break;
	}
	return false;
}
