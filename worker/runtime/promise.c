/* SPDX-License-Identifier: Apache-2.0 */
/* promise.c -- the states of promises, and who waits for them. */
#include "worker/runtime/promise.h"

#include "worker/engine_int.h"

struct promises *
promises(duk_context *ctx)
{
	return engine_of(ctx)->promises;
}

/* rt.h */
void
rt_iter_result(duk_context *ctx, bool done)
{
	struct promises *s = promises(ctx);
	void *r = inside_push_cells(ctx, &s->result, s->object_proto);

	duk_insert(ctx, -2);
	inside_cell_set(ctx, r, 0);
	duk_push_boolean(ctx, done);
	inside_cell_set(ctx, r, 1);
}

void *
promise_push(duk_context *ctx)
{
	struct promises *s = promises(ctx);
	void *p = inside_push_cells(ctx, &s->promise, s->proto);

	inside_cell_set_number(ctx, p, P_STATE, PROMISE_PENDING);
	return p;
}

/* Settling ------------------------------------------------------------- */

/* [ reactions v ] -> [ ] */
static void
wake(duk_context *ctx, bool bad)
{
	duk_uarridx_t i, n;

	if (!duk_is_array(ctx, -2)) {
		promise_task(ctx, bad);
		return;
	}
	n = (duk_uarridx_t)duk_get_length(ctx, -2);
	for (i = 0; i < n; i++) {
		duk_get_prop_index(ctx, -2, i);
		duk_dup(ctx, -2);
		promise_task(ctx, bad);
	}
	duk_pop_2(ctx);
}

/* A rejection that nobody looks at: the list is read when the run ends. */
static void
note_unheard(duk_context *ctx, struct promises *s, void *p)
{
	if (s->unheard == 0) {
		duk_push_bare_array(ctx);
		rt_stash_put(ctx, "unheard");
	}
	rt_stash_get(ctx, "unheard");
	duk_push_heapptr(ctx, p);
	duk_put_prop_index(ctx, -2, s->unheard++);
	duk_pop(ctx);
}

void
promise_settle(duk_context *ctx, void *p, bool bad)
{
	struct promises *s = promises(ctx);
	unsigned state = inside_cell_number(ctx, p, P_STATE);

	if ((state & 3u) != PROMISE_PENDING) {
		duk_pop(ctx);
		return;
	}
	if (bad && !(state & PROMISE_HEARD))
		note_unheard(ctx, s, p);
	inside_cell_set_number(ctx, p, P_STATE,
	    (state & PROMISE_HEARD) | (bad ? PROMISE_BAD : PROMISE_OK));
	inside_cell_push(ctx, p, P_VALUE);
	if (duk_is_undefined(ctx, -1)) {
		duk_pop(ctx);
		inside_cell_set(ctx, p, P_VALUE);
		return;
	}
	duk_dup(ctx, -2);
	inside_cell_set(ctx, p, P_VALUE);
	duk_insert(ctx, -2);
	wake(ctx, bad);
}

static duk_ret_t
get_then(duk_context *ctx, void *udata)
{
	(void)udata;
	duk_get_prop_literal(ctx, -1, "then");
	return 1;
}

/* Pushes v.then, or (true) what reading it has thrown. */
static bool
push_then(duk_context *ctx, struct promises *s)
{
	if (inside_push_plain(ctx, -1, s->then_key))
		return false;
	duk_dup_top(ctx);
	return duk_safe_call(ctx, get_then, NULL, 1, 1) != 0;
}

/* [ v then ] -> [ ]: a task that calls it. */
static void
call_then_later(duk_context *ctx, struct promises *s, void *p)
{
	void *job = inside_push_cells(ctx, &s->thenable, NULL);

	duk_push_heapptr(ctx, p);
	inside_cell_set(ctx, job, 0);
	duk_insert(ctx, -3); /* [ job v then ] */
	inside_cell_set(ctx, job, 1);
	promise_task(ctx, false);
}

void
promise_resolve(duk_context *ctx, void *p)
{
	struct promises *s = promises(ctx);

	if (!duk_is_object(ctx, -1)) {
		promise_settle(ctx, p, false);
		return;
	}
	if (duk_get_heapptr(ctx, -1) == p) {
		duk_pop(ctx);
		duk_push_error_object(ctx, DUK_ERR_TYPE_ERROR,
		    "Chaining cycle detected for promise #<Promise>");
		promise_settle(ctx, p, true);
		return;
	}
	if (push_then(ctx, s)) {
		duk_remove(ctx, -2);
		promise_settle(ctx, p, true);
	} else if (!duk_is_function(ctx, -1)) {
		duk_pop(ctx);
		promise_settle(ctx, p, false);
	} else {
		call_then_later(ctx, s, p);
	}
}

/* Waiting -------------------------------------------------------------- */

void
promise_subscribe(duk_context *ctx, void *p)
{
	unsigned state = inside_cell_number(ctx, p, P_STATE);

	if (!(state & PROMISE_HEARD))
		inside_cell_set_number(ctx, p, P_STATE, state | PROMISE_HEARD);
	inside_cell_push(ctx, p, P_VALUE);
	if ((state & 3u) != PROMISE_PENDING) {
		promise_task(ctx, (state & 3u) == PROMISE_BAD);
		return;
	}
	if (duk_is_undefined(ctx, -1)) {
		duk_pop(ctx);
		inside_cell_set(ctx, p, P_VALUE);
		return;
	}
	if (!duk_is_array(ctx, -1)) {
		duk_push_bare_array(ctx);
		duk_insert(ctx, -2);
		duk_put_prop_index(ctx, -2, 0);
		duk_dup_top(ctx);
		inside_cell_set(ctx, p, P_VALUE);
	}
	duk_insert(ctx, -2);
	duk_put_prop_index(ctx, -2, (duk_uarridx_t)duk_get_length(ctx, -2));
	duk_pop(ctx);
}

static duk_ret_t
get_constructor(duk_context *ctx, void *udata)
{
	(void)udata;
	duk_get_prop_literal(ctx, -1, "constructor");
	return 1;
}

/* [ x ] -> [ promise ], a rejected one if x.constructor throws. */
void *
promise_of(duk_context *ctx)
{
	struct promises *s = promises(ctx);
	void *p = inside_cells(ctx, -1, &s->promise);
	bool bad = false, same;

	if (p != NULL) {
		if (!inside_push_plain(ctx, -1, s->constructor_key)) {
			duk_dup_top(ctx);
			bad = duk_safe_call(ctx, get_constructor, NULL, 1, 1) !=
			    0;
		}
		same = !bad && duk_get_heapptr(ctx, -1) == s->ctor;
		if (same) {
			duk_pop(ctx);
			return p;
		}
		duk_remove(ctx, bad ? -2 : -1);
	}
	p = promise_push(ctx);
	duk_insert(ctx, -2);
	if (bad)
		promise_settle(ctx, p, true);
	else
		promise_resolve(ctx, p);
	return p;
}

void
promise_await(duk_context *ctx)
{
	void *p;

	if (!duk_is_object(ctx, -2)) {
		duk_insert(ctx, -2);
		promise_task(ctx, false);
		return;
	}
	duk_insert(ctx, -2); /* [ reaction x ] */
	p = promise_of(ctx);
	duk_insert(ctx, -2); /* [ promise reaction ] */
	promise_subscribe(ctx, p);
	duk_pop(ctx);
}

/* The functions that settle a promise ---------------------------------- */

/* Cell 0 of resolve() is the promise until one of the two was called; that of
 * reject() is resolve(). */
static duk_ret_t
resolver(duk_context *ctx)
{
	bool bad = duk_get_current_magic(ctx) != 0;
	void *f, *p;

	duk_push_current_function(ctx);
	f = duk_get_heapptr(ctx, -1);
	if (bad)
		f = inside_cell_object(ctx, f, 0);
	inside_cell_push(ctx, f, 0);
	p = duk_get_heapptr(ctx, -1);
	if (p == NULL)
		return 0;
	inside_cell_clear(ctx, f, 0);
	duk_dup(ctx, 0);
	if (bad)
		promise_settle(ctx, p, true);
	else
		promise_resolve(ctx, p);
	return 0;
}

/* [ holder ] -> [ function ] */
static void
push_resolver(duk_context *ctx, struct promises *s, int magic)
{
	void *f;

	duk_push_c_function(ctx, resolver, 1);
	inside_no_construct(ctx, -1);
	duk_set_magic(ctx, -1, magic);
	duk_push_heapptr(ctx, s->function_proto);
	duk_set_prototype(ctx, -2);
	f = inside_add_cells(ctx, -1, &s->resolver);
	duk_push_uint(ctx, 1);
	inside_cell_set(ctx, f, 1);
	duk_push_literal(ctx, "");
	inside_cell_set(ctx, f, 2);
	duk_insert(ctx, -2);
	inside_cell_set(ctx, f, 0);
}

void
promise_push_resolvers(duk_context *ctx, void *p)
{
	struct promises *s = promises(ctx);

	duk_push_heapptr(ctx, p);
	push_resolver(ctx, s, 0);
	duk_dup_top(ctx);
	push_resolver(ctx, s, 1);
}

/* resolvers(promise): [resolve, reject] */
static duk_ret_t
resolvers(duk_context *ctx)
{
	promise_push_resolvers(ctx, duk_get_heapptr(ctx, 0));
	inside_pack(ctx, 2);
	return 1;
}

/* unheard(): [reason] of the first rejection that nobody has looked at. */
static duk_ret_t
first_unheard(duk_context *ctx)
{
	struct promises *s = promises(ctx);
	uint32_t i;
	void *p;

	if (s->unheard == 0)
		return 0;
	rt_stash_get(ctx, "unheard");
	for (i = 0; i < s->unheard; i++) {
		duk_get_prop_index(ctx, -1, i);
		p = duk_get_heapptr(ctx, -1);
		if (!(inside_cell_number(ctx, p, P_STATE) & PROMISE_HEARD)) {
			inside_cell_push(ctx, p, P_VALUE);
			inside_pack(ctx, 1);
			return 1;
		}
		duk_pop(ctx);
	}
	return 0;
}

static const struct rt_fn fns[] = {
	{ "resolvers", resolvers, 1, 1, 0 },
	{ "unheard", first_unheard, 0, 0, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_promises(duk_context *ctx)
{
	promise_kinds(ctx);
	rt_put(ctx, -1, fns);
	rt_tasks(ctx);
	rt_promise_api(ctx);
	rt_coroutines(ctx);
	rt_generators(ctx);
	rt_async_generators(ctx);
	rt_walks(ctx);
}
