/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine_said.c -- which expression of the program an error is about.
 *
 * Duktape names values ("undefined not callable"); its readers know
 * `o.list is not a function`.  Where the word stands is known (lower_placed()),
 * so the expression is what the text says there.
 */
#include <ctype.h>
#include <string.h>

#include "worker/engine_int.h"

#define SAID_MAX 80 /* bytes of an expression that are shown */

bool
engine_said_here(duk_context *duk, int level, struct engine_at *ret)
{
	long line;

	duk_inspect_callstack_entry(duk, level);
	if (!duk_is_object(duk, -1)) {
		duk_pop(duk);
		return false;
	}
	duk_get_prop_literal(duk, -1, "lineNumber");
	line = duk_get_int(duk, -1);
	duk_pop_2(duk);
	return engine_of(duk)->job != NULL &&
	    engine_place_at(engine_of(duk), line, ret) && ret->column > 0;
}

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || c == '#' ||
	    (unsigned char)c >= 0x80;
}

/* From an opening bracket to past its closing one; 0: it does not close. */
static size_t
past_bracket(const char *s, size_t i, size_t n)
{
	size_t depth = 0;
	char quote = 0;

	for (; i < n; i++) {
		if (quote != 0)
			quote = s[i] == quote ? 0 : quote;
		else if (s[i] == '"' || s[i] == '\'' || s[i] == '`')
			quote = s[i];
		else if (strchr("([{", s[i]) != NULL)
			depth++;
		else if (strchr(")]}", s[i]) != NULL && --depth == 0)
			return i + 1;
	}
	return 0;
}

static size_t
past_word(const char *s, size_t i, size_t n)
{
	while (i < n && is_word(s[i]))
		i++;
	return i;
}

static size_t
past_space(const char *s, size_t i, size_t n)
{
	while (i < n && isspace((unsigned char)s[i]))
		i++;
	return i;
}

/* The end of `a.b?.c[0]`; calls are not part of it. */
static size_t
past_path(const char *s, size_t i, size_t n)
{
	size_t k;

	i = s[i] == '(' ? past_bracket(s, i, n) : past_word(s, i, n);
	while (i > 0 && i < n) {
		k = past_space(s, i, n);
		if (k < n && s[k] == '[')
			i = past_bracket(s, k, n);
		else if (k + 1 < n && s[k] == '.' && s[k + 1] != '.')
			i = past_word(s, past_space(s, k + 1, n), n);
		else if (k + 2 < n && s[k] == '?' && s[k + 1] == '.')
			i = past_word(s, past_space(s, k + 2, n), n);
		else
			break;
	}
	return i;
}

/* White space is one space, and none beside a dot. */
static size_t
add_space(struct out *o, const char *s, size_t i, size_t from, size_t to)
{
	size_t k = past_space(s, i, to);

	if (i > from && k < to && s[k] != '.' && s[i - 1] != '.' &&
	    !(s[k] == '?' && k + 1 < to && s[k + 1] == '.'))
		engine_out_adds(o, " ");
	return k;
}

/* What a call is given is "...". */
static bool
add_said(struct out *o, const char *s, size_t from, size_t to)
{
	size_t start = o->len, i = from;

	while (i < to) {
		if (isspace((unsigned char)s[i])) {
			i = add_space(o, s, i, from, to);
		} else if (s[i] == '(' && i > from &&
		    (is_word(s[i - 1]) || s[i - 1] == ')' || s[i - 1] == ']')) {
			engine_out_adds(o, "(...)");
			i = past_bracket(s, i, to);
			if (i == 0)
				return false;
		} else {
			engine_out_add(o, s + i++, 1);
		}
	}
	return !o->failed && o->len > start && o->len - start <= SAID_MAX;
}

/* `return (x)` and `const [a]` are no call and no index. */
static bool
is_keyword(const char *s, size_t n)
{
	static const char *const words[] = { "return", "const", "let", "var",
		"of", "in", "typeof", "void", "delete", "throw", "yield",
		"await", "case", "else", "do", "new", "instanceof", "if", "for",
		"while", "switch", "catch", "function", "async", "default" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == n && memcmp(s, words[i], n) == 0)
			return true;
	return false;
}

/* new A().f */
static bool
is_made(const char *s, size_t begin, size_t end)
{
	size_t i = begin;

	while (i > 0 && isspace((unsigned char)s[i - 1]))
		i--;
	return i < begin && i >= 3 && memcmp(s + i - 3, "new", 3) == 0 &&
	    (i == 3 || !is_word(s[i - 4])) &&
	    memchr(s + begin, '(', end - begin) != NULL;
}

bool
engine_said_at(const struct engine *g, uint32_t pos, struct out *o)
{
	const char *s = g->job->code;
	size_t n = g->job->code_len, end = pos, begin;

	if (pos + 4 < n && memcmp(s + pos, "new", 3) == 0 &&
	    !is_word(s[pos + 3])) {
		begin = past_space(s, pos + 3, n);
		end = begin < n ? past_path(s, begin, n) : 0;
		return end > begin && add_said(o, s, begin, end);
	}
	if (s[pos] == '[')
		end = past_bracket(s, pos, n);
	else if (s[pos] != '(')
		end = past_word(s, pos, n);
	begin = end == 0 ? 0 : engine_path_begin(s, end);
	if (begin == pos && s[pos] == '[')
		return false; /* a literal, or a pattern */
	n = past_word(s, begin, end) - begin;
	if (is_made(s, begin, end))
		engine_out_adds(o, "new ");
	return end > begin && !is_keyword(s + begin, n) &&
	    add_said(o, s, begin, end);
}

/* The word at pos, as a string on the stack; false: there is none. */
static bool
word_is(const struct engine *g, uint32_t pos, const char *word, size_t n)
{
	size_t end = past_word(g->job->code, pos, g->job->code_len);

	return end - pos == n && memcmp(g->job->code + pos, word, n) == 0;
}

/* Is it in the pattern of `const { x } = a.b`?  Where the pattern ends then;
 * 0 for none, and in a pattern inside another. */
static size_t
pattern_end(const struct engine *g, uint32_t pos)
{
	const char *s = g->job->code;
	size_t i = pos;

	/* Before it stand other names, `a: b` and the brace. */
	while (i > 0 &&
	    (is_word(s[i - 1]) || isspace((unsigned char)s[i - 1]) ||
		s[i - 1] == ',' || s[i - 1] == ':'))
		i--;
	if (i == 0 || s[i - 1] != '{')
		return 0;
	i--;
	pos = (uint32_t)i;
	while (i > 0 && isspace((unsigned char)s[i - 1]))
		i--;
	if (i == 0 || s[i - 1] == ':' || s[i - 1] == '[' || s[i - 1] == '{' ||
	    (s[i - 1] == ',' && g->places == NULL))
		return 0;
	return past_bracket(s, pos, g->job->code_len);
}

/* The key of the property whose target stands at pos: `a` of { a: b }.  Not of
 * one with a default value: node then speaks of reading. */
static bool
key_at(const struct engine *g, uint32_t *pos, const char *name, size_t len)
{
	const char *s = g->job->code;
	size_t n = g->job->code_len, i = *pos;
	size_t after = past_space(s, past_word(s, i, n), n);

	if (after < n && s[after] == '=')
		return false;
	if (word_is(g, *pos, name, len))
		return true;
	while (i > 0 && (isspace((unsigned char)s[i - 1]) || s[i - 1] == ':'))
		i--;
	if (i < len)
		return false;
	*pos = (uint32_t)(i - len);
	return word_is(g, *pos, name, len);
}

/* "Cannot destructure property 'x' of 'a.b' as it is undefined." */
static bool
push_destructure(duk_context *duk, const struct engine *g, uint32_t pos,
    const char *name, size_t len, const char *what)
{
	struct out o = { .a = g->arena };
	const char *s = g->job->code;
	size_t n = g->job->code_len, i, end;

	if (!key_at(g, &pos, name, len) || (i = pattern_end(g, pos)) == 0)
		return false;
	i = past_space(s, i, n);
	engine_out_adds(&o, "Cannot destructure property '");
	engine_out_add(&o, name, len);
	engine_out_adds(&o, "' of '");
	end = i + 1 < n && s[i] == '=' && s[i + 1] != '>'
	    ? past_path(s, past_space(s, i + 1, n), n)
	    : 0;
	if (end == 0 ||
	    (past_space(s, end, n) < n &&
		strchr(";\n)", s[past_space(s, end, n)]) == NULL) ||
	    !add_said(&o, s, past_space(s, i + 1, n), end))
		engine_out_adds(&o, *what == 'n' ? "object null" : what);
	engine_out_adds(&o, "' as it is ");
	engine_out_adds(&o, what);
	engine_out_adds(&o, ".");
	if (o.failed)
		return false;
	duk_push_lstring(duk, o.p, o.len);
	engine_out_free(&o);
	return true;
}

static bool
push_said(duk_context *duk, const struct engine *g, uint32_t pos,
    const char *what)
{
	struct out o = { .a = g->arena };
	bool ok = engine_said_at(g, pos, &o);

	if (ok) {
		engine_out_adds(&o, what);
		ok = !o.failed;
	}
	if (ok)
		duk_push_lstring(duk, o.p, o.len);
	engine_out_free(&o);
	return ok;
}

bool
engine_said_push(duk_context *duk, enum engine_saying what, const char *name,
    size_t len)
{
	const struct engine *g = engine_of(duk);
	struct engine_at at;
	bool call = (len == 4 && memcmp(name, "call", 4) == 0) ||
	    (len == 5 && memcmp(name, "apply", 5) == 0);

	if (!engine_said_here(duk, -2, &at))
		return false;
	switch (what) {
	case SAID_NO_FUNCTION:
		if (!word_is(g, at.pos, "new", 3))
			return push_said(duk, g, at.pos, " is not a function");
		return push_said(duk, g, at.pos, " is not a constructor");
	case SAID_NO_CONSTRUCTOR:
		return push_said(duk, g, at.pos, " is not a constructor");
	case SAID_OF_UNDEFINED:
	case SAID_OF_NULL:
		/* Lowered calls are f.call(...) and f.apply(...). */
		if (call && !word_is(g, at.pos, name, len))
			return push_said(duk, g, at.pos, " is not a function");
		return push_destructure(duk, g, at.pos, name, len,
		    what == SAID_OF_NULL ? "null" : "undefined");
	case SAID_NOTHING: break;
	}
	return false;
}

/* Is it the value of a call, of which the place is the function's name? */
static bool
is_called(const struct engine *g, uint32_t pos)
{
	const char *s = g->job->code;
	size_t n = g->job->code_len;

	if (s[pos] == '(' || s[pos] == '[' || word_is(g, pos, "new", 3))
		return false;
	pos = (uint32_t)past_word(s, pos, n);
	return pos < n && s[pos] == '(';
}

duk_ret_t
engine_said_expression(duk_context *duk)
{
	struct out o = { .a = engine_of(duk)->arena };
	struct engine_at at;
	bool ok = false;

	/* The prelude asks, which lowered code called: its first function. */
	for (int level = -2; level > -8 && !ok; level--) {
		ok = engine_said_here(duk, level, &at);
		if (ok && !engine_said_at(engine_of(duk), at.pos, &o))
			break;
	}
	if (!ok || o.len == 0)
		return 0;
	if (is_called(engine_of(duk), at.pos))
		engine_out_adds(&o, "(...)");
	duk_push_lstring(duk, o.p, o.len);
	engine_out_free(&o);
	return 1;
}
