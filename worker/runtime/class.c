/* SPDX-License-Identifier: Apache-2.0 */
/*
 * class.c -- super(...) of lowered classes.
 *
 * A class is a function with a holder h under a hidden key: h.c is the
 * function, h.p its prototype.  A constructor that super() calls is called as
 * a function; what `new` was said of waits for it in the engine.
 */
#include "worker/engine_int.h"
#include "worker/runtime/inside.h"
#include "worker/runtime/rt.h"

/* Pushes the holder of the class at idx, or nothing. */
static bool
push_holder(duk_context *ctx, duk_idx_t idx)
{
	static const char key[] = "\xff"
				  "class";

	return inside_push_own(ctx, idx, key, sizeof(key) - 1);
}

/* [ holder ] -> [ ] */
static bool
is_derived(duk_context *ctx)
{
	bool derived;

	duk_get_prop_literal(ctx, -1, "derived");
	derived = duk_to_boolean(ctx, -1) != 0;
	duk_pop_2(ctx);
	return derived;
}

/* Pushes an object as `new` of the target at idx makes it. */
static void
push_instance(duk_context *ctx, duk_idx_t target)
{
	duk_push_object(ctx);
	duk_get_prop_literal(ctx, target, "prototype");
	if (duk_is_object(ctx, -1))
		duk_set_prototype(ctx, -2);
	else
		duk_pop(ctx);
}

/* Pushes the elements of the array or arguments object at idx. */
static duk_idx_t
push_all(duk_context *ctx, duk_idx_t idx)
{
	duk_uarridx_t i, n = (duk_uarridx_t)duk_get_length(ctx, idx);

	duk_require_stack(ctx, (duk_idx_t)n);
	for (i = 0; i < n; i++)
		duk_get_prop_index(ctx, idx, i);
	return (duk_idx_t)n;
}

/* [ ] -> [ object ]: the class at `fn`, whose holder is given, run for a
 * target. */
static void
construct_as(duk_context *ctx, duk_idx_t fn, duk_idx_t args, duk_idx_t target,
    bool derived)
{
	duk_idx_t object, n;

	if (derived)
		duk_push_undefined(ctx);
	else
		push_instance(ctx, target);
	object = duk_get_top_index(ctx);
	duk_dup(ctx, fn);
	duk_dup(ctx, object);
	n = push_all(ctx, args);
	duk_dup(ctx, target);
	inside_room_put(ctx, engine_of(ctx)->new_target, 0);
	duk_call_method(ctx, n);
	if (duk_is_object(ctx, -1))
		duk_remove(ctx, -2);
	else
		duk_pop(ctx);
}

/* constructAs(class, args, target) */
static duk_ret_t
native_construct_as(duk_context *ctx)
{
	bool derived = push_holder(ctx, 0) && is_derived(ctx);

	construct_as(ctx, 0, 1, 2, derived);
	return 1;
}

/* target("name"): new.target of a constructor that super() calls. */
static duk_ret_t
native_target(duk_context *ctx)
{
	inside_room_take(ctx, engine_of(ctx)->new_target, 0);
	if (duk_is_undefined(ctx, -1))
		return duk_type_error(ctx,
		    "Class constructor %s cannot be "
		    "invoked without 'new'",
		    duk_safe_to_string(ctx, 0));
	return 1;
}

/* super(h, target, this, args): what becomes `this`. */
static duk_ret_t
native_super(duk_context *ctx)
{
	duk_idx_t parent;

	duk_get_prop_literal(ctx, 0, "c");
	duk_get_prototype(ctx, -1);
	parent = duk_get_top_index(ctx);
	if (inside_is_constructor(ctx, parent) && push_holder(ctx, parent)) {
		construct_as(ctx, parent, 3, 1, is_derived(ctx));
	} else {
		duk_push_heapptr(ctx, engine_of(ctx)->construct_other);
		duk_dup(ctx, parent);
		duk_dup(ctx, 3);
		duk_dup(ctx, 1);
		duk_call(ctx, 3);
	}
	if (!duk_is_undefined(ctx, 2))
		return duk_reference_error(ctx,
		    "Super constructor may only be called once");
	return 1;
}

/* classes(f): f(parent, args, target) constructs what is no lowered class. */
static duk_ret_t
classes(duk_context *ctx)
{
	engine_of(ctx)->construct_other = duk_get_heapptr(ctx, 0);
	rt_stash_put(ctx, "constructOther");
	return 0;
}

static const struct rt_fn fns[] = {
	{ "constructAs", native_construct_as, 3, 3, 0 },
	{ "target", native_target, 1, 1, 0 },
	{ "super", native_super, 4, 4, 0 },
	{ "classes", classes, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_classes(duk_context *ctx)
{
	inside_push_room(ctx, 1);
	engine_of(ctx)->new_target = duk_get_heapptr(ctx, -1);
	rt_stash_put(ctx, "newTarget");
	rt_put(ctx, -1, fns);
}
