/* SPDX-License-Identifier: Apache-2.0 */
/*
 * class.c -- super(...) of lowered classes.
 *
 * A class is a function with a holder h under a hidden key: h.c is the
 * function, h.p its prototype.  Its parent is called as a constructor that is
 * told what `new` was said of (inside/super.h).  A library cannot do that: the
 * parent is called as a function there, and the rest waits in the engine.
 */
#include "worker/engine_int.h"
#include "worker/runtime/inside.h"
#include "worker/runtime/rt.h"

static const char key[] = "\xff"
			  "class";

/* Is the function at idx a lowered class? */
static bool
is_class(duk_context *ctx, duk_idx_t idx)
{
	if (!inside_push_own(ctx, idx, key, sizeof(key) - 1))
		return false;
	duk_pop(ctx);
	return true;
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

/* [ class target self array ] -> [ object ] */
static duk_ret_t
construct_as(duk_context *ctx)
{
	duk_idx_t n;

	if (!duk_is_object(ctx, 2)) {
		push_instance(ctx, 1);
		duk_replace(ctx, 2);
	}
	duk_dup(ctx, 0);
	duk_dup(ctx, 2);
	n = push_all(ctx, 3);
	duk_dup(ctx, 1);
	inside_room_put(ctx, engine_of(ctx)->new_target, 0);
	duk_call_method(ctx, n);
	if (!duk_is_object(ctx, -1))
		duk_dup(ctx, 2);
	return 1;
}

/* constructAs(function, target, this, array) */
static duk_ret_t
native_construct_as(duk_context *ctx)
{
	duk_set_top(ctx, 4);
	if (inside_is_constructor(ctx, 0) && is_class(ctx, 0))
		return construct_as(ctx);
	duk_push_heapptr(ctx, engine_of(ctx)->construct_other);
	duk_dup(ctx, 0);
	duk_dup(ctx, 3);
	duk_dup(ctx, 1);
	duk_call(ctx, 3);
	return 1;
}

/* What follows is for a Duktape that came as a library: else inside_super()
 * does it.  superOf(class, target, this, array) */
static duk_ret_t
super_of(duk_context *ctx)
{
	duk_set_top(ctx, 4);
	duk_get_prototype(ctx, 0);
	duk_replace(ctx, 0);
	return native_construct_as(ctx);
}

/* super(class, target, this, arguments...): what becomes `this`. */
static duk_ret_t
super_call(duk_context *ctx)
{
	inside_pack(ctx, duk_get_top(ctx) - 3);
	return super_of(ctx);
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

/* once(made, this): super() was not called before. */
static duk_ret_t
once(duk_context *ctx)
{
	if (!duk_is_undefined(ctx, 1))
		return duk_reference_error(ctx,
		    "Super constructor may only be called once");
	duk_set_top(ctx, 1);
	return 1;
}

/* classes(f): f(parent, args, target) constructs what is no lowered class. */
static duk_ret_t
classes(duk_context *ctx)
{
	engine_of(ctx)->construct_other = duk_get_heapptr(ctx, 0);
	rt_stash_put(ctx, "constructOther");
	inside_super_other(ctx, engine_of(ctx)->construct_other);
	return 0;
}

static const struct rt_fn fns[] = {
	{ "target", native_target, 1, 1, 0 },
	{ "once", once, 2, 2 | RT_LIGHT, 0 },
	{ "classes", classes, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

/* In the order of enum inside_super. */
static const struct rt_fn supers[] = {
	{ "super", super_call, DUK_VARARGS, 4, 0 },
	{ "superOf", super_of, DUK_VARARGS, 4, 0 },
	{ "constructAs", native_construct_as, DUK_VARARGS, 4, 0 },
	{ "here", super_call, DUK_VARARGS, 0, 0 },
	{ "hereOf", super_of, DUK_VARARGS, 1, 0 },
};

void
rt_classes(duk_context *ctx)
{
	unsigned i;

	inside_push_room(ctx, 1);
	engine_of(ctx)->new_target = duk_get_heapptr(ctx, -1);
	rt_stash_put(ctx, "newTarget");
	rt_put(ctx, -1, fns);
	for (i = 0; i < sizeof(supers) / sizeof(supers[0]); i++) {
		rt_push_fn(ctx, &supers[i]);
		inside_super(ctx, -1, (enum inside_super)i);
		rt_def(ctx, -2, supers[i].key);
	}
}
