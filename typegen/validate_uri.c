/* SPDX-License-Identifier: Apache-2.0 */
/* validate_uri.c -- a reference against a base: RFC 3986, 5.2. */
#include <string.h>

#include "typegen/validate_impl.h"

/* Length of "scheme:", or 0. */
static size_t
scheme_len(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz"
			     "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

	return n > 0 && s[n] == ':' ? n + 1 : 0;
}

/* Where the path of a URI starts. */
static size_t
path_start(const char *s)
{
	size_t n = scheme_len(s);

	if (strncmp(s + n, "//", 2) == 0)
		n += 2 + strcspn(s + n + 2, "/?#");
	return n;
}

/* 5.2.4, on the path that starts at `from` in out. */
static void
remove_dots(struct buf *out, size_t from)
{
	char *p = out->p + from, *w = p;
	const char *r = p;

	while (*r != '\0' && *r != '?' && *r != '#') {
		if (strncmp(r, "/./", 3) == 0 || strcmp(r, "/.") == 0)
			r += 2;
		else if (strncmp(r, "/../", 4) == 0 || strcmp(r, "/..") == 0) {
			r += 3;
			while (w > p && *--w != '/')
				continue;
		} else
			*w++ = *r++;
	}
	memmove(w, r, strlen(r) + 1);
	out->len = strlen(out->p);
}

void
validate_uri(struct buf *out, const char *base, const char *ref)
{
	size_t path = path_start(base), keep, from = out->len;

	if (scheme_len(ref) > 0) {
		buf_adds(out, ref);
		return;
	}
	if (ref[0] == '\0' || ref[0] == '#') {
		buf_add(out, base, strcspn(base, "#"));
		buf_adds(out, ref);
		return;
	}
	if (strncmp(ref, "//", 2) == 0)
		keep = scheme_len(base);
	else if (ref[0] == '/')
		keep = path;
	else if (ref[0] == '?')
		keep = strcspn(base, "?#");
	else {
		const char *last = base + path, *p;

		for (p = last; *p != '\0' && *p != '?' && *p != '#'; p++)
			if (*p == '/')
				last = p + 1;
		keep = (size_t)(last - base);
	}
	buf_add(out, base, keep);
	buf_adds(out, ref);
	if (buf_ok(out) && out->p != NULL)
		remove_dots(out, from + path_start(out->p + from));
}
