/* SPDX-License-Identifier: Apache-2.0 */
/* ts_members.c -- see ts_members.h. */
#include "typegen/ts_members.h"

#include <stdlib.h>
#include <string.h>

/* From so many on a hash finds those that are there already: a document may
 * have a hundred thousand. */
#define MANY 16

void
ts_take_back(struct buf *out, size_t len)
{
	if (!buf_ok(out) || out->p == NULL)
		return;
	out->len = len;
	out->p[len] = '\0';
}

void
ts_members_init(struct ts_members *m, struct buf *out, const char *separator)
{
	*m = (struct ts_members){ .out = out, .separator = separator };
	m->start = m->from = out->len;
	buf_init(&m->more, SIZE_MAX / 4);
}

void
ts_members_fini(struct ts_members *m)
{
	if (!buf_ok(&m->more))
		m->out->failed = true;
	buf_fini(&m->more);
	free(m->slots);
}

void
ts_member(struct ts_members *m)
{
	if (m->n > 0)
		buf_adds(m->out, m->separator);
	m->from = m->out->len;
}

static size_t
begin_of(const struct ts_members *m, size_t i)
{
	return i == 0 ? m->start :
	    ((const size_t *)(const void *)m->more.p)[i - 1];
}

static size_t
end_of(const struct ts_members *m, size_t i)
{
	return i + 1 == m->n ? m->out->len :
	    begin_of(m, i + 1) - strlen(m->separator);
}

const char *
ts_members_get(const struct ts_members *m, size_t i, size_t *ret_n)
{
	*ret_n = end_of(m, i) - begin_of(m, i);
	return m->out->p + begin_of(m, i);
}

static bool
same(const struct ts_members *m, size_t i, size_t k)
{
	size_t n, len;
	const char *a = ts_members_get(m, i, &n);
	const char *b = ts_members_get(m, k, &len);

	return n == len && memcmp(a, b, n) == 0;
}

/* The slot of the one at `i`: that of its like, or the free one for it. */
static uint32_t *
slot_of(const struct ts_members *m, size_t i)
{
	uint64_t h = 0xcbf29ce484222325u; /* FNV-1a */
	size_t n, at;
	const char *s = ts_members_get(m, i, &n);

	while (n-- > 0)
		h = (h ^ (unsigned char)*s++) * 0x100000001b3u;
	at = (size_t)(h ^ h >> 32) & (m->n_slots - 1);
	while (m->slots[at] != 0 && !same(m, m->slots[at] - 1, i))
		at = (at + 1) & (m->n_slots - 1);
	return &m->slots[at];
}

/* At most half full. */
static bool
grow(struct ts_members *m)
{
	size_t i, size = m->n_slots == 0 ? 4 * MANY : m->n_slots * 2;

	if (m->n * 2 < m->n_slots)
		return true;
	free(m->slots);
	m->slots = calloc(size, sizeof *m->slots);
	m->n_slots = m->slots != NULL ? size : 0;
	for (i = 0; m->slots != NULL && i + 1 < m->n; i++)
		*slot_of(m, i) = (uint32_t)i + 1;
	m->out->failed |= m->slots == NULL;
	return m->slots != NULL;
}

/* Is the last one there already?  Notes it where it is not. */
static bool
again(struct ts_members *m)
{
	uint32_t *slot;
	size_t i;

	for (i = 0; m->n <= MANY && i + 1 < m->n; i++)
		if (same(m, i, m->n - 1))
			return true;
	if (m->n <= MANY || !grow(m))
		return false;
	slot = slot_of(m, m->n - 1);
	if (*slot != 0)
		return true;
	*slot = (uint32_t)m->n;
	return false;
}

void
ts_member_end(struct ts_members *m)
{
	if (!buf_ok(m->out) || !buf_ok(&m->more))
		return;
	if (m->n > 0)
		buf_add(&m->more, &m->from, sizeof m->from);
	if (!buf_ok(&m->more))
		return;
	m->n++;
	if (m->out->len > m->from && !again(m))
		return;
	if (--m->n > 0)
		m->more.len -= sizeof m->from;
	ts_take_back(m->out, m->n > 0 ? m->from - strlen(m->separator) :
					m->start);
}

void
ts_member_adds(struct ts_members *m, const char *text)
{
	ts_member(m);
	buf_adds(m->out, text);
	ts_member_end(m);
}

/* Passes a comment; NULL if it does not end. */
static const char *
comment_end(const char *s, const char *end)
{
	for (s += 2; end - s >= 2; s++)
		if (s[0] == '*' && s[1] == '/')
			return s + 1;
	return NULL;
}

bool
ts_has_operator(const char *s, size_t n, char op)
{
	const char *end = s + n;
	int depth = 0;

	for (; s < end; s++) {
		if (*s == '"') {
			for (s++; s < end && *s != '"'; s++)
				s += *s == '\\';
		} else if (*s == '/' && end - s > 1 && s[1] == '*') {
			if ((s = comment_end(s, end)) == NULL)
				return false;
		} else if (*s == '(' || *s == '[' || *s == '{' || *s == '<')
			depth++;
		else if (*s == ')' || *s == ']' || *s == '}' || *s == '>')
			depth--;
		else if (*s == op && depth == 0)
			return true;
	}
	return false;
}

void
ts_wrap(struct buf *out, size_t start)
{
	buf_adds(out, "()");
	if (!buf_ok(out))
		return;
	memmove(out->p + start + 1, out->p + start, out->len - 2 - start);
	out->p[start] = '(';
}
