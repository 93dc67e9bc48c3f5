/* SPDX-License-Identifier: Apache-2.0 */
/* scan.c -- see scan.h. */
#include "worker/scan.h"

#include <string.h>

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
		if (*p == '"')
			return p + 1;
		if (*p == '\\')
			p++;
	}
	return NULL;
}

/* From an opening bracket to past its partner: brackets are counted, not
 * matched, so no nesting needs a stack. */
static const char *
skip_nested(const char *p, const char *end)
{
	size_t depth = 0;

	while (p != NULL && p < end) {
		if (*p == '"') {
			p = skip_string(p, end);
			continue;
		}
		if (*p == '[' || *p == '{')
			depth++;
		else if ((*p == ']' || *p == '}') && --depth == 0)
			return p + 1;
		p++;
	}
	return NULL;
}

static const char *
skip_word(const char *p, const char *end)
{
	while (p < end && !is_space(*p) && strchr(",:[]{}\"", *p) == NULL)
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

struct scan
scan_item(struct scan array, size_t i)
{
	struct scan v = absent;
	const char *p, *end;

	if (array.n < 2 || array.p[0] != '[')
		return absent;
	p = array.p + 1;
	end = array.p + array.n - 1;
	do
		v = next(&p, end, ',');
	while (v.p != NULL && i-- > 0);
	return v;
}

struct scan
scan_member(struct scan object, const char *name)
{
	const char *p, *end;
	struct scan key, value;

	if (object.n < 2 || object.p[0] != '{')
		return absent;
	p = object.p + 1;
	end = object.p + object.n - 1;
	do {
		key = next(&p, end, ':');
		value = next(&p, end, ',');
		if (value.p != NULL && scan_is(key, name))
			return value;
	} while (value.p != NULL);
	return absent;
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
