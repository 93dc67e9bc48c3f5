/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search_words.h -- text and identifiers cut into the words search knows.
 *
 * listForRepo, list-for-repo and LIST_FOR_REPO give the same three; accents are dropped, also
 * of other alphabets (search_fold.h); words are stemmed (Porter, by libstemmer).
 */
#ifndef CORDON_TYPEGEN_SEARCH_WORDS_H
#define CORDON_TYPEGEN_SEARCH_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/err.h"

#define SEARCH_WORD_MAX 40 /* longer ones are hashes and keys */

struct search_words; /* a stemmer and its memory; not thread-safe */

/* A word of a text, until the next one is read. */
struct search_word {
	char word[SEARCH_WORD_MAX]; /* plain, lower case */
	char stem[SEARCH_WORD_MAX];
	bool stop; /* too common to search for */
	/* The reader's own note: 0 at first, and again from time to time. */
	uint32_t note;
};

struct search_words *search_words_new(struct err *e);
void search_words_free(struct search_words *w);
/* Calls each(arg, word) in order; false from it stops. */
void search_words_each(struct search_words *w, const char *text, size_t n,
    bool (*each)(void *arg, struct search_word *word), void *arg);
/* Does a word (its stem) only carry the talk around a question?  An index has
 * such words all the same. */
bool search_words_talk(const char *stem);
/* The stem of one lower-case word; false if it is too long. */
bool search_words_stem(struct search_words *w, const char *word,
    char ret_stem[SEARCH_WORD_MAX]);
/* The hash by which a catalog finds a term. */
uint32_t search_hash(const char *stem);
/* A bit for each letter and digit of a word: two words that are one edit apart
 * differ in two bits at most. */
uint32_t search_letters(const char *word);

#endif
