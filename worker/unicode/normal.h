/* SPDX-License-Identifier: Apache-2.0 */
/*
 * normal.h -- the normalization forms: decompose, order, compose.
 *
 * NFD and NFKD are the first two steps, NFC and NFKC all three.  Text is in
 * 16-bit units, between the steps in code points; lone surrogates stay as
 * they are.  The caller gives the memory.
 */
#ifndef CORDON_WORKER_UNICODE_NORMAL_H
#define CORDON_WORKER_UNICODE_NORMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Is a text below this unit normal already, whatever it says? */
uint32_t normal_floor(bool compose, bool compat);
/* Decomposes n units; how many code points that are.  At most cap of them are
 * written: call with 0, then with enough. */
size_t normal_decompose(const uint16_t *s, size_t n, bool compat,
    uint32_t *out, size_t cap);
/* Puts marks into the order of their classes; scratch has room for n. */
void normal_order(uint32_t *c, size_t n, uint32_t *scratch);
/* Composes in place; how many are left. */
size_t normal_compose(uint32_t *c, size_t n);
/* As units, at most two for each; how many. */
size_t normal_units(const uint32_t *c, size_t n, uint16_t *out);

#endif
