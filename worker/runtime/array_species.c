/* SPDX-License-Identifier: Apache-2.0 */
/*
 * array_species.c -- slice, splice, concat and flat make arrays of the receiver's
 * kind.  A plain Array keeps Duktape's own; the rest goes to its twins in
 * prelude/12-array.js.
 */
#include "worker/runtime/rt.h"

#include "worker/runtime/inside.h"

static duk_c_function was_slice, was_splice, was_concat, was_flat;

/* An Array whose constructor is Array, or nothing that has a kind.  What is
 * frozen fails in the twin, as it must. */
static bool
is_plain(duk_context *ctx)
{
	bool plain;

	duk_push_this(ctx);
	if (!duk_is_array(ctx, -1)) {
		duk_pop(ctx);
		return true;
	}
	duk_get_prop_literal(ctx, -1, "constructor");
	rt_stash_get(ctx, "Array");
	plain = !inside_is_proxy(ctx, -3) && inside_is_extensible(ctx, -3) &&
	    duk_strict_equals(ctx, -1, -2);
	duk_pop_3(ctx);
	return plain;
}

static duk_ret_t
twin(duk_context *ctx, const char *name)
{
	duk_idx_t n = duk_get_top(ctx);

	rt_stash_get(ctx, "arrayTwins");
	duk_get_prop_string(ctx, -1, name);
	duk_replace(ctx, -2);
	duk_insert(ctx, 0);
	duk_push_this(ctx);
	duk_insert(ctx, 1);
	duk_call(ctx, n + 1);
	return 1;
}

/* Duktape forgets holes at the end. */
static duk_ret_t
slice(duk_context *ctx)
{
	double from = 0, to = 0, len;
	bool holes;

	if (!is_plain(ctx))
		return twin(ctx, "slice");
	duk_push_this(ctx);
	holes = duk_is_array(ctx, -1) &&
	    (duk_is_number(ctx, 0) || duk_is_undefined(ctx, 0)) &&
	    (duk_is_number(ctx, 1) || duk_is_undefined(ctx, 1));
	if (holes) {
		len = rt_length(ctx, -1);
		from = rt_relative(ctx, 0, len, 0);
		to = rt_relative(ctx, 1, len, len);
	}
	duk_pop(ctx);
	(void)was_slice(ctx);
	if (holes && to > from &&
	    (double)duk_get_length(ctx, -1) < to - from)
		duk_set_length(ctx, -1, (duk_size_t)(to - from));
	return 1;
}

static duk_ret_t
splice(duk_context *ctx)
{
	return is_plain(ctx) ? was_splice(ctx) : twin(ctx, "splice");
}

static duk_ret_t
concat(duk_context *ctx)
{
	return is_plain(ctx) ? was_concat(ctx) : twin(ctx, "concat");
}

static duk_ret_t
flat(duk_context *ctx)
{
	return is_plain(ctx) ? was_flat(ctx) : twin(ctx, "flat");
}

static duk_c_function
swap(duk_context *ctx, const char *key, duk_c_function fn)
{
	duk_c_function was;

	rt_push_global(ctx, "Array.prototype");
	duk_get_prop_string(ctx, -1, key);
	was = inside_swap_native(ctx, -1, fn, -1);
	duk_pop_2(ctx);
	return was;
}

/* arrayTwins(object): takes over from here. */
static duk_ret_t
native_twins(duk_context *ctx)
{
	rt_stash_put(ctx, "arrayTwins");
	duk_get_global_literal(ctx, "Array");
	rt_stash_put(ctx, "Array");
	was_slice = swap(ctx, "slice", slice);
	was_splice = swap(ctx, "splice", splice);
	was_concat = swap(ctx, "concat", concat);
	was_flat = swap(ctx, "flat", flat);
	return 0;
}

static const struct rt_fn fns[] = {
	{ "arrayTwins", native_twins, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_array_species(duk_context *ctx)
{
	rt_put(ctx, -1, fns);
}
