/* SPDX-License-Identifier: Apache-2.0 */
/* code_loop.c -- quantifiers, and how the search begins. */
#include <string.h>

#include "worker/regexp/code.h"

/* A body of one character needs no loop of instructions. */
static bool
single(struct code *e, struct node *n, uint32_t *kind, uint32_t *arg)
{
	const struct charset *s = n->set;

	if (n->kind == N_CHAR) {
		*kind = MANY_CHAR;
		*arg = n->c;
		return n->c <= 0xffff && !(e->u && (n->c & 0xf800) == 0xd800);
	}
	if (n->kind != N_SET)
		return false;
	*arg = 0;
	if (!e->u && s->n == 2 && s->v[0] == 0 && s->v[1] >= 0xffff) {
		*kind = MANY_ALL;
		return true;
	}
	/* The dot: all but \n, \r and two more. */
	if (!e->u && s->n == 8 && s->v[0] == 0 && s->v[1] == 9 &&
	    s->v[2] == 11 && s->v[3] == 12 && s->v[4] == 14 &&
	    s->v[5] == 0x2027 && s->v[6] == 0x202a) {
		*kind = MANY_ANY;
		return true;
	}
	*kind = e->u && code_set_is_wide(s) ? MANY_SET_U : MANY_SET;
	*arg = code_set(e, n->set);
	return true;
}

static void
many(struct code *e, const struct node *n, uint32_t kind, uint32_t arg,
    const struct re_first *next)
{
	struct first_work *w = &e->w;
	struct re_first own = first_of(w, n->child, &first_all);
	enum op op = n->lazy ? OP_MANY_LAZY : OP_MANY;

	/* What it could give back cannot begin what follows. */
	if (!n->lazy && (first_apart(&own, next) || n->min == n->max))
		op = OP_MANY_ALL;
	code_words(e, MANY_WORDS, (uint32_t[]) { op, kind, arg, n->min,
	    n->max, code_first(e, next) });
}

/* One time through the body, with what belongs to each time. */
static uint32_t
body(struct code *e, struct node *n, const struct re_first *next, bool back,
    bool check)
{
	uint32_t slot = 0;

	if (check) {
		slot = e->slots++;
		code_words(e, 2, (uint32_t[]) { OP_POS, slot });
	}
	if (n->groups_hi > n->groups_lo)
		code_words(e, 3, (uint32_t[]) { OP_RESET, n->groups_lo * 2,
		    n->groups_hi * 2 });
	code_node(e, n->child, next, back);
	return slot;
}

static void
counted(struct code *e, struct node *n, const struct re_first *next,
    const struct re_first *own, const struct re_first *again, bool back)
{
	bool check = first_nullable(&e->w, n->child);
	uint32_t counter = e->slots++, slot;
	size_t head;

	code_words(e, 2, (uint32_t[]) { OP_COUNT, counter });
	head = e->code.n;
	code_words(e, 8, (uint32_t[]) { OP_LOOP, counter, n->min, n->max, 0,
	    n->lazy, code_first(e, own), code_first(e, next) });
	slot = body(e, n, again, back, check);
	if (check)
		code_words(e, 4, (uint32_t[]) { OP_CHECK_COUNT, slot, counter,
		    n->min });
	code_words(e, 3, (uint32_t[]) { OP_NEXT, counter, (uint32_t)head });
	code_patch(e, head + 4);
}

/* {0,}, {0,1}, and {1,} when the body takes something. */
static void
simple(struct code *e, struct node *n, const struct re_first *next,
    const struct re_first *own, const struct re_first *again, bool back)
{
	uint32_t split = n->lazy ? OP_SPLIT_LAZY : OP_SPLIT, slot;
	bool check = first_nullable(&e->w, n->child);
	uint32_t head = (uint32_t)e->code.n;
	uint32_t words[4] = { split, 0, code_first(e, own),
		code_first(e, next) };

	if (n->min == 0)
		code_words(e, 4, words);
	slot = body(e, n, again, back, check);
	if (check)
		code_words(e, 2, (uint32_t[]) { OP_CHECK, slot });
	if (n->min == 1) {
		code_words(e, 4, words);
		code_words(e, 2, (uint32_t[]) { OP_JMP, head });
		code_patch(e, e->code.n - 5);
		return;
	}
	if (n->max != 1)
		code_words(e, 2, (uint32_t[]) { OP_JMP, head });
	code_patch(e, head + 1);
}

void
code_loop(struct code *e, struct node *n, const struct re_first *next,
    bool back)
{
	struct re_first own = first_all, again = first_all;
	uint32_t kind, arg;

	if (n->max == 0 || n->child->kind == N_EMPTY)
		return;
	if (first_zero_width(&e->w, n->child)) {
		/* Once is as good as often, and what is optional and takes
		 * nothing is not done at all. */
		if (n->min > 0)
			(void)body(e, n, &first_all, back, false);
		return;
	}
	if (!back && single(e, n->child, &kind, &arg)) {
		many(e, n, kind, arg, next);
		return;
	}
	if (!back) {
		own = first_of(&e->w, n->child, &first_all);
		if (n->max > 1)
			again = first_or(&own, next);
		else
			again = *next;
		if (first_nullable(&e->w, n->child))
			own = first_all;
	}
	if (n->max == 1 && n->min == 1) {
		(void)body(e, n, next, back, false);
	} else if ((n->min == 0 && (n->max == LOOP_FOREVER || n->max == 1)) ||
	    (n->min == 1 && n->max == LOOP_FOREVER &&
	    !first_nullable(&e->w, n->child))) {
		simple(e, n, next, &own, &again, back);
	} else {
		counted(e, n, next, &own, &again, back);
	}
}

/* Appends the units that every match begins with; false: no more of them. */
static bool
prefix(struct code *e, const struct node *n)
{
	const struct node *k;
	uint16_t *u;

	if (n->kind == N_CHAR && n->c <= 0xffff &&
	    !(e->u && (n->c & 0xf800) == 0xd800)) {
		if ((u = code_more(e, &e->units, 1)) == NULL)
			return false;
		*u = (uint16_t)n->c;
		return true;
	}
	if (n->kind == N_GROUP)
		return prefix(e, n->child);
	if (n->kind == N_LOOP && n->min > 0) {
		(void)prefix(e, n->child);
		return false;
	}
	if (n->kind != N_SEQ)
		return n->kind == N_EMPTY || n->kind == N_BOL ||
		    n->kind == N_WORD || n->kind == N_LOOK;
	for (k = n->child; k != NULL; k = k->next)
		if (!prefix(e, k))
			return false;
	return true;
}

static bool
anchored(const struct node *n)
{
	const struct node *k;

	if (n->kind == N_SEQ || n->kind == N_GROUP)
		return anchored(n->child);
	if (n->kind == N_ALT) {
		for (k = n->child; k != NULL; k = k->next)
			if (!anchored(k))
				return false;
		return true;
	}
	return n->kind == N_BOL && !n->multi;
}

/* Where it fails, it fails up to the end of what the dot took. */
static uint32_t
dot(struct code *e, const struct node *n)
{
	uint32_t kind, arg;

	while (n->kind == N_SEQ)
		n = n->child;
	if (n->kind != N_LOOP || n->min != 0 || n->max != LOOP_FOREVER ||
	    e->refs || n->child->kind != N_SET || e->u ||
	    !single(e, n->child, &kind, &arg))
		return 0;
	return kind == MANY_ANY ? 1 : kind == MANY_ALL ? 2 : 0;
}

void
code_search(struct code *e, struct node *root)
{
	struct re_prog *h = &e->head;
	struct re_first first = first_of(&e->w, root, &first_all);
	const uint16_t *u;
	uint32_t i;

	h->first = code_first(e, &first);
	h->min_len = first_min_len(&e->w, root);
	h->anchored = anchored(root);
	h->dot = dot(e, root);
	h->prefix_at = (uint32_t)e->units.n;
	(void)prefix(e, root);
	h->prefix_n = (uint32_t)e->units.n - h->prefix_at;
	u = e->units.p;
	h->prefix_ascii = 1;
	for (i = 0; i < h->prefix_n; i++)
		if (u[h->prefix_at + i] > 127)
			h->prefix_ascii = 0;
}
