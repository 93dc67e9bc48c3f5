/* SPDX-License-Identifier: Apache-2.0 */
/* header.c -- see header.h. */
#include "mcp/header.h"

#include <stdlib.h>
#include <string.h>

static int
sextet(char c)
{
	static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *p = c != '\0' ? strchr(set, c) : NULL;

	return p != NULL ? (int)(p - set) : -1;
}

static char *
decode(const char *p, size_t n)
{
	char *out = malloc(n + 1);
	unsigned bits = 0, acc = 0;
	size_t i, len = 0;

	if (out == NULL || n % 4 != 0) {
		free(out);
		return NULL;
	}
	while (n > 0 && p[n - 1] == '=')
		n--;
	for (i = 0; i < n; i++) {
		int v = sextet(p[i]);

		if (v == -1) {
			free(out);
			return NULL;
		}
		acc = (acc << 6 | (unsigned)v) & 0xffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[len++] = (char)(acc >> bits & 0xff);
		}
	}
	out[len] = '\0';
	return out;
}

char *
header_value(const char *v)
{
	static const char open[] = "=?base64?", close[] = "?=";
	size_t n;

	if (v == NULL)
		return NULL;
	v += strspn(v, " \t");
	n = strlen(v);
	while (n > 0 && (v[n - 1] == ' ' || v[n - 1] == '\t'))
		n--;
	if (n >= sizeof open - 1 + sizeof close - 1 &&
	    strncmp(v, open, sizeof open - 1) == 0 &&
	    strncmp(v + n - 2, close, 2) == 0)
		return decode(v + sizeof open - 1,
		    n - (sizeof open - 1) - (sizeof close - 1));
	return strndup(v, n);
}
