/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http_session.h -- the old era's sessions over HTTP, by Mcp-Session-Id.
 *
 * An id is 128 random bits and belongs to who began it: for anyone else it
 * does not exist.  A session nobody used for a while goes; so does the one
 * longest unused when there are too many.
 */
#ifndef CORDON_MCP_HTTP_SESSION_H
#define CORDON_MCP_HTTP_SESSION_H

#include <stdint.h>

#include "mcp/session.h"

#define HTTP_SESSION_ID 33 /* 32 hex digits */
#define HTTP_SESSIONS_MAX 1024
#define HTTP_SESSION_IDLE_MS (30 * 60 * 1000)

struct http_session {
	struct http_session *next;
	char id[HTTP_SESSION_ID];
	struct session *session;
	const char *principal;
	uint64_t shown; /* by who began it, see http.h */
	uint64_t used_ms;
	void *
	    stream; /* the request that hears for it, or NULL: http_request.c */
};

struct http_sessions;

/* `over` is told before a session goes. */
struct http_sessions *http_sessions_new(void (*over)(void *arg,
					    const struct http_session *s),
    void *arg);
void http_sessions_free(struct http_sessions *t);
/* With HTTP_SESSIONS_MAX there, the principal's own oldest one goes; when it
 * has none, the oldest of the principal with the most: nobody can end the
 * sessions of others by beginning many. */
struct http_session *http_sessions_add(struct http_sessions *t,
    const struct server *server, const char *principal, uint64_t now_ms);
struct http_session *http_sessions_find(struct http_sessions *t, const char *id,
    const char *principal, uint64_t now_ms);
void http_sessions_remove(struct http_sessions *t, struct http_session *s);
/* Removes those for which it says no. */
void http_sessions_recheck(struct http_sessions *t,
    bool (*holds)(void *arg, uint64_t shown), void *arg);
/* Removes the idle ones. */
void http_sessions_sweep(struct http_sessions *t, uint64_t now_ms);

#endif
