/* SPDX-License-Identifier: Apache-2.0 */
/* engine_compile.c -- text to a function: lowered, then compiled. */
#include <stdio.h>
#include <string.h>

#include "common/base/limits.h"
#include "worker/engine_int.h"
#include "worker/runtime/inside.h"
#ifdef CORDON_LOWER
#include "worker/lower/lower.h"
#endif

/* A program of CODE_MAX bytes; lowering makes at most this of it. */
#define LOWERED_MAX (8 * (size_t)CODE_MAX)

/* Frames of text that a program evaluates are not lines of the program. */
static const char *
file_name(enum engine_text kind)
{
	return kind == ENGINE_PROGRAM || kind == ENGINE_SCRIPT
	    ? "program"
	    : ENGINE_EVAL_FILE;
}

/* Compiles text as the engine takes it; throws.  [ ] -> [ function ] */
static void
compile(duk_context *duk, const char *text, size_t n, enum engine_text kind)
{
	duk_push_string(duk, file_name(kind));
	duk_compile_lstring_filename(duk, DUK_COMPILE_EVAL, text, n);
	(void)inside_apply_marks(duk, -1);
}

#ifdef CORDON_LOWER
static const enum lower_mode modes[] = {
	[ENGINE_PROGRAM] = LOWER_PROGRAM,
	[ENGINE_SCRIPT] = LOWER_SCRIPT,
	[ENGINE_EVAL] = LOWER_EVAL,
	[ENGINE_EVAL_SCRIPT] = LOWER_SCRIPT,
	[ENGINE_FUNCTION] = LOWER_FUNCTION,
};

/* Throws what the lowering found wrong, remembering where. */
static void
refuse(struct engine *g, duk_context *duk, const struct lower_diag *d,
    enum engine_text kind)
{
	char text[sizeof(d->msg) + 32];

	(void)snprintf(text, sizeof(text), "%s", d->msg);
	if (kind == ENGINE_PROGRAM || kind == ENGINE_SCRIPT) {
		g->at.line = d->line;
		g->at.column = d->column;
	} else if (d->line > 0) {
		(void)snprintf(text, sizeof(text), "%s (evaluated text, %u:%u)",
		    d->msg, (unsigned)d->line, (unsigned)d->column);
	}
	duk_get_global_string(duk, d->name);
	if (!duk_is_constructable(duk, -1)) {
		duk_pop(duk);
		duk_get_global_literal(duk, "SyntaxError");
	}
	engine_push_utf8(duk, text, strlen(text));
	duk_new(duk, 1);
	(void)duk_throw(duk);
}

/* What a name means that the program does not declare. */
static enum lower_root
root_of(void *ctx, const char *name, size_t n)
{
	struct engine *g = ctx;
	bool there;

	for (const char *const *c = g->job->connectors; *c != NULL; c++) {
		if (strncmp(*c, name, n) == 0 && (*c)[n] == '\0')
			return LOWER_ROOT_CONNECTOR;
	}
	duk_push_global_object(g->duk);
	there = duk_has_prop_lstring(g->duk, -1, name, n) != 0;
	duk_pop(g->duk);
	return there || engine_near_global(g, name, n) ? LOWER_ROOT_OTHER
						       : LOWER_ROOT_UNKNOWN;
}

/* The program, and its calls to whoever checks them before it runs.  A script
 * before it may have changed what their names mean. */
static int
lower_checked(struct engine *g, const char *s, size_t n, unsigned flags,
    struct buf *out, struct lower_diag *d)
{
	struct buf calls;
	struct lower_calls want = { .root = root_of,
		.ctx = g,
		.flags = flags,
		.out = &calls };
	int rc;

	buf_init(&calls, LOWER_CALLS_BYTES);
	rc = lower_program(s, n, &want, out, d);
	if (rc == 0 && buf_ok(&calls) && calls.len > 0)
		g->host->check(g->host->ctx, calls.p, calls.len);
	buf_fini(&calls);
	return rc;
}

static int
lower_text(struct engine *g, const char *s, size_t n, enum engine_text kind,
    struct buf *out, struct lower_diag *d)
{
	unsigned flags = inside_apply_marks(NULL, 0) ? LOWER_MARKS : 0;

	if (g->job->values != NULL && g->job->values[0] != NULL)
		flags |= LOWER_BIG;
	if (kind == ENGINE_PROGRAM && g->job->with == NULL &&
	    g->job->connectors != NULL && g->host->check != NULL)
		return lower_checked(g, s, n, flags, out, d);
	return lower(s, n, modes[kind] | flags, out, d);
}

void
engine_compile(duk_context *duk, const char *s, size_t n, enum engine_text kind)
{
	struct engine *g = engine_of(duk);
	struct lower_diag d = { 0 };
	char *before = g->lowered, *p;
	struct buf b;

	buf_init(&b, LOWERED_MAX);
	if (lower_text(g, s, n, kind, &b, &d) != 0) {
		buf_fini(&b);
		refuse(g, duk, &d, kind);
	}
	/* Into the arena: a throw below must not leak. */
	p = buf_ok(&b) ? region_alloc(g->arena, b.len + 1) : NULL;
	n = b.len;
	if (p != NULL && n > 0)
		memcpy(p, b.p, n);
	buf_fini(&b);
	if (p == NULL)
		(void)duk_generic_error(duk, "alloc failed");
	g->lowered = p;
	compile(duk, p, n, kind);
	region_free(g->arena, p);
	g->lowered = before;
}
#else
void
engine_compile(duk_context *duk, const char *s, size_t n, enum engine_text kind)
{
	compile(duk, s, n, kind);
}
#endif

/* evaluate(text): what indirect eval gives.  In a program the text is a
 * function's body, whose variables are its own. */
static duk_ret_t
evaluate(duk_context *duk)
{
	struct engine *g = engine_of(duk);
	struct out o = { .a = g->arena };
	bool script = g->job != NULL && g->job->script;
	const char *s;
	duk_size_t n;

	s = duk_require_lstring(duk, 0, &n);
	if (n > CODE_MAX)
		return duk_range_error(duk, "the text is longer than 1 MiB");
	engine_out_utf8(&o, s, n);
	engine_out_add(&o, "", 0);
	if (o.failed)
		return duk_generic_error(duk, "alloc failed");
	engine_compile(duk, o.p, o.len,
	    duk_to_boolean(duk, 1) ? ENGINE_FUNCTION
		: script           ? ENGINE_EVAL_SCRIPT
				   : ENGINE_EVAL);
	engine_out_free(&o);
	duk_call(duk, 0);
	if (script && !duk_to_boolean(duk, 1))
		return 1;
	duk_push_heap_stash(duk);
	duk_get_prop_literal(duk, -1, "$");
	duk_remove(duk, -2);
	duk_call(duk, 1);
	return 1;
}

void
engine_compile_register(duk_context *duk)
{
	duk_push_c_function(duk, evaluate, 2);
	duk_put_prop_literal(duk, -2, "evaluate");
}
