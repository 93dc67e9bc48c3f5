/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search_synonyms.h -- words that people and APIs use for the same thing.
 *
 * General words only: nothing here is about one API.
 */
#ifndef CORDON_TYPEGEN_SEARCH_SYNONYMS_H
#define CORDON_TYPEGEN_SEARCH_SYNONYMS_H

#include "typegen/search_words.h"

#define SEARCH_SYNONYMS_MAX 12 /* of one word */

/* Stems that may stand for a stem, NULL-terminated; NULL if there are none.
 * They live as long as the thread. */
const char *const *search_synonyms(struct search_words *w, const char *stem);

#endif
