/* SPDX-License-Identifier: Apache-2.0 */
/* for, for-in, for-of, for await. */
#include "worker/lower/parse.h"

static bool
let_head(struct parser *p)
{
	struct token t = parse_peek(p);

	return t.t == T_LBRACK || t.t == T_LBRACE ||
	    (t.t == T_NAME && t.kw != KW_in &&
		(t.kw != KW_of || p->fn->strict));
}

/* `for (let of x)` and `for (async of x)` are nobody's; `for await (async of x)`
 * is. */
static struct node *
first_expr(struct parser *p, bool awaits)
{
	bool let = parse_is_kw(p, KW_let);
	bool async = parse_is_kw(p, KW_async) && !awaits;
	uint32_t pos = TOK(p).pos;
	struct node *n = parse_expr(p);

	if (parse_is_kw(p, KW_of) && n->kind == N_ID &&
	    !(n->flags & NF_PAREN) && (let || async))
		parse_fail(p, pos, "this word cannot stand before 'of'");
	return n;
}

static struct node *
init(struct parser *p, bool awaits)
{
	struct node *n;
	uint32_t cover = p->cover, proto = p->proto;

	p->no_in = true;
	if (parse_is_kw(p, KW_var))
		n = parse_stmt_var(p, VAR_VAR, true);
	else if (parse_is_kw(p, KW_const))
		n = parse_stmt_var(p, VAR_CONST, true);
	else if (parse_is_kw(p, KW_let) && let_head(p))
		n = parse_stmt_var(p, VAR_LET, true);
	else
		n = first_expr(p, awaits);
	p->no_in = false;
	if (n->kind != S_VAR &&
	    (parse_is_kw(p, KW_of) || parse_is_kw(p, KW_in))) {
		p->cover = cover;
		p->proto = proto;
		parse_pattern_target(p, n, false);
	}
	return n;
}

static struct node *
each(struct parser *p, struct node *n, struct node *left)
{
	bool of = parse_is_kw(p, KW_of);

	n->kind = of ? S_FOROF : S_FORIN;
	n->a = left;
	if (left->kind == S_VAR &&
	    (left->a->next != NULL || left->a->b != NULL))
		parse_fail(p, left->pos,
		    "one name without a value is "
		    "expected before 'of' or 'in'");
	lexer_next(&p->x);
	n->b = of ? parse_expr_assign(p) : parse_expr(p);
	parse_need(p, T_RPAREN, "after the head of a loop");
	p->fn->tries += of; /* it is one, once lowered */
	n->d = parse_stmt_body(p);
	p->fn->tries -= of;
	return n;
}

struct node *
parse_loop_for(struct parser *p)
{
	struct node *n = parse_node(p, S_FOR), *left = NULL;
	bool no_in = p->no_in;

	lexer_next(&p->x);
	if (parse_is_kw(p, KW_await)) {
		if (!p->fn->async)
			parse_unexpected(p, "'(' after 'for'");
		p->fn->has_await = true;
		n->flags |= NF_AWAIT;
		lexer_next(&p->x);
	}
	parse_need(p, T_LPAREN, "after 'for'");
	if (!parse_is(p, T_SEMI))
		left = init(p, n->flags & NF_AWAIT);
	p->no_in = no_in;
	if (left != NULL &&
	    (parse_is_kw(p, KW_of) ||
		(parse_is_kw(p, KW_in) && !(n->flags & NF_AWAIT))))
		return each(p, n, left);
	if (n->flags & NF_AWAIT)
		parse_unexpected(p, "'of'");
	n->a = left;
	parse_need(p, T_SEMI, "in the head of a loop");
	if (!parse_is(p, T_SEMI))
		n->b = parse_expr(p);
	parse_need(p, T_SEMI, "in the head of a loop");
	if (!parse_is(p, T_RPAREN))
		n->c = parse_expr(p);
	parse_need(p, T_RPAREN, "after the head of a loop");
	n->d = parse_stmt_body(p);
	return n;
}
