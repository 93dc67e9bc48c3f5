/* SPDX-License-Identifier: Apache-2.0 */
/* shorten.c -- see shorten.h. */
#include "broker/shorten.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/base/utf8.h"

/* A program's result nests further than a message does. */
#define DEPTH_MAX (JSON_DEPTH_MAX * 4)
/* Below this a cut value says nothing; it is left out and counted. */
#define WORTH_MIN 12
/* Members of one object that are weighed; the rest is left out and counted. */
#define MEMBERS_MAX 512
#define PATH_MAX_BYTES 120
/* Places named in the note; then only their number matters. */
#define PLACES_MAX 8

struct slice {
	const char *p;
	size_t n;
};

struct cutting {
	struct buf *out;
	struct buf *note;
	unsigned places;
	char path[PATH_MAX_BYTES];
	size_t path_len;
};

static size_t
spaces(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n &&
	    (p[i] == ' ' || p[i] == '\n' || p[i] == '\t' || p[i] == '\r'))
		i++;
	return i;
}

/* The length of the string that starts at p, or 0. */
static size_t
string_len(const char *p, size_t n)
{
	static const char escapes[] = "\"\\/bfnrt";
	size_t i, k, u;

	for (i = 1; i < n && p[i] != '"';) {
		if (p[i] == '\\') {
			if (i + 1 >= n)
				return 0;
			if (p[i + 1] == 'u') {
				for (k = 2; k < 6; k++)
					if (i + k >= n ||
					    strchr("0123456789abcdefABCDEF",
						p[i + k]) == NULL ||
					    p[i + k] == '\0')
						return 0;
				i += 6;
			} else if (p[i + 1] != '\0' &&
			    strchr(escapes, p[i + 1]) != NULL)
				i += 2;
			else
				return 0;
		} else if ((unsigned char)p[i] < 0x20 ||
		    (u = utf8_len(p + i, n - i)) == 0)
			return 0;
		else
			i += u;
	}
	return i < n ? i + 1 : 0;
}

static size_t
digits(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && p[i] >= '0' && p[i] <= '9')
		i++;
	return i;
}

static size_t
number_len(const char *p, size_t n)
{
	size_t i = n > 0 && p[0] == '-', d = digits(p + i, n - i);

	if (d == 0 || (d > 1 && p[i] == '0'))
		return 0;
	i += d;
	if (i < n && p[i] == '.') {
		if ((d = digits(p + i + 1, n - i - 1)) == 0)
			return 0;
		i += 1 + d;
	}
	if (i < n && (p[i] == 'e' || p[i] == 'E')) {
		i++;
		if (i < n && (p[i] == '+' || p[i] == '-'))
			i++;
		if ((d = digits(p + i, n - i)) == 0)
			return 0;
		i += d;
	}
	return i;
}

static size_t
scalar_len(const char *p, size_t n)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t i;

	if (n > 0 && p[0] == '"')
		return string_len(p, n);
	for (i = 0; i < 3; i++)
		if (n >= strlen(words[i]) &&
		    memcmp(p, words[i], strlen(words[i])) == 0)
			return strlen(words[i]);
	return number_len(p, n);
}

static size_t value_len(const char *p, size_t n, unsigned depth);

/* After the opening bracket: "key": value, ... up to the closing one. */
static size_t
container_len(const char *p, size_t n, unsigned depth)
{
	char close = p[0] == '{' ? '}' : ']';
	size_t i = 1 + spaces(p + 1, n - 1), len;

	if (i < n && p[i] == close)
		return i + 1;
	for (;;) {
		if (close == '}') {
			if (i >= n || p[i] != '"' ||
			    (len = string_len(p + i, n - i)) == 0)
				return 0;
			i += len;
			i += spaces(p + i, n - i);
			if (i >= n || p[i] != ':')
				return 0;
			i++;
			i += spaces(p + i, n - i);
		}
		if ((len = value_len(p + i, n - i, depth + 1)) == 0)
			return 0;
		i += len;
		i += spaces(p + i, n - i);
		if (i >= n)
			return 0;
		if (p[i] == close)
			return i + 1;
		if (p[i] != ',')
			return 0;
		i++;
		i += spaces(p + i, n - i);
	}
}

static size_t
value_len(const char *p, size_t n, unsigned depth)
{
	if (n == 0 || depth > DEPTH_MAX)
		return 0;
	if (p[0] == '{' || p[0] == '[')
		return container_len(p, n, depth);
	return scalar_len(p, n);
}

bool
shorten_valid(const char *json, size_t n)
{
	size_t i = spaces(json, n), len = value_len(json + i, n - i, 0);

	return len > 0 && i + len + spaces(json + i + len, n - i - len) == n;
}

static void
tell(struct cutting *c, size_t kept, size_t all, const char *what)
{
	if (c->places++ < PLACES_MAX)
		buf_addf(c->note, "%.*s: kept %zu of %zu %s\n",
		    (int)c->path_len, c->path, kept, all, what);
}

/* Adds a step to the path; returns the length to go back to. */
static size_t
step(struct cutting *c, const char *p, size_t n)
{
	size_t before = c->path_len;

	if (n > sizeof c->path - c->path_len)
		n = sizeof c->path - c->path_len;
	memcpy(c->path + c->path_len, p, n);
	c->path_len += n;
	return before;
}

static void cut(struct cutting *c, struct slice v, size_t most);

static void
cut_string(struct cutting *c, struct slice v, size_t most)
{
	size_t i = 1, next = 1;

	/* The last whole character or escape that fits. */
	while (next < v.n - 1 && next + 1 <= most) {
		i = next;
		if (v.p[i] != '\\')
			next = i + utf8_len(v.p + i, v.n - i);
		else
			next = i + (v.p[i + 1] == 'u' ? 6 : 2);
	}
	if (next + 1 <= most)
		i = next;
	buf_add(c->out, v.p, i);
	buf_addc(c->out, '"');
	tell(c, i - 1, v.n - 2, "bytes");
}

static struct slice
item_at(const char *p, size_t n)
{
	size_t sp = spaces(p, n);

	return (struct slice){ p + sp, value_len(p + sp, n - sp, 0) };
}

static size_t
count_items(struct slice v)
{
	size_t i = 1, n = 0;

	for (;;) {
		struct slice s = item_at(v.p + i, v.n - i);

		if (s.n == 0)
			return n;
		n++;
		i = (size_t)(s.p - v.p) + s.n;
		i += spaces(v.p + i, v.n - i) + 1;
		if (i >= v.n)
			return n;
	}
}

static void
cut_array(struct cutting *c, struct slice v, size_t most)
{
	size_t i = 1, kept = 0, left = most - 2, back;

	buf_addc(c->out, '[');
	while (i < v.n) {
		struct slice s = item_at(v.p + i, v.n - i);

		if (s.n == 0 || left < WORTH_MIN || (s.n > left && kept > 0))
			break;
		if (kept > 0)
			buf_addc(c->out, ',');
		back = step(c, "[0]", 3);
		cut(c, s, left);
		c->path_len = back;
		left -= s.n < left ? s.n + 1 : left;
		kept++;
		i = (size_t)(s.p - v.p) + s.n;
		i += spaces(v.p + i, v.n - i) + 1;
	}
	buf_addc(c->out, ']');
	if (count_items(v) > kept)
		tell(c, kept, count_items(v), "items");
}

struct member {
	struct slice key, value;
	size_t share;
};

static size_t
read_members(struct slice v, struct member *m, size_t *ret_all)
{
	size_t i = 1 + spaces(v.p + 1, v.n - 1), n = 0;

	*ret_all = 0;
	while (i < v.n && v.p[i] == '"') {
		size_t key = string_len(v.p + i, v.n - i), at = i + key;
		struct slice s;

		at += spaces(v.p + at, v.n - at) + 1;
		s = item_at(v.p + at, v.n - at);
		if (n < MEMBERS_MAX) {
			m[n].key = (struct slice){ v.p + i, key };
			m[n].value = s;
			m[n++].share = 0;
		}
		++*ret_all;
		i = (size_t)(s.p - v.p) + s.n;
		i += spaces(v.p + i, v.n - i) + 1;
		i += i < v.n ? spaces(v.p + i, v.n - i) : 0;
	}
	return n;
}

/*
 * Everyone gets an even share; who needs less leaves the rest to the others.
 * A few rounds are enough: each settles all whose need is below the average.
 */
static void
share_out(struct member *m, size_t n, size_t most)
{
	size_t left = most, open = n, i, even;
	int round;

	for (i = 0; i < n; i++) {
		size_t key = m[i].key.n + 2;

		left -= key < left ? key : left;
	}
	for (round = 0; round < 16 && open > 0; round++) {
		even = left / open;
		for (i = 0; i < n; i++)
			if (m[i].share == 0 && m[i].value.n <= even) {
				m[i].share = m[i].value.n;
				left -= m[i].share;
				open--;
			}
	}
	for (i = 0; i < n && open > 0; i++)
		if (m[i].share == 0)
			m[i].share = left / open;
}

static void
cut_object(struct cutting *c, struct slice v, size_t most)
{
	struct member *m = calloc(MEMBERS_MAX, sizeof *m);
	size_t i, n, all = 0, kept = 0, was;

	buf_addc(c->out, '{');
	n = m != NULL ? read_members(v, m, &all) : 0;
	share_out(m, n, most - 2);
	for (i = 0; i < n; i++) {
		if (m[i].share < m[i].value.n && m[i].share < WORTH_MIN)
			continue;
		if (kept++ > 0)
			buf_addc(c->out, ',');
		buf_add(c->out, m[i].key.p, m[i].key.n);
		buf_addc(c->out, ':');
		was = step(c, ".", 1);
		step(c, m[i].key.p + 1, m[i].key.n - 2);
		cut(c, m[i].value, m[i].share);
		c->path_len = was;
	}
	buf_addc(c->out, '}');
	if (kept < all)
		tell(c, kept, all, "members");
	free(m);
}

static void
cut(struct cutting *c, struct slice v, size_t most)
{
	if (v.n <= most)
		buf_add(c->out, v.p, v.n);
	else if (v.p[0] == '"')
		cut_string(c, v, most);
	else if (v.p[0] == '[')
		cut_array(c, v, most);
	else if (v.p[0] == '{')
		cut_object(c, v, most);
	else
		buf_add(c->out, v.p, v.n); /* a number is not cut */
}

bool
shorten(const char *json, size_t n, size_t most, struct buf *out,
    struct buf *note)
{
	struct cutting c = { out, note, 0, "value", 5 };
	size_t sp = spaces(json, n);
	struct slice v = { json + sp, value_len(json + sp, n - sp, 0) };

	if (v.n <= most) {
		buf_add(out, v.p, v.n);
		return false;
	}
	cut(&c, v, most < WORTH_MIN ? WORTH_MIN : most);
	if (c.places > PLACES_MAX)
		buf_addf(note, "and %u more places\n", c.places - PLACES_MAX);
	return true;
}
