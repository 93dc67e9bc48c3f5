/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server.h -- what a server offers: its name, its tools, its callbacks.
 *
 * The table comes from outside: mcp/ knows no tool and no tenant.  The answers
 * that never change (tools/list, initialize's tail, server/discover) are
 * written once, so they are the same bytes for every client: prompt caches
 * live on that.
 */
#ifndef CORDON_MCP_SERVER_H
#define CORDON_MCP_SERVER_H

#include <stddef.h>

#include "common/base/buf.h"
#include "common/host/json.h"

struct toolcall;

struct mcp_tool {
	const char *name;
	const char *title;
	const char *description;
	const char *input_schema; /* JSON text, its root of type object */
	const char *annotations; /* JSON text, or NULL */
	/* Begins the call; args is an object, borrowed.  It ends, now or
	 * later, by one toolcall_finish. */
	void (*start)(void *arg, struct toolcall *c, const json_t *args);
	/* Asked to stop; toolcall_finish must still be called, now or later.
	 * NULL: the tool always finishes inside start. */
	void (*cancel)(void *arg, struct toolcall *c);
};

struct server_info {
	const char *name, *title, *version;
	const char *instructions; /* or NULL */
	const struct mcp_tool *tools; /* borrowed for the server's life */
	size_t n;
	void *arg; /* given to start and cancel */
};

struct server;
struct asks;

/* Copies the strings of info, borrows its tools.  Returns new. */
struct server *server_new(const struct server_info *info, struct err *e);
void server_free(struct server *s);

/* The calls of the stateless era that wait for an answer; see ask.h. */
struct asks *server_asks(const struct server *s);

const struct server_info *server_info(const struct server *s);
const struct mcp_tool *server_tool(const struct server *s, const char *name);
/* The unchanging results, JSON text.  `modern`: of the stateless era. */
const struct buf *server_tools_list(const struct server *s, bool modern);
const struct buf *server_discover(const struct server *s);
void server_write_initialize(const struct server *s, const char *version,
    struct buf *out);
/* ,"resultType":"complete","_meta":{...}: ends a result of the new era. */
const char *server_modern_tail(const struct server *s);

#endif
