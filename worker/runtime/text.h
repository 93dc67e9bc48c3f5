/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text.h -- a JavaScript string's code units, in C.
 *
 * Duktape keeps strings as CESU-8.  ASCII text is used in place; other text is
 * decoded to 16-bit units in a buffer on the value stack.
 */
#ifndef CORDON_WORKER_RUNTIME_TEXT_H
#define CORDON_WORKER_RUNTIME_TEXT_H

#include "worker/runtime/rt.h"

struct text {
	const uint8_t *s8; /* ASCII: one byte a unit; else NULL */
	const uint16_t *s16;
	size_t len; /* in units */
};

static inline uint32_t
text_at(const struct text *t, size_t i)
{
	return t->s8 != NULL ? t->s8[i] : t->s16[i];
}

/* The text of the string at idx.  Always pushes one value, which (with the
 * string itself) keeps the text alive. */
void text_push(duk_context *ctx, duk_idx_t idx, struct text *ret);
/* The same, but an ASCII string is decoded as well. */
uint16_t *text_push_units(duk_context *ctx, duk_idx_t idx, size_t *ret_len);
/* Pushes a string of these units. */
void text_make(duk_context *ctx, const uint16_t *u, size_t n);
/* Pushes units a..b of t, cut out of the string at idx. */
void text_slice(duk_context *ctx, duk_idx_t idx, const struct text *t,
    size_t a, size_t b);
/* The code point at i (a pair counts as one). */
uint32_t text_cp(const struct text *t, size_t i, size_t *ret_units);

#endif
