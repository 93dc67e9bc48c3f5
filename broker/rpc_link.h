/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_link.h -- one end of a SOCK_SEQPACKET pair in the event loop: frames
 * in, messages and bodies out, everything bounded.
 *
 * The peer is hostile.  A packet or message it should not have sent ends the
 * link: `ended` is called once, from the loop, with ERR_PROTO (a violation),
 * ERR_LIMIT (too much), or ERR_GONE (it closed); nothing is read after that.
 * Received bodies are owed for by the account given; messages are sent in the
 * order given, packed together until the loop turns.
 */
#ifndef CORDON_BROKER_RPC_LINK_H
#define CORDON_BROKER_RPC_LINK_H

#include <ev.h>
#include <stddef.h>
#include <stdint.h>

#include "broker/rpc_body.h"
#include "broker/rpc_msg.h"
#include "common/base/err.h"

struct rpc_link;

struct rpc_link_ops {
	/* One message, borrowed.  -1 with e filled ends the link.  It may free
	 * the link. */
	int (*message)(void *arg, const struct rpc_msg *m, struct err *e);
	/* It may free the link. */
	void (*ended)(void *arg, const struct err *why);
};

struct rpc_link_limits {
	size_t body; /* one received body */
	size_t bodies; /* received and not taken */
	size_t out; /* queued to send */
	uint64_t frames; /* received in all; 0: any */
	uint64_t bytes; /* received in all; 0: any */
};

/* Owns fd from now on, also on failure.  Holds on to the account. */
struct rpc_link *rpc_link_new(struct ev_loop *loop, int fd,
    const struct rpc_link_limits *limits, struct rpc_account *account,
    const struct rpc_link_ops *ops, void *arg);
void rpc_link_free(struct rpc_link *l); /* NULL is fine */
/* As rpc_link_free(), but for its socket, which is the caller's to close: the
 * peer wakes of that, and can wait. */
int rpc_link_detach(struct rpc_link *l);

/* The next stream id for a body of ours. */
uint32_t rpc_link_stream(struct rpc_link *l);
/* Takes the body.  Its stream must come from rpc_link_stream().  A queue that
 * is full ends the link with ERR_LIMIT, from the loop. */
void rpc_link_send_body(struct rpc_link *l, struct rpc_body *b);
/* One control message, copied. */
void rpc_link_send(struct rpc_link *l, const char *s, size_t n);
/* One that is written where it is asked for: begin, add to the buffer, end.
 * There is one such buffer, so nothing else begins in between. */
struct buf *rpc_link_begin(struct rpc_link *l);
void rpc_link_end(struct rpc_link *l);

/* Sends now what waits for the end of the loop's turn, for callers to whom
 * nothing else is about to say something. */
void rpc_link_flush(struct rpc_link *l);

/* The complete body of that stream, the caller's from now on, or NULL. */
struct rpc_body *rpc_link_take(struct rpc_link *l, uint32_t stream);
/* Frames and bytes received so far. */
uint64_t rpc_link_frames(const struct rpc_link *l);
/* Reads what already came, then ends with ERR_GONE; for a peer that died. */
void rpc_link_drain(struct rpc_link *l);

#endif
