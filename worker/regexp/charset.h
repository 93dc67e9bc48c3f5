/* SPDX-License-Identifier: Apache-2.0 */
/*
 * charset.h -- sets of code points: sorted ranges that do not touch.
 *
 * Between charset_add() calls a set may be unsorted; every other function
 * sorts first.  Memory is a pool's; a failed pool leaves sets incomplete and
 * says so itself.
 */
#ifndef CORDON_WORKER_REGEXP_CHARSET_H
#define CORDON_WORKER_REGEXP_CHARSET_H

#include "worker/regexp/room.h"

struct charset {
	struct room *pool;
	uint32_t *v; /* first, last, first, last, ... */
	size_t n, cap; /* in numbers */
	bool sorted;
};

void charset_init(struct charset *s, struct room *pool);
void charset_add(struct charset *s, uint32_t lo, uint32_t hi);
void charset_add_set(struct charset *s, struct charset *other);
void charset_sort(struct charset *s);
void charset_invert(struct charset *s);
void charset_intersect(struct charset *s, struct charset *other);
void charset_subtract(struct charset *s, struct charset *other);
/* \d, \s, \w, with `fold` \w of the flags u and i. */
void charset_add_digits(struct charset *s);
void charset_add_spaces(struct charset *s);
void charset_add_words(struct charset *s, bool fold);
/* Adds all that is equal to one in the set when case does not count. */
void charset_close(struct charset *s, bool fold);
/* Maps each to its simple case folding. */
void charset_fold(struct charset *s);

#endif
