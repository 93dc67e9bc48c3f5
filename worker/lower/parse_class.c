/* SPDX-License-Identifier: Apache-2.0 */
/* Classes and their members. */
#include "worker/lower/parse.h"
#include "worker/lower/private.h"

#include <string.h>

struct head {
	bool is_static, async, gen, accessor, abstract, declare;
	uint8_t kind;
	uint32_t from; /* where a method's text begins: at async, get, set; 0 */
};

static bool
ends_key(const struct token *t)
{
	return t->t == T_LPAREN || t->t == T_ASSIGN || t->t == T_SEMI ||
	    t->t == T_RBRACE || t->t == T_COLON || t->t == T_QUESTION ||
	    t->t == T_LT || t->t == T_NOT || t->t == T_EOF;
}

/* One modifier; false when the word is the member's name. */
static bool
modifier(struct parser *p, struct head *h)
{
	struct token t;

	if (TOK(p).t != T_NAME)
		return false;
	t = parse_peek(p);
	if (ends_key(&t))
		return false;
	switch (TOK(p).kw) {
	case KW_static:
		if (t.t == T_LBRACE) {
			h->kind = M_BLOCK;
			lexer_next(&p->x);
			return false;
		}
		h->is_static = true;
		break;
	case KW_async:
		if (t.nl)
			return false;
		h->async = true;
		h->from = TOK(p).pos;
		break;
	case KW_get:
	case KW_set:
		if (t.t == T_STAR)
			return false;
		h->kind = TOK(p).kw == KW_get ? M_GET : M_SET;
		h->from = TOK(p).pos;
		break;
	case KW_accessor:
		if (t.nl)
			return false;
		h->accessor = true;
		break;
	case KW_abstract: h->abstract = true; break;
	case KW_declare: h->declare = true; break;
	case KW_public:
	case KW_private:
	case KW_protected:
	case KW_readonly:
	case KW_override:
		if (t.nl)
			return false;
		break;
	default: return false;
	}
	lexer_next(&p->x);
	return true;
}

/* `[key: string]: T` is a type, `[key]` a member. */
static bool
index_signature(struct parser *p)
{
	struct lexer save = p->x;
	bool is;

	if (!parse_is(p, T_LBRACK))
		return false;
	lexer_next(&p->x);
	is = parse_is(p, T_NAME);
	lexer_next(&p->x);
	is = is && parse_is(p, T_COLON);
	p->x = save;
	if (!is)
		return false;
	parse_type_balanced(p);
	parse_type_annotation(p);
	parse_semicolon(p);
	return true;
}

static void
add_private(struct parser *p, const struct member *m)
{
	struct cls *c = p->cls;
	struct private_name *n;
	uint8_t bit = (uint8_t)(1u << m->kind),
		both = 1u << M_GET | 1u << M_SET;

	if ((n = private_find(c, m->key->atom)) == NULL) {
		n = private_add(p->arena, c, m->key->atom);
		n->is_static = m->is_static;
	} else if ((n->kinds | bit) != both || (n->kinds & bit) ||
	    n->is_static != m->is_static) {
		lexer_fail(&p->x, m->pos, "#%.*s is declared twice",
		    (int)n->atom->len, n->atom->s);
	}
	n->kinds |= bit;
	if (atom_is(n->atom, KW_constructor))
		parse_fail(p, m->pos, "a member cannot be #constructor");
}

/* What a function that is the member's value is called: "#x" too. */
static struct atom *
member_name(struct parser *p, const struct member *m)
{
	const struct atom *a = m->key->atom;
	char *s;

	if (m->computed)
		return NULL;
	if (m->key->kind != N_PRIVATE)
		return parse_key_name(p, m->key);
	s = arena_bytes(p->arena, (size_t)a->len + 1);
	s[0] = '#';
	memcpy(s + 1, a->s, a->len);
	return atom_get(p->atoms, s, (size_t)a->len + 1);
}

/* The value of a field, as a function of `this`. */
static struct node *
initializer(struct parser *p, const struct member *m)
{
	struct node *n = parse_node(p, N_FUNC);
	struct func *f = parse_func_open(p);

	f->node = n;
	f->field = f->method = true;
	f->is_static = m->is_static;
	f->simple_params = true;
	f->expr_body = true;
	n->fn = f;
	lexer_next(&p->x);
	f->body = parse_expr_assign(p);
	if (!m->computed) {
		if (f->body->kind == N_FUNC && f->body->fn->name == NULL)
			f->body->fn->name = member_name(p, m);
		if (f->body->kind == N_CLASS && f->body->cls->name == NULL)
			f->body->cls->name = member_name(p, m);
	}
	n->end = p->x.prev_end;
	parse_func_close(p, f);
	return n;
}

static void
static_block(struct parser *p, struct member *m)
{
	struct node *n = parse_node(p, N_FUNC);
	struct func *f = parse_func_open(p);

	f->node = n;
	f->field = f->method = f->is_static = true;
	f->simple_params = true;
	n->fn = f;
	parse_func_body(p, f);
	parse_func_close(p, f);
	m->value = n;
	m->is_static = true;
}

static void
method(struct parser *p, struct member *m, const struct head *h)
{
	struct func *f;

	if (!m->is_static && !m->computed && m->kind == M_METHOD &&
	    (m->key->kind == N_ID || m->key->kind == N_STR) &&
	    atom_is(m->key->atom, KW_constructor)) {
		m->kind = M_CTOR;
		if (h->async || h->gen)
			parse_fail(p, m->pos,
			    "a constructor is neither async nor a generator");
	}
	if (!m->is_static && !m->computed &&
	    (m->kind == M_GET || m->kind == M_SET) &&
	    (m->key->kind == N_ID || m->key->kind == N_STR) &&
	    atom_is(m->key->atom, KW_constructor))
		parse_fail(p, m->pos, "a constructor is no accessor");
	if (m->is_static && !m->computed &&
	    (m->key->kind == N_ID || m->key->kind == N_STR) &&
	    atom_is(m->key->atom, KW_prototype))
		parse_fail(p, m->pos, "a class has its own static prototype");
	m->value = parse_func_method(p, h->async, h->gen, m->kind, h->from);
	f = m->value->fn;
	if (f == NULL || m->value->kind != N_FUNC)
		return;
	f->is_static = m->is_static;
	f->name = member_name(p, m);
	if (m->kind != M_CTOR)
		return;
	if (p->cls->ctor != NULL)
		parse_fail(p, m->pos, "a class has one constructor");
	p->cls->ctor = f;
	f->name = p->cls->name;
	f->derived = p->cls->extends != NULL;
	f->try_return = f->try_return && f->derived;
}

static void
field(struct parser *p, struct member *m)
{
	const struct atom *a =
	    m->key->kind == N_ID || m->key->kind == N_STR ? m->key->atom : NULL;

	m->kind = M_FIELD;
	if (!m->computed && a != NULL &&
	    (atom_is(a, KW_constructor) ||
		(m->is_static && atom_is(a, KW_prototype))))
		lexer_fail(&p->x, m->pos, "a field cannot be named '%s'", a->s);
	(void)parse_eat(p, T_NOT);
	parse_type_annotation(p);
	if (parse_is(p, T_ASSIGN))
		m->value = initializer(p, m);
	parse_semicolon(p);
}

/* A member, or the three that an `accessor` is; NULL if it is only a type. */
static struct member *
member(struct parser *p)
{
	struct member *m = arena_item(p->arena, sizeof(*m)), *n;
	struct head h = { .kind = M_METHOD };

	m->line = TOK(p).line;
	m->pos = TOK(p).pos;
	if (parse_is(p, T_AT))
		parse_fail(p, m->pos,
		    "decorators are not supported: apply "
		    "the function to the class by a call");
	while (modifier(p, &h))
		continue;
	m->kind = h.kind;
	m->is_static = h.is_static;
	m->accessor = h.accessor;
	if (h.kind == M_BLOCK) {
		static_block(p, m);
		return m;
	}
	if (h.from == 0)
		h.from = TOK(p).pos;
	if (parse_eat(p, T_STAR))
		h.gen = true;
	if (!h.async && !h.gen && index_signature(p))
		return NULL;
	m->line = TOK(p).line;
	m->key = parse_key(p, &m->computed);
	(void)parse_eat(p, T_QUESTION);
	if (parse_is(p, T_LPAREN) || parse_is(p, T_LT) || h.async || h.gen ||
	    h.kind == M_GET || h.kind == M_SET)
		method(p, m, &h);
	else
		field(p, m);
	if (h.abstract || h.declare ||
	    (m->value != NULL && m->value->kind == S_EMPTY))
		return NULL;
	if (m->accessor && m->kind == M_FIELD)
		parse_accessor(p, m);
	for (n = m; n != NULL; n = n->next) {
		if (!n->computed && n->key != NULL && n->key->kind == N_PRIVATE)
			add_private(p, n);
	}
	return m;
}

static void
heritage(struct parser *p, struct cls *c)
{
	if (parse_eat_kw(p, KW_extends)) {
		c->extends = parse_left(p);
		if (parse_is_arrow(c->extends))
			parse_fail(p, c->extends->pos,
			    "an arrow function needs parentheses here");
		(void)parse_type_args(p);
	}
	if (!parse_eat_kw(p, KW_implements))
		return;
	do {
		parse_type(p);
	} while (parse_eat(p, T_COMMA));
}

static void
members(struct parser *p, struct cls *c)
{
	struct member **tail = &c->members, *m;

	while (!parse_is(p, T_RBRACE) && !parse_is(p, T_EOF)) {
		if (parse_eat(p, T_SEMI))
			continue;
		*tail = member(p);
		for (m = *tail; m != NULL; m = m->next)
			tail = &m->next;
	}
}

/* At `class`. */
struct node *
parse_class(struct parser *p, bool is_decl)
{
	struct node *n = parse_node(p, N_CLASS);
	struct cls *c = arena_item(p->arena, sizeof(*c));
	bool strict = p->fn->strict, no_in = p->no_in, cond = p->in_cond;
	uint32_t open;

	n->cls = c;
	if (!parse_enter(p))
		return n;
	c->id_no = ++p->classes;
	c->up = p->cls;
	p->fn->strict = true;
	p->no_in = p->in_cond = false;
	lexer_next(&p->x);
	if (is_decl || (parse_is_name(p) && TOK(p).kw != KW_implements)) {
		c->id = parse_name(p);
		c->name = c->id->atom;
	}
	parse_type_params(p);
	heritage(p, c);
	p->cls = c;
	open = parse_brace_open(p, "before the members of a class");
	members(p, c);
	n->end = TOK(p).end;
	parse_brace_close(p, open, "at the end of a class");
	p->cls = c->up;
	p->fn->strict = strict;
	p->no_in = no_in;
	p->in_cond = cond;
	parse_leave(p);
	return n;
}
