/* SPDX-License-Identifier: Apache-2.0 */
/* parse_hint.c -- what was likely meant where a token cannot stand: other
 * languages' words, and HTML's spellings. */
#include <stdio.h>
#include <string.h>

#include "worker/lower/parse.h"

struct hint {
	const char *seen, *hint;
};

static const struct hint entities[] = {
	{ "&amp;", ": '&amp;' is HTML for '&'" },
	{ "&lt;", ": '&lt;' is HTML for '<'" },
	{ "&gt;", ": '&gt;' is HTML for '>'" },
	{ "&quot;", ": '&quot;' is HTML for '\"'" },
	{ "&apos;", ": '&apos;' is HTML for \"'\"" },
	{ "&nbsp;", ": '&nbsp;' is HTML for a space" },
};

#define AS_FUNCTION "is written 'function', or '(x) => ...'"
#define AS_VARIABLE "is written 'const' or 'let'"
#define AS_OUTPUT "is written 'console.log(...)'"

/* After which, or in whose place, what was seen cannot stand. */
static const struct hint words[] = {
	{ "and", "is written '&&'" },
	{ "or", "is written '||'" },
	{ "not", "is written '!'" },
	{ "is", "is written '==='" },
	{ "elif", "is written 'else if'" },
	{ "elseif", "is written 'else if'" },
	{ "elsif", "is written 'else if'" },
	{ "unless", "is written 'if (!(...))'" },
	{ "until", "is written 'while (!(...))'" },
	{ "foreach", "is written 'for (const x of list)'" },
	{ "then", "is not written: '{' begins what an 'if' does" },
	{ "except", "is written 'catch'" },
	{ "lambda", "is written 'x => ...'" },
	{ "def", AS_FUNCTION },
	{ "func", AS_FUNCTION },
	{ "fn", AS_FUNCTION },
	{ "fun", AS_FUNCTION },
	{ "int", AS_VARIABLE },
	{ "float", AS_VARIABLE },
	{ "double", AS_VARIABLE },
	{ "string", AS_VARIABLE },
	{ "bool", AS_VARIABLE },
	{ "boolean", AS_VARIABLE },
	{ "auto", AS_VARIABLE },
	{ "val", AS_VARIABLE },
	{ "local", AS_VARIABLE },
	{ "function", "does not stand before a method's name" },
	{ "print", AS_OUTPUT },
	{ "println", AS_OUTPUT },
	{ "echo", AS_OUTPUT },
	{ "puts", AS_OUTPUT },
};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool
is_at(const struct lexer *x, uint32_t pos, const char *s)
{
	size_t n = strlen(s);

	return n <= x->len - pos && memcmp(x->src + pos, s, n) == 0;
}

static const char *
entity_at(const struct lexer *x, uint32_t pos)
{
	for (size_t i = 0; i < COUNT(entities); i++) {
		if (is_at(x, pos, entities[i].seen))
			return entities[i].hint;
	}
	return NULL;
}

/* It begins with the token; or a semicolon, which may be its own, comes after
 * it on the line. */
static const char *
entity(const struct lexer *x)
{
	enum { BACK_MAX = 60 };
	const char *hint = entity_at(x, x->tok.pos);
	uint32_t i = x->tok.pos;

	if (x->tok.t != T_SEMI)
		return hint;
	while (hint == NULL && i > 0 && x->tok.pos - i < BACK_MAX &&
	    strchr("\n\"'`", x->src[i - 1]) == NULL)
		hint = entity_at(x, --i);
	return hint;
}

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

/* ": 'elif' is written 'else if'", of the word that ends there; NULL. */
static const char *
word(const struct lexer *x, uint32_t end)
{
	uint32_t from = end, n;
	char *p;

	while (from > 0 && is_lower(x->src[from - 1]))
		from--;
	n = end - from;
	for (size_t i = 0; i < COUNT(words); i++) {
		if (strlen(words[i].seen) != n ||
		    memcmp(x->src + from, words[i].seen, n) != 0)
			continue;
		p = arena_bytes(x->arena, n + strlen(words[i].hint) + 6);
		(void)snprintf(p, n + strlen(words[i].hint) + 6, ": '%s' %s",
		    words[i].seen, words[i].hint);
		return p;
	}
	return NULL;
}

/* Where the word ends that stands before the parentheses which end at `end`. */
static uint32_t
before_parentheses(const struct lexer *x, uint32_t end)
{
	unsigned depth = 0;

	while (end > 0) {
		end--;
		depth += x->src[end] == ')';
		if (x->src[end] == '(' && --depth == 0)
			break;
	}
	while (end > 0 && x->src[end - 1] == ' ')
		end--;
	return end;
}

/* `(x) {` and `f(x) {` */
static const char *
body(const struct lexer *x)
{
	uint32_t end = before_parentheses(x, x->prev_end);
	const char *hint = word(x, end);

	if (hint != NULL)
		return hint;
	if (end > 0 &&
	    (is_lower(x->src[end - 1]) &&
		!(end >= 5 && is_at(x, end - 5, "async"))))
		return ": a function is written 'function f(x) {', or "
		       "'(x) => {'";
	return ": an arrow function has '=>' before its body";
}

/* Of what stands directly before the token. */
static const char *
joined(const struct lexer *x)
{
	char c = x->prev_end > 0 ? x->src[x->prev_end - 1] : '\0';

	if ((x->tok.t == T_GT && (c == '=' || c == '-')) ||
	    is_at(x, x->tok.pos, "->"))
		return ": an arrow is written '=>'";
	if (x->tok.t == T_MINUS && is_lower(c) && x->prev_end == x->tok.pos &&
	    x->tok.end < x->len && is_lower(x->src[x->tok.end]))
		return ": a name has no '-' in it; a key that has one is "
		       "quoted";
	if (x->tok.t == T_ASSIGN && c == ':' && x->prev_end == x->tok.pos)
		return ": ':=' is written '='";
	if (x->tok.t == T_STR && c == 'f' && x->prev_end == x->tok.pos)
		return ": a text with values in it is written `...${x}...`";
	return NULL;
}

const char *
parse_hint(const struct parser *p)
{
	const struct lexer *x = &p->x;
	const char *hint;

	if (x->tok.t == T_EOF || x->tok.pos > x->len || x->tok.end > x->len)
		return "";
	if ((hint = entity(x)) != NULL || (hint = joined(x)) != NULL)
		return hint;
	if (x->tok.t == T_LBRACE && x->prev_end > 0 &&
	    x->src[x->prev_end - 1] == ')')
		return body(x);
	if (x->tok.t == T_NAME && x->tok.kw == KW_NONE &&
	    (hint = word(x, x->tok.end)) != NULL)
		return hint;
	if (x->tok.kw == KW_if && !x->tok.nl)
		return ": 'a if b else c' is written 'b ? a : c'";
	hint = word(x, x->prev_end);
	return hint != NULL ? hint : "";
}
