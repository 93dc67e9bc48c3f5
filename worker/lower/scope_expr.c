/* SPDX-License-Identifier: Apache-2.0 */
/* The walk over expressions, patterns and classes. */
#include "worker/lower/direct.h"
#include "worker/lower/private.h"

void
scope_list(struct scoper *s, struct node *n)
{
	for (; n != NULL && !s->x->failed; n = n->next)
		scope_expr(s, n);
}

static bool
is_value(const struct node *n)
{
	return n->kind == N_NUM || n->kind == N_STR || n->kind == N_NULL ||
	    n->kind == N_TRUE || n->kind == N_FALSE || n->kind == N_FUNC;
}

/* Can storing an element throw, or wait?  Then the iterator is to be closed. */
static bool
may_leave(const struct node *n)
{
	if (n->kind == N_SPREAD)
		return n->a->kind != N_ID;
	if (n->kind == N_ASSIGN)
		return n->a->kind != N_ID || !is_value(n->b);
	return n->kind != N_ID && n->kind != N_HOLE;
}

/* What follows in a parameter's pattern may use it: ({ a, b = a }) => b. */
static void
stored(struct node *id)
{
	id->flags |= NF_INIT;
	if (id->bind != NULL && id->bind->kind == B_PARAM)
		id->bind->inited = true;
}

/* A global that would be called otherwise here is a property of the object. */
static void
odd_global(struct scoper *s, struct node *n, bool may_lack)
{
	struct node *holder;

	if (n->bind != NULL || (n->flags & NF_STATIC) || !s->x->apart ||
	    (n->atom->s[0] != '$' && atom_is_ascii_name(n->atom)))
		return;
	holder = arena_item(s->x->arena, sizeof(*holder));
	*holder = *n;
	holder->next = NULL;
	holder->kind = N_FREE;
	holder->flags = may_lack ? NF_OPT : 0;
	n->kind = N_MEMBER;
	n->a = holder;
	n->height = 1;
}

static void
use(struct scoper *s, struct node *id, bool write)
{
	scope_use(s, id, write);
	odd_global(s, id, false);
}

/* typeof of what is nowhere is no fault. */
static void
unary(struct scoper *s, struct node *n)
{
	if (n->op != KW_BASE + KW_typeof || n->a->kind != N_ID) {
		scope_expr(s, n->a);
		return;
	}
	scope_use(s, n->a, false);
	odd_global(s, n->a, true);
}

void
scope_target(struct scoper *s, struct node *n, bool init)
{
	switch (n->kind) {
	case N_ID:
		if (init && n->bind == NULL)
			n->bind = n->atom->cur;
		if (init)
			stored(n);
		else
			use(s, n, true);
		break;
	case N_ARRAY:
		for (n = n->a; n != NULL; n = n->next) {
			s->leaves = s->leaves || may_leave(n);
			scope_target(s, n, init);
		}
		break;
	case N_OBJECT:
		for (n = n->a; n != NULL; n = n->next)
			scope_target(s, n, init);
		break;
	case N_PROP:
		if (n->flags & NF_COMPUTED)
			scope_expr(s, n->a);
		scope_target(s, n->b, init);
		break;
	case N_ASSIGN: /* the default comes before its name has a value */
		scope_expr(s, n->b);
		scope_target(s, n->a, init);
		break;
	case N_SPREAD: scope_target(s, n->a, init); break;
	case N_HOLE: break;
	default: scope_expr(s, n); break;
	}
}

static void
object(struct scoper *s, struct node *n)
{
	for (struct node *m = n->a; m != NULL; m = m->next) {
		if (m->kind == N_SPREAD) {
			scope_expr(s, m->a);
			continue;
		}
		if (m->flags & NF_COMPUTED)
			scope_expr(s, m->a);
		scope_expr(s, m->b);
	}
}

static void
private_name(struct scoper *s, const struct node *n)
{
	for (const struct cls *c = s->cls; c != NULL; c = c->up) {
		if (private_find(c, n->atom) != NULL)
			return;
	}
	if (direct_has_private(s->fn, n->atom))
		return;
	lexer_fail(s->x, n->pos, "#%.*s is not declared in a class around it",
	    (int)(n->atom->len > 100 ? 100 : n->atom->len), n->atom->s);
}

static void
super(struct scoper *s, const struct node *n)
{
	struct func *f = s->fn;

	while (f->transparent && f->up != NULL)
		f = f->up;
	f->uses_super = true;
	if (f->is_program ? f->around == NULL || !f->around->super : !f->method)
		lexer_fail(s->x, n->pos, "'super' is only possible in a "
		    "method");
	scope_use_this(s);
}

static void
super_call(struct scoper *s, const struct node *n)
{
	struct func *f = s->fn;

	while (f->transparent && f->up != NULL)
		f = f->up;
	if (!f->ctor || !f->derived)
		lexer_fail(s->x, n->pos, "'super()' is only possible in "
		    "the constructor of a class that extends another");
	f->alias_this = true;
}

static void
assignment(struct scoper *s, struct node *n)
{
	bool leaves = s->leaves;

	if (n->op == T_ASSIGN) {
		scope_target(s, n->a, false);
		/* [a[i], a[j]] = [a[j], a[i]] has nothing to close. */
		if (n->b->kind == N_ARRAY)
			s->leaves = leaves;
	} else {
		if (n->a->kind == N_ID)
			use(s, n->a, true);
		else
			scope_expr(s, n->a);
	}
	scope_expr(s, n->b);
}

void
scope_expr(struct scoper *s, struct node *n)
{
	if (n == NULL || s->x->failed)
		return;
	switch (n->kind) {
	case N_FREE: break;
	case N_ID: use(s, n, false); break;
	case N_UNARY: unary(s, n); break;
	case N_THIS: scope_use_this(s); break;
	case N_SUPER: super(s, n); break;
	case N_NEWTARGET: scope_use_target(s); break;
	case N_TEMPLATE:
		for (n = n->a; n != NULL; n = n->next) {
			if (n->kind != N_QUASI)
				scope_expr(s, n);
		}
		break;
	case N_ARRAY:
	case N_SEQ: scope_list(s, n->a); break;
	case N_OBJECT: object(s, n); break;
	case N_FUNC: scope_func(s, n->fn); break;
	case N_CLASS: scope_class(s, n); break;
	case N_PRIVATE:
	case N_PRIVIN:
		private_name(s, n);
		scope_expr(s, n->a);
		break;
	case N_CALL:
		if (n->a->kind == N_SUPER)
			super_call(s, n->a);
		else
			scope_expr(s, n->a);
		scope_list(s, n->b);
		if (direct_is_call(n))
			direct_scope(s, n);
		break;
	case N_NEW:
		scope_expr(s, n->a);
		scope_list(s, n->b);
		break;
	case N_UPDATE:
		if (n->a->kind == N_ID)
			use(s, n->a, true);
		else
			scope_expr(s, n->a);
		break;
	case N_ASSIGN: assignment(s, n); break;
	case N_IMPORT: scope_list(s, n->a); break;
	default: /* up to three operands */
		scope_expr(s, n->a);
		scope_expr(s, n->b);
		scope_expr(s, n->c);
		break;
	}
}

static void
member(struct scoper *s, struct member *m)
{
	if (m->computed) {
		s->in_class++;
		scope_expr(s, m->key);
		s->in_class--;
	}
	if (m->value != NULL)
		scope_func(s, m->value->fn);
}

void
scope_class(struct scoper *s, struct node *n)
{
	struct cls *c = n->cls;

	c->scope = scope_push(s, false);
	if (c->id != NULL) {
		struct node inner = *c->id;

		c->inner = scope_declare(s, &inner, B_INNER);
		c->inner->cls = c;
		c->inner->atom->bindings--; /* takes no variable */
	}
	scope_expr(s, c->extends);
	c->inner_early = c->inner_used;
	c->up = s->cls;
	s->cls = c;
	for (struct member *m = c->members; m != NULL; m = m->next)
		member(s, m);
	s->cls = c->up;
	if (c->inner != NULL)
		c->inner->inited = true;
	scope_pop(s);
}
