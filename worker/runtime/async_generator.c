/* SPDX-License-Identifier: Apache-2.0 */
/* async_generator.c -- asynchronous generators: requests wait their turn. */
#include "worker/runtime/promise.h"

#define BUSY 8u /* or-ed to the state: it runs, or awaits return()'s value */

enum { Q_MODE, Q_VALUE, Q_PROMISE, Q_NEXT };

/* agen(body, f) */
static duk_ret_t
agen(duk_context *ctx)
{
	struct promises *s = promises(ctx);

	(void)generator_push(ctx, &s->agen, s->agen_proto);
	return 1;
}

static void
set_state(duk_context *ctx, void *g, unsigned state)
{
	inside_cell_set_number(ctx, g, G_STATE, state);
}

static unsigned
state_of(duk_context *ctx, void *g)
{
	return inside_cell_number(ctx, g, G_STATE);
}

/* [ promise ] -> [ promise ], with a request of value `value`. */
static void
queue(duk_context *ctx, struct promises *s, void *g, enum generator_mode mode,
    duk_idx_t value)
{
	void *q = inside_push_cells(ctx, &s->request, NULL);
	void *last = inside_cell_object(ctx, g, A_LAST);

	inside_cell_set_number(ctx, q, Q_MODE, mode);
	duk_dup(ctx, value);
	inside_cell_set(ctx, q, Q_VALUE);
	duk_dup(ctx, -2);
	inside_cell_set(ctx, q, Q_PROMISE);
	duk_dup_top(ctx);
	if (last != NULL)
		inside_cell_set(ctx, last, Q_NEXT);
	else
		inside_cell_set(ctx, g, A_FIRST);
	inside_cell_set(ctx, g, A_LAST);
}

/* [ v ] -> [ ]: the first request has its answer. */
static void
answer(duk_context *ctx, void *g, bool bad, bool done)
{
	void *q = inside_cell_object(ctx, g, A_FIRST);

	if (q == NULL) {
		duk_pop(ctx);
		return;
	}
	inside_cell_push(ctx, q, Q_PROMISE);
	inside_cell_push(ctx, q, Q_NEXT);
	if (duk_is_undefined(ctx, -1))
		inside_cell_clear(ctx, g, A_LAST);
	inside_cell_set(ctx, g, A_FIRST); /* q may be gone */
	duk_insert(ctx, -2); /* [ promise v ] */
	if (!bad)
		rt_iter_result(ctx, done);
	promise_settle(ctx, duk_get_heapptr(ctx, -2), bad);
	duk_pop(ctx);
}

/* A finished generator's return(v) waits for v. */
static void
await_return(duk_context *ctx, void *g, void *q)
{
	set_state(ctx, g, GEN_DONE | BUSY);
	inside_cell_push(ctx, q, Q_VALUE);
	duk_push_heapptr(ctx, g);
	promise_await(ctx);
}

/* Answers requests until one must wait; true: for its body, to be resumed with
 * [ thread value ]. */
static bool
serve(duk_context *ctx, void *g, bool *ret_bad)
{
	enum generator_mode mode;
	unsigned state;
	void *q;

	while ((q = inside_cell_object(ctx, g, A_FIRST)) != NULL &&
	    !((state = state_of(ctx, g)) & BUSY)) {
		mode = (enum generator_mode)inside_cell_number(ctx, q, Q_MODE);
		if (state == GEN_START && mode != GEN_NEXT) {
			inside_cell_clear(ctx, g, G_THREAD);
			set_state(ctx, g, state = GEN_DONE);
		}
		if (state == GEN_DONE) {
			if (mode == GEN_RETURN) {
				await_return(ctx, g, q);
				continue;
			}
			inside_cell_push(ctx, q, Q_VALUE);
			if (mode == GEN_NEXT) {
				duk_pop(ctx);
				duk_push_undefined(ctx);
			}
			answer(ctx, g, mode == GEN_THROW, true);
			continue;
		}
		inside_cell_push(ctx, q, Q_VALUE);
		generator_take_up(ctx, g, mode, -1);
		set_state(ctx, g, GEN_RUNNING | BUSY);
		*ret_bad = mode != GEN_NEXT;
		return true;
	}
	return false;
}

/* next(v), return(v), throw(e), by magic. */
static duk_ret_t
request(duk_context *ctx)
{
	struct promises *s = promises(ctx);
	bool bad = false;
	void *g, *p;

	if (generator_went_round(ctx))
		return 1;
	duk_push_this(ctx);
	p = promise_push(ctx); /* 2 */
	g = inside_cells(ctx, 1, &s->agen);
	if (g == NULL) {
		duk_push_error_object(ctx, DUK_ERR_TYPE_ERROR,
		    "next method called on incompatible receiver");
		promise_settle(ctx, p, true);
		return 1;
	}
	queue(ctx, s, g, (enum generator_mode)duk_get_current_magic(ctx), 0);
	if (!serve(ctx, g, &bad)) {
		duk_dup(ctx, 2);
		return 1;
	}
	duk_dup(ctx, 2);
	inside_cell_set(ctx, g, A_GIVES);
	return inside_resume(ctx, bad);
}

void
agen_done(duk_context *ctx, void *g, bool bad)
{
	bool resumes;

	set_state(ctx, g, GEN_DONE);
	inside_cell_clear(ctx, g, G_THREAD);
	if (bad && duk_get_heapptr(ctx, -1) == promises(ctx)->back) {
		duk_pop(ctx);
		inside_cell_push(ctx, g, G_RETURN);
		bad = false;
	}
	answer(ctx, g, bad, true);
	(void)serve(ctx, g, &resumes); /* a finished one is never resumed */
	inside_cell_push(ctx, g, A_GIVES);
}

void
agen_returned(duk_context *ctx, void *g, bool bad)
{
	bool resumes;

	set_state(ctx, g, GEN_DONE);
	answer(ctx, g, bad, true);
	(void)serve(ctx, g, &resumes);
}

/* agenYield(v): answers; what is asked next is its value. */
static duk_ret_t
agen_yield(duk_context *ctx)
{
	struct promises *s = promises(ctx);
	void *g = coroutine_owner(ctx, &s->agen), *q;
	unsigned mode;

	answer(ctx, g, false, false);
	if ((q = inside_cell_object(ctx, g, A_FIRST)) == NULL) {
		set_state(ctx, g, GEN_SUSPENDED);
		inside_cell_push(ctx, g, A_GIVES);
		return inside_yield(ctx, false);
	}
	mode = inside_cell_number(ctx, q, Q_MODE);
	inside_cell_push(ctx, q, Q_VALUE);
	if (mode == GEN_NEXT)
		return 1;
	if (mode == GEN_RETURN) {
		inside_cell_set(ctx, g, G_RETURN);
		duk_push_heapptr(ctx, s->back);
	}
	return duk_throw(ctx);
}

static const struct rt_fn methods[] = {
	{ "next", request, 1, 1, GEN_NEXT },
	{ "return", request, 1, 1, GEN_RETURN },
	{ "throw", request, 1, 1, GEN_THROW },
	{ NULL, NULL, 0, 0, 0 },
};
static const struct rt_fn fns[] = {
	{ "agen", agen, 2, 2, 0 },
	{ "agenYield", agen_yield, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_async_generators(duk_context *ctx)
{
	rt_put(ctx, -1, fns);
	duk_push_object(ctx);
	rt_put(ctx, -1, methods);
	duk_put_prop_literal(ctx, -2, "agenMethods");
}
