/* SPDX-License-Identifier: Apache-2.0 */
/* The walk over expressions and functions. */
#include "worker/lower/calls.h"

#include <string.h>

#define SITES_MAX 100 /* more would not be told anyway */

static void
list(struct walk *w, struct node *n)
{
	for (; n != NULL; n = n->next)
		calls_expr(w, n);
}

/* What is asked whether it is there is not called unless it is. */
static void
asked(const struct node *n)
{
	struct atom *a = calls_root(n);

	if (a != NULL && n->kind != N_CALL)
		a->tested = true;
}

void
calls_test(struct walk *w, struct node *n)
{
	if (n == NULL)
		return;
	asked(n);
	calls_expr(w, n);
}

/* Functions ------------------------------------------------------------ */

void
calls_function(struct walk *w, struct func *f, bool nested)
{
	bool caught = w->caught, awaited = w->awaited, was = w->nested;

	w->nested = was || nested;
	w->awaited = false;
	list(w, f->params);
	if (f->expr_body) {
		/* () => x is as good as async () => { return await x } */
		w->awaited = !w->nested;
		calls_expr(w, f->body);
	} else {
		calls_stmts(w, f->body);
	}
	w->caught = caught;
	w->awaited = awaited;
	w->nested = was;
}

void
calls_class(struct walk *w, struct cls *c)
{
	calls_expr(w, c->extends);
	for (struct member *m = c->members; m != NULL; m = m->next) {
		if (m->computed)
			calls_expr(w, m->key);
		if (m->value != NULL)
			calls_function(w, m->value->fn, true);
	}
}

/* Calls ---------------------------------------------------------------- */

static bool
is_word(const struct atom *a, const char *s)
{
	return a->len == strlen(s) && memcmp(a->s, s, a->len) == 0;
}

enum way { WAY_OTHER, WAY_CATCH, WAY_THEN, WAY_ALL };

/* What a method of promises does with a failure. */
static enum way
way_of(const struct node *call)
{
	const struct node *m = call->a;

	if (m->kind != N_MEMBER)
		return WAY_OTHER;
	if (is_word(m->atom, "catch") || is_word(m->atom, "allSettled") ||
	    is_word(m->atom, "any") || is_word(m->atom, "race"))
		return WAY_CATCH;
	if (is_word(m->atom, "then"))
		return call->b != NULL && call->b->next != NULL ? WAY_CATCH
								: WAY_THEN;
	return is_word(m->atom, "all") ? WAY_ALL : WAY_OTHER;
}

static void
note_site(struct walk *w, struct node *n, bool awaited)
{
	struct site s = { .nested = w->nested, .awaited = awaited }, *p;

	if (w->n == SITES_MAX || w->caught || !calls_site(w->want, n, &s))
		return;
	p = arena_item(w->x->arena, sizeof *p);
	*p = s;
	*w->tail = p;
	w->tail = &p->next;
	w->n++;
}

/* x.op?.() and x?.op() ask. */
static void
note_optional(const struct node *call)
{
	bool optional = (call->flags & NF_OPT) != 0;
	struct atom *root = calls_root(call->a);

	for (const struct node *n = call->a;
	     n->kind == N_MEMBER || n->kind == N_INDEX; n = n->a)
		optional = optional || (n->flags & NF_OPT) != 0;
	if (optional && root != NULL)
		root->tested = true;
}

static void
call(struct walk *w, struct node *n)
{
	bool caught = w->caught, awaited = w->awaited;
	enum way way = way_of(n);

	note_optional(n);
	note_site(w, n, awaited);
	if (way == WAY_CATCH)
		w->handlers = w->caught = true;
	w->awaited = awaited && way == WAY_THEN;
	if (n->a->kind == N_FUNC)
		calls_function(w, n->a->fn, false); /* called here and now */
	else if (n->a->kind == N_MEMBER)
		calls_expr(w, n->a->a);
	else
		calls_expr(w, n->a);
	w->awaited = awaited && way == WAY_ALL;
	list(w, n->b);
	w->caught = caught;
	w->awaited = awaited;
}

/* Expressions ---------------------------------------------------------- */

static void
condition(struct walk *w, struct node *n)
{
	int known = calls_truth(w->x, n->a);

	calls_test(w, n->a);
	if (known != 0)
		calls_expr(w, n->b);
	if (known != 1)
		calls_expr(w, n->c);
}

static void
logical(struct walk *w, struct node *n)
{
	int known = calls_truth(w->x, n->a);

	calls_test(w, n->a);
	if ((n->op == T_ANDAND && known == 0) ||
	    (n->op == T_OROR && known == 1))
		return;
	calls_test(w, n->b);
}

static void
object(struct walk *w, struct node *n)
{
	for (struct node *m = n->a; m != NULL; m = m->next) {
		if (m->kind == N_SPREAD) {
			calls_expr(w, m->a);
			continue;
		}
		if ((m->flags & NF_COMPUTED) != 0)
			calls_expr(w, m->a);
		calls_expr(w, m->b);
	}
}

static bool
compares(uint8_t op)
{
	return op == T_SEQ || op == T_SNE || op == T_EQ || op == T_NE ||
	    op == KW_BASE + KW_in || op == KW_BASE + KW_instanceof;
}

static void
operands(struct walk *w, struct node *n)
{
	if (n->kind == N_UNARY || (n->kind == N_BINARY && compares(n->op))) {
		calls_test(w, n->a);
		calls_test(w, n->b);
		return;
	}
	calls_expr(w, n->a);
	calls_expr(w, n->b);
	calls_expr(w, n->c);
}

void
calls_expr(struct walk *w, struct node *n)
{
	bool awaited = w->awaited;

	if (n == NULL)
		return;
	if (n->kind != N_CALL && n->kind != N_ARRAY && n->kind != N_CHAIN)
		w->awaited = false;
	switch (n->kind) {
	case N_CALL: call(w, n); break;
	case N_AWAIT:
		w->awaited = true;
		calls_expr(w, n->a);
		break;
	case N_FUNC: calls_function(w, n->fn, true); break;
	case N_CLASS: calls_class(w, n->cls); break;
	case N_TEMPLATE:
		for (struct node *m = n->a; m != NULL; m = m->next) {
			if (m->kind != N_QUASI)
				calls_expr(w, m);
		}
		break;
	case N_ARRAY:
	case N_SEQ: list(w, n->a); break;
	case N_OBJECT: object(w, n); break;
	case N_NEW:
		calls_expr(w, n->a);
		list(w, n->b);
		break;
	case N_IMPORT: list(w, n->a); break;
	case N_COND: condition(w, n); break;
	case N_LOGICAL: logical(w, n); break;
	default: operands(w, n); break;
	}
	w->awaited = awaited;
}
