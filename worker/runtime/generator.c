/* SPDX-License-Identifier: Apache-2.0 */
/* generator.c -- generators: coroutines that yield to who calls next(). */
#include "worker/runtime/promise.h"

void *
generator_push(duk_context *ctx, const struct inside_kind *k, void *proto)
{
	void *g;

	if (duk_is_object(ctx, -1)) {
		duk_get_prop_literal(ctx, -1, "prototype");
		if (duk_is_object(ctx, -1))
			proto = duk_get_heapptr(ctx, -1);
	} else {
		duk_push_undefined(ctx);
	}
	g = inside_push_cells(ctx, k, proto);
	inside_cell_set_number(ctx, g, G_STATE, GEN_START);
	duk_insert(ctx, -4);
	duk_pop_2(ctx);
	inside_cell_set(ctx, g, G_THREAD);
	return g;
}

/* gen(body, f): what a generator function f returns. */
static duk_ret_t
gen(duk_context *ctx)
{
	struct promises *s = promises(ctx);

	(void)generator_push(ctx, &s->generator, s->generator_proto);
	return 1;
}

void
generator_take_up(duk_context *ctx, void *g, enum generator_mode mode,
    duk_idx_t value)
{
	struct promises *s = promises(ctx);
	void *t;

	value = duk_normalize_index(ctx, value);
	if (inside_cell_number(ctx, g, G_STATE) == GEN_START) {
		t = coroutine_take(ctx);
		inside_cell_push(ctx, g, G_THREAD);
		duk_dup(ctx, -2);
		inside_cell_set(ctx, g, G_THREAD);
		duk_push_heapptr(ctx, g);
		inside_cell_set(ctx, t, T_OWNER);
	} else {
		inside_cell_push(ctx, g, G_THREAD);
		if (mode == GEN_RETURN) {
			duk_dup(ctx, value);
			inside_cell_set(ctx, g, G_RETURN);
			duk_push_heapptr(ctx, s->back);
		} else {
			duk_dup(ctx, value);
		}
	}
	inside_cell_set_number(ctx, g, G_STATE, GEN_RUNNING);
}

/* C cannot wait for a coroutine: a function of the prelude calls instead. */
bool
generator_went_round(duk_context *ctx)
{
	if (inside_can_switch(ctx))
		return false;
	duk_push_heapptr(ctx, promises(ctx)->call);
	duk_push_current_function(ctx);
	duk_push_this(ctx);
	duk_dup(ctx, 0);
	duk_call(ctx, 3);
	return true;
}

bool
generator_has_ended(duk_context *ctx, void *g, enum generator_mode mode)
{
	unsigned state = inside_cell_number(ctx, g, G_STATE);

	if (state == GEN_RUNNING)
		(void)duk_type_error(ctx, "Generator is already running");
	if (state == GEN_START && mode != GEN_NEXT) {
		inside_cell_set_number(ctx, g, G_STATE, GEN_DONE);
		inside_cell_clear(ctx, g, G_THREAD);
		return true;
	}
	return state == GEN_DONE;
}

/* next(v), return(v), throw(e), by magic. */
static duk_ret_t
resume(duk_context *ctx)
{
	enum generator_mode mode =
	    (enum generator_mode)duk_get_current_magic(ctx);
	void *g;

	duk_push_this(ctx);
	g = inside_cells(ctx, 1, &promises(ctx)->generator);
	if (g == NULL)
		return duk_type_error(ctx,
		    "next method called on incompatible "
		    "receiver %s",
		    duk_safe_to_string(ctx, 1));
	if (generator_has_ended(ctx, g, mode)) {
		duk_set_top(ctx, 1);
		if (mode == GEN_THROW)
			return duk_throw(ctx);
		if (mode == GEN_NEXT)
			duk_push_undefined(ctx);
		rt_iter_result(ctx, true);
		return 1;
	}
	if (generator_went_round(ctx))
		return 1;
	generator_take_up(ctx, g, mode, 0);
	return inside_resume(ctx, mode != GEN_NEXT);
}

/* [ v ] -> [ what next() gives ] */
static void
give(duk_context *ctx, void *g, bool done)
{
	void *w = inside_cell_object(ctx, g, G_WALK);

	if (w == NULL) {
		rt_iter_result(ctx, done);
		return;
	}
	if (done)
		duk_pop(ctx);
	else
		walk_take(ctx, w);
	inside_cell_clear(ctx, g, G_WALK);
	duk_push_int(ctx, done ? WALK_END : WALK_VALUE);
}

bool
generator_done(duk_context *ctx, void *g, bool bad)
{
	inside_cell_set_number(ctx, g, G_STATE, GEN_DONE);
	inside_cell_clear(ctx, g, G_THREAD);
	if (bad) {
		if (duk_get_heapptr(ctx, -1) != promises(ctx)->back) {
			inside_cell_clear(ctx, g, G_WALK);
			return true;
		}
		duk_pop(ctx);
		inside_cell_push(ctx, g, G_RETURN);
		inside_cell_clear(ctx, g, G_RETURN);
	}
	give(ctx, g, true);
	return false;
}

/* yield(v) */
static duk_ret_t
yield(duk_context *ctx)
{
	void *g = coroutine_owner(ctx, &promises(ctx)->generator);

	inside_cell_set_number(ctx, g, G_STATE, GEN_SUSPENDED);
	give(ctx, g, false);
	return inside_yield(ctx, false);
}

/* yieldResult(r): what yield* was given, as it is. */
static duk_ret_t
yield_result(duk_context *ctx)
{
	void *g = coroutine_owner(ctx, &promises(ctx)->generator);

	if (inside_cell_object(ctx, g, G_WALK) != NULL) {
		duk_get_prop_literal(ctx, 0, "done");
		duk_pop(ctx);
		duk_get_prop_literal(ctx, 0, "value");
		return yield(ctx);
	}
	inside_cell_set_number(ctx, g, G_STATE, GEN_SUSPENDED);
	return inside_yield(ctx, false);
}

/* returned(v?): what return() was called with; v takes its place. */
static duk_ret_t
returned(duk_context *ctx)
{
	struct promises *s = promises(ctx);
	void *t = coroutine_this(ctx), *g;

	if (t == NULL)
		return 0;
	g = inside_cell_object(ctx, t, T_OWNER);
	if (!inside_is_of(ctx, g, &s->generator) &&
	    !inside_is_of(ctx, g, &s->agen))
		return 0;
	duk_pop(ctx);
	if (duk_get_top(ctx) > 0) {
		duk_dup(ctx, 0);
		inside_cell_set(ctx, g, G_RETURN);
	}
	inside_cell_push(ctx, g, G_RETURN);
	return 1;
}

/* The prelude's prototypes. */
static duk_ret_t
prototypes(duk_context *ctx)
{
	struct promises *s = promises(ctx);

	s->agen_proto = duk_get_heapptr(ctx, 1);
	rt_stash_put(ctx, "AsyncGeneratorProto");
	s->generator_proto = duk_get_heapptr(ctx, 0);
	duk_get_prop_literal(ctx, 0, "next");
	s->generator_next = duk_get_heapptr(ctx, -1);
	rt_stash_put(ctx, "generator.next");
	duk_get_prop_literal(ctx, 0, "return");
	s->generator_return = duk_get_heapptr(ctx, -1);
	rt_stash_put(ctx, "generator.return");
	rt_stash_put(ctx, "GeneratorProto");
	return 0;
}

static const struct rt_fn methods[] = {
	{ "next", resume, 1, 1, GEN_NEXT },
	{ "return", resume, 1, 1, GEN_RETURN },
	{ "throw", resume, 1, 1, GEN_THROW },
	{ NULL, NULL, 0, 0, 0 },
};
static const struct rt_fn fns[] = {
	{ "gen", gen, 2, 2, 0 },
	{ "yield", yield, 1, 1, 0 },
	{ "yieldResult", yield_result, 1, 1, 0 },
	{ "returned", returned, DUK_VARARGS, 1, 0 },
	{ "generatorProtos", prototypes, 2, 2, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_generators(duk_context *ctx)
{
	rt_put(ctx, -1, fns);
	duk_push_object(ctx);
	rt_put(ctx, -1, methods);
	duk_put_prop_literal(ctx, -2, "generatorMethods");
}
