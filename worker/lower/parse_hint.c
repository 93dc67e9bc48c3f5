/* SPDX-License-Identifier: Apache-2.0 */
/* parse_hint.c -- what was likely meant where a token cannot stand: other
 * languages' words, and HTML's spellings. */
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

static const struct hint words[] = {
	{ "and", ": 'and' is written '&&'" },
	{ "or", ": 'or' is written '||'" },
	{ "not", ": 'not' is written '!'" },
	{ "is", ": 'is' is written '==='" },
	{ "elif", ": 'elif' is written 'else if'" },
	{ "elseif", ": 'elseif' is written 'else if'" },
	{ "function", ": a method has no 'function' before its name" },
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

static const char *
word(const struct lexer *x, uint32_t from, uint32_t end)
{
	for (size_t i = 0; i < COUNT(words); i++) {
		if (strlen(words[i].seen) == end - from &&
		    memcmp(x->src + from, words[i].seen, end - from) == 0)
			return words[i].hint;
	}
	return NULL;
}

const char *
parse_hint(const struct parser *p)
{
	const struct lexer *x = &p->x;
	uint32_t end = x->prev_end, from = end;
	const char *hint;

	if (x->tok.t == T_EOF || x->tok.pos > x->len || x->tok.end > x->len)
		return "";
	if ((hint = entity(x)) != NULL)
		return hint;
	if (x->tok.t == T_GT && end > 0 &&
	    (x->src[end - 1] == '=' || x->src[end - 1] == '-'))
		return ": an arrow is written '=>'";
	if (x->tok.t == T_NAME && x->tok.kw == KW_NONE &&
	    (hint = word(x, x->tok.pos, x->tok.end)) != NULL)
		return hint;
	if (x->tok.t != T_NAME)
		return "";
	while (from > 0 && x->src[from - 1] >= 'a' && x->src[from - 1] <= 'z')
		from--;
	if (from < end && (hint = word(x, from, end)) != NULL)
		return hint;
	return "";
}
