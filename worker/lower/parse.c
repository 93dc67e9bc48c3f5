/* SPDX-License-Identifier: Apache-2.0 */
/* What all productions share, and the program as a whole. */
#include "worker/lower/direct.h"
#include "worker/lower/parse.h"

#include <stdio.h>

struct node *
parse_node(struct parser *p, enum node_kind k)
{
	struct node *n = arena_item(p->arena, sizeof(*n));

	n->kind = (uint8_t)k;
	n->line = TOK(p).line;
	n->pos = TOK(p).pos;
	n->end = TOK(p).end;
	if (++p->nodes > LOWER_NODES_MAX)
		lexer_fail(&p->x, TOK(p).pos,
		    "the program is too large to compile");
	return n;
}

struct node *
parse_node_at(struct parser *p, enum node_kind k, const struct node *start)
{
	struct node *n = parse_node(p, k);

	n->line = start->line;
	n->pos = start->pos;
	n->height = (uint16_t)(start->height + 1);
	if (n->height > PARSE_HEIGHT_MAX) {
		n->height = 0;
		lexer_fail(&p->x, n->pos,
		    "this expression has more than %d parts; split it",
		    PARSE_HEIGHT_MAX);
	}
	return n;
}

bool
parse_is(const struct parser *p, enum tok t)
{
	return TOK(p).t == t;
}

bool
parse_is_kw(const struct parser *p, enum kw k)
{
	return TOK(p).t == T_NAME && TOK(p).kw == k;
}

bool
parse_eat(struct parser *p, enum tok t)
{
	if (!parse_is(p, t))
		return false;
	lexer_next(&p->x);
	return true;
}

bool
parse_eat_kw(struct parser *p, enum kw k)
{
	if (!parse_is_kw(p, k))
		return false;
	lexer_next(&p->x);
	return true;
}

static void
describe(const struct parser *p, char *buf, size_t size)
{
	const struct token *t = &TOK(p);
	uint32_t n = t->end - t->pos;

	if (t->t == T_EOF && p->open > 0)
		(void)snprintf(buf, size, "the end of the program: "
		    "the '{' of line %u is open", (unsigned)p->open);
	else if (t->t == T_EOF)
		(void)snprintf(buf, size, "the end of the program");
	else if (t->t == T_STR)
		(void)snprintf(buf, size, "a string");
	else if (t->t == T_TEMPLATE)
		(void)snprintf(buf, size, "a template");
	else
		(void)snprintf(buf, size, "'%.*s'", (int)(n > 40 ? 40 : n),
		    p->x.src + t->pos);
}

void
parse_unexpected(struct parser *p, const char *wanted)
{
	char what[96];

	describe(p, what, sizeof(what));
	if (wanted == NULL)
		lexer_fail(&p->x, TOK(p).pos, "unexpected %s", what);
	else
		lexer_fail(&p->x, TOK(p).pos, "%s is expected, not %s%s",
		    wanted, what, parse_hint(p));
}

void
parse_fail(struct parser *p, uint32_t pos, const char *msg)
{
	lexer_fail(&p->x, pos, "%s", msg);
}

void
parse_need(struct parser *p, enum tok t, const char *where)
{
	char wanted[96];

	if (parse_eat(p, t))
		return;
	(void)snprintf(wanted, sizeof(wanted), "'%s'%s%s", lexer_punct(t),
	    where[0] == '\0' ? "" : " ", where);
	parse_unexpected(p, wanted);
}

uint32_t
parse_brace_open(struct parser *p, const char *where)
{
	uint32_t before = p->open, line = TOK(p).line;

	parse_need(p, T_LBRACE, where);
	p->open = line;
	return before;
}

void
parse_brace_close(struct parser *p, uint32_t before, const char *where)
{
	parse_need(p, T_RBRACE, where);
	p->open = before;
}

void
parse_need_kw(struct parser *p, enum kw k, const char *where)
{
	char wanted[96];

	if (parse_eat_kw(p, k))
		return;
	(void)snprintf(wanted, sizeof(wanted), "'%s' %s", atom_word(k),
	    where);
	parse_unexpected(p, wanted);
}

void
parse_semicolon(struct parser *p)
{
	if (parse_eat(p, T_SEMI) || parse_is(p, T_RBRACE) ||
	    parse_is(p, T_EOF) || TOK(p).nl)
		return;
	parse_unexpected(p, "';' or a new line");
}

bool
parse_enter(struct parser *p)
{
	if (++p->depth <= LOWER_DEPTH_MAX)
		return true;
	lexer_fail(&p->x, TOK(p).pos, "nested more than %d deep",
	    LOWER_DEPTH_MAX);
	return false;
}

void
parse_leave(struct parser *p)
{
	p->depth--;
}

struct token
parse_peek(struct parser *p)
{
	struct lexer save = p->x;
	struct token t;

	lexer_next(&p->x);
	t = TOK(p);
	p->x = save;
	return t;
}

/* In a static block `await` is no name, though nothing can be awaited. */
static bool
in_static_block(const struct func *f)
{
	return f->field && !f->expr_body && f->is_static;
}

bool
parse_is_reserved(const struct parser *p, uint8_t kw)
{
	if (kw == KW_NONE)
		return false;
	if (kw <= KW_RESERVED_LAST)
		return true;
	if (kw == KW_yield)
		return p->fn->gen || p->fn->strict;
	if (kw == KW_await)
		return p->fn->async || p->program || in_static_block(p->fn);
	return kw <= KW_STRICT_LAST && p->fn->strict;
}

bool
parse_is_name(const struct parser *p)
{
	return TOK(p).t == T_NAME && !parse_is_reserved(p, TOK(p).kw);
}

/* A name that with its escapes resolved is a reserved word. */
void
parse_no_escape(struct parser *p)
{
	if (TOK(p).escaped && parse_is_reserved(p, TOK(p).atom->kw))
		parse_fail(p, TOK(p).pos, "a reserved word has an escape");
}

/* What a word would need before it; NULL: it is one like others. */
static const char *
needs(uint8_t kw)
{
	switch (kw) {
	case KW_else: return "'else' without an 'if' and its statement before it";
	case KW_case: return "'case' outside a switch";
	case KW_default: return "'default' outside a switch";
	case KW_catch: return "'catch' without a 'try' before it";
	case KW_finally: return "'finally' without a 'try' before it";
	case KW_yield:
		return "'yield' is only possible in a generator "
		       "(function*), and is no name";
	default: return NULL;
	}
}

struct node *
parse_name(struct parser *p)
{
	struct node *n = parse_node(p, N_ID);

	if (!parse_is_name(p)) {
		n->atom = atom_keyword(p->atoms, KW_undefined);
		if (TOK(p).t == T_NAME && needs(TOK(p).kw) != NULL)
			parse_fail(p, TOK(p).pos, needs(TOK(p).kw));
		else if (TOK(p).t == T_NAME && !p->x.failed)
			lexer_fail(&p->x, TOK(p).pos,
			    "'%.*s' is a reserved word, not a name",
			    (int)TOK(p).atom->len, TOK(p).atom->s);
		parse_unexpected(p, "a name");
		return n;
	}
	parse_no_escape(p);
	if (TOK(p).kw == KW_await) {
		p->awaited = n->pos;
		p->awaited_fn = p->fn;
	}
	n->atom = TOK(p).atom;
	n->atom->is_name = true;
	lexer_next(&p->x);
	return n;
}

void
parse_list_add(struct node ***tail, struct node *n)
{
	**tail = n;
	while (n != NULL) {
		*tail = &n->next;
		n = n->next;
	}
}

/* `{...}` that is an expression. */
static struct node *
lone_object(struct parser *p)
{
	struct node *n = parse_node(p, S_EXPR);

	n->a = parse_expr(p);
	n->end = p->x.prev_end;
	parse_semicolon(p);
	return n;
}

struct func *
parse_program(struct parser *p, bool program)
{
	struct func *f;

	p->program = program;
	lexer_next(&p->x);
	f = parse_func_open(p);
	f->is_program = true;
	f->async = program;
	f->around = p->around;
	f->strict = program || (p->around != NULL && p->around->strict);
	f->body = p->object ? lone_object(p) :
	    parse_func_statements(p, f);
	if (!parse_is(p, T_EOF))
		parse_unexpected(p, NULL);
	parse_func_close(p, f);
	return f;
}
