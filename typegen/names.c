/* SPDX-License-Identifier: Apache-2.0 */
/* names.c -- see names.h. */
#include "typegen/names.h"

#include <string.h>

static bool
upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
alnum(char c)
{
	return upper(c) || lower(c) || digit(c);
}

static char
to_upper(char c)
{
	return lower(c) ? (char)(c - 32) : c;
}

static char
to_lower(char c)
{
	return upper(c) ? (char)(c + 32) : c;
}

/* A word of capitals only ("GET", "URL") counts as one to be lowered. */
static bool
shouts(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (lower(s[i]))
			return false;
	return n > 1;
}

/* One word; `first` starts small, the others capital. */
static void
add_word(struct buf *out, const char *s, size_t n, bool first)
{
	bool loud = shouts(s, n);
	size_t i;

	for (i = 0; i < n; i++) {
		char c = s[i];

		if (i == 0)
			c = first ? to_lower(c) : to_upper(c);
		else if (loud && first)
			c = to_lower(c);
		buf_addc(out, c);
	}
}

/* What would mean something else at the end of `a.b.c`. */
static bool
taken(const char *s)
{
	static const char *const words[] = {"then", "catch", "finally",
	    "withResponse", "pages", "constructor", "prototype", "toString",
	    "valueOf", "toJSON", "__proto__", NULL};
	size_t i;

	for (i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], s) == 0)
			return true;
	return false;
}

/* One part between dots: words joined in camelCase. */
static void
add_part(struct buf *out, const char *s, size_t n)
{
	size_t start, i = 0;
	bool first = true;

	if (out->len > 0)
		buf_addc(out, '.');
	start = out->len;
	while (i < n) {
		size_t from;

		while (i < n && !alnum(s[i]))
			i++;
		for (from = i; i < n && alnum(s[i]); i++)
			continue;
		if (i > from && first && digit(s[from]))
			buf_addc(out, '_');
		if (i > from)
			add_word(out, s + from, i - from, first);
		first = first && i == from;
	}
	if (out->len == start)
		buf_addc(out, '_');
	if (buf_ok(out) && taken(out->p + start))
		buf_addc(out, '_');
}

void
names_from_id(struct buf *out, const char *id)
{
	while (*id != '\0') {
		size_t n = strcspn(id, "/.:");

		if (n > 0)
			add_part(out, id, n);
		id += n + (id[n] != '\0');
	}
	if (out->len == 0)
		buf_adds(out, "_");
}

void
names_from_path(struct buf *out, const char *method, const char *path)
{
	add_word(out, method, strlen(method), true);
	while (*path != '\0') {
		size_t n = strcspn(path, "/{}.-_:~,;()*@$+");

		if (n > 0) {
			size_t i, w = 0;

			for (i = 0; i <= n; i++)
				if (i == n || !alnum(path[i])) {
					if (i > w)
						add_word(out, path + w, i - w,
						    false);
					w = i + 1;
				}
		}
		path += n;
		if (*path == '{')
			buf_adds(out, "By");
		path += *path != '\0';
	}
}

void
names_from_tool(struct buf *out, const char *name)
{
	size_t start = out->len;

	if (digit(name[0]))
		buf_addc(out, '_');
	for (; *name != '\0'; name++)
		if (alnum(*name) || *name == '_' || *name == '$')
			buf_addc(out, *name);
		else if (((unsigned char)*name & 0xc0) != 0x80)
			buf_addc(out, '_');
	if (out->len == start)
		buf_addc(out, '_');
	if (buf_ok(out) && taken(out->p + start))
		buf_addc(out, '_');
}

void
names_type(struct buf *out, const char *component)
{
	size_t i = 0, n = strlen(component);
	bool start = true;

	while (i < n) {
		char c = component[i++];

		if (!alnum(c)) {
			start = true;
			continue;
		}
		if (out->len == 0 && digit(c))
			buf_addc(out, '_');
		buf_addc(out, start ? to_upper(c) : c);
		start = false;
	}
	if (out->len == 0)
		buf_adds(out, "Type");
}

bool
names_plain(const char *s)
{
	size_t i;

	if (digit(s[0]) || s[0] == '\0')
		return false;
	for (i = 0; s[i] != '\0'; i++)
		if (!alnum(s[i]) && s[i] != '_' && s[i] != '$')
			return false;
	return true;
}

uint64_t
names_hash(const char *s)
{
	uint64_t h = 0xcbf29ce484222325u; /* FNV-1a */

	for (; *s != '\0'; s++)
		if (alnum(*s) || (unsigned char)*s >= 0x80) {
			h ^= (unsigned char)to_lower(*s);
			h *= 0x100000001b3u;
		}
	return h;
}
