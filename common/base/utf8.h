/* SPDX-License-Identifier: Apache-2.0 */
/* utf8.h -- strict UTF-8 (RFC 3629): no surrogates, no overlong forms. */
#ifndef CORDON_COMMON_BASE_UTF8_H
#define CORDON_COMMON_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Length of the well-formed sequence at s (n bytes left), 0 if it is none. */
size_t utf8_len(const char *s, size_t n);
bool utf8_valid(const char *s, size_t n);
/* Decodes one code point of a well-formed text; *ret_len bytes long. */
uint32_t utf8_decode(const char *s, size_t n, size_t *ret_len);
/* Writes 1-4 bytes to out, returns how many. */
size_t utf8_encode(uint32_t cp, char out[4]);

#endif
