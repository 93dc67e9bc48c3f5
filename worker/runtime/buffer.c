/* SPDX-License-Identifier: Apache-2.0 */
/* buffer.c -- ArrayBuffers that may be resized, detached and shared, for
 * prelude/22-buffer.js. */
#include "worker/runtime/rt.h"

#include "worker/runtime/inside.h"

/* Duktape's sizes are ints. */
#define BYTES_MAX 2147483647.0
#define INDEX_MAX 9007199254740991.0

static duk_c_function plain_buffer, plain_view;

void
rt_view_begin(duk_context *ctx, duk_idx_t buffer, bool tracks)
{
	inside_view_begin(ctx, -1, buffer, tracks);
}

static double
to_index(duk_context *ctx, duk_idx_t idx, const char *what)
{
	double n = rt_integer(ctx, idx);

	if (n < 0 || n > INDEX_MAX)
		(void)duk_range_error(ctx, "Invalid %s", what);
	return n;
}

/* Pushes an ArrayBuffer of n bytes, of which `max` are there. */
static void
push_buffer(duk_context *ctx, double n, double max, unsigned state)
{
	if (max > BYTES_MAX)
		(void)duk_range_error(ctx, "Array buffer allocation failed");
	(void)duk_push_fixed_buffer(ctx, (duk_size_t)max);
	duk_push_buffer_object(ctx, -1, 0, (duk_size_t)max,
	    DUK_BUFOBJ_ARRAYBUFFER);
	duk_remove(ctx, -2);
	inside_buffer_mark(ctx, -1, state, (size_t)n);
}

/* The maxByteLength of the options at idx, or -1. */
static double
max_of(duk_context *ctx, duk_idx_t idx)
{
	if (!duk_is_object(ctx, idx) || !inside_has_states())
		return -1;
	duk_get_prop_literal(ctx, idx, "maxByteLength");
	if (duk_is_undefined(ctx, -1))
		return -1;
	return to_index(ctx, -1, "array buffer max length");
}

static duk_ret_t
buffer_ctor(duk_context *ctx)
{
	double n, max;

	duk_set_top(ctx, 2);
	if (!duk_is_constructor_call(ctx))
		return plain_buffer(ctx);
	n = to_index(ctx, 0, "array buffer length");
	max = max_of(ctx, 1);
	if (max >= 0 && n > max)
		return duk_range_error(ctx, "Invalid array buffer max length");
	if (max < 0)
		push_buffer(ctx, n, n, 0);
	else
		push_buffer(ctx, n, max, INSIDE_RESIZABLE);
	return 1;
}

/* sharedBuffer(length, options): of SharedArrayBuffer's. */
static duk_ret_t
native_shared_buffer(duk_context *ctx)
{
	double n = to_index(ctx, 0, "array buffer length");
	double max = max_of(ctx, 1);

	if (max >= 0 && n > max)
		return duk_range_error(ctx, "Invalid array buffer max length");
	push_buffer(ctx, n, max < 0 ? n : max,
	    INSIDE_SHARED | (max < 0 ? 0 : INSIDE_RESIZABLE));
	return 1;
}

static duk_ret_t
view_ctor(duk_context *ctx)
{
	bool tracks, state = inside_buffer_state(ctx, 0) != 0;
	duk_idx_t i;

	if (!duk_is_constructor_call(ctx) || !inside_is_array_buffer(ctx, 0))
		return plain_view(ctx);
	duk_set_top(ctx, 3);
	tracks = duk_is_undefined(ctx, 2) &&
	    (inside_buffer_state(ctx, 0) & INSIDE_RESIZABLE);
	for (i = 1; state && i < 3; i++) {
		if (duk_is_undefined(ctx, i))
			continue;
		duk_push_number(ctx, to_index(ctx, i, "DataView length"));
		duk_replace(ctx, i);
	}
	if (inside_buffer_state(ctx, 0) & INSIDE_DETACHED)
		return duk_type_error(ctx, "Cannot perform DataView on a "
					   "detached ArrayBuffer");
	(void)plain_view(ctx);
	if (state)
		rt_view_begin(ctx, 0, tracks);
	return 1;
}

/* isBuffer(x): an ArrayBuffer, shared or not. */
static duk_ret_t
native_is_buffer(duk_context *ctx)
{
	duk_push_boolean(ctx, inside_is_array_buffer(ctx, 0));
	return 1;
}

/* bufferState(x): 1 resizable, 2 detached, 4 shared, 8 tracks, 16 outside. */
static duk_ret_t
native_buffer_state(duk_context *ctx)
{
	duk_push_uint(ctx, inside_buffer_state(ctx, 0));
	return 1;
}

static duk_ret_t
native_buffer_bytes(duk_context *ctx)
{
	duk_push_number(ctx, (double)inside_buffer_bytes(ctx, 0));
	return 1;
}

static duk_ret_t
native_buffer_max(duk_context *ctx)
{
	duk_push_number(ctx, (double)inside_buffer_max(ctx, 0));
	return 1;
}

/* bufferResize(b, bytes): at most its maximum. */
static duk_ret_t
native_buffer_resize(duk_context *ctx)
{
	inside_buffer_resize(ctx, 0, (size_t)duk_get_uint(ctx, 1));
	return 0;
}

static duk_ret_t
native_buffer_detach(duk_context *ctx)
{
	inside_buffer_detach(ctx, 0);
	return 0;
}

static const struct rt_fn fns[] = {
	{ "isBuffer", native_is_buffer, 1, 1, 0 },
	{ "bufferState", native_buffer_state, 1, 1, 0 },
	{ "bufferBytes", native_buffer_bytes, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

/* Of Duktapes that have states only. */
static const struct rt_fn state_fns[] = {
	{ "sharedBuffer", native_shared_buffer, 2, 2, 0 },
	{ "bufferMax", native_buffer_max, 1, 1, 0 },
	{ "bufferResize", native_buffer_resize, 2, 2, 0 },
	{ "bufferDetach", native_buffer_detach, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

static void
swap(duk_context *ctx, const char *name, duk_c_function fn, int nargs,
    duk_c_function *was)
{
	duk_c_function f;

	rt_push_global(ctx, name);
	f = inside_swap_native(ctx, -1, fn, nargs);
	if (f != NULL)
		*was = f;
	duk_pop(ctx);
}

void
rt_buffers(duk_context *ctx)
{
	rt_put(ctx, -1, fns);
	if (inside_has_states())
		rt_put(ctx, -1, state_fns);
	swap(ctx, "ArrayBuffer", buffer_ctor, 2, &plain_buffer);
	swap(ctx, "DataView", view_ctor, 3, &plain_view);
}
