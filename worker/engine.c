/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/engine.h"

#include <stdio.h>
#include <string.h>

#include "common/base/limits.h"
#include "worker/engine_int.h"
#include "worker/prelude.h"
#include "worker/runtime/inside.h"
#include "worker/runtime/promise.h"
#include "worker/shorten.h"

static const char *const entry_names[ENTRY_MAX] = {
	[ENTRY_CONNECT] = "connect",
	[ENTRY_DRAIN] = "drain",
	[ENTRY_START] = "start",
	[ENTRY_DELIVER] = "deliver",
	[ENTRY_FIRE] = "fire",
	[ENTRY_PLAIN] = "plain",
	[ENTRY_STOP] = "stop",
	[ENTRY_UNHEARD] = "unheard",
};

/* Duktape's struct of the heap, its thread and its stack: each run writes to
 * them.  Between them is the first table of strings, which it grows out of. */
#define HOT_BLOCKS 3
#define HOT_BLOCK_MIN 512
#define HOT_BLOCK_MAX 8191
/* For these, the engine, and what the stack grows by. */
#define HOT_BYTES (16U * 1024)

static void *
heap_alloc(void *udata, duk_size_t n)
{
	struct engine *g = udata;
	void *p = NULL;

	if (g->hot > 0 && n >= HOT_BLOCK_MIN && n <= HOT_BLOCK_MAX) {
		p = region_hot(g->arena, n);
		g->hot--;
	}
	if (p == NULL && n > 0)
		p = region_alloc(g->arena, n);
	return p;
}

static bool wipes;

static void
heap_free(void *udata, void *p)
{
	struct region *a = ((struct engine *)udata)->arena;

	if (wipes && p != NULL)
		memset(p, 0, region_size(a, p));
	region_free(a, p);
}

static void *
heap_realloc(void *udata, void *p, duk_size_t n)
{
	struct region *a = ((struct engine *)udata)->arena;
	size_t had;
	void *q;

	if (!wipes || p == NULL)
		return region_realloc(a, p, n);
	if (n == 0) {
		heap_free(udata, p);
		return NULL;
	}
	if ((q = region_alloc(a, n)) == NULL)
		return NULL;
	had = region_size(a, p);
	memcpy(q, p, had < n ? had : n);
	heap_free(udata, p);
	return q;
}

void
engine_wipe(void)
{
	wipes = true;
}

/* One source of all files, so that the line numbers are the prelude's: an
 * array of functions.  Pushes it. */
static void
prelude_push(struct engine *g)
{
	static const char head[] = "function($,native,global){'use strict';";
	struct out o = { .a = g->arena };
	const struct prelude_file *f;

	engine_first_line = ENGINE_PRELUDE_LINE;
#if !defined(CORDON_OWN_LINES) || !CORDON_OWN_LINES
	for (long i = 1; i < ENGINE_PRELUDE_LINE; i++)
		engine_out_adds(&o, "\n");
#endif
	engine_out_adds(&o, "[");
	for (f = prelude_files; f->name != NULL; f++) {
		engine_out_adds(&o, head);
		engine_out_add(&o, f->text, f->len);
		engine_out_adds(&o, "\n},");
	}
	engine_out_adds(&o, "]");
	if (o.failed)
		(void)duk_generic_error(g->duk, "alloc failed");
	duk_push_literal(g->duk, "prelude");
	if (duk_pcompile_lstring_filename(g->duk, DUK_COMPILE_EVAL, o.p,
		o.len) != 0) {
		engine_out_free(&o);
		(void)duk_throw(g->duk);
	}
	engine_out_free(&o);
	duk_call(g->duk, 0);
}

/* [ array $ native ] -> the same, each file run. */
static void
prelude_run(struct engine *g)
{
	duk_context *duk = g->duk;
	duk_uarridx_t i;

	for (i = 0; prelude_files[i].name != NULL; i++) {
		duk_get_prop_index(duk, -3, i);
		duk_dup(duk, -3);
		duk_dup(duk, -3);
		duk_push_global_object(duk);
		if (duk_pcall(duk, 3) != 0) {
			(void)duk_generic_error(duk, "prelude/%s: %s",
			    prelude_files[i].name, duk_safe_to_string(duk, -1));
		}
		duk_pop(duk);
	}
}

static duk_ret_t
refuse_code(duk_context *duk)
{
	return duk_error(duk, DUK_ERR_EVAL_ERROR,
	    "code from strings (eval, new Function) is not available here: "
	    "write the code in the program itself");
}

/* What could run text that was not lowered, or reach Duktape's own insides,
 * goes.  The prelude may have brought its own eval and Function. */
static void
close_global(duk_context *duk)
{
	duk_push_global_object(duk);
	duk_del_prop_literal(duk, -1, "Duktape");
	duk_del_prop_literal(duk, -1, "CBOR");
	duk_get_prop_literal(duk, -1, "eval");
	if (duk_is_c_function(duk, -1)) {
		duk_push_c_function(duk, refuse_code, 1);
		duk_put_prop_literal(duk, -3, "eval");
	}
	duk_pop(duk);
	duk_get_prop_literal(duk, -1, "Function");
	if (duk_is_c_function(duk, -1)) {
		duk_push_c_function(duk, refuse_code, 1);
		duk_get_prop_literal(duk, -2, "prototype");
		duk_dup(duk, -2);
		duk_put_prop_literal(duk, -2, "constructor");
		duk_put_prop_literal(duk, -2, "prototype");
		duk_put_prop_literal(duk, -3, "Function");
	}
	duk_pop_2(duk);
}

static duk_ret_t
setup(duk_context *duk, void *udata)
{
	struct engine *g = udata;
	int i;

	engine_stack_setup(g);
	duk_push_heap_stash(duk);
	prelude_push(g);
	duk_push_object(duk);
	bindings_push(duk);
	prelude_run(g);
	/* [ stash array $ native ] */
	for (i = 0; i < ENTRY_MAX; i++) {
		if (!duk_get_prop_string(duk, -2, entry_names[i]))
			return duk_generic_error(duk, "the prelude has no $.%s",
			    entry_names[i]);
		g->entry[i] = duk_get_heapptr(duk, -1);
		duk_pop(duk);
	}
	duk_freeze(duk, -1);
	duk_freeze(duk, -2);
	duk_pop(duk);
	duk_push_literal(duk, "$"); /* the stash has it as a key */
	inside_runtime(duk, duk_get_heapptr(duk, -2),
	    duk_get_heapptr(duk, -1));
	duk_pop(duk);
	duk_put_prop_literal(duk, -3, "$");
	duk_pop(duk);
	close_global(duk);
	duk_get_global_literal(duk, "Object");
	duk_get_prop_literal(duk, -1, "prototype");
	g->object_prototype = duk_get_heapptr(duk, -1);
	return 0;
}

size_t
engine_warm_from(size_t bytes)
{
	return region_head(bytes, HOT_BYTES);
}

/* What the prelude takes, more or less; of a small heap it leaves the rest to
 * the program instead. */
size_t
engine_warm_bytes(size_t bytes)
{
	return (bytes < HEAP_DEFAULT_BYTES / 2 ? 1 : 2) * ENGINE_HUGE_BYTES;
}

struct engine *
engine_new(void *memory, size_t bytes, struct err *e)
{
	struct region *a = region_init_hot(memory, bytes, HOT_BYTES);
	struct engine *g;

	if (a == NULL || (g = region_hot(a, sizeof(*g))) == NULL) {
		(void)err_set(e, ERR_INPUT,
		    "a heap of %zu bytes: at least %d, at most 4 GiB", bytes,
		    REGION_BYTES_MIN);
		return NULL;
	}
	memset(g, 0, sizeof(*g));
	g->arena = a;
	g->hot = HOT_BLOCKS;
	engine_sealed_bytes = 0;
	engine_hook_stack_base();
	g->duk = duk_create_heap(heap_alloc, heap_realloc, heap_free, g, NULL);
	if (g->duk == NULL) {
		(void)err_set(e, ERR_NOMEM, "no heap in %zu bytes", bytes);
		return NULL;
	}
	g->hot = 0;
	if (duk_safe_call(g->duk, setup, g, 0, 1) != 0) {
		(void)err_set(e, ERR_NOMEM, "engine: %s",
		    duk_safe_to_string(g->duk, -1));
		return NULL;
	}
	duk_pop(g->duk);
	/* Once here, so that no fork has to. */
	engine_first_line = 1;
	duk_gc(g->duk, 0);
	duk_gc(g->duk, DUK_GC_COMPACT);
	return g;
}

void
engine_collect(struct engine *g)
{
	duk_gc(g->duk, 0);
}

void
engine_moved(void)
{
	engine_hook_stack_base();
}

/* What each run would write to the template's pages, and so copy: the marks
 * of strings that C looks things up by, the head of the list of objects. */
static void
write_ahead(duk_context *duk)
{
	duk_push_literal(duk, "value");
	duk_push_literal(duk, "program");
	duk_push_literal(duk, "stack");
	duk_push_literal(duk, "$");
	duk_pop_n(duk, 4);
}

/* What each run writes of what the prelude made moves to where runs write. */
static void
write_elsewhere(duk_context *duk)
{
	duk_push_heap_stash(duk);
	duk_compact(duk, -1);
	duk_pop(duk);
	promise_renew(duk);
}

void
engine_seal(struct engine *g)
{
	size_t bytes = region_limit(g->arena), sealed, warm;

	write_ahead(g->duk);
	engine_compile_prepare();
	warm = engine_used(g) - engine_warm_from(bytes) + ENGINE_HUGE_BYTES - 1;
	warm -= warm % ENGINE_HUGE_BYTES;
	sealed = region_seal(g->arena,
	    warm <= engine_warm_bytes(bytes) ? warm : 0);
	write_elsewhere(g->duk);
	/* From here on nobody counts the references to what lies below: it is
	 * not freed before the process ends, and not written to be looked at. */
	engine_sealed_from = (uintptr_t)g->arena;
	engine_sealed_bytes = sealed;
	inside_seal_strings(g->duk);
	/* New objects are linked to the one before: this one, not sealed. */
	duk_push_bare_object(g->duk);
}

size_t
engine_used(const struct engine *g)
{
	return region_touched(g->arena);
}
