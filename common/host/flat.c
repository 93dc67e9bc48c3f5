/* SPDX-License-Identifier: Apache-2.0 */
/* flat.c -- see flat.h. */
#include "common/host/flat.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/json_plain.h"
#include "common/base/utf8.h"

/* From so many members on, looking for a key twice is sorting them. */
#define SORT_MEMBERS 12

/* What is read goes from function to function by its place in the text; NULL is
 * none. */
struct reader {
	const char *end;
	const char *at; /* where the last value begins */
	struct flat_value *v;
	uint32_t used;
	uint32_t left; /* values that may come */
	unsigned depth; /* that may come */
};

static const char *read_value(struct reader *r, const char *p);

static inline const char *
skip_space(const char *p, const char *end)
{
	while (p < end &&
	    (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r'))
		p++;
	return p;
}

/* Past c, which comes next; NULL: another does. */
static inline const char *
pass(const char *p, const char *end, char c)
{
	p = skip_space(p, end);
	return p < end && *p == c ? p + 1 : NULL;
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
static const char *
read_string(const char *p, const char *end, struct flat_value *v)
{
	uint32_t ignored;
	size_t n;

	v->type = FLAT_STRING;
	v->p = p;
	for (;;) {
		p += json_plain_run(p, (size_t)(end - p));
		if (p == end || (unsigned char)*p < 0x20)
			return NULL;
		if (*p == '"')
			break;
		if (*p == '\\') {
			v->escaped = true;
			p = escape(p + 1, end, &ignored);
			if (p == NULL)
				return NULL;
		} else {
			n = *p == 0x7f ? 1 : utf8_len(p, (size_t)(end - p));
			if (n == 0)
				return NULL;
			p += n;
		}
	}
	v->len = (uint32_t)(p - v->p);
	return p + 1;
}

/* One at least. */
static const char *
pass_digits(const char *p, const char *end)
{
	const char *from = p;

	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p > from ? p : NULL;
}

static const char *
read_real(const char *p, const char *end, struct flat_value *v)
{
	v->type = FLAT_REAL;
	if (*p == '.' && (p = pass_digits(p + 1, end)) == NULL)
		return NULL;
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		p = pass_digits(p, end);
	}
	return p;
}

static const char *
read_number(const char *p, const char *end, struct flat_value *v)
{
	const char *digits = *p == '-' ? p + 1 : p;

	v->type = FLAT_INTEGER;
	if ((p = pass_digits(digits, end)) == NULL ||
	    (*digits == '0' && p - digits > 1))
		return NULL;
	if (p < end && (*p == '.' || *p == 'e' || *p == 'E') &&
	    (p = read_real(p, end, v)) == NULL)
		return NULL;
	v->len = (uint32_t)(p - v->p);
	return p;
}

static const char *
read_word(const char *p, const char *end, struct flat_value *v)
{
	const char *word = *p == 't' ? "true" : *p == 'f' ? "false" : "null";
	size_t n = strlen(word);

	v->type = FLAT_WORD;
	v->len = (uint32_t)n;
	return (size_t)(end - p) >= n && memcmp(p, word, n) == 0 ? p + n :
								   NULL;
}

/* Behind an item or a member: at the next, or past the bracket, which is told
 * then. */
static inline const char *
go_on(const char *p, const char *end, char bracket, bool *ret_last)
{
	p = skip_space(p, end);
	*ret_last = p < end && *p == bracket;
	return *ret_last || (p < end && *p == ',') ? p + 1 : NULL;
}

static const char *
read_items(struct reader *r, const char *p, struct flat_value *v)
{
	const char *empty = pass(p, r->end, ']');
	bool last = false;

	v->type = FLAT_ARRAY;
	if (empty != NULL)
		return empty;
	do {
		if ((p = read_value(r, p)) == NULL)
			return NULL;
		v->n++;
		p = go_on(p, r->end, ']', &last);
	} while (p != NULL && !last);
	return p;
}

static bool
same(const struct flat_value *a, const struct flat_value *b)
{
	return a->len == b->len && a->p[0] == b->p[0] &&
	    memcmp(a->p, b->p, a->len) == 0;
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
			if (same(a, b))
				return false;
	return true;
}

static inline struct flat_value *
add_value(struct reader *r, const char *p)
{
	struct flat_value *v = &r->v[r->used++];

	*v = (struct flat_value){ .p = p, .all = 1 };
	return v;
}

static const char *
read_key(struct reader *r, const char *p)
{
	if ((p = pass(p, r->end, '"')) == NULL ||
	    (p = read_string(p, r->end, add_value(r, p))) == NULL)
		return NULL;
	return pass(p, r->end, ':');
}

static const char *
read_members(struct reader *r, const char *p, struct flat_value *v)
{
	const char *empty = pass(p, r->end, '}');
	bool last = false;

	v->type = FLAT_OBJECT;
	if (empty != NULL)
		return empty;
	do {
		/* A key has room: each has a value beside it, and those are
		 * counted; one may lack its value. */
		if (r->left == 0 || (p = read_key(r, p)) == NULL ||
		    (p = read_value(r, p)) == NULL)
			return NULL;
		v->n++;
		p = go_on(p, r->end, '}', &last);
	} while (p != NULL && !last);
	if (p == NULL)
		return NULL;
	return (v->n < SORT_MEMBERS ? unique_few(v) : unique_sorted(v)) ? p :
									  NULL;
}

/* An array or object, at its bracket. */
static const char *
read_within(struct reader *r, const char *p, struct flat_value *v)
{
	uint32_t first = r->used;

	if (r->depth == 0)
		return NULL;
	r->depth--;
	p = *p == '[' ? read_items(r, p + 1, v) : read_members(r, p + 1, v);
	r->depth++;
	if (p != NULL)
		v->len = (uint32_t)(p - v->p);
	v->all = 1 + r->used - first;
	return p;
}

static const char *
read_value(struct reader *r, const char *p)
{
	struct flat_value *v;

	r->at = p = skip_space(p, r->end);
	if (p == r->end || r->left == 0)
		return NULL;
	r->left--;
	v = add_value(r, p);
	switch (*p) {
	case '"':
		return read_string(p + 1, r->end, v);
	case '[':
	case '{':
		return read_within(r, p, v);
	case 't':
	case 'f':
	case 'n':
		return read_word(p, r->end, v);
	default:
		return read_number(p, r->end, v);
	}
}

int
flat_read(const char *s, size_t n, struct flat_value *v, struct err *e)
{
	struct reader r = { .end = s + n, .at = s, .v = v,
		.left = JSON_VALUES_MAX, .depth = JSON_DEPTH_MAX };
	const char *p;

	if (n > FRAME_PAYLOAD_MAX)
		return err_set(e, ERR_PROTO, "JSON of %zu bytes", n);
	if ((p = read_value(&r, s)) != NULL &&
	    skip_space(p, r.end) == r.end)
		return 0;
	return err_set(e, ERR_PROTO,
	    "no JSON, or too much of it, from byte %zu on",
	    (size_t)(r.at - s));
}

/* Looking ------------------------------------------------------------- */

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

const struct flat_value *
flat_member(const struct flat_value *v, const char *key)
{
	const struct flat_value *k;
	size_t n = strlen(key);
	uint32_t i;

	if (!flat_is_object(v))
		return NULL;
	k = v + 1;
	for (i = 0; i < v->n; i++, k += 1 + k[1].all)
		if (flat_is_word(k, key, n))
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
