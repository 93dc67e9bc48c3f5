/* SPDX-License-Identifier: Apache-2.0 */
/* fake_attacks.h -- what a worker might say once it is not ours any more. */
#ifndef CORDON_TESTS_FAKES_ATTACKS_H
#define CORDON_TESTS_FAKES_ATTACKS_H

#include <stdint.h>

/* The next stream id, and the one given last. */
uint32_t fake_stream(void);
uint32_t fake_stream_last(void);
void fake_attack(const char *name);
void fake_attack_more(const char *name);

#endif
