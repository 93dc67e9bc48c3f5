/* SPDX-License-Identifier: Apache-2.0 */
/* bind.c -- Function.prototype.bind: how long a bound function is. */
#include "worker/runtime/rt.h"

#include <math.h>

#include "worker/runtime/inside.h"

static duk_c_function was_bind;

/* Has `this` a length as functions have them, of which Duktape's is right? */
static bool
has_usual_length(duk_context *ctx)
{
	bool usual;
	double d;

	duk_push_this(ctx);
	if (inside_is_proxy(ctx, -1) ||
	    !inside_push_own(ctx, -1, "length", 6)) {
		duk_pop(ctx);
		return false;
	}
	d = duk_is_number(ctx, -1) ? duk_get_number(ctx, -1) : -1;
	usual = d >= 0 && d < INT32_MAX && trunc(d) == d;
	duk_pop_2(ctx);
	return usual;
}

/* Of `this`: 0 if it has none of its own, or none that is a number. */
static double
own_length(duk_context *ctx)
{
	double d = 0;

	rt_stash_get(ctx, "hasOwnProperty");
	duk_push_this(ctx);
	duk_push_literal(ctx, "length");
	duk_call_method(ctx, 1);
	if (duk_to_boolean(ctx, -1)) {
		duk_push_this(ctx);
		duk_get_prop_literal(ctx, -1, "length");
		if (duk_is_number(ctx, -1))
			d = rt_integer(ctx, -1);
		duk_pop_2(ctx);
	}
	duk_pop(ctx);
	return d;
}

static duk_ret_t
bind(duk_context *ctx)
{
	duk_idx_t n = duk_get_top(ctx);
	double length;

	(void)was_bind(ctx);
	duk_push_this(ctx);
	if (!inside_is_constructor(ctx, -1))
		inside_no_construct(ctx, -2);
	duk_pop(ctx);
	if (has_usual_length(ctx))
		return 1;
	length = own_length(ctx) - (n > 0 ? n - 1 : 0);
	duk_push_literal(ctx, "length");
	duk_push_number(ctx, length > 0 ? length : 0);
	duk_def_prop(ctx, -3,
	    DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_CLEAR_WRITABLE |
		DUK_DEFPROP_CLEAR_ENUMERABLE | DUK_DEFPROP_SET_CONFIGURABLE |
		DUK_DEFPROP_FORCE);
	return 1;
}

void
rt_bind(duk_context *ctx)
{
	rt_push_global(ctx, "Function.prototype");
	duk_get_prop_literal(ctx, -1, "bind");
	was_bind = inside_swap_native(ctx, -1, bind, -1);
	duk_pop_2(ctx);
}
