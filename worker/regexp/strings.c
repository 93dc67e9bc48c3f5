/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/regexp/strings.h"

#include <stdlib.h>
#include <string.h>

#include "worker/regexp/sort.h"

void
strings_init(struct strings *s, struct room *pool, bool fold)
{
	memset(s, 0, sizeof(*s));
	s->pool = pool;
	s->fold = fold;
}

static int
compare(const void *x, const void *y)
{
	const struct string *a = x, *b = y;
	size_t i;

	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	for (i = 0; i < a->n; i++)
		if (a->c[i] != b->c[i])
			return a->c[i] < b->c[i] ? -1 : 1;
	return 0;
}

void
strings_sort(struct strings *s)
{
	size_t i, k = 0;

	if (s->n == 0)
		return;
	sort_array(s->v, s->n, sizeof(*s->v), compare);
	for (i = 1; i < s->n; i++)
		if (compare(&s->v[k], &s->v[i]) != 0)
			s->v[++k] = s->v[i];
	s->n = k + 1;
}

void
strings_add(struct strings *s, const uint32_t *c, size_t n)
{
	struct string *v;
	uint32_t *copy;
	size_t i;

	if (s->n == s->cap) {
		size_t cap = s->cap == 0 ? 8 : s->cap * 2;

		v = room_grow(s->pool, s->v, s->n * sizeof(*v),
		    cap * sizeof(*v));
		if (v == NULL)
			return;
		s->v = v;
		s->cap = cap;
	}
	if (s->fold) {
		if ((copy = room_alloc(s->pool, (n + 1) * sizeof(*c))) == NULL)
			return;
		for (i = 0; i < n; i++)
			copy[i] = unicode_fold(c[i]);
		c = copy;
	}
	s->v[s->n].c = c;
	s->v[s->n++].n = n;
}

void
strings_add_all(struct strings *s, const struct strings *other)
{
	size_t i;

	for (i = 0; i < other->n; i++)
		strings_add(s, other->v[i].c, other->v[i].n);
}

/* Keeps what is (or is not) in the other. */
static void
keep(struct strings *s, const struct strings *other, bool in)
{
	struct strings sorted;
	size_t i, k = 0;

	strings_init(&sorted, s->pool, false);
	strings_add_all(&sorted, other);
	strings_sort(&sorted);
	for (i = 0; i < s->n; i++) {
		bool found = sorted.n > 0 && bsearch(&s->v[i], sorted.v,
		    sorted.n, sizeof(*sorted.v), compare) != NULL;

		if (found == in)
			s->v[k++] = s->v[i];
	}
	s->n = k;
}

void
strings_intersect(struct strings *s, const struct strings *other)
{
	keep(s, other, true);
}

void
strings_subtract(struct strings *s, const struct strings *other)
{
	keep(s, other, false);
}

void
strings_add_sequences(struct strings *s, struct unicode_sequences *q,
    struct charset *single)
{
	const uint32_t *c;
	size_t n;

	while ((n = unicode_next_sequence(q, &c)) > 0) {
		if (n == 1)
			charset_add(single, c[0], c[0]);
		else
			strings_add(s, c, n);
	}
}
