/* SPDX-License-Identifier: Apache-2.0 */
/* TypeScript's types: read over, so that what follows them is found. */
#include <string.h>

#include "worker/lower/parse.h"

struct mark {
	struct lexer x;
	uint32_t depth;
	bool no_conditional;
};

static struct mark
mark(const struct parser *p)
{
	return (struct mark){ p->x, p->depth, p->no_conditional };
}

static void
put_back(struct parser *p, const struct mark *m)
{
	p->x = m->x;
	p->depth = m->depth;
	p->no_conditional = m->no_conditional;
}

static void
template(struct parser *p)
{
	while (!TOK(p).tail && parse_is(p, T_TEMPLATE)) {
		lexer_next(&p->x);
		parse_type(p);
		if (!parse_is(p, T_RBRACE)) {
			parse_unexpected(p, "'}' in a template type");
			return;
		}
		lexer_template_rest(&p->x);
	}
	lexer_next(&p->x);
}

void
parse_type_balanced(struct parser *p)
{
	uint32_t open = 0;

	do {
		if (parse_is(p, T_LPAREN) || parse_is(p, T_LBRACK) ||
		    parse_is(p, T_LBRACE))
			open++;
		else if (parse_is(p, T_RPAREN) || parse_is(p, T_RBRACK) ||
		    parse_is(p, T_RBRACE))
			open--;
		if (parse_is(p, T_TEMPLATE))
			template(p);
		else
			lexer_next(&p->x);
	} while (open > 0 && !parse_is(p, T_EOF));
	if (open > 0)
		parse_unexpected(p, "the end of a type");
}

static bool
close_angle(struct parser *p)
{
	switch (TOK(p).t) {
	case T_GT: break;
	case T_SAR:
	case T_SHR:
	case T_GE:
	case T_SAR_A:
	case T_SHR_A: lexer_split(&p->x, T_GT); break;
	default: parse_unexpected(p, "'>'"); return false;
	}
	lexer_next(&p->x);
	return true;
}

/* `f<<T>() => T>` begins with `<` twice. */
static bool
at_angle(struct parser *p)
{
	return (parse_is(p, T_LT) || parse_is(p, T_SHL)) && !TOK(p).nl;
}

/* What stands between the angles, up to the one that closes. */
static void
open_angle_types(struct parser *p)
{
	bool no = p->no_conditional;

	p->no_conditional = false;
	if (parse_is(p, T_SHL))
		lexer_split(&p->x, T_LT);
	lexer_next(&p->x);
	do {
		parse_type(p);
	} while (parse_eat(p, T_COMMA));
	p->no_conditional = no;
}

static void
angle_types(struct parser *p)
{
	open_angle_types(p);
	(void)close_angle(p);
}

void
parse_type_params(struct parser *p)
{
	if (!parse_is(p, T_LT))
		return;
	lexer_next(&p->x);
	while (!parse_is(p, T_EOF) && !parse_is(p, T_GT)) {
		while (parse_is_kw(p, KW_const) || parse_is_kw(p, KW_in))
			lexer_next(&p->x);
		if (TOK(p).t != T_NAME)
			parse_unexpected(p, "a type parameter");
		lexer_next(&p->x);
		if (TOK(p).t == T_NAME && !parse_is_kw(p, KW_extends))
			lexer_next(&p->x); /* `out T` */
		if (parse_eat_kw(p, KW_extends))
			parse_type(p);
		if (parse_eat(p, T_ASSIGN))
			parse_type(p);
		if (!parse_eat(p, T_COMMA))
			break;
	}
	(void)close_angle(p);
}

static void
function_type(struct parser *p)
{
	bool no;

	parse_type_params(p);
	if (!parse_is(p, T_LPAREN)) {
		parse_unexpected(p, "'(' in a function type");
		return;
	}
	parse_type_balanced(p);
	parse_need(p, T_ARROW, "in a function type");
	no = p->no_conditional;
	p->no_conditional = false;
	parse_type(p);
	p->no_conditional = no;
}

/* At "(": are these the parameters of a function type? */
static bool
starts_function(struct parser *p)
{
	struct mark m = mark(p);
	bool is = false;

	lexer_next(&p->x);
	if (parse_is(p, T_RPAREN) || parse_is(p, T_ELLIPSIS)) {
		is = true;
	} else {
		if (parse_is(p, T_LBRACE) || parse_is(p, T_LBRACK))
			parse_type_balanced(p);
		else if (parse_is(p, T_NAME))
			lexer_next(&p->x);
		is = parse_is(p, T_COLON) || parse_is(p, T_COMMA) ||
		    parse_is(p, T_QUESTION) || parse_is(p, T_ASSIGN);
		if (parse_eat(p, T_RPAREN))
			is = parse_is(p, T_ARROW);
		is = is && !p->x.failed;
	}
	put_back(p, &m);
	return is;
}

/* `x as number < y` compares: these take no arguments. */
static bool
is_predefined(const struct atom *a)
{
	static const char *const names[] = { "any", "bigint", "boolean",
		"never", "null", "number", "object", "string", "symbol",
		"undefined", "unknown", "void" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (a != NULL && strlen(names[i]) == a->len &&
		    memcmp(names[i], a->s, a->len) == 0)
			return true;
	}
	return false;
}

static void
entity(struct parser *p)
{
	bool takes = TOK(p).t != T_NAME || !is_predefined(TOK(p).atom);

	lexer_next(&p->x);
	if (!takes && !parse_is(p, T_DOT))
		return;
	while (parse_is(p, T_DOT)) {
		lexer_next(&p->x);
		if (TOK(p).t != T_NAME && TOK(p).t != T_PRIVATE)
			parse_unexpected(p, "a name");
		lexer_next(&p->x);
	}
	if (at_angle(p))
		angle_types(p);
}

static void
import_type(struct parser *p)
{
	lexer_next(&p->x);
	if (parse_is(p, T_LPAREN))
		parse_type_balanced(p);
	if (parse_eat(p, T_DOT))
		entity(p);
	else if (parse_is(p, T_LT))
		angle_types(p);
}

/* A name that begins a type: `keyof T`, `x is T`, `a.b<T>`. */
static void
name_type(struct parser *p)
{
	struct token t = parse_peek(p);
	uint8_t kw = TOK(p).kw;
	bool word = !t.nl && (t.t == T_NAME || t.t == T_LPAREN ||
	    t.t == T_LBRACE || t.t == T_LBRACK || t.t == T_STR ||
	    t.t == T_TEMPLATE);

	if (kw == KW_new || (kw == KW_abstract && t.kw == KW_new)) {
		lexer_next(&p->x);
		(void)parse_eat_kw(p, KW_new);
		function_type(p);
	} else if (kw == KW_typeof) {
		lexer_next(&p->x);
		if (parse_is_kw(p, KW_import))
			import_type(p);
		else
			entity(p);
	} else if (kw == KW_import) {
		import_type(p);
	} else if (kw == KW_asserts && t.t == T_NAME && !t.nl) {
		lexer_next(&p->x);
		lexer_next(&p->x);
		if (parse_eat_kw(p, KW_is))
			parse_type(p);
	} else if (kw == KW_infer && t.t == T_NAME && !t.nl) {
		lexer_next(&p->x);
		lexer_next(&p->x);
		if (parse_is_kw(p, KW_extends)) {
			struct mark m = mark(p);

			lexer_next(&p->x);
			p->no_conditional = true;
			parse_type(p);
			p->no_conditional = m.no_conditional;
			/* Between `extends` and `?` it is a constraint. */
			if (!m.no_conditional && parse_is(p, T_QUESTION))
				put_back(p, &m);
		}
	} else if ((kw == KW_keyof || kw == KW_unique || kw == KW_readonly) &&
	    word && t.kw != KW_is && t.kw != KW_extends) {
		lexer_next(&p->x);
		parse_type(p);
	} else if (t.kw == KW_is && !t.nl) {
		lexer_next(&p->x);
		lexer_next(&p->x);
		parse_type(p);
	} else if (kw != 0 && kw <= KW_RESERVED_LAST && kw != KW_this &&
	    kw != KW_null && kw != KW_void && kw != KW_true &&
	    kw != KW_false) {
		parse_unexpected(p, "a type");
	} else {
		entity(p);
	}
}

static void
operand(struct parser *p)
{
	switch (TOK(p).t) {
	case T_NAME: name_type(p); break;
	case T_MINUS:
		lexer_next(&p->x);
		if (TOK(p).t != T_NUM && TOK(p).t != T_BIGINT)
			parse_unexpected(p, "a number");
		lexer_next(&p->x);
		break;
	case T_STR:
	case T_NUM:
	case T_BIGINT: lexer_next(&p->x); break;
	case T_TEMPLATE: template(p); break;
	case T_LBRACE:
	case T_LBRACK: parse_type_balanced(p); break;
	case T_LT: function_type(p); break;
	case T_LPAREN:
		if (starts_function(p))
			function_type(p);
		else
			parse_type_balanced(p);
		break;
	default: parse_unexpected(p, "a type"); break;
	}
	while (parse_is(p, T_LBRACK) && !TOK(p).nl)
		parse_type_balanced(p);
}

void
parse_type(struct parser *p)
{
	if (!parse_enter(p))
		return;
	if (parse_is(p, T_OR) || parse_is(p, T_AND))
		lexer_next(&p->x);
	operand(p);
	while (parse_is(p, T_OR) || parse_is(p, T_AND)) {
		lexer_next(&p->x);
		operand(p);
	}
	if (!p->no_conditional && parse_is_kw(p, KW_extends) && !TOK(p).nl) {
		lexer_next(&p->x);
		p->no_conditional = true;
		parse_type(p);
		p->no_conditional = false;
		parse_need(p, T_QUESTION, "in a conditional type");
		parse_type(p);
		parse_need(p, T_COLON, "in a conditional type");
		parse_type(p);
	} else if (!p->no_conditional && parse_is_kw(p, KW_extends)) {
		struct mark m = mark(p);

		lexer_next(&p->x);
		p->no_conditional = true;
		parse_type(p);
		p->no_conditional = false;
		if (!parse_eat(p, T_QUESTION)) {
			put_back(p, &m);
		} else {
			parse_type(p);
			parse_need(p, T_COLON, "in a conditional type");
			parse_type(p);
		}
	}
	parse_leave(p);
}

void
parse_type_annotation(struct parser *p)
{
	bool no = p->no_conditional;

	if (!parse_is(p, T_COLON))
		return;
	lexer_next(&p->x);
	p->no_conditional = false;
	parse_type(p);
	p->no_conditional = no;
}

bool
parse_type_try(struct parser *p)
{
	struct mark m = mark(p);

	p->no_conditional = false;
	parse_type(p);
	if (p->x.failed) {
		put_back(p, &m);
		return false;
	}
	p->no_conditional = m.no_conditional;
	return true;
}

/* May what follows `f<T>` stand there if these were type arguments? */
static bool
may_follow(const struct parser *p)
{
	switch (TOK(p).t) {
	case T_LPAREN:
	case T_TEMPLATE: return true;
	case T_LT:
	case T_GT:
	case T_PLUS:
	case T_MINUS: return false;
	case T_NAME:
		return TOK(p).nl || TOK(p).kw == KW_as ||
		    TOK(p).kw == KW_in || TOK(p).kw == KW_instanceof ||
		    TOK(p).kw == KW_satisfies || TOK(p).kw == KW_implements;
	case T_STR:
	case T_NUM:
	case T_BIGINT:
	case T_LBRACE:
	case T_LBRACK:
	case T_NOT:
	case T_TILDE:
	case T_INC:
	case T_DEC:
	case T_SLASH:
	case T_PRIVATE: return TOK(p).nl;
	default: return true;
	}
}

bool
parse_type_args(struct parser *p)
{
	struct mark m = mark(p);

	if (!parse_is(p, T_LT) && !parse_is(p, T_SHL))
		return false;
	open_angle_types(p);
	/* `[a < b, c >= d]` compares twice: as in tsc, `>=` closes nothing. */
	if (p->x.failed || !parse_eat(p, T_GT) ||
	    /* After `extends X<T>` the class's body follows. */
	    (!may_follow(p) && !parse_is(p, T_LBRACE))) {
		put_back(p, &m);
		return false;
	}
	return true;
}
