/* SPDX-License-Identifier: Apache-2.0 */
/*
 * egress_link.h -- cordon-egress, kept running, and the calls it performs.
 *
 * Calls made while it starts wait; when it dies, those it had are rejected at
 * once with E_EGRESS_LOST, and it is started again.  When it cannot start,
 * calls are rejected with E_EGRESS_DOWN and the reason.
 */
#ifndef CORDON_BROKER_EGRESS_LINK_H
#define CORDON_BROKER_EGRESS_LINK_H

#include <ev.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "broker/rpc_body.h"
#include "common/base/err.h"

struct egress_link;
struct egress_call;
struct flat_value; /* common/host/flat.h */

/* In place of an operation: list the tools of an MCP server. */
#define EGRESS_LIST_TOOLS UINT32_MAX

struct egress_request { /* borrowed, until the call is over */
	const char *tenant;
	const char *connector;
	uint32_t operation; /* index in the connector's catalog, or the next */
	uint64_t catalog; /* its content, which must be egress's too; 0: any */
	const char *name; /* the operation's, or NULL */
	const char *run;
	uint32_t deadline_ms; /* left */
	bool repeatable; /* doing it twice is harmless: GET, HEAD */
	/* With what its run calls of this connector before the loop turns. */
	bool together;
};

struct egress_reply {
	/* {"status",...}, borrowed; NULL: rejected */
	const struct flat_value *value;
	struct rpc_body *body; /* the callee's; with value, never NULL */
	const char *error; /* ["error",...] text, borrowed; NULL: resolved */
};
/* Called once, from the loop, never from egress_link_call(). */
typedef void egress_done(void *arg, const struct egress_reply *r);

/* Starts it; failure to start is told to the calls. */
struct egress_link *egress_link_new(struct ev_loop *loop, const char *program,
    const char *config_dir, struct err *e);
/* Kills it; nobody is told. */
void egress_link_free(struct egress_link *l);

/* Takes args.  NULL without memory. */
struct egress_call *egress_link_call(struct egress_link *l,
    const struct egress_request *r, struct rpc_body *args, egress_done *done,
    void *arg);
/* Stops it; `done` is not called any more. */
void egress_link_cancel(struct egress_link *l, struct egress_call *c);
/* Reads connectors and secrets anew. */
void egress_link_reload(struct egress_link *l);

/* An MCP server says that its tools changed; called from the loop. */
typedef void egress_changed(void *arg, const char *connector,
    const char *tenant);
void egress_link_watch(struct egress_link *l, egress_changed *changed,
    void *arg);

pid_t egress_link_pid(const struct egress_link *l); /* 0: not running */

#endif
