/* SPDX-License-Identifier: Apache-2.0 */
/* sse.c -- see sse.h. */
#include "mcp/sse.h"

#include <stdlib.h>
#include <string.h>

void
sse_init(struct sse *s, size_t max)
{
	memset(s, 0, sizeof *s);
	buf_init(&s->line, max);
	buf_init(&s->data, max);
}

void
sse_fini(struct sse *s)
{
	buf_fini(&s->line);
	buf_fini(&s->data);
}

/* An id with a NUL, a control character or too long a one is none. */
static void
set_id(struct sse *s, const char *v, size_t n)
{
	size_t i;

	if (n > SSE_ID_MAX)
		return;
	for (i = 0; i < n; i++)
		if ((unsigned char)v[i] < ' ' || v[i] == 0x7f)
			return;
	memcpy(s->id, v, n);
	s->id[n] = '\0';
}

static void
set_retry(struct sse *s, const char *v, size_t n)
{
	uint32_t ms = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (v[i] < '0' || v[i] > '9')
			return;
		if (ms < 100000000)
			ms = ms * 10 + (uint32_t)(v[i] - '0');
	}
	if (n > 0)
		s->retry_ms = ms;
}

static bool
is(const char *p, size_t n, const char *word)
{
	return n == strlen(word) && memcmp(p, word, n) == 0;
}

static void
field(struct sse *s, const char *p, size_t n, const char *v, size_t vn)
{
	if (is(p, n, "data")) {
		if (s->has_data)
			buf_addc(&s->data, '\n');
		buf_add(&s->data, v, vn);
		s->has_data = true;
	} else if (is(p, n, "event"))
		s->skip_event = vn > 0 && !is(v, vn, "message");
	else if (is(p, n, "id"))
		set_id(s, v, vn);
	else if (is(p, n, "retry"))
		set_retry(s, v, vn);
}

static void
dispatch(struct sse *s, sse_event *event, void *arg)
{
	if (s->has_data && !s->skip_event && s->data.len > 0 &&
	    buf_ok(&s->data))
		event(arg, s->data.p, s->data.len);
	buf_clear(&s->data);
	s->has_data = s->skip_event = false;
}

static void
end_line(struct sse *s, sse_event *event, void *arg)
{
	const char *p = s->line.p, *colon, *v;
	size_t n = s->line.len;

	if (n == 0) {
		dispatch(s, event, arg);
		return;
	}
	colon = memchr(p, ':', n);
	if (colon != p) { /* else a comment */
		v = colon != NULL ? colon + 1 : p + n;
		if (v < p + n && *v == ' ')
			v++;
		field(s, p, colon != NULL ? (size_t)(colon - p) : n, v,
		    (size_t)(p + n - v));
	}
	buf_clear(&s->line);
}

bool
sse_feed(struct sse *s, const char *p, size_t n, sse_event *event, void *arg)
{
	size_t i = 0, run;

	while (i < n) {
		if (s->after_cr && p[i] == '\n') {
			s->after_cr = false;
			i++;
			continue;
		}
		s->after_cr = false;
		for (run = i; run < n && p[run] != '\n' && p[run] != '\r';)
			run++;
		buf_add(&s->line, p + i, run - i);
		if (!buf_ok(&s->line) || !buf_ok(&s->data))
			return false;
		if (run == n)
			return true;
		s->after_cr = p[run] == '\r';
		end_line(s, event, arg);
		if (!buf_ok(&s->data))
			return false;
		i = run + 1;
	}
	return true;
}
