/* SPDX-License-Identifier: Apache-2.0 */
/* json_write.c -- json_write() of json.h: what jansson's own dump writes, but
 * for a real's digits, at a third of its price; compiling a description writes
 * a schema after the other. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"
#include "common/host/json.h"

/* Deeper than any reader here lets a text be; it ends what is its own part. */
#define WRITE_DEPTH_MAX 2048

static bool write_value(struct buf *b, const json_t *v, unsigned depth);

static void
write_escaped(struct buf *b, unsigned char c)
{
	static const char short_form[] = "\bb\tt\nn\ff\rr\"\"\\\\";
	static const char hex[] = "0123456789ABCDEF";
	char u[] = "\\u0000";
	const char *s;

	for (s = short_form; *s != '\0'; s += 2)
		if ((unsigned char)*s == c) {
			u[1] = s[1];
			buf_add(b, u, 2);
			return;
		}
	u[4] = hex[c >> 4];
	u[5] = hex[c & 15];
	buf_add(b, u, 6);
}

/* False: it is no UTF-8. */
static bool
write_string(struct buf *b, const char *s, size_t n)
{
	size_t i = 0, run = 0, len;

	buf_addc(b, '"');
	while (i < n) {
		unsigned char c = (unsigned char)s[i];

		if (c >= 0x80) {
			if ((len = utf8_len(s + i, n - i)) == 0)
				return false;
			i += len;
		} else if (c >= 0x20 && c != '"' && c != '\\')
			i++;
		else {
			buf_add(b, s + run, i - run);
			write_escaped(b, c);
			run = ++i;
		}
	}
	buf_add(b, s + run, n - run);
	buf_addc(b, '"');
	return true;
}

static bool
write_object(struct buf *b, const json_t *v, unsigned depth)
{
	/* The iterator of jansson is never const; it changes nothing. */
	json_t *o = (json_t *)(uintptr_t)v, *one;
	const char *key;
	char sign = '{';

	json_object_foreach(o, key, one) {
		buf_addc(b, sign);
		sign = ',';
		if (!write_string(b, key, strlen(key)))
			return false;
		buf_addc(b, ':');
		if (!write_value(b, one, depth))
			return false;
	}
	buf_adds(b, sign == '{' ? "{}" : "}");
	return true;
}

static bool
write_array(struct buf *b, const json_t *v, unsigned depth)
{
	size_t i, n = json_array_size(v);

	buf_addc(b, '[');
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_addc(b, ',');
		if (!write_value(b, json_array_get(v, i), depth))
			return false;
	}
	buf_addc(b, ']');
	return true;
}

#define EXACT 17 /* digits that tell any double */
#define SURE 15 /* what has no more comes back as it was */

/* 19.99, where jansson has 19.989999999999998, which is that as well, but
 * nobody's price. */
const char *
json_number_text(char text[JSON_NUMBER_TEXT], double d)
{
	int digits = fabs(d) < DBL_MIN ? 1 : SURE;

	for (;; digits++) {
		(void)snprintf(text, JSON_NUMBER_TEXT, "%.*g", digits, d);
		if (digits >= EXACT || strtod(text, NULL) == d)
			return text;
	}
}

/* "1e-07" is 1e-7, "1e+21" 1e21, and 1 has a ".0", or it would be an integer;
 * whatever the locale's point is. */
static void
write_real(struct buf *b, double d)
{
	char text[JSON_NUMBER_TEXT], *s = text;
	bool plain = true;

	(void)json_number_text(text, d);
	for (; *s != '\0' && *s != 'e'; s++) {
		plain &= *s == '-' || (*s >= '0' && *s <= '9');
		if (*s == '-' || (*s >= '0' && *s <= '9'))
			buf_addc(b, *s);
		else if (s == text || (s[-1] >= '0' && s[-1] <= '9'))
			buf_addc(b, '.');
	}
	if (*s == '\0') {
		buf_adds(b, plain ? ".0" : "");
		return;
	}
	buf_addc(b, 'e');
	buf_adds(b, *++s == '-' ? "-" : "");
	buf_adds(b, s + strspn(s, "+-0"));
}

/* As json_dumpb() would, without its callbacks: every message has an id. */
static void
write_integer(struct buf *b, json_int_t v)
{
	char text[24], *p = text + sizeof text;
	uint64_t left = v < 0 ? -(uint64_t)v : (uint64_t)v;

	do
		*--p = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (v < 0)
		*--p = '-';
	buf_add(b, p, (size_t)(text + sizeof text - p));
}

static bool
write_value(struct buf *b, const json_t *v, unsigned depth)
{
	if (v == NULL || depth >= WRITE_DEPTH_MAX || !buf_ok(b))
		return false;
	switch (json_typeof(v)) {
	case JSON_OBJECT:
		return write_object(b, v, depth + 1);
	case JSON_ARRAY:
		return write_array(b, v, depth + 1);
	case JSON_STRING:
		return write_string(b, json_string_value(v),
		    json_string_length(v));
	case JSON_INTEGER:
		write_integer(b, json_integer_value(v));
		return true;
	case JSON_REAL:
		write_real(b, json_real_value(v));
		return true;
	case JSON_TRUE:
		buf_adds(b, "true");
		return true;
	case JSON_FALSE:
		buf_adds(b, "false");
		return true;
	case JSON_NULL:
		buf_adds(b, "null");
		return true;
	}
	return false;
}

void
json_write_string(struct buf *b, const char *s, size_t n)
{
	if (!write_string(b, s, n))
		b->failed = true;
}

void
json_write(struct buf *b, const json_t *v)
{
	if (!write_value(b, v, 0))
		b->failed = true;
}
