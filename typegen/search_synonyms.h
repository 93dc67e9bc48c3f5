/* SPDX-License-Identifier: Apache-2.0 */
/* search_synonyms.h -- words that people and APIs use for the same thing. */
#ifndef CORDON_TYPEGEN_SEARCH_SYNONYMS_H
#define CORDON_TYPEGEN_SEARCH_SYNONYMS_H

/* Other words (plain) for a stem, NULL-terminated; NULL if there are none. */
const char *const *search_synonyms(const char *stem);

#endif
