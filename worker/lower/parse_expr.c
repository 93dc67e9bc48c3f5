/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions, from the comma down to calls and members. */
#include "worker/lower/parse.h"

#include <stdio.h>

struct node *
parse_expr(struct parser *p)
{
	struct node *e = parse_expr_assign(p), *seq, **tail;

	if (!parse_is(p, T_COMMA))
		return e;
	seq = parse_node_at(p, N_SEQ, e);
	tail = &seq->a;
	parse_list_add(&tail, e);
	while (parse_eat(p, T_COMMA))
		parse_list_add(&tail, parse_expr_assign(p));
	return seq;
}

static struct node *
yield(struct parser *p)
{
	struct node *n = parse_node(p, N_YIELD);

	if (p->fn->in_params)
		parse_fail(p, n->pos, "yield is not possible in parameters");
	p->suspend = n->pos;
	p->suspend_fn = p->fn;
	lexer_next(&p->x);
	if (TOK(p).nl)
		return n;
	if (parse_eat(p, T_STAR))
		n->flags |= NF_STAR;
	switch (TOK(p).t) {
	case T_RPAREN:
	case T_RBRACK:
	case T_RBRACE:
	case T_COMMA:
	case T_SEMI:
	case T_COLON:
	case T_EOF:
		if (!(n->flags & NF_STAR))
			return n;
		break;
	case T_NAME:
		if (TOK(p).kw == KW_in && !(n->flags & NF_STAR))
			return n;
		break;
	default: break;
	}
	n->a = parse_expr_assign(p);
	return n;
}

static bool
is_assign_op(unsigned t)
{
	return t >= T_ASSIGN && t <= T_PERCENT_A;
}

/* Names a function or class after what it is assigned to. */
void
parse_expr_name(const struct node *target, struct node *value)
{
	if (target->kind != N_ID || (target->flags & NF_PAREN))
		return;
	if (value->kind == N_FUNC && value->fn->name == NULL)
		value->fn->name = target->atom;
	else if (value->kind == N_CLASS && value->cls->name == NULL)
		value->cls->name = target->atom;
}

static void
simple_target(struct parser *p, const struct node *n)
{
	if (n->kind == N_ID && p->fn->strict &&
	    (n->atom->kw == KW_eval || n->atom->kw == KW_arguments))
		lexer_fail(&p->x, n->pos, "'%s' cannot be assigned to",
		    n->atom->s);
	if (n->kind != N_ID && n->kind != N_MEMBER && n->kind != N_INDEX &&
	    n->kind != N_PRIVATE)
		parse_fail(p, n->pos, "this cannot be assigned to");
}

static struct node *
assignment(struct parser *p, struct node *left, uint32_t cover, uint32_t proto)
{
	struct node *n = parse_node_at(p, N_ASSIGN, left);

	n->op = TOK(p).t;
	n->a = left;
	if (n->op == T_ASSIGN &&
	    (left->kind == N_ARRAY || left->kind == N_OBJECT) &&
	    !(left->flags & NF_PAREN)) {
		p->cover = cover;
		p->proto = proto;
		parse_pattern_target(p, left, false);
	} else {
		simple_target(p, left);
	}
	lexer_next(&p->x);
	n->b = parse_expr_assign(p);
	n->end = p->x.prev_end;
	if (n->op == T_ASSIGN || n->op == T_NULLISH_A || n->op == T_OROR_A ||
	    n->op == T_ANDAND_A)
		parse_expr_name(left, n->b);
	return n;
}

static bool
at_arrow_name(struct parser *p)
{
	struct token t;

	if (!parse_is_name(p))
		return false;
	t = parse_peek(p);
	return t.t == T_ARROW && !t.nl;
}

static struct node *
arrow_name(struct parser *p)
{
	uint32_t pos = TOK(p).pos, line = TOK(p).line;
	struct node *id = parse_name(p);

	return parse_arrow_body(p, id, false, pos, line);
}

/* In a parenthesis `a?: T` and `a?)` are not conditionals. */
static bool
is_optional_mark(struct parser *p)
{
	struct token t = parse_peek(p);

	return t.t == T_COLON || t.t == T_COMMA || t.t == T_RPAREN ||
	    t.t == T_ASSIGN;
}

static int
binary_precedence(const struct parser *p)
{
	const struct token *t = &TOK(p);

	if (t->t == T_NAME) {
		if (t->kw == KW_in)
			return p->no_in ? 0 : 8;
		if (t->kw == KW_instanceof)
			return 8;
		return 0;
	}
	return lexer_precedence(t->t);
}

/* `as T`, `satisfies T` after an operand. */
static bool
cast(struct parser *p)
{
	if (TOK(p).nl ||
	    (!parse_is_kw(p, KW_as) && !parse_is_kw(p, KW_satisfies)))
		return false;
	lexer_next(&p->x);
	if (!parse_eat_kw(p, KW_const)) /* as const */
		parse_type(p);
	return true;
}

static void
mixed_nullish(struct parser *p, const struct node *n)
{
	const struct node *s[2] = { n->a, n->b };

	for (int i = 0; i < 2; i++) {
		if (s[i]->kind == N_LOGICAL && !(s[i]->flags & NF_PAREN) &&
		    (s[i]->op == T_NULLISH) != (n->op == T_NULLISH))
			parse_fail(p, s[i]->pos,
			    "?? beside || or && needs parentheses");
	}
}

/* `#x in o` is no operand of what binds as tightly. */
static void
no_private_in(struct parser *p, const struct node *n)
{
	if (n->kind == N_PRIVIN && !(n->flags & NF_PAREN))
		parse_fail(p, n->pos, "'#name in' needs parentheses here");
}

static struct node *
binary(struct parser *p, int min)
{
	struct node *left, *n;
	unsigned op;
	int prec;

	left = parse_expr_unary(p);
	for (;;) {
		if (min <= 8 && cast(p)) {
			left->flags |= NF_CAST;
			continue;
		}
		prec = binary_precedence(p);
		if (prec == 0 || prec < min)
			return left;
		if (prec > 8)
			no_private_in(p, left);
		op = TOK(p).t == T_NAME ? KW_BASE + TOK(p).kw : TOK(p).t;
		if (op == T_STARSTAR &&
		    (left->kind == N_UNARY || left->kind == N_AWAIT) &&
		    !(left->flags & NF_PAREN))
			parse_fail(p, left->pos,
			    "the base of ** needs parentheses");
		n = parse_node_at(p,
		    op == T_NULLISH || op == T_OROR || op == T_ANDAND
			? N_LOGICAL
			: N_BINARY,
		    left);
		n->op = (uint8_t)op;
		n->a = left;
		lexer_next(&p->x);
		if (!parse_enter(p))
			return left;
		n->b = binary(p, op == T_STARSTAR ? prec : prec + 1);
		parse_leave(p);
		if (prec >= 8)
			no_private_in(p, n->b);
		if (n->kind == N_LOGICAL)
			mixed_nullish(p, n);
		left = n;
	}
}

struct node *
parse_expr_shift(struct parser *p)
{
	return binary(p, 9);
}

static struct node *
conditional(struct parser *p)
{
	struct node *e = binary(p, 1), *n;
	bool no_in = p->no_in, cond = p->in_cond;

	if (!parse_is(p, T_QUESTION) || is_optional_mark(p))
		return e;
	n = parse_node_at(p, N_COND, e);
	n->a = e;
	lexer_next(&p->x);
	p->no_in = false;
	p->in_cond = true;
	n->b = parse_expr_assign(p);
	p->no_in = no_in;
	p->in_cond = cond;
	parse_need(p, T_COLON, "in a conditional");
	n->c = parse_expr_assign(p);
	return n;
}

struct node *
parse_expr_assign(struct parser *p)
{
	struct node *e;
	uint32_t cover = p->cover, proto = p->proto;
	unsigned t;

	if (!parse_enter(p))
		return parse_node(p, N_NULL);
	if (parse_is_kw(p, KW_yield) && p->fn->gen) {
		e = yield(p);
		parse_leave(p);
		return e;
	}
	if (parse_is(p, T_NAME) && at_arrow_name(p)) {
		e = arrow_name(p);
		parse_leave(p);
		return e;
	}
	e = conditional(p);
	t = TOK(p).t;
	if (is_assign_op(t))
		e = assignment(p, e, cover, proto);
	parse_leave(p);
	return e;
}

static struct node *
await(struct parser *p)
{
	struct node *n = parse_node(p, N_AWAIT);

	if (p->fn->field)
		parse_fail(p, n->pos, "await cannot be used here");
	if (p->fn->in_params)
		parse_fail(p, n->pos, "await is not possible in parameters");
	p->suspend = n->pos;
	p->suspend_fn = p->fn;
	p->fn->has_await = true;
	lexer_next(&p->x);
	n->a = parse_expr_unary(p);
	return n;
}

static struct node *
unary(struct parser *p, unsigned op)
{
	struct node *n = parse_node(p, N_UNARY);
	const struct node *a;

	n->op = (uint8_t)op;
	lexer_next(&p->x);
	n->a = parse_expr_unary(p);
	a = n->a;
	if (op == KW_BASE + KW_delete && p->fn->strict && a->kind == N_ID)
		parse_fail(p, n->pos, "a variable cannot be deleted");
	if (op == KW_BASE + KW_delete && a->kind == N_PRIVATE)
		parse_fail(p, n->pos, "a private member cannot be deleted");
	return n;
}

static struct node *
update_prefix(struct parser *p)
{
	struct node *n = parse_node(p, N_UPDATE);

	n->op = TOK(p).t;
	n->flags |= NF_PREFIX;
	lexer_next(&p->x);
	n->a = parse_expr_unary(p);
	simple_target(p, n->a);
	return n;
}

static struct node *
postfix(struct parser *p)
{
	struct node *e = parse_left(p), *n;

	if ((!parse_is(p, T_INC) && !parse_is(p, T_DEC)) || TOK(p).nl)
		return e;
	n = parse_node_at(p, N_UPDATE, e);
	n->op = TOK(p).t;
	n->a = e;
	simple_target(p, e);
	lexer_next(&p->x);
	return n;
}

struct node *
parse_expr_unary(struct parser *p)
{
	struct node *e;
	unsigned op = 0;

	if (!parse_enter(p))
		return parse_node(p, N_NULL);
	switch (TOK(p).t) {
	case T_NOT:
	case T_TILDE:
	case T_PLUS:
	case T_MINUS: op = TOK(p).t; break;
	case T_NAME:
		if (TOK(p).kw == KW_typeof || TOK(p).kw == KW_void ||
		    TOK(p).kw == KW_delete)
			op = KW_BASE + TOK(p).kw;
		break;
	default: break;
	}
	if (op != 0)
		e = unary(p, op);
	else if (parse_is(p, T_INC) || parse_is(p, T_DEC))
		e = update_prefix(p);
	else if (parse_is_kw(p, KW_await) && p->fn->async)
		e = await(p);
	else
		e = postfix(p);
	parse_leave(p);
	return e;
}
