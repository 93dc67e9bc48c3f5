/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine_path.c -- which expression was undefined, or no function.
 *
 * The message names the last word only, and engine_place.c has found where it
 * stands; what stands left of it in the text is what was undefined.  Nothing is
 * said when the line does not tell for certain.
 */
#include <ctype.h>
#include <string.h>

#include "worker/engine_int.h"

#define SHOWN_MAX 200 /* bytes of a line; a column beyond them says nothing */
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

/* Where the member expression that ends before `end` begins; `end` if it is
 * none. */
static size_t
path_begin(const char *s, size_t end)
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
			return end; /* a string's end, or what not */
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
	begin = path_begin(t->s, dot);
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

/* The name, if it stands at the error's place as a member, and only there. */
static size_t
member_at(const struct text *t, const struct engine_result *ret,
    const char *name, size_t n)
{
	size_t at = place_of(t, ret->column);

	if (n == 0 || at == 0 || at + n > t->to || t->s[at - 1] != '.' ||
	    memcmp(t->s + at, name, n) != 0 || !is_only(t, at, n))
		return SIZE_MAX;
	return at;
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
	at = member_at(t, ret, name, (size_t)(end - name));
	if (at == SIZE_MAX)
		return;
	n = path_before(t, at - 1, &path);
	if (n == 0 || strncmp(path, was, n) == 0)
		return;
	engine_out_adds(&o, ret->message);
	engine_out_adds(&o, ": ");
	add_path(&o, path, n);
	engine_out_adds(&o, " is ");
	engine_out_add(&o, was, strcspn(was, " "));
	set_message(ret, &o);
}

/* Is it a word after which "(" is no call? */
static bool
is_keyword(const char *s, size_t n)
{
	static const char *const words[] = { "if", "for", "while", "switch",
		"catch", "function", "return", "typeof", "await", "async",
		"void", "delete", "throw", "yield", "super", "of", "in", "do",
		"else", "case", "new", "instanceof" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == n && memcmp(s, words[i], n) == 0)
			return true;
	return false;
}

/* The callee of the one call in the line, SIZE_MAX if there are more. */
static size_t
only_callee(const struct text *t, size_t *end)
{
	size_t found = SIZE_MAX, begin, word;

	for (size_t i = t->from + 1; i < t->to; i++) {
		if (t->s[i] != '(' ||
		    (!is_word(t->s[i - 1]) && t->s[i - 1] != ')' &&
			t->s[i - 1] != ']'))
			continue;
		for (word = i; word > t->from && is_word(t->s[word - 1]);)
			word--;
		if (is_keyword(t->s + word, i - word))
			continue;
		begin = path_begin(t->s, i);
		if (found != SIZE_MAX || begin == i || begin < t->from)
			return SIZE_MAX;
		found = begin;
		*end = i;
	}
	return found;
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

/* "5 is not a function", where only a value is known. */
static void
tell_value(struct engine *g, struct engine_result *ret, const struct text *t,
    const char *end)
{
	struct out o = { .a = g->arena };
	size_t stop = 0, at = only_callee(t, &stop), n = 0;
	bool new;

	if (at == SIZE_MAX || at - t->from >= SHOWN_MAX ||
	    stop - at > PATH_MAX_BYTES)
		return;
	while (at + n < stop && is_word(t->s[at + n]))
		n++;
	new = after_new(t->s, at);
	if (n == 0 || (n < stop - at && !new) ||
	    is_global(g->duk, t->s + at, n))
		return;
	ret->column = engine_place_count(t->s + t->from, t->s + at);
	add_path(&o, t->s + at, stop - at);
	engine_out_adds(&o,
	    new ? " is not a constructor: " : " is not a function: ");
	add_path(&o, t->s + at, stop - at);
	engine_out_adds(&o, " is ");
	engine_out_add(&o, ret->message, (size_t)(end - ret->message));
	set_message(ret, &o);
}

/* "f is not a function": with what it is a member of. */
static void
tell_callee(struct engine *g, struct engine_result *ret, const struct text *t)
{
	const char *m = ret->message, *end = strstr(m, " is not a function");
	struct out o = { .a = g->arena };
	const char *path;
	size_t at, n;

	if (end == NULL || end[18] != '\0' || end == m)
		return;
	at = member_at(t, ret, m, (size_t)(end - m));
	if (at == SIZE_MAX) {
		tell_value(g, ret, t, end);
		return;
	}
	n = path_before(t, at - 1, &path);
	if (n == 0)
		return;
	add_path(&o, path, n);
	engine_out_adds(&o, ".");
	engine_out_adds(&o, m);
	set_message(ret, &o);
}

void
engine_path_tell(struct engine *g, struct engine_result *ret)
{
	static const char reads[] = "Cannot read properties of ";
	static const char sets[] = "Cannot set properties of ";
	struct text t;

	if (ret->line == 0 || !find_line(g, ret->line, &t))
		return;
	if (strncmp(ret->message, reads, sizeof(reads) - 1) == 0)
		tell_receiver(g, ret, &t, ret->message + sizeof(reads) - 1);
	else if (strncmp(ret->message, sets, sizeof(sets) - 1) == 0)
		tell_receiver(g, ret, &t, ret->message + sizeof(sets) - 1);
	else
		tell_callee(g, ret, &t);
}
