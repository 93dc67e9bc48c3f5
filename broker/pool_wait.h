/* SPDX-License-Identifier: Apache-2.0 */
/* pool_wait.h -- those who wait for a worker of a lane, in order: see pool.h. */
#ifndef CORDON_BROKER_POOL_WAIT_H
#define CORDON_BROKER_POOL_WAIT_H

#include "broker/pool_lane.h"

void pool_wait_add(struct pool_lane *l, struct pool_wait *w);
void pool_wait_drop(struct pool_lane *l, struct pool_wait *w);
/* Gives the worker to the first of them; false: nobody waits. */
bool pool_wait_serve(struct pool_lane *l, struct pool_worker *worker);
void pool_wait_ready(struct pool_wait *w, struct pool_worker *worker);
/* Only those who wait now: a callback may wait again. */
void pool_wait_fail(struct pool_lane *l, const char *why);

#endif
