/* SPDX-License-Identifier: Apache-2.0 */
/* bigint_compare.c -- order, equality, truth and text of what may be a BigInt,
 * and the literal. */
#include "worker/runtime/bigint.h"

#include <math.h>
#include <string.h>

static bool
is_text(duk_context *ctx, duk_idx_t idx)
{
	return duk_is_string(ctx, idx) && !duk_is_symbol(ctx, idx);
}

/* -1, 0, 1, or 2 when they have no order.  One of the two is a BigInt. */
static int
compare_mixed(duk_context *ctx, duk_idx_t x, duk_idx_t y)
{
	struct big a, b;
	double d;
	int c;

	if (!bigint_get(ctx, x, &a)) {
		c = compare_mixed(ctx, y, x);
		return c == 2 ? 2 : -c;
	}
	if (bigint_get(ctx, y, &b))
		return big_cmp(&a, &b);
	if (is_text(ctx, y)) {
		duk_dup(ctx, y);
		if (!bigint_push_parsed(ctx, -1))
			return 2;
		(void)bigint_get(ctx, -1, &b);
		return big_cmp(&a, &b);
	}
	duk_dup(ctx, y);
	d = duk_to_number(ctx, -1);
	return isnan(d) ? 2 : big_cmp_double(&a, d);
}

static bool
either_big(duk_context *ctx)
{
	struct big v;

	return bigint_get(ctx, 0, &v) || bigint_get(ctx, 1, &v);
}

/* Of primitives that are no BigInts. */
static int
compare_plain(duk_context *ctx)
{
	duk_size_t n, m;
	const char *s, *t;
	double a, b;
	int c;

	if (!is_text(ctx, 0) || !is_text(ctx, 1)) {
		a = duk_to_number(ctx, 0);
		b = duk_to_number(ctx, 1);
		return a < b ? -1 : a > b ? 1 : a == b ? 0 : 2;
	}
	/* CESU-8 sorts as its code units do. */
	s = duk_get_lstring(ctx, 0, &n);
	t = duk_get_lstring(ctx, 1, &m);
	c = memcmp(s, t, n < m ? n : m);
	if (c == 0)
		return n < m ? -1 : n > m;
	return c < 0 ? -1 : 1; /* memcmp's may be any number, 2 as well */
}

enum order { LT, LE, GT, GE };

static duk_ret_t
order(duk_context *ctx)
{
	enum order op = (enum order)duk_get_current_magic(ctx);
	bool r;
	int c;

	if (!duk_is_number(ctx, 0) || !duk_is_number(ctx, 1)) {
		duk_to_primitive(ctx, 0, DUK_HINT_NUMBER);
		duk_to_primitive(ctx, 1, DUK_HINT_NUMBER);
	}
	if (!either_big(ctx)) {
		c = compare_plain(ctx);
	} else {
		c = compare_mixed(ctx, 0, 1);
	}
	r = c != 2 &&
	    (op == LT          ? c < 0
		    : op == LE ? c <= 0
		    : op == GT ? c > 0
			       : c >= 0);
	duk_push_boolean(ctx, r);
	return 1;
}

static duk_ret_t
equal(duk_context *ctx)
{
	struct big v;
	bool a = bigint_get(ctx, 0, &v), b = bigint_get(ctx, 1, &v);
	duk_idx_t other = a ? 1 : 0;

	if (a && b) {
		duk_push_boolean(ctx, duk_strict_equals(ctx, 0, 1));
		return 1;
	}
	if (a || b) {
		if (duk_is_object(ctx, other)) {
			duk_to_primitive(ctx, other, DUK_HINT_NONE);
			return equal(ctx);
		}
		if (duk_is_symbol(ctx, other) ||
		    duk_is_null_or_undefined(ctx, other)) {
			duk_push_false(ctx);
			return 1;
		}
		duk_push_boolean(ctx, compare_mixed(ctx, 0, 1) == 0);
		return 1;
	}
	/* A wrapped one becomes one. */
	if (duk_is_object(ctx, 0) != duk_is_object(ctx, 1)) {
		other = duk_is_object(ctx, 0) ? 0 : 1;
		if (!duk_is_null_or_undefined(ctx, 1 - other)) {
			duk_to_primitive(ctx, other, DUK_HINT_NONE);
			if (bigint_get(ctx, other, &v))
				return equal(ctx);
		}
	}
	duk_push_boolean(ctx, duk_equals(ctx, 0, 1));
	return 1;
}

static duk_ret_t
truth(duk_context *ctx)
{
	struct big v;

	if (bigint_get(ctx, 0, &v))
		duk_push_boolean(ctx, v.n > 0);
	else
		duk_push_boolean(ctx, duk_to_boolean(ctx, 0));
	return 1;
}

/* made(): may there be a BigInt at all? */
static duk_ret_t
made(duk_context *ctx)
{
	rt_stash_get(ctx, "bigintMade");
	return 1;
}

static duk_ret_t
is_big(duk_context *ctx)
{
	struct big v;

	duk_push_boolean(ctx, bigint_get(ctx, 0, &v));
	return 1;
}

static duk_ret_t
text(duk_context *ctx)
{
	if (duk_is_object(ctx, 0))
		duk_to_primitive(ctx, 0, DUK_HINT_STRING);
	(void)rt_to_string(ctx, 0);
	return 1;
}

/* A property key: a BigInt's digits. */
static duk_ret_t
key(duk_context *ctx)
{
	struct big v;

	if (duk_is_object(ctx, 0))
		duk_to_primitive(ctx, 0, DUK_HINT_STRING);
	if (bigint_get(ctx, 0, &v))
		bigint_push_text(ctx, &v, 10);
	return 1;
}

/* A literal's digits, the `n` and separators taken off. */
static duk_ret_t
literal(duk_context *ctx)
{
	const char *s = duk_require_string(ctx, 0);
	size_t n = strlen(s), i, k = 0;
	char *out = duk_push_fixed_buffer(ctx, n);

	for (i = 0; i < n; i++)
		if (s[i] != '_' && !(s[i] == 'n' && i + 1 == n))
			out[k++] = s[i];
	duk_push_lstring(ctx, out, k);
	if (!bigint_push_parsed(ctx, -1))
		return duk_syntax_error(ctx, "Cannot convert %s to a BigInt",
		    s);
	bigint_made(ctx);
	return 1;
}

const struct rt_fn bigint_compare_fns[] = {
	{ "lt", order, 2, 2, LT },
	{ "le", order, 2, 2, LE },
	{ "gt", order, 2, 2, GT },
	{ "ge", order, 2, 2, GE },
	{ "eq", equal, 2, 2, 0 },
	{ "truth", truth, 1, 1, 0 },
	{ "made", made, 0, 0, 0 },
	{ "isBigInt", is_big, 1, 1, 0 },
	{ "str", text, 1, 1, 0 },
	{ "bkey", key, 1, 1, 0 },
	{ "big", literal, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};
