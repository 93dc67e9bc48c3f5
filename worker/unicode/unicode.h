/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unicode.h -- what the Unicode Character Database says of a code point.
 *
 * Pure: constant tables (generated while building, see gen/), no memory, no
 * state.  Code points above 0x10ffff have no property and map to themselves.
 */
#ifndef CORDON_WORKER_UNICODE_UNICODE_H
#define CORDON_WORKER_UNICODE_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UNICODE_MAX 0x10ffffu

/* A set of code points: its ranges, read one after the other. */
struct unicode_set {
	const uint8_t *p;
	uint32_t at;
};

/* The set that \p{name} or \p{name=value} means; false: there is none.
 * Names and values count as they are written, as the language wants. */
bool unicode_find(const char *name, const char *value,
    struct unicode_set *ret);
/* The next range, ascending, never touching the last one; false: no more. */
bool unicode_next(struct unicode_set *s, uint32_t *ret_lo, uint32_t *ret_hi);
/* Is c in the set?  Reads it from its start. */
bool unicode_in(struct unicode_set s, uint32_t c);
/* May c begin, or go on in, an identifier of the language? */
bool unicode_id_start(uint32_t c);
bool unicode_id_part(uint32_t c);

/* Sequences of code points, the properties of strings ("RGI_Emoji"). */
struct unicode_sequences {
	const uint32_t *p;
	uint32_t kinds;
};
bool unicode_find_sequences(const char *name, struct unicode_sequences *ret);
/* The next one, its length; 0: no more. */
size_t unicode_next_sequence(struct unicode_sequences *s,
    const uint32_t **ret);

/* Simple case folding (C and S of CaseFolding.txt). */
uint32_t unicode_fold(uint32_t c);
/* What a regular expression without the flags u and v compares: upper case
 * where that is one unit, and what is no ASCII never becomes ASCII. */
uint32_t unicode_canon(uint32_t c);
/* Calls f(ctx, c, to) for each c that the mapping changes; `fold` chooses
 * unicode_fold() or unicode_canon(). */
void unicode_each_case(bool fold,
    void (*f)(void *ctx, uint32_t c, uint32_t to), void *ctx);
/* Full mappings, without conditions: 1 to 3 code points. */
size_t unicode_upper(uint32_t c, uint32_t ret[3]);
size_t unicode_lower(uint32_t c, uint32_t ret[3]);

/* Canonical_Combining_Class. */
uint8_t unicode_class(uint32_t c);
/* One step of decomposition: the code points, how many; 0: there is none.
 * compat: also those that are not canonical.  Not for Hangul. */
size_t unicode_decompose(uint32_t c, bool compat, const uint32_t **ret);
/* What two code points are composed of, or 0.  Not for Hangul. */
uint32_t unicode_compose(uint32_t a, uint32_t b);

/* Bidi_Class and Joining_Type, as far as domain names ask. */
enum unicode_bidi {
	UNICODE_L,
	UNICODE_R,
	UNICODE_AL,
	UNICODE_AN,
	UNICODE_EN,
	UNICODE_ES,
	UNICODE_CS,
	UNICODE_ET,
	UNICODE_ON,
	UNICODE_BN,
	UNICODE_NSM,
};
enum unicode_joining {
	UNICODE_JOINS_NOT,
	UNICODE_JOINS_LEFT,
	UNICODE_JOINS_RIGHT,
	UNICODE_JOINS_BOTH,
	UNICODE_TRANSPARENT,
};
enum unicode_bidi unicode_bidi(uint32_t c);
enum unicode_joining unicode_joining(uint32_t c);

/* The classes of breaks_class.h. */
uint8_t unicode_grapheme_class(uint32_t c);
uint8_t unicode_word_class(uint32_t c);
uint8_t unicode_sentence_class(uint32_t c);

#endif
