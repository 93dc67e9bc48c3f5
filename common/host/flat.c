/* SPDX-License-Identifier: Apache-2.0 */
/* flat.c -- see flat.h. */
#include "common/host/flat.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/json_plain.h"
#include "common/base/utf8.h"

/* From so many members on, looking for a key twice is sorting them. */
#define SORT_MEMBERS 12

struct reader {
	const char *p, *end;
	struct flat_value *v;
	uint32_t used;
	uint32_t left; /* values that may come */
	unsigned depth; /* that may come */
};

static bool read_value(struct reader *r);

static void
skip_space(struct reader *r)
{
	while (r->p < r->end &&
	    (*r->p == ' ' || *r->p == '\n' || *r->p == '\t' || *r->p == '\r'))
		r->p++;
}

static bool
next_is(struct reader *r, char c)
{
	skip_space(r);
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

/* Four hexadecimal digits, or -1. */
static int32_t
hex4(const char *p, const char *end)
{
	int32_t v = 0;
	int i;

	if (end - p < 4)
		return -1;
	for (i = 0; i < 4; i++) {
		char c = p[i];
		int digit = c >= '0' && c <= '9' ? c - '0' :
		    c >= 'a' && c <= 'f'	 ? c - 'a' + 10 :
		    c >= 'A' && c <= 'F'	 ? c - 'A' + 10 :
						   -1;

		if (digit == -1)
			return -1;
		v = v << 4 | digit;
	}
	return v;
}

/* What stands after "\u", pairs of surrogates included; NULL if it may not. */
static const char *
code_point(const char *p, const char *end, uint32_t *ret)
{
	int32_t a = hex4(p, end), b;

	if (a < 0 || (a >= 0xdc00 && a <= 0xdfff))
		return NULL;
	p += 4;
	if (a >= 0xd800 && a <= 0xdbff) {
		if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
			return NULL;
		b = hex4(p + 2, end);
		if (b < 0xdc00 || b > 0xdfff)
			return NULL;
		p += 6;
		a = 0x10000 + ((a - 0xd800) << 10) + (b - 0xdc00);
	}
	*ret = (uint32_t)a;
	return p;
}

/* What stands after a backslash. */
static const char *
escape(const char *p, const char *end, uint32_t *ret)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *at;

	if (p == end)
		return NULL;
	if (*p == 'u')
		return code_point(p + 1, end, ret);
	at = *p != '\0' ? strchr(from, *p) : NULL;
	if (at == NULL)
		return NULL;
	*ret = (unsigned char)to[at - from];
	return p + 1;
}

/* After its opening quote. */
static bool
read_string(struct reader *r, struct flat_value *v)
{
	const char *p = r->p;
	uint32_t ignored;
	size_t n;

	v->type = FLAT_STRING;
	v->p = p;
	for (;;) {
		p += json_plain_run(p, (size_t)(r->end - p));
		if (p == r->end || (unsigned char)*p < 0x20)
			return false;
		if (*p == '"')
			break;
		if (*p == '\\') {
			v->escaped = true;
			p = escape(p + 1, r->end, &ignored);
			if (p == NULL)
				return false;
		} else {
			n = *p == 0x7f ? 1 : utf8_len(p, (size_t)(r->end - p));
			if (n == 0)
				return false;
			p += n;
		}
	}
	v->len = (uint32_t)(p - v->p);
	r->p = p + 1;
	return true;
}

static bool
pass_digits(struct reader *r)
{
	const char *from = r->p;

	while (r->p < r->end && *r->p >= '0' && *r->p <= '9')
		r->p++;
	return r->p > from;
}

static bool
read_number(struct reader *r, struct flat_value *v)
{
	const char *digits;

	v->type = FLAT_INTEGER;
	if (*r->p == '-')
		r->p++;
	digits = r->p;
	if (!pass_digits(r) || (*digits == '0' && r->p - digits > 1))
		return false;
	if (r->p < r->end && *r->p == '.') {
		v->type = FLAT_REAL;
		r->p++;
		if (!pass_digits(r))
			return false;
	}
	if (r->p < r->end && (*r->p == 'e' || *r->p == 'E')) {
		v->type = FLAT_REAL;
		r->p++;
		if (r->p < r->end && (*r->p == '+' || *r->p == '-'))
			r->p++;
		if (!pass_digits(r))
			return false;
	}
	v->len = (uint32_t)(r->p - v->p);
	return true;
}

static bool
read_word(struct reader *r, struct flat_value *v)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t i, n;

	v->type = FLAT_WORD;
	for (i = 0; i < sizeof words / sizeof words[0]; i++) {
		n = strlen(words[i]);
		if ((size_t)(r->end - r->p) < n ||
		    memcmp(r->p, words[i], n) != 0)
			continue;
		r->p += n;
		v->len = (uint32_t)n;
		return true;
	}
	return false;
}

static bool
read_items(struct reader *r, struct flat_value *v)
{
	v->type = FLAT_ARRAY;
	if (next_is(r, ']'))
		return true;
	do {
		if (!read_value(r))
			return false;
		v->n++;
	} while (next_is(r, ','));
	return next_is(r, ']');
}

static int
by_text(const void *a, const void *b)
{
	const struct flat_value *x = *(const struct flat_value *const *)a;
	const struct flat_value *y = *(const struct flat_value *const *)b;

	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return memcmp(x->p, y->p, x->len);
}

static bool
unique_sorted(const struct flat_value *object)
{
	const struct flat_value *keys[JSON_VALUES_MAX], *k = object + 1;
	uint32_t i;

	for (i = 0; i < object->n; i++, k += 1 + k[1].all)
		keys[i] = k;
	qsort(keys, object->n, sizeof(const struct flat_value *), by_text);
	for (i = 1; i < object->n; i++)
		if (by_text(&keys[i - 1], &keys[i]) == 0)
			return false;
	return true;
}

static bool
unique_few(const struct flat_value *object)
{
	const struct flat_value *a = object + 1, *b;
	uint32_t i, j;

	for (i = 0; i < object->n; i++, a += 1 + a[1].all)
		for (j = i + 1, b = a + 1 + a[1].all; j < object->n;
		    j++, b += 1 + b[1].all)
			if (by_text(&a, &b) == 0)
				return false;
	return true;
}

static bool
read_key(struct reader *r)
{
	struct flat_value *key = &r->v[r->used++];

	*key = (struct flat_value){ .all = 1 };
	return next_is(r, '"') && read_string(r, key) && next_is(r, ':');
}

static bool
read_members(struct reader *r, struct flat_value *v)
{
	v->type = FLAT_OBJECT;
	if (next_is(r, '}'))
		return true;
	do {
		/* A key has room: each has a value beside it, and those are
		 * counted; one may lack its value. */
		if (r->left == 0 || !read_key(r) || !read_value(r))
			return false;
		v->n++;
	} while (next_is(r, ','));
	return next_is(r, '}') &&
	    (v->n < SORT_MEMBERS ? unique_few(v) : unique_sorted(v));
}

/* An array or object, after its bracket. */
static bool
read_within(struct reader *r, struct flat_value *v)
{
	uint32_t first = r->used;
	bool ok;

	if (r->depth == 0)
		return false;
	r->depth--;
	ok = r->p[-1] == '[' ? read_items(r, v) : read_members(r, v);
	r->depth++;
	v->len = (uint32_t)(r->p - v->p);
	v->all = 1 + r->used - first;
	return ok;
}

static bool
read_value(struct reader *r)
{
	struct flat_value *v;

	skip_space(r);
	if (r->p == r->end || r->left == 0)
		return false;
	r->left--;
	v = &r->v[r->used++];
	*v = (struct flat_value){ .p = r->p, .all = 1 };
	switch (*r->p) {
	case '"':
		r->p++;
		return read_string(r, v);
	case '[':
	case '{':
		r->p++;
		return read_within(r, v);
	case 't':
	case 'f':
	case 'n':
		return read_word(r, v);
	default:
		return read_number(r, v);
	}
}

int
flat_read(const char *s, size_t n, struct flat_value *v, struct err *e)
{
	struct reader r = { .p = s, .end = s + n, .v = v,
		.left = JSON_VALUES_MAX, .depth = JSON_DEPTH_MAX };

	if (n > FRAME_PAYLOAD_MAX)
		return err_set(e, ERR_PROTO, "JSON of %zu bytes", n);
	if (read_value(&r)) {
		skip_space(&r);
		if (r.p == r.end)
			return 0;
	}
	return err_set(e, ERR_PROTO, "no JSON, or too much of it, at byte %zu",
	    (size_t)(r.p - s));
}

/* Looking ------------------------------------------------------------- */

bool
flat_is_array(const struct flat_value *v)
{
	return v != NULL && v->type == FLAT_ARRAY;
}

bool
flat_is_object(const struct flat_value *v)
{
	return v != NULL && v->type == FLAT_OBJECT;
}

bool
flat_is_true(const struct flat_value *v)
{
	return v != NULL && v->type == FLAT_WORD && v->p[0] == 't';
}

bool
flat_is_string(const struct flat_value *v)
{
	return v != NULL && v->type == FLAT_STRING;
}

size_t
flat_items(const struct flat_value *v)
{
	return flat_is_array(v) ? v->n : 0;
}

const struct flat_value *
flat_item(const struct flat_value *v, size_t i)
{
	if (i >= flat_items(v))
		return NULL;
	for (v++; i > 0; i--)
		v += v->all;
	return v;
}

bool
flat_is(const struct flat_value *v, const char *text)
{
	if (!flat_is_string(v) || v->escaped)
		return false;
	/* Most differ at once.  No text here has a NUL. */
	return v->len == 0 ? text[0] == '\0' :
	    text[0] == v->p[0] && strncmp(text, v->p, v->len) == 0 &&
		text[v->len] == '\0';
}

const struct flat_value *
flat_member(const struct flat_value *v, const char *key)
{
	const struct flat_value *k;
	uint32_t i;

	if (!flat_is_object(v))
		return NULL;
	k = v + 1;
	for (i = 0; i < v->n; i++, k += 1 + k[1].all)
		if (flat_is(k, key))
			return k + 1;
	return NULL;
}

bool
flat_number(const struct flat_value *v, uint64_t most, uint64_t *ret)
{
	uint64_t n = 0;
	uint32_t i;

	if (v == NULL || v->type != FLAT_INTEGER)
		return false;
	for (i = 0; i < v->len; i++) {
		unsigned digit = (unsigned char)v->p[i] - (unsigned)'0';

		if (digit > 9 || digit > most || n > most / 10 ||
		    n * 10 > most - digit)
			return false;
		n = n * 10 + digit;
	}
	*ret = n;
	return true;
}

/* Checked before, so no escape is wrong. */
static bool
unescape(const struct flat_value *v, char *out, size_t room)
{
	const char *p = v->p, *end = p + v->len;
	uint32_t c;
	char one[4];
	size_t n;

	while (p < end) {
		one[0] = *p;
		n = 1;
		if (*p++ == '\\') {
			if ((p = escape(p, end, &c)) == NULL || c == 0)
				return false;
			n = utf8_encode(c, one);
		}
		if (n >= room)
			return false;
		memcpy(out, one, n);
		out += n;
		room -= n;
	}
	*out = '\0';
	return true;
}

bool
flat_text(const struct flat_value *v, char *out, size_t room)
{
	if (!flat_is_string(v))
		return false;
	if (v->escaped)
		return unescape(v, out, room);
	if (v->len >= room)
		return false;
	memcpy(out, v->p, v->len);
	out[v->len] = '\0';
	return true;
}

const char *
flat_raw(const struct flat_value *v, size_t *ret_len)
{
	bool quoted = v->type == FLAT_STRING;

	*ret_len = v->len + (quoted ? 2u : 0u);
	return quoted ? v->p - 1 : v->p;
}

json_t *
flat_tree(const struct flat_value *v)
{
	const char *p;
	size_t n;

	if (v == NULL)
		return NULL;
	p = flat_raw(v, &n);
	return json_loadb(p, n,
	    JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_ANY, NULL);
}
