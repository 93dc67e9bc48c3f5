/* SPDX-License-Identifier: Apache-2.0 */
/* seed.h -- what a run's random numbers come from: the kernel's, asked for
 * many runs at once. */
#ifndef CORDON_BROKER_SEED_H
#define CORDON_BROKER_SEED_H

#include <stdint.h>

#define SEED_BYTES 32

/* Never given before, and kept nowhere.  -1: the kernel has none. */
int seed_take(uint8_t ret[SEED_BYTES]);

#endif
