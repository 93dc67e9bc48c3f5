/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_msg.h -- one message of rpc.def, read from hostile text or written.
 * Pure: no I/O, no state but what is passed in.
 *
 * Three outcomes: a message; a push that is well-formed Cap'n Web but none of
 * our subset (`unsupported` says why: answer it with a coded reject); or a
 * violation (-1), after which the sender is not listened to again.
 */
#ifndef CORDON_BROKER_RPC_MSG_H
#define CORDON_BROKER_RPC_MSG_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/rpc.h"
#include "common/host/flat.h"

/* A run's pushes and a link's ids stay far below this. */
#define RPC_ID_MAX 0x7fffffff

struct rpc_msg {
	enum rpc_word word;
	uint32_t id; /* pull, resolve, reject, release */
	const struct flat_value *method; /* push; NULL if unsupported */
	const char *unsupported; /* push: why it is none of our subset */
	const struct flat_value *args; /* push: the array */
	const struct flat_value *value; /* resolve, reject, abort */
};

/* Who may say what, and when. */
enum rpc_state {
	RPC_WORKER_IDLE, /* has no job: has nothing to say */
	RPC_WORKER_RUNNING,
	RPC_WORKER_DONE, /* answered its job: has nothing more to say */
	RPC_EGRESS_STARTING, /* says push, to be ready */
	RPC_EGRESS_READY,
	RPC_STATE_MAX
};

/* One line of a control frame.  Its values are put in `room`, which has places
 * for FLAT_MAX; they and the text are what the message consists of. */
int rpc_msg_read(const char *s, size_t n, struct flat_value *room,
    struct rpc_msg *ret, struct err *e);
bool rpc_msg_permitted(enum rpc_state s, enum rpc_word w);
const char *rpc_msg_state_name(enum rpc_state s);

/* The stream of ["body", n], or 0 if v is anything else. */
uint32_t rpc_msg_body(const struct flat_value *v);
/* Is it ["error", name, message, ...]? */
bool rpc_msg_is_error(const struct flat_value *v);
/* Its parts, of its tree; missing ones are NULL. */
struct rpc_error {
	const char *name;
	const char *message;
	const char *stack;
	const json_t *props;
};
int rpc_msg_error(const json_t *v, struct rpc_error *ret, struct err *e);

/* Each appends one message without a newline. */
void rpc_msg_pull(struct buf *b, uint32_t id);
void rpc_msg_release(struct buf *b, uint32_t id);
void rpc_msg_reject(struct buf *b, uint32_t id, const char *name,
    const char *code, const char *message);

#endif
