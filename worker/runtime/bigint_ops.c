/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bigint_ops.c -- operators on values that may be BigInts.
 *
 * What a lowered program calls in their place; numbers and strings take the
 * short way.
 */
#include "worker/runtime/bigint.h"

#include <math.h>
#include <string.h>

enum op { ADD, SUB, MUL, DIV, MOD, POW, SHL, SHR, USHR, AND, OR, XOR };

static uint32_t *
room(duk_context *ctx, size_t limbs)
{
	/* Twice the limit is what a product has before it is refused. */
	if (limbs > 2 * (size_t)BIG_LIMBS_MAX + 2)
		(void)duk_range_error(ctx, "Maximum BigInt size exceeded");
	return duk_push_fixed_buffer(ctx, limbs * sizeof(uint32_t));
}

static size_t
longer(const struct big *a, const struct big *b)
{
	return a->n > b->n ? a->n : b->n;
}

static void
push_div(duk_context *ctx, const struct big *a, const struct big *b, bool mod)
{
	struct big q, r;
	uint32_t *p;

	if (b->n == 0)
		(void)duk_range_error(ctx, "Division by zero");
	p = room(ctx, 2 * (a->n + 1) + b->n);
	big_divmod(a, b, p, p + a->n + 1, p + 2 * (a->n + 1), &q, &r);
	bigint_push(ctx, mod ? &r : &q);
}

static void
push_mul(duk_context *ctx, const struct big *a, const struct big *b)
{
	struct big r;

	if (a->n + b->n > BIG_LIMBS_MAX + 1)
		(void)duk_range_error(ctx, "Maximum BigInt size exceeded");
	r = big_mul(room(ctx, a->n + b->n + 1), a, b);
	bigint_push(ctx, &r);
}

/* b < 0 shifts the other way. */
static void
push_shift(duk_context *ctx, const struct big *a, const struct big *b,
    bool left)
{
	double by = big_to_double(b);
	struct big r = { NULL, 0, false };
	uint32_t one = 1;

	if (by < 0) {
		by = -by;
		left = !left;
	}
	if (left && a->n > 0) {
		if (by > BIG_LIMBS_MAX * 32.0)
			(void)duk_range_error(ctx,
			    "Maximum BigInt size exceeded");
		r = big_shl(room(ctx, a->n + (size_t)by / 32 + 1), a,
		    (size_t)by);
	} else if (by > BIG_LIMBS_MAX * 32.0) {
		r.d = &one;
		r.n = a->neg ? 1 : 0;
		r.neg = a->neg;
	} else if (!left) {
		r = big_shr(room(ctx, a->n + 2), a, (size_t)by);
	}
	bigint_push(ctx, &r);
}

/* [ a b ] on the top -> [ a*b ] */
static void
mul_top(duk_context *ctx)
{
	struct big a, b;
	duk_idx_t at = duk_get_top(ctx) - 2;

	(void)bigint_get(ctx, -2, &a);
	(void)bigint_get(ctx, -1, &b);
	push_mul(ctx, &a, &b);
	duk_replace(ctx, at);
	duk_set_top(ctx, at + 1);
}

static void
push_pow(duk_context *ctx, duk_idx_t base, const struct big *a,
    const struct big *b)
{
	uint32_t one = 1;
	struct big r = { &one, 1, false };
	double e = big_to_double(b);
	uint64_t k;

	if (b->neg)
		(void)duk_range_error(ctx, "Exponent must be non-negative");
	if (a->n == 0 || (a->n == 1 && a->d[0] == 1)) {
		if (a->n == 0 && b->n > 0)
			r.n = 0;
		r.neg = a->neg && b->n > 0 && (b->d[0] & 1) != 0;
		bigint_push(ctx, &r);
		return;
	}
	if (e * (double)(big_bit_length(a) - 1) > BIG_LIMBS_MAX * 32.0)
		(void)duk_range_error(ctx, "Maximum BigInt size exceeded");
	bigint_push(ctx, &r);
	duk_dup(ctx, base);
	for (k = (uint64_t)e; k > 0; k >>= 1) {
		if (k & 1) {
			duk_dup(ctx, -2);
			duk_dup(ctx, -2);
			mul_top(ctx);
			duk_replace(ctx, -3);
		}
		if (k > 1) {
			duk_dup_top(ctx);
			mul_top(ctx);
		}
	}
	duk_pop(ctx);
}

static void
push_bits(duk_context *ctx, const struct big *a, const struct big *b, char op)
{
	size_t n = longer(a, b) + 1;
	uint32_t *p = room(ctx, 2 * n);
	struct big r = big_bits(p, p + n, a, b, op);

	bigint_push(ctx, &r);
}

static void
push_sum(duk_context *ctx, const struct big *a, const struct big *b, bool minus)
{
	uint32_t small[64];
	size_t n = longer(a, b) + 1;
	struct big r;

	r = big_add(n <= 64 ? small : room(ctx, n), a, b, minus);
	bigint_push(ctx, &r);
}

static duk_ret_t
on_bigs(duk_context *ctx, enum op op, const struct big *a, const struct big *b)
{
	switch (op) {
	case ADD: push_sum(ctx, a, b, false); break;
	case SUB: push_sum(ctx, a, b, true); break;
	case MUL: push_mul(ctx, a, b); break;
	case DIV: push_div(ctx, a, b, false); break;
	case MOD: push_div(ctx, a, b, true); break;
	case POW: push_pow(ctx, 0, a, b); break;
	case SHL: push_shift(ctx, a, b, true); break;
	case SHR: push_shift(ctx, a, b, false); break;
	case USHR:
		return duk_type_error(ctx,
		    "BigInts have no unsigned right "
		    "shift, use >> instead");
	case AND: push_bits(ctx, a, b, '&'); break;
	case OR: push_bits(ctx, a, b, '|'); break;
	case XOR: push_bits(ctx, a, b, '^'); break;
	}
	return 1;
}

static double
power(double x, double y)
{
	if (isnan(y) || (fabs(x) == 1 && isinf(y)))
		return (double)NAN;
	return pow(x, y);
}

static duk_ret_t
on_numbers(duk_context *ctx, enum op op)
{
	double a = duk_get_number(ctx, 0), b = duk_get_number(ctx, 1), r = 0;
	uint32_t by;

	if (op <= POW) {
		r = op == ADD   ? a + b
		    : op == SUB ? a - b
		    : op == MUL ? a * b
		    : op == DIV ? a / b
		    : op == MOD ? fmod(a, b)
				: power(a, b);
		duk_push_number(ctx, r);
		return 1;
	}
	if (op == USHR) {
		by = duk_to_uint32(ctx, 1) & 31;
		duk_push_number(ctx, duk_to_uint32(ctx, 0) >> by);
		return 1;
	}
	if (op == SHL || op == SHR) {
		by = duk_to_uint32(ctx, 1) & 31;
		duk_push_number(ctx,
		    op == SHR
			? duk_to_int32(ctx, 0) >> by
			: (int32_t)((uint32_t)duk_to_int32(ctx, 0) << by));
		return 1;
	}
	by = (uint32_t)duk_to_int32(ctx, 1);
	r = (int32_t)(op == AND ? (uint32_t)duk_to_int32(ctx, 0) & by
		: op == OR      ? (uint32_t)duk_to_int32(ctx, 0) | by
				: (uint32_t)duk_to_int32(ctx, 0) ^ by);
	duk_push_number(ctx, r);
	return 1;
}

static bool
is_text(duk_context *ctx, duk_idx_t idx)
{
	return duk_is_string(ctx, idx) && !duk_is_symbol(ctx, idx);
}

/* ToNumeric of a primitive, in place; true for a BigInt. */
static bool
numeric(duk_context *ctx, duk_idx_t idx, struct big *ret)
{
	if (duk_is_symbol(ctx, idx) && bigint_get(ctx, idx, ret))
		return true;
	(void)duk_to_number(ctx, idx);
	return false;
}

static duk_ret_t
binary(duk_context *ctx)
{
	enum op op = (enum op)duk_get_current_magic(ctx);
	struct big a, b;
	bool big_a, big_b;

	if (duk_is_number(ctx, 0) && duk_is_number(ctx, 1))
		return on_numbers(ctx, op);
	duk_to_primitive(ctx, 0, op == ADD ? DUK_HINT_NONE : DUK_HINT_NUMBER);
	if (op != ADD) /* the left one is a number before the right is asked */
		(void)numeric(ctx, 0, &a);
	duk_to_primitive(ctx, 1, op == ADD ? DUK_HINT_NONE : DUK_HINT_NUMBER);
	if (op == ADD && (is_text(ctx, 0) || is_text(ctx, 1))) {
		(void)rt_to_string(ctx, 0);
		(void)rt_to_string(ctx, 1);
		duk_concat(ctx, 2);
		return 1;
	}
	big_a = numeric(ctx, 0, &a);
	big_b = numeric(ctx, 1, &b);
	if (big_a != big_b)
		return duk_type_error(ctx,
		    "Cannot mix BigInt and other types,"
		    " use explicit conversions");
	return big_a ? on_bigs(ctx, op, &a, &b) : on_numbers(ctx, op);
}

enum unary { NEG, NOT, INC, DEC, NUM, POS };

static duk_ret_t
unary(duk_context *ctx)
{
	enum unary op = (enum unary)duk_get_current_magic(ctx);
	uint32_t limb = 1;
	struct big a, one = { &limb, 1, false }, none = { &limb, 0, false };
	double d;

	duk_to_primitive(ctx, 0, DUK_HINT_NUMBER);
	if (numeric(ctx, 0, &a)) {
		switch (op) {
		case NEG: push_sum(ctx, &none, &a, true); break;
		case NOT: /* -a - 1 */
			one.neg = true;
			push_sum(ctx, &one, &a, true);
			break;
		case INC: push_sum(ctx, &a, &one, false); break;
		case DEC: push_sum(ctx, &a, &one, true); break;
		case NUM: break;
		case POS:
			return duk_type_error(ctx,
			    "Cannot convert a BigInt "
			    "value to a number");
		}
		return 1;
	}
	d = duk_get_number(ctx, 0);
	switch (op) {
	case NEG: d = -d; break;
	case NOT: d = ~duk_to_int32(ctx, 0); break;
	case INC: d += 1; break;
	case DEC: d -= 1; break;
	case NUM: break;
	case POS: break;
	}
	duk_push_number(ctx, d);
	return 1;
}

static const struct rt_fn fns[] = {
	{ "add", binary, 2, 2, ADD },
	{ "sub", binary, 2, 2, SUB },
	{ "mul", binary, 2, 2, MUL },
	{ "div", binary, 2, 2, DIV },
	{ "mod", binary, 2, 2, MOD },
	{ "pow", binary, 2, 2, POW },
	{ "shl", binary, 2, 2, SHL },
	{ "shr", binary, 2, 2, SHR },
	{ "ushr", binary, 2, 2, USHR },
	{ "and", binary, 2, 2, AND },
	{ "or", binary, 2, 2, OR },
	{ "xor", binary, 2, 2, XOR },
	{ "neg", unary, 1, 1, NEG },
	{ "bnot", unary, 1, 1, NOT },
	{ "inc", unary, 1, 1, INC },
	{ "dec", unary, 1, 1, DEC },
	{ "num", unary, 1, 1, NUM },
	{ "pos", unary, 1, 1, POS },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_bigint_ops(duk_context *ctx)
{
	duk_push_object(ctx);
	rt_put(ctx, -1, fns);
	rt_put(ctx, -1, bigint_compare_fns);
	duk_put_prop_literal(ctx, -2, "bigints");
}
