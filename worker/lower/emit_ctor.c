/* SPDX-License-Identifier: Apache-2.0 */
/* The constructor that a class was given. */
#include "worker/lower/emit.h"

/* Can evaluating it not touch `this`? */
static bool
is_harmless(const struct node *n)
{
	switch (n->kind) {
	case N_ID:
	case N_STR:
	case N_NUM:
	case N_NULL:
	case N_QUASI:
	case N_TRUE:
	case N_FALSE: return true;
	case N_MEMBER: return is_harmless(n->a);
	case N_TEMPLATE:
		for (n = n->a; n != NULL; n = n->next) {
			if (!is_harmless(n))
				return false;
		}
		return true;
	default: return false;
	}
}

static bool
calls_super_first(const struct func *f)
{
	const struct node *s = f->body;

	if (s == NULL || s->kind != S_EXPR || s->a->kind != N_CALL ||
	    s->a->a->kind != N_SUPER || !f->simple_params)
		return false;
	for (s = s->a->b; s != NULL; s = s->next) {
		if (!is_harmless(s))
			return false;
	}
	return true;
}

/* Is the call n the super() that a constructor begins with? */
static bool
is_first(const struct func *f, const struct node *n)
{
	return calls_super_first(f) && f->body->a == n;
}

static bool
has_spread(const struct node *n)
{
	for (; n != NULL; n = n->next) {
		if (n->kind == N_SPREAD)
			return true;
	}
	return false;
}

/* The call of the parent, before its arguments; returns what stands between.
 * Our own Duktape sees by itself which constructor's it is, as long as no
 * function stands between. */
static const char *
open_parent(struct emit *e, const struct cls *c, bool list, bool inside)
{
	if (e->marks && !inside) {
		emit_str(e, list ? "$.hereOf(" : "$.here(");
		return "";
	}
	emit_fmt(e, "$.%s($c%u,$n,%s", list ? "superOf" : "super", c->id_no,
	    inside ? "$o" : "this");
	return ",";
}

static void
call_parent(struct emit *e, const struct node *n, bool inside)
{
	bool spread = has_spread(n->b);
	const char *before = open_parent(e, e->cls, spread, inside);

	if (spread) {
		emit_str(e, before);
		emit_literal_list(e, n->b);
	}
	for (struct node *p = spread ? NULL : n->b; p != NULL; p = p->next) {
		emit_str(e, before);
		emit_expr(e, p, P_ASSIGN);
		before = ",";
	}
	emit_close_at(e, n->pos);
}

/* What the parent of a class without a constructor makes. */
void
emit_func_parent(struct emit *e, const struct cls *c)
{
	emit_fmt(e, "%sarguments)", open_parent(e, c, true, false));
}

/* super(...) */
void
emit_func_super(struct emit *e, struct node *n)
{
	bool inside;
	struct func *f = emit_owner(e, &inside);
	bool first = is_first(f, n);
	struct node *p;

	emit_fmt(e, "($t=%s", first ? "" : "$.once(");
	call_parent(e, n, inside);
	if (!first) {
		emit_str(e, ",$t");
		emit_close_at(e, n->pos);
	}
	for (p = f->params; p != NULL; p = p->next)
		emit_func_property(e, p, "$t", ",");
	if (emit_class_has_init(e->cls)) {
		buf_addc(e->out, ',');
		(void)emit_class_init(e, e->cls, "$t");
	}
	emit_str(e, ",$t)");
}

static void
start_of_ctor(struct emit *e, const struct func *f, const struct cls *c)
{
	emit_str(e, "var $n=new.target||$.target(");
	if (c->name != NULL)
		emit_quoted(e, c->name);
	else
		emit_str(e, "\"\"");
	emit_str(e, ")");
	if (f->derived)
		emit_str(e, ",$t,$o=this");
	else if (f->alias_this)
		emit_str(e, ",$t=this");
	if (f->alias_args)
		emit_str(e, ",$a=arguments");
	buf_addc(e->out, ';');
}

static bool
has_properties(const struct func *f)
{
	for (const struct node *p = f->params; p != NULL; p = p->next) {
		if ((p->kind == N_ASSIGN ? p->a : p)->flags & NF_EXPORT)
			return true;
	}
	return false;
}

static void
init_fields(struct emit *e, const struct cls *c)
{
	if (emit_class_init(e, c, "this"))
		buf_addc(e->out, ';');
}

/* TypeScript's parameter properties come before the fields. */
static void
own_properties(struct emit *e, const struct func *f, const struct cls *c)
{
	for (const struct node *p = f->params; p != NULL; p = p->next) {
		emit_func_property(e, p, "this", ";");
	}
	buf_addc(e->out, ';');
	init_fields(e, c);
}

/* What it returns is looked at where no try of its own can see it. */
static void
body_apart(struct emit *e, struct func *f)
{
	struct frame inner;

	emit_str(e, "return $.made((");
	emit_func_hidden(e);
	emit_str(e, "(){");
	emit_open(e, &inner, f, true);
	emit_func_statements(e, f);
	emit_close(e);
	emit_str(e, "})(),$t)");
}

/* `(a){...}` of a class whose constructor was written. */
void
emit_func_ctor(struct emit *e, const struct node *n)
{
	const struct cls *c = n->cls;
	struct func *f = c->ctor;
	struct outside o = emit_func_inside(e, f);
	struct frame frame;

	emit_written(e, n->pos, n->end);
	emit_open(e, &frame, f, false);
	emit_func_parameters(e, f);
	e->no_this_check = f->derived && calls_super_first(f);
	emit_func_rest(e, f);
	start_of_ctor(e, f, c);
	if (!f->derived && !has_properties(f))
		init_fields(e, c);
	emit_func_defaults(e, f);
	if (!f->derived && has_properties(f))
		own_properties(e, f, c);
	if (f->try_return)
		body_apart(e, f);
	else
		emit_func_statements(e, f);
	if (f->derived && !f->try_return)
		emit_str(e, e->no_this_check ? ";return $t"
					     : ";return $t||$.nothis()");
	emit_close(e);
	buf_addc(e->out, '}');
	emit_func_outside(e, o);
}
