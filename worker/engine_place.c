/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine_place.c -- where in the program something went wrong.
 *
 * Duktape knows lines.  The column is that of the word in the line which the
 * error speaks of, or of its `throw`, or of the line's first word: where a
 * reader looks.
 */
#include <ctype.h>
#include <string.h>

#include "worker/engine_int.h"
#include "worker/lower/lower.h"
#include "worker/runtime/inside.h"
#include "worker/runtime/rt.h"

#define LEVELS_MAX 24 /* of the call stack that are looked at */
#define WORD_MAX 128

/* The line of the nearest function on the call stack, if that is the
 * program's; else 0. */
static long
line_here(duk_context *duk)
{
	long line = 0;
	int level;

	for (level = -2; level > -2 - LEVELS_MAX && line == 0; level--)
		line = inside_line(duk, level);
	return line < 0 || line >= ENGINE_EVAL_LINE ? 0 : line;
}

/* The function that the place is in, so that no other comes to be there. */
static void
remember(duk_context *duk, int level, const struct inside_place *at, long line)
{
	struct engine *g = engine_of(duk);

	inside_push_function(duk, level);
	rt_stash_put(duk, "asked");
	g->asked = *at;
	g->asked_line = line;
}

/* Where a program makes a call, it makes the next. */
long
engine_place_here(duk_context *duk)
{
	const struct engine *g = engine_of(duk);
	struct inside_place at;
	long line;
	int level, r;

	for (level = -2; level > -2 - LEVELS_MAX; level--) {
		if ((r = inside_place(duk, level, &at)) == -1)
			return 0;
		if (r == 0)
			continue;
		if (at.code != NULL && at.code == g->asked.code &&
		    at.pc == g->asked.pc)
			return g->asked_line;
		line = inside_line(duk, level);
		if (line > 0 && line < ENGINE_EVAL_LINE) {
			if (at.code != NULL)
				remember(duk, level, &at, line);
			return line;
		}
	}
	return 0;
}

duk_ret_t
engine_place_line(duk_context *duk)
{
	duk_push_int(duk, (duk_int_t)engine_place_here(duk));
	return 1;
}

/* Duktape calls it with whatever is thrown.  What is no error carries no place;
 * here it is remembered. */
duk_ret_t
engine_place_thrown(duk_context *duk)
{
	struct engine *g = engine_of(duk);
	long line;

	duk_set_top(duk, 1);
	if (duk_is_error(duk, 0) || (line = line_here(duk)) == 0)
		return 1;
	g->thrown_line = line;
	duk_push_heap_stash(duk);
	duk_dup(duk, 0);
	duk_put_prop_literal(duk, -2, "thrown");
	duk_pop(duk);
	return 1;
}

/* Of the value on the top, if it is the one that was thrown last. */
long
engine_place_of_value(struct engine *g)
{
	duk_context *duk = g->duk;
	bool same;

	if (g->thrown_line == 0)
		return 0;
	duk_push_heap_stash(duk);
	duk_get_prop_literal(duk, -1, "thrown");
	same = duk_samevalue(duk, -1, -3);
	duk_pop_2(duk);
	return same ? g->thrown_line : 0;
}

/* Lines ---------------------------------------------------------------- */

bool
engine_place_at(const struct engine *g, long line, struct engine_at *ret)
{
	const char *code = g->job->code, *p, *q;
	uint32_t place;

	memset(ret, 0, sizeof(*ret));
	if (line <= 0 || line >= ENGINE_EVAL_LINE)
		return false;
	ret->line = (uint32_t)line;
	if (g->places == NULL)
		return true;
	if ((size_t)line > g->places_n)
		return false;
	place = g->places[line - 1];
	if (place >= LOWER_PLACE_LINE) {
		ret->line = place - LOWER_PLACE_LINE;
		return ret->line > 0; /* else around the program */
	}
	ret->pos = place;
	ret->line = 1;
	for (p = code;
	     (q = memchr(p, '\n', place - (size_t)(p - code))) != NULL;
	     p = q + 1)
		ret->line++;
	ret->column = engine_place_count(p, code + place);
	return place < g->job->code_len;
}

/* Columns ------------------------------------------------------------- */

static bool
is_word(int c)
{
	return isalnum(c) || c == '_' || c == '$' || c >= 0x80;
}

/* A whole word of the line, NULL if it has none such. */
static const char *
find_word(const char *line, const char *word, size_t n)
{
	const char *p = line;

	for (; n > 0 && (p = strstr(p, word)) != NULL; p++) {
		if ((p == line || !is_word((unsigned char)p[-1])) &&
		    !is_word((unsigned char)p[n]))
			return p;
	}
	return NULL;
}

static const char *
find_part(const char *line, const char *from, size_t n)
{
	char word[WORD_MAX];

	if (n == 0 || n >= sizeof(word))
		return NULL;
	memcpy(word, from, n);
	word[n] = '\0';
	return find_word(line, word, n);
}

/* The word as a member, `.word`; else as it stands. */
static const char *
find_member(const char *line, const char *from, size_t n)
{
	char word[WORD_MAX];
	const char *p;

	if (n + 1 < sizeof(word)) {
		word[0] = '.';
		memcpy(word + 1, from, n);
		word[n + 1] = '\0';
		for (p = line; n > 0 && (p = strstr(p, word)) != NULL; p++)
			if (!is_word((unsigned char)p[n + 1]))
				return p + 1;
	}
	return find_part(line, from, n);
}

/* The name where it is assigned to, not where it is declared. */
static const char *
find_assigned(const char *line, const char *from, size_t n)
{
	const char *p = find_part(line, from, n), *first = p, *next;

	while (p != NULL && p - line >= 6 && memcmp(p - 6, "const ", 6) == 0) {
		next = find_part(p + n, from, n);
		if (next == NULL)
			return first;
		p = next;
	}
	return p;
}

/* Not the value that stands in the message for want of a name. */
static bool
is_name(const char *s, size_t n)
{
	static const char *const values[] = { "undefined", "null", "true",
		"false", "this" };

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (strlen(values[i]) == n && memcmp(s, values[i], n) == 0)
			return false;
	return !isdigit((unsigned char)*s);
}

static const char *
find_quoted(const char *line, const char *message)
{
	const char *q = strpbrk(message, "'\""), *end;
	size_t n;

	if (q == NULL || (end = strchr(q + 1, *q)) == NULL)
		return NULL;
	n = (size_t)(end - ++q);
	if (strncmp(message, "Cannot ", 7) == 0)
		return find_member(line, q, n);
	if (strncmp(message, "Assignment to ", 14) == 0)
		return find_assigned(line, q, n);
	return find_part(line, q, n);
}

/* "Cannot read properties of undefined (reading 'x')", "f is not a function",
 * "demo.list: 404 Not Found". */
static const char *
find_named(const char *line, const char *message)
{
	const char *p = find_quoted(line, message);
	size_t n = 0;

	if (p != NULL)
		return p;
	while (is_word((unsigned char)message[n]) || message[n] == '.')
		n++;
	if (strcmp(message + n, " is not a function") == 0)
		return is_name(message, n) ? find_member(line, message, n)
					   : NULL;
	if (memchr(message, '.', n) == NULL &&
	    strcmp(message + n, " is not defined") != 0 &&
	    strncmp(message + n, " is not available", 17) != 0)
		return NULL; /* any word of anybody's */
	return find_part(line, message, n);
}

/* "new TypeError" */
static const char *
find_new(const char *line, const char *name)
{
	const char *p = find_word(line, name, strlen(name));

	return p == NULL || p - line < 4 || memcmp(p - 4, "new ", 4) != 0
	    ? NULL
	    : p - 4;
}

uint32_t
engine_place_count(const char *line, const char *p)
{
	uint32_t column = 1;

	for (; line < p; line++)
		column += ((unsigned char)*line & 0xc0) != 0x80;
	return column;
}

uint32_t
engine_place_column(const char *line, const char *name, const char *message)
{
	const char *p = find_new(line, name);

	if (p == NULL)
		p = find_named(line, message);
	if (p == NULL)
		p = find_word(line, "throw", 5);
	if (p == NULL)
		p = line + strspn(line, " \t");
	return engine_place_count(line, p);
}
