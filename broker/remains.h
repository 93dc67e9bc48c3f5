/* SPDX-License-Identifier: Apache-2.0 */
/*
 * remains.h -- the large bodies of runs that ended, given back to the kernel
 * one by one.
 *
 * A worker may make the broker hold REPLIES_UNREAD_MAX and SENT_MAX.  To give all
 * of that back at once, when it is killed, stopped the loop for 4 to 9 ms, and so
 * everybody else's runs.  Now it is one body in a turn of the loop: 0.5 ms.
 */
#ifndef CORDON_BROKER_REMAINS_H
#define CORDON_BROKER_REMAINS_H

#include <ev.h>

#include "common/base/buf.h"

/* What is smaller is given back at once. */
#define REMAINS_LEAST (1UL * 1024 * 1024)
/* And so is what comes when this much waits: of two runs that took all. */
#define REMAINS_MAX (192UL * 1024 * 1024)

struct remains;

struct remains *remains_new(struct ev_loop *loop); /* NULL without memory */
void remains_free(struct remains *r); /* NULL is fine */
/* Frees b's memory, now or soon; b is as after buf_fini().  r may be NULL: now. */
void remains_take(struct remains *r, struct buf *b);

#endif
