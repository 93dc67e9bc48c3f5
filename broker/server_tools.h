/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server_tools.h -- the list of tools of an upstream MCP server, asked for
 * and kept beside its catalog: so search works before a server runs.
 */
#ifndef CORDON_BROKER_SERVER_TOOLS_H
#define CORDON_BROKER_SERVER_TOOLS_H

#include "broker/conf.h"
#include "broker/egress_link.h"
#include "broker/rpc_body.h"
#include "typegen/catalog.h"

/* A server that is started by `npx` downloads itself first. */
#define SERVER_TOOLS_WAIT_MS 90000

/* Asks the server (cordon-egress starts it), with a loop of its own, and
 * writes c->document.  For commands; blocks. */
int server_tools_fetch(const char *config_dir, const struct conf_connector *c,
    struct err *e);
/* Writes what a server said. */
int server_tools_keep(const struct conf_connector *c, const char *json,
    size_t n, struct err *e);
/* The catalog from it, without the tools that are switched off. */
int server_tools_compile(const struct conf_connector *c,
    struct catalog_report *ret, struct err *e);

#endif
