/* SPDX-License-Identifier: Apache-2.0 */
/* number.c -- whole numbers in any radix, every digit of them. */
#include "worker/runtime/rt.h"

#include <math.h>

#include "worker/runtime/inside.h"

#define EXACT_MAX 9007199254740992.0 /* 2^53 */

static duk_c_function plain_to_string;

static duk_ret_t
number_to_string(duk_context *ctx)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	char text[64], *p = text + sizeof(text);
	uint64_t n;
	double d;
	int radix;

	duk_push_this(ctx);
	if (!duk_is_number(ctx, 1) || !duk_is_number(ctx, 0))
		goto plain;
	d = duk_get_number(ctx, 1);
	radix = duk_get_int(ctx, 0);
	if (radix == 10 || radix < 2 || radix > 36 || fabs(d) > EXACT_MAX ||
	    trunc(d) != d || radix != duk_get_number(ctx, 0))
		goto plain;
	n = (uint64_t)fabs(d);
	do {
		*--p = digits[n % (unsigned)radix];
		n /= (unsigned)radix;
	} while (n > 0);
	if (d < 0)
		*--p = '-';
	duk_push_lstring(ctx, p, (duk_size_t)(text + sizeof(text) - p));
	return 1;
plain:
	duk_set_top(ctx, 1);
	return plain_to_string(ctx);
}

void
rt_numbers(duk_context *ctx)
{
	rt_push_global(ctx, "Number.prototype");
	duk_get_prop_literal(ctx, -1, "toString");
	plain_to_string = inside_swap_native(ctx, -1, number_to_string, 1);
	duk_pop_2(ctx);
}
