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

/* An argument that a client of the stateless era repeats as the HTTP header
 * Mcp-Param-NAME, as its schema says by "x-mcp-header". */
struct mcp_header {
	const char *argument; /* NULL ends a table */
	const char *name;
};

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
	const struct mcp_header *headers; /* or NULL */
};

enum mcp_era { MCP_LEGACY = 1, MCP_MODERN = 2 };

/* A request that is no tool's and that this server answers; as a tool, but that
 * args are all its params, an empty object where there are none. */
struct mcp_method {
	const char *name;
	unsigned eras; /* enum mcp_era */
	void (*start)(void *arg, struct toolcall *c, const json_t *params);
	void (*cancel)(void *arg, struct toolcall *c);
};

struct server_info {
	const char *name, *title, *version;
	const char *instructions; /* or NULL */
	/* Members of "capabilities" beside "tools", JSON text, by era, or
	 * NULL: legacy, modern. */
	const char *capabilities[2];
	const struct mcp_tool *tools; /* borrowed for the server's life */
	size_t n;
	const struct mcp_method *methods; /* likewise */
	size_t n_methods;
	void *arg; /* given to start and cancel */
};

struct server;
struct asks;

/* Copies the strings of info, borrows its tables.  Returns new. */
struct server *server_new(const struct server_info *info, struct err *e);
void server_free(struct server *s);
/* Writes the unchanging answers anew, of these instructions and tools.  Calls
 * under way go on; the tools before must outlive them. */
int server_renew(struct server *s, const char *instructions,
    const struct mcp_tool *tools, size_t n, struct err *e);

/* What of a server may change while it runs: a set of these. */
enum server_change {
	SERVER_TOOLS = 1,
	SERVER_PROMPTS = 2,
	SERVER_RESOURCES = 4,
};
/* Tells every client that hears of it: those of the handshake era by their
 * session's stream, those of the stateless one that asked to listen. */
void server_changed(const struct server *s, unsigned changes);

/* The calls of the stateless era that wait for an answer; see ask.h. */
struct asks *server_asks(const struct server *s);

const struct server_info *server_info(const struct server *s);
const struct mcp_tool *server_tool(const struct server *s, const char *name);
const struct mcp_method *server_method(const struct server *s, const char *name,
    enum mcp_era era);
/* Which changes it may ever tell of: enum server_change. */
unsigned server_changes(const struct server *s);
/* The sessions that server_changed tells; see session.c. */
struct session_list *server_sessions(const struct server *s);
/* The unchanging results, JSON text.  `modern`: of the stateless era. */
const struct buf *server_tools_list(const struct server *s, bool modern);
const struct buf *server_discover(const struct server *s);
void server_write_initialize(const struct server *s, const char *version,
    struct buf *out);
/* ,"resultType":"complete","_meta":{...}: ends a result of the new era. */
const char *server_modern_tail(const struct server *s);

#endif
