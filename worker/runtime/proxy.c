/* SPDX-License-Identifier: Apache-2.0 */
/*
 * proxy.c -- the traps of a Proxy that Duktape does not know.
 *
 * Functions of Object and Reflect that meet a Proxy go to their twins in
 * prelude/26-proxy.js; for everything else they are what they were.
 */
#include "worker/runtime/bigint.h"
#include "worker/runtime/rt.h"

#include "worker/runtime/inside.h"

#define STASH "proxyTwins"

static duk_ret_t
twin(duk_context *ctx, const char *name, bool with_this)
{
	duk_idx_t n = duk_get_top(ctx);

	rt_stash_get(ctx, STASH);
	duk_get_prop_string(ctx, -1, name);
	duk_remove(ctx, -2);
	duk_insert(ctx, 0);
	if (with_this) {
		duk_push_this(ctx);
		duk_insert(ctx, 1);
		n++;
	}
	duk_call(ctx, n);
	return 1;
}

duk_ret_t
rt_proxy_twin(duk_context *ctx, const char *name)
{
	return twin(ctx, name, false);
}

static bool
this_is_proxy(duk_context *ctx)
{
	bool r;

	duk_push_this(ctx);
	r = inside_is_proxy(ctx, -1);
	duk_pop(ctx);
	return r;
}

static bool
any_is_proxy(duk_context *ctx)
{
	duk_idx_t i, n = duk_get_top(ctx);

	for (i = 0; i < n; i++)
		if (inside_is_proxy(ctx, i))
			return true;
	return false;
}

/* The elements of a typed array cannot be sealed. */
static bool
proxy_or_numbers(duk_context *ctx)
{
	if (inside_typed_name(ctx, 0) != NULL && duk_get_length(ctx, 0) > 0)
		(void)duk_type_error(ctx,
		    "Cannot freeze or seal array buffer views with elements");
	return inside_is_proxy(ctx, 0);
}

/* A Proxy; or an element of a typed array is meant, which is not what Duktape
 * takes it for. */
static bool
proxy_or_element(duk_context *ctx)
{
	if (inside_is_proxy(ctx, 0))
		return true;
	return inside_typed_length(ctx, 0) >= 0 &&
	    (duk_is_number(ctx, 1) || inside_is_element_key(ctx, 1));
}

/* A Proxy, or Object.prototype, whose own prototype stays. */
static bool
proxy_or_root(duk_context *ctx)
{
	void *h = duk_get_heapptr(ctx, 0);
	bool root;

	if (h == NULL || inside_is_proxy(ctx, 0))
		return h != NULL;
	rt_stash_get(ctx, "ObjectProto");
	root = duk_get_heapptr(ctx, -1) == h;
	duk_pop(ctx);
	return root;
}

/* NAME(object, function, test): the built-in, and when its twin is asked. */
#define HOOKS(X) \
	X(oGetProto, "Object.getPrototypeOf", inside_is_proxy(ctx, 0)) \
	X(oSetProto, "Object.setPrototypeOf", proxy_or_root(ctx)) \
	X(oExtensible, "Object.isExtensible", inside_is_proxy(ctx, 0)) \
	X(oPrevent, "Object.preventExtensions", inside_is_proxy(ctx, 0)) \
	X(oDescribe, "Object.getOwnPropertyDescriptor", \
	    proxy_or_element(ctx)) \
	X(oDefine, "Object.defineProperty", proxy_or_element(ctx)) \
	X(oKeys, "Object.keys", inside_is_proxy(ctx, 0)) \
	X(oNames, "Object.getOwnPropertyNames", inside_is_proxy(ctx, 0)) \
	X(oSymbols, "Object.getOwnPropertySymbols", inside_is_proxy(ctx, 0)) \
	X(oFreeze, "Object.freeze", proxy_or_numbers(ctx)) \
	X(oSeal, "Object.seal", proxy_or_numbers(ctx)) \
	X(oFrozen, "Object.isFrozen", inside_is_proxy(ctx, 0)) \
	X(oSealed, "Object.isSealed", inside_is_proxy(ctx, 0)) \
	X(isArray, "Array.isArray", inside_is_proxy(ctx, 0)) \
	X(oAssign, "Object.assign", any_is_proxy(ctx)) \
	X(rOwnKeys, "Reflect.ownKeys", inside_is_proxy(ctx, 0)) \
	X(rGetProto, "Reflect.getPrototypeOf", inside_is_proxy(ctx, 0)) \
	X(rSetProto, "Reflect.setPrototypeOf", proxy_or_root(ctx)) \
	X(rExtensible, "Reflect.isExtensible", inside_is_proxy(ctx, 0)) \
	X(rPrevent, "Reflect.preventExtensions", inside_is_proxy(ctx, 0)) \
	X(rDescribe, "Reflect.getOwnPropertyDescriptor", \
	    proxy_or_element(ctx)) \
	X(rDefine, "Reflect.defineProperty", proxy_or_element(ctx))

/* A library's Duktape keeps a typed array's length on it; nobody is to list
 * it. */
static duk_ret_t
without_length(duk_context *ctx, duk_c_function list)
{
	duk_uarridx_t i, n, k = 0;

	(void)list(ctx);
	n = (duk_uarridx_t)duk_get_length(ctx, -1);
	duk_push_array(ctx);
	for (i = 0; i < n; i++) {
		duk_get_prop_index(ctx, -2, i);
		duk_push_literal(ctx, "length");
		if (duk_strict_equals(ctx, -1, -2)) {
			duk_pop_2(ctx);
			continue;
		}
		duk_pop(ctx);
		duk_put_prop_index(ctx, -2, k++);
	}
	return 1;
}

#define X(id, name, test) \
	static duk_c_function was_##id; \
	static duk_ret_t hook_##id(duk_context *ctx) \
	{ \
		return (test) ? twin(ctx, #id, false) : was_##id(ctx); \
	}
HOOKS(X)
#undef X

/* Symbols are properties too, which Duktape's own leaves out. */
static duk_ret_t
assign(duk_context *ctx)
{
	duk_idx_t i, n = duk_get_top(ctx);

	if (any_is_proxy(ctx))
		return twin(ctx, "oAssign", false);
	if (n == 0 || duk_is_null_or_undefined(ctx, 0))
		return was_oAssign(ctx); /* which throws */
	bigint_to_object(ctx, 0);
	for (i = 1; i < n; i++) {
		if (duk_is_null_or_undefined(ctx, i))
			continue;
		duk_to_object(ctx, i);
		duk_enum(ctx, i, DUK_ENUM_OWN_PROPERTIES_ONLY |
		    DUK_ENUM_INCLUDE_SYMBOLS);
		while (duk_next(ctx, -1, 1))
			duk_put_prop(ctx, 0);
		duk_pop(ctx);
	}
	duk_set_top(ctx, 1);
	return 1;
}

/* Duktape's leaves an array's length writable. */
static duk_ret_t
freeze(duk_context *ctx)
{
	(void)hook_oFreeze(ctx);
	if (duk_is_array(ctx, 0) && !inside_is_proxy(ctx, 0)) {
		duk_push_literal(ctx, "length");
		duk_def_prop(ctx, 0, DUK_DEFPROP_CLEAR_WRITABLE);
	}
	duk_set_top(ctx, 1);
	return 1;
}

static duk_c_function was_own, was_enumerable;

static duk_ret_t
list_names(duk_context *ctx)
{
	return inside_typed_name(ctx, 0) != NULL ?
	    without_length(ctx, hook_oNames) : hook_oNames(ctx);
}

static duk_ret_t
list_keys(duk_context *ctx)
{
	return inside_typed_name(ctx, 0) != NULL ?
	    without_length(ctx, hook_rOwnKeys) : hook_rOwnKeys(ctx);
}

/* Duktape's make a string of a key that becomes a symbol. */
static void
to_key(duk_context *ctx)
{
	if (duk_get_top(ctx) > 0 && duk_is_object(ctx, 0))
		duk_to_primitive(ctx, 0, DUK_HINT_STRING);
}

static duk_ret_t
hook_own(duk_context *ctx)
{
	to_key(ctx);
	return this_is_proxy(ctx) ? twin(ctx, "hasOwn", true) : was_own(ctx);
}

static duk_ret_t
hook_enumerable(duk_context *ctx)
{
	to_key(ctx);
	return this_is_proxy(ctx) ? twin(ctx, "isEnumerable", true) :
	    was_enumerable(ctx);
}

static duk_c_function was_prototype_of, was_has_instance;

static duk_ret_t
hook_prototype_of(duk_context *ctx)
{
	return inside_is_proxy(ctx, 0) ? twin(ctx, "isPrototype", true) :
	    was_prototype_of(ctx);
}

/* Of what is no function nothing is an instance. */
static duk_ret_t
hook_has_instance(duk_context *ctx)
{
	duk_push_this(ctx);
	if (!duk_is_function(ctx, -1)) {
		duk_push_false(ctx);
		return 1;
	}
	duk_pop(ctx);
	return was_has_instance(ctx);
}

static duk_c_function was_ctor;

/* new Proxy(target, handler), one of them a Proxy: see standIn() there. */
static duk_ret_t
proxy_ctor(duk_context *ctx)
{
	if (!duk_is_constructor_call(ctx))
		return was_ctor(ctx);
	if (!duk_is_object(ctx, 0) || !duk_is_object(ctx, 1))
		return duk_type_error(ctx, "Cannot create proxy with a "
		    "non-object as target or handler");
	if ((inside_is_proxy(ctx, 0) || inside_is_proxy(ctx, 1))) {
		duk_set_top(ctx, 2);
		(void)twin(ctx, "wrap", false);
		duk_get_prop_index(ctx, 0, 0);
		duk_get_prop_index(ctx, 0, 1);
		duk_remove(ctx, 0);
	}
	(void)was_ctor(ctx);
	if (!inside_is_constructor(ctx, 0))
		inside_no_construct(ctx, -1);
	return 1;
}

static duk_c_function
swap(duk_context *ctx, const char *name, duk_c_function fn)
{
	duk_c_function was;

	rt_push_global(ctx, name);
	was = inside_swap_native(ctx, -1, fn, -1);
	duk_pop(ctx);
	return was;
}

static duk_c_function
swap_method(duk_context *ctx, const char *name, duk_c_function fn)
{
	duk_c_function was;

	rt_push_global(ctx, "Object.prototype");
	duk_get_prop_string(ctx, -1, name);
	was = inside_swap_native(ctx, -1, fn, -1);
	duk_pop_2(ctx);
	return was;
}

/* proxyParts(x): [target, handler], or undefined. */
static duk_ret_t
native_parts(duk_context *ctx)
{
	if (!inside_push_proxy_parts(ctx, 0))
		return 0;
	duk_push_array(ctx);
	duk_insert(ctx, 1);
	duk_put_prop_index(ctx, 1, 1);
	duk_put_prop_index(ctx, 1, 0);
	return 1;
}

/* proxyTwins(object): takes over from here. */
static duk_ret_t
native_twins(duk_context *ctx)
{
	duk_dup(ctx, 0);
	rt_stash_put(ctx, STASH);
	rt_push_global(ctx, "Object.prototype");
	rt_stash_put(ctx, "ObjectProto");
#define X(id, name, test) was_##id = swap(ctx, name, hook_##id);
	HOOKS(X)
#undef X
	if (inside_lists_typed_length()) {
		(void)swap(ctx, "Object.getOwnPropertyNames", list_names);
		(void)swap(ctx, "Reflect.ownKeys", list_keys);
	}
	(void)swap(ctx, "Object.assign", assign);
	(void)swap(ctx, "Object.freeze", freeze);
	was_ctor = swap(ctx, "Proxy", proxy_ctor);
	was_own = swap_method(ctx, "hasOwnProperty", hook_own);
	was_enumerable = swap_method(ctx, "propertyIsEnumerable",
	    hook_enumerable);
	was_prototype_of = swap_method(ctx, "isPrototypeOf",
	    hook_prototype_of);
	rt_push_global(ctx, "Function.prototype");
	rt_push_key(ctx, "@hasInstance");
	duk_get_prop(ctx, -2);
	was_has_instance = inside_swap_native(ctx, -1, hook_has_instance, -1);
	duk_pop_2(ctx);
	return 0;
}

static const struct rt_fn fns[] = {
	{ "proxyParts", native_parts, 1, 1, 0 },
	{ "proxyTwins", native_twins, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_proxy(duk_context *ctx)
{
	rt_put(ctx, -1, fns);
}
