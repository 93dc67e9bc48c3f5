/* SPDX-License-Identifier: Apache-2.0 */
/* idna_int.h -- lists of code points, their normal form, punycode. */
#ifndef CORDON_WORKER_URL_IDNA_INT_H
#define CORDON_WORKER_URL_IDNA_INT_H

#include "common/base/buf.h"

/* The longest full decomposition of one code point. */
#define UNICODE_FULL_MAX 32

struct points {
	uint32_t *p;
	size_t n, cap;
};

/* 0, or -1 without memory. */
int points_add(struct points *l, uint32_t c);
int points_add_all(struct points *l, const uint32_t *p, size_t n);
void points_free(struct points *l);
/* The full decomposition of c (compat: also for compatibility). */
size_t points_decompose(uint32_t c, bool compat,
    uint32_t ret[UNICODE_FULL_MAX]);
/* Appends the composed form (NFC) of `from`. */
int points_nfc(const struct points *from, struct points *to);

/* RFC 3492.  -1: no punycode, or more than can be one. */
int punycode_decode(const uint32_t *p, size_t n, struct points *out);
int punycode_encode(const uint32_t *p, size_t n, struct buf *out);

#endif
