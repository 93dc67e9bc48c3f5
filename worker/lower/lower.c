/* SPDX-License-Identifier: Apache-2.0 */
/* From the text of a program to the text that Duktape runs. */
#include "worker/lower/lower.h"

#include <stdio.h>
#include <string.h>

#include "worker/lower/emit.h"
#include "worker/lower/parse.h"
#include "worker/lower/scope.h"

/* The last statement's value is the program's. */
static void
mark_result(struct node *list)
{
	struct node *last = NULL;

	for (; list != NULL; list = list->next) {
		if (list->kind != S_EMPTY)
			last = list;
	}
	if (last == NULL)
		return;
	switch (last->kind) {
	case S_EXPR: last->flags |= NF_RESULT; break;
	case S_BLOCK: mark_result(last->a); break;
	case S_TRY:
		mark_result(last->a->a);
		if (last->c != NULL)
			mark_result(last->c->a);
		break;
	case S_IF:
		for (; last != NULL && last->kind == S_IF; last = last->c)
			mark_result(last->b);
		if (last != NULL)
			mark_result(last);
		break;
	default: break;
	}
}

/* A program that is one function declaration means: call it. */
static struct node *
only_function(const struct func *program)
{
	struct node *n = program->body, *found = NULL, *last = NULL;

	for (; n != NULL; n = n->next) {
		if (n->kind == S_FUNC) {
			if (found != NULL && n->next != NULL)
				continue;
			found = n;
		} else if (n->kind == S_EXPR || n->kind == S_DEFAULT) {
			return NULL;
		}
	}
	for (n = program->body; n != NULL; n = n->next) {
		if (n->kind != S_EMPTY)
			last = n;
	}
	return last == found ? found : NULL;
}

static void
emit_program(struct emit *e, struct func *f)
{
	struct frame frame;
	struct node *call = NULL;

	if (!f->has_return) {
		call = only_function(f);
		mark_result(f->body);
	}
	emit_str(e, "(function($){\"use strict\";return $.");
	emit_str(e, f->has_await ? "async" : "settled");
	emit_str(e, "(function(){");
	emit_open(e, &frame, f, true);
	emit_declare(e, "$r");
	emit_stmt_tdz(e, f->scope);
	emit_stmts(e, f->body);
	if (call != NULL)
		emit_fmt(e, ";$r=%s", emit_name_of(e, call->a->fn->bind));
	if (!f->has_return)
		emit_str(e, ";return $.last($r)");
	emit_close(e);
	emit_str(e, "})})");
}

static void
emit_script(struct emit *e, struct func *f)
{
	struct frame frame;

	if (f->has_directive)
		emit_str(e, "\"use strict\";");
	emit_open(e, &frame, f, false);
	emit_stmt_tdz(e, f->scope);
	emit_stmts(e, f->body);
	emit_close(e);
}

/* `(function($){...})`: calling it evaluates the text. */
static void
emit_eval(struct emit *e, struct func *f)
{
	struct frame frame;

	mark_result(f->body);
	emit_str(e,
	    f->strict ? "(function($){\"use strict\";" : "(function($){");
	emit_open(e, &frame, f, true);
	emit_declare(e, "$r");
	emit_stmt_tdz(e, f->scope);
	emit_stmts(e, f->body);
	emit_str(e, ";return $r");
	emit_close(e);
	emit_str(e, "})");
}

/* new Function(): its text must be one function, and nothing beside it. */
static void
emit_function(struct emit *e, struct func *f)
{
	struct node *n = f->body;

	if (n == NULL || n->next != NULL || n->kind != S_EXPR ||
	    n->a->kind != N_FUNC || !(n->a->flags & NF_PAREN)) {
		lexer_fail(e->x, 0, "this is not one function");
		return;
	}
	emit_eval(e, f);
}

static bool
is_fence(const char *s, size_t n)
{
	return n >= 3 && memcmp(s, "```", 3) == 0;
}

/* Models send ```js ... ``` at times: the fences are no part of it. */
static void
skip_fences(struct lexer *x)
{
	uint32_t i = 0, end = x->len;

	while (i < end && strchr(" \t\r\n", x->src[i]) != NULL) {
		if (x->src[i++] == '\n')
			x->line++;
	}
	if (!is_fence(x->src + i, end - i)) {
		x->line = 1;
		return;
	}
	while (i < end && x->src[i] != '\n')
		i++;
	x->i = i;
	while (end > i && strchr(" \t\r\n", x->src[end - 1]) != NULL)
		end--;
	if (end >= i + 3 && is_fence(x->src + end - 3, 3))
		x->len = end - 3;
}

static int
fail(struct lower_diag *d, const char *msg)
{
	if (d->name[0] == '\0')
		(void)snprintf(d->name, sizeof(d->name), "SyntaxError");
	if (d->msg[0] == '\0')
		(void)snprintf(d->msg, sizeof(d->msg), "%s", msg);
	return -1;
}

/* As a value: types say nothing of what will run. */
static bool
mentions_bigint(const struct atoms *t)
{
	static const char *const globals[] = { "BigInt", "BigInt64Array",
		"BigUint64Array" };
	static const char *const methods[] = { "getBigInt64",
		"getBigUint64" };
	const struct atom *a;

	for (size_t i = 0; i < sizeof(globals) / sizeof(globals[0]); i++) {
		a = atom_find(t, globals[i], strlen(globals[i]));
		if (a != NULL && a->global)
			return true;
	}
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		if (atom_find(t, methods[i], strlen(methods[i])) != NULL)
			return true;
	}
	return false;
}

static int
compile(struct parser *p, unsigned flags, struct buf *out)
{
	struct emit e = { .x = &p->x,
		.out = out,
		.line = 1,
		.arena = p->arena,
		.atoms = p->atoms };
	enum lower_mode mode = (enum lower_mode)(flags & ~LOWER_MARKS);
	struct func *f;

	e.marks = flags & LOWER_MARKS;
	e.program = mode != LOWER_SCRIPT;
	f = parse_program(p, mode == LOWER_PROGRAM);
	if (!p->x.failed)
		scope_analyse(&p->x, f);
	if (p->x.failed)
		return -1;
	if (mode == LOWER_PROGRAM && f->body == NULL) {
		p->x.diag->line = p->x.diag->column = 1;
		return fail(p->x.diag, "the program is empty");
	}
	e.big = p->x.bigint || mentions_bigint(p->atoms);
	switch (mode) {
	case LOWER_PROGRAM: emit_program(&e, f); break;
	case LOWER_SCRIPT: emit_script(&e, f); break;
	case LOWER_EVAL: emit_eval(&e, f); break;
	case LOWER_FUNCTION: emit_function(&e, f); break;
	}
	return p->x.failed || p->arena->failed || !buf_ok(out) ? -1 : 0;
}

int
lower(const char *src, size_t len, unsigned mode, struct buf *out,
    struct lower_diag *diag)
{
	struct arena arena;
	struct atoms atoms = { 0 };
	struct parser p = { 0 };
	int rc = -1;

	memset(diag, 0, sizeof(*diag));
	if (len > UINT32_MAX / 2)
		return fail(diag, "the program is too large");
	arena_init(&arena);
	p.x.src = src;
	p.x.len = (uint32_t)len;
	p.x.line = 1;
	p.x.arena = p.arena = &arena;
	p.x.atoms = p.atoms = &atoms;
	p.x.diag = diag;
	if ((mode & ~LOWER_MARKS) == LOWER_PROGRAM)
		skip_fences(&p.x);
	if (atom_init(&atoms, &arena))
		rc = compile(&p, mode, out);
	if (p.x.failed)
		lexer_place(&p.x, p.x.fail_pos, diag);
	arena_fini(&arena);
	if (rc != 0)
		return fail(diag, "the program is too large to compile");
	return 0;
}
