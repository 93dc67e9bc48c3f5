/* SPDX-License-Identifier: Apache-2.0 */
/* Operators and assignments. */
#include "worker/lower/emit.h"

#include "worker/lower/parse.h"

static bool
is_keyword(const struct node *n, enum kw k)
{
	return n->op == KW_BASE + k;
}

static int
binary_level(const struct node *n)
{
	int p = n->op >= KW_BASE ? 8 : lexer_precedence(n->op);

	return P_BINARY + p;
}

/* The target of an assignment that Duktape cannot do by itself. */
static bool
is_special(const struct node *n)
{
	return n->kind == N_PRIVATE || (n->kind == N_ID ?
	    !emit_pattern_plain(n) : n->a->kind == N_SUPER);
}

int
emit_op_precedence(const struct node *n)
{
	switch (n->kind) {
	case N_COND: return P_COND;
	case N_UNARY: return P_UNARY;
	case N_UPDATE:
		if (is_special(n->a))
			return P_PRIM;
		return n->flags & NF_PREFIX ? P_UNARY : P_POSTFIX;
	case N_BINARY: return binary_level(n);
	case N_LOGICAL: return n->op == T_NULLISH ? P_PRIM : binary_level(n);
	case N_ASSIGN: return P_ASSIGN;
	default: return P_PRIM;
	}
}

static const char *
text_of(struct emit *e, const struct node *n)
{
	if (n->op < KW_BASE)
		return lexer_punct(n->op);
	return emit_text(e, " %s ", e->atoms->kw[n->op - KW_BASE]->s);
}

static void
unary(struct emit *e, struct node *n)
{
	if (is_keyword(n, KW_delete) && n->a->kind == N_CHAIN) {
		emit_call_delete(e, n->a);
		return;
	}
	if (emit_big_unary(e, n))
		return;
	if (n->op >= KW_BASE)
		emit_fmt(e, "%s ", e->atoms->kw[n->op - KW_BASE]->s);
	else
		emit_str(e, lexer_punct(n->op));
	/* - -a and + ++a need something between. */
	if (n->a->kind == N_UNARY || n->a->kind == N_UPDATE ||
	    n->a->kind == N_NUM)
		buf_addc(e->out, ' ');
	emit_expr(e, n->a, P_UNARY);
}

static bool
is_local(const struct node *n)
{
	return n->kind == N_ID && n->bind != NULL && !(n->flags & NF_TDZ) &&
	    n->bind->kind != B_INNER;
}

static void
nullish(struct emit *e, struct node *n)
{
	const char *t;

	buf_addc(e->out, '(');
	if (is_local(n->a)) {
		t = emit_name_of(e, n->a->bind);
		emit_str(e, t);
	} else {
		t = emit_temp(e);
		emit_fmt(e, "(%s=", t);
		emit_expr(e, n->a, P_ASSIGN);
		buf_addc(e->out, ')');
	}
	emit_fmt(e, "!=null?%s:", t);
	emit_expr(e, n->b, P_ASSIGN);
	buf_addc(e->out, ')');
}

/* a - -b, a + ++b, a + +b * c need something between. */
static bool
begins_with_sign(const struct node *n)
{
	while (n->kind == N_BINARY || n->kind == N_LOGICAL)
		n = n->a;
	return n->kind == N_UNARY || n->kind == N_UPDATE;
}

/* Can evaluating it run a function of the program's? */
static bool
is_quiet(const struct node *n)
{
	switch (n->kind) {
	case N_ID:
	case N_NUM:
	case N_STR:
	case N_NULL:
	case N_TRUE:
	case N_FALSE:
	case N_THIS:
	case N_FUNC:
	case N_REGEX: return true;
	case N_BINARY:
	case N_LOGICAL: return is_quiet(n->a) && is_quiet(n->b);
	case N_UNARY: return is_quiet(n->a);
	default: return false;
	}
}

/* Duktape reads a variable on the left when it operates, not before: a
 * function on the right may have changed it.  `x||x` reads it now. */
bool
emit_op_early(struct emit *e, struct node *n, const struct node *right)
{
	const char *name;

	if (n->kind != N_ID || n->bind == NULL || !n->bind->elsewhere ||
	    (n->flags & NF_TDZ) || n == e->subst ||
	    (right != NULL && is_quiet(right)))
		return false;
	name = emit_name_of(e, n->bind);
	emit_fmt(e, "(%s||%s)", name, name);
	return true;
}

static void
binary(struct emit *e, struct node *n)
{
	int level = binary_level(n);
	bool right = n->op == T_STARSTAR;

	if (n->kind == N_BINARY ? emit_big_binary(e, n) :
				  emit_big_logical(e, n))
		return;
	if (n->kind != N_BINARY || !emit_op_early(e, n->a, n->b))
		emit_expr(e, n->a, right ? P_POSTFIX : level);
	emit_str(e, text_of(e, n));
	if (begins_with_sign(n->b))
		buf_addc(e->out, ' ');
	emit_expr(e, n->b, right ? level : level + 1);
}

static void
conditional(struct emit *e, struct node *n)
{
	emit_big_truth(e, n->a, P_BINARY);
	buf_addc(e->out, '?');
	emit_expr(e, n->b, P_ASSIGN);
	buf_addc(e->out, ':');
	emit_expr(e, n->c, P_ASSIGN);
}

void
emit_op(struct emit *e, struct node *n)
{
	switch (n->kind) {
	case N_UNARY: unary(e, n); break;
	case N_UPDATE: emit_op_update(e, n, false); break;
	case N_BINARY: binary(e, n); break;
	case N_LOGICAL:
		if (n->op == T_NULLISH)
			nullish(e, n);
		else
			binary(e, n);
		break;
	case N_ASSIGN: emit_op_assign(e, n, false); break;
	case N_COND: conditional(e, n); break;
	case N_PRIVIN:
		emit_fmt(e, "$.pin(%s,", emit_class_private(e, n->atom));
		emit_expr(e, n->a, P_ASSIGN);
		buf_addc(e->out, ')');
		break;
	default: break;
	}
}

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
	if (p->key != NULL)
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
	} else if (n->kind == N_PRIVATE) {
		emit_fmt(e, "$.pg(%s,%s)", p->object,
		    emit_class_private(e, n->atom));
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
	} else if (n->kind == N_PRIVATE) {
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
	if (e->big || is_special(n->a)) {
		special_update(e, n, unused);
		return;
	}
	if (n->flags & NF_PREFIX)
		emit_str(e, lexer_punct(n->op));
	emit_expr(e, n->a, P_CALL);
	if (!(n->flags & NF_PREFIX))
		emit_str(e, lexer_punct(n->op));
}

static void
take_apart(struct emit *e, struct node *n, bool unused)
{
	const char *t = emit_temp(e);

	emit_fmt(e, "(%s=", t);
	emit_expr(e, n->b, P_ASSIGN);
	buf_addc(e->out, ',');
	emit_pattern(e, n->a, t);
	if (!unused)
		emit_fmt(e, ",%s", t);
	buf_addc(e->out, ')');
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

void
emit_op_assign(struct emit *e, struct node *n, bool unused)
{
	if (n->op == T_ASSIGN) {
		if ((n->a->kind == N_ARRAY || n->a->kind == N_OBJECT)) {
			take_apart(e, n, unused);
			return;
		}
		emit_pattern_open(e, n->a);
		emit_expr(e, n->b, P_ASSIGN);
		emit_pattern_close(e, n->a);
	} else if (n->op == T_NULLISH_A || n->op == T_OROR_A ||
	    n->op == T_ANDAND_A) {
		logical(e, n);
	} else if (is_special(n->a) || e->big) {
		special_compound(e, n);
	} else {
		emit_expr(e, n->a, P_CALL);
		emit_str(e, lexer_punct(n->op));
		emit_expr(e, n->b, P_ASSIGN);
	}
}
