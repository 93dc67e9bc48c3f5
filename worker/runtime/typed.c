/* SPDX-License-Identifier: Apache-2.0 */
/* typed.c -- the constructors of typed arrays take any iterable; what the
 * prelude asks about them. */
#include "worker/runtime/rt.h"

#include <math.h>

#include "worker/runtime/inside.h"

static duk_c_function plain_typed;

/* What Duktape calls "invalid args". */
static void
check_length(duk_context *ctx)
{
	double n = duk_get_number(ctx, 0);

	if (n <= -1 || n > 0x7fffffff)
		(void)duk_range_error(ctx, "Invalid typed array length: %s",
		    duk_to_string(ctx, 0));
}

/* A view of what is resized, detached or shared.  What is left behind the last
 * whole element of such a buffer is no error. */
static duk_ret_t
view_of_state(duk_context *ctx)
{
	unsigned shift = (unsigned)duk_get_current_magic(ctx) & 3;
	bool tracks;
	double at, n;

	if (inside_buffer_state(ctx, 0) & (INSIDE_DETACHED | INSIDE_OUTSIDE))
		return duk_type_error(ctx, "Cannot perform Construct on a "
					   "detached ArrayBuffer");
	if (!inside_is_array_buffer(ctx, 0))
		return plain_typed(ctx);
	duk_set_top(ctx, 3);
	tracks = duk_is_undefined(ctx, 2) &&
	    (inside_buffer_state(ctx, 0) & INSIDE_RESIZABLE);
	if (tracks) {
		at = rt_integer(ctx, 1);
		n = (double)inside_buffer_bytes(ctx, 0) - at;
		duk_push_number(ctx, at);
		duk_replace(ctx, 1);
		if (n >= 0)
			duk_push_uint(ctx, (duk_uint_t)n >> shift);
		else
			duk_push_undefined(ctx);
		duk_replace(ctx, 2);
	}
	(void)plain_typed(ctx);
	rt_view_begin(ctx, 0, tracks);
	return 1;
}

/* What of an ArrayBuffer cannot be looked at; Duktape calls it "invalid args".
 * [ buffer offset length ] */
static void
check_view(duk_context *ctx)
{
	unsigned bytes = 1u << ((unsigned)duk_get_current_magic(ctx) & 3);
	double at = rt_integer(ctx, 1), n, size;
	bool open = duk_is_undefined(ctx, 2) != 0;
	const char *name;

	duk_push_current_function(ctx);
	duk_get_prop_literal(ctx, -1, "name");
	name = duk_to_string(ctx, -1);
	duk_push_number(ctx, at);
	duk_replace(ctx, 1);
	if (fmod(at, bytes) != 0)
		(void)duk_range_error(ctx, "start offset of %s should be a "
		    "multiple of %u", name, bytes);
	n = open ? 0 : rt_integer(ctx, 2);
	size = (double)inside_buffer_bytes(ctx, 0);
	if (open && fmod(size, bytes) != 0)
		(void)duk_range_error(ctx, "byte length of %s should be a "
		    "multiple of %u", name, bytes);
	if (at < 0 || at > size)
		(void)duk_range_error(ctx, "Start offset %s is outside the "
		    "bounds of the buffer", duk_to_string(ctx, 1));
	if (!open) {
		duk_push_number(ctx, n);
		duk_replace(ctx, 2);
	}
	if (n < 0 || n * bytes > size - at)
		(void)duk_range_error(ctx, "Invalid typed array length: %s",
		    duk_to_string(ctx, 2));
	duk_pop_2(ctx);
}

static duk_ret_t
typed_ctor(duk_context *ctx)
{
	if (duk_is_constructor_call(ctx) && duk_is_number(ctx, 0))
		check_length(ctx);
	if (duk_is_constructor_call(ctx) && duk_is_object(ctx, 0) &&
	    !duk_is_buffer_data(ctx, 0) && !inside_is_plain_array(ctx, 0)) {
		rt_stash_get(ctx, "typedList");
		duk_dup(ctx, 0);
		duk_call(ctx, 1);
		duk_replace(ctx, 0);
	}
	if (duk_is_constructor_call(ctx) && inside_buffer_state(ctx, 0) != 0)
		return view_of_state(ctx);
	if (duk_is_constructor_call(ctx) && inside_is_array_buffer(ctx, 0)) {
		duk_set_top(ctx, 3);
		check_view(ctx);
	}
	return plain_typed(ctx);
}

/* typedFrom(constructors, f): f makes a list of what is iterable. */
static duk_ret_t
native_typed_from(duk_context *ctx)
{
	duk_uarridx_t i, n = (duk_uarridx_t)duk_get_length(ctx, 0);
	duk_c_function was;

	duk_dup(ctx, 1);
	rt_stash_put(ctx, "typedList");
	for (i = 0; i < n; i++) {
		duk_get_prop_index(ctx, 0, i);
		was = inside_swap_native(ctx, -1, typed_ctor, -1);
		if (was != NULL)
			plain_typed = was;
		duk_pop(ctx);
	}
	return 0;
}

static duk_ret_t
native_typed_name(duk_context *ctx)
{
	const char *name = inside_typed_name(ctx, 0);

	if (name == NULL)
		return 0;
	duk_push_string(ctx, name);
	return 1;
}

/* typedFit(a): is one, and still within its buffer. */
static duk_ret_t
native_typed_fit(duk_context *ctx)
{
	duk_push_boolean(ctx,
	    inside_typed_name(ctx, 0) != NULL &&
		!(inside_buffer_state(ctx, 0) & INSIDE_OUTSIDE));
	return 1;
}

static duk_ret_t
native_is_typed(duk_context *ctx)
{
	duk_push_boolean(ctx, inside_typed_name(ctx, 0) != NULL);
	return 1;
}

/* typedLength(a), or undefined */
static duk_ret_t
native_typed_length(duk_context *ctx)
{
	int64_t n = inside_typed_length(ctx, 0);

	if (n < 0)
		return 0;
	duk_push_number(ctx, (double)n);
	return 1;
}

/* isElementKey(key): in a typed array, an element's or nobody's. */
static duk_ret_t
native_is_element_key(duk_context *ctx)
{
	duk_push_boolean(ctx, inside_is_element_key(ctx, 0));
	return 1;
}

static const struct rt_fn fns[] = {
	{ "typedName", native_typed_name, 1, 1, 0 },
	{ "isTyped", native_is_typed, 1, 1, 0 },
	{ "typedFit", native_typed_fit, 1, 1, 0 },
	{ "typedLength", native_typed_length, 1, 1, 0 },
	{ "isElementKey", native_is_element_key, 1, 1, 0 },
	{ "typedFrom", native_typed_from, 2, 2, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_typed(duk_context *ctx)
{
	rt_put(ctx, -1, fns);
}
