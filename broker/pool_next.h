/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pool_next.h -- which template of a lane is the current one: its successor,
 * its spare, and those before it that only wait for their last workers.
 *
 * Everybody's lane keeps a spare, warm and idle: when the current template is
 * killed or too old, workers are forked from the spare at once.
 */
#ifndef CORDON_BROKER_POOL_NEXT_H
#define CORDON_BROKER_POOL_NEXT_H

#include "broker/pool_lane.h"

void pool_next_init(struct pool_lane *l);
void pool_next_fini(struct pool_lane *l);
/* next_up is to take over as soon as it is ready. */
bool pool_next_wanted(const struct pool_lane *l);
/* next_up, which is ready, is current from here on; the one before keeps its
 * idle workers until there are others.  Not yet when too many before it still
 * have workers at work: whose they are, has pointers to them. */
void pool_next_promote(struct pool_lane *l);
/* Starts or promotes a successor of a template that is too old. */
void pool_next_if_old(struct pool_lane *l);
/* next_up is dead. */
void pool_next_failed(struct pool_lane *l);
void pool_next_spare_later(struct pool_lane *l);

/* Idle workers of the current template. */
size_t pool_next_idle(const struct pool_lane *l);
void pool_next_end_stale(struct pool_lane *l);
/* It was one of those that only waited. */
bool pool_next_forget_old(struct pool_lane *l, const struct pool_template *t);

#endif
