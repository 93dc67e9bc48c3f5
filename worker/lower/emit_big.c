/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Operators of a program that mentions BigInt: calls of the runtime, which
 * worker/prelude/13-bigint.js lists.  Any other program keeps Duktape's own.
 */
#include "worker/lower/emit.h"

static const char *
operator_call(unsigned op)
{
	switch (op) {
	case T_PLUS:
	case T_PLUS_A: return "add";
	case T_MINUS:
	case T_MINUS_A: return "sub";
	case T_STAR:
	case T_STAR_A: return "mul";
	case T_SLASH:
	case T_SLASH_A: return "div";
	case T_PERCENT:
	case T_PERCENT_A: return "mod";
	case T_STARSTAR:
	case T_STARSTAR_A: return "pow";
	case T_SHL:
	case T_SHL_A: return "shl";
	case T_SAR:
	case T_SAR_A: return "shr";
	case T_SHR:
	case T_SHR_A: return "ushr";
	case T_AND:
	case T_AND_A: return "and";
	case T_OR:
	case T_OR_A: return "or";
	case T_XOR:
	case T_XOR_A: return "xor";
	case T_LT: return "lt";
	case T_LE: return "le";
	case T_GT: return "gt";
	case T_GE: return "ge";
	case T_EQ:
	case T_NE: return "eq";
	default: return NULL;
	}
}

/* Certainly neither a BigInt nor an object that becomes one. */
static bool
is_ordinary(const struct node *n)
{
	switch (n->kind) {
	case N_NUM:
	case N_STR:
	case N_TEMPLATE:
	case N_NULL:
	case N_TRUE:
	case N_FALSE: return true;
	case N_UNARY: return n->op == T_NOT || n->op >= KW_BASE;
	default: return false;
	}
}

static bool
is_boolean(const struct node *n)
{
	switch (n->kind) {
	case N_TRUE:
	case N_FALSE:
	case N_PRIVIN: return true;
	case N_UNARY:
		return n->op == T_NOT || n->op == KW_BASE + KW_delete;
	case N_BINARY:
		return n->op >= KW_BASE || lexer_precedence(n->op) == 7 ||
		    lexer_precedence(n->op) == 8;
	default: return false;
	}
}

const char *
emit_big_call(const struct emit *e, unsigned op)
{
	return e->big ? operator_call(op) : NULL;
}

bool
emit_big_binary(struct emit *e, struct node *n)
{
	const char *call = emit_big_call(e, n->op);

	if (call == NULL || (is_ordinary(n->a) && is_ordinary(n->b)))
		return false;
	emit_fmt(e, n->op == T_NE ? "!$.%s(" : "$.%s(", call);
	emit_expr(e, n->a, P_ASSIGN);
	buf_addc(e->out, ',');
	emit_expr(e, n->b, P_ASSIGN);
	buf_addc(e->out, ')');
	return true;
}

/* typeof of a name that may not be there does not throw. */
static void
type_of(struct emit *e, struct node *a)
{
	if (a->kind == N_ID && a->bind == NULL && !(a->flags & NF_STATIC))
		emit_fmt(e, "typeof %s===\"undefined\"?\"undefined\":",
		    emit_global_name(e, a->atom));
	emit_str(e, "$.typeof(");
	emit_expr(e, a, P_ASSIGN);
	buf_addc(e->out, ')');
}

bool
emit_big_unary(struct emit *e, struct node *n)
{
	const char *call = n->op == T_MINUS ? "neg" : n->op == T_TILDE ?
	    "bnot" : n->op == T_PLUS ? "pos" : NULL;

	if (!e->big || is_ordinary(n->a))
		return false;
	if (n->op == KW_BASE + KW_typeof) {
		buf_addc(e->out, '(');
		type_of(e, n->a);
		buf_addc(e->out, ')');
		return true;
	}
	if (n->op == T_NOT) {
		buf_addc(e->out, '!');
		emit_big_truth(e, n->a, P_UNARY);
		return true;
	}
	if (call == NULL)
		return false;
	emit_fmt(e, "$.%s(", call);
	emit_expr(e, n->a, P_ASSIGN);
	buf_addc(e->out, ')');
	return true;
}

void
emit_big_truth(struct emit *e, struct node *n, int min)
{
	if (!e->big || is_boolean(n)) {
		emit_expr(e, n, min);
		return;
	}
	emit_str(e, "$.truth(");
	emit_expr(e, n, P_ASSIGN);
	buf_addc(e->out, ')');
}

/* a && b, a || b, whose value is one of the two. */
bool
emit_big_logical(struct emit *e, struct node *n)
{
	const char *t;

	if (!e->big || n->op == T_NULLISH || is_boolean(n->a))
		return false;
	t = emit_temp(e);
	emit_fmt(e, "($.truth(%s=", t);
	emit_expr(e, n->a, P_ASSIGN);
	emit_str(e, ")?");
	if (n->op == T_OROR)
		emit_fmt(e, "%s:", t);
	emit_expr(e, n->b, P_ASSIGN);
	if (n->op == T_ANDAND)
		emit_fmt(e, ":%s", t);
	buf_addc(e->out, ')');
	return true;
}

/* The key of o[key]. */
void
emit_big_key(struct emit *e, struct node *n)
{
	if (!e->big || n->kind == N_NUM || n->kind == N_STR) {
		emit_expr(e, n, P_SEQ);
		return;
	}
	emit_str(e, "$.bkey(");
	emit_expr(e, n, P_ASSIGN);
	buf_addc(e->out, ')');
}

/* What a template inserts. */
void
emit_big_text(struct emit *e, struct node *n)
{
	if (!e->big) {
		emit_expr(e, n, P_ASSIGN);
		return;
	}
	emit_str(e, "$.str(");
	emit_expr(e, n, P_ASSIGN);
	buf_addc(e->out, ')');
}
