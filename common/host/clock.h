/* SPDX-License-Identifier: Apache-2.0 */
/* clock.h -- the two clocks: one that only grows, one that people read. */
#ifndef CORDON_COMMON_HOST_CLOCK_H
#define CORDON_COMMON_HOST_CLOCK_H

#include <stdint.h>

uint64_t clock_mono_ms(void); /* CLOCK_MONOTONIC: deadlines, scores */
uint64_t clock_mono_us(void);
uint64_t clock_wall_ms(void); /* CLOCK_REALTIME, since 1970 */

#endif
