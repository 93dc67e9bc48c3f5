/* SPDX-License-Identifier: Apache-2.0 */
/* Destructuring: as a declaration, and as an expression seen too late. */
#include "worker/lower/parse.h"

static struct node *
element(struct parser *p)
{
	struct node *n = parse_pattern_binding(p), *d;

	if (!parse_is(p, T_ASSIGN))
		return n;
	d = parse_node_at(p, N_ASSIGN, n);
	d->op = T_ASSIGN;
	lexer_next(&p->x);
	d->a = n;
	d->b = parse_expr_assign(p);
	parse_expr_name(d->a, d->b);
	return d;
}

static struct node *
rest(struct parser *p)
{
	struct node *n = parse_node(p, N_SPREAD);

	lexer_next(&p->x);
	n->a = parse_pattern_binding(p);
	return n;
}

static struct node *
array(struct parser *p)
{
	struct node *n = parse_node(p, N_ARRAY), **tail = &n->a;

	lexer_next(&p->x);
	while (!parse_is(p, T_RBRACK) && !parse_is(p, T_EOF)) {
		if (parse_is(p, T_COMMA)) {
			parse_list_add(&tail, parse_node(p, N_HOLE));
			lexer_next(&p->x);
			continue;
		}
		if (parse_is(p, T_ELLIPSIS)) {
			parse_list_add(&tail, rest(p));
			break;
		}
		parse_list_add(&tail, element(p));
		if (!parse_is(p, T_RBRACK))
			parse_need(p, T_COMMA, "or ']' in a pattern");
	}
	parse_need(p, T_RBRACK, "at the end of a pattern");
	return n;
}

static struct node *
property(struct parser *p)
{
	struct node *n = parse_node(p, N_PROP);
	bool name = parse_is_name(p), computed;
	uint32_t pos = TOK(p).pos;
	struct node *id, *d;

	n->a = parse_key(p, &computed);
	if (!computed && n->a->kind == N_PRIVATE)
		parse_fail(p, n->a->pos, "a pattern has no #names");
	if (computed)
		n->flags |= NF_COMPUTED;
	if (parse_eat(p, T_COLON)) {
		n->b = element(p);
		return n;
	}
	if (!name || computed || n->a->kind != N_ID) {
		parse_unexpected(p, "':' after the key of a pattern");
		n->b = n->a;
		return n;
	}
	n->flags |= NF_SHORTHAND;
	id = parse_node_at(p, N_ID, n->a);
	id->pos = pos;
	id->atom = n->a->atom;
	id->atom->is_name = true;
	n->b = id;
	if (parse_is(p, T_ASSIGN)) {
		d = parse_node_at(p, N_ASSIGN, id);
		d->op = T_ASSIGN;
		lexer_next(&p->x);
		d->a = id;
		d->b = parse_expr_assign(p);
		parse_expr_name(id, d->b);
		n->b = d;
	}
	return n;
}

static struct node *
object(struct parser *p)
{
	struct node *n = parse_node(p, N_OBJECT), **tail = &n->a;

	lexer_next(&p->x);
	while (!parse_is(p, T_RBRACE) && !parse_is(p, T_EOF)) {
		if (parse_is(p, T_ELLIPSIS)) {
			parse_list_add(&tail, rest(p));
			break;
		}
		parse_list_add(&tail, property(p));
		if (!parse_is(p, T_RBRACE))
			parse_need(p, T_COMMA, "or '}' in a pattern");
	}
	parse_need(p, T_RBRACE, "at the end of a pattern");
	return n;
}

struct node *
parse_pattern_binding(struct parser *p)
{
	struct node *n;
	bool no_in = p->no_in;

	if (!parse_enter(p))
		return parse_node(p, N_HOLE);
	p->no_in = false;
	if (parse_is(p, T_LBRACK))
		n = array(p);
	else if (parse_is(p, T_LBRACE))
		n = object(p);
	else
		n = parse_name(p);
	p->no_in = no_in;
	parse_leave(p);
	return n;
}

static void
list_target(struct parser *p, struct node *n, bool binding)
{
	for (; n != NULL && !p->x.failed; n = n->next) {
		if (n->kind == N_HOLE)
			continue;
		if (n->kind == N_SPREAD) {
			if (n->next != NULL || (n->flags & NF_TRAIL))
				parse_fail(p, n->pos,
				    "a rest element must be the last");
			if (n->a->kind == N_ASSIGN)
				parse_fail(p, n->a->pos,
				    "a rest element cannot have a default");
			parse_pattern_target(p, n->a, binding);
		} else if (n->kind == N_PROP) {
			if (n->op != PROP_INIT) {
				parse_fail(p, n->pos,
				    "a method cannot be assigned to");
				return;
			}
			parse_pattern_target(p, n->b, binding);
		} else {
			parse_pattern_target(p, n, binding);
		}
	}
}

static void
name_target(struct parser *p, const struct node *n)
{
	if (p->fn->strict && (n->atom->kw == KW_eval ||
	    n->atom->kw == KW_arguments))
		lexer_fail(&p->x, n->pos, "'%s' cannot be assigned to",
		    n->atom->s);
}

void
parse_pattern_target(struct parser *p, struct node *n, bool binding)
{
	if (p->x.failed || !parse_enter(p))
		return;
	switch (n->kind) {
	case N_ID: name_target(p, n); break;
	case N_MEMBER:
	case N_INDEX:
	case N_PRIVATE:
		if (binding || (n->flags & NF_OPT))
			goto bad;
		break;
	case N_ARRAY:
	case N_OBJECT:
		if (n->flags & NF_PAREN)
			goto bad;
		list_target(p, n->a, binding);
		break;
	case N_ASSIGN:
		if (n->op != T_ASSIGN || (n->flags & NF_PAREN))
			goto bad;
		parse_pattern_target(p, n->a, binding);
		break;
	default: goto bad;
	}
	parse_leave(p);
	return;
bad:
	parse_fail(p, n->pos, binding ? "this is not a parameter" :
	    "this cannot be assigned to");
	parse_leave(p);
}

static void
add_var(struct parser *p, struct node *id)
{
	struct node *n = parse_node(p, N_ID);

	n->atom = id->atom;
	n->pos = id->pos;
	n->line = id->line;
	*p->fn->vars_tail = n;
	p->fn->vars_tail = &n->next;
}

/* Each name of a `var` pattern belongs to the function. */
void
parse_pattern_vars(struct parser *p, struct node *n)
{
	switch (n->kind) {
	case N_ID: add_var(p, n); break;
	case N_ARRAY:
	case N_OBJECT:
		for (n = n->a; n != NULL; n = n->next)
			parse_pattern_vars(p, n);
		break;
	case N_PROP: parse_pattern_vars(p, n->b); break;
	case N_ASSIGN:
	case N_SPREAD: parse_pattern_vars(p, n->a); break;
	default: break;
	}
}
