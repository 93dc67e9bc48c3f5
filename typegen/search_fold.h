/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search_fold.h -- letters beyond ASCII, for search_words.
 *
 * Accents are dropped and capitals made small, so "Čaj", "caj" and "C" with a
 * combining caron are one word, and so are "СПИСОК" and "список".  Signs (a
 * typographer's quotes and dashes, emoji) part words.  Chinese and Japanese are
 * written without blanks: search_words takes them by pairs.
 */
#ifndef CORDON_TYPEGEN_SEARCH_FOLD_H
#define CORDON_TYPEGEN_SEARCH_FOLD_H

#include <stddef.h>
#include <stdint.h>

enum fold_kind {
	FOLD_LETTER,
	FOLD_CAPITAL,
	FOLD_MARK, /* an accent of the letter before: nothing by itself */
	FOLD_SIGN,
	FOLD_PAIRED, /* of a script without blanks */
};

/* What stands at s, a byte of 0x80 or above; *ret_len bytes of it.  What is no
 * UTF-8 is a letter of one byte. */
enum fold_kind search_fold_kind(const char *s, size_t n, size_t *ret_len);
/* Writes that letter, small and plain, 1 to 4 bytes; returns how many. */
size_t search_fold_letter(const char *s, size_t len, char out[4]);

#endif
