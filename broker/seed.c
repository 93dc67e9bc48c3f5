/* SPDX-License-Identifier: Apache-2.0 */
/* seed.c -- see seed.h.  One process, which forks nothing that goes on here. */
#include "broker/seed.h"

#include <string.h>
#include <sys/random.h>

/* getrandom(2) gives up to 256 bytes at once, uninterrupted. */
#define AHEAD 8

static uint8_t ahead[AHEAD][SEED_BYTES];
static unsigned left;

int
seed_take(uint8_t ret[SEED_BYTES])
{
	if (left == 0) {
		if (getrandom(ahead, sizeof ahead, 0) != (ssize_t)sizeof ahead)
			return -1;
		left = AHEAD;
	}
	left--;
	memcpy(ret, ahead[left], SEED_BYTES);
	explicit_bzero(ahead[left], SEED_BYTES);
	return 0;
}
