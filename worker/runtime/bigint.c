/* SPDX-License-Identifier: Apache-2.0 */
/* bigint.c -- BigInt values, the global BigInt and its prototype. */
#include "worker/runtime/bigint.h"

#include <math.h>
#include <string.h>

#include "worker/runtime/inside.h"

/* Before the limbs, so that those stay aligned: a mark that no string of a
 * program's can begin with, and the sign. */
#define MARK "\xff\xfe\xfd"
#define HEAD 4

static duk_c_function plain_string, plain_number;
static duk_c_function plain_parse_int, plain_parse_float;
static duk_c_function plain_object;

bool
bigint_is(const char *s, size_t n)
{
	return n >= HEAD && memcmp(s, MARK, 3) == 0;
}

bool
bigint_get(duk_context *ctx, duk_idx_t idx, struct big *ret)
{
	const char *s;
	duk_size_t n;

	if (!duk_is_symbol(ctx, idx))
		return false;
	s = duk_get_lstring(ctx, idx, &n);
	if (!bigint_is(s, n))
		return false;
	ret->d = (const uint32_t *)(const void *)(s + HEAD);
	ret->n = (n - HEAD) / sizeof(uint32_t);
	ret->neg = s[3] == '-';
	return true;
}

void
bigint_push(duk_context *ctx, const struct big *v)
{
	char small[HEAD + 64 * sizeof(uint32_t)], *p = small;
	size_t n = v->n * sizeof(uint32_t);

	if (v->n > BIG_LIMBS_MAX)
		(void)duk_range_error(ctx, "Maximum BigInt size exceeded");
	if (HEAD + n > sizeof(small))
		p = duk_push_fixed_buffer(ctx, HEAD + n);
	memcpy(p, MARK, 3);
	p[3] = v->neg ? '-' : '+';
	if (n > 0)
		memcpy(p + HEAD, v->d, n);
	duk_push_lstring(ctx, p, HEAD + n);
	if (p != small)
		duk_remove(ctx, -2);
}

void
bigint_push_text(duk_context *ctx, const struct big *v, unsigned radix)
{
	size_t max = big_text_max(v, radix), n;
	uint32_t *tmp = duk_push_fixed_buffer(ctx, v->n * sizeof(*tmp) + max);
	char *out = (char *)(tmp + v->n);

	n = big_text(out, tmp, v, radix);
	duk_push_lstring(ctx, out, n);
	duk_remove(ctx, -2);
}

static bool
push_digits(duk_context *ctx, const char *s, size_t n, unsigned radix, bool neg)
{
	struct big v;
	uint32_t *r;

	if (n == 0)
		return false;
	/* A digit is a bit at least. */
	if (n > (size_t)BIG_LIMBS_MAX * 32)
		(void)duk_range_error(ctx, "Maximum BigInt size exceeded");
	r = duk_push_fixed_buffer(ctx, (n / 6 + 1) * sizeof(*r));
	if (!big_parse(r, s, n, radix, &v)) {
		duk_pop(ctx);
		return false;
	}
	v.neg = neg && v.n > 0;
	bigint_push(ctx, &v);
	duk_remove(ctx, -2);
	return true;
}

bool
bigint_push_parsed(duk_context *ctx, duk_idx_t idx)
{
	struct big zero = { NULL, 0, false };
	const char *s;
	duk_size_t n;

	duk_trim(ctx, idx);
	s = duk_get_lstring(ctx, idx, &n);
	if (n == 0) {
		bigint_push(ctx, &zero);
		return true;
	}
	if (n > 2 && s[0] == '0' && (s[1] | 32) == 'x')
		return push_digits(ctx, s + 2, n - 2, 16, false);
	if (n > 2 && s[0] == '0' && (s[1] | 32) == 'o')
		return push_digits(ctx, s + 2, n - 2, 8, false);
	if (n > 2 && s[0] == '0' && (s[1] | 32) == 'b')
		return push_digits(ctx, s + 2, n - 2, 2, false);
	if (s[0] == '-' || s[0] == '+')
		return push_digits(ctx, s + 1, n - 1, 10, s[0] == '-');
	return push_digits(ctx, s, n, 10, false);
}

const char *
rt_to_string(duk_context *ctx, duk_idx_t idx)
{
	struct big v;

	idx = duk_normalize_index(ctx, idx);
	if (duk_is_string(ctx, idx) && !duk_is_symbol(ctx, idx))
		return duk_get_string(ctx, idx);
	if (duk_is_object(ctx, idx))
		duk_to_primitive(ctx, idx, DUK_HINT_STRING);
	if (bigint_get(ctx, idx, &v)) {
		bigint_push_text(ctx, &v, 10);
		duk_replace(ctx, idx);
	}
	return duk_to_string(ctx, idx);
}

static void
push_from_double(duk_context *ctx, double d)
{
	uint32_t limbs[33];
	struct big v;

	if (!isfinite(d) || trunc(d) != d) {
		duk_push_number(ctx, d);
		(void)duk_range_error(ctx,
		    "The number %s cannot be converted "
		    "to a BigInt because it is not an integer",
		    duk_to_string(ctx, -1));
	}
	v = big_from_double(limbs, d);
	bigint_push(ctx, &v);
}

/* ToBigInt, or for the constructor also of a number: pushes it. */
static void
push_converted(duk_context *ctx, duk_idx_t idx, bool numbers)
{
	uint32_t one = 1;
	struct big v = { &one, 1, false };

	duk_to_primitive(ctx, idx, DUK_HINT_NUMBER);
	if (duk_is_symbol(ctx, idx) && bigint_get(ctx, idx, &v)) {
		duk_dup(ctx, idx);
	} else if (duk_is_boolean(ctx, idx)) {
		v.n = duk_get_boolean(ctx, idx) ? 1 : 0;
		bigint_push(ctx, &v);
	} else if (numbers && duk_is_number(ctx, idx)) {
		push_from_double(ctx, duk_get_number(ctx, idx));
	} else if (duk_is_string(ctx, idx) && !duk_is_symbol(ctx, idx)) {
		duk_dup(ctx, idx);
		if (!bigint_push_parsed(ctx, -1))
			(void)duk_syntax_error(ctx,
			    "Cannot convert %s to a BigInt",
			    duk_get_string(ctx, idx));
		duk_remove(ctx, -2);
	} else {
		(void)duk_type_error(ctx, "Cannot convert %s to a BigInt",
		    duk_is_symbol(ctx, idx) ? "a Symbol"
					    : duk_safe_to_string(ctx, idx));
	}
}

void
bigint_push_converted(duk_context *ctx, duk_idx_t idx)
{
	push_converted(ctx, idx, false);
}

void
bigint_made(duk_context *ctx)
{
	duk_push_true(ctx);
	rt_stash_put(ctx, "bigintMade");
}

static duk_ret_t
bigint_ctor(duk_context *ctx)
{
	if (duk_is_constructor_call(ctx))
		return duk_type_error(ctx, "BigInt is not a constructor");
	push_converted(ctx, 0, true);
	bigint_made(ctx);
	return 1;
}

/* asIntN, asUintN by magic. */
static duk_ret_t
bigint_as(duk_context *ctx)
{
	double bits = rt_integer(ctx, 0);
	bool sign = duk_get_current_magic(ctx) == 1;
	struct big v;
	uint32_t *r;

	if (bits < 0 || bits > 9007199254740991.0)
		return duk_range_error(ctx,
		    "Invalid value: not (convertible to) a safe integer");
	push_converted(ctx, 1, false);
	(void)bigint_get(ctx, -1, &v);
	/* NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Branch): it was made a BigInt */
	if (bits > (double)big_bit_length(&v) && (sign || !v.neg))
		return 1;
	if (bits > (double)BIG_LIMBS_MAX * 32)
		return duk_range_error(ctx, "Maximum BigInt size exceeded");
	r = duk_push_fixed_buffer(ctx, ((size_t)bits / 32 + 2) * sizeof(*r));
	v = big_wrap(r, &v, (size_t)bits, sign);
	bigint_push(ctx, &v);
	return 1;
}

bool
bigint_push_this(duk_context *ctx, struct big *ret)
{
	duk_push_this(ctx);
	if (duk_is_object(ctx, -1)) {
		if (!inside_push_own(ctx, -1, "\x82" "Value", 6))
			duk_push_undefined(ctx);
		duk_remove(ctx, -2);
	}
	if (bigint_get(ctx, -1, ret))
		return true;
	duk_pop(ctx);
	return false;
}

/* As bigint_push_this(), or a TypeError. */
static void
this_bigint(duk_context *ctx, const char *what, struct big *ret)
{
	if (!bigint_push_this(ctx, ret))
		(void)duk_type_error(ctx,
		    "BigInt.prototype.%s requires that "
		    "'this' be a BigInt",
		    what);
}

duk_ret_t
bigint_push_radix(duk_context *ctx, duk_idx_t radix, const struct big *v)
{
	double r = 10;

	if (!duk_is_undefined(ctx, radix))
		r = rt_integer(ctx, radix);
	if (r < 2 || r > 36)
		return duk_range_error(ctx,
		    "toString() radix argument must be between 2 and 36");
	bigint_push_text(ctx, v, (unsigned)r);
	return 1;
}

static duk_ret_t
bigint_to_string(duk_context *ctx)
{
	struct big v;

	this_bigint(ctx, "toString", &v);
	return bigint_push_radix(ctx, 0, &v);
}

static duk_ret_t
bigint_value_of(duk_context *ctx)
{
	struct big v;

	this_bigint(ctx, "valueOf", &v);
	return 1;
}

static duk_ret_t
string_ctor(duk_context *ctx)
{
	struct big v;

	if (duk_get_top(ctx) > 0 && bigint_get(ctx, 0, &v)) {
		bigint_push_text(ctx, &v, 10);
		duk_replace(ctx, 0);
	}
	return plain_string(ctx);
}

static duk_ret_t
number_ctor(duk_context *ctx)
{
	struct big v;

	if (duk_is_object(ctx, 0))
		duk_to_primitive(ctx, 0, DUK_HINT_NUMBER);
	if (duk_get_top(ctx) > 0 && bigint_get(ctx, 0, &v)) {
		duk_push_number(ctx, big_to_double(&v));
		duk_replace(ctx, 0);
	}
	return plain_number(ctx);
}

/* A library's Duktape makes a Symbol of what it takes for one. */
void
bigint_to_object(duk_context *ctx, duk_idx_t idx)
{
	struct big v;
	bool big = bigint_get(ctx, idx, &v);

	idx = duk_normalize_index(ctx, idx);
	(void)duk_to_object(ctx, idx);
	if (big && !bigint_apart()) {
		rt_push_global(ctx, "BigInt.prototype");
		duk_set_prototype(ctx, idx);
	}
}

static duk_ret_t
object_ctor(duk_context *ctx)
{
	struct big v;

	if (duk_get_top(ctx) > 0 && bigint_get(ctx, 0, &v))
		bigint_to_object(ctx, 0);
	return plain_object(ctx);
}

static duk_ret_t
parse_int(duk_context *ctx)
{
	(void)rt_to_string(ctx, 0);
	return plain_parse_int(ctx);
}

static duk_ret_t
parse_float(duk_context *ctx)
{
	(void)rt_to_string(ctx, 0);
	return plain_parse_float(ctx);
}

static const struct rt_fn ctor_fn = { "BigInt", bigint_ctor, 1, 1 | RT_CTOR,
	0 };
static const struct rt_fn static_fns[] = {
	{ "asIntN", bigint_as, 2, 2, 1 },
	{ "asUintN", bigint_as, 2, 2, 0 },
	{ NULL, NULL, 0, 0, 0 },
};
static const struct rt_fn proto_fns[] = {
	{ "toString", bigint_to_string, 1, 0, 0 },
	{ "valueOf", bigint_value_of, 0, 0, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

/* The function of this name does `fn` from now on; what it did before. */
static duk_c_function
swap(duk_context *ctx, const char *name, duk_c_function fn)
{
	duk_c_function was;

	rt_push_global(ctx, name);
	was = inside_swap_native(ctx, -1, fn, -1);
	duk_pop(ctx);
	return was;
}

void
rt_bigint(duk_context *ctx)
{
	rt_push_fn(ctx, &ctor_fn);
	rt_put(ctx, -1, static_fns);
	duk_push_object(ctx);
	rt_put(ctx, -1, proto_fns);
	rt_tag(ctx, -1, "BigInt");
	rt_bigint_symbols(ctx);
	duk_dup(ctx, -2);
	rt_def(ctx, -2, "constructor");
	duk_push_literal(ctx, "prototype");
	duk_insert(ctx, -2);
	duk_def_prop(ctx, -3,
	    DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_CLEAR_WEC | DUK_DEFPROP_FORCE);
	duk_push_global_object(ctx);
	duk_insert(ctx, -2);
	rt_def(ctx, -2, "BigInt");
	duk_pop(ctx);
	plain_string = swap(ctx, "String", string_ctor);
	plain_number = swap(ctx, "Number", number_ctor);
	plain_object = swap(ctx, "Object", object_ctor);
	plain_parse_int = swap(ctx, "parseInt", parse_int);
	plain_parse_float = swap(ctx, "parseFloat", parse_float);
	rt_bigint_ops(ctx);
	rt_bigint_wide(ctx);
}
