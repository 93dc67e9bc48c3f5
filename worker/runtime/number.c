/* SPDX-License-Identifier: Apache-2.0 */
/* number.c -- numbers as text: any radix, any number of digits. */
#include "worker/runtime/rt.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "worker/runtime/decimal.h"
#include "worker/runtime/inside.h"

#define FRACTION_MAX \
	100 /* digits that toFixed() and its like may be asked for */
#define EXACT_MAX 9007199254740992.0 /* 2^53 */
#define FIXED_BELOW 1e21 /* what is greater has an exponent in any case */
/* Digits of a double before, and after, the point in radix 2. */
#define RADIX_DIGITS 1100
#define TO_TEXT_MAX (FRACTION_MAX + 40)

/* The digits of a number, rounded, and where its point is. */
struct digits {
	char room[DECIMAL_DIGITS_MAX + FRACTION_MAX + 400];
	char *d; /* in room, with one before it for what is carried */
	size_t n;
	int point;
};

static duk_c_function plain_to_exponential;

/* The number that is `this`, or in it. */
static double
this_number(duk_context *ctx, const char *who)
{
	double x;

	duk_push_this(ctx);
	if (!duk_is_number(ctx, -1)) {
		rt_stash_get(ctx, "numberValue");
		duk_dup(ctx, -2);
		if (duk_pcall_method(ctx, 0) != DUK_EXEC_SUCCESS)
			(void)duk_type_error(ctx,
			    "Number.prototype.%s requires that 'this' be a "
			    "Number",
			    who);
		duk_remove(ctx, -2);
	}
	x = duk_get_number(ctx, -1);
	duk_pop(ctx);
	return x;
}

static duk_ret_t
push_plain(duk_context *ctx, double x)
{
	duk_push_number(ctx, x);
	duk_to_string(ctx, -1);
	return 1;
}

static int
require_range(duk_context *ctx, double n, int least, const char *who)
{
	if (!(n >= least && n <= FRACTION_MAX))
		(void)duk_range_error(ctx,
		    "%s argument must be between %d and %d", who, least,
		    FRACTION_MAX);
	return (int)n;
}

static void
digits_of(struct digits *t, double x)
{
	t->d = t->room + 1;
	t->n = 1;
	t->point = 1;
	t->d[0] = '0';
	if (x != 0)
		t->n = decimal_digits(t->d, fabs(x), &t->point);
}

/* The first `keep` digits; one more before them if rounding carried. */
static void
keep_digits(struct digits *t, size_t keep)
{
	decimal_round(t->d, t->n, keep);
	t->n = keep;
	if (t->d[-1] != '0') {
		t->d--;
		t->n++;
		t->point++;
	}
}

/* The digits with a point among them, or zeros before them. */
static void
push_pointed(duk_context *ctx, bool minus, const struct digits *t, int fraction)
{
	char text[TO_TEXT_MAX], *p = text;
	int whole = (int)t->n - fraction;

	if (minus)
		*p++ = '-';
	if (whole <= 0)
		*p++ = '0';
	for (int i = 0; i < whole; i++)
		*p++ = t->d[i];
	if (fraction > 0)
		*p++ = '.';
	for (int i = whole; i < 0; i++)
		*p++ = '0';
	for (int i = whole > 0 ? whole : 0; i < (int)t->n; i++)
		*p++ = t->d[i];
	duk_push_lstring(ctx, text, (duk_size_t)(p - text));
}

static void
push_exponent(duk_context *ctx, bool minus, const struct digits *t)
{
	char text[TO_TEXT_MAX];
	int e = t->point - 1;

	(void)snprintf(text, sizeof(text), "%s%c%s%.*se%c%d", minus ? "-" : "",
	    t->d[0], t->n > 1 ? "." : "", (int)t->n - 1, t->d + 1,
	    e < 0 ? '-' : '+', e < 0 ? -e : e);
	duk_push_string(ctx, text);
}

static duk_ret_t
number_to_fixed(duk_context *ctx)
{
	double x = this_number(ctx, "toFixed");
	int f = require_range(ctx, rt_integer(ctx, 0), 0, "toFixed() digits");
	struct digits t;

	if (!isfinite(x) || fabs(x) >= FIXED_BELOW)
		return push_plain(ctx, x);
	digits_of(&t, x);
	if (t.point + f < 0) {
		t.d[0] = '0';
		t.n = 1;
		t.point = -f;
	}
	keep_digits(&t, (size_t)(t.point + f));
	push_pointed(ctx, x < 0, &t, f);
	return 1;
}

static duk_ret_t
number_to_exponential(duk_context *ctx)
{
	double x = this_number(ctx, "toExponential"), wish;
	struct digits t;
	int f;

	if (duk_is_undefined(ctx, 0)) /* the shortest, which Duktape finds */
		return plain_to_exponential(ctx);
	wish = rt_integer(ctx, 0);
	if (!isfinite(x))
		return push_plain(ctx, x);
	f = require_range(ctx, wish, 0, "toExponential()");
	digits_of(&t, x);
	keep_digits(&t, (size_t)f + 1);
	t.n = (size_t)f + 1;
	push_exponent(ctx, x < 0, &t);
	return 1;
}

static duk_ret_t
number_to_precision(duk_context *ctx)
{
	double x = this_number(ctx, "toPrecision");
	struct digits t;
	double wish;
	int p;

	if (duk_is_undefined(ctx, 0))
		return push_plain(ctx, x);
	wish = rt_integer(ctx, 0);
	if (!isfinite(x))
		return push_plain(ctx, x);
	p = require_range(ctx, wish, 1, "toPrecision()");
	digits_of(&t, x);
	keep_digits(&t, (size_t)p);
	t.n = (size_t)p;
	if (t.point - 1 < -6 || t.point > p)
		push_exponent(ctx, x < 0, &t);
	else
		push_pointed(ctx, x < 0, &t, p - t.point);
	return 1;
}

static const char radix_digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";

/* One more in the last of these digits; false: in what is before them. */
static bool
carry(char *first, char **end, unsigned radix)
{
	while (*end > first) {
		const char *c = strchr(radix_digits, *--*end);
		size_t v = (size_t)(c - radix_digits) + 1;

		if (v < radix) {
			*(*end)++ = radix_digits[v];
			return true;
		}
	}
	return false;
}

/*
 * Digits of a fraction until they tell the number from its neighbours, as V8
 * finds them: the standard leaves the last ones open.  Returns the end; the
 * whole part grows by what rounding carries.
 */
static char *
fraction_digits(char *out, double x, double *whole, unsigned radix)
{
	double fraction = x - *whole;
	double delta = 0.5 * (nextafter(x, HUGE_VAL) - x);
	char *first = out;

	delta = delta > 0 ? delta : nextafter(0, 1);
	if (fraction < delta)
		return out;
	do {
		unsigned digit;

		fraction *= radix;
		delta *= radix;
		digit = (unsigned)fraction;
		*out++ = radix_digits[digit];
		fraction -= digit;
		if ((fraction > 0.5 || (fraction == 0.5 && (digit & 1))) &&
		    fraction + delta > 1) {
			*whole += !carry(first, &out, radix);
			break;
		}
	} while (fraction >= delta);
	return out;
}

/* Backwards from the end; returns the first. */
static char *
whole_digits(char *end, double whole, unsigned radix)
{
	double digit;

	/* As V8: where even the digit before it would say nothing stands 0. */
	for (; whole / radix >= EXACT_MAX; whole /= radix)
		*--end = '0';
	do {
		digit = fmod(whole, radix);
		*--end = radix_digits[(unsigned)digit];
		whole = (whole - digit) / radix;
	} while (whole > 0);
	return end;
}

static duk_ret_t
number_to_string(duk_context *ctx)
{
	char text[2 * RADIX_DIGITS + 2], *point = text + RADIX_DIGITS;
	char *p, *end;
	double x = this_number(ctx, "toString"), radix = 10, whole;

	if (!duk_is_undefined(ctx, 0))
		radix = rt_integer(ctx, 0);
	if (!(radix >= 2 && radix <= 36))
		return duk_range_error(ctx,
		    "toString() radix argument must be between 2 and 36");
	if (radix == 10 || !isfinite(x))
		return push_plain(ctx, x);
	whole = floor(fabs(x));
	end = fraction_digits(point + 1, fabs(x), &whole, (unsigned)radix);
	p = whole_digits(point, whole, (unsigned)radix);
	if (end > point + 1)
		*point = '.';
	else
		end = point;
	if (x < 0)
		*--p = '-';
	duk_push_lstring(ctx, p, (duk_size_t)(end - p));
	return 1;
}

static const struct {
	const char *name;
	duk_c_function fn;
} swaps[] = {
	{ "toFixed", number_to_fixed },
	{ "toPrecision", number_to_precision },
	{ "toString", number_to_string },
};

void
rt_numbers(duk_context *ctx)
{
	rt_push_global(ctx, "Number.prototype");
	duk_get_prop_literal(ctx, -1, "valueOf");
	rt_stash_put(ctx, "numberValue");
	for (size_t i = 0; i < sizeof(swaps) / sizeof(*swaps); i++) {
		duk_get_prop_string(ctx, -1, swaps[i].name);
		(void)inside_swap_native(ctx, -1, swaps[i].fn, 1);
		duk_pop(ctx);
	}
	duk_get_prop_literal(ctx, -1, "toExponential");
	plain_to_exponential =
	    inside_swap_native(ctx, -1, number_to_exponential, 1);
	duk_pop_2(ctx);
}
