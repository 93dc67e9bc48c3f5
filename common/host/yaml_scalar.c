/* SPDX-License-Identifier: Apache-2.0 */
/* yaml_scalar.c -- see yaml_scalar.h. */
#include "common/host/yaml_scalar.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_MAX 400 /* longer digits carry no more value in a double */

static bool
one_of(const char *s, size_t n, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strlen(*words) == n && memcmp(*words, s, n) == 0)
			return true;
	return false;
}

static size_t
digits(const char *s, const char *set)
{
	return strspn(s, set);
}

/* [-+]? ( \.[0-9]+ | [0-9]+ (\.[0-9]*)? ) ([eE][-+]?[0-9]+)? */
static bool
is_real(const char *s)
{
	size_t whole, frac = 0;

	s += strspn(s, "-+") == 1 ? 1 : 0;
	whole = digits(s, "0123456789");
	s += whole;
	if (*s == '.') {
		frac = digits(s + 1, "0123456789");
		s += 1 + frac;
	}
	if (whole + frac == 0)
		return false;
	if (*s == 'e' || *s == 'E') {
		s++;
		s += *s == '-' || *s == '+' ? 1 : 0;
		if (digits(s, "0123456789") == 0)
			return false;
		s += digits(s, "0123456789");
	}
	return *s == '\0';
}

/* The base of an integer, or 0; *ret_digits where its digits start. */
static int
integer_base(const char *s, const char **ret_digits)
{
	int base = 10;
	const char *set = "0123456789";

	*ret_digits = s;
	if (s[0] == '0' && (s[1] == 'o' || s[1] == 'x')) {
		base = s[1] == 'o' ? 8 : 16;
		set = s[1] == 'o' ? "01234567" : "0123456789abcdefABCDEF";
		*ret_digits = s += 2;
	} else
		s += *s == '-' || *s == '+' ? 1 : 0;
	return *s != '\0' && s[digits(s, set)] == '\0' ? base : 0;
}

static json_t *
number(const char *text)
{
	const char *from;
	int base = integer_base(text, &from);
	double d;

	if (base != 0) {
		long long v;

		errno = 0;
		v = strtoll(from, NULL, base);
		if (errno == 0)
			return json_integer(v);
		if (base == 8)
			return NULL;
	} else if (!is_real(text))
		return NULL;
	d = strtod(text[0] == '+' ? text + 1 : text, NULL);
	return isfinite(d) ? json_real(d) : NULL;
}

json_t *
yaml_scalar(const char *s, size_t n)
{
	static const char *const nulls[] = {"", "~", "null", "Null", "NULL",
	    NULL};
	static const char *const yes[] = {"true", "True", "TRUE", NULL};
	static const char *const no[] = {"false", "False", "FALSE", NULL};
	char text[NUMBER_MAX];
	json_t *v = NULL;

	if (one_of(s, n, nulls))
		return json_null();
	if (one_of(s, n, yes))
		return json_true();
	if (one_of(s, n, no))
		return json_false();
	if (n < sizeof text && strchr("+-.0123456789", s[0]) != NULL &&
	    memchr(s, '\0', n) == NULL) {
		memcpy(text, s, n);
		text[n] = '\0';
		v = number(text);
	}
	return v != NULL ? v : json_stringn(s, n);
}
