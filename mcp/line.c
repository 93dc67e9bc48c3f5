/* SPDX-License-Identifier: Apache-2.0 */
/* line.c -- see line.h. */
#include "mcp/line.h"

#include <string.h>

#define SEPARATOR_BYTES 3

/* U+2028 and U+2029 in UTF-8: outside of strings JSON has none. */
static const char *
separator(const char *p, const char *end)
{
	while (end - p >= SEPARATOR_BYTES &&
	    (p = memchr(p, 0xe2, (size_t)(end - p))) != NULL) {
		if (end - p >= SEPARATOR_BYTES && (p[1] & 0xff) == 0x80 &&
		    (p[2] & 0xfe) == 0xa8)
			return p;
		p++;
	}
	return NULL;
}

void
line_add(struct buf *b, const char *json, size_t n)
{
	const char *p = json, *end = json + n, *s;

	while ((s = separator(p, end)) != NULL) {
		buf_add(b, p, (size_t)(s - p));
		buf_adds(b, (s[2] & 1) == 0 ? "\\u2028" : "\\u2029");
		p = s + SEPARATOR_BYTES;
	}
	buf_add(b, p, (size_t)(end - p));
	buf_addc(b, '\n');
}
