/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/lower/recover.h"

#include <string.h>

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* What begins a fence at i, but for spaces: how many of which character. */
struct mark {
	char c;
	uint32_t n;
};

static struct mark
mark_at(const char *s, uint32_t len, uint32_t i)
{
	struct mark m = { 0 };

	while (i < len && (s[i] == ' ' || s[i] == '\t'))
		i++;
	if (i == len || (s[i] != '`' && s[i] != '~'))
		return m;
	for (m.c = s[i]; i < len && s[i] == m.c; i++)
		m.n++;
	return m;
}

static bool
is_fence(const char *s, uint32_t len, uint32_t i)
{
	return mark_at(s, len, i).n >= 3;
}

static bool
closes(const char *s, uint32_t len, uint32_t i, struct mark open)
{
	struct mark m = mark_at(s, len, i);

	return m.c == open.c && m.n >= open.n;
}

static uint32_t
next_line(const char *s, uint32_t len, uint32_t i)
{
	const char *nl = memchr(s + i, '\n', len - i);

	return nl == NULL ? len : (uint32_t)(nl - s) + 1;
}

/* ```js code``` on one line: the language's name is no part of it. */
static bool
one_line(const char *s, uint32_t len, uint32_t i, struct reading *r)
{
	uint32_t end = next_line(s, len, i), k;

	while (s[i] != '`' && s[i] != '~')
		i++;
	i += 3;
	for (k = i; k < end && s[k] >= 'a' && s[k] <= 'z'; k++)
		continue;
	r->from = k < end && is_blank(s[k]) ? k : i;
	for (k = r->from; k + 3 <= end; k++) {
		if (memcmp(s + k, "```", 3) == 0) {
			r->to = k;
			return true;
		}
	}
	return false;
}

/* The first fenced part of what r holds, to its end or that of the text. */
static bool
find_fence(const char *s, struct reading *r)
{
	uint32_t i = r->from, len = r->to, line = r->line;
	struct mark open;

	while (i < len && !is_fence(s, len, i)) {
		i = next_line(s, len, i);
		line++;
	}
	if (i >= len)
		return false;
	open = mark_at(s, len, i);
	if (open.n == 3 && one_line(s, len, i, r)) {
		r->line = line;
		return true;
	}
	r->from = next_line(s, len, i);
	r->line = line + 1;
	for (i = r->from; i < len && !closes(s, len, i, open);)
		i = next_line(s, len, i);
	r->to = i < len ? i : len;
	return true;
}

/* Curly quotes, and spaces without width. */
static bool
has_smart_quotes(const char *s, const struct reading *r)
{
	for (uint32_t i = r->from; i + 2 < r->to; i++) {
		const unsigned char *c = (const unsigned char *)s + i;

		if ((c[0] == 0xe2 && c[1] == 0x80 &&
			((c[2] >= 0x98 && c[2] <= 0x9d) || c[2] == 0x8b)) ||
		    (c[0] == 0xe2 && c[1] == 0x81 && c[2] == 0xa0) ||
		    (c[0] == 0xc2 && c[1] == 0xad))
			return true;
	}
	return false;
}

static bool
is_blank_all(const char *s, uint32_t from, uint32_t to)
{
	while (from < to && is_blank(s[from]))
		from++;
	return from == to;
}

static bool
is_braced(const char *s, const struct reading *r)
{
	uint32_t from = r->from, to = r->to;

	while (from < to && is_blank(s[from]))
		from++;
	while (to > from && (is_blank(s[to - 1]) || s[to - 1] == ';'))
		to--;
	return to - from >= 2 && s[from] == '{' && s[to - 1] == '}';
}

/* The name of a language, as after a fence. */
static bool
is_language(const char *s, uint32_t n)
{
	static const char *const names[] = { "js", "javascript", "ts",
		"typescript", "jsx", "tsx", "mjs" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strlen(names[i]) == n && memcmp(s, names[i], n) == 0)
			return true;
	}
	return false;
}

/* A first line that says only which language it is: of a fence that somebody
 * took away. */
static void
skip_language(const char *s, struct reading *r)
{
	uint32_t i = r->from, to, line = r->line;

	for (; i < r->to && is_blank(s[i]); i++)
		line += s[i] == '\n';
	to = next_line(s, r->to, i);
	for (uint32_t n = to - i; n > 0; n--) {
		if (is_blank(s[i + n - 1]))
			continue;
		if (to < r->to && is_language(s + i, n)) {
			r->from = to;
			r->line = line + 1;
		}
		break;
	}
}

/* Where the first fence begins. */
static uint32_t
before_fence(const char *s, uint32_t len)
{
	uint32_t i = 0;

	while (i < len && !is_fence(s, len, i))
		i = next_line(s, len, i);
	return i;
}

unsigned
recover_readings(const char *s, uint32_t len, struct reading all[READINGS_MAX])
{
	struct reading base = { .to = len, .line = 1 }, inner;
	uint32_t i = 0;
	unsigned n = 0;

	while (i < len && is_blank(s[i]))
		i++;
	if (find_fence(s, &base)) {
		/* A fence at the very beginning is no template. */
		if (!is_fence(s, len, i))
			all[n++] = (struct reading){ .to = len, .line = 1 };
		/* Only the end of one may be there. */
		if (n > 0 && is_blank_all(s, base.from, base.to))
			base = (struct reading){ .to = before_fence(s, len),
				.line = 1 };
		/* One around another shows how a fence is written. */
		inner = base;
		for (i = base.from; i < base.to && is_blank(s[i]);)
			i++;
		if (is_fence(s, base.to, i) && find_fence(s, &inner))
			base = inner;
	}
	skip_language(s, &base);
	all[n++] = base;
	if (has_smart_quotes(s, &base)) {
		base.smart = true;
		all[n++] = base;
	}
	if (is_braced(s, &base)) {
		base.object = true;
		all[n++] = base;
	}
	return n;
}
