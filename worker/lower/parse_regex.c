/* SPDX-License-Identifier: Apache-2.0 */
/* parse_regex.c -- a literal that is no regular expression is an error before
 * anything runs. */
#include <stdio.h>
#include <stdlib.h>

#include "worker/lower/parse.h"
#include "worker/regexp/regexp.h"

#define SHOWN_MAX 120 /* bytes of a pattern in a message */

static void *
memory(void *ctx, void *p, size_t n)
{
	(void)ctx;
	if (n == 0) {
		free(p);
		return NULL;
	}
	return realloc(p, n);
}

/* UTF-8, which the lexer has seen to be well-formed, as units. */
static size_t
units(const char *s, size_t n, uint16_t *out)
{
	const unsigned char *p = (const unsigned char *)s, *end = p + n;
	size_t k = 0;

	while (p < end) {
		uint32_t c = *p, more = c < 0x80 ? 0 : c < 0xe0 ? 1 :
		    c < 0xf0 ? 2 : 3;

		if (more > (size_t)(end - p) - 1)
			more = 0;
		c = more == 0 ? c : c & (0x3fu >> more);
		for (p++; more > 0; more--)
			c = c << 6 | (*p++ & 0x3fu);
		if (c > 0xffff) {
			out[k++] = (uint16_t)(0xd800 + ((c - 0x10000) >> 10));
			c = 0xdc00 + ((c - 0x10000) & 0x3ff);
		}
		out[k++] = (uint16_t)c;
	}
	return k;
}

void
parse_regex(struct parser *p, uint32_t pos, const struct atom *source,
    const struct atom *flags)
{
	struct re_memory m = { memory, NULL };
	struct re_error e = { "", 0 };
	char msg[256];
	unsigned bits;
	uint16_t *u;
	int rc;

	if (p->x.failed)
		return;
	if (re_flags(flags->s, flags->len, &bits) == -1) {
		parse_fail(p, pos, "Invalid regular expression flags");
		return;
	}
	if ((u = malloc((source->len + 1) * sizeof(*u))) == NULL)
		return; /* it will be told when it runs */
	rc = re_check(u, units(source->s, source->len, u), bits, &m, &e);
	free(u);
	if (rc == 0 || e.msg[0] == '\0')
		return;
	(void)snprintf(msg, sizeof(msg),
	    "Invalid regular expression: /%.*s%s/%.*s: %s",
	    source->len > SHOWN_MAX ? SHOWN_MAX : (int)source->len, source->s,
	    source->len > SHOWN_MAX ? "..." : "", (int)flags->len, flags->s,
	    e.msg);
	parse_fail(p, pos, msg);
}
