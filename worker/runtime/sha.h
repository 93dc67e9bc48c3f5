/* SPDX-License-Identifier: Apache-2.0 */
/* sha.h -- SHA-1 and SHA-2 (FIPS 180-4) for crypto.subtle.digest.  Pure. */
#ifndef CORDON_WORKER_RUNTIME_SHA_H
#define CORDON_WORKER_RUNTIME_SHA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sha_kind { SHA_1, SHA_256, SHA_384, SHA_512 };

#define SHA_BYTES_MAX 64

/* The digest of n bytes; returns its length. */
size_t sha_digest(enum sha_kind kind, const uint8_t *p, size_t n,
    uint8_t out[SHA_BYTES_MAX]);

#endif
