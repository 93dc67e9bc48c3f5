/* SPDX-License-Identifier: Apache-2.0 */
/* engine_near.c -- a name that is not there: which one was meant (a connector,
 * a global, one of the program's), and what connectors there are. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/base/near.h"
#include "worker/engine_int.h"

#define GLOBALS_MAX 512 /* a program may have made a million */
#define WORDS_MAX 20000 /* of the program's text that are tried */
#define LISTED_MAX 20 /* connectors in a message */

struct search {
	const char *name;
	const char *best;
	unsigned least; /* edits that would be too many */
};

static void
try_name(struct search *s, const char *name)
{
	unsigned d;

	if (s->least == 0 || *name == '\0' || *name == '$' ||
	    strlen(name) >= NAME_MAX_BYTES || strcmp(name, s->name) == 0)
		return;
	d = near_edits(s->name, name, s->least - 1);
	if (d < s->least) {
		s->best = name;
		s->least = d;
	}
}

/* Fewer edits than for a connector's: the standard names are many, and short. */
static void
try_globals(duk_context *duk, struct search *s)
{
	size_t len = strlen(s->name);
	unsigned too_many = len < 5 ? 1 : len < 8 ? 2 : 3, n = 0;

	if (s->least > too_many)
		s->least = too_many;
	duk_push_global_object(duk);
	duk_enum(duk, -1,
	    DUK_ENUM_OWN_PROPERTIES_ONLY | DUK_ENUM_INCLUDE_NONENUMERABLE);
	while (n++ < GLOBALS_MAX && duk_next(duk, -1, 0)) {
		try_name(s, duk_get_string_default(duk, -1, ""));
		duk_pop(duk); /* the object has it still */
	}
	duk_pop_2(duk);
}

/* The nearest connector, then a global that is nearer still. */
static void
find_near(struct engine *g, const char *name, struct search *s)
{
	const char *const *c = g->job->connectors;
	size_t n = 0;

	while (c != NULL && c[n] != NULL)
		n++;
	s->name = name;
	s->best = n == 0 ? NULL : near_best(name, c, n);
	s->least = s->best == NULL ? UINT32_MAX
				   : near_edits(name, s->best, NEAR_WORD_MAX);
	try_globals(g->duk, s);
}

bool
engine_near_global(struct engine *g, const char *name, size_t n)
{
	const char *const *c = g->job->connectors;
	struct search s = { .name = NULL };
	char text[NAME_MAX_BYTES];

	if (n >= sizeof(text))
		return true;
	memcpy(text, name, n);
	text[n] = '\0';
	find_near(g, text, &s);
	while (s.best != NULL && *c != NULL && strcmp(*c, s.best) != 0)
		c++;
	return s.best != NULL && *c == NULL;
}

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' ||
	    (unsigned char)c >= 0x80;
}

/* May the word from i to k be a variable's name: no member, no key, no word of
 * a string? */
static bool
is_variable(const char *s, size_t i, size_t k, size_t n)
{
	size_t to = k;

	while (to < n && s[to] == ' ')
		to++;
	return !isdigit((unsigned char)s[i]) &&
	    (i == 0 || strchr(".\"'`#", s[i - 1]) == NULL) &&
	    (k == n || strchr("\"'`", s[k]) == NULL) &&
	    (to == n || s[to] != ':' || (to + 1 < n && s[to + 1] == ':'));
}

/* The names that the program's own text has, as they are used there: one that
 * is not defined either would have failed as well.  Comments count. */
static void
try_program(const struct engine *g, struct search *s, char *kept)
{
	const char *code = g->job->code;
	size_t n = g->job->code_len, i = 0, k;
	char word[NAME_MAX_BYTES];
	unsigned tried = 0, len = (unsigned)strlen(s->name);
	unsigned too_many = len < 3 ? 1 : len < 5 ? 2 : 3;

	/* Rather one of these than a global that is as near. */
	s->least =
	    s->best == NULL || s->least >= too_many ? too_many : s->least + 1;
	for (; i < n && tried < WORDS_MAX; i = k) {
		for (k = i; k < n && is_word(code[k]); k++)
			continue;
		if (k == i) {
			k++;
			continue;
		}
		if (k - i >= sizeof(word) || !is_variable(code, i, k, n))
			continue;
		memcpy(word, code + i, k - i);
		word[k - i] = '\0';
		tried++;
		try_name(s, word);
		if (s->best == word)
			s->best = memcpy(kept, word, k - i + 1);
	}
}

/* What other languages call it; NULL: nothing known. */
static const char *
elsewhere(const char *name)
{
	static const char *const names[][2] = {
		{ "None", "null" },
		{ "nil", "null" },
		{ "NULL", "null" },
		{ "True", "true" },
		{ "False", "false" },
		{ "print", "console.log" },
		{ "println", "console.log" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(name, names[i][0]) == 0)
			return names[i][1];
	}
	return NULL;
}

/* `x = 1` at the error's place, where x was never declared. */
static bool
is_assigned(const struct engine *g, const struct engine_result *ret,
    const char *name)
{
	const char *p = g->job->code, *end = p + g->job->code_len;
	size_t n = strlen(name);

	for (uint32_t i = 1; i < ret->line && p != NULL; i++) {
		p = memchr(p, '\n', (size_t)(end - p));
		p = p == NULL ? NULL : p + 1;
	}
	for (uint32_t i = 1; p != NULL && p < end && i < ret->column; i++) {
		do
			p++;
		while (p < end && ((unsigned char)*p & 0xc0) == 0x80);
	}
	if (p == NULL || (size_t)(end - p) < n + 2 || memcmp(p, name, n) != 0)
		return false;
	for (p += n; p < end && *p == ' '; p++)
		continue;
	return end - p > 1 && p[0] == '=' && p[1] != '=' && p[1] != '>';
}

static void
add_connectors(struct out *o, const char *const *c, size_t n)
{
	char more[32];

	engine_out_adds(o, "he connectors here are ");
	for (size_t i = 0; i < n && i < LISTED_MAX; i++) {
		if (i > 0)
			engine_out_adds(o, ", ");
		engine_out_adds(o, c[i]);
	}
	if (n > LISTED_MAX) {
		(void)snprintf(more, sizeof(more), " and %zu more",
		    n - LISTED_MAX);
		engine_out_adds(o, more);
	}
	engine_out_adds(o, "; codemode.search(\"...\") finds operations");
}

void
engine_near_tell(struct engine *g, struct engine_result *ret)
{
	const char *const *c = g->job->connectors;
	const char *m = ret->message, *end = strstr(m, " is not defined");
	struct search s = { .name = NULL };
	struct out o = { .a = g->arena };
	char name[NAME_MAX_BYTES], kept[NAME_MAX_BYTES];
	size_t n = 0;

	if (end == NULL || end[15] != '\0' || end == m ||
	    (size_t)(end - m) >= sizeof(name))
		return;
	memcpy(name, m, (size_t)(end - m));
	name[end - m] = '\0';
	while (c != NULL && c[n] != NULL)
		n++;
	find_near(g, name, &s);
	try_program(g, &s, kept);
	if (elsewhere(name) != NULL)
		s.best = elsewhere(name);
	engine_out_adds(&o, m);
	if (s.best == NULL && is_assigned(g, ret, name)) {
		engine_out_adds(&o, "; declare it with const or let");
		n = 0;
	}
	if (s.best != NULL) {
		engine_out_adds(&o, "; did you mean '");
		engine_out_adds(&o, s.best);
		engine_out_adds(&o, "'?");
	}
	if (n > 0) {
		engine_out_adds(&o, s.best == NULL ? "; t" : " T");
		add_connectors(&o, c, n);
	}
	if (o.p != NULL && !o.failed)
		ret->message = o.p;
}
