/* SPDX-License-Identifier: Apache-2.0 */
/* Functions: parameters, bodies, methods. */
#include "worker/lower/parse.h"

struct func *
parse_func_open(struct parser *p)
{
	struct func *f = arena_item(p->arena, sizeof(*f));

	f->up = p->fn;
	f->pos = TOK(p).pos;
	f->vars_tail = &f->vars;
	f->strict = p->fn != NULL && p->fn->strict;
	p->fn = f;
	return f;
}

void
parse_func_close(struct parser *p, struct func *f)
{
	p->fn = f->up == NULL ? f : f->up;
}

void
parse_func_count(struct func *f)
{
	bool counting = true;

	f->simple_params = true;
	f->nparams = 0;
	for (const struct node *n = f->params; n != NULL; n = n->next) {
		if (n->kind != N_ID)
			f->simple_params = false;
		if (n->kind == N_ASSIGN || n->kind == N_SPREAD)
			counting = false;
		if (counting)
			f->nparams++;
	}
}

/* Skips `public readonly` and the like; true if one makes a property. */
static bool
modifiers(struct parser *p)
{
	bool any = false;

	while (TOK(p).t == T_NAME &&
	    (TOK(p).kw == KW_public || TOK(p).kw == KW_private ||
		TOK(p).kw == KW_protected || TOK(p).kw == KW_readonly ||
		TOK(p).kw == KW_override)) {
		struct token t = parse_peek(p);

		if (t.t != T_NAME && t.t != T_LBRACE && t.t != T_LBRACK)
			break;
		any = true;
		lexer_next(&p->x);
	}
	return any;
}

static struct node *
parameter(struct parser *p, struct func *f)
{
	struct node *n, *d;
	bool property, rest = false;

	if (parse_is(p, T_AT))
		parse_fail(p, TOK(p).pos,
		    "decorators are not supported: write the call out");
	property = modifiers(p);
	if (parse_is_kw(p, KW_this)) { /* a type for `this`: not a parameter */
		lexer_next(&p->x);
		parse_type_annotation(p);
		return NULL;
	}
	d = parse_node(p, N_SPREAD);
	rest = parse_eat(p, T_ELLIPSIS);
	n = parse_pattern_binding(p);
	if (property && f->ctor)
		n->flags |= NF_EXPORT; /* this.x = x */
	(void)parse_eat(p, T_QUESTION);
	parse_type_annotation(p);
	if (rest) {
		d->a = n;
		if (parse_is(p, T_ASSIGN))
			parse_fail(p, TOK(p).pos,
			    "a rest parameter cannot have a default value");
		return d;
	}
	if (parse_is(p, T_ASSIGN)) {
		d = parse_node_at(p, N_ASSIGN, n);
		d->op = T_ASSIGN;
		lexer_next(&p->x);
		d->a = n;
		d->b = parse_expr_assign(p);
		parse_expr_name(n, d->b);
		return d;
	}
	return n;
}

void
parse_func_params(struct parser *p, struct func *f)
{
	struct node **tail = &f->params, *n;
	bool no_in = p->no_in, cond = p->in_cond;

	p->no_in = p->in_cond = false;
	f->in_params = true;
	parse_need(p, T_LPAREN, "before the parameters");
	while (!parse_is(p, T_RPAREN) && !parse_is(p, T_EOF)) {
		if ((n = parameter(p, f)) != NULL)
			parse_list_add(&tail, n);
		if (n != NULL && n->kind == N_SPREAD && !parse_is(p, T_RPAREN))
			parse_unexpected(p, "')' after a rest parameter");
		if (!parse_is(p, T_RPAREN))
			parse_need(p, T_COMMA, "or ')' after a parameter");
	}
	parse_need(p, T_RPAREN, "");
	f->in_params = false;
	parse_func_count(f);
	parse_type_annotation(p);
	p->no_in = no_in;
	p->in_cond = cond;
}

static bool
is_directive(const struct node *n)
{
	return n->kind == S_EXPR && n->a->kind == N_STR &&
	    !(n->a->flags & NF_PAREN);
}

static void
directive(struct parser *p, struct func *f, const struct node *n)
{
	if (n->a->atom->len != 10 || n->end - n->pos > 12 ||
	    __builtin_memcmp(n->a->atom->s, "use strict", 10) != 0)
		return;
	f->strict = f->has_directive = true;
	if (!f->simple_params && !f->is_program)
		parse_fail(p, n->pos,
		    "'use strict' is not possible in a "
		    "function whose parameters have defaults, patterns or a "
		    "rest");
}

struct node *
parse_func_statements(struct parser *p, struct func *f)
{
	struct node *list = NULL, **tail = &list, *n;
	bool prologue = true;
	uint32_t octal = 0;

	while (!parse_is(p, T_RBRACE) && !parse_is(p, T_EOF)) {
		n = parse_stmt(p, f->is_program);
		parse_list_add(&tail, n);
		prologue = prologue && is_directive(n);
		if (!prologue)
			continue;
		directive(p, f, n);
		if (n->a->flags & NF_OCTAL)
			octal = n->a->pos + 1;
		if (f->strict && octal != 0)
			parse_fail(p, octal - 1,
			    "octal escapes are not allowed");
	}
	return list;
}

void
parse_func_body(struct parser *p, struct func *f)
{
	bool no_in = p->no_in, cond = p->in_cond;
	struct node *label = p->label;
	uint32_t open;

	p->no_in = p->in_cond = false;
	p->label = NULL;
	open = parse_brace_open(p, "before the function's body");
	f->body = parse_func_statements(p, f);
	if (f->node != NULL)
		f->node->end = TOK(p).end;
	parse_brace_close(p, open, "at the end of the function's body");
	p->no_in = no_in;
	p->in_cond = cond;
	p->label = label;
}

/* At `function`; `async` and its place have been seen by the caller. */
struct node *
parse_func(struct parser *p, bool is_decl, bool async)
{
	struct node *n = parse_node(p, N_FUNC), *id = NULL;
	struct func *f;
	uint32_t before = p->x.prev_end;
	bool gen;

	if (!parse_enter(p))
		return n;
	lexer_next(&p->x);
	gen = parse_eat(p, T_STAR);
	if (is_decl && !parse_is(p, T_LPAREN))
		id = parse_name(p);
	f = parse_func_open(p);
	f->node = n;
	f->async = async;
	f->gen = gen;
	f->hoisted = is_decl;
	/* `async` is never written otherwise. */
	f->from = async ? before - 5 : n->pos;
	n->fn = f;
	if (!is_decl && parse_is_name(p))
		id = parse_name(p);
	if (id != NULL) {
		f->name = id->atom;
		if (!is_decl)
			f->self = id->atom;
	}
	n->a = id;
	parse_type_params(p);
	parse_func_params(p, f);
	if (is_decl && !parse_is(p, T_LBRACE)) {
		if (parse_is(p, T_NAME) && !TOK(p).nl)
			parse_unexpected(p, "'{' before the function's body");
		/* An overload's signature or `declare function`. */
		parse_semicolon(p);
		n->kind = S_EMPTY;
	} else {
		parse_func_body(p, f);
	}
	parse_func_close(p, f);
	parse_leave(p);
	return n;
}

static void
accessor_params(struct parser *p, const struct func *f, uint8_t kind)
{
	uint32_t want = kind == M_SET ? 1 : 0, have = 0;

	for (const struct node *n = f->params; n != NULL; n = n->next, have++) {
		if (kind == M_SET && n->kind == N_SPREAD)
			parse_fail(p, n->pos, "a setter has no rest parameter");
	}
	if (have != want)
		parse_fail(p, f->pos,
		    want == 1 ? "a setter has exactly one parameter"
			      : "a getter has no parameters");
}

/* From the "(" or "<" of a method whose text begins at `from`. */
struct node *
parse_func_method(struct parser *p, bool async, bool gen, uint8_t kind,
    uint32_t from)
{
	struct node *n = parse_node(p, N_FUNC);
	struct func *f;

	if (!parse_enter(p))
		return n;
	f = parse_func_open(p);
	f->node = n;
	f->async = async;
	f->gen = gen;
	f->method = true;
	f->accessor = kind == M_GET || kind == M_SET;
	f->ctor = kind == M_CTOR;
	f->from = from;
	n->fn = f;
	parse_type_params(p);
	parse_func_params(p, f);
	if (f->accessor)
		accessor_params(p, f, kind);
	if (p->cls != NULL && !parse_is(p, T_LBRACE)) {
		parse_semicolon(p); /* overload or abstract */
		n->kind = S_EMPTY;
	} else {
		parse_func_body(p, f);
	}
	parse_func_close(p, f);
	parse_leave(p);
	return n;
}
