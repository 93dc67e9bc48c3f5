/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_queue.h -- what is to be sent on one socket, in order, as packets:
 * control messages packed together, bodies cut and never copied.
 */
#ifndef CORDON_BROKER_RPC_QUEUE_H
#define CORDON_BROKER_RPC_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "broker/rpc_body.h"

struct rpc_queued;

struct rpc_queue {
	struct rpc_queued *first, *last;
	struct rpc_queued *spare; /* some that are used again */
	unsigned n_spare;
	size_t bytes; /* not yet sent */
	size_t max;
	bool failed; /* something was refused: too much, or no memory */
};

enum rpc_queue_state {
	RPC_QUEUE_EMPTY, /* all is sent */
	RPC_QUEUE_FULL, /* the socket takes no more now */
	RPC_QUEUE_BROKEN, /* nobody will ever read it */
};

void rpc_queue_init(struct rpc_queue *q, size_t max);
void rpc_queue_fini(struct rpc_queue *q);
bool rpc_queue_ok(const struct rpc_queue *q);
void rpc_queue_control(struct rpc_queue *q, const char *s, size_t n);
void rpc_queue_body(struct rpc_queue *q, struct rpc_body *b); /* takes it */
enum rpc_queue_state rpc_queue_write(struct rpc_queue *q, int fd);

#endif
