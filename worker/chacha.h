/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chacha.h -- the job's entropy: the ChaCha20 key stream (RFC 8439) of its
 * seed.  A run that is replayed draws the same numbers; one that guesses its
 * neighbour's does not learn them from its own.
 */
#ifndef CORDON_WORKER_CHACHA_H
#define CORDON_WORKER_CHACHA_H

#include <stddef.h>
#include <stdint.h>

struct chacha {
	uint32_t key[8];
	uint64_t block;
	uint8_t out[64];
	unsigned left; /* unread bytes at the end of out */
};

void chacha_init(struct chacha *c, const uint8_t seed[32]);
void chacha_read(struct chacha *c, void *p, size_t n);

#endif
