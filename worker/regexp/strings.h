/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strings.h -- sets of strings of more (or less) than one character, which
 * classes of the flag v may contain.
 */
#ifndef CORDON_WORKER_REGEXP_STRINGS_H
#define CORDON_WORKER_REGEXP_STRINGS_H

#include "worker/regexp/charset.h"
#include "worker/unicode/unicode.h"

struct string {
	const uint32_t *c; /* code points; folded when case does not count */
	size_t n;
};

struct strings {
	struct room *pool;
	struct string *v;
	size_t n, cap;
	bool fold;
};

void strings_init(struct strings *s, struct room *pool, bool fold);
/* Adds a string, once; borrows c, which must be the pool's or constant. */
void strings_add(struct strings *s, const uint32_t *c, size_t n);
void strings_add_all(struct strings *s, const struct strings *other);
void strings_intersect(struct strings *s, const struct strings *other);
void strings_subtract(struct strings *s, const struct strings *other);
/* Those of one code point go to the set. */
void strings_add_sequences(struct strings *s, struct unicode_sequences *q,
    struct charset *single);
/* The longest first, as they are matched. */
void strings_sort(struct strings *s);

#endif
