/* SPDX-License-Identifier: Apache-2.0 */
/*
 * redact_match.c -- see redact_match.h.
 *
 * Escapes: %41 (RFC 3986), \/ \" \\ \n \u0041 (RFC 8259) and \x41, &amp; &#65;
 * &#x41; (HTML), "+" for a space (forms).  They are undone in layers, since
 * servers wrap one in the other: a page's &lt; in a redirect is %26lt%3B.
 */
#include "broker/egress/redact_match.h"

#include <stdint.h>
#include <string.h>

#define MATCH_MORE ((size_t)-1) /* so far, and the text ends */
#define LAYERS 3 /* of escapes; 0: the bytes themselves */
#define LINE_END_MAX 4 /* characters of one line's end */
#define ENTITY_MAX 9 /* characters of the longest: &#x10FFFF */

struct text {
	const char *s;
	size_t n;
};

/* A character: its code, and the bytes it took. */
struct unit {
	uint32_t code;
	size_t len; /* MATCH_MORE: cut off */
	bool byte; /* up to 0xff, code is a byte and no character */
};

static const struct unit more = { 0, MATCH_MORE, false };

static struct unit read_unit(const struct text *t, size_t at, unsigned layer);

static int
hex_digit(uint32_t c)
{
	if (c >= '0' && c <= '9')
		return (int)(c - '0');
	c |= 32;
	return c >= 'a' && c <= 'f' ? (int)(c - 'a' + 10) : -1;
}

/* `count` hex digits after `u`, which is returned if they are none. */
static struct unit
hex_unit(const struct text *t, size_t at, unsigned layer, struct unit u,
    size_t skip, size_t count)
{
	struct unit got = { 0, skip, count == 2 };

	for (; count > 0; count--) {
		struct unit d = read_unit(t, at + got.len, layer);

		if (d.len == MATCH_MORE)
			return more;
		if (hex_digit(d.code) < 0)
			return u;
		got.code = got.code << 4 | (uint32_t)hex_digit(d.code);
		got.len += d.len;
	}
	return got;
}

static struct unit
backslash(const struct text *t, size_t at, unsigned layer, struct unit u)
{
	struct unit c = read_unit(t, at + u.len, layer), got = { 0, 0, true };

	if (c.len == MATCH_MORE)
		return more;
	got.len = u.len + c.len;
	if (c.code == 'u')
		return hex_unit(t, at, layer, u, got.len, 4);
	if (c.code == 'x')
		return hex_unit(t, at, layer, u, got.len, 2);
	got.code = c.code == 'n' ? '\n' : c.code == 'r' ? '\r' : c.code;
	return c.code == '/' || c.code == '"' || c.code == '\\' ||
		c.code == '\'' || c.code == 'n' || c.code == 'r'
	    ? got
	    : u;
}

/* #65 or #x41; 0xffffffff: neither. */
static uint32_t
number(const char *s, size_t n)
{
	bool hex = n > 1 && (s[1] | 32) == 'x';
	size_t i = hex ? 2 : 1;
	uint32_t v = 0;

	if (i == n)
		return UINT32_MAX;
	for (; i < n; i++) {
		int d = hex_digit((unsigned char)s[i]);

		if (d < 0 || (!hex && d > 9))
			return UINT32_MAX;
		v = v * (hex ? 16 : 10) + (uint32_t)d;
	}
	return v;
}

static uint32_t
named(const char *s)
{
	static const struct {
		const char *name;
		char c;
	} names[] = { { "amp", '&' }, { "lt", '<' }, { "gt", '>' },
		{ "quot", '"' }, { "apos", '\'' } };
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i].name, s) == 0)
			return (unsigned char)names[i].c;
	return UINT32_MAX;
}

static struct unit
entity(const struct text *t, size_t at, unsigned layer, struct unit u)
{
	struct unit got = { 0, u.len, false };
	char name[ENTITY_MAX + 1];
	size_t n = 0;

	for (;;) {
		struct unit c = read_unit(t, at + got.len, layer);

		if (c.len == MATCH_MORE)
			return more;
		got.len += c.len;
		if (c.code == ';')
			break;
		if (n == ENTITY_MAX ||
		    !(c.code == '#' || (c.code >= '0' && c.code <= '9') ||
			((c.code | 32) >= 'a' && (c.code | 32) <= 'z')))
			return u;
		name[n++] = (char)c.code;
	}
	name[n] = '\0';
	got.code = name[0] == '#' ? number(name, n) : named(name);
	return got.code == UINT32_MAX ? u : got;
}

static struct unit
read_unit(const struct text *t, size_t at, unsigned layer)
{
	struct unit u = { 0, 1, true };

	if (at >= t->n)
		return more;
	if (layer == 0) {
		u.code = (unsigned char)t->s[at];
		return u;
	}
	u = read_unit(t, at, layer - 1);
	if (u.len == MATCH_MORE)
		return u;
	return u.code == '%' ? hex_unit(t, at, layer - 1, u, u.len, 2)
	    : u.code == '\\' ? backslash(t, at, layer - 1, u)
	    : u.code == '&'  ? entity(t, at, layer - 1, u)
			     : u;
}

static size_t
utf8(uint32_t c, char b[4])
{
	if (c < 0x800) {
		b[0] = (char)(0xc0 | c >> 6);
		b[1] = (char)(0x80 | (c & 63));
		return 2;
	}
	b[0] = (char)(0xe0 | (c >> 12 & 15));
	b[1] = (char)(0x80 | (c >> 6 & 63));
	b[2] = (char)(0x80 | (c & 63));
	return 3;
}

/* The bytes of the form from i that this character stands for; 0: none. */
static size_t
stands_for(const struct form *f, size_t i, const struct unit *u)
{
	char b[4], c = f->s[i];
	size_t n;

	if (u->code < 0x80 || (u->byte && u->code < 0x100)) {
		if ((unsigned char)c == u->code || (c == ' ' && u->code == '+'))
			return 1;
		return f->hex && (uint32_t)(c | 32) == (u->code | 32) &&
		    hex_digit(u->code) >= 0;
	}
	n = utf8(u->code, b);
	return n <= f->n - i && memcmp(b, f->s + i, n) == 0 ? n : 0;
}

static size_t
line_end(const struct text *t, size_t at)
{
	size_t n, len = 0;

	for (n = 0; n < LINE_END_MAX; n++) {
		struct unit u = read_unit(t, at + len, LAYERS);

		if (u.len == MATCH_MORE || (u.code != '\r' && u.code != '\n'))
			break;
		len += u.len;
	}
	return len;
}

static bool
escapes(char c)
{
	return c == '%' || c == '\\' || c == '&';
}

/* The ways on: bytes of the form, bytes of the text. */
struct ways {
	size_t n;
	bool cut; /* an escape the text ends in */
	struct {
		size_t form, text;
	} way[LAYERS + 1];
};

/* "%25" is "%", or "%", "2", "5". */
static void
find_ways(const struct form *f, size_t i, const struct text *t, size_t at,
    struct ways *w)
{
	unsigned layer = escapes(t->s[at]) ? LAYERS + 1 : 1;
	size_t before = 0;

	w->n = 0;
	w->cut = false;
	while (layer-- > 0) {
		struct unit u = read_unit(t, at, layer);
		size_t took;

		if (u.len == MATCH_MORE) {
			w->cut = true;
			continue;
		}
		took = u.len == before ? 0 : stands_for(f, i, &u);
		before = u.len;
		if (took == 0)
			continue;
		w->way[w->n].form = took;
		w->way[w->n++].text = u.len;
	}
}

/* Where several ways fit, each is gone, but each place of the text once for
 * each place of the form: a secret of many escapes ("\\\\\\") has more ways than
 * could be gone one by one. */
#define PLACES_MAX 256
#define AHEAD 4 /* a character is at most three bytes of the form */

struct places {
	size_t n, at[PLACES_MAX];
};

static void
add_place(struct places *p, size_t at)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->at[i] == at)
			return;
	if (p->n < PLACES_MAX)
		p->at[p->n++] = at;
}

/* From one place on to those behind the next character. */
static void
go_on(const struct form *f, size_t i, const struct text *t, size_t at,
    struct places next[AHEAD], bool *ret_more)
{
	struct ways w;
	size_t k;

	if (f->lines && i > 0)
		at += line_end(t, at);
	if (at >= t->n) {
		*ret_more = true;
		return;
	}
	find_ways(f, i, t, at, &w);
	*ret_more |= w.cut;
	for (k = 0; k < w.n; k++)
		add_place(&next[(i + w.way[k].form) % AHEAD],
		    at + w.way[k].text);
}

/* The longest. */
static size_t
match_from(const struct form *f, const struct text *t, bool *ret_more)
{
	/* Not on the stack, where 8 KiB would be zeroed for each attempt. */
	static struct places ring[AHEAD];
	struct places *p;
	size_t i, k, left = 1, best = MATCH_NONE;

	for (i = 0; i < AHEAD; i++)
		ring[i].n = 0;
	add_place(&ring[0], 0);
	for (i = 0; i < f->n && left > 0; i++) {
		p = &ring[i % AHEAD];
		for (k = 0; k < p->n; k++)
			go_on(f, i, t, p->at[k], ring, ret_more);
		p->n = 0;
		for (left = 0, k = 0; k < AHEAD; k++)
			left += ring[k].n;
	}
	p = &ring[f->n % AHEAD];
	for (k = 0; i == f->n && k < p->n; k++)
		if (p->at[k] > best)
			best = p->at[k];
	return best;
}

size_t
match_form(const struct form *f, const char *s, size_t n, bool *ret_more)
{
	const struct text t = { s, n };

	*ret_more = false;
	return match_from(f, &t, ret_more);
}

bool
match_may_start(const unsigned char starts[256], const char *s, size_t n)
{
	const struct text t = { s, n };
	unsigned layer;

	if (starts[(unsigned char)*s])
		return true;
	for (layer = 1; escapes(*s) && layer <= LAYERS; layer++) {
		struct unit u = read_unit(&t, 0, layer);

		if (u.len == MATCH_MORE || u.code > 0x7f || starts[u.code])
			return true;
	}
	return false;
}
