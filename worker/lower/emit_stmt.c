/* SPDX-License-Identifier: Apache-2.0 */
/* Statements, except loops. */
#include "worker/lower/emit.h"

/* The frame whose `var` a variable of the whole function is. */
static struct frame *
function_frame(const struct emit *e)
{
	struct frame *f = e->frame;

	while (f->lifted)
		f = f->up;
	return f;
}

static void
declare_in(struct emit *e, struct frame *f, const char *name)
{
	struct frame *here = e->frame;

	e->frame = f;
	emit_declare(e, name);
	e->frame = here;
}

static void
declare_pattern(struct emit *e, struct node *n, struct frame *f)
{
	switch (n->kind) {
	case N_ID:
		if (!n->bind->member)
			declare_in(e, f, emit_name_of(e, n->bind));
		break;
	case N_ARRAY:
	case N_OBJECT:
		for (n = n->a; n != NULL; n = n->next)
			declare_pattern(e, n, f);
		break;
	case N_PROP: declare_pattern(e, n->b, f); break;
	case N_ASSIGN:
	case N_SPREAD: declare_pattern(e, n->a, f); break;
	default: break;
	}
}

void
emit_stmt_declare(struct emit *e, struct node *pattern, uint8_t kind)
{
	declare_pattern(e, pattern,
	    kind == VAR_VAR ? function_frame(e) : e->frame);
}

/* `var` here, unless the variable belongs to the function further out. */
static void
var_name(struct emit *e, struct node *id, uint8_t kind)
{
	const char *name = emit_name_of(e, id->bind);

	if (kind == VAR_VAR && e->frame->lifted)
		declare_in(e, function_frame(e), name);
	else if (!id->bind->member)
		emit_str(e, "var ");
	emit_str(e, name);
}

static void
export_names(struct emit *e, struct node *n)
{
	switch (n->kind) {
	case N_ID:
		if (n->bind->member)
			break;
		emit_str(e, "$e");
		emit_property(e, n->atom);
		buf_addc(e->out, '=');
		emit_str(e, emit_name_of(e, n->bind));
		buf_addc(e->out, ';');
		break;
	case N_ARRAY:
	case N_OBJECT:
		for (n = n->a; n != NULL; n = n->next)
			export_names(e, n);
		break;
	case N_PROP: export_names(e, n->b); break;
	case N_ASSIGN:
	case N_SPREAD: export_names(e, n->a); break;
	default: break;
	}
}

static bool
is_exported(const struct emit *e, const struct node *n)
{
	return (n->flags & NF_EXPORT) && e->frame->fn->is_namespace;
}

static void
declarator(struct emit *e, struct node *d, uint8_t kind)
{
	emit_sync(e, d->line);
	if (d->a->kind == N_ID) {
		if (d->b == NULL && kind == VAR_VAR && e->frame->lifted)
			return;
		var_name(e, d->a, kind);
		if (d->b != NULL) {
			buf_addc(e->out, '=');
			emit_expr(e, d->b, P_ASSIGN);
		} else if (kind != VAR_VAR) {
			emit_str(e, "=void 0");
		}
	} else {
		emit_stmt_declare(e, d->a, kind);
		emit_pattern_assign(e, d->a, d->b);
	}
	buf_addc(e->out, ';');
}

void
emit_stmt_init(struct emit *e, struct node *n)
{
	if ((n->flags & NF_COVER) && !emit_ts_is_value(e, n))
		return;
	for (struct node *d = n->a; d != NULL; d = d->next) {
		if (d->a->kind == N_ID && d->b == NULL && n->op == VAR_VAR) {
			emit_stmt_declare(e, d->a, VAR_VAR);
			continue;
		}
		declarator(e, d, n->op);
		if (is_exported(e, n))
			export_names(e, d->a);
	}
}

static void
expression_statement(struct emit *e, struct node *n)
{
	const struct node *left = n->a;
	bool paren;

	if (n->flags & NF_RESULT) {
		emit_str(e, "$r=");
		emit_expr(e, n->a, P_ASSIGN);
		buf_addc(e->out, ';');
		return;
	}
	if (n->a->kind == N_ASSIGN && n->a->op == T_ASSIGN &&
	    (n->a->a->kind == N_ARRAY || n->a->a->kind == N_OBJECT)) {
		emit_pattern_assign(e, n->a->a, n->a->b);
		buf_addc(e->out, ';');
		return;
	}
	while (left->kind == N_MEMBER || left->kind == N_INDEX ||
	    left->kind == N_PRIVATE ||
	    left->kind == N_CALL || left->kind == N_BINARY ||
	    left->kind == N_ASSIGN || left->kind == N_COND ||
	    left->kind == N_LOGICAL || left->kind == N_SEQ ||
	    left->kind == N_TAGGED ||
	    (left->kind == N_UPDATE && !(left->flags & NF_PREFIX)))
		left = left->a;
	/* A string alone must not become a directive. */
	paren = left->kind == N_OBJECT || left->kind == N_FUNC ||
	    n->a->kind == N_STR;
	if (paren)
		buf_addc(e->out, '(');
	emit_expr_void(e, n->a);
	if (paren)
		buf_addc(e->out, ')');
	buf_addc(e->out, ';');
}

static void
body(struct emit *e, struct node *n)
{
	buf_addc(e->out, '{');
	emit_stmt(e, n);
	buf_addc(e->out, '}');
}

static void
if_chain(struct emit *e, struct node *n)
{
	for (;;) {
		emit_str(e, "if(");
		emit_big_truth(e, n->a, P_SEQ);
		buf_addc(e->out, ')');
		body(e, n->b);
		if ((n = n->c) == NULL)
			return;
		emit_str(e, "else ");
		if (n->kind != S_IF)
			break;
	}
	body(e, n);
}

void
emit_stmt_tdz(struct emit *e, const struct scope *sc)
{
	struct binding *b;

	if (sc == NULL || !sc->tdz)
		return;
	for (b = sc->list; b != NULL; b = b->next) {
		if (!b->tdz || (b->solid && !b->assigned) ||
		    b->kind == B_INNER || b->member)
			continue;
		emit_fmt(e, "var %s=$.unset;", emit_name_of(e, b));
	}
}

static void
block(struct emit *e, struct node *n)
{
	emit_stmt_tdz(e, n->scope);
	emit_stmts(e, n->a);
}

static void
braced(struct emit *e, struct node *n)
{
	emit_sync(e, n->line);
	buf_addc(e->out, '{');
	block(e, n);
	buf_addc(e->out, '}');
}

static void
handler(struct emit *e, struct node *n)
{
	const char *name = "$x";

	if (n->b != NULL) {
		emit_sync(e, n->b->line);
		if (n->b->kind == N_ID)
			name = emit_name_of(e, n->b->bind);
		else
			emit_stmt_declare(e, n->b, VAR_LET);
	}
	emit_fmt(e, "catch(%s){", name);
	if (e->frame->fn->gen)
		emit_fmt(e, "if(%s===$.back)throw %s;", name, name);
	if (n->b != NULL && n->b->kind != N_ID) {
		emit_pattern_apart(e, n->b, name);
		buf_addc(e->out, ';');
	}
	if (n->flags & NF_RESULT)
		emit_str(e, "$r=void 0;");
	block(e, n->c);
	buf_addc(e->out, '}');
}

/* Its own value counts only where it leaves by a jump. */
static void
finalizer(struct emit *e, struct node *n)
{
	const char *t;

	if (!(n->flags & NF_RESULT)) {
		braced(e, n->d);
		return;
	}
	t = emit_temp(e);
	emit_fmt(e, "{%s=$r;$r=void 0;", t);
	braced(e, n->d);
	emit_fmt(e, "$r=%s;}", t);
}

static void
try_statement(struct emit *e, struct node *n)
{
	/* In one statement Duktape's catch would see what finally throws. */
	emit_str(e, n->c != NULL && n->d != NULL ? "try{try" : "try");
	braced(e, n->a);
	if (n->c != NULL)
		handler(e, n);
	if (n->d != NULL) {
		emit_str(e, n->c != NULL ? "}finally" : "finally");
		finalizer(e, n);
	}
}

static void
switch_statement(struct emit *e, struct node *n)
{
	struct target t = { .up = e->targets,
		.frame = e->frame,
		.breakable = true };

	emit_stmt_tdz(e, n->scope);
	emit_str(e, "switch(");
	if (!emit_op_early(e, n->a, NULL))
		emit_expr(e, n->a, P_SEQ);
	emit_str(e, "){");
	e->targets = &t;
	for (struct node *c = n->b; c != NULL; c = c->next) {
		emit_sync(e, c->line);
		if (c->a != NULL) {
			emit_str(e, "case ");
			emit_expr(e, c->a, P_SEQ);
			buf_addc(e->out, ':');
		} else {
			emit_str(e, "default:");
		}
		emit_stmts(e, c->b);
	}
	e->targets = t.up;
	buf_addc(e->out, '}');
}

static bool
is_loop(const struct node *n)
{
	return n->kind == S_FOR || n->kind == S_FORIN || n->kind == S_FOROF ||
	    n->kind == S_WHILE || n->kind == S_DO;
}

static void
label_statement(struct emit *e, struct node *n)
{
	struct target t = { .up = e->targets, .frame = e->frame };
	struct label *l = arena_item(e->arena, sizeof(*l));

	l->atom = n->atom;
	l->next = e->labels;
	e->labels = l;
	if (is_loop(n->a) || n->a->kind == S_LABEL) {
		emit_stmt(e, n->a);
		return;
	}
	t.labels = l;
	emit_jump_labels(e);
	e->targets = &t;
	body(e, n->a);
	e->targets = t.up;
}

/* Declared inside a block: ES5's strict code has no such functions. */
static bool
is_block_function(struct emit *e, const struct node *n)
{
	const struct binding *b = n->a->fn->bind;

	return b != NULL && (!b->scope->is_function || e->frame->lifted);
}

static void
block_function(struct emit *e, struct node *n)
{
	struct func *f = n->a->fn;
	struct frame *frame = e->frame;

	buf_adds(e->out, "var ");
	emit_str(e, emit_name_of(e, f->bind));
	buf_addc(e->out, '=');
	emit_func(e, n->a, false);
	buf_addc(e->out, ';');
	e->frame = frame;
}

static void
function_statement(struct emit *e, struct node *n)
{
	const struct binding *b = n->a->fn->bind;

	if (!is_block_function(e, n))
		emit_func(e, n->a, true);
	else if (b->early >= n->a->pos)
		block_function(e, n);
	if (is_exported(e, n)) {
		emit_str(e, "$e");
		emit_property(e, b->atom);
		emit_fmt(e, "=%s;", emit_name_of(e, n->a->fn->bind));
	}
}

static void
class_statement(struct emit *e, struct node *n)
{
	struct node *id = n->a->cls->id;

	emit_str(e, "var ");
	emit_str(e, emit_name_of(e, id->bind));
	buf_addc(e->out, '=');
	emit_class(e, n->a);
	buf_addc(e->out, ';');
	if (is_exported(e, n))
		export_names(e, id);
}

static void
value_statement(struct emit *e, const char *open, struct node *value,
    uint32_t place)
{
	emit_str(e, open);
	emit_expr(e, value, P_SEQ);
	if (!emit_is_lazy(value))
		emit_place(e, place);
	emit_str(e, ");");
}

static void
statement(struct emit *e, struct node *n)
{
	if ((n->flags & NF_RESULT) && n->kind != S_EXPR)
		emit_str(e, "$r=void 0;");
	switch (n->kind) {
	case S_VAR: emit_stmt_init(e, n); break;
	case S_FUNC: function_statement(e, n); break;
	case S_CLASS: class_statement(e, n); break;
	case S_EXPR: expression_statement(e, n); break;
	case S_DEFAULT: value_statement(e, "$r=(", n->a, n->pos); break;
	case S_BLOCK: braced(e, n); break;
	case S_IF: if_chain(e, n); break;
	case S_FOR:
	case S_FORIN:
	case S_FOROF:
	case S_WHILE:
	case S_DO: emit_loop(e, n); break;
	case S_RETURN: emit_func_return(e, n->a); break;
	case S_BREAK: emit_jump(e, false, n->atom, n); break;
	case S_CONTINUE: emit_jump(e, true, n->atom, n); break;
	case S_THROW: value_statement(e, "throw(", n->a, n->pos); break;
	case S_TRY: try_statement(e, n); break;
	case S_SWITCH: switch_statement(e, n); break;
	case S_LABEL: label_statement(e, n); break;
	case S_WITH:
		emit_str(e, "with(");
		emit_expr(e, n->a, P_SEQ);
		buf_addc(e->out, ')');
		body(e, n->d);
		break;
	case S_ENUM: emit_ts_enum(e, n); break;
	case S_NAMESPACE: emit_ts_namespace(e, n); break;
	default: break;
	}
}

void
emit_stmt(struct emit *e, struct node *n)
{
	unsigned used = e->frame->used;
	bool closes = n->closes && (n->kind == S_EXPR || n->kind == S_VAR ||
		n->kind == S_RETURN || n->kind == S_THROW);
	struct walks w;

	if (e->x->failed)
		return;
	emit_at(e, n);
	emit_pattern_try(e, &w, closes);
	if (n->kind == S_EMPTY)
		buf_addc(e->out, ';');
	else
		statement(e, n);
	emit_pattern_end(e, &w, closes);
	e->frame->used = used;
}

void
emit_stmts(struct emit *e, struct node *list)
{
	/* Functions of a block that are used above their place; what a
	 * declaration does not say of itself. */
	for (struct node *n = list; n != NULL; n = n->next) {
		if (n->kind != S_FUNC)
			continue;
		if (!is_block_function(e, n))
			emit_func_declared(e, n->a);
		else if (n->a->fn->bind->early < n->a->pos)
			block_function(e, n);
	}
	for (; list != NULL; list = list->next)
		emit_stmt(e, list);
}
