/* SPDX-License-Identifier: Apache-2.0 */
/* wire_http.h -- what wire_http.c and wire_http_curl.c share. */
#ifndef CORDON_BROKER_EGRESS_WIRE_HTTP_H
#define CORDON_BROKER_EGRESS_WIRE_HTTP_H

#include <netinet/in.h>
#include <sys/queue.h>

#include "broker/egress/coding.h"
#include "broker/egress/credential.h"
#include "broker/egress/fetch_loop.h"
#include "broker/egress/wire.h"
#include "mcp/sse.h"

/* Visible ASCII, "should" be a UUID or a JWT. */
#define SESSION_ID_MAX 1024

/* One request of HTTP, and its answer as it comes. */
struct exchange {
	LIST_ENTRY(exchange) link;
	struct http_wire *wire;
	CURL *easy;
	struct curl_slist *headers;
	uint32_t id; /* of the request; 0: none, or answered */
	bool running;
	bool get; /* the server's own stream */
	bool begins, opens; /* initialize; notifications/initialized */
	bool events; /* the answer is a stream */
	bool json; /* or JSON */
	bool stillborn; /* it could not be asked: no memory */
	bool too_long;
	bool headed; /* its headers are there; others are trailers */
	struct coding coding;
	enum coding_fault garbled;
	bool twice; /* libcurl would have sent it again */
	unsigned sent, resumes;
	size_t head; /* bytes of headers and trailers */
	struct sse sse;
	struct buf body; /* of an answer that is no stream */
	struct buf inbox; /* events not yet told, each with a NUL */
	struct buf text; /* what is sent */
	ev_timer retry;
	char denied[INET6_ADDRSTRLEN];
	char why[CURL_ERROR_SIZE];
};

struct http_wire {
	struct wire base;
	struct ev_loop *loop;
	struct fetch_loop *curl;
	LIST_HEAD(, exchange) exchanges;
	const struct wire_spec *spec;
	const struct wire_events *ev;
	void *arg;
	bool spoke; /* some answer came, ever */
	bool over; /* `down` was told */
	bool modern;
	unsigned get_failures;
	ev_timer deliver; /* fed: curl may not be called from its callbacks */
	char version[16];
	char session[SESSION_ID_MAX + 1];
};

/* wire_http.c */

/* wire_http_curl.c */
/* The headers that tell of the message. */
int wire_http_describe(struct exchange *x, const struct client_out *o);
/* Starts it: a POST of the text, or a GET of events. */
int wire_http_go(struct exchange *x, bool post);
/* Does that text answer the request? */
bool wire_http_answers(const struct exchange *x, const char *s, size_t n);

#endif
