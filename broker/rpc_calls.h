/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_calls.h -- the calls of one worker by their ids, with the answers that
 * cannot be sent yet.
 */
#ifndef CORDON_BROKER_RPC_CALLS_H
#define CORDON_BROKER_RPC_CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "broker/rpc_body.h"
#include "common/base/err.h"

/* One push of the worker that wants an answer. */
struct rpc_call {
	uint32_t id;
	bool pulled;
	bool answered;
	bool released;
	bool left; /* for somebody outside: the answer comes when one can */
	char *held; /* the answer, until it is pulled, and may go */
	struct rpc_body *held_body;
	void *tag; /* the job's, */
	/* who may want to know when it is pulled before it is answered. */
	void (*on_pull)(void *tag);
};

struct rpc_calls {
	struct rpc_call **list; /* ids ascend */
	size_t n, room;
};

struct rpc_call *rpc_calls_find(const struct rpc_calls *c, uint32_t id);
/* One more, whose id is greater than any before.  NULL, and e says why: too
 * many, or no memory. */
struct rpc_call *rpc_calls_add(struct rpc_calls *c, uint32_t id, struct err *e);
void rpc_calls_fini(struct rpc_calls *c);

#endif
