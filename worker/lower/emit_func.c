/* SPDX-License-Identifier: Apache-2.0 */
/* Functions: names, parameters, and the wrapper of async and generators. */
#include "worker/lower/emit.h"

/* A name that ES5 takes for a function expression. */
static bool
is_usable_name(const struct atom *a)
{
	return a != NULL && atom_is_ascii_name(a) &&
	    (a->kw == 0 || a->kw > KW_STRICT_LAST) && a->kw != KW_eval &&
	    a->kw != KW_arguments;
}

static const char *
parameter_name(struct emit *e, const struct node *n, unsigned i)
{
	if (n->kind == N_ASSIGN)
		n = n->a;
	if (n->kind == N_ID)
		return emit_name_of(e, n->bind);
	return emit_text(e, "$p%u", i);
}

static void
parameters(struct emit *e, struct func *f)
{
	unsigned i = 0;

	buf_addc(e->out, '(');
	for (struct node *n = f->params; n != NULL; n = n->next, i++) {
		if (n->kind == N_SPREAD)
			break;
		if (i > 0)
			buf_addc(e->out, ',');
		emit_sync(e, n->line);
		emit_str(e, parameter_name(e, n, i));
	}
	emit_str(e, "){");
}

static void
declare_names(struct emit *e, struct node *n)
{
	switch (n->kind) {
	case N_ID: emit_declare(e, emit_name_of(e, n->bind)); break;
	case N_ARRAY:
	case N_OBJECT:
		for (n = n->a; n != NULL; n = n->next)
			declare_names(e, n);
		break;
	case N_PROP: declare_names(e, n->b); break;
	case N_ASSIGN:
	case N_SPREAD: declare_names(e, n->a); break;
	default: break;
	}
}

/* The rest parameter, which only the outer function sees. */
static void
rest(struct emit *e, struct func *f)
{
	unsigned i = 0;

	for (struct node *n = f->params; n != NULL; n = n->next, i++) {
		if (n->kind != N_SPREAD)
			continue;
		emit_sync(e, n->line);
		emit_fmt(e, "var %s=$.rest(arguments,%u);",
		    n->a->kind == N_ID ? emit_name_of(e, n->a->bind) :
		    emit_text(e, "$p%u", i), i);
	}
}

static void
default_value(struct emit *e, struct node *n, const char *name)
{
	emit_fmt(e, "if(%s===void 0)%s=", name, name);
	emit_expr(e, n, P_ASSIGN);
	buf_addc(e->out, ';');
}

static void
pattern(struct emit *e, struct node *n, const char *name)
{
	declare_names(e, n);
	emit_pattern(e, n, name);
	buf_addc(e->out, ';');
}

/* Default values and patterns, from the first parameter to the last. */
static void
defaults(struct emit *e, struct func *f)
{
	const char *name;
	unsigned i = 0, used = e->frame->used;

	for (struct node *n = f->params; n != NULL; n = n->next, i++) {
		struct node *target = n->kind == N_ASSIGN ||
		    n->kind == N_SPREAD ? n->a : n;

		name = parameter_name(e, target, i);
		emit_sync(e, n->line);
		if (n->kind == N_ASSIGN)
			default_value(e, n->b, name);
		if (target->kind != N_ID)
			pattern(e, target, name);
		e->frame->used = used;
	}
}

void
emit_func_property(struct emit *e, const struct node *n, const char *self,
    const char *before)
{
	if (n->kind == N_ASSIGN)
		n = n->a;
	if (!(n->flags & NF_EXPORT) || n->kind != N_ID)
		return;
	emit_str(e, before);
	emit_str(e, self);
	emit_property(e, n->atom);
	buf_addc(e->out, '=');
	emit_str(e, emit_name_of(e, n->bind));
}

/* What inner functions call $t, $a and $n. */
static void
aliases(struct emit *e, const struct func *f)
{
	if (f->transparent || f->ctor)
		return;
	if (f->alias_this)
		emit_str(e, "var $t=this;");
	if (f->alias_args)
		emit_str(e, "var $a=arguments;");
	if (f->uses_target)
		emit_str(e, "var $n=new.target;");
}

static const char *
wrapper(const struct func *f)
{
	if (f->async && f->gen)
		return "return $.agen(function(){";
	if (f->gen)
		return "return $.gen(function(){";
	return f->has_await ? "return $.async(function(){" :
	    "return $.settled(function(){";
}

static void
statements(struct emit *e, struct func *f)
{
	if (!f->expr_body) {
		emit_stmt_tdz(e, f->scope);
		emit_stmts(e, f->body);
		return;
	}
	emit_sync(e, f->body->line);
	emit_str(e, "return(");
	emit_expr(e, f->body, P_SEQ);
	buf_addc(e->out, ')');
}

/* The body in the frame that is open. */
void
emit_func_body(struct emit *e, struct func *f)
{
	struct frame inner;

	aliases(e, f);
	rest(e, f);
	if (!f->async && !f->gen) {
		defaults(e, f);
		statements(e, f);
		return;
	}
	emit_str(e, wrapper(f));
	emit_open(e, &inner, f, true);
	defaults(e, f);
	statements(e, f);
	emit_close(e);
	emit_str(e, "})");
}

/* Jumps do not leave a function: what is outside is put aside. */
struct outside {
	struct target *targets;
	struct label *labels;
	bool no_this_check;
};

static struct outside
go_inside(struct emit *e, const struct func *f)
{
	struct outside o = { e->targets, e->labels, e->no_this_check };

	e->targets = NULL;
	e->labels = NULL;
	if (!f->transparent)
		e->no_this_check = false;
	return o;
}

static void
go_outside(struct emit *e, struct outside o)
{
	e->targets = o.targets;
	e->labels = o.labels;
	e->no_this_check = o.no_this_check;
}

static void
parameters_and_body(struct emit *e, struct func *f)
{
	struct outside o = go_inside(e, f);
	struct frame frame;

	emit_open(e, &frame, f, false);
	parameters(e, f);
	if (f->has_directive && !e->program)
		emit_str(e, "\"use strict\";");
	emit_func_body(e, f);
	emit_close(e);
	buf_addc(e->out, '}');
	go_outside(e, o);
}

/* `(a){...}` */
void
emit_func_method(struct emit *e, struct node *n)
{
	parameters_and_body(e, n->fn);
}

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
		emit_str(e, ",$t");
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
	if (emit_class_has_init(c))
		emit_fmt(e, "$i%u.call(this);", c->id_no);
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

/* `(a){...}` of a class whose constructor was written. */
void
emit_func_ctor(struct emit *e, struct cls *c)
{
	struct func *f = c->ctor;
	struct outside o = go_inside(e, f);
	struct frame frame;

	emit_open(e, &frame, f, false);
	parameters(e, f);
	e->no_this_check = f->derived && calls_super_first(f);
	rest(e, f);
	start_of_ctor(e, f, c);
	if (!f->derived && !has_properties(f))
		init_fields(e, c);
	defaults(e, f);
	if (!f->derived && has_properties(f))
		own_properties(e, f, c);
	statements(e, f);
	if (f->derived)
		emit_str(e, ";return $t||$.nothis()");
	emit_close(e);
	buf_addc(e->out, '}');
	go_outside(e, o);
}

static void
function_text(struct emit *e, struct node *n, const char *name)
{
	emit_str(e, "function ");
	emit_str(e, name);
	parameters_and_body(e, n->fn);
}

/* A function expression, or with `is_decl` a declaration. */
void
emit_func(struct emit *e, struct node *n, bool is_decl)
{
	struct func *f = n->fn;

	if (is_decl) {
		function_text(e, n, emit_name_of(e, f->bind));
	} else if (f->self != NULL) {
		function_text(e, n, emit_name_of(e, f->bind));
	} else if (f->name != NULL && !f->name_taken &&
	    is_usable_name(f->name)) {
		function_text(e, n, emit_global_name(e, f->name));
	} else if (f->name != NULL) {
		emit_str(e, "$.name(");
		function_text(e, n, "");
		buf_addc(e->out, ',');
		emit_quoted(e, f->name);
		buf_addc(e->out, ')');
	} else {
		function_text(e, n, "");
	}
}

/* `return value` for the function whose frame is open. */
void
emit_func_return(struct emit *e, struct node *value)
{
	const struct func *f = e->frame->fn;
	const char *open = "return(", *close = ");";

	if (e->frame->lifted) {
		e->frame->returns = true;
		open = "return[";
		close = "];";
	} else if (f->ctor && f->derived) {
		open = "return $.made(";
		close = ",$t);";
	}
	emit_str(e, open);
	if (value != NULL)
		emit_expr(e, value, P_ASSIGN);
	else
		emit_str(e, "void 0");
	emit_str(e, close);
}
