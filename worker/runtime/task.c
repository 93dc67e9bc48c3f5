/* SPDX-License-Identifier: Apache-2.0 */
/* task.c -- the queue of microtasks. */
#include "worker/runtime/promise.h"

#include "worker/engine_int.h"

#define TASK 3 /* elements: what, value, bad */
/* Values that no promise can be. */
#define PLAIN \
	(DUK_TYPE_MASK_UNDEFINED | DUK_TYPE_MASK_NULL | \
	    DUK_TYPE_MASK_BOOLEAN | DUK_TYPE_MASK_NUMBER | \
	    DUK_TYPE_MASK_STRING)
#define QUEUE_ROOM 16 /* tasks at first; a power of two, as later ones */

static void
set_queue(duk_context *ctx, struct promises *s, uint32_t room)
{
	inside_push_room(ctx, room * TASK);
	s->queue = duk_get_heapptr(ctx, -1);
	s->room = room;
	s->head = 0;
	rt_stash_put(ctx, "tasks");
}

void
promise_renew(duk_context *ctx)
{
	struct promises *s = duk_push_fixed_buffer(ctx, sizeof(*s));

	*s = *promises(ctx);
	engine_of(ctx)->promises = s;
	rt_stash_put(ctx, "promises");
	set_queue(ctx, s, s->room);
}

static void
grow(duk_context *ctx, struct promises *s)
{
	uint32_t i, n = s->count * TASK, from = s->head * TASK;
	void *old = s->queue;

	duk_push_heapptr(ctx, old);
	set_queue(ctx, s, s->room * 2);
	for (i = 0; i < n; i++) {
		inside_room_take(ctx, old, (from + i) % n);
		inside_room_put(ctx, s->queue, i);
	}
	duk_pop(ctx);
}

void
promise_task(duk_context *ctx, bool bad)
{
	struct promises *s = promises(ctx);
	uint32_t at;

	if (s->count == s->room)
		grow(ctx, s);
	at = ((s->head + s->count) & (s->room - 1)) * TASK;
	duk_push_boolean(ctx, bad);
	inside_room_put(ctx, s->queue, at + 2);
	inside_room_put(ctx, s->queue, at + 1);
	inside_room_put(ctx, s->queue, at);
	s->count++;
}

/* Pushes what and value of the next task. */
static bool
take_task(duk_context *ctx, struct promises *s)
{
	uint32_t at = s->head * TASK;
	bool bad;

	inside_room_take(ctx, s->queue, at);
	inside_room_take(ctx, s->queue, at + 2);
	bad = duk_get_boolean(ctx, -1) != 0;
	duk_pop(ctx);
	inside_room_take(ctx, s->queue, at + 1);
	s->head = (s->head + 1) & (s->room - 1);
	s->count--;
	return bad;
}

/* Doing them ---------------------------------------------------------------- */

/* [ v ] -> [ ]: what a handler gave, to whom its promise is. */
static void
hand_on(duk_context *ctx, struct promises *s, void *r, bool bad, bool plain)
{
	void *to;

	if (inside_is_of(ctx, r, &s->wide)) {
		inside_cell_push(ctx, r, bad ? ON_REJECT : ON_RESOLVE);
		duk_insert(ctx, -2);
		duk_call(ctx, 1);
		duk_pop(ctx);
		return;
	}
	to = inside_cell_object(ctx, r, ON_TO);
	if (to == NULL)
		duk_pop(ctx);
	else if (bad || plain)
		promise_settle(ctx, to, bad);
	else
		promise_resolve(ctx, to);
}

/* [ v ] -> [ ] */
static void
react(duk_context *ctx, struct promises *s, void *r, bool bad)
{
	inside_cell_push(ctx, r, bad ? ON_BAD : ON_OK);
	if (!duk_is_function(ctx, -1)) {
		duk_pop(ctx);
		hand_on(ctx, s, r, bad, true);
		return;
	}
	duk_insert(ctx, -2);
	bad = duk_pcall(ctx, 1) != 0;
	hand_on(ctx, s, r, bad, false);
}

/* A Promise whose then() is the built-in one settles p by itself. */
static bool
follows(duk_context *ctx, struct promises *s, void *job, void *p)
{
	void *v = inside_cells(ctx, -1, &s->promise);
	bool plain;

	if (v == NULL || inside_cell_object(ctx, job, 1) != s->then ||
	    !inside_push_plain(ctx, -1, s->constructor_key))
		return false;
	plain = duk_get_heapptr(ctx, -1) == s->ctor;
	duk_pop(ctx);
	if (!plain)
		return false;
	duk_push_heapptr(ctx, p);
	promise_subscribe(ctx, v);
	return true;
}

/* [ v ] -> [ ]: v.then(resolve, reject). */
static void
call_then(duk_context *ctx, struct promises *s, void *job)
{
	void *p = inside_cell_object(ctx, job, 0);

	if (follows(ctx, s, job, p)) {
		duk_pop(ctx);
		return;
	}
	promise_push_resolvers(ctx, p); /* [ v resolve reject ] */
	inside_cell_push(ctx, job, 1);
	duk_dup(ctx, -4);
	duk_dup(ctx, -4);
	duk_dup(ctx, -4); /* [ v resolve reject then v resolve reject ] */
	if (duk_pcall_method(ctx, 2) != 0) {
		duk_dup(ctx, -2);
		duk_insert(ctx, -2);
		duk_call(ctx, 1);
	}
	duk_pop_n(ctx, 4);
}

/* [ what v ] -> [ ], or false: what is a thread, to be resumed. */
static bool
do_task(duk_context *ctx, struct promises *s, bool bad)
{
	void *o = duk_get_heapptr(ctx, -2);

	if (inside_is_of(ctx, o, &s->thread))
		return false;
	if (inside_is_of(ctx, o, &s->promise)) {
		promise_settle(ctx, o, bad);
	} else if (inside_is_of(ctx, o, &s->slot)) {
		promise_fill_slot(ctx, o, bad);
	} else if (inside_is_of(ctx, o, &s->thenable)) {
		call_then(ctx, s, o);
	} else if (inside_is_of(ctx, o, &s->agen)) {
		agen_returned(ctx, o, bad);
	} else if (o == s->outcome_of_run) {
		s->over = true;
		engine_settled(ctx, !bad);
	} else if (inside_is_of(ctx, o, &s->reaction) ||
	    inside_is_of(ctx, o, &s->wide)) {
		react(ctx, s, o, bad);
	} else {
		duk_pop(ctx);
		duk_dup_top(ctx);
		duk_call(ctx, 0);
		duk_pop(ctx);
	}
	duk_pop(ctx);
	return true;
}

/* go(): does tasks until a coroutine is to be resumed, which it is; something
 * true then, and undefined when there is nothing more to do. */
static duk_ret_t
go(duk_context *ctx)
{
	struct promises *s = promises(ctx);
	bool bad;

	while (s->count > 0 && !s->over) {
		bad = take_task(ctx, s);
		if (!do_task(ctx, s, bad))
			return inside_resume(ctx, bad);
	}
	while (s->count > 0) { /* it is over: these are not done */
		(void)take_task(ctx, s);
		duk_pop_2(ctx);
	}
	return 0;
}

/* microtask(f) */
static duk_ret_t
microtask(duk_context *ctx)
{
	duk_push_undefined(ctx);
	promise_task(ctx, false);
	return 0;
}

/* outcome(promise): that of the program, which is over when it is settled: the
 * result is what it is then, what still waits does not change it. */
static duk_ret_t
outcome(duk_context *ctx)
{
	duk_push_heapptr(ctx, promises(ctx)->outcome_of_run);
	promise_subscribe(ctx, duk_get_heapptr(ctx, 0));
	return 0;
}

void
task_run(duk_context *ctx)
{
	struct promises *s = promises(ctx);
	/* Before it runs: of a program that used all memory the error counts. */
	void *p = promise_push(ctx);
	bool bad;

	duk_insert(ctx, -3);
	bad = duk_pcall(ctx, 1) != 0;
	if (!bad && s->count == 0 && duk_check_type_mask(ctx, -1, PLAIN)) {
		s->over = true;
		engine_settled(ctx, true);
		duk_pop(ctx);
		return;
	}
	if (bad)
		promise_settle(ctx, p, true);
	else
		promise_resolve(ctx, p);
	duk_push_heapptr(ctx, s->outcome_of_run);
	promise_subscribe(ctx, p);
	duk_pop(ctx);
}

static const struct rt_fn fns[] = {
	{ "go", go, 0, 0, 0 },
	{ "microtask", microtask, 1, 1, 0 },
	{ "outcome", outcome, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_tasks(duk_context *ctx)
{
	set_queue(ctx, promises(ctx), QUEUE_ROOM);
	rt_put(ctx, -1, fns);
}
