/* SPDX-License-Identifier: Apache-2.0 */
/* encode.c -- see encode.h. */
#include "broker/egress/encode.h"

#include <stdint.h>
#include <string.h>

static bool
unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || strchr("-._~", c) != NULL;
}

void
encode_percent(struct buf *out, const char *s, size_t n, bool reserved)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t i;

	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		char esc[3] = {'%', hex[c >> 4], hex[c & 15]};

		if (c != '\0' && (unreserved(c) ||
		    (reserved && strchr(":/?[]@!$'()*,;", c) != NULL)))
			buf_addc(out, (char)c);
		else
			buf_add(out, esc, sizeof esc);
	}
}

static int
digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool
encode_unbase64(struct buf *out, const char *s, size_t n)
{
	size_t i, pad;

	if (n % 4 != 0)
		return false;
	pad = n > 0 && s[n - 1] == '=' ? 1 + (s[n - 2] == '=') : 0;
	for (i = 0; i < n; i += 4) {
		size_t bytes = i + 4 == n ? 3 - pad : 3, k;
		uint32_t v = 0;
		char three[3];

		for (k = 0; k < 4; k++) {
			int d = k <= bytes ? digit(s[i + k]) : 0;

			if (d < 0)
				return false;
			v = v << 6 | (uint32_t)d;
		}
		three[0] = (char)(v >> 16);
		three[1] = (char)(v >> 8);
		three[2] = (char)v;
		buf_add(out, three, bytes);
	}
	return true;
}

void
encode_base64(struct buf *out, const void *p, size_t n)
{
	static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *s = p;
	size_t i;

	for (i = 0; i < n; i += 3) {
		uint32_t v = (uint32_t)s[i] << 16;
		char four[4];

		v |= i + 1 < n ? (uint32_t)s[i + 1] << 8 : 0;
		v |= i + 2 < n ? s[i + 2] : 0u;
		four[0] = set[v >> 18];
		four[1] = set[v >> 12 & 63];
		four[2] = i + 1 < n ? set[v >> 6 & 63] : '=';
		four[3] = i + 2 < n ? set[v & 63] : '=';
		buf_add(out, four, 4);
	}
}
