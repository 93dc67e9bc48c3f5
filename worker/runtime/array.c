/* SPDX-License-Identifier: Apache-2.0 */
/* array.c -- the methods of Array that call no function of the program. */
#include "worker/runtime/rt.h"

#include <math.h>

#include "worker/runtime/inside.h"

#define SAFE_MAX 9007199254740991.0
#define FLAT_DEPTH 500 /* C stack */

/* Pushes ToObject(this); its length. */
static double
this_length(duk_context *ctx)
{
	duk_push_this(ctx);
	duk_to_object(ctx, -1);
	return rt_length(ctx, -1);
}

static void
get(duk_context *ctx, duk_idx_t obj, double i)
{
	if (i >= 4294967295.0 || !inside_push_element(ctx, obj, (uint32_t)i))
		rt_get_index(ctx, obj, i);
}

static duk_ret_t
array_includes(duk_context *ctx)
{
	double len = this_length(ctx), i;
	bool eq, nan;

	if (len == 0) {
		duk_push_false(ctx);
		return 1;
	}
	nan = duk_is_nan(ctx, 0) != 0;
	for (i = rt_relative(ctx, 1, len, 0); i < len; i++) {
		get(ctx, 2, i);
		eq = nan ? duk_is_nan(ctx, -1) : duk_strict_equals(ctx, 0, -1);
		duk_pop(ctx);
		if (eq) {
			duk_push_true(ctx);
			return 1;
		}
	}
	duk_push_false(ctx);
	return 1;
}

static duk_ret_t
array_at(duk_context *ctx)
{
	double len = this_length(ctx), i = rt_integer(ctx, 0);

	if (i < 0)
		i += len;
	if (i < 0 || i >= len)
		return 0;
	get(ctx, 1, i);
	return 1;
}

static duk_ret_t
array_fill(duk_context *ctx)
{
	double len = this_length(ctx), i, end;

	i = rt_relative(ctx, 1, len, 0);
	end = rt_relative(ctx, 2, len, len);
	for (; i < end; i++) {
		duk_dup(ctx, 0);
		if (!inside_set_element(ctx, 3, (uint32_t)i))
			rt_put_index(ctx, 3, i);
	}
	return 1;
}

static void
delete_index(duk_context *ctx, duk_idx_t obj, double i)
{
	duk_push_number(ctx, i);
	if (!duk_del_prop(ctx, obj))
		(void)duk_type_error(ctx, "Cannot delete property");
}

static duk_ret_t
array_copy_within(duk_context *ctx)
{
	double len = this_length(ctx), to, from, n, step = 1;

	to = rt_relative(ctx, 0, len, 0);
	from = rt_relative(ctx, 1, len, 0);
	n = fmin(rt_relative(ctx, 2, len, len) - from, len - to);
	if (from < to && to < from + n) {
		step = -1;
		from += n - 1;
		to += n - 1;
	}
	for (; n > 0; n--, from += step, to += step) {
		if (rt_has_index(ctx, 3, from)) {
			rt_get_index(ctx, 3, from);
			rt_put_index(ctx, 3, to);
		} else {
			delete_index(ctx, 3, to);
		}
	}
	duk_dup(ctx, 3);
	return 1;
}

static void
check_array_length(duk_context *ctx, double len)
{
	if (len > 4294967295.0)
		(void)duk_range_error(ctx, "Invalid array length");
}

static duk_ret_t
array_to_reversed(duk_context *ctx)
{
	double len = this_length(ctx), i;

	check_array_length(ctx, len);
	duk_push_array(ctx);
	for (i = 0; i < len; i++) {
		get(ctx, 0, len - 1 - i);
		duk_put_prop_index(ctx, -2, (duk_uarridx_t)i);
	}
	return 1;
}

static duk_ret_t
array_with(duk_context *ctx)
{
	double len = this_length(ctx), i, k = rt_integer(ctx, 0);

	if (k < 0)
		k += len;
	if (k < 0 || k >= len)
		return duk_range_error(ctx, "Invalid index : %s",
		    duk_to_string(ctx, 0));
	check_array_length(ctx, len);
	duk_push_array(ctx);
	for (i = 0; i < len; i++) {
		if (i == k)
			duk_dup(ctx, 1);
		else
			get(ctx, 2, i);
		duk_put_prop_index(ctx, -2, (duk_uarridx_t)i);
	}
	return 1;
}

static duk_ret_t
array_to_spliced(duk_context *ctx)
{
	duk_idx_t nargs = duk_get_top(ctx), a;
	double len = this_length(ctx), start, skip, i;
	duk_uarridx_t n = 0;

	start = nargs > 0 ? rt_relative(ctx, 0, len, 0) : 0;
	skip = nargs == 0 ? 0 : len - start;
	if (nargs > 1)
		skip = fmin(fmax(rt_integer(ctx, 1), 0), len - start);
	if (len + nargs - 2 - skip > SAFE_MAX)
		return duk_type_error(ctx, "Invalid array length");
	check_array_length(ctx, len + fmax(nargs - 2, 0) - skip);
	duk_push_array(ctx);
	for (i = 0; i < start; i++) {
		get(ctx, nargs, i);
		duk_put_prop_index(ctx, -2, n++);
	}
	for (a = 2; a < nargs; a++) {
		duk_dup(ctx, a);
		duk_put_prop_index(ctx, -2, n++);
	}
	for (i = start + skip; i < len; i++) {
		get(ctx, nargs, i);
		duk_put_prop_index(ctx, -2, n++);
	}
	return 1;
}

/* Appends obj's elements to the array at `to`. */
static double
flatten(duk_context *ctx, duk_idx_t to, duk_idx_t obj, double depth, double n,
    int level)
{
	double len = rt_length(ctx, obj), i;

	duk_require_stack(ctx, 8);
	for (i = 0; i < len; i++) {
		if (!inside_push_element(ctx, obj, (uint32_t)i)) {
			if (!rt_has_index(ctx, obj, i))
				continue;
			rt_get_index(ctx, obj, i);
		}
		if (depth > 0 && duk_is_array(ctx, -1)) {
			if (level == FLAT_DEPTH)
				(void)duk_range_error(ctx,
				    "arrays within arrays, deeper than %d",
				    FLAT_DEPTH);
			n = flatten(ctx, to, duk_get_top_index(ctx), depth - 1,
			    n, level + 1);
			duk_pop(ctx);
			continue;
		}
		duk_put_prop_index(ctx, to, (duk_uarridx_t)n);
		n++;
	}
	return n;
}

static duk_ret_t
array_flat(duk_context *ctx)
{
	double depth = 1;

	(void)this_length(ctx);
	if (!duk_is_undefined(ctx, 0))
		depth = rt_integer(ctx, 0);
	duk_push_array(ctx);
	(void)flatten(ctx, 2, 1, depth, 0, 0);
	return 1;
}

/* A new Array of the elements of an array-like: what slice(0) and spreading
 * do, holes read as undefined. */
static duk_ret_t
native_copy(duk_context *ctx)
{
	double len = rt_length(ctx, 0), i;

	check_array_length(ctx, len);
	duk_push_array(ctx);
	for (i = 0; i < len; i++) {
		get(ctx, 0, i);
		duk_put_prop_index(ctx, 1, (duk_uarridx_t)i);
	}
	return 1;
}

/* Appends the second array's elements to the first: native.append(a, b). */
static duk_ret_t
native_append(duk_context *ctx)
{
	double n = rt_length(ctx, 0), len = rt_length(ctx, 1), i;

	check_array_length(ctx, len + n);
	for (i = 0; i < len; i++) {
		get(ctx, 1, i);
		duk_put_prop_index(ctx, 0, (duk_uarridx_t)(n + i));
	}
	duk_dup(ctx, 0);
	return 1;
}

/* A real array with all its elements in place: loops may index it. */
static duk_ret_t
native_is_plain_array(duk_context *ctx)
{
	duk_push_boolean(ctx, inside_is_plain_array(ctx, 0));
	return 1;
}

static duk_ret_t
native_is_constructor(duk_context *ctx)
{
	duk_push_boolean(ctx, inside_is_constructor(ctx, 0));
	return 1;
}

static const struct rt_fn proto_fns[] = {
	{ "includes", array_includes, 2, 1, 0 },
	{ "at", array_at, 1, 1, 0 },
	{ "fill", array_fill, 3, 1, 0 },
	{ "copyWithin", array_copy_within, 3, 2, 0 },
	{ "toReversed", array_to_reversed, 0, 0, 0 },
	{ "with", array_with, 2, 2, 0 },
	{ "toSpliced", array_to_spliced, DUK_VARARGS, 2, 0 },
	{ "flat", array_flat, 1, 0, 0 },
	{ NULL, NULL, 0, 0, 0 },
};
static const struct rt_fn native_fns[] = {
	{ "copyArray", native_copy, 1, 1, 0 },
	{ "append", native_append, 2, 2, 0 },
	{ "isPlainArray", native_is_plain_array, 1, 1, 0 },
	{ "isConstructor", native_is_constructor, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_arrays(duk_context *ctx)
{
	rt_put(ctx, -1, native_fns);
	rt_push_global(ctx, "Array.prototype");
	rt_put(ctx, -1, proto_fns);
	duk_pop(ctx);
}
