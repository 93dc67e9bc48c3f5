/* SPDX-License-Identifier: Apache-2.0 */
/* engine_run.c -- one program from its text to its result. */
#include <stdio.h>
#include <string.h>

#include "common/base/limits.h"
#include "worker/engine_calls.h"
#include "worker/engine_int.h"
#include "worker/runtime/inside.h"
#include "worker/runtime/promise.h"
#include "worker/shorten.h"

static void
push_entry(struct engine *g, enum engine_entry e)
{
	duk_push_heapptr(g->duk, g->entry[e]);
}

static void
drain(struct engine *g)
{
	push_entry(g, ENTRY_DRAIN);
	duk_call(g->duk, 0);
	duk_pop(g->duk);
}

static bool
fire(struct engine *g)
{
	bool fired;

	push_entry(g, ENTRY_FIRE);
	duk_call(g->duk, 0);
	fired = duk_get_boolean(g->duk, -1);
	duk_pop(g->duk);
	return fired;
}

void
engine_settled(duk_context *duk, bool ok)
{
	struct engine *g = engine_of(duk);

	g->settled = true;
	g->fulfilled = ok;
	duk_push_heap_stash(duk);
	duk_insert(duk, -2);
	duk_put_prop_literal(duk, -2, "value");
	duk_pop(duk);
}

/* Replies come before timers: virtual time moves only when nothing else is
 * left to do. */
static void
run_until_settled(struct engine *g)
{
	for (;;) {
		drain(g);
		if (g->settled)
			return;
		if (g->open_calls > 0)
			engine_calls_deliver(g);
		else if (!fire(g))
			break;
	}
	(void)duk_generic_error(g->duk,
	    "the program never settled: it awaits a promise that nothing will "
	    "resolve");
}

/* Leaves the value's JSON in ret. */
static void
write_result(struct engine *g, struct engine_result *ret)
{
	struct out o = { .a = g->arena };
	size_t max = g->job->result_max;
	char *p;

	engine_result_write(g, -1, &o);
	engine_out_add(&o, "", 0);
	if (o.failed) {
		engine_out_free(&o);
		(void)duk_generic_error(g->duk, "alloc failed");
	}
	if (max < SHORTEN_MIN)
		max = SHORTEN_MIN;
	if (o.len > max) {
		if ((p = region_alloc(g->arena, max + 1)) == NULL) {
			engine_out_free(&o);
			(void)duk_generic_error(g->duk, "alloc failed");
			return;
		}
		o.len = shorten(o.p, o.len, p, max);
		p[o.len] = '\0';
		region_free(g->arena, o.p);
		o.p = p;
		ret->truncated = true;
	}
	ret->ok = true;
	ret->json = o.p;
	ret->json_len = o.len;
}

/* A value that hides a failure is no success. */
static void
check_unheard(struct engine *g)
{
	if (((struct promises *)g->promises)->unheard == 0)
		return;
	push_entry(g, ENTRY_UNHEARD);
	duk_call(g->duk, 0);
	if (duk_is_object(g->duk, -1)) {
		duk_get_prop_index(g->duk, -1, 0);
		g->unheard = true;
		(void)duk_throw(g->duk);
	}
	duk_pop(g->duk);
}

/* [ program ] -> [ ]: one that awaits needs the prelude. */
static void
start(struct engine *g)
{
	duk_context *duk = g->duk;

	if (!g->whole && duk_get_length(duk, -1) <= 1) {
		duk_push_heap_stash(duk);
		duk_get_prop_literal(duk, -1, "$");
		duk_remove(duk, -2);
		task_run(duk);
		return;
	}
	push_entry(g, ENTRY_START);
	duk_insert(duk, -2);
	duk_push_boolean(duk, g->whole);
	duk_call(duk, 2);
	duk_pop(duk);
}

static void
run_program(struct engine *g, struct engine_result *ret)
{
	duk_context *duk = g->duk;

	engine_compile(g->duk, g->job->code, g->job->code_len, ENGINE_PROGRAM);
	start(g);
	if (!g->settled)
		run_until_settled(g);
	duk_push_heap_stash(duk);
	duk_get_prop_literal(duk, -1, "value");
	if (!g->fulfilled)
		(void)duk_throw(duk);
	check_unheard(g);
	write_result(g, ret);
}

/* A script's functions find the runtime by its name, which a Duktape of our own
 * knows anyway; a program, whose own `$` is renamed, gets it as an argument. */
static void
name_runtime(struct engine *g)
{
	duk_push_global_object(g->duk);
	duk_push_literal(g->duk, "$");
	duk_push_heap_stash(g->duk);
	duk_get_prop_literal(g->duk, -1, "$");
	duk_remove(g->duk, -2);
	duk_def_prop(g->duk, -3,
	    DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_CLEAR_WRITABLE |
		DUK_DEFPROP_CLEAR_ENUMERABLE | DUK_DEFPROP_CLEAR_CONFIGURABLE);
	duk_pop(g->duk);
}

/* What the script has declared is there under the names it gave. */
static void
real_names(duk_context *duk)
{
	duk_push_heap_stash(duk);
	duk_get_prop_literal(duk, -1, "$");
	duk_get_prop_literal(duk, -1, "realNames");
	duk_call(duk, 0);
	duk_pop_3(duk);
}

/* Plain scripts have no value; what they schedule still runs. */
static void
run_script(struct engine *g, struct engine_result *ret)
{
	engine_compile(g->duk, g->job->code, g->job->code_len, ENGINE_SCRIPT);
	duk_call(g->duk, 0);
	do
		drain(g);
	while (fire(g));
	ret->ok = true;
	ret->json = "";
}

static duk_ret_t
run(duk_context *duk, void *udata)
{
	struct engine_result *ret = udata;
	struct engine *g = engine_of(duk);

	if ((g->job->with != NULL && inside_apply_marks(NULL, 0, 0) == -1) ||
	    g->job->script)
		name_runtime(g);
	if (g->job->with != NULL) {
		engine_compile(g->duk, g->job->with, g->job->with_len,
		    ENGINE_WITH);
		duk_call(duk, 0);
		duk_pop(duk);
		real_names(duk);
	}
	if (g->job->script)
		run_script(g, ret);
	else
		run_program(g, ret);
	return 0;
}

static duk_ret_t
stop(duk_context *duk, void *udata)
{
	const struct engine_result *ret = udata;

	push_entry(engine_of(duk), ENTRY_STOP);
	duk_push_boolean(duk, ret->ok);
	duk_call(duk, 1);
	return 0;
}

void
engine_run(struct engine *g, const struct engine_job *job,
    const struct engine_host *host, struct engine_result *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->json = ret->name = ret->message = ret->stack = ret->source = "";
	g->job = job;
	g->host = host;
	g->now_ms = job->now_ms;
	chacha_init(&g->random, job->seed);
	engine_hook_stack_base();
	(void)region_failed(g->arena);
	if (job->code_len > CODE_MAX) {
		ret->heap_bytes = engine_used(g);
		engine_error_set(g, ret, "RangeError",
		    "the program is longer than the 1 MiB it may have");
		return;
	}
	if (duk_safe_call(g->duk, run, ret, 0, 1) != 0)
		engine_error_describe(g, ret);
	ret->heap_bytes = engine_used(g);
	/* What is still open would be answered to nobody. */
	if (g->open_calls > 0)
		(void)duk_safe_call(g->duk, stop, ret, 0, 1);
}
