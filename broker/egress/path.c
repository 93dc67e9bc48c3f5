/* SPDX-License-Identifier: Apache-2.0 */
/* path.c -- see path.h. */
#include "broker/egress/path.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

/* The separator at s, as it is or encoded: how long it is; 0: none is. */
static size_t
separator(const char *s)
{
	return *s == '/' || *s == '\\' ? 1 :
	    strncasecmp(s, "%2f", 3) == 0 || strncasecmp(s, "%5c", 3) == 0 ? 3 :
									     0;
}

static size_t
dot(const char *s)
{
	return *s == '.' ? 1 : strncasecmp(s, "%2e", 3) == 0 ? 3 : 0;
}

/* What a server may take for the start of a segment's own parameters, which it
 * leaves out (RFC 3986, 3.3): "..;" is ".." to Tomcat, and "%3b" is ";" to what
 * stands before it. */
static bool
parameters(const char *s)
{
	return *s == ';' || strncasecmp(s, "%3b", 3) == 0;
}

static bool
ends(const char *s)
{
	return *s == '\0' || *s == '?' || *s == '#';
}

bool
path_climbs(const char *s)
{
	bool start = true;
	size_t n, one, two;

	for (; !ends(s); s += n) {
		one = start ? dot(s) : 0;
		two = one > 0 ? dot(s + one) : 0;
		if (two > 0 && (ends(s + one + two) || parameters(s + one + two) ||
			separator(s + one + two) > 0))
			return true;
		n = separator(s);
		start = n > 0;
		n += n == 0;
	}
	return false;
}

bool
path_has_dots(const char *path)
{
	while (*path == '/') {
		size_t n = strcspn(++path, "/?#"), i = 0, dots = 0, len;

		while (i < n && (len = dot(path + i)) > 0) {
			dots++;
			i += len;
		}
		if (i == n && (dots == 1 || dots == 2))
			return true;
		path += n;
	}
	return false;
}
