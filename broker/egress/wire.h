/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wire.h -- one connection to an MCP server: a process's pipes, or HTTP.
 *
 * What is told is told from the loop, never from wire_send(); `down` comes at
 * most once and nothing after it.  The owner frees the wire, not from within.
 */
#ifndef CORDON_BROKER_EGRESS_WIRE_H
#define CORDON_BROKER_EGRESS_WIRE_H

#include <ev.h>

#include "broker/egress/redact.h"
#include "broker/egress/spawner.h"
#include "broker/egress/wire_spec.h"
#include "mcp/client.h"

/* Messages to a server that it does not read. */
#define WIRE_OUT_MAX (32UL * 1024 * 1024)

struct wire_events {
	void (*message)(void *arg, const char *s, size_t n);
	/* That request will have no answer. */
	void (*lost)(void *arg, uint32_t id, const struct err *why);
	/* ERR_GONE: only the session is over, a new one may work at once. */
	void (*down)(void *arg, const struct err *why);
};

struct wire {
	void (*send)(struct wire *w, const struct client_out *o);
	void (*free)(struct wire *w);
};

/* NULL and why.  The spec outlives the wire. */
struct wire *wire_stdio_new(struct ev_loop *loop, struct spawner *spawner,
    const struct wire_spec *spec, const struct wire_events *ev, void *arg,
    struct err *e);
struct wire *wire_http_new(struct ev_loop *loop, const struct wire_spec *spec,
    const struct wire_events *ev, void *arg, struct err *e);

#endif
