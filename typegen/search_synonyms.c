/* SPDX-License-Identifier: Apache-2.0 */
/* search_synonyms.c -- see search_synonyms.h. */
#include "typegen/search_synonyms.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *word, *others;
} table[] = {
#define SYNONYM(asked, written) { asked, written },
#include "typegen/search_synonyms.def"
#undef SYNONYM
};

#define WORDS (sizeof table / sizeof table[0])

struct entry {
	char stem[SEARCH_WORD_MAX];
	char others[SEARCH_SYNONYMS_MAX][SEARCH_WORD_MAX];
	const char *list[SEARCH_SYNONYMS_MAX + 1];
};

/* Stemmed once a thread: it takes as long as a search. */
static _Thread_local struct entry *entries;
static _Thread_local uint16_t slots[2048]; /* place in entries + 1 */

static void
read_others(struct search_words *w, const char *s, struct entry *e)
{
	char word[SEARCH_WORD_MAX];
	size_t n = 0;

	while (*s != '\0' && n < SEARCH_SYNONYMS_MAX) {
		size_t len = strcspn(s, " ");

		if (len < sizeof word) {
			memcpy(word, s, len);
			word[len] = '\0';
			if (search_words_stem(w, word, e->others[n])) {
				e->list[n] = e->others[n];
				n++;
			}
		}
		s += len + (s[len] == ' ');
	}
	e->list[n] = NULL;
}

static bool
prepare(struct search_words *w)
{
	size_t i, at;

	if (entries != NULL)
		return true;
	_Static_assert(2 * WORDS < sizeof slots / sizeof slots[0], "slots");
	entries = calloc(WORDS, sizeof *entries);
	for (i = 0; entries != NULL && i < WORDS; i++) {
		if (!search_words_stem(w, table[i].word, entries[i].stem))
			continue;
		read_others(w, table[i].others, &entries[i]);
		at = search_hash(entries[i].stem) & 2047;
		while (slots[at] != 0)
			at = (at + 1) & 2047;
		slots[at] = (uint16_t)(i + 1);
	}
	return entries != NULL;
}

const char *const *
search_synonyms(struct search_words *w, const char *stem)
{
	size_t at = search_hash(stem) & 2047;

	if (!prepare(w))
		return NULL;
	for (; slots[at] != 0; at = (at + 1) & 2047)
		if (strcmp(entries[slots[at] - 1].stem, stem) == 0)
			return entries[slots[at] - 1].list;
	return NULL;
}
