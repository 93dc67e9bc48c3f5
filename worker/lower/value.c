/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/lower/value.h"

#include <string.h>

#include "worker/lower/lexer.h"

static bool
has_no_value(const struct node *n)
{
	return n->kind == S_EMPTY || n->kind == S_FUNC || n->kind == S_BREAK ||
	    n->kind == S_CONTINUE;
}

void
value_mark(struct node *list)
{
	struct node *last = NULL, *c;

	for (; list != NULL; list = list->next) {
		if (!has_no_value(list))
			last = list;
	}
	if (last == NULL)
		return;
	switch (last->kind) {
	case S_EXPR: last->flags |= NF_RESULT; break;
	case S_BLOCK:
	case S_LABEL: value_mark(last->a); break;
	case S_FOR:
	case S_FORIN:
	case S_FOROF:
	case S_WHILE:
	case S_DO: value_mark(last->d); break;
	case S_SWITCH:
		for (c = last->b; c != NULL; c = c->next)
			value_mark(c->b);
		break;
	case S_TRY:
		value_mark(last->a->a);
		if (last->c != NULL)
			value_mark(last->c->a);
		break;
	case S_IF:
		for (; last != NULL && last->kind == S_IF; last = last->c)
			value_mark(last->b);
		if (last != NULL)
			value_mark(last);
		break;
	default: break;
	}
}

static bool
is_word(const struct atom *a, const char *s)
{
	return a->len == strlen(s) && memcmp(a->s, s, a->len) == 0;
}

void
value_exports(const struct atoms *t, struct node *list)
{
	for (struct node *n = list; n != NULL; n = n->next) {
		const struct node *a = n->a, *m;

		if (n->kind != S_EXPR || a->kind != N_ASSIGN ||
		    a->op != T_ASSIGN || a->a->kind != N_MEMBER ||
		    a->a->atom != t->kw[KW_exports])
			continue;
		m = a->a->a;
		if (m->kind == N_ID && m->atom == t->kw[KW_module]) {
			n->kind = S_DEFAULT;
			n->a = a->b;
		}
	}
}

/* The name that a statement gives to a function; NULL if it does not. */
static const struct node *
declared(const struct node *n)
{
	const struct node *d;

	if (n->kind == S_FUNC)
		return n->a->a;
	if (n->kind != S_VAR)
		return NULL;
	for (d = n->a; d->next != NULL; d = d->next)
		continue;
	return d->a->kind == N_ID && d->b != NULL && d->b->kind == N_FUNC ?
	    d->a : NULL;
}

const struct node *
value_function(const struct node *list)
{
	const struct node *n, *name, *last = NULL, *chosen = NULL;

	for (n = list; n != NULL; n = n->next) {
		switch (n->kind) {
		case S_FUNC:
		case S_VAR:
		case S_CLASS:
		case S_ENUM:
		case S_NAMESPACE: break;
		case S_EMPTY: continue;
		case S_EXPR: /* a directive */
			if (n->a->kind == N_STR)
				continue;
			return NULL;
		default: return NULL;
		}
		last = n;
		name = declared(n);
		if (name != NULL && (is_word(name->atom, "main") ||
		    (chosen == NULL && is_word(name->atom, "run"))))
			chosen = name;
	}
	if (chosen != NULL || last == NULL)
		return chosen;
	return declared(last);
}

bool
value_is_object(const struct node *list)
{
	const struct node *in;

	/* { a: { b: 1 } } is a block in a block */
	while (list != NULL && list->kind == S_BLOCK &&
	    (list->next == NULL || (list->next->kind == S_EMPTY &&
	    list->next->next == NULL))) {
		in = list->a;
		if (in == NULL || in->next != NULL || in->kind != S_LABEL)
			return false;
		if (in->a->kind == S_EXPR)
			return true;
		list = in->a;
	}
	return false;
}
