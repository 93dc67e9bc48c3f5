/* SPDX-License-Identifier: Apache-2.0 */
/* log.c -- see log.h. */
#include "common/host/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/base/utf8.h"

#define LINE_MAX_BYTES 1024 /* one event; longer ones are cut */

static const char *process_name = "cordon";
static enum log_level least_level = LOG_WARN;

void
log_open(const char *process, enum log_level least)
{
	process_name = process;
	least_level = least;
}

/* C0, C1, separators of lines, and what turns the direction of writing. */
static bool
is_plain(uint32_t cp)
{
	return cp >= 0x20 && cp != '"' && cp != '\\' &&
	    !(cp >= 0x7f && cp < 0xa0) && !(cp >= 0x200b && cp <= 0x200f) &&
	    !(cp >= 0x2028 && cp <= 0x202e) &&
	    !(cp >= 0x2060 && cp <= 0x206f) && cp != 0x61c && cp != 0xfeff;
}

/* As it stands in quotes; bytes that are no UTF-8 one by one. */
static size_t
quote_one(const char *s, size_t n, char *out, size_t room, size_t *ret_len)
{
	size_t len = utf8_len(s, n);
	uint32_t cp;
	int w;

	*ret_len = len == 0 ? 1 : len;
	if (len == 0)
		w = snprintf(out, room, "\\x%02x", (unsigned)(*s & 0xff));
	else if (is_plain(cp = utf8_decode(s, n, &len)))
		w = snprintf(out, room, "%.*s", (int)len, s);
	else if (cp == '"' || cp == '\\')
		w = snprintf(out, room, "\\%c", (int)cp);
	else
		w = snprintf(out, room, "\\u%04x", (unsigned)cp);
	return w < 0 ? 0 : (size_t)w;
}

const char *
log_quote(struct log_text *room, const char *s)
{
	static const char cut[] = "...";
	/* What a cut text ends with fits behind any part taken whole. */
	const size_t most = sizeof room->p - sizeof cut - 1;
	size_t at = 0, n = strlen(s), len, w;
	char one[16];

	room->p[at++] = '"';
	for (; n > 0; s += len, n -= len) {
		w = quote_one(s, n, one, sizeof one, &len);
		if (w > most - at) {
			memcpy(room->p + at, cut, sizeof cut - 1);
			at += sizeof cut - 1;
			break;
		}
		memcpy(room->p + at, one, w);
		at += w;
	}
	room->p[at++] = '"';
	room->p[at] = '\0';
	return room->p;
}

void
log_at(enum log_level level, const char *fmt, ...)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	char line[LINE_MAX_BYTES];
	int saved = errno, n, m;
	va_list ap;

	if (level < least_level)
		return;
	n = snprintf(line, sizeof line, "%s: %s ", process_name, names[level]);
	va_start(ap, fmt);
	m = vsnprintf(line + n, sizeof line - (size_t)n - 1, fmt, ap);
	va_end(ap);
	if (m < 0)
		m = 0;
	n += m;
	if (n > (int)sizeof line - 2)
		n = (int)sizeof line - 2;
	for (m = 0; m < n; m++)
		if ((unsigned char)line[m] < 0x20 || line[m] == 0x7f)
			line[m] = '?';
	line[n++] = '\n';
	if (write(STDERR_FILENO, line, (size_t)n) == -1) {
		/* Nowhere left to say it. */
	}
	errno = saved;
}
