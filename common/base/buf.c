/* SPDX-License-Identifier: Apache-2.0 */
/* buf.c -- see buf.h. */
#include "common/base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/json_plain.h"
#include "common/base/utf8.h"

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void
buf_fini(struct buf *b)
{
	free(b->p);
	buf_init(b, b->max);
}

void
buf_clear(struct buf *b)
{
	b->len = 0;
	b->failed = false;
	if (b->p != NULL)
		b->p[0] = '\0';
}

bool
buf_ok(const struct buf *b)
{
	return !b->failed;
}

/* Larger, where there is no room. */
static bool
grow(struct buf *b, size_t n)
{
	size_t cap;
	char *p;

	if (b->failed)
		return false;
	if (n > b->max - b->len) {
		b->failed = true;
		return false;
	}
	cap = b->cap < 64 ? 64 : b->cap;
	while (cap - b->len < n)
		cap = cap > b->max / 2 ? b->max : cap * 2;
	if (cap > b->max)
		cap = b->max;
	if ((p = realloc(b->p, cap + 1)) == NULL) {
		b->failed = true;
		return false;
	}
	b->p = p;
	b->cap = cap;
	return true;
}

/* Room for n more bytes and the NUL: mostly there is. */
static inline bool
buf_reserve(struct buf *b, size_t n)
{
	return (n <= b->cap - b->len && b->p != NULL && !b->failed) ||
	    grow(b, n);
}

void
buf_add(struct buf *b, const void *p, size_t n)
{
	if (!buf_reserve(b, n))
		return;
	if (n > 0)
		memcpy(b->p + b->len, p, n);
	b->len += n;
	b->p[b->len] = '\0';
}

void
buf_addc(struct buf *b, char c)
{
	if (!buf_reserve(b, 1))
		return;
	b->p[b->len++] = c;
	b->p[b->len] = '\0';
}

void
buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_addu(struct buf *b, uint64_t n)
{
	char digits[20], *p = digits + sizeof digits; /* of 2^64 - 1 */

	do
		*--p = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	buf_add(b, p, (size_t)(digits + sizeof digits - p));
}

void
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	size_t room;
	int n;

	/* Mostly there is room, and formatting twice costs more than trying. */
	if (b->p == NULL && b->max > 0)
		(void)buf_reserve(b, 1);
	room = b->p != NULL && !b->failed ? b->cap - b->len : 0;
	va_start(ap, fmt);
	n = vsnprintf(room > 0 ? b->p + b->len : NULL, room > 0 ? room + 1 : 0,
	    fmt, ap);
	va_end(ap);
	if (n < 0 || !buf_reserve(b, (size_t)n)) {
		if (room > 0)
			b->p[b->len] = '\0';
		b->failed |= n < 0;
		return;
	}
	if ((size_t)n > room) {
		va_start(ap, fmt);
		(void)vsnprintf(b->p + b->len, (size_t)n + 1, fmt, ap);
		va_end(ap);
	}
	b->len += (size_t)n;
}

static void
buf_add_escaped(struct buf *b, unsigned char c)
{
	static const char short_form[] = "\bb\tt\nn\ff\rr\"\"\\\\";
	char two[2] = { '\\', 0 };
	const char *s;

	for (s = short_form; *s != '\0'; s += 2)
		if ((unsigned char)*s == c) {
			two[1] = s[1];
			buf_add(b, two, sizeof two);
			return;
		}
	buf_addf(b, "\\u%04x", (unsigned)c);
}

/* With nothing to escape, as most texts are. */
static void
buf_add_quoted(struct buf *b, const char *s, size_t n)
{
	char *p;

	if (!buf_reserve(b, n + 2))
		return;
	p = b->p + b->len;
	*p++ = '"';
	if (n > 0)
		memcpy(p, s, n);
	p[n] = '"';
	p[n + 1] = '\0';
	b->len += n + 2;
}

void
buf_add_json(struct buf *b, const char *s, size_t n)
{
	size_t i = json_plain_run(s, n), run = 0, len;

	if (i == n) {
		buf_add_quoted(b, s, n);
		return;
	}
	buf_addc(b, '"');
	while (i < n) {
		unsigned char c;

		i += json_plain_run(s + i, n - i);
		if (i == n)
			break;
		c = (unsigned char)s[i];
		if (c >= 0x80 && (len = utf8_len(s + i, n - i)) > 0) {
			i += len;
			continue;
		}
		buf_add(b, s + run, i - run);
		if (c >= 0x80)
			buf_adds(b, "\xef\xbf\xbd");
		else
			buf_add_escaped(b, c);
		run = ++i;
	}
	buf_add(b, s + run, i - run);
	buf_addc(b, '"');
}

void
buf_drop(struct buf *b, size_t n)
{
	assert(n <= b->len);
	if (n == 0)
		return;
	memmove(b->p, b->p + n, b->len - n);
	b->len -= n;
	b->p[b->len] = '\0';
}

char *
buf_room(struct buf *b, size_t n)
{
	return buf_reserve(b, n) ? b->p + b->len : NULL;
}

void
buf_added(struct buf *b, size_t n)
{
	assert(n <= b->cap - b->len);
	b->len += n;
	b->p[b->len] = '\0';
}

char *
buf_steal(struct buf *b)
{
	char *p;

	if (b->failed)
		return NULL;
	buf_add(b, "", 0);
	p = b->p;
	b->p = NULL;
	b->len = b->cap = 0;
	return p;
}
