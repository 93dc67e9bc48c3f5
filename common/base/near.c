/* SPDX-License-Identifier: Apache-2.0 */
/* near.c -- see near.h. */
#include "common/base/near.h"

#include <stdbool.h>
#include <string.h>

static char
fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static size_t
clip(const char *s)
{
	return strnlen(s, NEAR_WORD_MAX);
}

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

struct rows {
	unsigned before[NEAR_WORD_MAX + 1];
	unsigned last[NEAR_WORD_MAX + 1];
	unsigned now[NEAR_WORD_MAX + 1];
};

/* One row of the optimal string alignment distance; returns its least. */
static unsigned
one_row(struct rows *r, const char *a, const char *b, size_t i, size_t nb)
{
	unsigned best = r->now[0] = (unsigned)i;
	size_t j;

	for (j = 1; j <= nb; j++) {
		bool same = fold(a[i - 1]) == fold(b[j - 1]);
		unsigned d = r->last[j - 1] + (same ? 0 : 1);

		d = least(d, least(r->last[j], r->now[j - 1]) + 1);
		if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) &&
		    fold(a[i - 2]) == fold(b[j - 1]))
			d = least(d, r->before[j - 2] + 1);
		r->now[j] = d;
		best = least(best, d);
	}
	return best;
}

unsigned
near_edits(const char *a, const char *b, unsigned most)
{
	size_t na = clip(a), nb = clip(b), i, j;
	struct rows r;

	if ((na > nb ? na - nb : nb - na) > most)
		return most + 1;
	memset(r.before, 0, sizeof r.before);
	for (j = 0; j <= nb; j++)
		r.last[j] = (unsigned)j;
	for (i = 1; i <= na; i++) {
		if (one_row(&r, a, b, i, nb) > most)
			return most + 1;
		memcpy(r.before, r.last, sizeof r.before);
		memcpy(r.last, r.now, sizeof r.last);
	}
	return r.last[nb] > most ? most + 1 : r.last[nb];
}

const char *
near_best(const char *word, const char *const *words, size_t n)
{
	unsigned most = (unsigned)(clip(word) / 3 + 1);
	const char *best = NULL;
	size_t i;

	for (i = 0; i < n; i++) {
		unsigned d = near_edits(word, words[i], most);

		if (d <= most && (best == NULL || d < most)) {
			best = words[i];
			most = d;
		}
	}
	return best;
}
