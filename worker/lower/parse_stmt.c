/* SPDX-License-Identifier: Apache-2.0 */
/* Statements, except loops' heads, modules and TypeScript's own. */
#include "worker/lower/parse.h"

struct node *
parse_stmt_list(struct parser *p, bool top)
{
	struct node *list = NULL, **tail = &list;

	while (!parse_is(p, T_RBRACE) && !parse_is(p, T_EOF))
		parse_list_add(&tail, parse_stmt(p, top));
	return list;
}

struct node *
parse_stmt_block(struct parser *p)
{
	struct node *n = parse_node(p, S_BLOCK);
	uint32_t open = parse_brace_open(p, "before a block");

	n->a = parse_stmt_list(p, false);
	n->end = TOK(p).end;
	parse_brace_close(p, open, "at the end of a block");
	return n;
}

static void
declared_name(struct parser *p, const struct node *target, struct node *d)
{
	if (target->kind != N_ID || d->b == NULL)
		return;
	if (d->b->kind == N_FUNC && d->b->fn->name == NULL)
		d->b->fn->name = target->atom;
	if (d->b->kind == N_CLASS && d->b->cls->name == NULL)
		d->b->cls->name = target->atom;
	(void)p;
}

static bool
at_of(const struct parser *p)
{
	return parse_is_kw(p, KW_of) || parse_is_kw(p, KW_in);
}

/* At the keyword; leaves the terminator. */
struct node *
parse_stmt_var(struct parser *p, uint8_t kind, bool head)
{
	struct node *n = parse_node(p, S_VAR), **tail = &n->a, *d;

	n->op = kind;
	lexer_next(&p->x);
	do {
		d = parse_node(p, S_DECL);
		d->a = parse_pattern_binding(p);
		if (kind == VAR_VAR)
			parse_pattern_vars(p, d->a);
		(void)(parse_is(p, T_NOT) && parse_eat(p, T_NOT));
		parse_type_annotation(p);
		if (parse_eat(p, T_ASSIGN)) {
			d->b = parse_expr_assign(p);
			declared_name(p, d->a, d);
		} else if (!(head && at_of(p)) && !p->ambient) {
			if (d->a->kind != N_ID)
				parse_unexpected(p, "'=' after a pattern");
			else if (kind == VAR_CONST)
				parse_unexpected(p,
				    "'=' and a value for "
				    "this const");
		}
		d->end = p->x.prev_end;
		parse_list_add(&tail, d);
	} while (parse_eat(p, T_COMMA));
	return n;
}

static struct node *
variable(struct parser *p, uint8_t kind)
{
	struct node *n = parse_stmt_var(p, kind, false);

	parse_semicolon(p);
	return n;
}

static bool
is_declaration(struct parser *p)
{
	struct token t;

	switch (TOK(p).t == T_NAME ? TOK(p).kw : 0) {
	case KW_class:
	case KW_const:
	case KW_function: return true;
	case KW_let:
		t = parse_peek(p);
		return t.t == T_LBRACK ||
		    (!t.nl &&
			(t.t == T_LBRACE ||
			    (t.t == T_NAME && t.kw != KW_in &&
				t.kw != KW_instanceof && t.kw != KW_of)));
	case KW_async: t = parse_peek(p); return t.kw == KW_function && !t.nl;
	default: return false;
	}
}

/* A statement alone in a body: declarations need a block. */
struct node *
parse_stmt_body(struct parser *p)
{
	if (is_declaration(p))
		parse_unexpected(p, "a statement or a block");
	p->single = true;
	return parse_stmt(p, false);
}

/* After `if` sloppy code may declare a function, as if in a block. */
static struct node *
branch(struct parser *p)
{
	struct node *n;

	if (!parse_is_kw(p, KW_function) || p->fn->strict ||
	    parse_peek(p).t == T_STAR)
		return parse_stmt_body(p);
	n = parse_node(p, S_BLOCK);
	n->a = parse_stmt(p, false);
	return n;
}

static struct node *
condition(struct parser *p, const char *where)
{
	struct node *e;

	parse_need(p, T_LPAREN, where);
	e = parse_expr(p);
	parse_need(p, T_RPAREN, "after a condition");
	return e;
}

/* `else if` chains are a loop here, so that long ones are not deep. */
static struct node *
if_chain(struct parser *p)
{
	struct node *first = NULL, **link = &first, *n;

	for (;;) {
		n = parse_node(p, S_IF);
		*link = n;
		lexer_next(&p->x);
		n->a = condition(p, "after 'if'");
		n->b = branch(p);
		if (!parse_eat_kw(p, KW_else))
			return first;
		link = &n->c;
		if (!parse_is_kw(p, KW_if))
			break;
	}
	*link = branch(p);
	return first;
}

static struct node *
while_loop(struct parser *p)
{
	struct node *n = parse_node(p, S_WHILE);

	lexer_next(&p->x);
	n->a = condition(p, "after 'while'");
	n->d = parse_stmt_body(p);
	return n;
}

static struct node *
do_loop(struct parser *p)
{
	struct node *n = parse_node(p, S_DO);

	lexer_next(&p->x);
	n->d = parse_stmt_body(p);
	parse_need_kw(p, KW_while, "after the body of 'do'");
	n->a = condition(p, "after 'while'");
	(void)parse_eat(p, T_SEMI);
	return n;
}

static struct node *
jump(struct parser *p, enum node_kind k)
{
	struct node *n = parse_node(p, k);

	lexer_next(&p->x);
	if (TOK(p).t == T_NAME && !TOK(p).nl && parse_is_name(p)) {
		parse_no_escape(p);
		n->atom = TOK(p).atom;
		lexer_next(&p->x);
	}
	parse_semicolon(p);
	return n;
}

static struct node *
return_or_throw(struct parser *p, enum node_kind k)
{
	struct node *n = parse_node(p, k);
	const struct func *f = p->fn;

	lexer_next(&p->x);
	if (k == S_RETURN) {
		if (f->ctor && f->tries > 0)
			p->fn->try_return = p->fn->alias_args = true;
		if (f->is_program && !p->program)
			parse_fail(p, n->pos, "return outside a function");
		if (f->is_program)
			p->fn->has_return = true;
		if (f->is_namespace || (f->field && !f->expr_body))
			parse_fail(p, n->pos, "return cannot be used here");
	}
	if (k == S_THROW && TOK(p).nl)
		parse_fail(p, n->pos,
		    "the value to throw is on the next "
		    "line; put it beside 'throw'");
	if (k == S_THROW ||
	    !(TOK(p).nl || parse_is(p, T_SEMI) || parse_is(p, T_RBRACE) ||
		parse_is(p, T_EOF)))
		n->a = parse_expr(p);
	n->end = p->x.prev_end;
	parse_semicolon(p);
	return n;
}

static struct node *
try_statement(struct parser *p)
{
	struct node *n = parse_node(p, S_TRY);

	p->fn->tries++;
	lexer_next(&p->x);
	n->a = parse_stmt_block(p);
	if (parse_eat_kw(p, KW_catch)) {
		if (parse_eat(p, T_LPAREN)) {
			n->b = parse_pattern_binding(p);
			parse_type_annotation(p);
			parse_need(p, T_RPAREN, "after the caught value");
		}
		n->c = parse_stmt_block(p);
	}
	if (parse_eat_kw(p, KW_finally))
		n->d = parse_stmt_block(p);
	p->fn->tries--;
	if (n->c == NULL && n->d == NULL)
		parse_unexpected(p, "'catch' or 'finally' after 'try'");
	return n;
}

static struct node *
switch_statement(struct parser *p)
{
	struct node *n = parse_node(p, S_SWITCH), **tail = &n->b, *c;
	struct node **body_tail;
	bool has_default = false;
	uint32_t open;

	lexer_next(&p->x);
	n->a = condition(p, "after 'switch'");
	open = parse_brace_open(p, "before the cases");
	while (!parse_is(p, T_RBRACE) && !parse_is(p, T_EOF)) {
		c = parse_node(p, S_CASE);
		if (parse_eat_kw(p, KW_case)) {
			c->a = parse_expr(p);
		} else {
			if (has_default && parse_is_kw(p, KW_default))
				parse_fail(p, c->pos, "a second 'default'");
			parse_need_kw(p, KW_default, "or 'case'");
			has_default = true;
		}
		parse_need(p, T_COLON, "after a case");
		body_tail = &c->b;
		while (!parse_is(p, T_RBRACE) && !parse_is(p, T_EOF) &&
		    !parse_is_kw(p, KW_case) && !parse_is_kw(p, KW_default))
			parse_list_add(&body_tail, parse_stmt(p, false));
		parse_list_add(&tail, c);
	}
	n->end = TOK(p).end;
	parse_brace_close(p, open, "after the cases");
	return n;
}

static struct node *
function_statement(struct parser *p, bool async)
{
	struct node *n = parse_node(p, S_FUNC);
	struct token t;

	if (async)
		lexer_next(&p->x);
	t = parse_peek(p);
	/* A whole program may be `function () { ... }`. */
	if (t.t == T_LPAREN) {
		n->kind = S_EXPR;
		n->a = parse_func(p, false, async);
		n->a->flags |= NF_PAREN;
		n->a = parse_left_suffix(p, n->a, true);
		n->end = p->x.prev_end;
		parse_semicolon(p);
		return n;
	}
	n->a = parse_func(p, true, async);
	if (n->a->kind == S_EMPTY)
		n->kind = S_EMPTY;
	return n;
}

static struct node *
class_statement(struct parser *p)
{
	struct node *n = parse_node(p, S_CLASS);
	struct token t = parse_peek(p);

	if (t.t == T_LBRACE || t.kw == KW_extends) {
		n->kind = S_EXPR;
		n->a = parse_class(p, false);
		return n;
	}
	n->a = parse_class(p, true);
	return n;
}

static bool
let_declares(struct parser *p)
{
	struct token t = parse_peek(p);

	return t.t == T_LBRACK || t.t == T_LBRACE ||
	    (t.t == T_NAME &&
		(t.kw == 0 || t.kw > KW_RESERVED_LAST || t.kw == KW_yield) &&
		t.kw != KW_instanceof && t.kw != KW_in);
}

/* A function with a label is a declaration that nothing can jump to. */
static struct node *
labelled_function(struct parser *p, bool single)
{
	if (p->fn->strict || single || parse_peek(p).t == T_STAR)
		parse_unexpected(p, "a statement or a block");
	return parse_stmt(p, false);
}

static struct node *
labelled(struct parser *p, struct node *n, bool single)
{
	struct node *l, *f = NULL;

	parse_no_escape(p);
	n->kind = S_LABEL;
	n->atom = TOK(p).atom;
	for (l = p->label; l != NULL; l = l->b) {
		if (l->atom == n->atom)
			parse_fail(p, n->pos, "this label is in use");
	}
	n->b = p->label;
	p->label = n;
	lexer_next(&p->x);
	lexer_next(&p->x);
	if (parse_is_kw(p, KW_function)) {
		f = labelled_function(p, single);
	} else if (is_declaration(p)) {
		parse_unexpected(p, "a statement or a block");
		n->a = parse_node(p, S_EMPTY);
	} else {
		p->single = true;
		n->a = parse_stmt(p, false);
		/* a: b: function f() {} */
		if (n->a->kind == S_FUNC)
			f = n->a;
	}
	p->label = n->b;
	n->b = NULL;
	return f != NULL ? f : n;
}

static struct node *
expression_or_label(struct parser *p, bool single)
{
	struct node *n = parse_node(p, S_EXPR);
	bool let = parse_is_kw(p, KW_let);

	if (parse_is_name(p) && parse_peek(p).t == T_COLON)
		return labelled(p, n, single);
	if (let && parse_peek(p).t == T_LBRACK)
		parse_unexpected(p, "a statement or a block");
	n->a = parse_expr(p);
	n->end = p->x.prev_end;
	parse_semicolon(p);
	return n;
}

static struct node *
with_statement(struct parser *p)
{
	struct node *n = parse_node(p, S_WITH);

	if (p->fn->strict)
		parse_fail(p, n->pos, "'with' is not allowed in strict code");
	lexer_next(&p->x);
	n->a = condition(p, "after 'with'");
	n->d = parse_stmt_body(p);
	return n;
}

static struct node *
keyword_statement(struct parser *p, bool single)
{
	struct token t;
	struct node *n;

	switch (TOK(p).kw) {
	case KW_var: return variable(p, VAR_VAR);
	case KW_const:
		if (parse_peek(p).kw == KW_enum) {
			lexer_next(&p->x);
			return parse_ts_enum(p);
		}
		return variable(p, VAR_CONST);
	case KW_let:
		return !single && let_declares(p) ? variable(p, VAR_LET) : NULL;
	case KW_if: return if_chain(p);
	case KW_for: return parse_loop_for(p);
	case KW_while: return while_loop(p);
	case KW_do: return do_loop(p);
	case KW_return: return return_or_throw(p, S_RETURN);
	case KW_throw: return return_or_throw(p, S_THROW);
	case KW_break: return jump(p, S_BREAK);
	case KW_continue: return jump(p, S_CONTINUE);
	case KW_try: return try_statement(p);
	case KW_switch: return switch_statement(p);
	case KW_function: return function_statement(p, false);
	case KW_class: return class_statement(p);
	case KW_with: return with_statement(p);
	case KW_debugger:
		n = parse_node(p, S_DEBUGGER);
		lexer_next(&p->x);
		parse_semicolon(p);
		return n;
	case KW_using:
	case KW_await: return parse_module_using(p);
	case KW_async:
		t = parse_peek(p);
		return t.kw == KW_function && !t.nl
		    ? function_statement(p, true)
		    : NULL;
	case KW_import:
		t = parse_peek(p);
		if (t.t == T_LPAREN || t.t == T_DOT)
			return NULL;
		return parse_module_import(p);
	case KW_export: return parse_module_export(p);
	default: return parse_ts_single(p, single);
	}
}

struct node *
parse_stmt(struct parser *p, bool top)
{
	struct node *n = NULL;
	bool single = p->single;

	(void)top;
	p->single = false;
	if (!parse_enter(p))
		return parse_node(p, S_EMPTY);
	if (TOK(p).t == T_NAME)
		n = keyword_statement(p, single);
	if (n == NULL) {
		if (parse_is(p, T_LBRACE)) {
			n = parse_stmt_block(p);
		} else if (parse_is(p, T_SEMI)) {
			n = parse_node(p, S_EMPTY);
			lexer_next(&p->x);
		} else {
			n = expression_or_label(p, single);
		}
	}
	if (p->cover != 0) {
		parse_fail(p, p->cover,
		    "a default value is only possible "
		    "in a pattern; in an object write ':'");
		p->cover = 0;
	}
	if (p->proto != 0) {
		parse_fail(p, p->proto, "__proto__ is given twice");
		p->proto = 0;
	}
	parse_leave(p);
	return n;
}
