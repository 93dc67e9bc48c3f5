/* SPDX-License-Identifier: Apache-2.0 */
/*
 * service_batch.h -- calls of a Cap'n Web endpoint that go together: one
 * request for all, and of its reply to each its own; for service.c.
 *
 * A batch is a service_call itself, egress's own: it waits for room, for a
 * token, for its reply as any other, and is answered by answering the calls
 * that it carries.  It goes with the last of them.
 */
#ifndef CORDON_BROKER_EGRESS_SERVICE_BATCH_H
#define CORDON_BROKER_EGRESS_SERVICE_BATCH_H

#include "broker/egress/service_call.h"

/* May the two be in one: are they of the same run, connector and tenant? */
bool service_batch_same(const struct service_call *a,
    const struct service_call *b);
/* With its first call.  NULL without memory. */
struct service_call *service_batch_new(struct service_call *first);
/* One more that may be in it.  False: it is full. */
bool service_batch_take(struct service_call *batch, struct service_call *c);
/* c goes its own way, or none. */
void service_batch_leave(struct service_call *c);

/* The request of a batch: begun, each call added (-1: it is refused, the rest
 * go on), sent. */
struct connector *service_batch_begin(struct service_call *batch,
    struct connector_set *set, struct err *e);
int service_batch_add(struct service_call *c, struct connector *k,
    struct err *e);
int service_batch_send(struct service_call *batch, struct connector *k,
    fetch_done *done, struct err *e);

/* Answers all; none is freed. */
void service_batch_answer(struct rpc_link *l, struct rpc_account *account,
    struct service_call *batch, const struct fetch_result *r);

#endif
