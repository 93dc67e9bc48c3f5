/* SPDX-License-Identifier: Apache-2.0 */
/* object.c -- Object.keys' relatives. */
#include "worker/runtime/rt.h"

#include "worker/runtime/inside.h"

enum { KEYS, VALUES, ENTRIES };

static void
add(duk_context *ctx, duk_idx_t key, duk_idx_t val, int what, duk_uarridx_t n)
{
	key = duk_normalize_index(ctx, key);
	val = duk_normalize_index(ctx, val);
	if (what == VALUES) {
		duk_dup(ctx, val);
	} else {
		duk_push_array(ctx);
		duk_dup(ctx, key);
		duk_put_prop_index(ctx, -2, 0);
		duk_dup(ctx, val);
		duk_put_prop_index(ctx, -2, 1);
	}
	duk_put_prop_index(ctx, 1, n);
}

/* A property may vanish while getters run. */
static bool
still_enumerable(duk_context *ctx, duk_idx_t obj, duk_idx_t key)
{
	bool r;

	duk_dup(ctx, key);
	duk_get_prop_desc(ctx, obj, 0);
	if (duk_is_undefined(ctx, -1)) {
		duk_pop(ctx);
		return false;
	}
	duk_get_prop_literal(ctx, -1, "enumerable");
	r = duk_to_boolean(ctx, -1) != 0;
	duk_pop_2(ctx);
	return r;
}

static duk_ret_t
object_list(duk_context *ctx)
{
	int what = duk_get_current_magic(ctx);
	duk_uarridx_t n = 0;

	if (duk_is_null_or_undefined(ctx, 0))
		return duk_type_error(ctx,
		    "Cannot convert undefined or null to object");
	duk_to_object(ctx, 0);
	if (inside_is_proxy(ctx, 0))
		return rt_proxy_twin(ctx,
		    what == VALUES ? "oValues" : "oEntries");
	duk_push_array(ctx);
	duk_enum(ctx, 0,
	    DUK_ENUM_OWN_PROPERTIES_ONLY | DUK_ENUM_SORT_ARRAY_INDICES |
		DUK_ENUM_NO_PROXY_BEHAVIOR);
	while (duk_next(ctx, 2, 0)) {
		if (n > 0 && !still_enumerable(ctx, 0, 3)) {
			duk_pop(ctx);
			continue;
		}
		duk_dup(ctx, 3);
		duk_get_prop(ctx, 0);
		add(ctx, 3, 4, what, n++);
		duk_pop_2(ctx);
	}
	duk_pop(ctx);
	return 1;
}

static duk_ret_t
object_has_own(duk_context *ctx)
{
	if (duk_is_null_or_undefined(ctx, 0))
		return duk_type_error(ctx,
		    "Cannot convert undefined or null to object");
	rt_stash_get(ctx, "hasOwnProperty");
	duk_dup(ctx, 0);
	duk_dup(ctx, 1);
	duk_call_method(ctx, 1);
	return 1;
}

/* ToPropertyKey without its last step. */
static duk_ret_t
native_to_primitive(duk_context *ctx)
{
	duk_to_primitive(ctx, 0, DUK_HINT_STRING);
	return 1;
}

static duk_ret_t
native_is_error(duk_context *ctx)
{
	duk_push_boolean(ctx, inside_is_error(ctx, 0));
	return 1;
}

static const struct rt_fn native_fns[] = {
	{ "toPrimitiveString", native_to_primitive, 1, 1, 0 },
	{ "isError", native_is_error, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

static const struct rt_fn fns[] = {
	{ "values", object_list, 1, 1, VALUES },
	{ "entries", object_list, 1, 1, ENTRIES },
	{ "hasOwn", object_has_own, 2, 2, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_objects(duk_context *ctx)
{
	rt_put(ctx, -1, native_fns);
	duk_get_global_literal(ctx, "Object");
	rt_put(ctx, -1, fns);
	duk_pop(ctx);
	rt_push_global(ctx, "Object.prototype");
	duk_get_prop_literal(ctx, -1, "hasOwnProperty");
	rt_stash_put(ctx, "hasOwnProperty");
	duk_pop(ctx);
}
