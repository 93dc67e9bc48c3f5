/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions: names, this, and which of the others prints the rest. */
#include "worker/lower/direct.h"

static void
early(struct emit *e, struct node *n, const char *name)
{
	const struct binding *b = n->bind;

	if (b->kind == B_PARAM) {
		emit_str(e, "$.early(");
		emit_quoted(e, n->atom);
		buf_addc(e->out, ')');
		return;
	}
	buf_addc(e->out, '(');
	emit_str(e, name);
	if (b->solid && !b->assigned)
		emit_str(e, "===void 0?$.early(");
	else
		emit_str(e, "===$.unset?$.early(");
	emit_quoted(e, n->atom);
	emit_str(e, "):");
	emit_str(e, name);
	buf_addc(e->out, ')');
}

static bool
is_undefined(const struct node *n)
{
	return n->bind == NULL && !(n->flags & NF_STATIC) &&
	    atom_is(n->atom, KW_undefined);
}

static void
arguments_object(struct emit *e)
{
	bool inside;
	const struct func *f = emit_owner(e, &inside);

	emit_str(e, inside || f->async || f->gen ? "$a" : "arguments");
}

bool
emit_is_early(const struct node *n)
{
	return (n->flags & NF_TDZ) && !(n->bind != NULL && n->bind->member);
}

/* A variable's value. */
void
emit_expr_id(struct emit *e, struct node *n)
{
	const char *name;

	if (n->flags & NF_STATIC) {
		arguments_object(e);
	} else if (n->bind == NULL) {
		emit_place(e, n->pos);
		emit_str(e, emit_global_name(e, n->atom));
	} else {
		name = emit_name_of(e, n->bind);
		if (emit_is_early(n)) {
			emit_place(e, n->pos);
			early(e, n, name);
		} else {
			emit_str(e, name);
		}
	}
}

const char *
emit_expr_this_text(const struct emit *e)
{
	bool inside;
	const struct func *f = emit_owner(e, &inside);

	if (f->is_program && f->around != NULL && f->around->has_this)
		return DIRECT_SCOPE "[\"this\"]";
	if (f->is_program && e->program)
		return e->indirect ? "$.global" : "void 0";
	if (f->is_program)
		return inside && e->script ? "$.top" : "this";
	if (f->ctor && f->derived)
		return e->no_this_check ? "$t" : "($t||$.nothis())";
	return inside || f->async || f->gen ? "$t" : "this";
}

void
emit_expr_this(struct emit *e)
{
	emit_str(e, emit_expr_this_text(e));
}

/* Is the precedence of what will be printed lower than asked for? */
static bool
needs_paren(struct emit *e, const struct node *n, int min)
{
	switch (n->kind) {
	case N_SEQ: return min > P_SEQ;
	case N_ASSIGN:
	case N_UPDATE:
	case N_UNARY:
	case N_BINARY:
	case N_LOGICAL:
	case N_COND: return min > emit_op_precedence(e, n);
	case N_ID: return min > P_UNARY && is_undefined(n);
	case N_THIS: return min > P_UNARY && e->program;
	case N_NUM: return min >= P_CALL;
	case N_FUNC:
	case N_OBJECT: return min >= P_CALL;
	default: return false;
	}
}

static void
sequence(struct emit *e, struct node *n)
{
	for (struct node *m = n->a; m != NULL; m = m->next) {
		emit_expr(e, m, P_ASSIGN);
		if (m->next != NULL)
			buf_addc(e->out, ',');
	}
}

static void
wrapped(struct emit *e, const char *open, struct node *value)
{
	emit_str(e, open);
	if (value != NULL)
		emit_expr(e, value, P_ASSIGN);
	buf_addc(e->out, ')');
}

static void
yield(struct emit *e, struct node *n)
{
	bool async = e->frame->fn->async;

	if (n->flags & NF_STAR)
		wrapped(e, async ? "$.ayieldAll(" : "$.yieldAll(", n->a);
	else
		wrapped(e, async ? "$.ayield(" : "$.yield(", n->a);
}

const char *
emit_expr_target_text(const struct emit *e)
{
	bool inside;
	const struct func *f = emit_owner(e, &inside);

	if (f->is_program)
		return DIRECT_SCOPE "[\"new.target\"]";
	return f->field ? "void 0" : "$n";
}

static void
print(struct emit *e, struct node *n)
{
	switch (n->kind) {
	case N_ID:
		if (is_undefined(n))
			emit_str(e, "void 0");
		else
			emit_expr_id(e, n);
		break;
	case N_FREE:
		emit_place(e, n->pos);
		if (n->flags & NF_OPT) {
			emit_str(e, "$.global");
			break;
		}
		emit_str(e, "$.free(");
		emit_quoted(e, n->atom);
		buf_addc(e->out, ')');
		break;
	case N_THIS:
		if (e->frame->fn->ctor)
			emit_place(e, n->pos); /* too early, perhaps */
		emit_expr_this(e);
		break;
	case N_TEMPLATE: emit_literal_template(e, n); break;
	case N_TAGGED: emit_call_tagged(e, n); break;
	case N_ARRAY: emit_literal_array(e, n->a); break;
	case N_OBJECT: emit_literal_object(e, n); break;
	case N_FUNC: emit_func(e, n, false); break;
	case N_CLASS: emit_class(e, n); break;
	case N_MEMBER:
	case N_INDEX:
	case N_PRIVATE: emit_call_member(e, n); break;
	case N_CALL: emit_call(e, n); break;
	case N_NEW: emit_call_new(e, n); break;
	case N_CHAIN: emit_call_chain(e, n, "void 0"); break;
	case N_SEQ: sequence(e, n); break;
	case N_YIELD: yield(e, n); break;
	case N_AWAIT: wrapped(e, "$.await(", n->a); break;
	case N_NEWTARGET: emit_str(e, emit_expr_target_text(e)); break;
	case N_IMPORT: wrapped(e, "$.import(", n->a); break;
	case N_IMPORTMETA: emit_str(e, "$.importMeta"); break;
	case N_UNARY:
	case N_UPDATE:
	case N_BINARY:
	case N_LOGICAL:
	case N_ASSIGN:
	case N_COND:
	case N_PRIVIN: emit_op(e, n); break;
	default: emit_literal(e, n); break;
	}
}

void
emit_expr(struct emit *e, struct node *n, int min)
{
	bool paren;

	if (n == e->subst) {
		emit_str(e, e->subst_text);
		return;
	}
	/* With places each word that an error may speak of has its own. */
	if (e->places == NULL)
		emit_sync(e, n->line);
	paren = needs_paren(e, n, min);
	if (paren)
		buf_addc(e->out, '(');
	print(e, n);
	if (paren)
		buf_addc(e->out, ')');
}

/* An expression whose value nobody wants. */
void
emit_expr_void(struct emit *e, struct node *n)
{
	if (n->kind == N_ASSIGN) {
		emit_sync(e, n->line);
		emit_op_assign(e, n, true);
	} else if (n->kind == N_UPDATE) {
		emit_sync(e, n->line);
		emit_op_update(e, n, true);
	} else if (n->kind == N_SEQ) {
		for (struct node *m = n->a; m != NULL; m = m->next) {
			emit_expr_void(e, m);
			if (m->next != NULL)
				buf_addc(e->out, ',');
		}
	} else {
		emit_expr(e, n, P_SEQ);
	}
}
