/* SPDX-License-Identifier: Apache-2.0 */
/*
 * breaks.h -- where graphemes, words and sentences end (UAX 29, without
 * dictionaries: each Han character and each Hiragana is a word).
 *
 * Pure.  The caller classifies its code points, then asks for one end after the
 * other; the time is linear in the text.
 */
#ifndef CORDON_WORKER_UNICODE_BREAKS_H
#define CORDON_WORKER_UNICODE_BREAKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum breaks { BREAKS_GRAPHEME, BREAKS_WORD, BREAKS_SENTENCE };

/* The class of c, and in the bits from BREAKS_PICTURE on what words ask
 * besides. */
#define BREAKS_PICTURE 0x80 /* Extended_Pictographic */
#define BREAKS_WORDLIKE 0x40 /* an ideograph or Hiragana: a word of its own */
uint8_t breaks_class(enum breaks kind, uint32_t c);

/* The end of the segment that begins at `from` < n. */
size_t breaks_end(enum breaks kind, const uint8_t *classes, size_t n,
    size_t from);
/* Is this segment of words one, or only what is between them? */
bool breaks_is_word(const uint8_t *classes, size_t from, size_t end);

#endif
