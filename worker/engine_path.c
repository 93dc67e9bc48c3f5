/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine_path.c -- which expression was undefined, and what was no function.
 *
 * The message names the last word only, and engine_place.c has found where it
 * stands; what stands left of it in the text is what was undefined.  Nothing is
 * said when the line does not tell for certain.
 */
#include <ctype.h>
#include <string.h>

#include "worker/engine_int.h"

#define PATH_MAX_BYTES 80 /* a longer path is not said: the line is shown */

struct text {
	const char *s; /* the whole program */
	size_t from, to; /* the line */
};

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' ||
	    (unsigned char)c >= 0x80;
}

static bool
find_line(const struct engine *g, uint32_t line, struct text *t)
{
	const char *nl;

	t->s = g->job->code;
	t->from = 0;
	for (uint32_t i = 1; i < line; i++) {
		nl = memchr(t->s + t->from, '\n', g->job->code_len - t->from);
		if (nl == NULL)
			return false;
		t->from = (size_t)(nl - t->s) + 1;
	}
	nl = memchr(t->s + t->from, '\n', g->job->code_len - t->from);
	t->to = nl == NULL ? g->job->code_len : (size_t)(nl - t->s);
	return true;
}

/* Where in the text the column is. */
static size_t
place_of(const struct text *t, uint32_t column)
{
	size_t i = t->from;

	while (i < t->to &&
	    engine_place_count(t->s + t->from, t->s + i + 1) <= column)
		i++;
	return i;
}

/* Does a word that is no member stand in a pattern, `{ x } = `, `({ x }) =>`?
 * Then it may be that which was read. */
static bool
in_pattern(const struct text *t, size_t i)
{
	while (i < t->to && t->s[i] != '}')
		i++;
	while (i < t->to && strchr("}]) \t", t->s[i]) != NULL)
		i++;
	return i < t->to &&
	    (strchr("={:", t->s[i]) != NULL ||
		(i + 3 <= t->to && memcmp(t->s + i, "of ", 3) == 0));
}

/* Is it the one place in its line that can be meant? */
static bool
is_only(const struct text *t, size_t at, size_t n)
{
	for (size_t i = t->from; i + n <= t->to; i++) {
		if (i == at || memcmp(t->s + i, t->s + at, n) != 0 ||
		    (i > 0 && is_word(t->s[i - 1])) ||
		    (i + n < t->to && is_word(t->s[i + n])))
			continue;
		if (i > 0 && t->s[i - 1] == '.')
			return false;
		if (in_pattern(t, i))
			return false;
	}
	return true;
}

/* Over the bracket that closes before i; its opening one, or i. */
static size_t
over_brackets(const char *s, size_t i)
{
	size_t depth = 0, k = i;

	while (k > 0) {
		char c = s[--k];

		if (c == ')' || c == ']')
			depth++;
		else if ((c == '(' || c == '[') && --depth == 0)
			return k;
		else if (c == '\n' || c == ';')
			break;
	}
	return i;
}

static size_t
over_space(const char *s, size_t i)
{
	while (i > 0 && isspace((unsigned char)s[i - 1]))
		i--;
	return i;
}

/* Where the string that ends before i begins; i: none does in its line. */
static size_t
over_string(const char *s, size_t i)
{
	size_t k = i > 0 ? i - 1 : 0;

	if (i == 0 || strchr("\"'`", s[k]) == NULL)
		return i;
	while (k > 0 && s[k - 1] != '\n') {
		if (s[--k] == s[i - 1] && (k == 0 || s[k - 1] != '\\'))
			return k;
	}
	return i;
}

/* Where the member expression that ends before `end` begins; `end` if it is
 * none. */
size_t
engine_path_begin(const char *s, size_t end)
{
	size_t i = end, before, k;

	do {
		before = i = over_space(s, i);
		while (i > 0 && (s[i - 1] == '!' || s[i - 1] == '?'))
			i--;
		while (i > 0 && (s[i - 1] == ')' || s[i - 1] == ']')) {
			k = over_brackets(s, i);
			if (k == i)
				return end;
			i = k;
		}
		while (i > 0 && (is_word(s[i - 1]) || s[i - 1] == '#'))
			i--;
		if (i == before)
			return over_string(s, i) < i ? over_string(s, i) : end;
		k = over_space(s, i);
		if (k == 0 || s[k - 1] != '.' || (k > 1 && s[k - 2] == '.'))
			return i;
		i = k - 1;
	} while (i > 0);
	return end;
}

static bool
after_new(const char *s, size_t i)
{
	size_t k = over_space(s, i);

	return k < i && k >= 3 && memcmp(s + k - 3, "new", 3) == 0 &&
	    (k == 3 || !is_word(s[k - 4]));
}

/* The text of what stands before the dot; 0 if it says nothing. */
static size_t
path_before(const struct text *t, size_t dot, const char **ret)
{
	size_t begin;

	if (dot > 0 && t->s[dot - 1] == '?')
		dot--;
	dot = over_space(t->s, dot);
	begin = engine_path_begin(t->s, dot);
	if (begin < dot && t->s[dot - 1] == ')' && after_new(t->s, begin))
		begin = over_space(t->s, begin) - 3;
	*ret = t->s + begin;
	return dot - begin > PATH_MAX_BYTES ? 0 : dot - begin;
}

/* Without the white space that a chain over several lines has. */
static void
add_path(struct out *o, const char *path, size_t n)
{
	size_t k;

	for (size_t i = 0; i < n; i++) {
		k = over_space(path, i + 1);
		if (k == i + 1)
			engine_out_add(o, path + i, 1);
		else if (k > 0 && i + 1 < n && is_word(path[k - 1]) &&
		    is_word(path[i + 1]))
			engine_out_adds(o, " ");
	}
}

static void
set_message(struct engine_result *ret, const struct out *o)
{
	if (o->p != NULL && !o->failed)
		ret->message = o->p;
}

/* The name, if it stands at the error's place as a member; when only the line
 * is known for certain, only there. */
static size_t
member_at(const struct engine *g, const struct text *t,
    const struct engine_result *ret, const char *name, size_t n)
{
	size_t at = place_of(t, ret->column);

	if (n == 0 || at == 0 || at + n > t->to || t->s[at - 1] != '.' ||
	    memcmp(t->s + at, name, n) != 0 ||
	    (!g->exact && !is_only(t, at, n)))
		return SIZE_MAX;
	return at;
}

/* The bracket of a[0] or a[key], of which the place is that. */
static size_t
index_at(const struct engine *g, const struct text *t,
    const struct engine_result *ret)
{
	size_t at = place_of(t, ret->column);

	return g->exact && at > 0 && at < t->to && t->s[at] == '[' ? at :
								     SIZE_MAX;
}

/* "Cannot read properties of undefined (reading 'x')": of what?  `was` is from
 * "undefined" on. */
static void
tell_receiver(struct engine *g, struct engine_result *ret, const struct text *t,
    const char *was)
{
	const char *name = strstr(was, "ing '"), *path;
	const char *end = name == NULL ? NULL : strrchr(name, '\'');
	struct out o = { .a = g->arena };
	size_t at, n;

	if (name == NULL || end <= name + 5)
		return;
	name += 5;
	at = member_at(g, t, ret, name, (size_t)(end - name));
	if (at != SIZE_MAX)
		at--; /* the dot */
	else if ((at = index_at(g, t, ret)) == SIZE_MAX)
		return;
	n = path_before(t, at, &path);
	if (n == 0 || strncmp(path, was, n) == 0)
		return;
	engine_out_adds(&o, ret->message);
	engine_out_adds(&o, ": ");
	add_path(&o, path, n);
	engine_out_adds(&o, " is ");
	engine_out_add(&o, was, strcspn(was, " "));
	set_message(ret, &o);
}

/* A name of the whole world's is what it is: the value was another's. */
static bool
is_global(duk_context *duk, const char *s, size_t n)
{
	bool yes;

	duk_push_global_object(duk);
	duk_push_lstring(duk, s, n);
	yes = duk_has_prop(duk, -2);
	duk_pop(duk);
	return yes;
}

/* "f is not a function": what f was, if errCreate knew.  [ error ] */
static void
tell_value(struct engine *g, struct engine_result *ret, const char *end)
{
	struct out o = { .a = g->arena };
	size_t n = (size_t)(end - ret->message);
	const char *was;

	duk_get_prop_literal(g->duk, -1, ENGINE_WAS_KEY);
	was = duk_get_string(g->duk, -1);
	if (was != NULL && ret->message[0] != '(' &&
	    (strncmp(was, ret->message, n) != 0 || was[n] != '\0') &&
	    !is_global(g->duk, ret->message, n)) {
		engine_out_adds(&o, ret->message);
		engine_out_adds(&o, ": ");
		engine_out_add(&o, ret->message, n);
		engine_out_adds(&o, " is ");
		engine_out_utf8(&o, was, strlen(was));
		set_message(ret, &o);
	}
	duk_pop(g->duk);
}

/* "Assignment to constant variable.": of which? */
static void
tell_constant(struct engine *g, struct engine_result *ret, const struct text *t)
{
	struct out o = { .a = g->arena };
	size_t at = place_of(t, ret->column), n = 0;

	while (at + n < t->to && is_word(t->s[at + n]))
		n++;
	if (n == 0 || !g->exact)
		return;
	engine_out_adds(&o, "Assignment to constant variable '");
	engine_out_add(&o, t->s + at, n);
	engine_out_adds(&o, "'.");
	set_message(ret, &o);
}

void
engine_path_tell(struct engine *g, struct engine_result *ret)
{
	static const char reads[] = "Cannot read properties of ";
	static const char sets[] = "Cannot set properties of ";
	const char *end;
	struct text t;

	if (ret->line == 0 || !find_line(g, ret->line, &t))
		return;
	if (strncmp(ret->message, reads, sizeof(reads) - 1) == 0)
		tell_receiver(g, ret, &t, ret->message + sizeof(reads) - 1);
	else if (strncmp(ret->message, sets, sizeof(sets) - 1) == 0)
		tell_receiver(g, ret, &t, ret->message + sizeof(sets) - 1);
	else if (strcmp(ret->message, "Assignment to constant variable.") == 0)
		tell_constant(g, ret, &t);
	else if ((end = strstr(ret->message, " is not a function")) != NULL ||
	    (end = strstr(ret->message, " is not a constructor")) != NULL)
		tell_value(g, ret, end);
}

/* The key in the arguments that the message complains of. */
static size_t
argument(const struct engine *g, const char *message, size_t from)
{
	const char *s = g->job->code,
		   *q = strstr(message, "unknown argument \"");
	size_t n, len = g->job->code_len;

	if (q == NULL)
		return SIZE_MAX;
	q += sizeof("unknown argument \"") - 1;
	n = strcspn(q, "\"");
	for (size_t i = from; n > 0 && i + n <= len && s[i] != '\n'; i++)
		if (memcmp(s + i, q, n) == 0 && !is_word(s[i - 1]) &&
		    (i + n == len || !is_word(s[i + n])))
			return i;
	return SIZE_MAX;
}

uint32_t
engine_path_column(const struct engine *g, const struct engine_result *ret,
    const struct engine_at *at)
{
	const char *s = g->job->code, *m = ret->message;
	size_t end = at->pos, begin, n = 0, place = at->pos;

	while (end < g->job->code_len && is_word(s[end]))
		end++;
	begin = engine_path_begin(s, end);
	while (begin + n < end && is_word(s[begin + n]))
		n++;
	if (n > 0 && strncmp(m, s + begin, n) == 0 && !is_word(m[n]) &&
	    (strstr(m, " is not ") == NULL ||
		strncmp(m + n, " is not available", 17) == 0))
		place =
		    strstr(m, " has no operation ") != NULL && begin + n < end
		    ? begin + n + 1
		    : begin;
	if (argument(g, m, end) != SIZE_MAX)
		place = argument(g, m, end);
	n = place;
	while (n > 0 && s[n - 1] != '\n')
		n--;
	if (memchr(s + place, '\n', at->pos > place ? at->pos - place : 0))
		return at->column; /* the path began on another line */
	return engine_place_count(s + n, s + place);
}
