/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http.h -- MCP's Streamable HTTP, both eras, on libmicrohttpd in a libev loop.
 *
 * One path, POST (and DELETE of a session).  An answer is JSON; it is a stream
 * of events only when something must be said before it.  A client that leaves
 * is noticed while its request waits: in the stateless era that cancels it.
 */
#ifndef CORDON_MCP_HTTP_H
#define CORDON_MCP_HTTP_H

#include <ev.h>

#include "mcp/session.h"

struct http_caller {
	const char *principal; /* lives as long as arg */
	uint64_t shown; /* a number for what it showed, of the caller's own */
};

struct http_conf {
	int fd; /* listening; taken */
	bool local; /* a Unix socket: no Host or Origin to check */
	/* Names and addresses that Host and Origin may have, "a,b" or NULL,
	 * beside loopback's and the address that is connected to. */
	const char *hosts;
	/*
	 * Who is this; false for 401.  bearer is the Authorization header's
	 * token or NULL, fd the connection.
	 */
	bool (*identify)(void *arg, const char *bearer, int fd,
	    struct http_caller *ret);
	/* Is what that caller showed still good?  NULL: always. */
	bool (*holds)(void *arg, uint64_t shown);
	void *arg;
};

struct http;

/* Borrows loop and server, copies conf but not what it points to. */
struct http *http_new(struct ev_loop *loop, const struct server *s,
    const struct http_conf *conf, struct err *e);
/* What some showed may no longer be good: their requests and the sessions they
 * began end, and with them the calls that are under way. */
void http_recheck(struct http *h);
void http_free(struct http *h);

#endif
