/* SPDX-License-Identifier: Apache-2.0 */
/* The walk over statements and functions. */
#include "worker/lower/direct.h"

#include <string.h>

void
scope_inited(struct scoper *s, struct node *id)
{
	struct binding *b = id->bind;

	if (b == NULL || b->inited)
		return;
	b->inited = true;
	/* For variables `early` is where the declaration ends. */
	b->early = s->x->tok.pos;
}

static void
init_names(struct scoper *s, struct node *n)
{
	switch (n->kind) {
	case N_ID: scope_inited(s, n); break;
	case N_ARRAY:
	case N_OBJECT:
		for (n = n->a; n != NULL; n = n->next)
			init_names(s, n);
		break;
	case N_PROP: init_names(s, n->b); break;
	case N_ASSIGN:
	case N_SPREAD: init_names(s, n->a); break;
	default: break;
	}
}

static bool
is_solid(const struct node *v)
{
	switch (v->kind) {
	case N_FUNC:
	case N_CLASS:
	case N_OBJECT:
	case N_ARRAY:
	case N_NEW:
	case N_STR:
	case N_NUM:
	case N_TEMPLATE:
	case N_REGEX:
	case N_NULL:
	case N_TRUE:
	case N_FALSE: return true;
	default: return false;
	}
}

static void
declarators(struct scoper *s, struct node *n)
{
	for (struct node *d = n->a; d != NULL; d = d->next) {
		if (d->b != NULL)
			scope_expr(s, d->b);
		scope_target(s, d->a, true);
		s->x->tok.pos = d->end;
		if (n->op == VAR_VAR) {
			scope_hoists(s, d->a);
			continue;
		}
		init_names(s, d->a);
		if (d->a->kind == N_ID && d->b != NULL && is_solid(d->b) &&
		    d->a->bind != NULL)
			d->a->bind->solid = true;
	}
}

static struct loop *
enter_loop(struct scoper *s, struct node *n)
{
	struct loop *l = arena_item(s->x->arena, sizeof(*l));

	n->loop = l;
	l->up = s->loop;
	s->loop = l;
	l->head = scope_push(s, false);
	return l;
}

static void
leave_loop(struct scoper *s, struct loop *l)
{
	scope_pop(s);
	s->loop = l->up;
	if (!l->lift)
		return;
	s->fn->has_lift = true;
	if (l->uses_this)
		s->fn->alias_this = true;
	if (l->uses_args)
		s->fn->alias_args = true;
}

/* In a lifted body this and arguments are those of the owner. */
static void
lifted_in_arrow(struct scoper *s, const struct loop *l)
{
	struct func *f = s->fn;

	while (f->transparent && f->up != NULL)
		f = f->up;
	if (l->lift && l->uses_this)
		f->alias_this = true;
	if (l->lift && l->uses_args)
		f->alias_args = true;
}

static void
for_loop(struct scoper *s, struct node *n)
{
	struct loop *l = enter_loop(s, n);

	if (n->a != NULL && n->a->kind == S_VAR) {
		if (n->a->op != VAR_VAR) {
			struct node one = *n->a;

			one.next = NULL;
			scope_declare_block(s, &one);
		}
		l->in_head = true;
		declarators(s, n->a);
	} else {
		scope_expr(s, n->a);
	}
	l->in_head = true;
	scope_expr(s, n->b);
	l->in_head = false;
	scope_stmts(s, n->d);
	l->in_head = true;
	scope_expr(s, n->c);
	l->in_head = false;
	leave_loop(s, l);
	lifted_in_arrow(s, l);
}

static void
each_loop(struct scoper *s, struct node *n)
{
	struct loop *l = enter_loop(s, n);
	bool lexical = n->a->kind == S_VAR && n->a->op != VAR_VAR;

	if (lexical) {
		struct node one = *n->a;

		one.next = NULL;
		scope_declare_block(s, &one);
	}
	s->loop = l->up; /* the head is evaluated once, outside */
	scope_expr(s, n->b);
	s->loop = l;
	if (n->a->kind == S_VAR) {
		scope_target(s, n->a->a->a, true);
		s->x->tok.pos = n->a->a->end;
		if (lexical)
			init_names(s, n->a->a->a);
		else
			scope_hoists(s, n->a->a->a);
	} else {
		scope_target(s, n->a, false);
	}
	scope_stmts(s, n->d);
	leave_loop(s, l);
	lifted_in_arrow(s, l);
}

static void
while_loop(struct scoper *s, struct node *n)
{
	struct loop *l = enter_loop(s, n);

	if (n->kind == S_WHILE)
		scope_expr(s, n->a);
	scope_stmts(s, n->d);
	if (n->kind == S_DO)
		scope_expr(s, n->a);
	leave_loop(s, l);
	lifted_in_arrow(s, l);
}

static void
block(struct scoper *s, struct node *n)
{
	if (n == NULL)
		return;
	n->scope = scope_push(s, false);
	scope_declare_block(s, n->a);
	scope_stmts(s, n->a);
	scope_pop(s);
}

static void
try_statement(struct scoper *s, struct node *n)
{
	block(s, n->a);
	n->scope = scope_push(s, false);
	n->scope->is_catch = true;
	if (n->b != NULL) {
		scope_declare_pattern(s, n->b,
		    n->b->kind == N_ID ? B_CATCH : B_LET);
		scope_target(s, n->b, true);
		s->x->tok.pos = n->b->end;
		init_names(s, n->b);
	}
	block(s, n->c);
	scope_pop(s);
	block(s, n->d);
}

static void
forget_names(struct node *n)
{
	switch (n->kind) {
	case N_ID:
		if (n->bind != NULL)
			n->bind->inited = false;
		break;
	case N_ARRAY:
	case N_OBJECT:
		for (n = n->a; n != NULL; n = n->next)
			forget_names(n);
		break;
	case N_PROP: forget_names(n->b); break;
	case N_ASSIGN:
	case N_SPREAD: forget_names(n->a); break;
	default: break;
	}
}

/* One case's declarations need not have run in the next. */
static void
forget_declared(struct node *list)
{
	for (struct node *n = list; n != NULL; n = n->next) {
		switch (n->kind) {
		case S_VAR:
			for (struct node *d = n->a;
			     d != NULL && n->op != VAR_VAR; d = d->next)
				forget_names(d->a);
			break;
		case S_CLASS: forget_names(n->a->cls->id); break;
		case S_ENUM:
		case S_NAMESPACE: forget_names(n->a); break;
		default: break;
		}
	}
}

static void
switch_statement(struct scoper *s, struct node *n)
{
	struct node *c;

	scope_expr(s, n->a);
	n->scope = scope_push(s, false);
	n->scope->is_switch = true;
	for (c = n->b; c != NULL; c = c->next)
		scope_declare_block(s, c->b);
	for (c = n->b; c != NULL; c = c->next) {
		scope_expr(s, c->a);
		scope_stmts(s, c->b);
		forget_declared(c->b);
	}
	scope_pop(s);
}

static void
statement(struct scoper *s, struct node *n)
{
	switch (n->kind) {
	case S_VAR: declarators(s, n); break;
	case S_FUNC: scope_func(s, n->a->fn); break;
	case S_CLASS:
		scope_class(s, n->a);
		s->x->tok.pos = n->a->end;
		scope_inited(s, n->a->cls->id);
		break;
	case S_EXPR:
	case S_DEFAULT:
	case S_RETURN:
	case S_THROW: scope_expr(s, n->a); break;
	case S_BLOCK: block(s, n); break;
	case S_IF:
		for (; n != NULL && n->kind == S_IF; n = n->c) {
			scope_expr(s, n->a);
			scope_stmts(s, n->b);
		}
		if (n != NULL)
			scope_stmts(s, n);
		break;
	case S_FOR: for_loop(s, n); break;
	case S_FORIN:
	case S_FOROF: each_loop(s, n); break;
	case S_WHILE:
	case S_DO: while_loop(s, n); break;
	case S_TRY: try_statement(s, n); break;
	case S_SWITCH: switch_statement(s, n); break;
	case S_LABEL: scope_stmts(s, n->a); break;
	case S_WITH:
		scope_expr(s, n->a);
		scope_stmts(s, n->d);
		break;
	case S_ENUM: scope_enum(s, n); break;
	case S_NAMESPACE: scope_namespace(s, n); break;
	default: break;
	}
}

void
scope_stmts(struct scoper *s, struct node *n)
{
	bool leaves = s->leaves;

	for (; n != NULL && !s->x->failed; n = n->next) {
		s->leaves = false;
		statement(s, n);
		n->closes = s->leaves;
	}
	s->leaves = leaves;
}

static void
params(struct scoper *s, struct func *f)
{
	struct func *before = s->params_of;
	struct node *n;

	for (n = f->params; n != NULL; n = n->next)
		scope_declare_pattern(s, n, B_PARAM);
	for (struct binding *b = s->sc->list; b != NULL; b = b->next)
		b->inited = f->simple_params;
	if (!f->simple_params)
		s->params_of = f;
	for (n = f->params; n != NULL; n = n->next) {
		scope_target(s, n, true);
		init_names(s, n);
	}
	s->params_of = before;
}

/* The parameter of this name, if a closure of the parameters keeps it: a `var`
 * of the body is another variable then. */
static struct binding *
kept_param(const struct func *f, const struct node *id)
{
	struct binding *b = id->atom->cur;

	return b != NULL && b->scope == f->scope && b->kind == B_PARAM &&
		b->captured && id->atom->in_params == f
	    ? b
	    : NULL;
}

static void
hoist_vars(struct scoper *s, struct func *f)
{
	struct binding *param;
	struct node *n;

	for (n = f->vars; n != NULL && f->inner == NULL; n = n->next)
		if (kept_param(f, n) != NULL)
			f->inner = scope_push(s, true);
	for (n = f->vars; n != NULL; n = n->next) {
		param = kept_param(f, n);
		if (param == NULL && n->atom->cur != NULL &&
		    n->atom->cur->scope == f->scope)
			n->bind = n->atom->cur;
		else
			scope_declare(s, n, B_VAR)->param = param;
	}
}

void
scope_func(struct scoper *s, struct func *f)
{
	struct func *outer = s->fn;
	struct loop *loop = s->loop;
	unsigned in_class = s->in_class;
	struct node self = { .kind = N_ID };

	s->fn = f;
	s->loop = NULL;
	s->in_class = 0;
	if (f->self != NULL) {
		self.atom = f->self;
		(void)scope_push(s, false);
		f->bind = scope_declare(s, &self, B_SELF);
	}
	f->scope = scope_push(s, true);
	params(s, f);
	hoist_vars(s, f);
	if (f->expr_body) {
		scope_expr(s, f->body);
	} else {
		scope_declare_block(s, f->body);
		scope_stmts(s, f->body);
	}
	if (f->inner != NULL)
		scope_pop(s);
	scope_pop(s);
	if (f->self != NULL)
		scope_pop(s);
	s->fn = outer;
	s->loop = loop;
	s->in_class = in_class;
}

void
scope_analyse(struct lexer *x, struct func *program)
{
	struct scoper s = { .x = x };

	if (program->around != NULL)
		direct_declare(&s, program->around);
	s.fn = program;
	scope_func(&s, program);
	if (!x->failed)
		scope_late(&s);
}
