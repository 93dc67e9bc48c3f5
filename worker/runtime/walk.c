/* SPDX-License-Identifier: Apache-2.0 */
/* walk.c -- for-of and destructuring: arrays as they are, anything else as a
 * Walk. */
#include "worker/runtime/promise.h"

/* flat(): is every new array such a one? */
static duk_ret_t
flat(duk_context *ctx)
{
	duk_push_boolean(ctx, inside_iterates_as_made(ctx));
	return 1;
}

/* [ array ] -> [ copy ], whose holes are what the array inherits there. */
static duk_ret_t
fill(duk_context *ctx)
{
	duk_uarridx_t i, n = (duk_uarridx_t)duk_get_length(ctx, 0);

	inside_push_array(ctx, n);
	for (i = 0; i < n; i++) {
		duk_get_prop_index(ctx, 0, i);
		duk_put_prop_index(ctx, -2, i);
	}
	return 1;
}

/* The array at 0 as it is, or what the prelude makes of the arguments. */
static duk_ret_t
array_or(duk_context *ctx, void *slow)
{
	if (inside_is_pristine(ctx, 0)) {
		duk_set_top(ctx, 1);
		return 1;
	}
	duk_push_heapptr(ctx, slow);
	duk_insert(ctx, 0);
	duk_call(ctx, 2);
	return 1;
}

/* of(x): what a loop or a pattern reads; take(x, n), all(x): arrays. */
static duk_ret_t
of(duk_context *ctx)
{
	return array_or(ctx, promises(ctx)->of_slow);
}

static duk_ret_t
take(duk_context *ctx)
{
	return array_or(ctx, promises(ctx)->take_slow);
}

/* take() of the value on the top, which is no array: of few elements. */
static void
take_top(duk_context *ctx)
{
	duk_push_heapptr(ctx, promises(ctx)->take_slow);
	duk_insert(ctx, -2);
	duk_push_int(ctx, 0);
	duk_call(ctx, 2);
}

static duk_ret_t
all(duk_context *ctx)
{
	return array_or(ctx, promises(ctx)->all_slow);
}

/* dense(x): an array of what x has, without holes: only to be read. */
static duk_ret_t
dense(duk_context *ctx)
{
	if (!inside_is_pristine(ctx, 0)) {
		duk_push_heapptr(ctx, promises(ctx)->all_slow);
		duk_insert(ctx, 0);
		duk_call(ctx, 1);
	}
	return inside_is_dense(ctx, 0) ? 1 : fill(ctx);
}

/* walk(iterator) */
static duk_ret_t
walk(duk_context *ctx)
{
	struct promises *s = promises(ctx);
	void *w = inside_push_cells(ctx, &s->walk, NULL);

	duk_get_prop_literal(ctx, 0, "next");
	inside_cell_set(ctx, w, W_NEXT);
	duk_dup(ctx, 0);
	inside_cell_set(ctx, w, W_IT);
	inside_cell_set_number(ctx, w, W_DONE, 0);
	inside_cell_set_number(ctx, w, W_LENGTH, 0);
	return 1;
}

void
walk_take(duk_context *ctx, void *w)
{
	inside_room_put(ctx, w, 0);
	inside_cell_set_number(ctx, w, W_DONE, 0);
}

static duk_ret_t
say(duk_context *ctx, int what)
{
	duk_push_int(ctx, what);
	return 1;
}

/* step(walk): 0 and the next value in walk[0], or -1. */
static duk_ret_t
step(duk_context *ctx)
{
	struct promises *s = promises(ctx);
	void *w = inside_cells(ctx, 0, &s->walk), *g;

	if (w == NULL || inside_cell_number(ctx, w, W_DONE))
		return say(ctx, WALK_END);
	inside_cell_set_number(ctx, w, W_DONE, 1);
	g = inside_cell_object(ctx, w, W_IT);
	if (inside_is_of(ctx, g, &s->generator) &&
	    inside_cell_object(ctx, w, W_NEXT) == s->generator_next &&
	    inside_can_switch(ctx)) {
		if (generator_has_ended(ctx, g, GEN_NEXT))
			return say(ctx, WALK_END);
		duk_dup(ctx, 0);
		inside_cell_set(ctx, g, G_WALK);
		duk_push_undefined(ctx);
		generator_take_up(ctx, g, GEN_NEXT, -1);
		return inside_resume(ctx, false);
	}
	inside_cell_push(ctx, w, W_NEXT);
	inside_cell_push(ctx, w, W_IT);
	duk_call_method(ctx, 0);
	if (!duk_is_object(ctx, -1))
		return duk_type_error(ctx,
		    "Iterator result %s is not an object",
		    duk_safe_to_string(ctx, -1));
	duk_get_prop_literal(ctx, -1, "done");
	if (duk_to_boolean(ctx, -1))
		return say(ctx, WALK_END);
	duk_get_prop_literal(ctx, -2, "value");
	walk_take(ctx, w);
	return say(ctx, WALK_VALUE);
}

/* Is there something to close?  [ ] -> [ return iterator ] then. */
static bool
push_return(duk_context *ctx, struct promises *s)
{
	void *w = inside_cells(ctx, 0, &s->walk);

	if (w == NULL || inside_cell_number(ctx, w, W_DONE))
		return false;
	inside_cell_set_number(ctx, w, W_DONE, 1);
	inside_cell_push(ctx, w, W_IT);
	duk_get_prop_literal(ctx, -1, "return");
	if (duk_is_null_or_undefined(ctx, -1))
		return false;
	duk_insert(ctx, -2);
	return true;
}

/* Patterns read arrays, some with what is left in `rest`, or the prelude's own
 * objects, which it closes. */
static duk_ret_t
elsewhere(duk_context *ctx, void *slow)
{
	struct promises *s = promises(ctx);

	if (!duk_is_object(ctx, 0))
		return 0;
	if (duk_is_array(ctx, 0) && inside_push_plain(ctx, 0, s->rest_key) &&
	    duk_is_undefined(ctx, -1))
		return 0;
	duk_push_heapptr(ctx, slow);
	duk_dup(ctx, 0);
	duk_call(ctx, 1);
	return 0;
}

/* end(walk): a loop is left early. */
static duk_ret_t
end(duk_context *ctx)
{
	struct promises *s = promises(ctx);
	void *g;

	if (inside_cells(ctx, 0, &s->walk) == NULL)
		return elsewhere(ctx, s->end_slow);
	if (!push_return(ctx, s))
		return 0;
	g = inside_cells(ctx, -1, &s->generator);
	if (g != NULL && duk_get_heapptr(ctx, -2) == s->generator_return &&
	    inside_can_switch(ctx)) {
		if (generator_has_ended(ctx, g, GEN_RETURN))
			return 0;
		duk_push_undefined(ctx);
		generator_take_up(ctx, g, GEN_RETURN, -1);
		return inside_resume(ctx, true);
	}
	duk_call_method(ctx, 0);
	if (!duk_is_object(ctx, -1))
		return duk_type_error(ctx, "%s is not an object",
		    duk_safe_to_string(ctx, -1));
	return 0;
}

static duk_ret_t
close_iterator(duk_context *ctx, void *udata)
{
	(void)udata;
	if (push_return(ctx, promises(ctx)))
		duk_call_method(ctx, 0);
	return 0;
}

/* abandon(walk, error): the loop is left by a throw: that error counts, not
 * the iterator's. */
static duk_ret_t
abandon(duk_context *ctx)
{
	struct promises *s = promises(ctx);

	if (duk_get_heapptr(ctx, 1) == s->back)
		return 0;
	if (inside_cells(ctx, 0, &s->walk) == NULL)
		return elsewhere(ctx, s->abandon_slow);
	(void)duk_safe_call(ctx, close_iterator, NULL, 0, 1);
	return 0;
}

/* [ value ] -> [ value ]: the stash keeps it. */
static void *
keep(duk_context *ctx, const char *name)
{
	duk_dup_top(ctx);
	rt_stash_put(ctx, name);
	return duk_get_heapptr(ctx, -1);
}

/* Of walks(): what iterating an array calls. */
static void
note_methods(duk_context *ctx)
{
	const struct promises *s = promises(ctx);
	void *values, *prototype, *next;

	duk_dup(ctx, 5);
	values = keep(ctx, "array.values");
	inside_iterate_arguments(ctx, s->iterator_key, values);
	rt_push_global(ctx, "Array.prototype");
	prototype = keep(ctx, "array.prototype");
	inside_iterates(ctx, 0, prototype, s->iterator_key, values);
	duk_get_prop_literal(ctx, 6, "next");
	next = keep(ctx, "array.next");
	duk_dup(ctx, 6);
	prototype = keep(ctx, "array.iterator");
	inside_iterates(ctx, 1, prototype, s->next_key, next);
	duk_pop_n(ctx, 4);
}

/* walks(of, take, all, end, abandon, values, iterator): of the prelude. */
static duk_ret_t
walks(duk_context *ctx)
{
	struct promises *s = promises(ctx);
	void **const to[] = { &s->of_slow, &s->take_slow, &s->all_slow,
		&s->end_slow, &s->abandon_slow };
	char key[] = "walk0";

	duk_push_literal(ctx, "$take");
	duk_push_literal(ctx, "\xff" "#0take");
	inside_take(ctx, take_top, duk_get_heapptr(ctx, -2),
	    duk_get_heapptr(ctx, -1));
	rt_stash_put(ctx, "take.key");
	rt_stash_put(ctx, "take.name");
	note_methods(ctx);
	for (int i = 0; i < 5; i++) {
		*to[i] = duk_get_heapptr(ctx, i);
		duk_dup(ctx, i);
		key[4] = (char)('0' + i);
		rt_stash_put(ctx, key);
	}
	return 0;
}

static const struct rt_fn fns[] = {
	{ "of", of, 2, 1 | RT_LIGHT, 0 },
	{ "take", take, 2, 2 | RT_LIGHT, 0 },
	{ "flat", flat, 0, 0 | RT_LIGHT, 0 },
	{ "all", all, 2, 1 | RT_LIGHT, 0 },
	{ "dense", dense, 1, 1 | RT_LIGHT, 0 },
	{ "walk", walk, 1, 1, 0 },
	{ "step", step, 1, 1, 0 },
	{ "end", end, 1, 1, 0 },
	{ "abandon", abandon, 2, 2, 0 },
	{ "walks", walks, 7, 7, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_walks(duk_context *ctx)
{
	rt_put(ctx, -1, fns);
}
