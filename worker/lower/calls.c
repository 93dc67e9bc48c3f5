/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The walk over statements that finds the sites.  Where in doubt there is none:
 * a program that would have run must run.
 */
#include "worker/lower/calls.h"

#include <string.h>

#include "worker/lower/value.h"

/* What a message holds beside a call: it has JSON_VALUES_MAX values at most,
 * and a key may be as short as three bytes. */
#define TEXT_MAX 12000

/* Statements ----------------------------------------------------------- */

/* Does nothing after it in its list run? */
static bool
ends(struct walk *w, const struct node *n)
{
	int known;

	if (n == NULL)
		return false;
	switch (n->kind) {
	case S_RETURN:
	case S_THROW:
	case S_BREAK:
	case S_CONTINUE: return true;
	case S_BLOCK:
		for (n = n->a; n != NULL && !ends(w, n);)
			n = n->next;
		return n != NULL;
	case S_IF:
		known = calls_truth(w->x, n->a);
		return known >= 0 ? ends(w, known == 1 ? n->b : n->c)
				  : ends(w, n->b) && ends(w, n->c);
	default: return false;
	}
}

/* Whoever declares a function and never names it does not call it. */
static bool
is_idle(const struct walk *w, const struct binding *b)
{
	return b != NULL && b != w->main && b->uses == 0;
}

static void
declarators(struct walk *w, struct node *n)
{
	struct binding *b;

	for (struct node *d = n->a; d != NULL; d = d->next) {
		b = d->a->kind == N_ID ? d->a->bind : NULL;
		if (b != NULL && n->op != VAR_VAR)
			b->value = d->b;
		if (d->b != NULL && d->b->kind == N_FUNC && b != NULL) {
			if (!is_idle(w, b))
				calls_function(w, d->b->fn, b != w->main);
			continue;
		}
		if (d->a->kind != N_ID)
			calls_expr(w, d->a);
		calls_expr(w, d->b);
		if (d->b != NULL && n->op != VAR_VAR)
			calls_alias(w, d->a, d->b);
	}
}

static void
choice(struct walk *w, struct node *n)
{
	int known;

	for (; n != NULL && n->kind == S_IF; n = n->c) {
		known = calls_truth(w->x, n->a);
		calls_test(w, n->a);
		if (known != 0)
			calls_stmts(w, n->b);
		if (known == 1)
			return;
	}
	calls_stmts(w, n);
}

static void
try_statement(struct walk *w, struct node *n)
{
	bool caught = w->caught;

	/* finally { return } catches too. */
	w->handlers = w->caught = true;
	calls_stmts(w, n->a);
	w->caught = caught;
	calls_expr(w, n->b);
	calls_stmts(w, n->c);
	calls_stmts(w, n->d);
}

static void
loop(struct walk *w, struct node *n)
{
	struct node *test_of = n->kind == S_FOR ? n->b : n->a;

	if (n->kind == S_FOR && n->a != NULL) {
		if (n->a->kind == S_VAR)
			declarators(w, n->a);
		else
			calls_expr(w, n->a);
	}
	if (n->kind != S_DO && test_of != NULL &&
	    calls_truth(w->x, test_of) == 0)
		return;
	calls_test(w, test_of);
	calls_stmts(w, n->d);
	if (n->kind == S_FOR)
		calls_expr(w, n->c);
}

static void
each(struct walk *w, struct node *n)
{
	w->awaited = (n->flags & NF_AWAIT) != 0;
	calls_expr(w, n->b);
	w->awaited = false;
	if (n->a->kind != S_VAR)
		calls_expr(w, n->a);
	calls_stmts(w, n->d);
}

static void
statement(struct walk *w, struct node *n)
{
	switch (n->kind) {
	case S_VAR: declarators(w, n); break;
	case S_FUNC:
		if (!is_idle(w, n->a->fn->bind))
			calls_function(w, n->a->fn, n->a->fn->bind != w->main);
		break;
	case S_CLASS: calls_class(w, n->a->cls); break;
	case S_EXPR:
	case S_DEFAULT:
		/* A function that is the program's value is called. */
		if (n->a != NULL && n->a->kind == N_FUNC) {
			calls_given(w, n->a->fn);
			calls_function(w, n->a->fn, w->nested);
		} else
			calls_expr(w, n->a);
		break;
	case S_RETURN:
		w->awaited = true; /* it fails who waits for the function */
		calls_expr(w, n->a);
		w->awaited = false;
		break;
	case S_THROW: calls_expr(w, n->a); break;
	case S_BLOCK:
	case S_LABEL: calls_stmts(w, n->a); break;
	case S_IF: choice(w, n); break;
	case S_FOR:
	case S_WHILE:
	case S_DO: loop(w, n); break;
	case S_FORIN:
	case S_FOROF: each(w, n); break;
	case S_TRY: try_statement(w, n); break;
	case S_SWITCH:
		calls_expr(w, n->a);
		for (struct node *c = n->b; c != NULL; c = c->next) {
			calls_expr(w, c->a);
			calls_stmts(w, c->b);
		}
		break;
	case S_NAMESPACE: calls_function(w, n->fn, false); break;
	case S_WITH:
		calls_expr(w, n->a);
		calls_stmts(w, n->d);
		break;
	default: break;
	}
}

void
calls_stmts(struct walk *w, struct node *n)
{
	bool over = false;

	for (; n != NULL; n = n->next) {
		if (!over || n->kind == S_FUNC)
			statement(w, n);
		over = over || ends(w, n);
	}
}

/* The program ---------------------------------------------------------- */

/* Can it give a global name another meaning? */
static bool
changes_globals(const struct atoms *t)
{
	static const char *const words[] = { "globalThis", "global", "self",
		"window", "eval", "Function", "Reflect" };
	const struct atom *a;

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		a = atom_find(t, words[i], strlen(words[i]));
		if (a != NULL && a->global)
			return true;
	}
	return false;
}

/* main() as a statement: nobody else calls it. */
static const struct binding *
called_once(const struct node *list)
{
	const struct node *n, *c;

	for (n = list; n != NULL; n = n->next) {
		if ((n->kind != S_EXPR && n->kind != S_RETURN) || n->a == NULL)
			continue;
		c = n->a->kind == N_AWAIT ? n->a->a : n->a;
		if (c->kind == N_CALL && c->a->kind == N_ID &&
		    c->a->bind != NULL && c->a->bind->uses == 1)
			return c->a->bind;
	}
	return NULL;
}

/* With handlers about, only what certainly meets none. */
static bool
is_certain(const struct walk *w, const struct site *s)
{
	return !s->root->tested && !s->connector->tested &&
	    (!w->handlers || (s->awaited && !s->nested));
}

void
calls_collect(struct lexer *x, struct func *f, const struct lower_calls *want)
{
	struct walk w = { .x = x, .want = want, .tail = &w.first };
	const struct func *called;
	const struct node *name;
	struct buf *out = want->out;
	size_t before;

	if (changes_globals(x->atoms))
		return;
	name = f->has_return ? NULL : value_function(f->body);
	w.main = name != NULL ? name->bind : called_once(f->body);
	called = name != NULL ? value_function_of(f->body, name) : NULL;
	if (called != NULL)
		calls_given(&w, called);
	calls_stmts(&w, f->body);
	for (const struct site *s = w.first; s != NULL; s = s->next) {
		if (!is_certain(&w, s))
			continue;
		before = out->len;
		if (before > 0)
			buf_addc(out, ',');
		calls_write(x, s, out);
		if (out->len <= TEXT_MAX)
			continue;
		out->len = before;
		break;
	}
}
