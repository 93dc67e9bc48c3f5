/* SPDX-License-Identifier: Apache-2.0 */
/* Literals, names, parentheses, object literals, templates, new. */
#include "worker/lower/parse.h"

static const char no_jsx[] =
    "JSX is not supported: there is no document to render";

struct node *
parse_prim_string(struct parser *p)
{
	struct node *n = parse_node(p, N_STR);

	n->atom =
	    TOK(p).atom != NULL ? TOK(p).atom : atom_keyword(p->atoms, KW_undefined);
	if (TOK(p).bad) {
		n->flags |= NF_OCTAL;
		if (p->fn->strict)
			parse_fail(p, n->pos, "octal escapes are not allowed");
	}
	lexer_next(&p->x);
	return n;
}

static struct node *
quasi(struct parser *p)
{
	struct node *n = parse_node(p, N_QUASI);

	n->atom = TOK(p).atom;
	n->raw = TOK(p).raw;
	if (TOK(p).bad)
		n->flags |= NF_OCTAL;
	return n;
}

struct node *
parse_prim_template(struct parser *p)
{
	struct node *n = parse_node(p, N_TEMPLATE), **tail = &n->a;
	bool no_in = p->no_in, cond = p->in_cond;

	p->no_in = p->in_cond = false;
	parse_list_add(&tail, quasi(p));
	while (parse_is(p, T_TEMPLATE) && !TOK(p).tail) {
		lexer_next(&p->x);
		parse_list_add(&tail, parse_expr(p));
		if (!parse_is(p, T_RBRACE)) {
			parse_unexpected(p, "'}' in a template");
			break;
		}
		lexer_template_rest(&p->x);
		parse_list_add(&tail, quasi(p));
	}
	lexer_next(&p->x);
	p->no_in = no_in;
	p->in_cond = cond;
	return n;
}

struct node *
parse_prim_literal(struct parser *p, enum node_kind k)
{
	struct node *n = parse_node(p, k);

	n->atom = TOK(p).raw;
	if (k == N_BIGINT)
		p->x.bigint = true;
	if (k == N_NUM && TOK(p).bad) {
		n->flags |= NF_OCTAL;
		if (p->fn->strict)
			parse_fail(p, n->pos,
			    "a number cannot begin with 0; octal is 0o17");
	}
	if (k == N_REGEX) {
		n->atom = TOK(p).atom;
		n->raw = TOK(p).raw;
	}
	lexer_next(&p->x);
	return n;
}

static struct node *
array(struct parser *p)
{
	struct node *n = parse_node(p, N_ARRAY), **tail = &n->a, *e;
	bool no_in = p->no_in, cond = p->in_cond;

	p->no_in = p->in_cond = false;
	lexer_next(&p->x);
	while (!parse_is(p, T_RBRACK) && !parse_is(p, T_EOF)) {
		if (parse_is(p, T_COMMA)) {
			parse_list_add(&tail, parse_node(p, N_HOLE));
			lexer_next(&p->x);
			continue;
		}
		if (parse_is(p, T_ELLIPSIS)) {
			e = parse_node(p, N_SPREAD);
			lexer_next(&p->x);
			e->a = parse_expr_assign(p);
			if (parse_is(p, T_COMMA))
				e->flags |= NF_TRAIL;
		} else {
			e = parse_expr_assign(p);
		}
		parse_list_add(&tail, e);
		if (!parse_is(p, T_RBRACK))
			parse_need(p, T_COMMA, "or ']' in an array");
	}
	n->end = TOK(p).end;
	parse_need(p, T_RBRACK, "at the end of an array");
	p->no_in = no_in;
	p->in_cond = cond;
	return n;
}

static void
name_value(struct parser *p, const struct node *key, bool computed,
    struct node *value)
{
	if (computed)
		return;
	if (value->kind == N_FUNC && value->fn->name == NULL)
		value->fn->name = parse_key_name(p, key);
	else if (value->kind == N_CLASS && value->cls->name == NULL)
		value->cls->name = parse_key_name(p, key);
}

/* Is the word just read a modifier, or itself the key? */
static bool
key_follows(const struct parser *p)
{
	switch (TOK(p).t) {
	case T_NAME:
	case T_STR:
	case T_NUM:
	case T_BIGINT:
	case T_LBRACK:
	case T_PRIVATE: return true;
	default: return false;
	}
}

static void
shorthand(struct parser *p, struct node *prop, const struct token *t)
{
	struct node *id = parse_node_at(p, N_ID, prop), *d;

	prop->flags |= NF_SHORTHAND;
	prop->b = id;
	if (t->t != T_NAME || parse_is_reserved(p, t->atom->kw)) {
		id->atom = atom_keyword(p->atoms, KW_undefined);
		parse_unexpected(p, "':' after a property name");
		return;
	}
	id->atom = t->atom;
	id->end = t->end;
	id->atom->is_name = true;
	if (!parse_is(p, T_ASSIGN))
		return;
	if (p->cover == 0)
		p->cover = TOK(p).pos;
	d = parse_node_at(p, N_ASSIGN, id);
	d->op = T_ASSIGN;
	lexer_next(&p->x);
	d->a = id;
	d->b = parse_expr_assign(p);
	parse_expr_name(id, d->b);
	prop->b = d;
}

static void
method(struct parser *p, struct node *n, bool async, bool gen, uint32_t from)
{
	struct cls *cls = p->cls;
	uint8_t kind = n->op == PROP_GET ? M_GET
	    : n->op == PROP_SET          ? M_SET
					 : M_METHOD;

	p->cls = NULL; /* a method without a body is no overload here */
	n->b = parse_func_method(p, async, gen, kind, from);
	p->cls = cls;
	if (n->op == PROP_INIT)
		n->op = PROP_METHOD;
	name_value(p, n->a, n->flags & NF_COMPUTED, n->b);
}

static struct node *
property(struct parser *p)
{
	struct node *n = parse_node(p, N_PROP);
	struct token first;
	bool computed, async = false, gen = false;

	first = TOK(p);
	if (parse_is(p, T_ELLIPSIS)) {
		n->kind = N_SPREAD;
		lexer_next(&p->x);
		n->a = parse_expr_assign(p);
		if (parse_is(p, T_COMMA))
			n->flags |= NF_TRAIL;
		return n;
	}
	if (first.kw == KW_async || first.kw == KW_get || first.kw == KW_set) {
		struct token t = parse_peek(p);
		bool star = first.kw == KW_async && t.t == T_STAR;

		bool word = first.kw == KW_async && t.nl; /* a comma lacks */

		if (!word && (star || t.t == T_NAME || t.t == T_STR ||
			t.t == T_NUM || t.t == T_LBRACK || t.t == T_BIGINT)) {
			lexer_next(&p->x);
			async = first.kw == KW_async;
			n->op = first.kw == KW_get ? PROP_GET
			    : first.kw == KW_set   ? PROP_SET
						   : PROP_INIT;
		}
	}
	gen = parse_eat(p, T_STAR);
	first = TOK(p);
	if (!key_follows(p))
		parse_unexpected(p, "a property name");
	if (first.t == T_PRIVATE)
		parse_fail(p, first.pos, "an object literal has no #names");
	n->a = parse_key(p, &computed);
	if (computed)
		n->flags |= NF_COMPUTED;
	if (parse_is(p, T_LPAREN) || parse_is(p, T_LT) || async || gen ||
	    n->op != PROP_INIT) {
		method(p, n, async, gen, n->pos);
	} else if (parse_eat(p, T_COLON)) {
		n->b = parse_expr_assign(p);
		name_value(p, n->a, computed, n->b);
	} else if (computed) {
		parse_unexpected(p, "':' after a computed key");
		n->b = n->a;
	} else {
		shorthand(p, n, &first);
	}
	return n;
}

/* Two __proto__: are an error, unless it turns out to be a pattern. */
static void
twice_proto(struct parser *p, const struct node *n)
{
	unsigned seen = 0;

	for (const struct node *m = n->a; m != NULL; m = m->next) {
		if (m->kind != N_PROP || m->op != PROP_INIT ||
		    (m->flags & (NF_COMPUTED | NF_SHORTHAND)) ||
		    (m->a->kind != N_ID && m->a->kind != N_STR) ||
		    m->a->atom->len != 9 ||
		    __builtin_memcmp(m->a->atom->s, "__proto__", 9) != 0)
			continue;
		if (++seen == 2 && p->proto == 0)
			p->proto = m->pos;
	}
}

static struct node *
object(struct parser *p)
{
	struct node *n = parse_node(p, N_OBJECT), **tail = &n->a;
	bool no_in = p->no_in, cond = p->in_cond;
	uint32_t open;

	p->no_in = p->in_cond = false;
	open = parse_brace_open(p, "before an object");
	while (!parse_is(p, T_RBRACE) && !parse_is(p, T_EOF)) {
		parse_list_add(&tail, property(p));
		if (!parse_is(p, T_RBRACE))
			parse_need(p, T_COMMA, "or '}' in an object");
	}
	n->end = TOK(p).end;
	twice_proto(p, n);
	parse_brace_close(p, open, "at the end of an object");
	p->no_in = no_in;
	p->in_cond = cond;
	return n;
}

static struct node *new (struct parser *p)
{
	struct node *n = parse_node(p, N_NEW);

	lexer_next(&p->x);
	if (parse_eat(p, T_DOT)) {
		n->kind = N_NEWTARGET;
		if (!parse_is_kw(p, KW_target))
			parse_unexpected(p, "'target' after 'new.'");
		lexer_next(&p->x);
		return n;
	}
	if (!parse_enter(p))
		return n;
	if (parse_is_kw(p, KW_import))
		parse_fail(p, n->pos, "import() cannot be constructed");
	n->a = parse_is_kw(p, KW_new) ? new (p) : parse_prim(p);
	n->a = parse_left_suffix(p, n->a, false);
	n->end = p->x.prev_end;
	if (parse_is(p, T_LPAREN))
		n->b = parse_left_args(p);
	parse_leave(p);
	return n;
}

static struct node *
super(struct parser *p)
{
	struct node *n = parse_node(p, N_SUPER);

	lexer_next(&p->x);
	if (!parse_is(p, T_DOT) && !parse_is(p, T_LBRACK) &&
	    !parse_is(p, T_LPAREN))
		parse_unexpected(p, "'.', '[' or '(' after 'super'");
	return n;
}

static struct node *
import(struct parser *p)
{
	struct node *n = parse_node(p, N_IMPORT);

	lexer_next(&p->x);
	if (parse_eat(p, T_DOT)) {
		if (!parse_is_kw(p, KW_meta))
			parse_unexpected(p, "'meta' after 'import.'");
		n->kind = N_IMPORTMETA;
		lexer_next(&p->x);
		return n;
	}
	n->a = parse_left_args(p);
	return n;
}

static struct node *
word(struct parser *p)
{
	switch (TOK(p).kw) {
	case KW_this: return parse_prim_literal(p, N_THIS);
	case KW_null: return parse_prim_literal(p, N_NULL);
	case KW_true: return parse_prim_literal(p, N_TRUE);
	case KW_false: return parse_prim_literal(p, N_FALSE);
	case KW_function: return parse_func(p, false, false);
	case KW_class: return parse_class(p, false);
	case KW_new: return new (p);
	case KW_super: return super(p);
	case KW_import: return import(p);
	case KW_async: return parse_arrow_async(p);
	case KW_await:
		if (!p->fn->async && p->program)
			parse_fail(p, TOK(p).pos,
			    "await is only possible in an async function");
		return parse_name(p);
	case KW_private:
	case KW_public:
	case KW_protected:
	case KW_static:
		if (!parse_is_name(p))
			lexer_fail(&p->x, TOK(p).pos,
			    "'%s' stands only before a member of a class",
			    TOK(p).atom->s);
		return parse_name(p);
	case KW_let:
		if (!parse_is_name(p)) {
			lexer_next(&p->x);
			parse_unexpected(p, "a name after 'let'");
		}
		return parse_name(p);
	case KW_return:
	case KW_const:
	case KW_for:
	case KW_while:
		parse_unexpected(p, "an expression");
		return parse_name(p);
	default: return parse_name(p);
	}
}

static struct node *
private_in(struct parser *p)
{
	struct node *n = parse_node(p, N_PRIVIN);

	n->atom = TOK(p).atom;
	lexer_next(&p->x);
	if (!parse_is_kw(p, KW_in) ||
	    (p->cls == NULL && p->around == NULL))
		parse_fail(p, n->pos,
		    "a #name stands after '.' or before "
		    "'in', inside its class");
	lexer_next(&p->x);
	n->a = parse_expr_shift(p);
	if (p->no_in || parse_is_arrow(n->a))
		parse_fail(p, n->pos, "'#name in' needs parentheses here");
	if (n->a->kind == N_PRIVIN && !(n->a->flags & NF_PAREN))
		parse_fail(p, n->a->pos, "'#name in' needs parentheses here");
	return n;
}

/* Only a tag may see a text whose escapes mean nothing. */
static struct node *template(struct parser *p)
{
	struct node *n = parse_prim_template(p);

	for (const struct node *q = n->a; q != NULL; q = q->next) {
		if (q->kind == N_QUASI && (q->flags & NF_OCTAL))
			parse_fail(p, q->pos, "bad escape in a template");
	}
	return n;
}

struct node *
parse_prim(struct parser *p)
{
	uint32_t pos = TOK(p).pos, line = TOK(p).line;

	switch (TOK(p).t) {
	case T_NAME: return word(p);
	case T_NUM: return parse_prim_literal(p, N_NUM);
	case T_BIGINT: return parse_prim_literal(p, N_BIGINT);
	case T_STR: return parse_prim_string(p);
	case T_TEMPLATE: return template(p);
	case T_LPAREN: return parse_arrow_paren(p, false, pos, line, NULL);
	case T_LBRACK: return array(p);
	case T_LBRACE: return object(p);
	case T_LT: return parse_arrow_generic(p);
	case T_PRIVATE: return private_in(p);
	case T_SLASH:
	case T_SLASH_A:
		if (pos > 0 && p->x.src[pos - 1] == '<')
			parse_fail(p, pos - 1, no_jsx);
		lexer_regex(&p->x);
		parse_regex(p, pos, TOK(p).atom, TOK(p).raw);
		return parse_prim_literal(p, N_REGEX);
	case T_AT:
		parse_fail(p, pos,
		    "decorators are not supported: apply the "
		    "function to the class by a call");
		return parse_node(p, N_NULL);
	default:
		parse_unexpected(p, "an expression");
		return parse_node(p, N_NULL);
	}
}
