/* SPDX-License-Identifier: Apache-2.0 */
/* words.c -- see words.h. */
#include "common/base/words.h"

#include <ctype.h>
#include <string.h>

bool
words_has(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' ||
	    (unsigned char)c >= 0x80;
}

size_t
words_past(struct words t, size_t i)
{
	while (i < t.n && words_has(t.s[i]))
		i++;
	return i;
}

size_t
words_past_space(struct words t, size_t i)
{
	while (i < t.n && isspace((unsigned char)t.s[i]))
		i++;
	return i;
}

bool
words_begin(struct words t, size_t i, const char *s)
{
	size_t n = strlen(s);

	return i <= t.n && t.n - i >= n && memcmp(t.s + i, s, n) == 0;
}

static bool
alone(struct words t, size_t i, size_t n)
{
	return (i == 0 || (!words_has(t.s[i - 1]) && t.s[i - 1] != '.')) &&
	    (i + n == t.n || !words_has(t.s[i + n]));
}

/* In the word that one was found in there is no other that stands alone: to
 * look there again took, of a long one, its length each time. */
size_t
words_next(struct words t, size_t from, struct words w)
{
	const char *p;
	size_t i = from;

	while (w.n > 0 && i < t.n &&
	    (p = memmem(t.s + i, t.n - i, w.s, w.n)) != NULL) {
		i = (size_t)(p - t.s);
		if (alone(t, i, w.n))
			return i;
		i = words_past(t, i + 1);
	}
	return t.n;
}

struct words
words_spoken_of(const char *m)
{
	const char *end = strstr(m, " is not a function"), *from;

	if (end == NULL)
		end = strstr(m, " is not iterable");
	if (end != NULL)
		return (struct words){ m, (size_t)(end - m) };
	from = strstr(m, "'): ");
	end = from == NULL ? NULL : strstr(from, " is undefined");
	return end == NULL
	    ? (struct words){ m, 0 }
	    : (struct words){ from + 4, (size_t)(end - from) - 4 };
}
