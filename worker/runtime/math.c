/* SPDX-License-Identifier: Apache-2.0 */
/* math.c -- the functions of Math that Duktape lacks. */
#include <math.h>

#include "worker/runtime/rt.h"

typedef double (*unary)(double);

static double
fround(double d)
{
	return (double)(float)d;
}

/* One step of Newton's: libm may be off by one unit, so that 27 has no 3. */
static double
cube_root(double d)
{
	double r = cbrt(d);

	if (r == 0 || !isfinite(r))
		return r;
	return r - (r * r * r - d) / (3 * r * r);
}

/* Halves go up; what has no fraction stays what it is, and 0 keeps its sign. */
static double
round_up(double d)
{
	double r = floor(d);

	if (d - r >= 0.5)
		r += 1;
	return r == 0 ? copysign(r, d) : r;
}

static const unary unaries[] = { fround, expm1, log1p, sinh, cosh, tanh,
	asinh, acosh, atanh, cube_root, round_up };

static duk_ret_t
math_unary(duk_context *ctx)
{
	double d = duk_to_number(ctx, 0);

	duk_push_number(ctx, unaries[duk_get_current_magic(ctx)](d));
	return 1;
}

static duk_ret_t
math_hypot(duk_context *ctx)
{
	duk_idx_t i, n = duk_get_top(ctx);
	double sum = 0, max = 0, c = 0, d, t;
	bool inf = false;

	for (i = 0; i < n; i++) {
		d = fabs(duk_to_number(ctx, i));
		inf = inf || isinf(d);
		if (d > max || isnan(d))
			max = isnan(max) ? max : d;
	}
	if (inf)
		max = (double)INFINITY;
	if (inf || isnan(max) || max == 0) {
		duk_push_number(ctx, max);
		return 1;
	}
	for (i = 0; i < n; i++) { /* Kahan's sum, as V8's */
		d = fabs(duk_get_number(ctx, i)) / max;
		t = d * d - c;
		c = (sum + t) - sum - t;
		sum += t;
	}
	duk_push_number(ctx, sqrt(sum) * max);
	return 1;
}

static const struct rt_fn fns[] = {
	{ "fround", math_unary, 1, 1, 0 },
	{ "expm1", math_unary, 1, 1, 1 },
	{ "log1p", math_unary, 1, 1, 2 },
	{ "sinh", math_unary, 1, 1, 3 },
	{ "cosh", math_unary, 1, 1, 4 },
	{ "tanh", math_unary, 1, 1, 5 },
	{ "asinh", math_unary, 1, 1, 6 },
	{ "acosh", math_unary, 1, 1, 7 },
	{ "atanh", math_unary, 1, 1, 8 },
	{ "cbrt", math_unary, 1, 1, 9 },
	{ "round", math_unary, 1, 1, 10 },
	{ "hypot", math_hypot, DUK_VARARGS, 2, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_math(duk_context *ctx)
{
	duk_get_global_literal(ctx, "Math");
	rt_put(ctx, -1, fns);
	rt_tag(ctx, -1, "Math");
	duk_get_global_literal(ctx, "JSON");
	rt_tag(ctx, -1, "JSON");
	duk_get_global_literal(ctx, "Reflect");
	rt_tag(ctx, -1, "Reflect");
	duk_pop_3(ctx);
}
