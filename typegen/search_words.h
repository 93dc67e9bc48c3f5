/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search_words.h -- text and identifiers cut into the words search knows.
 *
 * listForRepo, list-for-repo and LIST_FOR_REPO give the same three; accents of
 * Latin letters are dropped; words are stemmed (Porter, by libstemmer).
 */
#ifndef CORDON_TYPEGEN_SEARCH_WORDS_H
#define CORDON_TYPEGEN_SEARCH_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/err.h"

#define SEARCH_WORD_MAX 40 /* longer ones are hashes and keys */

struct search_words; /* a stemmer and its memory; not thread-safe */

struct search_words *search_words_new(struct err *e);
void search_words_free(struct search_words *w);
/* Calls each(arg, stem, plain word) in order; false from it stops. */
void search_words_each(struct search_words *w, const char *text, size_t n,
    bool (*each)(void *arg, const char *stem, const char *word), void *arg);
/* Is a word too common to search for? (plain, lower case) */
bool search_words_stop(const char *word);

#endif
