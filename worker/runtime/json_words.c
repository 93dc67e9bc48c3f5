/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/runtime/json_words.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define AROUND 10 /* characters of the text on each side of a bad one */

/* What is wrong; each row of words[] is one. */
enum wrong {
	NOTHING,
	THE_END, /* of the text, where a value should be */
	A_TOKEN,
	A_NUMBER,
	A_STRING,
	NAME_OR_BRACE,
	NAME,
	COLON,
	COMMA_OR_BRACE,
	COMMA_OR_BRACKET,
	AFTER,
	CONTROL,
	UNTERMINATED,
	ESCAPE,
	UNICODE,
	MINUS,
	FRACTION,
	EXPONENT,
};

static const char *const words[] = {
	[THE_END] = "Unexpected end of JSON input",
	[A_NUMBER] = "Unexpected number in JSON",
	[A_STRING] = "Unexpected string in JSON",
	[NAME_OR_BRACE] = "Expected property name or '}' in JSON",
	[NAME] = "Expected double-quoted property name in JSON",
	[COLON] = "Expected ':' after property name in JSON",
	[COMMA_OR_BRACE] = "Expected ',' or '}' after property value in JSON",
	[COMMA_OR_BRACKET] = "Expected ',' or ']' after array element in JSON",
	[AFTER] = "Unexpected non-whitespace character after JSON",
	[CONTROL] = "Bad control character in string literal in JSON",
	[UNTERMINATED] = "Unterminated string in JSON",
	[ESCAPE] = "Bad escaped character in JSON",
	[UNICODE] = "Bad Unicode escape in JSON",
	[MINUS] = "No number after minus sign in JSON",
	[FRACTION] = "Unterminated fractional number in JSON",
	[EXPONENT] = "Exponent part is missing a number in JSON",
};

struct reader {
	const char *s, *p, *end;
	size_t depth;
	uint8_t braces[JSON_WORDS_DEPTH / 8]; /* a bit: '{', not '[' */
};

static bool
is_digit(const struct reader *r)
{
	return r->p < r->end && *r->p >= '0' && *r->p <= '9';
}

static bool
took(struct reader *r, char c)
{
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

static void
space(struct reader *r)
{
	while (r->p < r->end && *r->p != '\0' && strchr(" \t\r\n", *r->p))
		r->p++;
}

static enum wrong
digits(struct reader *r, enum wrong none)
{
	if (!is_digit(r))
		return none;
	while (is_digit(r))
		r->p++;
	return NOTHING;
}

static enum wrong
number(struct reader *r)
{
	enum wrong w;

	if (took(r, '-') && !is_digit(r))
		return MINUS;
	if (took(r, '0')) {
		if (is_digit(r))
			return A_NUMBER;
	} else {
		(void)digits(r, NOTHING);
	}
	if (took(r, '.') && (w = digits(r, FRACTION)) != NOTHING)
		return w;
	if (took(r, 'e') || took(r, 'E')) {
		if (!took(r, '+'))
			(void)took(r, '-');
		return digits(r, EXPONENT);
	}
	return NOTHING;
}

static enum wrong
escape(struct reader *r)
{
	if (r->p == r->end)
		return THE_END;
	if (!took(r, 'u')) {
		if (*r->p == '\0' || strchr("\"\\/bfnrt", *r->p) == NULL)
			return ESCAPE;
		r->p++;
		return NOTHING;
	}
	for (int i = 0; i < 4; i++, r->p++) {
		if (r->p == r->end || *r->p == '\0' ||
		    strchr("0123456789abcdefABCDEF", *r->p) == NULL)
			return UNICODE;
	}
	return NOTHING;
}

/* From behind its first quote. */
static enum wrong
string(struct reader *r)
{
	enum wrong w;

	for (;;) {
		if (r->p == r->end)
			return UNTERMINATED;
		if (took(r, '"'))
			return NOTHING;
		if ((unsigned char)*r->p < ' ')
			return CONTROL;
		if (took(r, '\\')) {
			if ((w = escape(r)) != NOTHING)
				return w;
		} else {
			r->p++;
		}
	}
}

/* What stands where nothing of its kind may. */
static enum wrong
unexpected(const struct reader *r)
{
	if (r->p == r->end)
		return THE_END;
	return *r->p == '-' || is_digit(r) ? A_NUMBER :
	    *r->p == '"' ? A_STRING : A_TOKEN;
}

static enum wrong
word(struct reader *r, const char *name)
{
	for (; *name != '\0'; name++)
		if (!took(r, *name))
			return unexpected(r);
	return NOTHING;
}

static void
enter(struct reader *r, bool brace)
{
	uint8_t bit = (uint8_t)(1u << r->depth % 8);
	uint8_t *at = &r->braces[r->depth++ / 8];

	*at = (uint8_t)(brace ? *at | bit : *at & ~bit);
}

static bool
in_braces(const struct reader *r)
{
	return r->braces[(r->depth - 1) / 8] >> (r->depth - 1) % 8 & 1;
}

static enum wrong
name(struct reader *r, enum wrong none)
{
	enum wrong w;

	space(r);
	if (!took(r, '"'))
		return none;
	if ((w = string(r)) != NOTHING)
		return w;
	space(r);
	return took(r, ':') ? NOTHING : COLON;
}

/* A value that holds none, or the beginning of one that does: *ret_open. */
static enum wrong
value(struct reader *r, bool *ret_open)
{
	*ret_open = false;
	space(r);
	if (r->p == r->end)
		return THE_END;
	switch (*r->p) {
	case '"':
		r->p++;
		return string(r);
	case 't':
		return word(r, "true");
	case 'f':
		return word(r, "false");
	case 'n':
		return word(r, "null");
	case '{':
	case '[':
		if (r->depth == JSON_WORDS_DEPTH)
			return NOTHING;
		enter(r, *r->p++ == '{');
		space(r);
		if (took(r, in_braces(r) ? '}' : ']')) {
			r->depth--;
			return NOTHING;
		}
		*ret_open = true;
		return in_braces(r) ? name(r, NAME_OR_BRACE) : NOTHING;
	default:
		return *r->p == '-' || is_digit(r) ? number(r) : A_TOKEN;
	}
}

/* Behind a value: NOTHING when another one is to come, or it is over. */
static enum wrong
follow(struct reader *r)
{
	while (r->depth > 0) {
		bool brace = in_braces(r);

		space(r);
		if (took(r, ','))
			return brace ? name(r, NAME) : NOTHING;
		if (!took(r, brace ? '}' : ']'))
			return brace ? COMMA_OR_BRACE : COMMA_OR_BRACKET;
		r->depth--;
	}
	return NOTHING;
}

static enum wrong
find(struct reader *r)
{
	enum wrong w;
	bool open;

	do {
		if ((w = value(r, &open)) != NOTHING)
			return w;
		if (!open && (w = follow(r)) != NOTHING)
			return w;
	} while (open || r->depth > 0);
	space(r);
	return r->p == r->end ? NOTHING : AFTER;
}

/* Of units of UTF-16, of which each begins in one byte of CESU-8. */
static bool
begins(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

static const char *
skip(const char *p, const char *end, size_t units)
{
	while (p < end && (units > 0 || !begins(*p)))
		units -= begins(*p++);
	return p;
}

static size_t
count(const char *p, const char *end)
{
	size_t n = 0;

	while (p < end)
		n += begins(*p++);
	return n;
}

static void
say_token(const struct reader *r, char out[JSON_WORDS_MAX])
{
	size_t n = count(r->s, r->end), at = count(r->s, r->p);
	bool is_long = n > 2 * AROUND, head, tail;
	const char *from = r->s, *to = r->end;

	head = is_long && at >= AROUND;
	tail = is_long && at + AROUND < n;
	if (head)
		from = skip(r->s, r->end, at - AROUND);
	if (tail)
		to = skip(r->p, r->end, AROUND);
	(void)snprintf(out, JSON_WORDS_MAX,
	    "Unexpected token '%.*s', %s\"%.*s\"%s is not valid JSON",
	    (int)(skip(r->p, r->end, 1) - r->p), r->p, head ? "..." : "",
	    (int)(to - from), from, tail ? "..." : "");
}

/* What a program made a text of that was none. */
static bool
is_special(const char *s, size_t n)
{
	static const char *const list[] = { "NaN", "Infinity", "undefined",
		"[object Object]" };

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (strlen(list[i]) == n && memcmp(s, list[i], n) == 0)
			return true;
	return false;
}

static void
say_place(const struct reader *r, enum wrong w, char out[JSON_WORDS_MAX])
{
	const char *p, *start = r->s;
	size_t line = 1;

	for (p = r->s; p < r->p; p++) {
		if (*p == '\r' && p + 1 < r->p && p[1] == '\n')
			p++;
		if (*p == '\n' || *p == '\r') {
			line++;
			start = p + 1;
		}
	}
	(void)snprintf(out, JSON_WORDS_MAX,
	    "%s at position %zu (line %zu column %zu)", words[w],
	    count(r->s, r->p), line, count(start, r->p) + 1);
}

void
json_words(const char *s, size_t n, char out[JSON_WORDS_MAX])
{
	struct reader r = { s, s, s + n, 0, { 0 } };
	enum wrong w = find(&r);

	if (w == A_TOKEN && is_special(s, n))
		(void)snprintf(out, JSON_WORDS_MAX,
		    "\"%.*s\" is not valid JSON", (int)n, s);
	else if (w == A_TOKEN)
		say_token(&r, out);
	else if (w == NOTHING)
		(void)snprintf(out, JSON_WORDS_MAX,
		    "the text is not valid JSON");
	else if (w == THE_END)
		(void)snprintf(out, JSON_WORDS_MAX, "%s", words[w]);
	else
		say_place(&r, w, out);
}
