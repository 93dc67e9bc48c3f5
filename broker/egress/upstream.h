/* SPDX-License-Identifier: Apache-2.0 */
/*
 * upstream.h -- the MCP servers that are connectors: started when they are
 * first called, stopped when idle, started again when they died.
 *
 * A server is one connector's for one tenant: two tenants share no process
 * and no session.  A server that fails is left alone for a second, then two,
 * up to a minute; calls made meanwhile are told why at once.  What happens to
 * one server changes nothing for another.
 */
#ifndef CORDON_BROKER_EGRESS_UPSTREAM_H
#define CORDON_BROKER_EGRESS_UPSTREAM_H

#include <ev.h>
#include <jansson.h>

#include "broker/conf.h"
#include "broker/egress/fetch.h"
#include "broker/egress/spawner.h"

/* Of all connectors and tenants; a process each, 50 MB of a Node server. */
#define UPSTREAM_SERVERS_MAX 128
/* A process that runs `npx` downloads first. */
#define UPSTREAM_START_S 60.0
/* It says nothing to server/discover: then it is asked the old way. */
#define UPSTREAM_PROBE_S 15.0

struct upstreams;
struct upstream_call;

/* `changed`: the tools of that tenant's server are no longer those of its
 * connector's catalog. */
struct upstreams *upstreams_new(struct ev_loop *loop, struct spawner *spawner,
    void (*changed)(void *arg, const char *connector, const char *tenant),
    void *arg);
void upstreams_free(struct upstreams *u);
/* A new reading of the configuration: servers whose own did not change stay,
 * the others end with their calls.  `conf` outlives the next reload. */
void upstreams_reload(struct upstreams *u, const struct conf *conf);

struct upstream_order { /* borrowed */
	const struct conf_connector *connector; /* of the conf last given */
	const char *tenant;
	const char *tool; /* NULL: list the tools, {"tools": [...]} */
	const json_t *args; /* an object or NULL */
	uint32_t deadline_ms;
};
/* NULL and why.  `done` as fetch_start()'s; "E_TOOL": the tool says it
 * failed. */
struct upstream_call *upstream_call(struct upstreams *u,
    const struct upstream_order *o, fetch_done *done, void *arg, struct err *e);
void upstream_cancel(struct upstream_call *c); /* nobody is told */

#endif
