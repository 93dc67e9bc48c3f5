/* SPDX-License-Identifier: Apache-2.0 */
/* http_int.h -- what the pieces of http.c share. */
#ifndef CORDON_MCP_HTTP_INT_H
#define CORDON_MCP_HTTP_INT_H

#include <ev.h>
#include <microhttpd.h>
#include <sys/queue.h>

#include "mcp/http.h"
#include "mcp/http_session.h"

/* An agent's host has tens of clients; each costs about 24 kB here. */
#define HTTP_CONNECTIONS_MAX 512
/* Headers and MHD's buffers of one connection; node takes as much.  MHD clears
 * all of it for every request. */
#define HTTP_HEAD_MAX (16 * 1024)
/* A request must be complete this long after its connection or the request
 * before it: a trickle of bytes is cut off. */
#define HTTP_REQUEST_SECONDS 30
/* Proxies cut a silent stream after 30 to 60. */
#define HTTP_KEEPALIVE_SECONDS 15.0

struct http_request {
	LIST_ENTRY(http_request) link;
	struct http *http;
	struct MHD_Connection *mhd;
	struct http_caller caller;
	struct buf body;
	struct session *own; /* of this request only: the stateless era */
	struct http_session *kept; /* of the old era; NULL once it is gone */
	struct buf out;
	int status;
	bool begun; /* handed to a session */
	bool too_large;
	bool stream; /* a GET: what its session hears of */
	bool streams; /* the client takes events */
	bool events; /* and gets them */
	bool done; /* nothing more will come */
	bool queued; /* MHD has the response */
	bool suspended;
	char session_id[HTTP_SESSION_ID]; /* a new one, to be told */
	ev_io gone; /* watches while suspended */
	ev_timer alive; /* comments in a stream */
};

LIST_HEAD(http_requests, http_request);

struct http {
	struct ev_loop *loop;
	const struct server *server;
	struct http_conf conf;
	struct MHD_Daemon *mhd;
	struct http_sessions *sessions;
	struct http_requests requests;
	ev_io ready;
	ev_timer timeout, sweep;
	ev_prepare before;
};

/* http_head.c: what can be refused before the body is read.  0, or a status
 * with a text in *ret_why. */
int http_head_check(struct http *h, struct MHD_Connection *c, const char *url,
    const char *method, const char **ret_why);
const char *http_head_get(struct MHD_Connection *c, const char *name);
/* The token of "Authorization: Bearer", or NULL. */
const char *http_head_bearer(struct MHD_Connection *c);
int http_head_fd(struct MHD_Connection *c);

/* http_request.c */
struct http_request *http_request_new(struct http *h, struct MHD_Connection *c);
void http_request_free(struct http_request *r);
/* The body is whole: hands it to a session. */
void http_request_begin(struct http_request *r);
/* The session is over: what waits on it ends. */
void http_request_orphan(struct http *h, const struct http_session *s);
/* Its client is gone, or we are. */
void http_request_abandon(struct http_request *r);
/* Its client may not ask: 401, and its call is cancelled. */
void http_request_forbid(struct http_request *r);
void http_request_suspend(struct http_request *r);

/* http_reply.c */
enum MHD_Result http_reply(struct http_request *r);
enum MHD_Result http_reply_text(struct MHD_Connection *c, int status,
    const char *text);
enum MHD_Result http_reply_metadata(struct MHD_Connection *c);
enum MHD_Result http_reply_unauthorized(struct MHD_Connection *c);

#endif
