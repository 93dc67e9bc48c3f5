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
export_target(const struct atoms *t, const struct node *n)
{
	bool named = false;

	if (n->kind == N_MEMBER && n->a->kind == N_MEMBER) {
		named = true;
		n = n->a;
	} else if (n->kind == N_MEMBER && n->a->kind == N_ID &&
	    n->a->bind == NULL && n->a->atom == t->kw[KW_exports]) {
		return 1;
	}
	if (n->kind != N_MEMBER || n->atom != t->kw[KW_exports] ||
	    n->a->kind != N_ID || n->a->bind != NULL ||
	    n->a->atom != t->kw[KW_module])
		return 2;
	return named ? 1 : 0;
}

/* Of several that are exported, which one the program is. */
static bool
is_entry(const struct atom *a)
{
	static const char *const words[] = { "default", "main", "run",
		"handler", "execute" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (is_word(a, words[i]))
			return true;
	}
	return false;
}

static bool
exports_value(const struct atoms *t, const struct node *n, int *ret_way)
{
	if (n->kind != S_EXPR || n->a->kind != N_ASSIGN || n->a->op != T_ASSIGN)
		return false;
	*ret_way = export_target(t, n->a->a);
	return *ret_way != 2;
}

/* `if (require.main === module)`, `if (import.meta.main)`: it is. */
static bool
asks_whether_main(const struct atoms *t, const struct node *n)
{
	const struct node *a = n->kind == N_BINARY ? n->a : n;

	if (a->kind == N_MEMBER && a->a->kind == N_IMPORTMETA)
		return true;
	return n->kind == N_BINARY && a->kind == N_MEMBER &&
	    a->a->kind == N_ID && a->a->atom == t->kw[KW_require] &&
	    a->a->bind == NULL && n->b->kind == N_ID &&
	    n->b->atom == t->kw[KW_module];
}

void
value_exports(const struct atoms *t, struct node *list)
{
	struct node *chosen = NULL;
	int way;

	for (struct node *n = list; n != NULL; n = n->next) {
		if (n->kind == S_IF && asks_whether_main(t, n->a)) {
			n->a->kind = N_TRUE;
			continue;
		}
		if (!exports_value(t, n, &way))
			continue;
		n->kind = way == 0 ? S_DEFAULT : S_EXPR;
		if (way == 1 && (chosen == NULL || is_entry(n->a->a->atom)))
			chosen = n;
		if (way == 0)
			n->a = n->a->b;
	}
	for (struct node *n = list; n != NULL && chosen != NULL; n = n->next) {
		if (!exports_value(t, n, &way))
			continue;
		if (n == chosen)
			n->kind = S_DEFAULT;
		n->a = n->a->b;
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
