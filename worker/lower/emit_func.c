/* SPDX-License-Identifier: Apache-2.0 */
/* Functions: names, parameters, and the wrapper of async and generators. */
#include "worker/lower/emit.h"
#include "worker/lower/value.h"

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

void
emit_func_parameters(struct emit *e, struct func *f)
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
void
emit_func_rest(struct emit *e, struct func *f)
{
	unsigned i = 0;

	for (struct node *n = f->params; n != NULL; n = n->next, i++) {
		if (n->kind != N_SPREAD)
			continue;
		emit_sync(e, n->line);
		emit_fmt(e, "var %s=$.rest(arguments,%u);",
		    n->a->kind == N_ID ? emit_name_of(e, n->a->bind)
				       : emit_text(e, "$p%u", i),
		    i);
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
	emit_pattern_apart(e, n, name);
	buf_addc(e->out, ';');
}

/* Default values and patterns, from the first parameter to the last. */
void
emit_func_defaults(struct emit *e, struct func *f)
{
	const char *name;
	unsigned i = 0, used = e->frame->used;

	for (struct node *n = f->params; n != NULL; n = n->next, i++) {
		struct node *target =
		    n->kind == N_ASSIGN || n->kind == N_SPREAD ? n->a : n;

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

void
emit_func_hidden(struct emit *e)
{
	emit_str(e, e->marks ? "function $a$$l" : "function");
	emit_written(e, 0, 0);
}

void
emit_written(struct emit *e, uint32_t from, uint32_t end)
{
	const uint32_t at[2] = { from, end };

	if (e->written != NULL)
		buf_add(e->written, at, sizeof(at));
}

void
emit_func_named(struct emit *e, const struct func *f)
{
	emit_str(e, "function");
	if (e->marks && is_usable_name(f->name))
		emit_fmt(e, " $a$%.*s", (int)f->name->len, f->name->s);
	emit_written(e, 0, 0);
}

static const char *
wrapper(const struct func *f)
{
	if (f->async && f->gen)
		return "return $.agen(";
	if (f->gen)
		return "return $.gen(";
	return f->has_await ? "return $.async(" : "return $.settled(";
}

/* What the body does not share with the parameters. */
static void
own_vars(struct emit *e, const struct func *f)
{
	if (f->inner == NULL)
		return;
	for (struct binding *b = f->inner->list; b != NULL; b = b->next)
		if (b->param != NULL)
			emit_fmt(e, "var %s=%s;", emit_name_of(e, b),
			    emit_name_of(e, b->param));
	emit_stmt_tdz(e, f->inner);
}

void
emit_func_statements(struct emit *e, struct func *f)
{
	if (!f->expr_body) {
		own_vars(e, f);
		emit_stmt_tdz(e, f->scope);
		emit_stmts(e, f->body);
		return;
	}
	emit_sync(e, f->body->line);
	emit_str(e, "return(");
	emit_expr(e, f->body, P_SEQ);
	buf_addc(e->out, ')');
}

/* How a generator function's body names the function. */
static const char *
itself(struct emit *e, const struct func *f)
{
	if (f->bind == NULL)
		return "$g";
	return f->bind->assigned && f->self == NULL ? "void 0"
						    : emit_name_of(e, f->bind);
}

/* The body in the frame that is open. */
void
emit_func_body(struct emit *e, struct func *f)
{
	struct frame inner;

	aliases(e, f);
	emit_func_rest(e, f);
	if (f->gen || !f->async)
		emit_func_defaults(e, f);
	if (!f->async && !f->gen) {
		emit_func_statements(e, f);
		return;
	}
	emit_str(e, wrapper(f));
	emit_func_named(e, f);
	emit_str(e, "(){");
	emit_open(e, &inner, f, true);
	if (!f->gen)
		emit_func_defaults(e, f);
	emit_func_statements(e, f);
	emit_close(e);
	emit_str(e, "}");
	if (f->gen)
		emit_fmt(e, ",%s", itself(e, f));
	buf_addc(e->out, ')');
}

struct outside
emit_func_inside(struct emit *e, const struct func *f)
{
	struct outside o = { e->targets, e->labels, e->no_this_check };

	e->targets = NULL;
	e->labels = NULL;
	if (!f->transparent)
		e->no_this_check = false;
	return o;
}

void
emit_func_outside(struct emit *e, struct outside o)
{
	e->targets = o.targets;
	e->labels = o.labels;
	e->no_this_check = o.no_this_check;
}

static void
parameters_and_body(struct emit *e, struct func *f)
{
	struct outside o = emit_func_inside(e, f);
	struct frame frame;

	emit_written(e, f->from, f->node->end);
	emit_open(e, &frame, f, false);
	emit_func_parameters(e, f);
	if (f->has_directive)
		emit_str(e, "\"use strict\";");
	emit_func_body(e, f);
	emit_close(e);
	buf_addc(e->out, '}');
	emit_func_outside(e, o);
}

/* `(a){...}` */
void
emit_func_method(struct emit *e, struct node *n)
{
	parameters_and_body(e, n->fn);
}

/* Does .length count fewer parameters than are printed? */
bool
emit_func_is_short(const struct func *f)
{
	uint32_t printed = 0;

	for (const struct node *n = f->params; n != NULL; n = n->next)
		printed += n->kind != N_SPREAD;
	return printed != f->nparams;
}

/* What makes a function of its kind, NULL for a plain one. */
const char *
emit_func_kind(const struct func *f)
{
	if (f->gen)
		return f->async ? "$.agfn(" : "$.gfn(";
	return f->async ? "$.afn(" : NULL;
}

/* What the name says of the function, for worker/inside; "" else. */
static const char *
mark(struct emit *e, const struct func *f)
{
	const char *letter = f->arrow || f->method || f->async ? "$a" : "$f";

	if (!e->marks)
		return "";
	return emit_func_is_short(f)
	    ? emit_text(e, "%s%u$", letter, (unsigned)f->nparams)
	    : emit_text(e, "%s$", letter);
}

static void
function_text(struct emit *e, struct node *n, const char *name)
{
	emit_str(e, "function ");
	emit_str(e, name);
	parameters_and_body(e, n->fn);
}

static void
short_end(struct emit *e, const struct func *f, bool is_short)
{
	if (is_short)
		emit_fmt(e, ",%u)", (unsigned)f->nparams);
}

/* Is the name in the output not what the program calls it? */
static bool
is_misnamed(struct emit *e, const struct func *f)
{
	const char *out = emit_name_of(e, f->bind);

	return f->name != NULL &&
	    (__builtin_strlen(out) != f->name->len ||
		__builtin_memcmp(out, f->name->s, f->name->len) != 0);
}

/* Named in a way that its body can see: a generator asks itself for its
 * prototype. */
static void
self_named(struct emit *e, struct node *n, const char *name)
{
	const struct func *f = n->fn;
	const char *kind = emit_func_kind(f);
	bool is_short = emit_func_is_short(f);
	bool misnamed = f->self != NULL && is_misnamed(e, f);

	if (misnamed)
		emit_str(e, "$.name(");
	if (is_short)
		emit_str(e, "$.len(");
	if (kind != NULL)
		emit_str(e, kind);
	function_text(e, n, name);
	if (kind != NULL && f->self == NULL) {
		buf_addc(e->out, ',');
		if (f->name != NULL)
			emit_quoted(e, f->name);
		else
			emit_str(e, "\"\"");
	}
	if (kind != NULL)
		buf_addc(e->out, ')');
	short_end(e, f, is_short);
	if (!misnamed)
		return;
	buf_addc(e->out, ',');
	emit_quoted(e, f->name);
	buf_addc(e->out, ')');
}

/* Its name is only to be read. */
static void
inferred(struct emit *e, struct node *n)
{
	const struct func *f = n->fn;
	const char *m = mark(e, f), *kind = emit_func_kind(f), *name = "";
	bool usable = f->name == NULL ||
	    (m[0] != '\0' ? atom_is_ascii_name(f->name)
			  : is_usable_name(f->name) && !f->name_taken);
	bool is_short = m[0] == '\0' && emit_func_is_short(f);

	if (is_short)
		emit_str(e, "$.len(");
	if (!usable)
		emit_str(e, "$.name(");
	if (kind != NULL)
		emit_str(e, kind);
	if (f->name != NULL && usable)
		name = m[0] != '\0'
		    ? emit_text(e, "%.*s", (int)f->name->len, f->name->s)
		    : emit_global_name(e, f->name);
	function_text(e, n, emit_text(e, "%s%s", m, name));
	if (kind != NULL)
		buf_addc(e->out, ')');
	if (!usable) {
		buf_addc(e->out, ',');
		emit_quoted(e, f->name);
		buf_addc(e->out, ')');
	}
	short_end(e, f, is_short);
}

/* A function expression, or with `is_decl` a declaration. */
void
emit_func(struct emit *e, struct node *n, bool is_decl)
{
	struct func *f = n->fn;

	if (is_decl)
		function_text(e, n, emit_name_of(e, f->bind));
	else if (f->self != NULL)
		self_named(e, n, emit_name_of(e, f->bind));
	else if (f->gen)
		self_named(e, n, "$g");
	else
		inferred(e, n);
}

/* What a declaration needs besides, where its scope begins. */
void
emit_func_declared(struct emit *e, struct node *n)
{
	struct func *f = n->fn;
	const char *kind = emit_func_kind(f);

	if (kind != NULL)
		emit_fmt(e, "%s%s);", kind, emit_name_of(e, f->bind));
	if (emit_func_is_short(f))
		emit_fmt(e, "$.len(%s,%u);", emit_name_of(e, f->bind),
		    (unsigned)f->nparams);
	if (!is_misnamed(e, f))
		return;
	emit_fmt(e, "$.name(%s,", emit_name_of(e, f->bind));
	emit_quoted(e, f->name);
	emit_str(e, ");");
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
	} else if (f->ctor && f->derived && !f->try_return) {
		open = "return $.made(";
		close = ",$t);";
	}
	emit_str(e, open);
	if (f->async && f->gen && value != NULL)
		emit_str(e, "$.await(");
	/* The program's value: a function is called. */
	if (value != NULL && (value->flags & NF_RESULT)) {
		emit_str(e, value_has_entry(value) ? "$.entry(" : "$.last(");
		close = "));";
	}
	if (value != NULL)
		emit_expr(e, value, P_ASSIGN);
	else
		emit_str(e, "void 0");
	if (value != NULL && (value->flags & NF_RESULT) &&
	    value->kind == N_FUNC)
		value_arguments(e, value->fn);
	if (f->async && f->gen && value != NULL)
		buf_addc(e->out, ')');
	emit_str(e, close);
}
