/* SPDX-License-Identifier: Apache-2.0 */
/* import and export, where they can mean something. */
#include "worker/lower/parse.h"

/* Reads to the end of the statement; true if a value is imported. */
static struct node *
skip_from(struct parser *p)
{
	struct node *n = parse_node(p, S_EMPTY);

	while (!parse_is(p, T_STR) && !parse_is(p, T_SEMI) &&
	    !parse_is(p, T_EOF))
		lexer_next(&p->x);
	(void)parse_eat(p, T_STR);
	parse_semicolon(p);
	return n;
}

/* Every name in braces is `type X`. */
static bool
only_types(struct parser *p)
{
	struct lexer save = p->x;
	bool only = parse_is(p, T_LBRACE);

	lexer_next(&p->x);
	while (only && !parse_is(p, T_RBRACE) && !parse_is(p, T_EOF)) {
		if (!parse_is_kw(p, KW_type))
			only = false;
		while (!parse_is(p, T_COMMA) && !parse_is(p, T_RBRACE) &&
		    !parse_is(p, T_EOF))
			lexer_next(&p->x);
		(void)parse_eat(p, T_COMMA);
	}
	p->x = save;
	return only;
}

static const char no_modules[] =
    "a program cannot import modules: everything it can use is global";

/* A.B.C */
static struct node *
entity(struct parser *p)
{
	struct node *n = parse_name(p), *m;

	while (parse_is(p, T_DOT)) {
		m = parse_node_at(p, N_MEMBER, n);
		lexer_next(&p->x);
		if (!parse_is(p, T_NAME)) {
			parse_unexpected(p, "a name after '.'");
			break;
		}
		m->a = n;
		m->atom = TOK(p).atom;
		m->end = TOK(p).end;
		m->height = (uint16_t)(n->height + 1);
		if (m->height > PARSE_HEIGHT_MAX)
			parse_fail(p, m->pos, "the name is too long");
		lexer_next(&p->x);
		n = m;
	}
	return n;
}

/* `import X = A.B`: a constant, unless nothing but types names it. */
static struct node *
alias(struct parser *p, uint32_t pos)
{
	struct node *n = parse_node(p, S_VAR), *d = parse_node(p, S_DECL);
	bool type = parse_is_kw(p, KW_type) && parse_peek(p).t == T_NAME;

	if (type)
		lexer_next(&p->x);
	n->op = VAR_CONST;
	n->flags |= NF_COVER;
	n->a = d;
	d->a = parse_pattern_binding(p);
	lexer_next(&p->x);
	if (!parse_is_kw(p, KW_require) || parse_peek(p).t != T_LPAREN) {
		d->b = entity(p);
	} else if (type) {
		lexer_next(&p->x);
		parse_type_balanced(p);
	} else {
		parse_fail(p, pos, no_modules);
	}
	parse_semicolon(p);
	return type ? parse_node(p, S_EMPTY) : n;
}

/* At `type X =` */
static bool
is_type_alias(struct parser *p)
{
	struct lexer save = p->x;
	bool is = parse_is_kw(p, KW_type);

	lexer_next(&p->x);
	is = is && parse_is(p, T_NAME) && parse_peek(p).t == T_ASSIGN;
	p->x = save;
	return is;
}

struct node *
parse_module_import(struct parser *p)
{
	uint32_t pos = TOK(p).pos;
	struct token t;

	lexer_next(&p->x);
	t = parse_peek(p);
	if (TOK(p).t == T_NAME && (t.t == T_ASSIGN || is_type_alias(p)))
		return alias(p, pos);
	if ((parse_is_kw(p, KW_type) && t.t != T_COMMA &&
	    t.kw != KW_from) || only_types(p))
		return skip_from(p);
	parse_fail(p, pos, no_modules);
	return parse_node(p, S_EMPTY);
}

static struct node *
export_default(struct parser *p)
{
	struct node *n = parse_node(p, S_DEFAULT), *s;
	struct token t = parse_peek(p);
	bool async = parse_is_kw(p, KW_async) && t.kw == KW_function;

	if (parse_is_kw(p, KW_abstract) && t.kw == KW_class)
		lexer_next(&p->x);
	if (parse_is_kw(p, KW_interface)) {
		s = parse_ts_statement(p);
		return s != NULL ? s : parse_node(p, S_EMPTY);
	}
	if (async || parse_is_kw(p, KW_function) ||
	    parse_is_kw(p, KW_class)) {
		s = parse_stmt(p, false);
		if (s->kind == S_EXPR) { /* without a name */
			n->a = s->a;
		} else if (s->kind == S_EMPTY) {
			return s;
		} else { /* declared, then its name is the value */
			n->a = parse_node(p, N_ID);
			n->a->atom = s->kind == S_FUNC ?
			    s->a->fn->name : s->a->cls->name;
			s->next = n;
			return s;
		}
		return n;
	}
	n->a = parse_expr_assign(p);
	parse_semicolon(p);
	return n;
}

/* export { a, b as c }, export * from "m": what is exported has no reader. */
static struct node *
export_names(struct parser *p, uint32_t pos)
{
	struct node *n = parse_node(p, S_EMPTY);
	bool types = parse_eat_kw(p, KW_type);

	if (parse_eat(p, T_STAR) && parse_eat_kw(p, KW_as))
		lexer_next(&p->x);
	while (parse_is(p, T_LBRACE) || parse_is(p, T_NAME) ||
	    parse_is(p, T_COMMA) || parse_is(p, T_STR)) {
		if (parse_is_kw(p, KW_from) && parse_peek(p).t == T_STR)
			break;
		lexer_next(&p->x);
	}
	(void)parse_eat(p, T_RBRACE);
	if (parse_eat_kw(p, KW_from)) {
		if (!types)
			parse_fail(p, pos, no_modules);
		(void)parse_eat(p, T_STR);
	}
	parse_semicolon(p);
	return n;
}

struct node *
parse_module_export(struct parser *p)
{
	struct node *n;
	uint32_t pos = TOK(p).pos;
	struct token t;

	if (!p->program && !p->fn->is_namespace)
		parse_fail(p, pos, "export outside a module");
	lexer_next(&p->x);
	if (parse_eat_kw(p, KW_default))
		return export_default(p);
	t = parse_peek(p);
	if (parse_is(p, T_ASSIGN)) {
		n = parse_node(p, S_DEFAULT);
		lexer_next(&p->x);
		n->a = parse_expr(p);
		parse_semicolon(p);
		return n;
	}
	if (parse_is(p, T_STAR) || parse_is(p, T_LBRACE) ||
	    (parse_is_kw(p, KW_type) &&
	    (t.t == T_LBRACE || t.t == T_STAR))) {
		return export_names(p, pos);
	}
	n = parse_stmt(p, false);
	n->flags |= NF_EXPORT;
	return n;
}

struct node *
parse_module_using(struct parser *p)
{
	struct lexer save = p->x;
	uint32_t pos = TOK(p).pos;
	bool is;

	if (parse_is_kw(p, KW_await))
		lexer_next(&p->x);
	is = parse_is_kw(p, KW_using);
	lexer_next(&p->x);
	is = is && TOK(p).t == T_NAME && !TOK(p).nl && (TOK(p).kw == 0 ||
	    TOK(p).kw > KW_RESERVED_LAST) && parse_peek(p).t == T_ASSIGN;
	p->x = save;
	if (!is)
		return NULL;
	parse_fail(p, pos, "'using' is not supported: use const, and call "
	    "what disposes of it in a 'finally'");
	return parse_node(p, S_EMPTY);
}
