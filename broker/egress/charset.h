/* SPDX-License-Identifier: Apache-2.0 */
/*
 * charset.h -- what is no UTF-8 as UTF-8.
 *
 * Labels are those of the Encoding Standard, as far as APIs use them: what
 * says Latin-1 or ASCII means windows-1252, UTF-16 is little-endian unless
 * it is marked otherwise.  Pure.
 */
#ifndef CORDON_BROKER_EGRESS_CHARSET_H
#define CORDON_BROKER_EGRESS_CHARSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/buf.h"

enum charset {
	CHARSET_UTF8, /* or what we do not know, or nothing said */
	CHARSET_1252,
	CHARSET_UTF16, /* its mark says which */
	CHARSET_UTF16_BIG
};

/* The charset parameter of a Content-Type. */
enum charset charset_of(const char *type);
/* Replaces *b, any bytes, read as windows-1252.  False without memory, or
 * when that is more than b->max: *b stays. */
bool charset_from_1252(struct buf *b);

/* UTF-16 that comes in pieces.  All zero at first. */
struct utf16 {
	enum { UTF16_ASK, UTF16_NOT, UTF16_LITTLE, UTF16_BIG } order;
	uint8_t held[2]; /* too few bytes to say */
	size_t n_held;
	uint32_t high; /* a surrogate that waits for its other half, or 0 */
};

/* Appends what `n` bytes are.  The first two decide, once: UTF-16 if `said`
 * so, or, with `mark`, by a byte order mark; else they stay bytes.  A half of
 * a pair is U+FFFD. */
void utf16_add(struct utf16 *u, enum charset said, bool mark, const char *s,
    size_t n, struct buf *out);
/* Whatever is left. */
void utf16_end(struct utf16 *u, struct buf *out);

#endif
