/* SPDX-License-Identifier: Apache-2.0 */
/* session_int.h -- what session.c and session_call.c share. */
#ifndef CORDON_MCP_SESSION_INT_H
#define CORDON_MCP_SESSION_INT_H

#include "mcp/listen.h"
#include "mcp/toolcall_int.h"

/* initialize, lists and errors; call results have a bound of their own. */
#define SESSION_SMALL_MAX (2 * 1024 * 1024)

struct session {
	const struct server *server;
	const char *principal;
	struct toolcall_list list;
	struct listener listener;
	struct sink hears; /* where its transport takes what nobody asked for */
	char version[sizeof ERA_NEWEST_LEGACY]; /* agreed, "" before */
	unsigned can; /* of the old era: enum toolcall_can */
};

/* One message being answered. */
struct exchange {
	struct session *session;
	const struct jsonrpc *m;
	const struct sink *sink;
	const struct era_head *head; /* NULL on stdio */
	bool modern;
};

void session_answer(const struct exchange *x, const char *result, size_t n);
void session_fault(const struct exchange *x, int code, const char *message);

/* session_call.c: the requests that may take their time */
void session_call(const struct exchange *x); /* tools/call */
void session_listen(const struct exchange *x); /* subscriptions/listen */
void session_own(const struct exchange *x, const struct mcp_method *m);

#endif
