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
bool
emit_op_is_special(const struct emit *e, const struct node *n)
{
	return n->kind == N_ID ? !emit_pattern_plain(n)
			       : emit_class_calls(e, n) ||
		n->a->kind == N_SUPER;
}

int
emit_op_precedence(const struct emit *e, const struct node *n)
{
	switch (n->kind) {
	case N_COND: return P_COND;
	case N_UNARY: return P_UNARY;
	case N_UPDATE:
		if (emit_op_is_special(e, n->a))
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
	return emit_text(e, " %s ", atom_word(n->op - KW_BASE));
}

/* What is no property of an object: variables stay, `super.x` is refused. */
static bool
delete_nothing(struct emit *e, struct node *n)
{
	bool member = n->kind == N_MEMBER || n->kind == N_INDEX;

	if (n->kind == N_ID && n->bind != NULL &&
	    (!n->bind->fn->is_program || e->script)) {
		emit_str(e, "false");
	} else if (n->kind == N_NEWTARGET) {
		emit_str(e, "true");
	} else if (member && n->a->kind == N_SUPER) {
		emit_str(e, "$.keep(");
		emit_expr_this(e);
		if (n->kind == N_INDEX) {
			buf_addc(e->out, ',');
			emit_expr(e, n->b, P_ASSIGN);
		}
		buf_addc(e->out, ')');
	} else {
		return false;
	}
	return true;
}

static void
unary(struct emit *e, struct node *n)
{
	if (is_keyword(n, KW_delete) && n->a->kind == N_CHAIN) {
		emit_call_delete(e, n->a);
		return;
	}
	if (is_keyword(n, KW_delete) && delete_nothing(e, n->a))
		return;
	if (emit_big_unary(e, n))
		return;
	if (n->op >= KW_BASE)
		emit_fmt(e, "%s ", atom_word(n->op - KW_BASE));
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
	return n->kind == N_ID && n->bind != NULL && !emit_is_early(n) &&
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
bool
emit_op_is_quiet(const struct node *n)
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
	case N_LOGICAL: return emit_op_is_quiet(n->a) && emit_op_is_quiet(n->b);
	case N_UNARY: return emit_op_is_quiet(n->a);
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
	    emit_is_early(n) || n == e->subst ||
	    (right != NULL && emit_op_is_quiet(right)))
		return false;
	name = emit_name_of(e, n->bind);
	emit_fmt(e, "(%s||%s)", name, name);
	return true;
}

/* Where the word that stands before n begins. */
static uint32_t
word_before(const struct emit *e, const struct node *n)
{
	const char *s = e->x->src;
	uint32_t i = n->pos;

	while (i > 0 && !(s[i - 1] >= 'a' && s[i - 1] <= 'z') &&
	    i + 80 > n->pos)
		i--;
	while (i > 0 && s[i - 1] >= 'a' && s[i - 1] <= 'z')
		i--;
	return i;
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
	/* in, instanceof */
	if (n->op >= KW_BASE)
		emit_place(e, word_before(e, n->b));
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
