/* SPDX-License-Identifier: Apache-2.0 */
/* upstream_int.h -- what upstream.c and upstream_server.c share. */
#ifndef CORDON_BROKER_EGRESS_UPSTREAM_INT_H
#define CORDON_BROKER_EGRESS_UPSTREAM_INT_H

#include "broker/egress/upstream.h"
#include "broker/egress/wire.h"
#include "mcp/client.h"

enum server_state {
	SERVER_DOWN, /* not running: not needed yet, idle, or failed */
	SERVER_STARTING,
	SERVER_READY,
	SERVER_ENDING, /* its wire is over; cleared away from the loop */
};

struct upstream_call {
	struct upstream_call *next;
	struct upstream *server;
	char *tool;
	json_t *args;
	uint32_t ticket; /* of the client; 0: waits */
	bool again; /* sent once already, to a session that was gone */
	ev_timer deadline;
	uint32_t deadline_ms;
	fetch_done *done;
	void *arg;
};

struct upstream {
	struct upstream *next;
	struct upstreams *of;
	const struct conf_connector *conf;
	char *name, *tenant;
	enum server_state state;
	struct wire_spec *spec;
	struct wire *wire;
	struct client *client;
	enum client_era era; /* learned */
	bool probe_killed; /* it ended when it was probed */
	bool gone; /* its session is: no call is sent, those sent end */
	struct upstream_call *calls; /* by arrival, waiting and sent */
	struct err why; /* of the last failure */
	double delay; /* seconds, doubled by each failure in a row */
	double not_before, ready_at;
	ev_timer starting, probing, idle;
	ev_timer later; /* fed: ends what is SERVER_ENDING */
};

struct upstreams {
	struct ev_loop *loop;
	struct spawner *spawner;
	struct upstream *all;
	unsigned n;
	void (*changed)(void *arg, const char *connector, const char *tenant);
	void *arg;
};

/* upstream_server.c */
struct upstream *upstream_server_new(struct upstreams *u,
    const struct conf_connector *c, const char *tenant);
void upstream_server_free(struct upstream *s);
/* Starts if it does not run.  -1: it may not yet, and why. */
int upstream_server_need(struct upstream *s, struct err *e);
/* Ends it now, all its calls with that reason (NULL: they wait). */
void upstream_server_end(struct upstream *s, const struct err *why);
void upstream_server_unused(struct upstream *s); /* a call ended */

/* upstream.c */
void upstream_call_send(struct upstream_call *c);
/* Tells and frees it. */
void upstream_call_fail(struct upstream_call *c, const struct err *why);

#endif
