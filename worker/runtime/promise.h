/* SPDX-License-Identifier: Apache-2.0 */
/*
 * promise.h -- promises, the queue of microtasks, and what waits for them.
 *
 * A promise is an object with two cells (inside.h).  What waits for it is its
 * reaction, one of
 *	a thread		a coroutine, resumed with the value;
 *	a promise		settled in the same way;
 *	a reaction, wide	handlers of then() and what their result settles;
 *	a slot			one place of what Promise.all() collects;
 *	an asynchronous generator	that was told to return the value;
 *	the outcome		of the program: nothing runs any more.
 * A microtask is a reaction and a value, or a function, or a thenable.
 *
 * Objects are passed as heap pointers; who passes one keeps it reachable.
 */
#ifndef CORDON_WORKER_RUNTIME_PROMISE_H
#define CORDON_WORKER_RUNTIME_PROMISE_H

#include "worker/runtime/inside.h"
#include "worker/runtime/rt.h"

enum promise_state { PROMISE_PENDING, PROMISE_OK, PROMISE_BAD };
#define PROMISE_HEARD 4u /* or-ed to the state: somebody looks at it */

enum { P_STATE, P_VALUE }; /* cells; the value is the reactions at first */
enum { ON_OK, ON_BAD, ON_TO, ON_RESOLVE, ON_REJECT }; /* the last two: wide */
enum { T_OWNER }; /* of a thread: a promise or a generator */
enum { S_ALL, S_INDEX };
/* Of generators, the last two of asynchronous ones only: the thread is the
 * body until it starts; what return() was called with; the Walk that wants
 * the values; the promise that who resumes it gets. */
enum { G_STATE, G_THREAD, G_RETURN, G_WALK };
enum { A_FIRST = G_WALK, A_LAST, A_GIVES };
enum generator_state { GEN_START, GEN_SUSPENDED, GEN_DONE, GEN_RUNNING };
enum generator_mode { GEN_NEXT, GEN_RETURN, GEN_THROW };

#define POOL_MAX 32 /* idle threads: 2.5 kB each */

/* What a heap's promises share: a buffer in the stash.  Pointers are to what
 * the stash keeps. */
struct promises {
	struct inside_kind promise, reaction, wide, resolver, executor, thread,
	    slot, all, thenable, outcome, generator, agen, request, walk, result;
	void *proto, *ctor, *then, *resolve; /* Promise's own */
	void *object_proto, *function_proto;
	void *then_key, *constructor_key, *next_key;
	void *queue; /* 3 elements a task, a ring */
	uint32_t head, count, room;
	void *outcome_of_run; /* the only one of its kind */
	void *pool; /* idle threads */
	uint32_t pooled;
	uint32_t unheard; /* rejections nobody looked at when they came */
	bool over; /* no more tasks */
	/* Of the prelude, see there. */
	void *run, *call, *back, *capability;
	void *generator_proto, *agen_proto;
	void *generator_next, *generator_return;
	void *of_slow, *take_slow, *all_slow; /* the prelude's */
	void *end_slow, *abandon_slow;
	void *iterator_key, *return_key, *resolve_key, *rest_key;
};
struct promises *promises(duk_context *ctx);

/* Pushes a pending Promise. */
void *promise_push(duk_context *ctx);
/* [ v ] -> [ ]: fulfils or rejects with v as it is; a second time is nothing. */
void promise_settle(duk_context *ctx, void *p, bool bad);
/* [ v ] -> [ ]: v may be another promise, or have a then(). */
void promise_resolve(duk_context *ctx, void *p);
/* [ reaction ] -> [ ] */
void promise_subscribe(duk_context *ctx, void *p);
/* [ x ] -> [ promise ]: x itself if it is a Promise. */
void *promise_of(duk_context *ctx);
/* [ what v ] -> [ ]: one more task. */
void promise_task(duk_context *ctx, bool bad);
/* [ x reaction ] -> [ ]: as promise_subscribe(promise_of(x)). */
void promise_await(duk_context *ctx);
/* Pushes resolve() and reject(), the first call of which counts. */
void promise_push_resolvers(duk_context *ctx, void *p);
/* [ v ] -> [ ]: Promise.all()'s slot has its value. */
void promise_fill_slot(duk_context *ctx, void *slot, bool bad);

/* promise_kinds.c, task.c */
void promise_kinds(duk_context *ctx);
/* Makes what it writes anew, as it is; there are no tasks. */
void promise_renew(duk_context *ctx);
void rt_tasks(duk_context *ctx);
/* [ program argument ] -> [ ]: one that awaits nothing is called; it is over at
 * once if its value can be no promise and there are no tasks. */
void task_run(duk_context *ctx);
/* coroutine.c: pushes an idle thread; the thread that runs; whose it is, or a
 * TypeError when that is not of the kind. */
void *coroutine_take(duk_context *ctx);
void *coroutine_this(duk_context *ctx);
void *coroutine_owner(duk_context *ctx, const struct inside_kind *k);
void rt_coroutines(duk_context *ctx);
/* generator.c: [ value ] -> [ what next() gives ], or true and the error;
 * [ body f ] -> [ object ], that inherits from f.prototype; [ ] -> [ thread
 * value ], to be resumed with; [ ] -> [ result ] when C called next(). */
bool generator_done(duk_context *ctx, void *g, bool bad);
void *generator_push(duk_context *ctx, const struct inside_kind *k,
    void *proto);
void generator_take_up(duk_context *ctx, void *g, enum generator_mode mode,
    duk_idx_t value);
bool generator_went_round(duk_context *ctx);
/* It runs no more, or never will; an error when it runs just now. */
bool generator_has_ended(duk_context *ctx, void *g, enum generator_mode mode);
void rt_generators(duk_context *ctx);
/* async_generator.c: [ value ] -> [ promise ];  [ v ] -> [ ] */
void agen_done(duk_context *ctx, void *g, bool bad);
void agen_returned(duk_context *ctx, void *g, bool bad);
void rt_async_generators(duk_context *ctx);
/* walk.c */
void rt_walks(duk_context *ctx);
/* promise_api.c */
void rt_promise_api(duk_context *ctx);

/* A Walk is an iterator under way, in the shape of an array of one. */
enum { W_IT, W_NEXT, W_DONE, W_LENGTH };
/* step()'s answers */
enum { WALK_VALUE = 0, WALK_END = -1 };
/* [ v ] -> [ ]: the walk has a value. */
void walk_take(duk_context *ctx, void *w);

#endif
