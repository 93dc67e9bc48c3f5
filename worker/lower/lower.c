/* SPDX-License-Identifier: Apache-2.0 */
/* From the text of a program to the text that Duktape runs. */
#include "worker/lower/lower.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "worker/lower/calls.h"
#include "worker/lower/direct.h"
#include "worker/lower/mentions.h"
#include "worker/lower/parse.h"
#include "worker/lower/recover.h"
#include "worker/lower/scope.h"
#include "worker/lower/value.h"

/* It reads as a block, but an object is more likely meant. */
#define TRY_NEXT 1
#define MARKS_MAX 2 /* a fence in tags in a quote */
#define STATEMENTS 1 /* of lower_direct() */
#define REFUSED 2 /* whatever the other readings give */

/* What is wanted of a text. */
struct task {
	const char *src;
	unsigned mode; /* with flags */
	const struct lower_calls *calls; /* or NULL */
	const struct around *around; /* of a direct eval, or NULL */
	struct buf *out;
	struct buf *places, *written; /* or NULL */
	bool *ret_whole; /* or NULL */
	const char *const *names; /* or NULL */
	bool *named;
	unsigned marks; /* times that marks were taken away */
};

/* What a function or a class gives when it is called. */
static void
last_value(struct emit *e, const struct func *f, const struct node *call)
{
	const struct func *called = NULL;
	bool is_class = call != NULL && call->bind->kind == B_CLASS;

	if (call != NULL)
		called = value_function_of(f->body, call);
	emit_str(e, is_class ? ";return $.entry($r" : ";return $.last($r");
	if (called != NULL)
		value_arguments(e, called);
	buf_addc(e->out, ')');
}

/* A program's value is returned where it arises, or remembered as $r. */
static void
emit_statements(struct emit *e, struct func *f)
{
	const struct node *call;
	bool remembers;

	call = f->has_return ? NULL : value_function(f->body);
	remembers = call != NULL || (!f->has_return && !value_returns(f->body));
	if (remembers) {
		value_mark(f->body);
		emit_declare(e, "$r");
	}
	emit_stmt_tdz(e, f->scope);
	emit_stmts(e, f->body);
	if (call != NULL)
		emit_fmt(e, ";$r=%s", emit_name_of(e, call->bind));
	if (remembers)
		last_value(e, f, call);
}

/* The prelude makes a promise of it; who awaits has two parameters.  Of a
 * program that is an arrow function only the body is left: true. */
static bool
emit_program(struct emit *e, struct func *f)
{
	struct func *whole = f->has_return ? NULL : value_whole(f->body);
	struct func *runs = whole != NULL ? whole : f;
	struct frame frame;

	emit_str(e, runs->has_await ? "(function($,$w){" : "(function($){");
	emit_str(e, "\"use strict\";");
	emit_written(e, 0, 0);
	emit_open(e, &frame, runs, true);
	if (whole != NULL)
		emit_func_statements(e, whole);
	else
		emit_statements(e, f);
	emit_close(e);
	emit_places_end(e);
	emit_str(e, "})");
	return whole != NULL;
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

	value_mark_each(f->body);
	emit_fmt(e, "(function(%s){", f->around == NULL ? "$"
	    : "$," DIRECT_SCOPE "," DIRECT_HOME);
	emit_written(e, 0, 0);
	if (f->strict)
		emit_str(e, "\"use strict\";");
	if (f->around != NULL)
		e->home = DIRECT_HOME;
	emit_open(e, &frame, f, true);
	emit_declare(e, "$r");
	emit_stmt_tdz(e, f->scope);
	emit_stmts(e, f->body);
	emit_str(e, ";return $r");
	emit_close(e);
	emit_str(e, "})");
}

/* Its variables are global, but for `let` and the like. */
static void
emit_eval_script(struct emit *e, struct func *f)
{
	value_mark_each(f->body);
	for (struct binding *b = f->scope->list; b != NULL; b = b->next)
		b->renamed = b->renamed || b->kind >= B_LET;
	emit_script(e, f);
	emit_str(e, ";var $r;$r");
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

static int
fail(struct lower_diag *d, const char *msg)
{
	if (d->name[0] == '\0')
		(void)snprintf(d->name, sizeof(d->name), "SyntaxError");
	if (d->msg[0] == '\0')
		(void)snprintf(d->msg, sizeof(d->msg), "%s", msg);
	return -1;
}

/* Types and semicolons run nothing. */
static bool
is_empty(const struct node *list)
{
	while (list != NULL && list->kind == S_EMPTY)
		list = list->next;
	return list == NULL;
}

static int
compile(struct parser *p, const struct task *t)
{
	struct emit e = { .x = &p->x,
		.out = t->out,
		.places = t->places,
		.written = t->written,
		.line = 1,
		.arena = p->arena,
		.atoms = p->atoms };
	enum lower_mode mode = LOWER_MODE(t->mode);
	const char *text = NULL;
	struct func *f;
	bool whole;

	emit_places_begin(&e);
	e.marks = t->mode & LOWER_MARKS;
	e.text = t->mode / LOWER_TEXT(1);
	e.program = mode != LOWER_SCRIPT && mode != LOWER_EVAL_SCRIPT;
	p->x.apart = e.program || (t->mode & LOWER_BESIDE) != 0;
	f = parse_program(p, mode == LOWER_PROGRAM);
	if (mode == LOWER_PROGRAM && !p->x.failed && !p->object &&
	    !p->block && value_is_object(f->body))
		return TRY_NEXT;
	if (f->around != NULL && direct_declares(f)) {
		direct_check(&p->x, f);
		f->around = NULL;
	}
	if (mode == LOWER_PROGRAM && !p->x.failed)
		text = value_is_text(f->body);
	if (!p->x.failed)
		scope_analyse(&p->x, f);
	if (p->x.failed)
		return -1;
	if (mode == LOWER_PROGRAM)
		value_exports(f->body);
	if (mode == LOWER_PROGRAM && !f->has_return && !p->x.failed)
		value_return(f->body);
	if (mode == LOWER_PROGRAM && is_empty(f->body)) {
		p->x.diag->line = p->x.diag->column = 1;
		return fail(p->x.diag, "the program is empty");
	}
	if (text != NULL) {
		p->x.diag->line = p->x.diag->column = 1;
		(void)fail(p->x.diag, text);
		return REFUSED;
	}
	if (t->calls != NULL)
		calls_collect(&p->x, f, t->calls);
	if (t->names != NULL)
		mentions_names(p->atoms, t->names, t->named);
	e.big = p->x.bigint || (t->mode & LOWER_BIG) != 0 ||
	    mentions_bigint(p->atoms);
	switch (mode) {
	case LOWER_PROGRAM:
		whole = emit_program(&e, f);
		if (t->ret_whole != NULL)
			*t->ret_whole = whole;
		break;
	case LOWER_SCRIPT:
		e.script = true;
		emit_script(&e, f);
		break;
	case LOWER_EVAL:
		e.indirect = f->around == NULL;
		emit_eval(&e, f);
		break;
	case LOWER_EVAL_SCRIPT:
		if (f->around != NULL)
			emit_eval(&e, f);
		else
			emit_eval_script(&e, f);
		break;
	case LOWER_FUNCTION: emit_function(&e, f); break;
	}
	if (p->x.failed || !buf_ok(t->out))
		return -1;
	return t->around != NULL && f->around == NULL ? STATEMENTS : 0;
}

/* Reads a part of the text in one way. */
static int
read_as(const struct task *t, const struct reading *r, struct lower_diag *diag)
{
	struct atoms atoms = { 0 };
	struct parser p = { 0 };
	struct arena arena;
	jmp_buf full;
	int rc;

	memset(diag, 0, sizeof(*diag));
	buf_clear(t->out);
	if (t->places != NULL)
		buf_clear(t->places);
	if (t->written != NULL)
		buf_clear(t->written);
	if (t->calls != NULL)
		buf_clear(t->calls->out);
	arena_init(&arena, &full);
	if (setjmp(full) != 0) {
		arena_fini(&arena);
		return fail(diag, "the program is too large to compile");
	}
	p.x.src = t->src;
	p.x.i = r->from;
	p.x.len = r->to;
	p.x.line = r->line;
	p.x.smart_quotes = r->smart;
	p.x.arena = p.arena = &arena;
	p.x.atoms = p.atoms = &atoms;
	p.x.diag = diag;
	p.around = t->around;
	p.object = r->object;
	p.block = r->block;
	atom_init(&atoms, &arena);
	rc = compile(&p, t);
	if (p.x.failed)
		lexer_place(&p.x, p.x.fail_pos, diag);
	arena_fini(&arena);
	if (rc == -1)
		return fail(diag, "the program is too large to compile");
	return rc;
}

/* The text with what is no code blank; 1: there is nothing to blank. */
static int
read_blanked(const struct task *t, char *text, size_t len)
{
	const struct reading r = { .to = (uint32_t)len, .line = 1 };
	struct task blanked = *t;
	struct lower_diag diag;
	int rc;

	if (text == NULL)
		return 1;
	blanked.src = text;
	rc = read_as(&blanked, &r, &diag);
	free(text);
	return rc;
}

static int compile_text(const struct task *t, size_t len,
    struct lower_diag *diag);

/* The text without its quotes and tags, in which there may be fences; 1: it
 * has none. */
static int
read_unmarked(const struct task *t, size_t len, struct lower_diag *diag)
{
	struct task plain = *t;
	char *text;
	int rc;

	if (plain.marks++ == MARKS_MAX ||
	    (text = recover_marks(t->src, (uint32_t)len)) == NULL)
		return 1;
	plain.src = text;
	rc = compile_text(&plain, len, diag);
	free(text);
	return rc;
}

/* What a program may be wrapped in, in turn; diag has the first reading's
 * fault. */
static int
read_wrapped(const struct task *t, size_t len, const struct reading *all,
    unsigned n, struct lower_diag *diag)
{
	struct lower_diag later;
	int rc;

	if (read_blanked(t, recover_cells(t->src, (uint32_t)len), len) == 0)
		return 0;
	for (unsigned i = 1; i < n; i++) {
		if ((rc = read_as(t, &all[i], &later)) == 0)
			return 0;
		/* What is in a fence is what was meant. */
		if (rc == REFUSED ||
		    (rc == -1 && all[i].from > 0 && !all[i].object))
			*diag = later;
		if (rc == REFUSED)
			return rc;
	}
	if (read_blanked(t, recover_code(t->src, (uint32_t)len), len) == 0)
		return 0;
	if (recover_is_prose(t->src, (uint32_t)len)) {
		diag->line = diag->column = 1;
		diag->msg[0] = '\0';
		return fail(diag, "these are sentences, not a program: send "
		    "JavaScript or TypeScript, alone or in a ``` fence");
	}
	rc = read_unmarked(t, len, diag);
	return rc == 1 ? -1 : rc;
}

static int
compile_text(const struct task *t, size_t len, struct lower_diag *diag)
{
	struct reading all[READINGS_MAX] = { { .to = (uint32_t)len,
	    .line = 1 } };
	bool program = LOWER_MODE(t->mode) == LOWER_PROGRAM;
	unsigned n = 1;
	bool block;
	int rc;

	if (len > UINT32_MAX / 2) {
		memset(diag, 0, sizeof(*diag));
		return fail(diag, "the program is too large");
	}
	if (program)
		n = recover_readings(t->src, (uint32_t)len, all);
	/* A text that begins with a fence has nothing to it but fences. */
	if (program && all[0].from > 0 &&
	    read_blanked(t, recover_cells(t->src, (uint32_t)len), len) == 0)
		return 0;
	rc = read_as(t, &all[0], diag);
	block = rc == TRY_NEXT;
	if (rc != 0 && rc != REFUSED && program)
		rc = read_wrapped(t, len, all, n, diag);
	if (rc != 0 && block) {
		all[0].block = true;
		rc = read_as(t, &all[0], diag);
	}
	return rc == 0 ? 0 : -1;
}

void
lower_prepare(void)
{
	atom_prepare();
}

int
lower(const char *src, size_t len, unsigned mode, struct buf *out,
    struct lower_diag *diag)
{
	const struct task t = { .src = src, .mode = mode, .out = out };

	return compile_text(&t, len, diag);
}

int
lower_direct(const char *src, size_t len, unsigned mode, const char *context,
    struct lower_text *ret, struct lower_diag *diag)
{
	const struct reading all = { .to = (uint32_t)len, .line = 1 };
	struct around around;
	const struct task t = { .src = src,
		.mode = mode,
		.around = &around,
		.out = &ret->text,
		.written = &ret->written };

	memset(diag, 0, sizeof(*diag));
	if (len > UINT32_MAX / 2)
		return fail(diag, "the text is too large");
	direct_read(context, &around);
	return read_as(&t, &all, diag);
}

int
lower_placed(const char *src, size_t len, unsigned mode,
    struct lower_text *ret, struct lower_diag *diag)
{
	const struct task t = { .src = src,
		.mode = mode,
		.calls = ret->calls,
		.out = &ret->text,
		.places = ret->in_lines ? NULL : &ret->places,
		.written = &ret->written,
		.ret_whole = &ret->whole,
		.names = ret->names,
		.named = ret->named };
	int rc = compile_text(&t, len, diag);

	return rc == 0 && !(buf_ok(&ret->places) && buf_ok(&ret->written))
	    ? fail(diag, "the program is too large to compile")
	    : rc;
}
