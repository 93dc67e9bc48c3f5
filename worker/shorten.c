/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/shorten.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct cut {
	const char *p, *end;
	char *out;
	size_t len, max;
	size_t items, chars; /* kept of an array or object, of a string */
	unsigned depth; /* of nesting that is shown */
	bool full;
};

static void
put(struct cut *c, const char *s, size_t n)
{
	if (c->full || n > c->max - c->len) {
		c->full = true;
		return;
	}
	memcpy(c->out + c->len, s, n);
	c->len += n;
}

static void
put_note(struct cut *c, const char *before, size_t n, const char *after)
{
	char b[64];
	int k = snprintf(b, sizeof(b), "%s%zu %s", before, n, after);

	put(c, b, (size_t)k);
}

/* The end of the string that starts at p; one past its quote. */
static const char *
string_end(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		if (*p == '\\')
			p++;
	return p < end ? p + 1 : end;
}

/* The end of any value: strings are stepped over, brackets counted. */
static const char *
value_end(const char *p, const char *end)
{
	size_t open = 0;

	while (p < end) {
		if (*p == '"') {
			p = string_end(p, end);
			if (open == 0)
				return p;
			continue;
		}
		if (*p == '[' || *p == '{')
			open++;
		else if (open == 0 && (*p == ',' || *p == ']' || *p == '}'))
			return p;
		else if ((*p == ']' || *p == '}') && --open == 0)
			return p + 1;
		p++;
	}
	return end;
}

/* Characters as code points: escapes count one, a pair of them two. */
static size_t
string_step(const char *p, const char *end)
{
	size_t n = 1;

	if (*p == '\\')
		n = p + 1 < end && p[1] == 'u' ? 6 : 2;
	else
		while (p + n < end && ((unsigned char)p[n] & 0xc0) == 0x80)
			n++;
	return n < (size_t)(end - p) ? n : (size_t)(end - p);
}

static void
cut_string(struct cut *c)
{
	const char *from = c->p, *end = string_end(from, c->end), *p, *stop;
	size_t left = 0, kept = 0;

	c->p = end;
	if ((size_t)(end - from) <= c->chars + 2) {
		put(c, from, (size_t)(end - from));
		return;
	}
	stop = end - 1;
	for (p = from + 1; p < stop && kept < c->chars; kept++)
		p += string_step(p, stop);
	put(c, from, (size_t)(p - from));
	for (; p < stop; left++)
		p += string_step(p, stop);
	if (left > 0)
		put_note(c, "\xe2\x80\xa6 ", left, "more characters");
	put(c, "\"", 1);
}

/* Members from here to the closing bracket. */
static size_t
count_rest(struct cut *c)
{
	size_t n = 0;

	while (c->p < c->end && *c->p != ']' && *c->p != '}') {
		c->p = value_end(c->p, c->end);
		/* After a key comes its value. */
		if (c->p < c->end && *c->p == ':') {
			c->p++;
			continue;
		}
		n++;
		if (c->p < c->end && *c->p == ',')
			c->p++;
	}
	c->p += c->p < c->end;
	return n;
}

static void cut_value(struct cut *c, unsigned depth);

static void
cut_hidden(struct cut *c, bool array)
{
	size_t n;

	c->p++;
	n = count_rest(c);
	if (n == 0)
		put(c, array ? "[]" : "{}", 2);
	else if (array)
		put_note(c, "\"[\xe2\x80\xa6 ", n, "items]\"");
	else
		put_note(c, "\"{\xe2\x80\xa6 ", n, "properties}\"");
}

static void
cut_members(struct cut *c, bool array, unsigned depth)
{
	size_t kept = 0, n;

	put(c, c->p++, 1);
	while (!c->full && c->p < c->end && *c->p != ']' && *c->p != '}') {
		if (kept > 0)
			put(c, ",", 1);
		if (kept == c->items && (n = count_rest(c)) > 0) {
			put_note(c, array ? "\"\xe2\x80\xa6 " :
					    "\"\xe2\x80\xa6\":\"",
			    n, array ? "more items\"]" : "more properties\"}");
			return;
		}
		if (!array) {
			const char *k = c->p;

			c->p = string_end(k, c->end);
			put(c, k, (size_t)(c->p - k));
			c->p += c->p < c->end; /* the colon */
			put(c, ":", 1);
		}
		cut_value(c, depth + 1);
		kept++;
		if (c->p < c->end && *c->p == ',')
			c->p++;
	}
	c->p += c->p < c->end;
	put(c, array ? "]" : "}", 1);
}

static void
cut_value(struct cut *c, unsigned depth)
{
	const char *end;

	if (c->full || c->p >= c->end)
		return;
	if (*c->p == '"') {
		cut_string(c);
	} else if (*c->p == '[' || *c->p == '{') {
		if (depth >= c->depth)
			cut_hidden(c, *c->p == '[');
		else
			cut_members(c, *c->p == '[', depth);
	} else {
		end = value_end(c->p, c->end);
		put(c, c->p, (size_t)(end - c->p));
		c->p = end;
	}
}

size_t
shorten(const char *s, size_t n, char *out, size_t max)
{
	static const char none[] = "\"\xe2\x80\xa6 too large to show\"";
	struct cut c = { .out = out, .max = max };
	size_t keep;
	unsigned depth = 64;

	for (keep = 1u << 20; keep > 0; keep /= 2) {
		c.p = s;
		c.end = s + n;
		c.len = 0;
		c.full = false;
		c.items = keep;
		c.chars = keep < 64 ? 16 + keep : keep * 2;
		c.depth = depth;
		cut_value(&c, 0);
		if (!c.full)
			return c.len;
		depth = depth > 6 ? depth - 3 : depth > 1 ? depth - 1 : 1;
	}
	n = sizeof(none) - 1 < max ? sizeof(none) - 1 : 0;
	memcpy(out, none, n);
	return n;
}
