/* SPDX-License-Identifier: Apache-2.0 */
/* Parentheses that turn out to be parameters, and arrow functions. */
#include <string.h>

#include "worker/lower/parse.h"

struct node *
parse_arrow_body(struct parser *p, struct node *params, bool async,
    uint32_t pos, uint32_t line)
{
	struct node *n = parse_node(p, N_FUNC);
	struct func *f;
	bool cond = p->in_cond;

	n->pos = pos;
	n->line = line;
	f = parse_func_open(p);
	f->node = n;
	f->arrow = f->transparent = true;
	f->async = async;
	f->from = pos;
	f->params = params;
	n->fn = f;
	parse_func_count(f);
	lexer_next(&p->x); /* => */
	if (!parse_enter(p))
		return n;
	if (parse_is(p, T_LBRACE)) {
		parse_func_body(p, f);
	} else {
		p->in_cond = cond;
		f->expr_body = true;
		f->body = parse_expr_assign(p);
		n->end = p->x.prev_end;
	}
	parse_leave(p);
	parse_func_close(p, f);
	/* `async () => { ... }()`: what else could be meant? */
	return p->program && !f->expr_body && parse_is(p, T_LPAREN) &&
		!TOK(p).nl
	    ? parse_left_suffix(p, n, true)
	    : n;
}

struct cover {
	struct node *list, **tail;
	bool must; /* only an arrow function can look like this */
	bool rest, trailing;
	uint32_t bad; /* where, if it must not be an arrow function */
};

static void
item(struct parser *p, struct cover *c)
{
	struct node *n, *d;

	if (parse_is(p, T_ELLIPSIS)) {
		n = parse_node(p, N_SPREAD);
		lexer_next(&p->x);
		n->a = parse_pattern_binding(p);
		c->must = c->rest = true;
	} else if (parse_is_kw(p, KW_this) && parse_peek(p).t == T_COLON) {
		lexer_next(&p->x);
		parse_type_annotation(p);
		c->must = true;
		return;
	} else {
		n = parse_expr_assign(p);
	}
	if (parse_is(p, T_QUESTION)) {
		lexer_next(&p->x);
		c->must = true;
	}
	if (parse_is(p, T_COLON)) {
		parse_type_annotation(p);
		c->must = true;
	}
	if (parse_is(p, T_ASSIGN) && c->must && n->kind != N_SPREAD) {
		d = parse_node_at(p, N_ASSIGN, n);
		d->op = T_ASSIGN;
		lexer_next(&p->x);
		d->a = n;
		d->b = parse_expr_assign(p);
		parse_expr_name(n, d->b);
		n = d;
	}
	parse_list_add(&c->tail, n);
}

static void
items(struct parser *p, struct cover *c)
{
	bool no_in = p->no_in, cond = p->in_cond;

	p->no_in = p->in_cond = false;
	c->tail = &c->list;
	lexer_next(&p->x);
	while (!parse_is(p, T_RPAREN) && !parse_is(p, T_EOF)) {
		c->trailing = false;
		item(p, c);
		if (parse_is(p, T_RPAREN))
			break;
		if (c->rest)
			parse_unexpected(p, "')' after a rest parameter");
		parse_need(p, T_COMMA, "or ')'");
		c->trailing = true;
	}
	parse_need(p, T_RPAREN, "");
	p->no_in = no_in;
	p->in_cond = cond;
}

/* At ":": is `: T =>` what follows? */
static bool
return_type(struct parser *p, const struct cover *c)
{
	struct lexer save = p->x;

	if (p->in_cond && !c->must && c->list != NULL)
		return false;
	lexer_next(&p->x);
	if (parse_type_try(p) && parse_is(p, T_ARROW) && !TOK(p).nl)
		return true;
	p->x = save;
	return false;
}

static void
check_params(struct parser *p, struct node *list)
{
	for (; list != NULL && !p->x.failed; list = list->next) {
		if (list->flags & NF_PAREN)
			parse_fail(p, list->pos, "this is not a parameter");
		parse_pattern_target(p, list->kind == N_SPREAD ? list->a : list,
		    true);
	}
}

static struct node *
sequence(struct parser *p, struct cover *c, uint32_t pos)
{
	struct node *seq;

	if (c->list == NULL || c->trailing || c->must) {
		parse_unexpected(p, "'=>' after parameters");
		return parse_node(p, N_NULL);
	}
	c->list->flags |= NF_PAREN;
	if (c->list->next == NULL)
		return c->list;
	seq = parse_node_at(p, N_SEQ, c->list);
	seq->pos = pos;
	seq->flags |= NF_PAREN;
	seq->a = c->list;
	c->list->flags &= (uint16_t)~NF_PAREN;
	return seq;
}

/* At "(".  `callee` is the name `async`, if that stood before it. */
struct node *
parse_arrow_paren(struct parser *p, bool async, uint32_t pos, uint32_t line,
    struct node *callee)
{
	struct cover c = { 0 };
	struct node *n;
	uint32_t outer = p->cover, proto = p->proto, suspend = p->suspend;
	uint32_t awaited = p->awaited;

	if (!parse_enter(p))
		return parse_node(p, N_NULL);
	p->cover = p->proto = p->suspend = p->awaited = 0;
	items(p, &c);
	if ((parse_is(p, T_ARROW) && !TOK(p).nl) ||
	    (parse_is(p, T_COLON) && return_type(p, &c))) {
		p->cover = outer;
		p->proto = proto;
		if (p->suspend != 0 && p->suspend_fn == p->fn)
			parse_fail(p, p->suspend,
			    "await and yield are not "
			    "possible in parameters");
		if (async && p->awaited != 0 && p->awaited_fn == p->fn)
			parse_fail(p, p->awaited,
			    "await is not possible in parameters");
		check_params(p, c.list);
		n = parse_arrow_body(p, c.list, async, pos, line);
	} else if (callee != NULL) {
		if (c.must && !p->x.failed && !c.rest)
			parse_unexpected(p, "'=>' after parameters");
		n = parse_node_at(p, N_CALL, callee);
		n->a = callee;
		n->b = c.list;
		n->end = p->x.prev_end;
	} else {
		n = sequence(p, &c, pos);
		if (outer != 0)
			p->cover = outer;
	}
	if (p->suspend == 0)
		p->suspend = suspend;
	if (p->awaited == 0)
		p->awaited = awaited;
	if (p->proto == 0)
		p->proto = proto;
	parse_leave(p);
	return n;
}

/* At `async of`: is it a parameter's name? */
static bool
of_is_param(struct parser *p)
{
	struct lexer save = p->x;
	bool param;

	lexer_next(&p->x);
	lexer_next(&p->x);
	param = parse_is(p, T_ARROW) && !TOK(p).nl;
	p->x = save;
	return param;
}

/* At the word `async`. */
struct node *
parse_arrow_async(struct parser *p)
{
	struct token t = parse_peek(p);
	uint32_t pos = TOK(p).pos, line = TOK(p).line;
	struct node *id;

	if (t.t == T_NAME && t.kw == KW_function && !t.nl) {
		lexer_next(&p->x);
		id = parse_func(p, false, true);
		id->pos = pos;
		return id;
	}
	if (t.t == T_NAME && !t.nl && t.kw != KW_in && t.kw != KW_instanceof &&
	    t.kw != KW_as && t.kw != KW_satisfies &&
	    (t.kw != KW_of || of_is_param(p))) {
		lexer_next(&p->x);
		id = parse_name(p);
		if (!parse_is(p, T_ARROW))
			parse_unexpected(p, "'=>' after a parameter");
		return parse_arrow_body(p, id, true, pos, line);
	}
	id = parse_name(p);
	if (parse_is(p, T_LT) && !TOK(p).nl) {
		struct lexer save = p->x;

		parse_type_params(p);
		if (p->x.failed || !parse_is(p, T_LPAREN))
			p->x = save;
	}
	if (parse_is(p, T_LPAREN) && !t.nl)
		return parse_arrow_paren(p, true, pos, line, id);
	return id;
}

/* At "<": `<T>(x) => y`, or the old cast `<T>x`. */
struct node *
parse_arrow_generic(struct parser *p)
{
	uint32_t pos = TOK(p).pos, line = TOK(p).line;
	struct lexer save = p->x;
	struct token t = parse_peek(p);
	struct node *n;

	if (t.t != T_NAME || t.pos != pos + 1) {
		if (t.t == T_GT) {
			parse_fail(p, pos,
			    "JSX is not supported: there is "
			    "no document to render");
			return parse_node(p, N_NULL);
		}
	}
	parse_type_params(p);
	if (!p->x.failed && parse_is(p, T_LPAREN)) {
		n = parse_arrow_paren(p, false, pos, line, NULL);
		/* A cast binds like a unary operator. */
		return n->kind == N_FUNC && n->fn->arrow
		    ? n
		    : parse_left_suffix(p, n, true);
	}
	p->x = save;
	lexer_next(&p->x);
	if (!parse_type_try(p) || !parse_is(p, T_GT)) {
		parse_fail(p, pos,
		    p->x.len - pos > 3 &&
			    memcmp(p->x.src + pos, "<!--", 4) == 0
			? "an expression is expected, not '<!--': "
			  "a comment is written '// ...' or '/* ... */'"
			: "an expression is expected, not '<' "
			  "(JSX is not supported)");
		return parse_node(p, N_NULL);
	}
	lexer_next(&p->x);
	n = parse_expr_unary(p);
	n->flags |= NF_CAST;
	return n;
}
