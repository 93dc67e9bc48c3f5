/* SPDX-License-Identifier: Apache-2.0 */
/* engine_compile.c -- text to a function: lowered, then compiled. */
#include <limits.h>
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

static bool
is_program(enum engine_text kind)
{
	return kind == ENGINE_PROGRAM || kind == ENGINE_SCRIPT;
}

/* A page that holds it already is not written: it may be shared. */
static void
first_line(int n)
{
	if (engine_first_line != n)
		engine_first_line = n;
}

/* Compiles text as the engine takes it; throws.  [ ] -> [ function ] */
static void
compile(duk_context *duk, const char *text, size_t n, enum engine_text kind,
    uint32_t first, bool strict)
{
	duk_uint_t as = DUK_COMPILE_EVAL;
	uint32_t alone;
	long count;

	first_line(is_program(kind) ? 1
		: kind == ENGINE_WITH ? ENGINE_WITH_LINE
				      : ENGINE_EVAL_LINE);
	/* `(function...)`: as an expression it would be read twice more, and
	 * be a function that returns this one. */
	if (kind == ENGINE_PROGRAM && n > 1) {
		as = DUK_COMPILE_FUNCTION;
		if (strict)
			as |= DUK_COMPILE_STRICT;
		text++;
		n -= 2;
	}
	duk_push_literal(duk, "program");
	duk_compile_lstring_filename(duk, as, text, n);
	/* The first of its functions is then the one that was compiled. */
	alone = as != DUK_COMPILE_EVAL;
	count = inside_apply_marks(duk, -1, first > 0 ? first + alone : 0);
	engine_written_check(engine_of(duk), first, count + alone);
}

#ifdef CORDON_LOWER
static const enum lower_mode modes[] = {
	[ENGINE_PROGRAM] = LOWER_PROGRAM,
	[ENGINE_SCRIPT] = LOWER_SCRIPT,
	[ENGINE_WITH] = LOWER_SCRIPT,
	[ENGINE_EVAL] = LOWER_EVAL,
	[ENGINE_EVAL_SCRIPT] = LOWER_EVAL_SCRIPT,
	[ENGINE_FUNCTION] = LOWER_FUNCTION,
};

/* Throws what the lowering found wrong, remembering where. */
static void
refuse(struct engine *g, duk_context *duk, const struct lower_diag *d,
    enum engine_text kind)
{
	char text[sizeof(d->msg) + 32];

	(void)snprintf(text, sizeof(text), "%s", d->msg);
	if (is_program(kind)) {
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

static unsigned
mode_of(struct engine *g, enum engine_text kind)
{
	unsigned mode = modes[kind];

	if (kind == ENGINE_WITH)
		mode |= LOWER_BESIDE;
	if (kind != ENGINE_PROGRAM && kind != ENGINE_SCRIPT)
		mode |= LOWER_TEXT(++g->texts % (UINT_MAX / LOWER_TEXT(1)));

	if (inside_apply_marks(NULL, 0, 0) != -1)
		mode |= LOWER_MARKS;
	if (g->job->values != NULL && g->job->values[0] != NULL)
		mode |= LOWER_BIG;
	return mode;
}

/* The program, and its calls to whoever checks them before it runs.  A script
 * before it may have changed what their names mean. */
static int
lower_checked(struct engine *g, const char *s, size_t n, struct lower_text *t,
    struct lower_diag *d)
{
	struct buf calls;
	struct lower_calls want = { .root = root_of, .ctx = g, .out = &calls };
	int rc;

	buf_init(&calls, LOWER_CALLS_BYTES);
	t->calls = &want;
	rc = lower_placed(s, n, mode_of(g, ENGINE_PROGRAM), t, d);
	t->calls = NULL;
	if (rc == 0 && buf_ok(&calls) && calls.len > 0)
		g->host->check(g->host->ctx, calls.p, calls.len);
	buf_fini(&calls);
	return rc;
}

/* A copy in the arena, where a throw leaks nothing; NULL: no memory. */
static void *
keep(struct engine *g, const struct buf *b)
{
	void *p = buf_ok(b) ? region_alloc(g->arena, b->len + 1) : NULL;

	if (p != NULL && b->len > 0)
		memcpy(p, b->p, b->len);
	return p;
}

/* The program's lines are places from now on. */
static void
keep_places(struct engine *g, const struct buf *b)
{
	region_free(g->arena, g->places);
	g->places = keep(g, b);
	g->places_n = g->places == NULL ? 0 : b->len / sizeof(*g->places);
}

/* 0, 1 or -1 as lower_direct(); `context` is NULL but of a direct eval. */
static int
lowered(struct engine *g, const char *s, size_t n, enum engine_text kind,
    const char *context, struct lower_text *t, struct lower_diag *d)
{
	if (context != NULL)
		return lower_direct(s, n, mode_of(g, kind), context, t, d);
	if (kind == ENGINE_PROGRAM && g->job->with == NULL &&
	    g->job->connectors != NULL && g->host->check != NULL)
		return lower_checked(g, s, n, t, d);
	t->in_lines = !is_program(kind);
	return lower_placed(s, n, mode_of(g, kind), t, d);
}

/* A program's head without what the compiler need not read: its parameter if
 * nothing asks for it, and the directive, where true is returned instead. */
static bool
shorten_head(char *text, size_t n)
{
	static const char head[] = "(function($", strict[] = "\"use strict\";";
	const size_t head_n = sizeof(head) - 1, strict_n = sizeof(strict) - 1;
	char *open = memchr(text, '{', n), *from;

	if (open == NULL || memcmp(text, head, head_n) != 0 ||
	    n - (size_t)(open + 1 - text) < strict_n ||
	    memcmp(open + 1, strict, strict_n) != 0)
		return false;
	memset(open + 1, ' ', strict_n);
	from = text + head_n;
	if (from[0] == ')' && memchr(from, '$', n - head_n) == NULL)
		from[-1] = ' ';
	return true;
}

/* true: the function takes what is around a direct eval. */
static bool
compile_lowered(duk_context *duk, const char *s, size_t n,
    enum engine_text kind, const char *context)
{
	struct engine *g = engine_of(duk);
	struct lower_diag d = { 0 };
	struct lower_text t = { .calls = NULL };
	bool *named = NULL;
	char *before = g->lowered, *p;
	uint32_t first = 0;
	bool strict;
	int rc;

	buf_init(&t.text, LOWERED_MAX);
	buf_init(&t.places, LOWERED_MAX);
	buf_init(&t.written, LOWERED_MAX);
	if (kind == ENGINE_PROGRAM && g->job->with == NULL &&
	    (named = engine_connect_named(g)) != NULL) {
		t.names = g->job->connectors;
		t.named = named;
	}
	rc = lowered(g, s, n, kind, context, &t, &d);
	p = rc >= 0 ? keep(g, &t.text) : NULL;
	if (p != NULL && buf_ok(&t.written))
		first = engine_written_keep(g, kind, s, n, t.written.p,
		    t.written.len);
	n = t.text.len;
	if (p != NULL && t.places.len > 0)
		keep_places(g, &t.places);
	if (kind == ENGINE_PROGRAM)
		g->whole = t.whole;
	buf_fini(&t.text);
	buf_fini(&t.places);
	buf_fini(&t.written);
	if (rc < 0)
		refuse(g, duk, &d, kind);
	if (p == NULL)
		(void)duk_generic_error(duk, "alloc failed");
	engine_connect(duk, named);
	region_free(g->arena, named);
	g->lowered = p;
	strict = kind == ENGINE_PROGRAM && shorten_head(p, n);
	compile(duk, p, n, kind, first, strict);
	region_free(g->arena, p);
	g->lowered = before;
	return context != NULL && rc == 0;
}

void
engine_compile_prepare(void)
{
	lower_prepare();
}

void
engine_compile(duk_context *duk, const char *s, size_t n, enum engine_text kind)
{
	(void)compile_lowered(duk, s, n, kind, NULL);
}
#else
void
engine_compile_prepare(void)
{
}

void
engine_compile(duk_context *duk, const char *s, size_t n, enum engine_text kind)
{
	engine_connect(duk, NULL);
	compile(duk, s, n, kind, 0, false);
}

static bool
compile_lowered(duk_context *duk, const char *s, size_t n,
    enum engine_text kind, const char *context)
{
	(void)context;
	engine_connect(duk, NULL);
	compile(duk, s, n, kind, 0, false);
	return false;
}
#endif

static void
text_at(duk_context *duk, duk_idx_t idx, struct out *o)
{
	duk_size_t n;
	const char *s = duk_require_lstring(duk, idx, &n);

	if (n > CODE_MAX)
		(void)duk_range_error(duk, "the text is longer than 1 MiB");
	engine_out_utf8(o, s, n);
	engine_out_add(o, "", 0);
	if (o->failed)
		(void)duk_generic_error(duk, "alloc failed");
}

static void
push_runtime(duk_context *duk)
{
	duk_push_heap_stash(duk);
	duk_get_prop_literal(duk, -1, "$");
	duk_remove(duk, -2);
}

/* A script's text runs as statements, whose value is the variable $r: that of
 * a text around this one stays.  [ function ] -> [ value ] */
static void
run_statements(duk_context *duk)
{
	duk_idx_t at = duk_normalize_index(duk, -1);

	(void)duk_get_global_literal(duk, "$r");
	duk_dup(duk, at);
	duk_push_global_object(duk);
	duk_call_method(duk, 0);
	duk_replace(duk, at);
	duk_put_global_literal(duk, "$r");
}

/* evaluate(text, is_function): what indirect eval gives.  In a program the text
 * is a function's body, whose variables are its own. */
static duk_ret_t
evaluate(duk_context *duk)
{
	struct engine *g = engine_of(duk);
	struct out o = { .a = g->arena };
	bool script = g->job != NULL && g->job->script;
	bool function = duk_to_boolean(duk, 1);

	text_at(duk, 0, &o);
	engine_compile(duk, o.p, o.len,
	    function     ? ENGINE_FUNCTION
		: script ? ENGINE_EVAL_SCRIPT
			 : ENGINE_EVAL);
	engine_out_free(&o);
	if (script && !function) {
		run_statements(duk);
		return 1;
	}
	duk_call(duk, 0);
	push_runtime(duk);
	duk_call(duk, 1);
	return 1;
}

/* evaluateIn(text, context, scope, home): what direct eval gives. */
static duk_ret_t
evaluate_in(duk_context *duk)
{
	struct engine *g = engine_of(duk);
	struct out o = { .a = g->arena }, context = { .a = g->arena };
	bool sees;

	text_at(duk, 0, &o);
	text_at(duk, 1, &context);
	sees = compile_lowered(duk, o.p, o.len,
	    g->job != NULL && g->job->script ? ENGINE_EVAL_SCRIPT
					     : ENGINE_EVAL,
	    context.p);
	engine_out_free(&o);
	engine_out_free(&context);
	if (!sees) {
		run_statements(duk);
		return 1;
	}
	duk_call(duk, 0);
	push_runtime(duk);
	duk_dup(duk, 2);
	duk_dup(duk, 3);
	duk_call(duk, 3);
	return 1;
}

void
engine_compile_register(duk_context *duk)
{
	duk_push_c_function(duk, evaluate, 2);
	duk_put_prop_literal(duk, -2, "evaluate");
	duk_push_c_function(duk, evaluate_in, 4);
	duk_put_prop_literal(duk, -2, "evaluateIn");
	duk_push_c_function(duk, engine_written_text, 1);
	duk_put_prop_literal(duk, -2, "written");
}
