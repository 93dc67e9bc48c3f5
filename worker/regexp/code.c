/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/regexp/code.h"

#include <string.h>

void *
code_more(struct code *e, struct vec *v, size_t n)
{
	void *p;

	if (n == 0)
		return NULL;
	if (n > v->cap - v->n) {
		size_t cap = (v->cap == 0 ? 32 : v->cap * 2) + n;

		p = room_grow(e->pool, v->p, v->n * v->size, cap * v->size);
		if (p == NULL)
			return NULL;
		v->p = p;
		v->cap = cap;
	}
	p = (char *)v->p + v->n * v->size;
	v->n += n;
	return p;
}

void
code_words(struct code *e, size_t n, const uint32_t *w)
{
	uint32_t *p = code_more(e, &e->code, n);

	if (p != NULL)
		memcpy(p, w, n * sizeof(*w));
}

void
code_word(struct code *e, uint32_t w)
{
	code_words(e, 1, &w);
}

void
code_patch(struct code *e, size_t at)
{
	if (!e->pool->failed)
		((uint32_t *)e->code.p)[at] = (uint32_t)e->code.n;
}

uint32_t
code_first(struct code *e, const struct re_first *f)
{
	struct re_first *p;
	size_t i;

	if (first_is_all(f))
		return NO_FIRST;
	/* Neighbours often ask the same. */
	for (i = e->firsts.n; i > 0 && e->firsts.n - i < 16; i--) {
		p = (struct re_first *)e->firsts.p + i - 1;
		if (memcmp(p, f, sizeof(*f)) == 0)
			return (uint32_t)(i - 1);
	}
	if ((p = code_more(e, &e->firsts, 1)) == NULL)
		return NO_FIRST;
	*p = *f;
	return (uint32_t)(e->firsts.n - 1);
}

uint32_t
code_units(struct code *e, const uint16_t *u, size_t n)
{
	uint16_t *p = code_more(e, &e->units, n);

	if (p != NULL && n > 0)
		memcpy(p, u, n * sizeof(*u));
	return (uint32_t)(e->units.n - n);
}

bool
code_set_is_wide(const struct charset *set)
{
	return set->n > 0 && set->v[set->n - 1] >= 0xd800;
}

uint32_t
code_set(struct code *e, struct charset *set)
{
	struct re_set one = { { 0, 0, 0, 0 }, 0, 0 }, *p;
	uint32_t *r, c;
	size_t i;

	charset_sort(set);
	one.at = (uint32_t)e->ranges.n;
	for (i = 0; i < set->n; i += 2) {
		for (c = set->v[i]; c <= set->v[i + 1] && c < 256; c++)
			one.latin[c >> 6] |= UINT64_C(1) << (c & 63);
		if (set->v[i + 1] < 256)
			continue;
		if ((r = code_more(e, &e->ranges, 2)) == NULL)
			return 0;
		r[0] = set->v[i] < 256 ? 256 : set->v[i];
		r[1] = set->v[i + 1];
		one.n++;
	}
	for (i = e->sets.n; one.n == 0 && i > 0 && e->sets.n - i < 16; i--) {
		p = (struct re_set *)e->sets.p + i - 1;
		if (p->n == 0 && memcmp(p->latin, one.latin,
		    sizeof(one.latin)) == 0)
			return (uint32_t)(i - 1);
	}
	if ((p = code_more(e, &e->sets, 1)) == NULL)
		return 0;
	*p = one;
	return (uint32_t)(e->sets.n - 1);
}

/* Two single units, and nothing that a pair could hide. */
static bool
two_units(const struct charset *set, uint32_t *a, uint32_t *b)
{
	if (set->n == 4 && set->v[0] == set->v[1] && set->v[2] == set->v[3]) {
		*a = set->v[0];
		*b = set->v[2];
	} else if (set->n == 2 && set->v[1] - set->v[0] == 1) {
		*a = set->v[0];
		*b = set->v[1];
	} else {
		return false;
	}
	return *b < 0xd800;
}

static void
one_of(struct code *e, struct charset *set, bool back)
{
	bool wide = e->u && code_set_is_wide(set);
	uint32_t a, b;

	if (!back && two_units(set, &a, &b)) {
		code_words(e, 3, (uint32_t[]) { OP_CHAR2, a, b });
		return;
	}
	code_word(e, back ? (wide ? OP_SET_UB : OP_SET_B) :
	    wide ? OP_SET_U : OP_SET);
	code_word(e, code_set(e, set));
}

static void
one_char(struct code *e, uint32_t c, bool back)
{
	struct charset set;
	uint32_t lead, trail;

	if (c > 0xffff) {
		lead = 0xd800 + ((c - 0x10000) >> 10);
		trail = 0xdc00 + ((c - 0x10000) & 0x3ff);
		code_words(e, 4, (uint32_t[]) { back ? OP_CHAR_B : OP_CHAR,
		    back ? trail : lead, back ? OP_CHAR_B : OP_CHAR,
		    back ? lead : trail });
	} else if (e->u && (c & 0xf800) == 0xd800) {
		/* Not the half of a pair. */
		charset_init(&set, e->pool);
		charset_add(&set, c, c);
		one_of(e, &set, back);
	} else {
		code_words(e, 2, (uint32_t[]) { back ? OP_CHAR_B : OP_CHAR,
		    c });
	}
}

static bool
is_plain(const struct code *e, const struct node *n)
{
	return n->kind == N_CHAR && n->c <= 0xffff &&
	    !(e->u && (n->c & 0xf800) == 0xd800);
}

/* Characters one after the other: one comparison.  Returns the node after. */
static struct node *
text(struct code *e, struct node *n)
{
	uint32_t at = (uint32_t)e->units.n, k = 0;
	struct node *first = n;

	for (; n != NULL && is_plain(e, n); n = n->next, k++) {
		uint16_t *p = code_more(e, &e->units, 1);

		if (p == NULL)
			return NULL;
		*p = (uint16_t)n->c;
	}
	if (k == 1) {
		e->units.n--;
		one_char(e, first->c, false);
	} else {
		code_words(e, 3, (uint32_t[]) { OP_STR, at, k });
	}
	return n;
}

static void
sequence(struct code *e, struct node *n, const struct re_first *next,
    bool back)
{
	struct re_first *after;
	struct node **list, *k;
	size_t count = 0, i;

	for (k = n->child; k != NULL; k = k->next)
		count++;
	list = room_alloc(e->pool, count * sizeof(*list));
	after = room_alloc(e->pool, (count + 1) * sizeof(*after));
	if (list == NULL || after == NULL)
		return;
	for (i = 0, k = n->child; k != NULL; k = k->next)
		list[i++] = k;
	if (back) {
		while (i > 0)
			code_node(e, list[--i], &first_all, true);
		return;
	}
	after[count] = *next;
	while (i-- > 0)
		after[i] = first_of(&e->w, list[i], &after[i + 1]);
	for (i = 0; i < count && !e->pool->failed;) {
		if (is_plain(e, list[i])) {
			k = text(e, list[i]);
			while (i < count && list[i] != k)
				i++;
			continue;
		}
		code_node(e, list[i], &after[i + 1], false);
		i++;
	}
}

static void
alternatives(struct code *e, struct node *n, const struct re_first *next,
    bool back)
{
	size_t to = 0, jump = 0, here, count = 0, i;
	struct re_first *first, *rest;
	struct node *k;

	for (k = n->child; k != NULL; k = k->next)
		count++;
	first = room_alloc(e->pool, count * sizeof(*first));
	rest = room_alloc(e->pool, (count + 1) * sizeof(*rest));
	if (first == NULL || rest == NULL)
		return;
	for (i = 0, k = n->child; k != NULL; k = k->next, i++)
		first[i] = back ? first_all : first_of(&e->w, k, next);
	rest[count - 1] = first[count - 1];
	for (i = count - 1; i-- > 0;)
		rest[i] = first_or(&first[i], &rest[i + 1]);
	for (i = 0, k = n->child; k != NULL; k = k->next, i++) {
		if (k->next != NULL) {
			code_words(e, 4, (uint32_t[]) { OP_SPLIT, 0,
			    code_first(e, &first[i]),
			    code_first(e, &rest[i + 1]) });
			to = e->code.n - 3;
		}
		code_node(e, k, next, back);
		if (k->next == NULL || e->pool->failed)
			break;
		/* Jumps to the end are a chain until the end is known. */
		here = e->code.n;
		code_words(e, 2, (uint32_t[]) { OP_JMP, (uint32_t)jump });
		jump = here + 1;
		code_patch(e, to);
	}
	while (jump != 0 && !e->pool->failed) {
		here = ((uint32_t *)e->code.p)[jump];
		code_patch(e, jump);
		jump = here;
	}
}

static void
look(struct code *e, struct node *n)
{
	uint32_t slot = e->slots;
	size_t to;

	e->slots += 2;
	code_words(e, 2, (uint32_t[]) {
	    n->negative ? OP_NOT_LOOK : OP_LOOK, slot });
	to = e->code.n;
	if (n->negative)
		code_word(e, 0);
	code_node(e, n->child, &first_all, n->behind);
	code_words(e, 2, (uint32_t[]) {
	    n->negative ? OP_NOT_LOOK_END : OP_LOOK_END, slot });
	if (n->negative)
		code_patch(e, to);
}

static void
reference(struct code *e, struct node *n, bool back)
{
	const struct name *m;
	size_t count;

	e->refs = true;
	code_words(e, 3, (uint32_t[]) { OP_REF,
	    (n->icase ? REF_ICASE : 0) | (back ? REF_BACK : 0) |
	    (e->u ? REF_FOLD : 0), 1 });
	if (n->name == NULL) {
		code_word(e, n->group);
		return;
	}
	count = e->code.n - 1;
	for (m = e->parser->names; m != NULL; m = m->next)
		if (pattern_name_same(m, n->name))
			code_word(e, m->group);
	if (!e->pool->failed)
		((uint32_t *)e->code.p)[count] =
		    (uint32_t)(e->code.n - count - 1);
}

void
code_node(struct code *e, struct node *n, const struct re_first *next,
    bool back)
{
	if (e->pool->failed)
		return;
	switch (n->kind) {
	case N_EMPTY: break;
	case N_CHAR: one_char(e, n->c, back); break;
	case N_SET: one_of(e, n->set, back); break;
	case N_SEQ: sequence(e, n, next, back); break;
	case N_ALT: alternatives(e, n, next, back); break;
	case N_GROUP:
		code_words(e, 2, (uint32_t[]) { OP_SAVE,
		    n->group * 2 + back });
		code_node(e, n->child, next, back);
		code_words(e, 2, (uint32_t[]) { OP_SAVE,
		    n->group * 2 + !back });
		break;
	case N_LOOP: code_loop(e, n, next, back); break;
	case N_LOOK: look(e, n); break;
	case N_BOL: code_word(e, n->multi ? OP_BOL_M : OP_BOL); break;
	case N_EOL: code_word(e, n->multi ? OP_EOL_M : OP_EOL); break;
	case N_WORD:
		code_words(e, 3, (uint32_t[]) { OP_WORD, n->negative,
		    e->u && n->icase });
		break;
	case N_REF: reference(e, n, back); break;
	}
}
