/* SPDX-License-Identifier: Apache-2.0 */
/* Declaring names and finding them again. */
#include "worker/lower/direct.h"
#include "worker/lower/scope.h"

/* Rounds of the search for early calls; a longer chain counts as early. */
#define EARLY_ROUNDS 16

struct scope *
scope_push(struct scoper *s, bool is_function)
{
	struct scope *sc = arena_item(s->x->arena, sizeof(*sc));

	sc->up = s->sc;
	sc->fn = s->fn;
	sc->loop = s->loop;
	sc->is_function = is_function;
	s->sc = sc;
	return sc;
}

void
scope_pop(struct scoper *s)
{
	for (struct binding *b = s->sc->list; b != NULL; b = b->next)
		b->atom->cur = b->shadowed;
	s->sc = s->sc->up;
}

static bool
may_repeat(struct scoper *s, const struct binding *old, enum bind_kind k)
{
	bool var = k == B_VAR || k == B_PARAM || k == B_FUNC;
	bool old_var =
	    old->kind == B_VAR || old->kind == B_PARAM || old->kind == B_FUNC;

	if (k == B_ENUM)
		return old->kind == B_ENUM || old->kind == B_FUNC ||
		    old->kind == B_CLASS;
	if (k == B_CLASS || k == B_FUNC) {
		if (old->kind == B_ENUM)
			return true;
	}
	if (!s->sc->is_function && k == B_FUNC && old->kind == B_FUNC)
		return !s->fn->strict && old->decl != NULL &&
		    !old->decl->fn->async && !old->decl->fn->gen;
	return var && old_var && s->sc->is_function;
}

static void
declared_twice(struct scoper *s, const struct node *id)
{
	const struct atom *a = id->atom;

	lexer_fail(s->x, id->pos, "'%.*s' has already been declared",
	    (int)(a->len > 100 ? 100 : a->len), a->s);
}

static void
check_name(struct scoper *s, const struct node *id, enum bind_kind k)
{
	uint8_t kw = id->atom->kw;

	if (kw == KW_NONE)
		return;
	if ((s->fn->strict || k == B_CLASS || k == B_INNER) &&
	    ((kw > KW_RESERVED_LAST && kw <= KW_STRICT_LAST) || kw == KW_eval ||
		kw == KW_arguments))
		lexer_fail(s->x, id->pos,
		    "'%s' cannot be the name of a "
		    "variable in strict code",
		    id->atom->s);
	if (kw == KW_await && s->fn->async && k == B_PARAM)
		lexer_fail(s->x, id->pos,
		    "'await' cannot be the name of a parameter here");
}

/* May (a, a) be? */
static bool
may_repeat_param(const struct scoper *s)
{
	const struct func *f = s->fn;

	return !f->strict && f->simple_params && !f->arrow && !f->method;
}

void
scope_hoists(struct scoper *s, const struct node *n)
{
	const struct binding *b;

	switch (n->kind) {
	case N_ID:
		b = n->atom->cur;
		if (b != NULL && b->fn == s->fn && !b->scope->is_function &&
		    b->kind != B_CATCH && b->kind != B_SELF)
			declared_twice(s, n);
		break;
	case N_ARRAY:
	case N_OBJECT:
		for (n = n->a; n != NULL; n = n->next)
			scope_hoists(s, n);
		break;
	case N_PROP: scope_hoists(s, n->b); break;
	case N_ASSIGN:
	case N_SPREAD: scope_hoists(s, n->a); break;
	default: break;
	}
}

struct binding *
scope_declare(struct scoper *s, struct node *id, enum bind_kind k)
{
	struct atom *a = id->atom;
	struct binding *b = a->cur;

	check_name(s, id, k);
	/* A block after catch (e) may not declare e. */
	if (b != NULL && k != B_VAR && b->scope == s->sc->up &&
	    b->scope->is_catch && !s->sc->is_function)
		declared_twice(s, id);
	if (b != NULL && b->scope == s->sc) {
		id->bind = b;
		if (!may_repeat(s, b, k) ||
		    (k == B_PARAM && b->kind == B_PARAM &&
			!may_repeat_param(s))) {
			declared_twice(s, id);
		} else if (k == B_FUNC && b->kind == B_VAR) {
			b->kind = B_FUNC;
		}
		return b;
	}
	b = arena_item(s->x->arena, sizeof(*b));
	b->atom = a;
	b->fn = s->fn;
	b->scope = s->sc;
	b->shadowed = a->cur;
	b->kind = (uint8_t)k;
	b->early = UINT32_MAX;
	b->inited = k < B_LET || k == B_SELF;
	b->next = s->sc->list;
	s->sc->list = b;
	a->cur = b;
	a->bindings++;
	b->renamed = a->in_params == s->fn && k != B_PARAM && k != B_FUNC &&
	    s->sc->is_function && !s->fn->is_program;
	id->bind = b;
	return b;
}

void
scope_declare_pattern(struct scoper *s, struct node *n, enum bind_kind k)
{
	switch (n->kind) {
	case N_ID:
		if ((k == B_LET || k == B_CONST) &&
		    atom_is(n->atom, KW_let))
			lexer_fail(s->x, n->pos,
			    "'let' cannot be the name of a variable");
		n->flags |= NF_INIT;
		(void)scope_declare(s, n, k);
		break;
	case N_ARRAY:
	case N_OBJECT:
		for (n = n->a; n != NULL; n = n->next)
			scope_declare_pattern(s, n, k);
		break;
	case N_PROP: scope_declare_pattern(s, n->b, k); break;
	case N_ASSIGN:
	case N_SPREAD: scope_declare_pattern(s, n->a, k); break;
	default: break;
	}
}

static void
declare_statement(struct scoper *s, struct node *n)
{
	struct node *d;
	struct binding *b;

	switch (n->kind) {
	case S_VAR:
		for (d = n->a; d != NULL && n->op != VAR_VAR; d = d->next)
			scope_declare_pattern(s, d->a,
			    n->op == VAR_LET ? B_LET : B_CONST);
		break;
	case S_FUNC:
		b = scope_declare(s, n->a->a, B_FUNC);
		if (b->decl != NULL && !s->sc->is_function &&
		    (n->a->fn->async || n->a->fn->gen))
			declared_twice(s, n->a->a);
		n->a->fn->bind = b;
		b->decl = n->a;
		break;
	case S_CLASS:
		b = scope_declare(s, n->a->cls->id, B_CLASS);
		b->decl = n->a;
		b->solid = true;
		break;
	case S_ENUM:
	case S_NAMESPACE:
		b = scope_declare(s, n->a, B_ENUM);
		n->b = b->parts;
		b->parts = n;
		break;
	default: break;
	}
}

void
scope_declare_block(struct scoper *s, struct node *list)
{
	for (; list != NULL && !s->x->failed; list = list->next)
		declare_statement(s, list);
}

/* The function around that has its own this; *ret_inside: not directly. */
static struct func *
owner(struct scoper *s, bool *ret_inside)
{
	struct func *f = s->fn;

	*ret_inside = s->in_class > 0;
	while (f->transparent && f->up != NULL) {
		*ret_inside = true;
		f = f->up;
	}
	if (f->async || f->gen)
		*ret_inside = true;
	return f;
}

void
scope_use_this(struct scoper *s)
{
	bool inside;
	struct func *f = owner(s, &inside);

	f->uses_this = true;
	if (inside)
		f->alias_this = true;
	for (struct loop *l = s->loop; l != NULL; l = l->up)
		l->uses_this = true;
}

void
scope_use_target(struct scoper *s)
{
	bool inside;
	struct func *f = owner(s, &inside);

	f->uses_target = true;
	if (f->is_program && (f->around == NULL || !f->around->target))
		lexer_fail(s->x, s->x->tok.pos,
		    "new.target is only possible in a function");
}

static void
use_arguments(struct scoper *s)
{
	bool inside;
	struct func *f = owner(s, &inside);

	f->uses_args = true;
	if (inside)
		f->alias_args = true;
	for (struct loop *l = s->loop; l != NULL; l = l->up)
		l->uses_args = true;
}

static bool
is_arguments(struct scoper *s, const struct node *id)
{
	const struct binding *b = id->atom->cur;
	bool inside;
	const struct func *f;

	if (!atom_is(id->atom, KW_arguments))
		return false;
	f = owner(s, &inside);
	if (f->is_program && (f->around == NULL || !f->around->field))
		return false;
	if (f->field || f->is_program) {
		lexer_fail(s->x, id->pos,
		    "'arguments' is not allowed in a field");
		return false;
	}
	for (const struct func *g = s->fn; b != NULL; g = g->up) {
		if (b->fn == g)
			return false;
		if (g == f)
			break;
	}
	return true;
}

/* The function directly inside b's that contains the current place. */
static struct func *
outermost(struct scoper *s, const struct binding *b)
{
	struct func *f = s->fn;

	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a place is in a function */
	while (f->up != NULL && f->up != b->fn)
		f = f->up;
	return f;
}

static void
note_late(struct scoper *s, struct late_use **list, struct node *id,
    struct func *by)
{
	struct late_use *u = arena_item(s->x->arena, sizeof(*u));

	u->node = id;
	u->b = id->bind;
	u->by = by;
	u->next = *list;
	*list = u;
}

static void
early_use(struct scoper *s, struct node *id, struct binding *b)
{
	struct func *f;
	uint32_t pos = id->pos;

	if (s->fn != b->fn) {
		f = outermost(s, b);
		if (f->hoisted) {
			if (f->bind != b)
				note_late(s, &s->edges, id, f);
			return;
		}
		pos = f->pos < pos ? f->pos : pos;
	}
	if (pos < b->early)
		b->early = pos;
}

static void
too_early(struct scoper *s, struct node *id, struct binding *b)
{
	struct func *f;

	if (s->fn == b->fn) {
		if (b->inited)
			return;
	} else {
		f = outermost(s, b);
		if (f->hoisted && b->kind != B_INNER) {
			note_late(s, &s->late, id, f);
			return;
		}
		if (b->inited || b->kind == B_INNER)
			return;
	}
	id->flags |= NF_TDZ;
	b->tdz = true;
	b->scope->tdz = true;
}

static void
lift(const struct scope *sc)
{
	struct loop *l = sc->loop;

	l->lift = true;
	if (l->in_head && sc == l->head)
		l->head_captured = true;
}

void
scope_capture(struct binding *b)
{
	b->captured = true;
	if ((b->kind >= B_LET || b->kind == B_FUNC) && b->scope->loop != NULL)
		lift(b->scope);
}

void
scope_use(struct scoper *s, struct node *id, bool write)
{
	struct atom *a = id->atom;
	struct binding *b = a->cur;

	if (is_arguments(s, id)) {
		id->bind = NULL;
		id->flags |= NF_STATIC; /* the arguments object */
		use_arguments(s);
		return;
	}
	id->bind = b;
	if (s->params_of != NULL)
		a->in_params = s->params_of;
	for (struct func *f = s->fn; f != NULL && (b == NULL || f != b->fn);
	     f = f->up) {
		if (f->name == a && f->self == NULL)
			f->name_taken = true;
	}
	if (b == NULL) {
		a->global = true;
		return;
	}
	if (!write) {
		b->uses++;
	} else {
		b->assigned = true;
		b->elsewhere = b->elsewhere || s->fn != b->fn;
	}
	if (b->kind == B_INNER)
		b->cls->inner_used = true;
	if (b->kind == B_FUNC)
		early_use(s, id, b);
	else if (b->kind >= B_LET && b->kind != B_SELF && b->kind != B_ENUM)
		too_early(s, id, b);
	else if (b->kind == B_PARAM && !b->inited && s->fn == b->fn)
		id->flags |= NF_TDZ; /* (a = b, b): certainly too early */
	if (s->fn != b->fn)
		scope_capture(b);
}

/* Decides which uses in hoisted functions can run before a declaration. */
void
scope_late(struct scoper *s)
{
	bool changed = true;
	struct late_use *u;
	int round;

	for (round = 0; changed && round < EARLY_ROUNDS; round++) {
		changed = false;
		for (u = s->edges; u != NULL; u = u->next) {
			if (u->by->bind == NULL ||
			    u->by->bind->early >= u->b->early)
				continue;
			u->b->early = u->by->bind->early;
			changed = true;
		}
	}
	for (u = s->late; u != NULL; u = u->next) {
		if (!changed && u->by->bind != NULL &&
		    u->by->bind->early > u->b->early)
			continue;
		u->node->flags |= NF_TDZ;
		u->b->tdz = true;
		u->b->scope->tdz = true;
	}
}
