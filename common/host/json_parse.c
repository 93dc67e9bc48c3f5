/* SPDX-License-Identifier: Apache-2.0 */
/* json_parse.c -- see json_parse.h. */
#include "common/host/json_parse.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "common/host/json.h"

#define DIGITS_MAX 18 /* so many always fit 63 bits */
#define REAL_MAX 63 /* longer ones are left to jansson */

struct parser {
	const char *p, *end;
	size_t depth, values; /* left */
	bool wide;
	const char *from; /* of the text that was read last: */
	size_t len; /* in the document, or in `text` where it has escapes */
	struct buf text;
	struct buf keys; /* of the objects around, each with its NUL */
};

static json_t *parse_value(struct parser *r);

#define EACH(byte) (0x0101010101010101u * (uint64_t)(byte))

static uint64_t
eight(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof v);
	return v;
}

/* Is none of eight bytes a quote, a backslash, a control or part of a longer
 * character?  A subtraction borrows into the sign of a byte that is less. */
static bool
plain(uint64_t v)
{
	uint64_t quote = v ^ EACH('"'), slash = v ^ EACH('\\');

	return ((v | ((v - EACH(0x20)) & ~v) | ((quote - EACH(1)) & ~quote) |
		    ((slash - EACH(1)) & ~slash)) &
		   EACH(0x80)) == 0;
}

static void
skip_space(struct parser *r)
{
	const char *p = r->p;

	for (;;) {
		while (r->end - p >= 8 && eight(p) == EACH(' '))
			p += 8;
		if (p == r->end ||
		    (*p != ' ' && *p != '\n' && *p != '\t' && *p != '\r'))
			break;
		p++;
	}
	r->p = p;
}

/* Is this the next sign?  Then it is passed. */
static bool
next(struct parser *r, char c)
{
	skip_space(r);
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

/* Is there another member?  Counts it. */
static bool
another(struct parser *r)
{
	return next(r, ',') && r->values-- > 0;
}

/* Counts an array or object that begins. */
static bool
enter(struct parser *r)
{
	return r->depth-- > 0 && r->values-- > 0;
}

/* Four digits; -1 if they are not. */
static int32_t
hex4(const char *p, const char *end)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *d;
	int32_t v = 0;
	int i;

	if (end - p < 4)
		return -1;
	for (i = 0; i < 4; i++) {
		if (p[i] == '\0' || (d = strchr(digits, p[i])) == NULL)
			return -1;
		v = v << 4 | (int32_t)((d - digits) % 16);
	}
	return v;
}

/* What stands after "\u", pairs of surrogates included. */
static bool
parse_code_point(struct parser *r)
{
	int32_t a = hex4(r->p, r->end), b;
	char out[4];

	if (a <= 0 || (a >= 0xdc00 && a <= 0xdfff))
		return false;
	r->p += 4;
	if (a >= 0xd800 && a <= 0xdbff) {
		if (r->end - r->p < 6 || r->p[0] != '\\' || r->p[1] != 'u')
			return false;
		b = hex4(r->p + 2, r->end);
		if (b < 0xdc00 || b > 0xdfff)
			return false;
		r->p += 6;
		a = 0x10000 + ((a - 0xd800) << 10) + (b - 0xdc00);
	}
	buf_add(&r->text, out, utf8_encode((uint32_t)a, out));
	return true;
}

static bool
parse_escape(struct parser *r)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *at;
	char c;

	if (r->p == r->end)
		return false;
	c = *r->p++;
	if (c == 'u')
		return parse_code_point(r);
	at = c != '\0' ? strchr(from, c) : NULL;
	if (at == NULL)
		return false;
	buf_addc(&r->text, to[at - from]);
	return true;
}

/* Passes the text up to the next quote or backslash; false if it may not
 * stand. */
static bool
pass_plain(struct parser *r)
{
	const char *p = r->p;
	size_t len;

	for (;;) {
		unsigned char c;

		while (r->end - p >= 8 && plain(eight(p)))
			p += 8;
		if (p == r->end)
			return false;
		c = (unsigned char)*p;
		if (c == '"' || c == '\\')
			break;
		if (c < 0x20)
			return false;
		len = c < 0x80 ? 1 : utf8_len(p, (size_t)(r->end - p));
		if (len == 0)
			return false;
		p += len;
	}
	r->p = p;
	return true;
}

/* After its first backslash, into r->text. */
static bool
parse_escaped(struct parser *r)
{
	const char *from = r->from;

	buf_clear(&r->text);
	for (;;) {
		buf_add(&r->text, from, (size_t)(r->p - from));
		if (*r->p++ == '"')
			break;
		if (!parse_escape(r))
			return false;
		from = r->p;
		if (!pass_plain(r))
			return false;
	}
	r->from = r->text.p;
	r->len = r->text.len;
	return buf_ok(&r->text);
}

/* After its quote: r->from, r->len. */
static bool
parse_text(struct parser *r)
{
	r->from = r->p;
	if (!pass_plain(r))
		return false;
	if (*r->p != '"')
		return parse_escaped(r);
	r->len = (size_t)(r->p++ - r->from);
	return true;
}

static size_t
count_digits(const char *p, const char *end)
{
	size_t n = 0;

	while (p + n < end && p[n] >= '0' && p[n] <= '9')
		n++;
	return n;
}

static json_t *
parse_real(const char *from, size_t n)
{
	char copy[REAL_MAX + 1], *end;
	double d;

	/* Only in a locale that writes numbers as JSON does. */
	if (n > REAL_MAX || *localeconv()->decimal_point != '.')
		return NULL;
	memcpy(copy, from, n);
	copy[n] = '\0';
	d = strtod(copy, &end);
	return *end == '\0' && isfinite(d) ? json_real(d) : NULL;
}

/* An integer that may not fit 64 bits. */
static json_t *
parse_large(const struct parser *r, const char *from, size_t n)
{
	char copy[REAL_MAX + 1];
	long long v;

	if (n > REAL_MAX)
		return NULL;
	memcpy(copy, from, n);
	copy[n] = '\0';
	errno = 0;
	v = strtoll(copy, NULL, 10);
	return errno == 0 ? json_integer(v) :
	    r->wide	  ? json_real(strtod(copy, NULL)) :
			    NULL;
}

static json_t *
parse_number(struct parser *r)
{
	const char *from = r->p, *p = from, *digits;
	bool minus = *p == '-', real = false;
	json_int_t v = 0;
	size_t n, more;

	p += minus;
	digits = p;
	n = count_digits(p, r->end);
	p += n;
	if (n == 0 || (n > 1 && *digits == '0'))
		return NULL;
	if (p < r->end && *p == '.') {
		more = count_digits(p + 1, r->end);
		p += 1 + more;
		real = true;
		if (more == 0)
			return NULL;
	}
	if (p < r->end && (*p == 'e' || *p == 'E')) {
		p += 1 + (p + 1 < r->end && (p[1] == '+' || p[1] == '-'));
		more = count_digits(p, r->end);
		p += more;
		real = true;
		if (more == 0)
			return NULL;
	}
	r->p = p;
	if (real)
		return parse_real(from, (size_t)(p - from));
	if (n > DIGITS_MAX)
		return parse_large(r, from, (size_t)(p - from));
	while (n-- > 0)
		v = 10 * v + (*digits++ - '0');
	return json_integer(minus ? -v : v);
}

static json_t *
parse_word(struct parser *r)
{
	static const struct {
		const char *word;
		json_t *(*make)(void);
	} words[] = { { "true", json_true }, { "false", json_false },
		{ "null", json_null } };
	size_t i, n;

	for (i = 0; i < sizeof words / sizeof words[0]; i++) {
		n = strlen(words[i].word);
		if ((size_t)(r->end - r->p) >= n &&
		    memcmp(r->p, words[i].word, n) == 0) {
			r->p += n;
			return words[i].make();
		}
	}
	return NULL;
}

/* `"key": value`; false if it is not one, or its key is there already. */
static bool
parse_member(struct parser *r, json_t *object)
{
	size_t before = json_object_size(object), at = r->keys.len;
	json_t *v;

	if (!next(r, '"') || !parse_text(r))
		return false;
	buf_add(&r->keys, r->from, r->len);
	buf_addc(&r->keys, '\0');
	if (!buf_ok(&r->keys) || !next(r, ':') || (v = parse_value(r)) == NULL)
		return false;
	r->keys.len = at;
	return json_object_set_new_nocheck(object, r->keys.p + at, v) == 0 &&
	    json_object_size(object) > before;
}

static json_t *
parse_object(struct parser *r)
{
	json_t *v = json_object();
	bool ok = enter(r) && v != NULL;

	if (ok && !next(r, '}')) {
		do
			ok = parse_member(r, v);
		while (ok && another(r));
		ok = ok && next(r, '}');
	}
	r->depth++;
	if (ok)
		return v;
	json_decref(v);
	return NULL;
}

static json_t *
parse_array(struct parser *r)
{
	json_t *v = json_array();
	bool ok = enter(r) && v != NULL;

	if (ok && !next(r, ']')) {
		do
			ok = json_array_append_new(v, parse_value(r)) == 0;
		while (ok && another(r));
		ok = ok && next(r, ']');
	}
	r->depth++;
	if (ok)
		return v;
	json_decref(v);
	return NULL;
}

static json_t *
parse_value(struct parser *r)
{
	skip_space(r);
	if (r->p == r->end)
		return NULL;
	switch (*r->p) {
	case '{': r->p++; return parse_object(r);
	case '[': r->p++; return parse_array(r);
	case '"':
		r->p++;
		return parse_text(r)
		    ? json_stringn_nocheck(r->from, r->len)
		    : NULL;
	case 't':
	case 'f':
	case 'n': return parse_word(r);
	default: return parse_number(r);
	}
}

json_t *
json_parse(const char *s, size_t n, const struct json_limits *l)
{
	struct parser r = { .p = s,
		.end = s + n,
		.depth = l->depth,
		.values = l->values,
		.wide = l->wide };
	json_t *v;

	if (n > l->bytes || r.values-- == 0)
		return NULL;
	buf_init(&r.text, SIZE_MAX / 4);
	buf_init(&r.keys, SIZE_MAX / 4);
	v = parse_value(&r);
	skip_space(&r);
	if (v != NULL && r.p != r.end) {
		json_decref(v);
		v = NULL;
	}
	buf_fini(&r.text);
	buf_fini(&r.keys);
	return v;
}
