/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session.h -- one peer: its messages in, its answers out, its calls under way.
 *
 * On stdio a session lives as long as the pipe; over HTTP as long as its
 * Mcp-Session-Id, or, in the stateless era, one request.  Each request gets
 * exactly one outgoing with `last` set; its text is empty when the request was
 * cancelled and nothing may be said.
 */
#ifndef CORDON_MCP_SESSION_H
#define CORDON_MCP_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/err.h"
#include "mcp/era.h"
#include "mcp/server.h"

/* Calls of one client under way at once; one more is told so. */
#define SESSION_CALLS_MAX 64
/* Messages of one array, of the revision that had arrays. */
#define SESSION_BATCH_MAX 64

struct outgoing {
	const char *json; /* one message, no newline in it */
	size_t len;
	int status; /* what HTTP says */
	bool last; /* of the request it belongs to */
};

struct sink {
	void (*send)(void *ctx, const struct outgoing *o);
	void *ctx;
};

struct session;

/* Borrows the server and the principal (whose calls these are; a tool asks
 * toolcall_principal).  Returns new. */
struct session *session_new(const struct server *s, const char *principal,
    struct err *e);
/* Cancels what is under way; nothing is sent any more. */
void session_free(struct session *s);

/*
 * Takes one message or array; answers go to `sink`, now or later.  `head`: see
 * era.h, NULL on stdio.  Returns false when there will be no answer at all
 * (notifications, responses): HTTP's 202.
 */
bool session_receive(struct session *s, const char *msg, size_t n,
    const struct era_head *head, const struct sink *sink);
/* The same, already read. */
bool session_receive_tree(struct session *s, const json_t *v,
    const struct era_head *head, const struct sink *sink);
/* What a text that is no message is answered. */
void session_refuse(const struct sink *sink, int code, int status,
    const char *message);
/* Requests under way that will end by themselves. */
size_t session_calls(const struct session *s);
/* Where the handshake era's list_changed goes, once there was an initialize;
 * sink NULL: nowhere, as at first. */
void session_hear(struct session *s, const struct sink *sink);
/* The sink is gone: its calls go on unheard, or are cancelled. */
void session_drop(struct session *s, const void *ctx, bool cancel);

#endif
