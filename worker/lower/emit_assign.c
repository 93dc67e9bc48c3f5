/* SPDX-License-Identifier: Apache-2.0 */
/* Assignments, ++ and --. */
#include "worker/lower/emit.h"

/* A target evaluated once: how to read it, and a node to store in. */
struct place {
	const char *object, *key; /* NULL: a name */
	struct node *n;
};

static void
open_place(struct emit *e, struct place *p, struct node *n)
{
	p->n = n;
	p->object = p->key = NULL;
	if (n->kind == N_ID)
		return;
	if (n->a->kind != N_SUPER) {
		p->object = emit_temp(e);
		emit_fmt(e, "%s=", p->object);
		emit_expr(e, n->a, P_ASSIGN);
		buf_addc(e->out, ',');
	}
	if (n->kind == N_INDEX) {
		p->key = emit_temp(e);
		emit_fmt(e, "%s=", p->key);
		if (n->a->kind == N_SUPER)
			emit_call_super_key(e, n->b);
		else
			emit_big_key(e, n->b);
		buf_addc(e->out, ',');
	}
}

static void
place_key(struct emit *e, const struct place *p)
{
	if (p->key != NULL)
		emit_str(e, p->key);
	else
		emit_quoted(e, p->n->atom);
}

static void
plain_place(struct emit *e, const struct place *p)
{
	emit_str(e, p->object);
	emit_place(e, emit_place_of(e, p->n));
	if (p->n->kind == N_PRIVATE)
		emit_fmt(e, "[%s]", emit_class_private(e, p->n->atom));
	else if (p->key != NULL)
		emit_fmt(e, "[%s]", p->key);
	else
		emit_property(e, p->n->atom);
}

static void
read_place(struct emit *e, const struct place *p)
{
	struct node *n = p->n;

	if (n->kind == N_ID) {
		emit_expr_id(e, n);
	} else if (emit_class_calls(e, n)) {
		emit_fmt(e, "$.pg(%s,%s", p->object,
		    emit_class_private(e, n->atom));
		emit_close_at(e, emit_place_of(e, n));
	} else if (n->a->kind == N_SUPER) {
		emit_fmt(e, "$.sget(%s,", e->home);
		place_key(e, p);
		buf_addc(e->out, ',');
		emit_expr_this(e);
		buf_addc(e->out, ')');
	} else {
		plain_place(e, p);
	}
}

/* After it the value, then close_place(). */
static void
open_store(struct emit *e, const struct place *p)
{
	struct node *n = p->n;

	if (n->kind == N_ID) {
		emit_pattern_open(e, n);
	} else if (emit_class_calls(e, n)) {
		emit_fmt(e, "$.ps(%s,%s,", p->object,
		    emit_class_private(e, n->atom));
	} else if (n->a->kind == N_SUPER) {
		emit_fmt(e, "$.sset(%s,", e->home);
		place_key(e, p);
		buf_addc(e->out, ',');
		emit_expr_this(e);
		buf_addc(e->out, ',');
	} else {
		plain_place(e, p);
		buf_addc(e->out, '=');
	}
}

static void
close_store(struct emit *e, const struct place *p)
{
	emit_pattern_close(e, p->n);
}

static void
special_update(struct emit *e, struct node *n, bool unused)
{
	char op = n->op == T_INC ? '+' : '-';
	const char *t = NULL;
	struct place p;

	buf_addc(e->out, '(');
	open_place(e, &p, n->a);
	if (!unused && !(n->flags & NF_PREFIX)) {
		t = emit_temp(e);
		emit_fmt(e, e->big ? "%s=$.num(" : "%s=+", t);
		read_place(e, &p);
		emit_str(e, e->big ? ")," : ",");
	}
	open_store(e, &p);
	if (e->big)
		emit_str(e, op == '+' ? "$.inc(" : "$.dec(");
	if (t != NULL) {
		emit_str(e, t);
	} else {
		if (!e->big)
			buf_addc(e->out, '+');
		read_place(e, &p);
	}
	if (e->big)
		buf_addc(e->out, ')');
	else
		emit_fmt(e, "%c1", op);
	close_store(e, &p);
	if (t != NULL)
		emit_fmt(e, ",%s", t);
	buf_addc(e->out, ')');
}

void
emit_op_update(struct emit *e, struct node *n, bool unused)
{
	if (e->big || emit_op_is_special(e, n->a)) {
		special_update(e, n, unused);
		return;
	}
	if (n->flags & NF_PREFIX)
		emit_str(e, lexer_punct(n->op));
	emit_expr(e, n->a, P_CALL);
	if (!(n->flags & NF_PREFIX))
		emit_str(e, lexer_punct(n->op));
}

bool
emit_is_lazy(const struct node *n)
{
	return n->kind == N_MEMBER || n->kind == N_INDEX ||
	    n->kind == N_PRIVATE || (n->kind == N_ID && n->bind == NULL);
}

/* Duktape stores when it is past the right side: there, in parentheses, the
 * place is that of the target.  Of what is lazy it would be read there too. */
static void
stored_at(struct emit *e, struct node *n)
{
	bool later = n->a->kind == N_ID
	    ? n->a->bind == NULL
	    : n->a->kind == N_MEMBER || n->a->kind == N_INDEX ||
		(n->a->kind == N_PRIVATE && e->marks);

	if (e->places == NULL || !later || emit_op_is_quiet(n->b) ||
	    emit_is_lazy(n->b) ||
	    (n->a->kind != N_ID && n->a->a->kind == N_SUPER)) {
		emit_expr(e, n->b, P_ASSIGN);
		return;
	}
	buf_addc(e->out, '(');
	emit_expr(e, n->b, P_ASSIGN);
	emit_close_at(e, emit_place_of(e, n->a));
}

static void
take_apart(struct emit *e, struct node *n, bool unused)
{
	const char *t;
	bool was = e->apart;

	e->apart = false;
	buf_addc(e->out, '(');
	if (!unused || !emit_flat(e, n->a, n->b)) {
		t = emit_temp(e);
		emit_pattern_value(e, n->a, n->b, t);
		if (!unused)
			emit_fmt(e, ",%s", t);
	}
	buf_addc(e->out, ')');
	e->apart = was;
}

/* a ||= b, a &&= b, a ??= b */
static void
logical(struct emit *e, struct node *n)
{
	const char *t = NULL;
	struct place p;

	buf_addc(e->out, '(');
	open_place(e, &p, n->a);
	if (n->op == T_NULLISH_A) {
		t = emit_temp(e);
		emit_fmt(e, "(%s=", t);
		read_place(e, &p);
		emit_fmt(e, ")!=null?%s:", t);
	} else if (e->big) {
		t = emit_temp(e);
		emit_fmt(e, "$.truth(%s=", t);
		read_place(e, &p);
		if (n->op == T_OROR_A)
			emit_fmt(e, ")?%s:", t);
		else
			emit_fmt(e, ")?");
	} else {
		read_place(e, &p);
		emit_str(e, n->op == T_OROR_A ? "||" : "&&");
	}
	buf_addc(e->out, '(');
	open_store(e, &p);
	emit_expr(e, n->b, P_ASSIGN);
	close_store(e, &p);
	buf_addc(e->out, ')');
	if (e->big && n->op == T_ANDAND_A)
		emit_fmt(e, ":%s", t);
	buf_addc(e->out, ')');
}

static const char *
operator_of(struct emit *e, const struct node *n)
{
	const char *s = lexer_punct(n->op);

	return emit_text(e, "%.*s", (int)__builtin_strlen(s) - 1, s);
}

static void
special_compound(struct emit *e, struct node *n)
{
	const char *call = emit_big_call(e, n->op);
	struct place p;

	buf_addc(e->out, '(');
	open_place(e, &p, n->a);
	open_store(e, &p);
	if (call != NULL)
		emit_fmt(e, "$.%s(", call);
	read_place(e, &p);
	emit_str(e, call != NULL ? "," : operator_of(e, n));
	emit_expr(e, n->b, call != NULL ? P_ASSIGN : P_PRIM);
	if (call != NULL)
		buf_addc(e->out, ')');
	close_store(e, &p);
	buf_addc(e->out, ')');
}

/* The right side of a compound assignment. */
static void
stored(struct emit *e, struct node *n)
{
	if (e->places == NULL || n->a->kind == N_ID || emit_op_is_quiet(n->b) ||
	    emit_is_lazy(n->b)) {
		emit_expr(e, n->b, P_ASSIGN);
		return;
	}
	buf_addc(e->out, '(');
	emit_expr(e, n->b, P_ASSIGN);
	emit_close_at(e, emit_place_of(e, n->a));
}

void
emit_op_assign(struct emit *e, struct node *n, bool unused)
{
	if (n->op == T_ASSIGN) {
		if ((n->a->kind == N_ARRAY || n->a->kind == N_OBJECT)) {
			take_apart(e, n, unused);
			return;
		}
		emit_pattern_open(e, n->a);
		stored_at(e, n);
		emit_pattern_close(e, n->a);
	} else if (n->op == T_NULLISH_A || n->op == T_OROR_A ||
	    n->op == T_ANDAND_A) {
		logical(e, n);
	} else if (emit_op_is_special(e, n->a) || e->big) {
		special_compound(e, n);
	} else {
		emit_expr(e, n->a, P_CALL);
		emit_str(e, lexer_punct(n->op));
		stored(e, n);
	}
}
