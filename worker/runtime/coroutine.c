/* SPDX-License-Identifier: Apache-2.0 */
/*
 * coroutine.c -- async functions and what they await.
 *
 * The body of an async function or a generator runs in a thread of Duktape's,
 * whose cell says whose it is.  Every thread runs the same loop of the prelude
 *
 *	for (;;) { try { x = done(body()) } catch (e) { x = failed(e) } ... }
 *
 * so that one that has finished a body waits, idle, for the next: making a
 * thread costs more than what most bodies do.  A thread that is one too many
 * ends.  An idle thread belongs to nobody and refers to nothing.
 */
#include "worker/runtime/promise.h"

#include "worker/engine_int.h"

enum { BODY = 2 }; /* the parameter of the loop */

/* The loop, bound to done() and failed(), in a new thread. */
static void *
push_thread(duk_context *ctx, struct promises *s)
{
	duk_context *to;

	duk_push_thread(ctx);
	to = duk_get_context(ctx, -1);
	duk_push_heapptr(to, s->run);
	return inside_add_cells(ctx, -1, &s->thread);
}

void *
coroutine_take(duk_context *ctx)
{
	struct promises *s = promises(ctx);

	if (s->pooled == 0)
		return push_thread(ctx, s);
	inside_room_take(ctx, s->pool, --s->pooled);
	return duk_get_heapptr(ctx, -1);
}

/* async(body): what an async function returns. */
static duk_ret_t
async(duk_context *ctx)
{
	void *t;

	t = coroutine_take(ctx);
	(void)promise_push(ctx);
	inside_cell_set(ctx, t, T_OWNER);
	duk_insert(ctx, 0); /* [ thread body ] */
	return inside_resume(ctx, false);
}

void *
coroutine_this(duk_context *ctx)
{
	duk_push_current_thread(ctx);
	return inside_cells(ctx, -1, &promises(ctx)->thread);
}

void *
coroutine_owner(duk_context *ctx, const struct inside_kind *k)
{
	void *t = coroutine_this(ctx), *owner = NULL;

	if (t != NULL)
		owner = inside_cell_object(ctx, t, T_OWNER);
	if (!inside_is_of(ctx, owner, k))
		(void)duk_type_error(ctx, "no generator can yield here");
	duk_pop(ctx);
	return owner;
}

/* await(x): the promise of the function goes to who called it. */
static duk_ret_t
await(duk_context *ctx)
{
	void *t = coroutine_this(ctx);

	if (t == NULL)
		return duk_type_error(ctx, "nothing can be awaited here");
	promise_await(ctx);
	inside_cell_push(ctx, t, T_OWNER);
	if (inside_cells(ctx, -1, &promises(ctx)->agen) != NULL)
		inside_cell_push(ctx, duk_get_heapptr(ctx, -1), A_GIVES);
	return inside_yield(ctx, false);
}

/* The thread rests, or, with the value as its loop's last, ends. */
static duk_ret_t
rest(duk_context *ctx, struct promises *s, void *t, bool bad)
{
	inside_cell_clear(ctx, t, T_OWNER);
	if (s->pooled == POOL_MAX || !inside_switches()) {
		if (bad)
			(void)duk_throw(ctx);
		return 1;
	}
	duk_push_heapptr(ctx, t);
	inside_room_put(ctx, s->pool, s->pooled++);
	inside_forget_argument(ctx, BODY);
	return inside_yield(ctx, bad);
}

/* done(value), failed(error): the body's end. */
static duk_ret_t
finish(duk_context *ctx)
{
	struct promises *s = promises(ctx);
	bool bad = duk_get_current_magic(ctx) != 0;
	void *t = coroutine_this(ctx), *owner = NULL;

	if (t != NULL)
		owner = inside_cell_object(ctx, t, T_OWNER);
	if (owner == NULL)
		return duk_type_error(ctx, "a coroutine belongs to nobody");
	duk_insert(ctx, 0);
	duk_push_heapptr(ctx, owner);
	duk_insert(ctx, 1); /* [ thread owner value ] */
	if (inside_is_of(ctx, owner, &s->promise)) {
		if (bad)
			promise_settle(ctx, owner, true);
		else
			promise_resolve(ctx, owner);
		bad = false;
	} else if (inside_is_of(ctx, owner, &s->agen)) {
		agen_done(ctx, owner, bad);
		bad = false;
	} else {
		bad = generator_done(ctx, owner, bad);
	}
	return rest(ctx, s, t, bad);
}

/* asyncPlain(body, argument): an async function that never awaits needs no
 * thread. */
static duk_ret_t
async_plain(duk_context *ctx)
{
	void *p = promise_push(ctx);

	duk_insert(ctx, 0);
	if (duk_pcall(ctx, 1) != 0)
		promise_settle(ctx, p, true);
	else
		promise_resolve(ctx, p);
	return 1;
}

/* coroutines(loop, call, back): what C has of the prelude. */
static duk_ret_t
coroutines(duk_context *ctx)
{
	struct promises *s = promises(ctx);

	s->back = duk_get_heapptr(ctx, 2);
	rt_stash_put(ctx, "back");
	s->call = duk_get_heapptr(ctx, 1);
	rt_stash_put(ctx, "call");
	s->run = duk_get_heapptr(ctx, 0);
	rt_stash_put(ctx, "run");
	return 0;
}

/* switches(): C does; else the prelude. */
static duk_ret_t
switches(duk_context *ctx)
{
	duk_push_boolean(ctx, inside_switches());
	return 1;
}

static const struct rt_fn fns[] = {
	{ "switches", switches, 0, 0, 0 },
	{ "async", async, 1, 1, 0 },
	{ "await", await, 1, 1, 0 },
	{ "done", finish, 1, 1, 0 },
	{ "failed", finish, 1, 1, 1 },
	{ "asyncPlain", async_plain, 2, 1, 0 },
	{ "coroutines", coroutines, 3, 3, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_coroutines(duk_context *ctx)
{
	rt_put(ctx, -1, fns);
}
