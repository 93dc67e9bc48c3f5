/* SPDX-License-Identifier: Apache-2.0 */
/*
 * redact_unit.c -- see redact_unit.h.
 *
 * Escapes: %41 (RFC 3986), \/ \" \\ \n \u0041 (RFC 8259) and \x41, &amp; &#65;
 * &#x41; (HTML).  They are undone in layers, since servers wrap one in the
 * other: a page's &lt; in a redirect is %26lt%3B.
 */
#include "broker/egress/redact_unit.h"

#include <string.h>

#define UNIT_MORE ((size_t)-1) /* so far, and the text ends */
#define LAYERS (UNIT_WAYS - 1) /* of escapes; 0: the bytes themselves */
#define ENTITY_MAX 9 /* characters of the longest: &#x10FFFF */

static const struct unit more = { 0, UNIT_MORE, false };

static struct unit read_unit(struct units *t, size_t at, unsigned layer);

int
unit_hex_digit(uint32_t c)
{
	if (c >= '0' && c <= '9')
		return (int)(c - '0');
	c |= 32;
	return c >= 'a' && c <= 'f' ? (int)(c - 'a' + 10) : -1;
}

/* `count` hex digits after `u`, which is returned if they are none. */
static struct unit
hex_unit(struct units *t, size_t at, unsigned layer, struct unit u,
    size_t skip, size_t count)
{
	struct unit got = { 0, skip, count == 2 };

	for (; count > 0; count--) {
		struct unit d = read_unit(t, at + got.len, layer);

		if (d.len == UNIT_MORE)
			return more;
		if (unit_hex_digit(d.code) < 0)
			return u;
		got.code = got.code << 4 | (uint32_t)unit_hex_digit(d.code);
		got.len += d.len;
	}
	return got;
}

static struct unit
backslash(struct units *t, size_t at, unsigned layer, struct unit u)
{
	struct unit c = read_unit(t, at + u.len, layer), got = { 0, 0, true };

	if (c.len == UNIT_MORE)
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
		int d = unit_hex_digit((unsigned char)s[i]);

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
entity(struct units *t, size_t at, unsigned layer, struct unit u)
{
	struct unit got = { 0, u.len, false };
	char name[ENTITY_MAX + 1];
	size_t n = 0;

	for (;;) {
		struct unit c = read_unit(t, at + got.len, layer);

		if (c.len == UNIT_MORE)
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

/* What a layer makes of the one below it. */
static struct unit
undo(struct units *t, size_t at, unsigned layer)
{
	struct unit u = read_unit(t, at, layer - 1);

	if (u.len == UNIT_MORE)
		return u;
	return u.code == '%' ? hex_unit(t, at, layer - 1, u, u.len, 2)
	    : u.code == '\\' ? backslash(t, at, layer - 1, u)
	    : u.code == '&'  ? entity(t, at, layer - 1, u)
			     : u;
}

static struct unit
read_unit(struct units *t, size_t at, unsigned layer)
{
	struct unit_kept *kept;

	if (at >= t->n)
		return more;
	if (layer == 0 || !unit_escapes(t->s[at]))
		return (struct unit){ (unsigned char)t->s[at], 1, true };
	kept = &t->kept[layer - 1][at % UNIT_KEPT];
	if (kept->key != t->base + at) {
		kept->unit = undo(t, at, layer);
		kept->key = t->base + at;
	}
	return kept->unit;
}

void
units_begin(struct units *t, const char *s, size_t n)
{
	t->base += t->n + 1; /* what is kept is of another text */
	t->s = s;
	t->n = n;
}

bool
unit_escapes(char c)
{
	return c == '%' || c == '\\' || c == '&';
}

size_t
unit_ways(struct units *t, size_t at, struct unit ways[UNIT_WAYS],
    bool *ret_more)
{
	unsigned layer, deepest = unit_escapes(t->s[at]) ? LAYERS : 0;
	size_t k = 0;

	*ret_more = false;
	for (layer = 0; layer <= deepest; layer++) {
		struct unit u = read_unit(t, at, layer);

		if (u.len == UNIT_MORE)
			*ret_more = true;
		else if (u.len <= UNIT_MAX && (k == 0 || u.len != ways[k - 1].len))
			ways[k++] = u;
	}
	return k;
}
