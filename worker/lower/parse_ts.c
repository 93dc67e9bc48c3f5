/* SPDX-License-Identifier: Apache-2.0 */
/* Statements that only TypeScript has. */
#include "worker/lower/parse.h"

struct node *
parse_ts_enum(struct parser *p)
{
	struct node *n = parse_node(p, S_ENUM), **tail, *m;
	struct func *f;
	bool computed;

	lexer_next(&p->x);
	n->a = parse_name(p);
	n->fn = f = parse_func_open(p);
	f->is_namespace = f->transparent = f->simple_params = true;
	tail = &f->body;
	parse_need(p, T_LBRACE, "before the members of an enum");
	while (!parse_is(p, T_RBRACE) && !parse_is(p, T_EOF)) {
		m = parse_node(p, N_PROP);
		m->a = parse_key(p, &computed);
		if (computed || (m->a->kind != N_ID && m->a->kind != N_STR))
			parse_fail(p, m->pos, "an enum's member is a name");
		if (parse_eat(p, T_ASSIGN))
			m->b = parse_expr_assign(p);
		parse_list_add(&tail, m);
		if (!parse_is(p, T_RBRACE))
			parse_need(p, T_COMMA, "or '}' in an enum");
	}
	parse_need(p, T_RBRACE, "at the end of an enum");
	parse_func_close(p, f);
	return n;
}

static struct node *
interface(struct parser *p)
{
	struct node *n = parse_node(p, S_EMPTY);

	lexer_next(&p->x);
	(void)parse_name(p);
	parse_type_params(p);
	if (parse_eat_kw(p, KW_extends)) {
		do {
			parse_type(p);
		} while (parse_eat(p, T_COMMA));
	}
	if (parse_is(p, T_LBRACE))
		parse_type_balanced(p);
	else
		parse_unexpected(p, "'{' after an interface's name");
	return n;
}

static struct node *
alias(struct parser *p)
{
	struct node *n = parse_node(p, S_EMPTY);

	lexer_next(&p->x);
	lexer_next(&p->x);
	parse_type_params(p);
	parse_need(p, T_ASSIGN, "in a type's declaration");
	parse_type(p);
	parse_semicolon(p);
	return n;
}

static struct node *
ambient(struct parser *p)
{
	struct node *n = parse_node(p, S_EMPTY), *inner, **vars;
	struct func *f = p->fn;
	bool was = p->ambient;

	lexer_next(&p->x);
	if (parse_is_kw(p, KW_global) || parse_is_kw(p, KW_module) ||
	    parse_is_kw(p, KW_namespace)) {
		while (!parse_is(p, T_LBRACE) && !parse_is(p, T_EOF) &&
		    !parse_is(p, T_SEMI))
			lexer_next(&p->x);
		if (parse_is(p, T_LBRACE))
			parse_type_balanced(p);
		return n;
	}
	p->ambient = true;
	vars = f->vars_tail;
	inner = parse_stmt(p, false);
	f->vars_tail = vars; /* declares nothing */
	*vars = NULL;
	p->ambient = was;
	(void)inner;
	return n;
}

/* Such a namespace is no value, and may share its name with one. */
static bool
holds_types(const struct node *list)
{
	while (list != NULL && list->kind == S_EMPTY)
		list = list->next;
	return list == NULL;
}

static void
namespace_body(struct parser *p, struct node *n)
{
	struct func *f;
	struct node *inner;

	f = parse_func_open(p);
	f->is_namespace = f->transparent = true;
	f->simple_params = true;
	n->fn = f;
	n->d = NULL;
	if (parse_is(p, T_DOT)) { /* namespace a.b { } */
		inner = parse_node(p, S_NAMESPACE);
		inner->flags |= NF_EXPORT;
		lexer_next(&p->x);
		inner->a = parse_name(p);
		if (parse_enter(p)) {
			namespace_body(p, inner);
			parse_leave(p);
		}
		f->body = inner;
	} else {
		parse_need(p, T_LBRACE, "before a namespace's body");
		f->body = parse_stmt_list(p, false);
		parse_need(p, T_RBRACE, "at the end of a namespace");
	}
	parse_func_close(p, f);
	if (holds_types(f->body))
		n->kind = S_EMPTY;
}

static struct node *
namespace(struct parser *p)
{
	struct node *n = parse_node(p, S_NAMESPACE);

	lexer_next(&p->x);
	n->a = parse_name(p);
	namespace_body(p, n);
	return n;
}

struct node *
parse_ts_statement(struct parser *p)
{
	uint8_t kw = TOK(p).kw;
	struct token t;

	if (kw != KW_enum && kw != KW_interface && kw != KW_type &&
	    kw != KW_declare && kw != KW_abstract && kw != KW_namespace &&
	    kw != KW_module && kw != KW_global)
		return NULL;
	t = parse_peek(p);
	if (t.t != T_NAME || t.nl || t.kw == KW_in ||
	    t.kw == KW_instanceof || t.kw == KW_as || t.kw == KW_satisfies)
		return NULL;
	switch (kw) {
	case KW_enum: return parse_ts_enum(p);
	case KW_interface: return interface(p);
	case KW_type: return alias(p);
	case KW_declare: return ambient(p);
	case KW_abstract:
		if (t.kw != KW_class)
			return NULL;
		lexer_next(&p->x);
		return parse_stmt(p, false);
	case KW_namespace:
	case KW_module: return namespace(p);
	default: return NULL;
	}
}

struct node *
parse_ts_single(struct parser *p, bool single)
{
	uint32_t pos = TOK(p).pos;
	struct node *n = parse_ts_statement(p);

	if (single && n != NULL && (n->kind == S_ENUM || n->kind == S_NAMESPACE))
		parse_fail(p, pos,
		    "a statement or a block is expected, not a declaration");
	return n;
}
