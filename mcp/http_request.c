/* SPDX-License-Identifier: Apache-2.0 */
/* http_request.c -- one POST: its body in, its session's answers out. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "common/host/clock.h"
#include "mcp/header.h"
#include "mcp/http_int.h"

/* Result and logs, quoted, as events; see toolcall.c. */
#define OUT_MAX (32 * 1024 * 1024)

static void
wake(struct http_request *r)
{
	if (!r->suspended)
		return;
	r->suspended = false;
	ev_io_stop(r->http->loop, &r->gone);
	MHD_resume_connection(r->mhd);
	/* Its timeout does not tell of it: MHD must be run. */
	ev_feed_event(r->http->loop, &r->http->ready, EV_READ);
}

/* Its session hears no more by this one. */
static void
deafen(struct http_request *r)
{
	if (!r->stream || r->kept == NULL || r->kept->stream != r)
		return;
	r->kept->stream = NULL;
	session_hear(r->kept->session, NULL);
}

static void
end(struct http_request *r, int status, bool cancel)
{
	deafen(r);
	if (r->own != NULL)
		session_drop(r->own, r, true);
	else if (r->kept != NULL)
		session_drop(r->kept->session, r, cancel);
	r->done = true;
	if (r->status == 0)
		r->status = status;
	wake(r);
}

void
http_request_abandon(struct http_request *r)
{
	end(r, 400, false);
}

void
http_request_forbid(struct http_request *r)
{
	if (!r->done)
		end(r, 401, true);
}

/* MHD does not look at a suspended connection: we do. */
static void
on_gone(struct ev_loop *loop, ev_io *w, int events)
{
	struct http_request *r = w->data;
	ssize_t n;
	char c;

	(void)events;
	n = recv(w->fd, &c, 1, MSG_PEEK | MSG_DONTWAIT);
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	ev_io_stop(loop, w);
	/* The next request came before this one's answer: it waits. */
	if (n <= 0)
		http_request_abandon(r);
}

void
http_request_suspend(struct http_request *r)
{
	r->suspended = true;
	ev_io_set(&r->gone, http_head_fd(r->mhd), EV_READ);
	ev_io_start(r->http->loop, &r->gone);
	MHD_suspend_connection(r->mhd);
}

static void
add_event(struct http_request *r, const struct outgoing *o)
{
	if (o->len == 0)
		return;
	buf_adds(&r->out, "event: message\ndata: ");
	buf_add(&r->out, o->json, o->len);
	buf_adds(&r->out, "\n\n");
}

static void
on_alive(struct ev_loop *loop, ev_timer *w, int events)
{
	struct http_request *r = w->data;

	(void)loop;
	(void)events;
	buf_adds(&r->out, ": still here\n\n");
	wake(r);
}

static void
on_send(void *ctx, const struct outgoing *o)
{
	struct http_request *r = ctx;

	if (!o->last) {
		if (!r->streams)
			return;
		if (!r->events)
			ev_timer_again(r->http->loop, &r->alive);
		r->events = true;
		add_event(r, o);
	} else {
		r->done = true;
		r->status = o->status;
		/* Cancelled: a stream that ends without an answer. */
		if (o->len == 0 && r->streams)
			r->events = true;
		if (r->events)
			add_event(r, o);
		else
			buf_add(&r->out, o->json, o->len);
	}
	wake(r);
}

struct http_request *
http_request_new(struct http *h, struct MHD_Connection *c)
{
	struct http_request *r = calloc(1, sizeof *r);
	const char *accept = http_head_get(c, "Accept");

	if (r == NULL)
		return NULL;
	r->http = h;
	r->mhd = c;
	r->streams = accept != NULL && strstr(accept, "text/event-stream");
	buf_init(&r->body, json_limits_message.bytes);
	buf_init(&r->out, OUT_MAX);
	ev_init(&r->gone, on_gone);
	ev_init(&r->alive, on_alive);
	r->alive.repeat = HTTP_KEEPALIVE_SECONDS;
	r->gone.data = r->alive.data = r;
	LIST_INSERT_HEAD(&h->requests, r, link);
	return r;
}

void
http_request_free(struct http_request *r)
{
	ev_io_stop(r->http->loop, &r->gone);
	ev_timer_stop(r->http->loop, &r->alive);
	LIST_REMOVE(r, link);
	deafen(r);
	if (r->kept != NULL)
		session_drop(r->kept->session, r, false);
	session_free(r->own);
	buf_fini(&r->body);
	buf_fini(&r->out);
	free(r);
}

void
http_request_orphan(struct http *h, const struct http_session *s)
{
	struct http_request *r;

	LIST_FOREACH(r, &h->requests, link)
	if (r->kept == s) {
		r->kept = NULL;
		if (!r->done)
			r->status = 404;
		r->done = true;
		wake(r);
	}
}

static bool
is_initialize(const json_t *v)
{
	const char *method = json_str(v, "method");

	return method != NULL && strcmp(method, "initialize") == 0 &&
	    json_object_get(v, "id") != NULL;
}

/* The message's session, new or old; NULL when it was refused. */
static struct session *
session_for(struct http_request *r, const json_t *v,
    const struct era_head *head, const struct sink *sink)
{
	const json_t *params = json_object_get(v, "params");
	const json_t *meta = json_object_get(params, "_meta");
	const char *id = http_head_get(r->mhd, "Mcp-Session-Id");
	bool modern = json_object_get(meta, ERA_META "protocolVersion") != NULL;
	struct http *h = r->http;

	if (!modern && is_initialize(v)) {
		r->kept = http_sessions_add(h->sessions, h->server,
		    r->caller.principal, clock_mono_ms());
		if (r->kept != NULL) {
			r->kept->shown = r->caller.shown;
			memcpy(r->session_id, r->kept->id, HTTP_SESSION_ID);
		}
	} else if (!modern && id != NULL) {
		r->kept = http_sessions_find(h->sessions, id,
		    r->caller.principal, clock_mono_ms());
		if (r->kept == NULL) {
			session_refuse(sink, JSONRPC_INVALID, 404,
			    "there is no such session");
			return NULL;
		}
	} else if (!modern && !json_is_object(v)) {
		session_refuse(sink, JSONRPC_INVALID, 400,
		    "a message is one JSON object");
		return NULL;
	} else if (!modern &&
	    (head->version == NULL || strcmp(head->version, ERA_MODERN) < 0)) {
		session_refuse(sink, JSONRPC_INVALID, 400,
		    "Mcp-Session-Id is missing: initialize first");
		return NULL;
	} else
		r->own = session_new(h->server, r->caller.principal, NULL);
	if (r->kept == NULL && r->own == NULL)
		session_refuse(sink, JSONRPC_INTERNAL, 503, "out of memory");
	return r->kept != NULL ? r->kept->session : r->own;
}

static const char *
get_header(void *arg, const char *name)
{
	return http_head_get(arg, name);
}

static void
deliver(struct http_request *r, const json_t *v, const struct sink *sink)
{
	char *name = header_value(http_head_get(r->mhd, "Mcp-Name"));
	char *version =
	    header_value(http_head_get(r->mhd, "MCP-Protocol-Version"));
	char *method = header_value(http_head_get(r->mhd, "Mcp-Method"));
	struct era_head head = { version, method, name, get_header, r->mhd };
	struct session *s = session_for(r, v, &head, sink);

	if (s != NULL && !session_receive_tree(s, v, &head, sink)) {
		r->done = true;
		r->status = 202;
	}
	free(name);
	free(version);
	free(method);
}

/* The stream of a session: its newest one, since a client that lost the one
 * before need not have told us. */
static void
begin_stream(struct http_request *r, const struct sink *sink)
{
	struct http_request *before;

	if (r->kept == NULL) { /* its session went meanwhile */
		r->done = true;
		return;
	}
	before = r->kept->stream;
	if (before != NULL) {
		deafen(before);
		before->done = true;
		wake(before);
	}
	r->kept->stream = r;
	r->events = true;
	ev_timer_again(r->http->loop, &r->alive);
	session_hear(r->kept->session, sink);
}

void
http_request_begin(struct http_request *r)
{
	struct sink sink = { on_send, r };
	struct err e;
	json_t *v;

	r->begun = true;
	if (r->stream) {
		begin_stream(r, &sink);
		return;
	}
	if (r->too_large) {
		session_refuse(&sink, JSONRPC_INVALID, 413,
		    "a message has at most 4 MiB");
		return;
	}
	v = json_read(r->body.p != NULL ? r->body.p : "", r->body.len,
	    &json_limits_message, &e);
	if (v == NULL) {
		session_refuse(&sink,
		    e.code == ERR_LIMIT ? JSONRPC_INVALID : JSONRPC_PARSE, 400,
		    e.msg);
		return;
	}
	buf_fini(&r->body);
	deliver(r, v, &sink);
	json_decref(v);
}
