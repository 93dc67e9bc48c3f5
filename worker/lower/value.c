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

static struct node *
last_valued(struct node *list)
{
	struct node *last = NULL;

	for (; list != NULL; list = list->next) {
		if (!has_no_value(list))
			last = list;
	}
	return last;
}

void
value_mark(struct node *list)
{
	struct node *last = last_valued(list), *c;

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

/* What cannot be a function, and so is not called. */
static bool
is_data(const struct node *n)
{
	switch (n->kind) {
	case N_NUM:
	case N_STR:
	case N_TEMPLATE:
	case N_TRUE:
	case N_FALSE:
	case N_NULL:
	case N_ARRAY:
	case N_OBJECT:
	case N_UNARY:
	case N_UPDATE:
	case N_BINARY: return true;
	default: return false;
	}
}

bool
value_returns(struct node *list)
{
	struct node *last = last_valued(list);

	if (last == NULL || (last->kind != S_EXPR && last->kind != S_DEFAULT))
		return false;
	/* An earlier one has its value remembered. */
	for (const struct node *n = list; n != last; n = n->next)
		if (n->kind == S_DEFAULT)
			return false;
	last->kind = S_RETURN;
	if (!is_data(last->a) || value_has_entry(last->a))
		last->a->flags |= NF_RESULT;
	return true;
}

struct func *
value_whole(const struct node *list)
{
	const struct node *n = NULL;

	for (; list != NULL; list = list->next) {
		if (list->kind == S_EMPTY)
			continue;
		if (n != NULL ||
		    (list->kind != S_EXPR && list->kind != S_DEFAULT))
			return NULL;
		n = list->a;
	}
	if (n != NULL && n->kind == N_CALL && n->b == NULL &&
	    !(n->flags & NF_OPT))
		n = n->a;
	return n != NULL && n->kind == N_FUNC && n->fn->arrow &&
		n->fn->async && n->fn->params == NULL
	    ? n->fn
	    : NULL;
}

void
value_mark_each(struct node *list)
{
	for (; list != NULL; list = list->next) {
		struct node *n = list;

		switch (n->kind) {
		case S_EXPR: break;
		case S_BLOCK:
		case S_LABEL: value_mark_each(n->a); continue;
		case S_FOR:
		case S_FORIN:
		case S_FOROF:
		case S_WHILE:
		case S_DO:
		case S_WITH: value_mark_each(n->d); break;
		case S_SWITCH:
			for (struct node *c = n->b; c != NULL; c = c->next)
				value_mark_each(c->b);
			break;
		case S_TRY:
			value_mark_each(n->a);
			value_mark_each(n->c);
			value_mark_each(n->d);
			break;
		case S_IF:
			n->flags |= NF_RESULT;
			for (; n != NULL && n->kind == S_IF; n = n->c)
				value_mark_each(n->b);
			value_mark_each(n);
			continue;
		default: continue;
		}
		n->flags |= NF_RESULT;
	}
}

static bool
is_word(const struct atom *a, const char *s)
{
	return a->len == strlen(s) && memcmp(a->s, s, a->len) == 0;
}

/* module.exports (0) or exports.NAME, module.exports.NAME (1) as the target of
 * an assignment; 2: neither. */
static int
export_target(const struct node *n)
{
	bool named = false;

	if (n->kind == N_MEMBER && n->a->kind == N_MEMBER) {
		named = true;
		n = n->a;
	} else if (n->kind == N_MEMBER && n->a->kind == N_ID &&
	    n->a->bind == NULL && atom_is(n->a->atom, KW_exports)) {
		return 1;
	}
	if (n->kind != N_MEMBER || !atom_is(n->atom, KW_exports) ||
	    n->a->kind != N_ID || n->a->bind != NULL ||
	    !atom_is(n->a->atom, KW_module))
		return 2;
	return named ? 1 : 0;
}

static bool
exports_value(const struct node *n, int *ret_way)
{
	if (n->kind != S_EXPR || n->a->kind != N_ASSIGN || n->a->op != T_ASSIGN)
		return false;
	*ret_way = export_target(n->a->a);
	return *ret_way != 2;
}

/* `if (require.main === module)`, `if (import.meta.main)`: it is. */
static bool
asks_whether_main(const struct node *n)
{
	const struct node *a = n->kind == N_BINARY ? n->a : n;

	if (a->kind == N_MEMBER && a->a->kind == N_IMPORTMETA)
		return true;
	return n->kind == N_BINARY && a->kind == N_MEMBER &&
	    a->a->kind == N_ID && atom_is(a->a->atom, KW_require) &&
	    a->a->bind == NULL && n->b->kind == N_ID &&
	    atom_is(n->b->atom, KW_module);
}

void
value_exports(struct node *list)
{
	struct node *chosen = NULL;
	int way;

	for (struct node *n = list; n != NULL; n = n->next) {
		if (n->kind == S_IF && asks_whether_main(n->a)) {
			n->a->kind = N_TRUE;
			continue;
		}
		if (!exports_value(n, &way))
			continue;
		n->kind = way == 0 ? S_DEFAULT : S_EXPR;
		if (way == 1 && (chosen == NULL || value_is_entry(n->a->a->atom)))
			chosen = n;
		if (way == 0)
			n->a = n->a->b;
	}
	for (struct node *n = list; n != NULL && chosen != NULL; n = n->next) {
		if (!exports_value(n, &way))
			continue;
		if (n == chosen)
			n->kind = S_DEFAULT;
		n->a = n->a->b;
	}
}

/* The name that a statement gives to a function, or to a class that has an
 * entry; NULL if it does not. */
static const struct node *
declared(const struct node *n)
{
	const struct node *d;

	if (n->kind == S_FUNC)
		return n->a->a;
	if (n->kind == S_CLASS && value_has_entry(n->a))
		return n->a->cls->id;
	if (n->kind != S_VAR)
		return NULL;
	for (d = n->a; d->next != NULL; d = d->next)
		continue;
	return d->a->kind == N_ID && d->b != NULL && d->b->kind == N_FUNC
	    ? d->a
	    : NULL;
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
		if (name != NULL &&
		    (is_word(name->atom, "main") ||
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
	    (list->next == NULL ||
		(list->next->kind == S_EMPTY && list->next->next == NULL))) {
		in = list->a;
		if (in == NULL || in->next != NULL || in->kind != S_LABEL)
			return false;
		if (in->a->kind == S_EXPR)
			return true;
		list = in->a;
	}
	return false;
}

static bool has_return(const struct node *list);

static bool
returns(const struct node *n)
{
	switch (n->kind) {
	case S_RETURN: return true;
	case S_BLOCK:
	case S_LABEL: return has_return(n->a);
	case S_IF: return has_return(n->b) || has_return(n->c);
	case S_FOR:
	case S_FORIN:
	case S_FOROF:
	case S_WHILE:
	case S_DO:
	case S_WITH: return has_return(n->d);
	case S_SWITCH:
		for (const struct node *c = n->b; c != NULL; c = c->next)
			if (has_return(c->b))
				return true;
		return false;
	case S_TRY:
		return has_return(n->a) || has_return(n->c) || has_return(n->d);
	default: return false;
	}
}

static bool
has_return(const struct node *list)
{
	for (; list != NULL; list = list->next)
		if (returns(list))
			return true;
	return false;
}

/* Would nobody write it but for its value? */
static bool
is_only_value(const struct node *n)
{
	switch (n->kind) {
	case N_ID:
	case N_NUM:
	case N_STR:
	case N_TEMPLATE:
	case N_TRUE:
	case N_FALSE:
	case N_NULL:
	case N_ARRAY:
	case N_OBJECT:
	case N_BINARY: return true;
	case N_CHAIN: return is_only_value(n->a);
	case N_MEMBER:
	case N_INDEX: return n->a->kind != N_SUPER;
	case N_LOGICAL: return is_only_value(n->a) && is_only_value(n->b);
	case N_COND: return is_only_value(n->b) && is_only_value(n->c);
	default: return false;
	}
}

static void
return_last(struct node *list)
{
	struct node *n = list;

	while (n != NULL && n->next != NULL)
		n = n->next;
	if (n == NULL)
		return;
	switch (n->kind) {
	case S_EXPR:
		if (is_only_value(n->a) && (n->a->kind != N_STR || n != list))
			n->kind = S_RETURN;
		break;
	case S_BLOCK: return_last(n->a); break;
	case S_IF:
		for (; n != NULL && n->kind == S_IF; n = n->c)
			return_last(n->b);
		return_last(n);
		break;
	case S_TRY:
		return_last(n->a->a);
		if (n->c != NULL)
			return_last(n->c->a);
		break;
	default: break;
	}
}

/* What a variable of the list is declared with, if it stays so; or NULL. */
static const struct node *
declared_as(const struct node *list, const struct binding *b)
{
	if (b->assigned || b->decl != NULL)
		return b->assigned ? NULL : b->decl;
	for (; list != NULL; list = list->next) {
		if (list->kind != S_VAR)
			continue;
		for (const struct node *d = list->a; d != NULL; d = d->next)
			if (d->a->kind == N_ID && d->a->bind == b)
				return d->b;
	}
	return NULL;
}

const struct func *
value_function_of(const struct node *list, const struct node *n)
{
	if (n->kind == N_ID && n->bind != NULL)
		n = declared_as(list, n->bind);
	return n != NULL && n->kind == N_FUNC ? n->fn : NULL;
}

void
value_return(struct node *list)
{
	const struct node *n = value_function(list), *last = NULL, *s;
	const struct func *f;

	for (s = list; n == NULL && s != NULL; s = s->next) {
		if (!has_no_value(s))
			last = s;
	}
	if (last != NULL && (last->kind == S_EXPR || last->kind == S_DEFAULT))
		n = last->a;
	if (n != NULL && n->kind == N_AWAIT)
		n = n->a;
	if (n == NULL)
		return;
	f = value_function_of(list, n->kind == N_CALL ? n->a : n);
	if (f != NULL && !f->gen && !f->expr_body && !has_return(f->body))
		return_last(f->body);
}
