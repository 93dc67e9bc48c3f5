/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words.h -- a program's text, looked through word by word, and the words of
 * an engine's message about it.
 *
 * Both are hostile to the broker, and may be of a megabyte: each function
 * passes what it is given once.
 */
#ifndef CORDON_COMMON_BASE_WORDS_H
#define CORDON_COMMON_BASE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct words { /* borrowed; no NUL ends them */
	const char *s;
	size_t n;
};

/* What names consist of; all that is not ASCII may be part of one. */
bool words_has(char c);
/* Past the word, or the white space, that begins at i; i: none does. */
size_t words_past(struct words t, size_t i);
size_t words_past_space(struct words t, size_t i);
bool words_begin(struct words t, size_t i, const char *s);
/* Where the word w next stands alone and is no member (".w"), from `from` on;
 * t.n: nowhere. */
size_t words_next(struct words t, size_t from, struct words w);
/* `cs.data` of "Cannot read ... (reading 'x'): cs.data is undefined", and what
 * is not a function or not iterable; else none. */
struct words words_spoken_of(const char *message);

#endif
