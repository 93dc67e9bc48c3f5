/* SPDX-License-Identifier: Apache-2.0 */
/* What stands left of an assignment: members, calls, tags, and arguments. */
#include "worker/lower/parse.h"

struct node *
parse_left_args(struct parser *p)
{
	struct node *list = NULL, **tail = &list, *n;
	bool no_in = p->no_in, cond = p->in_cond;

	p->no_in = p->in_cond = false;
	parse_need(p, T_LPAREN, "before arguments");
	while (!parse_is(p, T_RPAREN) && !parse_is(p, T_EOF)) {
		if (parse_is(p, T_ELLIPSIS)) {
			n = parse_node(p, N_SPREAD);
			lexer_next(&p->x);
			n->a = parse_expr_assign(p);
		} else {
			n = parse_expr_assign(p);
		}
		parse_list_add(&tail, n);
		if (!parse_is(p, T_RPAREN))
			parse_need(p, T_COMMA, "or ')' after an argument");
	}
	parse_need(p, T_RPAREN, "after the arguments");
	p->no_in = no_in;
	p->in_cond = cond;
	return list;
}

static struct node *
member(struct parser *p, struct node *e)
{
	struct node *n;

	if (TOK(p).t == T_PRIVATE) {
		n = parse_node_at(p, N_PRIVATE, e);
		if (e->kind == N_SUPER)
			parse_fail(p, n->pos, "super has no private members");
	} else {
		n = parse_node_at(p, N_MEMBER, e);
		if (TOK(p).t != T_NAME)
			parse_unexpected(p, "a property name after '.'");
	}
	n->a = e;
	n->line = TOK(p).line;
	n->end = TOK(p).end;
	n->atom = TOK(p).atom;
	lexer_next(&p->x);
	return n;
}

static struct node *
index_of(struct parser *p, struct node *e)
{
	struct node *n = parse_node_at(p, N_INDEX, e);
	bool no_in = p->no_in, cond = p->in_cond;

	n->line = TOK(p).line;
	n->a = e;
	p->no_in = p->in_cond = false;
	lexer_next(&p->x);
	n->b = parse_expr(p);
	p->no_in = no_in;
	p->in_cond = cond;
	parse_need(p, T_RBRACK, "after an index");
	n->end = p->x.prev_end;
	return n;
}

static struct node *
call(struct parser *p, struct node *e)
{
	struct node *n = parse_node_at(p, N_CALL, e);

	n->line = TOK(p).line;
	n->a = e;
	n->b = parse_left_args(p);
	n->end = p->x.prev_end;
	return n;
}

static struct node *
optional(struct parser *p, struct node *e)
{
	struct node *n;

	lexer_next(&p->x);
	if (parse_is(p, T_LT))
		(void)parse_type_args(p);
	if (parse_is(p, T_LPAREN))
		n = call(p, e);
	else if (parse_is(p, T_LBRACK))
		n = index_of(p, e);
	else
		n = member(p, e);
	n->flags |= NF_OPT;
	return n;
}

static struct node *
tagged(struct parser *p, struct node *e)
{
	struct node *n = parse_node_at(p, N_TAGGED, e);

	/* "Sure:" and a fence after it parse: as a label and three templates,
	 * each the tag of the next.  No template is a function. */
	if (p->program && e->kind == N_TEMPLATE)
		parse_fail(p, e->pos,
		    "a template cannot be called with "
		    "another: ``` is no part of a program");
	n->a = e;
	n->b = parse_prim_template(p);
	return n;
}

/* Members, calls and tags after `e`; without calls after `new`. */
struct node *
parse_left_suffix(struct parser *p, struct node *e, bool calls)
{
	struct node *n;
	bool chain = false;

	for (;;) {
		if (parse_is(p, T_DOT)) {
			lexer_next(&p->x);
			e = member(p, e);
		} else if (parse_is(p, T_LBRACK)) {
			e = index_of(p, e);
		} else if (parse_is(p, T_LPAREN) && calls) {
			e = call(p, e);
		} else if (parse_is(p, T_OPTCHAIN)) {
			if (!calls)
				parse_fail(p, TOK(p).pos,
				    "?. cannot be used in new");
			/* (a?.b)?.c is a?.b?.c. */
			e = optional(p, e->kind == N_CHAIN ? e->a : e);
			chain = true;
		} else if (parse_is(p, T_TEMPLATE)) {
			if (chain)
				parse_fail(p, TOK(p).pos,
				    "a template cannot follow ?.");
			e = tagged(p, e);
		} else if (parse_is(p, T_NOT) && !TOK(p).nl) {
			lexer_next(&p->x); /* TypeScript's non-null mark */
			e->flags |= NF_CAST;
		} else if ((!parse_is(p, T_LT) && !parse_is(p, T_SHL)) ||
		    e->kind == N_SUPER || !parse_type_args(p)) {
			break;
		}
	}
	if (!chain)
		return e;
	n = parse_node_at(p, N_CHAIN, e);
	n->a = e;
	n->end = e->end;
	return n;
}

struct node *
parse_left(struct parser *p)
{
	struct node *e = parse_prim(p);

	/* An arrow function ends an expression. */
	if (e->kind == N_FUNC && e->fn->arrow && !(e->flags & NF_PAREN))
		return e;
	return parse_left_suffix(p, e, true);
}
