/* SPDX-License-Identifier: Apache-2.0 */
/*
 * egress_calls.h -- the calls given to egress: those it has, by id, and those
 * that wait until it runs.  For egress_link.c.
 */
#ifndef CORDON_BROKER_EGRESS_CALLS_H
#define CORDON_BROKER_EGRESS_CALLS_H

#include "broker/egress_link.h"

#define EGRESS_BUCKETS 256 /* calls open at once are hundreds */

struct egress_call {
	uint32_t id; /* its push; 0: not yet sent */
	struct egress_request what;
	egress_done *done;
	void *arg;
	struct rpc_body *args; /* until sent */
	struct rpc_body *again; /* the same, to repeat it once; or NULL */
	struct egress_call *next; /* of its bucket, or of those waiting */
};

struct egress_calls {
	struct egress_call *open[EGRESS_BUCKETS];
	struct egress_call *waiting, **last;
};

void egress_calls_init(struct egress_calls *t);
void egress_calls_fini(struct egress_calls *t); /* nobody is told */
/* Its message, but for where its arguments are. */
void egress_calls_format(const struct egress_call *c, struct buf *b);
/* Takes args; NULL without memory. */
struct egress_call *egress_calls_new(const struct egress_request *r,
    struct rpc_body *args, egress_done *done, void *arg);
void egress_calls_wait(struct egress_calls *t, struct egress_call *c);
/* The first that waits, no longer waiting; or NULL. */
struct egress_call *egress_calls_next(struct egress_calls *t);
void egress_calls_open(struct egress_calls *t, struct egress_call *c,
    uint32_t id);
/* The open call of that id, no longer open; or NULL. */
struct egress_call *egress_calls_take(struct egress_calls *t, uint32_t id);
/* Forgets and frees it; its id if egress has it, else 0. */
uint32_t egress_calls_drop(struct egress_calls *t, struct egress_call *c);
/* Each tells the caller and frees the call. */
void egress_calls_finish(struct egress_call *c, const struct egress_reply *r);
void egress_calls_reject(struct egress_call *c, const char *code,
    const char *message);
/* Egress died: all open ones; what is repeatable waits for the next.  It cannot start: those that wait now. */
void egress_calls_lost(struct egress_calls *t);
void egress_calls_refuse(struct egress_calls *t, const char *why);

#endif
