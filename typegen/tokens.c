/* SPDX-License-Identifier: Apache-2.0 */
/* tokens.c -- see tokens.h. */
#include "typegen/tokens.h"

#include <stdbool.h>
#include <string.h>

enum kind {
	LOWER = 'a',
	UPPER = 'A',
	DIGIT = '0',
	SPACE = ' ',
	LINE = '/',
	OTHER = '.',
	WIDE = 'w'
};

/* An estimate looks at each sign several times, and so does not compare. */
static enum kind
kind_of(char c)
{
	static const char kinds[0x80 + 1] =
	    "......... /../.................."
	    " ...............0000000000......"
	    ".AAAAAAAAAAAAAAAAAAAAAAAAAA....."
	    ".aaaaaaaaaaaaaaaaaaaaaaaaaa.....";
	unsigned char u = (unsigned char)c;

	return u < 0x80 ? (enum kind)kinds[u] : WIDE;
}

/* Capitals and then small letters; `at` is past what leads it. */
static size_t
word_end(const char *s, size_t n, size_t at)
{
	while (at < n && kind_of(s[at]) == UPPER)
		at++;
	while (at < n && kind_of(s[at]) == LOWER)
		at++;
	return at;
}

/* A hundredth of a token: of a word, its lead (a space, a sign) included. */
static size_t
word_cost(const char *s, size_t len)
{
	enum kind lead = kind_of(s[0]);
	size_t first = lead == LOWER || lead == UPPER ? 0 : 1;
	size_t letters = len - first, capitals = 0;

	while (first + capitals < len && kind_of(s[first + capitals]) == UPPER)
		capitals++;
	if (capitals > 1 && letters > 2)
		return 100 + 32 * (letters - 2);
	if (letters <= 6)
		return lead == OTHER && letters > 1 ? 111 : 102;
	if (lead == SPACE)
		return letters < 15 ? 105 : 100 * letters / 8;
	return 105 + (lead == OTHER ? 20 : 12) * (letters - 6);
}

static size_t
run_end(const char *s, size_t n, size_t at, enum kind k, size_t most)
{
	size_t from = at;

	while (at < n && at - from < most && kind_of(s[at]) == k)
		at++;
	return at;
}

/* Spaces: the last one leads the word that follows, if one does. */
static size_t
space_end(const char *s, size_t n, size_t at)
{
	size_t end = at, line = 0;

	while (end < n && (kind_of(s[end]) == SPACE || kind_of(s[end]) == LINE))
	{
		end++;
		if (kind_of(s[end - 1]) == LINE)
			line = end;
	}
	if (line > 0)
		return line;
	return end < n && end - at > 1 ? end - 1 : end;
}

/* One piece from `at`: where it ends, what it costs. */
static size_t
piece(const char *s, size_t n, size_t at, size_t *ret_cost)
{
	enum kind k = kind_of(s[at]);
	enum kind next = at + 1 < n ? kind_of(s[at + 1]) : LINE;
	size_t end;

	*ret_cost = 100;
	if (k == LOWER || k == UPPER ||
	    ((k == OTHER || k == SPACE) && (next == LOWER || next == UPPER))) {
		end = word_end(s, n, at + (k != LOWER && k != UPPER));
		*ret_cost = word_cost(s + at, end - at);
	} else if (k == DIGIT) {
		end = run_end(s, n, at, DIGIT, 3);
	} else if (k == WIDE) {
		end = run_end(s, n, at, WIDE, 3);
		*ret_cost = 80;
	} else if (k == OTHER || (k == SPACE && next == OTHER)) {
		end = run_end(s, n, at + (k == SPACE), OTHER, n);
		end = run_end(s, n, end, LINE, n);
		*ret_cost = end - at <= 4 ? 102 : 40 * (end - at);
	} else
		end = space_end(s, n, at);
	return end > at ? end : at + 1;
}

size_t
tokens_estimate(const char *text, size_t n)
{
	size_t at = 0, sum = 0, cost;

	while (at < n) {
		at = piece(text, n, at, &cost);
		sum += cost;
	}
	return (sum + 50) / 100;
}
