/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listen.h -- who hears of changes: the sessions of a server.
 *
 * In the handshake era a session hears of everything, where its transport
 * says (session_hear).  In the stateless one a client asks, by
 * subscriptions/listen: a request that stays under way until its client goes.
 */
#ifndef CORDON_MCP_LISTEN_H
#define CORDON_MCP_LISTEN_H

#include <sys/queue.h>

#include "mcp/toolcall_int.h"

struct listener {
	LIST_ENTRY(listener) link;
	const struct toolcall_list
	    *calls; /* those that listen are among them */
	struct sink sink; /* of the handshake era; send NULL: nowhere */
};

struct session_list *session_list_new(void); /* or NULL */
void session_list_free(struct session_list *l);
void listen_join(struct session_list *l, struct listener *s);
void listen_leave(struct listener *s);

/* The start of subscriptions/listen. */
void listen_start(void *arg, struct toolcall *c, const json_t *params);
void listen_cancel(void *arg, struct toolcall *c);
/* How many of these calls only listen. */
size_t listen_count(const struct toolcall_list *l);

#endif
