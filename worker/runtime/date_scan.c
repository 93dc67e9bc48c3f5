/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/runtime/date_scan.h"

#include <string.h>

#define DIGITS_MAX 9 /* later ones of a number do not count */

static const struct {
	char text[4];
	enum word word;
	int32_t value;
} words[] = {
	{ "jan", MONTH, 1 },
	{ "feb", MONTH, 2 },
	{ "mar", MONTH, 3 },
	{ "apr", MONTH, 4 },
	{ "may", MONTH, 5 },
	{ "jun", MONTH, 6 },
	{ "jul", MONTH, 7 },
	{ "aug", MONTH, 8 },
	{ "sep", MONTH, 9 },
	{ "oct", MONTH, 10 },
	{ "nov", MONTH, 11 },
	{ "dec", MONTH, 12 },
	{ "am", HALF, 0 },
	{ "pm", HALF, 12 },
	{ "ut", ZONE, 0 },
	{ "utc", ZONE, 0 },
	{ "z", ZONE, 0 },
	{ "gmt", ZONE, 0 },
	{ "cdt", ZONE, -5 },
	{ "cst", ZONE, -6 },
	{ "edt", ZONE, -4 },
	{ "est", ZONE, -5 },
	{ "mdt", ZONE, -6 },
	{ "mst", ZONE, -7 },
	{ "pdt", ZONE, -7 },
	{ "pst", ZONE, -8 },
	{ "t", TEE, 0 },
};

/* Letters, and whatever is beyond ASCII's digits and signs. */
static bool
is_letter(uint8_t c)
{
	return c >= 'A';
}

static bool
is_space(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void
scan_number(struct scan *s)
{
	const uint8_t *from = s->p;
	int digits = 0;

	s->t.kind = NUMBER;
	while (s->p < s->end && *s->p == '0')
		s->p++;
	for (; s->p < s->end && *s->p >= '0' && *s->p <= '9'; s->p++)
		if (digits++ < DIGITS_MAX)
			s->t.n = s->t.n * 10 + (*s->p - '0');
	s->t.len = (size_t)(s->p - from);
}

/* Of a long word only its first three letters count, and only for months. */
static void
scan_word(struct scan *s)
{
	const uint8_t *from = s->p;
	char low[4] = "";
	size_t i;

	s->t.kind = WORD;
	s->t.word = OTHER;
	while (s->p < s->end && is_letter(*s->p))
		s->p++;
	s->t.len = (size_t)(s->p - from);
	for (i = 0; i < 3 && i < s->t.len; i++)
		low[i] = (char)(from[i] >= 'A' && from[i] <= 'Z' ? from[i] | 32
								 : from[i]);
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(low, words[i].text) != 0 ||
		    (s->t.len > 3 && words[i].word != MONTH))
			continue;
		s->t.word = words[i].word;
		s->t.n = words[i].value;
		return;
	}
}

/* Moves to the next token. */
void
date_scan_next(struct scan *s)
{
	memset(&s->t, 0, sizeof(s->t));
	if (s->p == s->end)
		return;
	if (*s->p >= '0' && *s->p <= '9') {
		scan_number(s);
	} else if (is_letter(*s->p)) {
		scan_word(s);
	} else if (is_space(*s->p)) {
		s->t.kind = SPACE;
		while (s->p < s->end && is_space(*s->p))
			s->p++;
	} else {
		s->t.kind = SYMBOL;
		s->t.symbol = (char)*s->p++;
	}
}

struct token
date_scan_take(struct scan *s)
{
	struct token t = s->t;

	date_scan_next(s);
	return t;
}

bool
date_scan_at(const struct scan *s, char c)
{
	return s->t.kind == SYMBOL && s->t.symbol == c;
}

bool
date_scan_skip(struct scan *s, char c)
{
	if (!date_scan_at(s, c))
		return false;
	date_scan_next(s);
	return true;
}

bool
date_scan_at_sign(const struct scan *s)
{
	return date_scan_at(s, '+') || date_scan_at(s, '-');
}

bool
date_scan_at_digits(const struct scan *s, size_t len, int32_t low, int32_t high)
{
	return s->t.kind == NUMBER && s->t.len == len && s->t.n >= low &&
	    s->t.n <= high;
}

bool
date_scan_at_zulu(const struct scan *s)
{
	return s->t.kind == WORD && s->t.word == ZONE && s->t.len == 1;
}

int32_t
date_scan_milliseconds(const struct token *t)
{
	size_t len = t->len < DIGITS_MAX ? t->len : DIGITS_MAX;
	int32_t n = t->n;

	for (; len < 3; len++)
		n *= 10;
	for (; len > 3; len--)
		n /= 10;
	return n;
}
