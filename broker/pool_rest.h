/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pool_rest.h -- a lane that nobody asks has no processes.
 *
 * Most servers that an agent starts are never asked to run a program: theirs
 * end their templates and idle workers, which are two thirds of the memory,
 * ten seconds after the start, and others after five minutes without a
 * program.  The next one waits for a start (25 ms).  That the host has what
 * workers need was seen before.
 */
#ifndef CORDON_BROKER_POOL_REST_H
#define CORDON_BROKER_POOL_REST_H

#include "broker/pool_lane.h"

/* From here on the lane rests when it may. */
void pool_rest_init(struct pool_lane *l);
void pool_rest_fini(struct pool_lane *l);

#endif
