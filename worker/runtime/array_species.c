/* SPDX-License-Identifier: Apache-2.0 */
/*
 * array_species.c -- methods of Array on what is no plain Array: subclasses,
 * which make arrays of their kind, lists of any length, what is frozen,
 * proxies.  A plain Array keeps Duktape's own; the rest goes to its twins in
 * prelude/12-array.js and 12-arraylike.js.
 */
#include "worker/runtime/rt.h"

#include "worker/runtime/inside.h"

static duk_c_function was_slice, was_splice, was_concat, was_flat, was_push,
    was_pop, was_shift, was_unshift, was_reverse, was_index, was_last;

/* An Array whose constructor is Array, or arguments, which have no kind. */
static bool
is_plain(duk_context *ctx)
{
	enum inside_list kind = inside_this_list(ctx);
	bool plain;

	if (kind != INSIDE_GROWS)
		return kind == INSIDE_ARGUMENTS;
	duk_push_this(ctx);
	duk_get_prop_literal(ctx, -1, "constructor");
	rt_stash_get(ctx, "Array");
	plain = duk_strict_equals(ctx, -1, -2);
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

/* Duktape forgets holes at the end: the length is put right. */
static duk_ret_t
slice(duk_context *ctx)
{
	double from, to, len;

	if (!is_plain(ctx))
		return twin(ctx, "slice");
	duk_push_this(ctx);
	if (!duk_is_array(ctx, -1)) {
		duk_pop(ctx);
		return was_slice(ctx);
	}
	len = rt_length(ctx, -1);
	duk_pop(ctx);
	duk_set_top(ctx, 2);
	from = rt_relative(ctx, 0, len, 0);
	to = rt_relative(ctx, 1, len, len);
	duk_push_number(ctx, from);
	duk_replace(ctx, 0);
	duk_push_number(ctx, to);
	duk_replace(ctx, 1);
	(void)was_slice(ctx);
	if (to > from && (double)duk_get_length(ctx, -1) < to - from)
		duk_set_length(ctx, -1, (duk_size_t)(to - from));
	return 1;
}

static duk_ret_t
splice(duk_context *ctx)
{
	if (!is_plain(ctx))
		return twin(ctx, "splice");
	if (duk_get_top(ctx) == 0) { /* Duktape takes it for splice(0) */
		duk_push_array(ctx);
		return 1;
	}
	return was_splice(ctx);
}

static duk_ret_t
concat(duk_context *ctx)
{
	duk_idx_t i, n = duk_get_top(ctx);

	for (i = 0; i < n; i++)
		if (inside_is_proxy(ctx, i))
			return twin(ctx, "concat");
	return is_plain(ctx) ? was_concat(ctx) : twin(ctx, "concat");
}

static duk_ret_t
flat(duk_context *ctx)
{
	return is_plain(ctx) ? was_flat(ctx) : twin(ctx, "flat");
}

/* A Proxy among the prototypes sees that Duktape reads what it only asks for. */
static bool
has_proxy_above(duk_context *ctx)
{
	bool found = false;

	duk_push_this(ctx);
	while (!found && !duk_is_undefined(ctx, -1)) {
		duk_get_prototype(ctx, -1);
		duk_remove(ctx, -2);
		found = inside_is_proxy(ctx, -1);
	}
	duk_pop(ctx);
	return found;
}

#define SEARCHING(name, was) \
	static duk_ret_t name(duk_context *ctx) \
	{ \
		return inside_this_list(ctx) != INSIDE_OTHER && \
			!has_proxy_above(ctx) \
		    ? was(ctx) \
		    : twin(ctx, #name); \
	}
SEARCHING(indexOf, was_index)
SEARCHING(lastIndexOf, was_last)

#define GROWING(name, was) \
	static duk_ret_t name(duk_context *ctx) \
	{ \
		return inside_this_list(ctx) != INSIDE_OTHER \
		    ? was(ctx) \
		    : twin(ctx, #name); \
	}
GROWING(push, was_push)
GROWING(pop, was_pop)
GROWING(shift, was_shift)
GROWING(unshift, was_unshift)
GROWING(reverse, was_reverse)

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
	was_push = swap(ctx, "push", push);
	was_pop = swap(ctx, "pop", pop);
	was_shift = swap(ctx, "shift", shift);
	was_unshift = swap(ctx, "unshift", unshift);
	was_reverse = swap(ctx, "reverse", reverse);
	was_index = swap(ctx, "indexOf", indexOf);
	was_last = swap(ctx, "lastIndexOf", lastIndexOf);
	return 0;
}

static duk_ret_t
native_is_locked(duk_context *ctx)
{
	duk_push_boolean(ctx, inside_is_locked(ctx, 0));
	return 1;
}

static const struct rt_fn fns[] = {
	{ "isLocked", native_is_locked, 1, 1, 0 },
	{ "arrayTwins", native_twins, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_array_species(duk_context *ctx)
{
	rt_put(ctx, -1, fns);
}
