/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/regexp/charset.h"

#include <stdlib.h>
#include <string.h>

#include "worker/regexp/sort.h"
#include "worker/unicode/unicode.h"

void
charset_init(struct charset *s, struct room *pool)
{
	memset(s, 0, sizeof(*s));
	s->pool = pool;
	s->sorted = true;
}

void
charset_add(struct charset *s, uint32_t lo, uint32_t hi)
{
	uint32_t *last = s->n > 0 ? s->v + s->n - 2 : NULL, *v;

	/* In order, the usual case: stays sorted, merges. */
	if (last != NULL && s->sorted && lo >= last[0] &&
	    lo <= last[1] + 1) {
		if (hi > last[1])
			last[1] = hi;
		return;
	}
	if (s->n == s->cap) {
		size_t cap = s->cap == 0 ? 8 : s->cap * 2;

		v = room_grow(s->pool, s->v, s->n * sizeof(*v),
		    cap * sizeof(*v));
		if (v == NULL)
			return;
		s->v = v;
		s->cap = cap;
	}
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): n > 0: there is v */
	if (s->n > 0 && lo < s->v[s->n - 2])
		s->sorted = false;
	s->v[s->n++] = lo;
	s->v[s->n++] = hi;
}

static int
by_first(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return x[0] < y[0] ? -1 : x[0] > y[0];
}

void
charset_sort(struct charset *s)
{
	size_t i, k = 0;

	if (s->sorted || s->n == 0)
		return;
	sort_array(s->v, s->n / 2, 2 * sizeof(*s->v), by_first);
	for (i = 2; i < s->n; i += 2) {
		if (s->v[i] <= s->v[k + 1] + 1) {
			if (s->v[i + 1] > s->v[k + 1])
				s->v[k + 1] = s->v[i + 1];
			continue;
		}
		k += 2;
		s->v[k] = s->v[i];
		s->v[k + 1] = s->v[i + 1];
	}
	s->n = k + 2;
	s->sorted = true;
}

void
charset_add_set(struct charset *s, struct charset *other)
{
	size_t i;

	charset_sort(other);
	for (i = 0; i < other->n; i += 2)
		charset_add(s, other->v[i], other->v[i + 1]);
}

void
charset_invert(struct charset *s)
{
	struct charset r;
	uint32_t next = 0;
	size_t i;

	charset_init(&r, s->pool);
	charset_sort(s);
	for (i = 0; i < s->n; i += 2) {
		if (s->v[i] > next)
			charset_add(&r, next, s->v[i] - 1);
		next = s->v[i + 1] + 1;
	}
	if (next <= UNICODE_MAX)
		charset_add(&r, next, UNICODE_MAX);
	*s = r;
}

void
charset_intersect(struct charset *s, struct charset *other)
{
	struct charset r;
	size_t i = 0, k = 0;

	charset_init(&r, s->pool);
	charset_sort(s);
	charset_sort(other);
	while (i < s->n && k < other->n) {
		uint32_t lo = s->v[i] > other->v[k] ? s->v[i] : other->v[k];
		uint32_t a = s->v[i + 1], b = other->v[k + 1];
		uint32_t hi = a < b ? a : b;

		if (lo <= hi)
			charset_add(&r, lo, hi);
		if (a < b)
			i += 2;
		else
			k += 2;
	}
	*s = r;
}

void
charset_subtract(struct charset *s, struct charset *other)
{
	struct charset not;

	charset_init(&not, s->pool);
	charset_add_set(&not, other);
	charset_invert(&not);
	charset_intersect(s, &not);
}

static bool
has(struct charset *s, uint32_t c)
{
	size_t lo = 0, hi, mid;

	charset_sort(s);
	hi = s->n / 2;
	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (c < s->v[2 * mid])
			hi = mid;
		else if (c > s->v[2 * mid + 1])
			lo = mid + 1;
		else
			return true;
	}
	return false;
}

void
charset_add_digits(struct charset *s)
{
	charset_add(s, '0', '9');
}

void
charset_add_spaces(struct charset *s)
{
	static const uint16_t spaces[] = { 9, 13, 32, 32, 0xa0, 0xa0, 0x1680,
		0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f,
		0x205f, 0x205f, 0x3000, 0x3000, 0xfeff, 0xfeff };
	size_t i;

	for (i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i += 2)
		charset_add(s, spaces[i], spaces[i + 1]);
}

void
charset_add_words(struct charset *s, bool fold)
{
	charset_add(s, '0', '9');
	charset_add(s, 'A', 'Z');
	charset_add(s, '_', '_');
	charset_add(s, 'a', 'z');
	if (!fold)
		return;
	/* Long s and the Kelvin sign fold to s and k. */
	charset_add(s, 0x17f, 0x17f);
	charset_add(s, 0x212a, 0x212a);
}

struct closing {
	struct charset *from, *to;
};

/* What c becomes is in the set as well. */
static void
add_target(void *ctx, uint32_t c, uint32_t to)
{
	struct closing *k = ctx;

	if (has(k->from, c))
		charset_add(k->to, to, to);
}

/* What becomes one in the set is in it as well. */
static void
add_origin(void *ctx, uint32_t c, uint32_t to)
{
	struct closing *k = ctx;

	if (has(k->from, to))
		charset_add(k->to, c, c);
}

static void
close_ascii(struct charset *s, bool fold)
{
	size_t i, n = s->n;
	uint32_t c, lo, hi;

	for (i = 0; i < n; i += 2) {
		lo = s->v[i];
		hi = s->v[i + 1];
		for (c = lo; c <= hi; c++) {
			uint32_t l = c | 32;

			if (l < 'a' || l > 'z')
				continue;
			charset_add(s, c ^ 32, c ^ 32);
			if (fold && l == 's')
				charset_add(s, 0x17f, 0x17f);
			if (fold && l == 'k')
				charset_add(s, 0x212a, 0x212a);
		}
	}
}

void
charset_close(struct charset *s, bool fold)
{
	struct charset more;
	struct closing k = { s, &more };

	charset_sort(s);
	if (s->n == 0)
		return;
	if (s->v[s->n - 1] < 128) {
		close_ascii(s, fold);
		charset_sort(s);
		return;
	}
	charset_init(&more, s->pool);
	unicode_each_case(fold, add_target, &k);
	charset_add_set(s, &more);
	charset_sort(s);
	charset_init(&more, s->pool);
	unicode_each_case(fold, add_origin, &k);
	charset_add_set(s, &more);
	charset_sort(s);
}

static void
drop_changed(void *ctx, uint32_t c, uint32_t to)
{
	struct closing *k = ctx;

	(void)to;
	if (has(k->from, c))
		charset_add(k->to, c, c);
}

void
charset_fold(struct charset *s)
{
	struct charset to, gone;
	struct closing k = { s, &to };

	charset_sort(s);
	charset_init(&to, s->pool);
	charset_init(&gone, s->pool);
	unicode_each_case(true, add_target, &k);
	k.to = &gone;
	unicode_each_case(true, drop_changed, &k);
	charset_subtract(s, &gone);
	charset_add_set(s, &to);
	charset_sort(s);
}
