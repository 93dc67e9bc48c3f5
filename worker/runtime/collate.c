/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collate.c -- localeCompare: a root collation.
 *
 * First by letters (spaces, punctuation, symbols, digits, letters, as CLDR's
 * root has them; without accents and case), then by accents, then by case,
 * small letters first.
 */
#include <string.h>

#include "worker/runtime/inside.h"
#include "worker/runtime/rt.h"
#include "worker/runtime/text.h"
#include "worker/unicode/normal.h"
#include "worker/unicode/unicode.h"

enum sensitivity { VARIANT, BASE, ACCENT, CASE };

struct key {
	uint32_t *v; /* lower case, decomposed, marks included */
	size_t n;
};

static uint32_t
weight(uint32_t c)
{
	static const char marks[] = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";
	const char *at;

	if (c <= 32)
		return c;
	if (c < 128 && (at = strchr(marks, (int)c)) != NULL)
		return 40 + (uint32_t)(at - marks);
	return c >= '0' && c <= '9' ? 100 + c : 200 + c;
}

/* What is a letter of its own, but sorts as others. */
static size_t
as_letters(uint32_t c, uint32_t to[2])
{
	static const struct { uint16_t c; char to[3]; } list[] = {
		{ 0xdf, "ss" }, { 0xe6, "ae" }, { 0x153, "oe" },
		{ 0xf8, "o" }, { 0x142, "l" }, { 0x111, "d" },
		{ 0xf0, "d" }, { 0xfe, "th" }, { 0x131, "i" } };
	size_t i;

	to[0] = c;
	if (c < 128)
		return 1;
	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		if (list[i].c != c)
			continue;
		to[0] = (uint32_t)list[i].to[0];
		to[1] = (uint32_t)list[i].to[1];
		return to[1] == 0 ? 1 : 2;
	}
	return 1;
}

/* Pushes the buffer that holds the key; of small letters if they shall be. */
static void
make_key(duk_context *ctx, duk_idx_t idx, bool small, struct key *k)
{
	size_t n, i, units, count = 0, lower = 0, m;
	uint16_t *u;
	struct text t;
	uint32_t to[3];

	text_push(ctx, idx, &t);
	u = duk_push_fixed_buffer(ctx, t.len * 3 * sizeof(*u) + 2);
	for (i = 0; i < t.len; i += units) {
		to[0] = text_cp(&t, i, &units);
		m = small ? unicode_lower(to[0], to) : 1;
		for (n = 0; n < m; n++)
			lower += normal_units(to + n, 1, u + lower);
	}
	count = normal_decompose(u, lower, false, NULL, 0);
	k->v = duk_push_fixed_buffer(ctx, 2 * count * sizeof(*k->v) + 4);
	(void)normal_decompose(u, lower, false, k->v, count);
	normal_order(k->v, count, k->v + count);
	k->n = count;
	duk_replace(ctx, -3);
	duk_pop(ctx);
}

/* One letter after the other; 0: no more. */
struct letters {
	const struct key *k;
	size_t i, ahead;
	uint32_t next[2];
};

static uint32_t
letter(struct letters *l)
{
	uint32_t c;

	if (l->ahead > 0) {
		l->ahead = 0;
		return l->next[1];
	}
	while (l->i < l->k->n) {
		c = l->k->v[l->i++];
		if (unicode_class(c) != 0)
			continue;
		if (as_letters(c, l->next) == 2)
			l->ahead = 1;
		return l->next[0];
	}
	return UINT32_MAX;
}

static bool
is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/* The number at *c: how many digits without leading zeros, and the first. */
static size_t
number(const struct letters *l, uint32_t c, size_t *first)
{
	size_t i = l->i - 1, n = 0;

	while (c == '0' && i + 1 < l->k->n && is_digit(l->k->v[i + 1]))
		c = l->k->v[++i];
	*first = i;
	while (i + n < l->k->n && is_digit(l->k->v[i + n]))
		n++;
	return n;
}

static int
by_number(struct letters *a, struct letters *b, uint32_t x, uint32_t y)
{
	size_t fa, fb, i;
	size_t na = number(a, x, &fa), nb = number(b, y, &fb);

	a->i = fa + na;
	b->i = fb + nb;
	if (na != nb)
		return na < nb ? -1 : 1;
	for (i = 0; i < na; i++)
		if (a->k->v[fa + i] != b->k->v[fb + i])
			return a->k->v[fa + i] < b->k->v[fb + i] ? -1 : 1;
	return 0;
}

static int
by_letters(const struct key *ka, const struct key *kb, bool numeric)
{
	struct letters a = { ka, 0, 0, { 0, 0 } }, b = { kb, 0, 0, { 0, 0 } };
	uint32_t x, y;
	int d;

	for (;;) {
		x = letter(&a);
		y = letter(&b);
		if (x == UINT32_MAX || y == UINT32_MAX)
			return x == y ? 0 : x == UINT32_MAX ? -1 : 1;
		if (numeric && is_digit(x) && is_digit(y)) {
			if ((d = by_number(&a, &b, x, y)) != 0)
				return d;
		} else if (x != y) {
			return weight(x) < weight(y) ? -1 : 1;
		}
	}
}

static int
by_code(const struct key *a, const struct key *b)
{
	size_t i;

	for (i = 0; i < a->n && i < b->n; i++)
		if (a->v[i] != b->v[i])
			return a->v[i] < b->v[i] ? -1 : 1;
	return a->n == b->n ? 0 : a->n < b->n ? -1 : 1;
}

/* Small letters first: the other way round than their codes. */
static int
by_case(duk_context *ctx)
{
	struct key a, b;

	make_key(ctx, 0, false, &a);
	make_key(ctx, 1, false, &b);
	return -by_code(&a, &b);
}

static uint8_t
lower(char c)
{
	return (uint8_t)(c >= 'A' && c <= 'Z' ? c | 32 : c);
}

/* Both ASCII, not by number. */
static int
ascii(const char *a, size_t n, const char *b, size_t m, enum sensitivity s)
{
	size_t i;

	for (i = 0; i < n && i < m; i++) {
		uint8_t x = lower(a[i]), y = lower(b[i]);

		if (x != y)
			return weight(x) < weight(y) ? -1 : 1;
	}
	if (n != m)
		return n < m ? -1 : 1;
	i = 0;
	if (s == VARIANT || s == CASE)
		while (i < n && a[i] == b[i])
			i++;
	return i == n || s == BASE || s == ACCENT ? 0 : a[i] > b[i] ? -1 : 1;
}

static void
options(duk_context *ctx, enum sensitivity *s, bool *numeric)
{
	const char *name;

	if (!duk_is_object(ctx, 2))
		return;
	duk_get_prop_literal(ctx, 2, "numeric");
	*numeric = duk_to_boolean(ctx, -1);
	duk_get_prop_literal(ctx, 2, "sensitivity");
	name = duk_is_undefined(ctx, -1) ? "variant" : duk_to_string(ctx, -1);
	*s = strcmp(name, "base") == 0 ? BASE :
	    strcmp(name, "accent") == 0 ? ACCENT :
	    strcmp(name, "case") == 0 ? CASE : VARIANT;
	duk_pop_2(ctx);
}

/* compare(a, b, options): -1, 0, 1.  [ a b options ] */
static duk_ret_t
compare(duk_context *ctx)
{
	enum sensitivity s = VARIANT;
	bool numeric = false;
	struct key a, b;
	const char *x, *y;
	int64_t n, m;
	int d;

	options(ctx, &s, &numeric);
	n = inside_ascii(ctx, 0, &x);
	m = inside_ascii(ctx, 1, &y);
	if (n >= 0 && m >= 0 && !numeric) {
		duk_push_int(ctx, ascii(x, (size_t)n, y, (size_t)m, s));
		return 1;
	}
	make_key(ctx, 0, true, &a);
	make_key(ctx, 1, true, &b);
	d = by_letters(&a, &b, numeric);
	if (d == 0 && s != BASE && s != CASE)
		d = by_code(&a, &b);
	if (d == 0 && s != BASE && s != ACCENT)
		d = by_case(ctx);
	duk_push_int(ctx, d);
	return 1;
}

void
rt_check_locale(duk_context *ctx, duk_idx_t idx)
{
	idx = duk_normalize_index(ctx, idx);
	if (duk_is_undefined(ctx, idx))
		return;
	rt_stash_get(ctx, "locale");
	duk_dup(ctx, idx);
	duk_call(ctx, 1);
	duk_pop(ctx);
}

/* localeFrom(f): f takes a program's locales, or throws. */
static duk_ret_t
locale_from(duk_context *ctx)
{
	duk_dup(ctx, 0);
	rt_stash_put(ctx, "locale");
	return 0;
}

static duk_ret_t
string_compare(duk_context *ctx)
{
	duk_set_top(ctx, 3);
	duk_push_this(ctx);
	if (duk_is_null_or_undefined(ctx, -1))
		return duk_type_error(ctx, "String.prototype.localeCompare "
		    "called on null or undefined");
	duk_to_string(ctx, -1);
	duk_to_string(ctx, 0);
	rt_check_locale(ctx, 1);
	/* [ other locales options this ] */
	duk_replace(ctx, 1);
	duk_dup(ctx, 0);
	duk_dup(ctx, 1);
	duk_replace(ctx, 0);
	duk_replace(ctx, 1);
	return compare(ctx);
}

static const struct rt_fn natives[] = {
	{ "compare", compare, 3, 3, 0 },
	{ "localeFrom", locale_from, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};
static const struct rt_fn fns[] = {
	{ "localeCompare", string_compare, DUK_VARARGS, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_collate(duk_context *ctx)
{
	rt_put(ctx, -1, natives);
	rt_push_global(ctx, "String.prototype");
	rt_put(ctx, -1, fns);
	duk_pop(ctx);
}
