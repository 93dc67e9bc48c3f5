/* SPDX-License-Identifier: Apache-2.0 */
/* function.c -- kinds of functions that Duktape has not: what they are called,
 * how long they are, what they inherit from. */
#include "worker/runtime/inside.h"
#include "worker/runtime/rt.h"

/* The stash's names of the four prototypes, by magic: async, generator, async
 * generator functions; 1 and 2 make objects of the fourth and fifth kind. */
enum kind { KIND_ASYNC, KIND_GEN, KIND_AGEN };
static const char *const protos[] = {
	[KIND_ASYNC] = "AsyncFunction",
	[KIND_GEN] = "GeneratorFunction",
	[KIND_AGEN] = "AsyncGeneratorFunction",
};
static const char *const objects[] = {
	[KIND_ASYNC] = NULL,
	[KIND_GEN] = "Generator",
	[KIND_AGEN] = "AsyncGenerator",
};

static void
put_name(duk_context *ctx, duk_idx_t f, duk_idx_t name)
{
	f = duk_normalize_index(ctx, f);
	name = duk_normalize_index(ctx, name);
	duk_push_literal(ctx, "name");
	duk_dup(ctx, name);
	duk_def_prop(ctx, f,
	    DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_CLEAR_WRITABLE |
		DUK_DEFPROP_CLEAR_ENUMERABLE | DUK_DEFPROP_SET_CONFIGURABLE |
		DUK_DEFPROP_FORCE);
}

/* kind(f, name?) -> f */
static duk_ret_t
make_kind(duk_context *ctx)
{
	int kind = duk_get_current_magic(ctx);

	inside_no_construct(ctx, 0);
	inside_drop_prototype(ctx, 0);
	if (!duk_is_undefined(ctx, 1))
		put_name(ctx, 0, 1);
	rt_stash_get(ctx, protos[kind]);
	duk_set_prototype(ctx, 0);
	if (objects[kind] != NULL) {
		duk_push_literal(ctx, "prototype");
		duk_push_object(ctx);
		rt_stash_get(ctx, objects[kind]);
		duk_set_prototype(ctx, -2);
		duk_def_prop(ctx, 0,
		    DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WRITABLE |
			DUK_DEFPROP_CLEAR_ENUMERABLE |
			DUK_DEFPROP_CLEAR_CONFIGURABLE | DUK_DEFPROP_FORCE);
	}
	duk_set_top(ctx, 1);
	return 1;
}

/* kinds(async, gen, agen, Generator, AsyncGenerator): their prototypes. */
static duk_ret_t
set_kinds(duk_context *ctx)
{
	for (int i = 2; i >= 1; i--)
		rt_stash_put(ctx, objects[i]);
	for (int i = 2; i >= 0; i--)
		rt_stash_put(ctx, protos[i]);
	return 0;
}

/* len(f, n) -> f: parameters before the first default value. */
static duk_ret_t
set_length(duk_context *ctx)
{
	duk_push_literal(ctx, "length");
	duk_dup(ctx, 1);
	duk_def_prop(ctx, 0,
	    DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_CLEAR_WRITABLE |
		DUK_DEFPROP_CLEAR_ENUMERABLE | DUK_DEFPROP_SET_CONFIGURABLE |
		DUK_DEFPROP_FORCE);
	duk_set_top(ctx, 1);
	return 1;
}

/* plain(f) -> f: no constructor, as methods are none. */
static duk_ret_t
set_plain(duk_context *ctx)
{
	inside_no_construct(ctx, 0);
	inside_drop_prototype(ctx, 0);
	return 1;
}

static const struct rt_fn fns[] = {
	{ "afn", make_kind, 2, 2, KIND_ASYNC },
	{ "gfn", make_kind, 2, 2, KIND_GEN },
	{ "agfn", make_kind, 2, 2, KIND_AGEN },
	{ "kinds", set_kinds, 5, 5, 0 },
	{ "len", set_length, 2, 2, 0 },
	{ "plain", set_plain, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_function(duk_context *ctx)
{
	rt_put(ctx, -1, fns);
}
