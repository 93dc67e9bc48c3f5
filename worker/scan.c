/* SPDX-License-Identifier: Apache-2.0 */
/* scan.c -- see scan.h. */
#include "worker/scan.h"

#include <string.h>

#include "common/base/json_plain.h"

static const struct scan absent = { NULL, 0 };

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static const char *
skip_space(const char *p, const char *end)
{
	while (p < end && is_space(*p))
		p++;
	return p;
}

/* From an opening quote to past the closing one; NULL without one. */
static const char *
skip_string(const char *p, const char *end)
{
	for (p++; p < end; p++) {
		p += json_plain_run(p, (size_t)(end - p));
		if (p == end)
			break;
		if (*p == '"')
			return p + 1;
		if (*p == '\\')
			p++;
	}
	return NULL;
}

/* What ends a word, and of it what skip_nested() stops at. */
enum { WORD, QUOTE, OPENS, CLOSES, PARTS };
static const unsigned char kinds[256] = {
	['"'] = QUOTE,
	['['] = OPENS,
	['{'] = OPENS,
	[']'] = CLOSES,
	['}'] = CLOSES,
	[','] = PARTS,
	[':'] = PARTS,
	[' '] = PARTS,
	['\t'] = PARTS,
	['\n'] = PARTS,
	['\r'] = PARTS,
	['\0'] = PARTS,
};

static unsigned
kind_of(char c)
{
	return kinds[(unsigned char)c];
}

/* From an opening bracket to past its partner: brackets are counted, not
 * matched, so no nesting needs a stack. */
static const char *
skip_nested(const char *p, const char *end)
{
	size_t depth = 0;

	while (p != NULL && p < end) {
		unsigned kind = kind_of(*p);

		if (kind == QUOTE) {
			p = skip_string(p, end);
			continue;
		}
		if (kind == OPENS)
			depth++;
		else if (kind == CLOSES && --depth == 0)
			return p + 1;
		p++;
	}
	return NULL;
}

static const char *
skip_word(const char *p, const char *end)
{
	while (p < end && kind_of(*p) == WORD)
		p++;
	return p;
}

static const char *
skip_value(const char *p, const char *end)
{
	if (p == end)
		return NULL;
	switch (*p) {
	case '"':
		return skip_string(p, end);
	case '[':
	case '{':
		return skip_nested(p, end);
	case '\0':
	case ',':
	case ':':
	case ']':
	case '}':
		return NULL;
	default:
		return skip_word(p, end);
	}
}

struct scan
scan_value(const char *p, size_t n)
{
	const char *end = p + n, *to;

	p = skip_space(p, end);
	to = skip_value(p, end);
	return to == NULL ? absent : (struct scan) { p, (size_t)(to - p) };
}

/* The value at *at, which goes past it and the separator after it. */
static struct scan
next(const char **at, const char *end, char separator)
{
	struct scan v;

	if (*at == NULL)
		return absent;
	v = scan_value(*at, (size_t)(end - *at));
	*at = v.p == NULL ? NULL : skip_space(v.p + v.n, end);
	if (*at != NULL)
		*at = *at < end && **at == separator ? *at + 1 : NULL;
	return v;
}

struct scan_list
scan_open(struct scan array)
{
	return array.n < 2 || array.p[0] != '['
	    ? (struct scan_list) { NULL, NULL }
	    : (struct scan_list) { array.p + 1, array.p + array.n - 1 };
}

struct scan
scan_next(struct scan_list *list)
{
	return next(&list->p, list->end, ',');
}

struct scan
scan_rest(const struct scan_list *list)
{
	const char *p = list->p;

	if (p == NULL || (p = skip_space(p, list->end)) == list->end)
		return absent;
	return (struct scan) { p, (size_t)(list->end - p) };
}

void
scan_items(struct scan array, size_t n, struct scan *ret)
{
	struct scan_list list = scan_open(array);

	for (size_t i = 0; i < n; i++)
		ret[i] = scan_next(&list);
}

struct scan
scan_item(struct scan array, size_t i)
{
	struct scan_list list = scan_open(array);
	struct scan v;

	do
		v = scan_next(&list);
	while (v.p != NULL && i-- > 0);
	return v;
}

/* The first of a name is it. */
static void
note_member(struct scan key, struct scan value, const char *const *names,
    size_t n, struct scan *ret)
{
	key = scan_plain(key);
	for (size_t i = 0; i < n && key.n > 0; i++) {
		if (ret[i].p == NULL && names[i][0] == key.p[0] &&
		    strncmp(names[i], key.p, key.n) == 0 &&
		    names[i][key.n] == '\0')
			ret[i] = value;
	}
}

void
scan_members(struct scan object, const char *const *names, size_t n,
    struct scan *ret)
{
	const char *p, *end;
	struct scan key, value;

	for (size_t i = 0; i < n; i++)
		ret[i] = absent;
	if (object.n < 2 || object.p[0] != '{')
		return;
	p = object.p + 1;
	end = object.p + object.n - 1;
	do {
		key = next(&p, end, ':');
		value = next(&p, end, ',');
		if (value.p != NULL)
			note_member(key, value, names, n, ret);
	} while (value.p != NULL);
}

struct scan
scan_member(struct scan object, const char *name)
{
	struct scan ret;

	scan_members(object, &name, 1, &ret);
	return ret;
}

struct scan
scan_plain(struct scan string)
{
	if (string.n < 2 || string.p[0] != '"' ||
	    memchr(string.p, '\\', string.n) != NULL)
		return absent;
	return (struct scan) { string.p + 1, string.n - 2 };
}

bool
scan_is(struct scan string, const char *text)
{
	struct scan s = scan_plain(string);

	return s.p != NULL && s.n == strlen(text) &&
	    memcmp(s.p, text, s.n) == 0;
}

bool
scan_number(struct scan number, uint64_t most, uint64_t *ret)
{
	uint64_t n = 0;

	if (number.n == 0)
		return false;
	for (size_t i = 0; i < number.n; i++) {
		unsigned digit = (unsigned)(unsigned char)number.p[i] - '0';

		if (digit > 9 || digit > most || n > most / 10 ||
		    n * 10 > most - digit)
			return false;
		n = n * 10 + digit;
	}
	*ret = n;
	return true;
}
