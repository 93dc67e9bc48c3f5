/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_server.h -- the broker's side of one worker's hatch.
 *
 * Sends the worker its program, turns what it says into the upcalls below, and
 * keeps its calls: which ids are open, pulled, answered, released.  Anything a
 * worker may not say in the state it is in ends it (`ended`, ERR_PROTO).
 * After `result`, `error` or `ended` nothing more is called.
 */
#ifndef CORDON_BROKER_RPC_SERVER_H
#define CORDON_BROKER_RPC_SERVER_H

#include <ev.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "broker/rpc_calls.h"
#include "broker/rpc_link.h"

struct rpc_server;

/* What a worker says of its result. */
struct rpc_about {
	bool truncated;
	uint64_t heap_kib;
};

/* Bodies are the callee's from then on.  Each may free the server. */
struct rpc_server_ops {
	void (*call)(void *arg, struct rpc_call *c, const char *connector,
	    const char *operation, struct rpc_body *args);
	void (*host)(void *arg, struct rpc_call *c, const char *function,
	    struct rpc_body *args);
	/* The calls that the program's text shows, each as call_site_read()
	 * takes it: before the first is made. */
	void (*check)(void *arg, const json_t *sites);
	/* An answer is there that the worker pulled.  True: it waits for
	 * rpc_server_step(). */
	bool (*waits)(void *arg, const struct rpc_call *c);
	/* The program's time, which every answer moves on; at a rejection. */
	uint64_t (*now_ms)(void *arg);
	/* The worker lost interest before an answer. */
	void (*cancel)(void *arg, struct rpc_call *c);
	void (*log)(void *arg, const char *level, struct rpc_body *text);
	void (*result)(void *arg, struct rpc_body *json,
	    const struct rpc_about *about);
	void (*error)(void *arg, const json_t *error);
	/* ERR_PROTO, ERR_LIMIT, ERR_GONE as rpc_link.h says; ERR_CANCELLED:
	 * the worker said why it gives up. */
	void (*ended)(void *arg, const struct err *why);
};

struct rpc_run {
	const uint8_t *seed; /* 32 bytes */
	uint64_t now_ms;
	const char *const *connectors; /* n names */
	size_t n_connectors;
	/* Of these the ones whose values are Cap'n Web's. */
	const char *const *values;
	size_t n_values;
	size_t result_max;
	struct rpc_body *code; /* taken */
	struct rpc_body *with; /* taken, or NULL */
};

/* Owns fd, also on failure; NULL without memory.  `account` owes for what the
 * worker makes the broker hold. */
struct rpc_server *rpc_server_new(struct ev_loop *loop, int fd,
    struct rpc_account *account, const struct rpc_server_ops *ops, void *arg);
void rpc_server_free(struct rpc_server *s); /* NULL is fine */
/* As rpc_server_free(), but for its socket, of whose closing the worker would
 * wake and end: the caller's to close. */
int rpc_server_detach(struct rpc_server *s);
/* Once.  -1 without memory. */
int rpc_server_run(struct rpc_server *s, const struct rpc_run *run);
/* The worker is dead: reads what it still said, then ends. */
void rpc_server_drain(struct rpc_server *s);

/*
 * Answers a call, once.  `value` is the resolved object's text but for its
 * last brace and its body: {"status":200,...  ; the body is taken.
 */
void rpc_server_resolve(struct rpc_server *s, struct rpc_call *c,
    const char *value, struct rpc_body *body);
/* `error` is the whole ["error", ...]. */
void rpc_server_reject(struct rpc_server *s, struct rpc_call *c,
    const char *error);
/* Sends the answers that wait. */
void rpc_server_step(struct rpc_server *s);

#endif
