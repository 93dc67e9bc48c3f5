/* SPDX-License-Identifier: Apache-2.0 */
/*
 * near.h -- "did you mean": the nearest of a list of words.
 */
#ifndef CORDON_COMMON_BASE_NEAR_H
#define CORDON_COMMON_BASE_NEAR_H

#include <stddef.h>

/*
 * Edits (insert, delete, replace, swap of neighbours; letter case is free)
 * that make a into b, or most + 1 if more are needed.  Only the first
 * NEAR_WORD_MAX bytes of each count.
 */
#define NEAR_WORD_MAX 64 /* three rows of the table stay on the stack */
unsigned near_edits(const char *a, const char *b, unsigned most);
/* The best of n words within a third of the word's length, or NULL. */
const char *near_best(const char *word, const char *const *words, size_t n);

#endif
