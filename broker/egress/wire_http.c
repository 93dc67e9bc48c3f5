/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wire_http.c -- an MCP server behind Streamable HTTP; see wire.h.
 *
 * Every message is a POST; its answer is JSON or a stream of events.  A server
 * of the handshake era may give a session, and say more on a GET stream.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "broker/egress/fetch.h"
#include "broker/egress/wire_http.h"

/* Streams that end are asked for again this late, unless they say when. */
#define RETRY_MS 1000
#define RETRY_MAX_MS 30000
/* Of the GET stream: servers that have none say so with a 405. */
#define GET_FAILURES_MAX 3
/* A stream that ends without its answer is taken up so often. */
#define RESUMES_MAX 100
/* Events of one turn of the loop: the largest, and small ones beside it. */
#define INBOX_MAX (CLIENT_MESSAGE_MAX + 1024 * 1024)

static void
drop(struct exchange *x)
{
	LIST_REMOVE(x, link);
	if (x->running)
		fetch_loop_remove(x->wire->curl, x->easy);
	if (x->easy != NULL)
		curl_easy_cleanup(x->easy);
	credential_wipe(x->headers);
	ev_timer_stop(x->wire->loop, &x->retry);
	coding_fini(&x->coding);
	sse_fini(&x->sse);
	buf_fini(&x->body);
	buf_fini(&x->inbox);
	buf_fini(&x->text);
	free(x);
}

static void on_retry(struct ev_loop *loop, ev_timer *w, int revents);

static struct exchange *
new_exchange(struct http_wire *t)
{
	struct exchange *x = calloc(1, sizeof *x);

	if (x == NULL)
		return NULL;
	x->wire = t;
	sse_init(&x->sse, CLIENT_MESSAGE_MAX);
	buf_init(&x->body, CLIENT_MESSAGE_MAX);
	buf_init(&x->inbox, INBOX_MAX);
	buf_init(&x->text, CLIENT_MESSAGE_MAX);
	ev_init(&x->retry, on_retry);
	x->retry.data = x;
	LIST_INSERT_HEAD(&t->exchanges, x, link);
	return x;
}

/* Its end ------------------------------------------------------------- */

static void
lose(struct exchange *x, enum err_code code, const char *text)
{
	struct http_wire *t = x->wire;
	uint32_t id = x->id;
	struct err why;

	err_set(&why, code, "%.400s", text);
	x->id = 0;
	if (id != 0)
		t->ev->lost(t->arg, id, &why);
}

/* What the stream brought.  An answer ends the request, not the stream. */
static void
deliver(struct exchange *x)
{
	struct http_wire *t = x->wire;
	struct buf in = x->inbox;
	size_t at = 0;

	buf_init(&x->inbox, INBOX_MAX);
	while (buf_ok(&in) && at < in.len) {
		size_t n = strlen(in.p + at);

		if (wire_http_answers(x, in.p + at, n))
			x->id = 0;
		t->ev->message(t->arg, in.p + at, n);
		at += n + 1;
	}
	buf_fini(&in);
}

static void
on_deliver(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct http_wire *t = w->data;
	struct exchange *x, *next;

	(void)loop;
	(void)revents;
	for (x = LIST_FIRST(&t->exchanges); x != NULL; x = next) {
		next = LIST_NEXT(x, link);
		if (x->inbox.len > 0)
			deliver(x);
	}
}

static void
end_wire(struct http_wire *t, enum err_code code, const char *text)
{
	struct err why;

	if (t->over)
		return;
	t->over = true;
	err_set(&why, code, "%.400s", text);
	t->ev->down(t->arg, &why);
}

/* 404 says so; many servers say 400 and "session" to one they forgot. */
static bool
is_gone(const struct exchange *x, long status)
{
	if (x->wire->session[0] == '\0' || x->id == 0 || x->begins)
		return false;
	return status == 404 ||
	    (status == 400 && x->body.len > 0 &&
		strcasestr(x->body.p, "session") != NULL);
}

static void
refused(struct exchange *x, long status)
{
	struct http_wire *t = x->wire;
	char text[400];

	(void)snprintf(text, sizeof text, "HTTP status %ld%s%.200s", status,
	    x->body.len > 0 ? ": " : "", x->body.len > 0 ? x->body.p : "");
	if (is_gone(x, status)) {
		lose(x, ERR_GONE, "its session is gone");
		end_wire(t, ERR_GONE, "its session is gone");
	} else if (status == 401 || status == 403)
		lose(x, ERR_DENIED,
		    status == 401
			? "it wants a credential, or another (HTTP status 401)"
			: "it refuses this credential (HTTP status 403)");
	else
		lose(x, ERR_UPSTREAM, text);
}

/* Later, where the stream broke off, if events were numbered. */
static bool
take_up(struct exchange *x)
{
	struct http_wire *t = x->wire;
	uint32_t ms = x->sse.retry_ms > 0 ? x->sse.retry_ms : RETRY_MS;

	if (t->modern || (!x->get && x->sse.id[0] == '\0') ||
	    x->resumes++ >= RESUMES_MAX || (!x->get && x->id == 0))
		return false;
	if (ms > RETRY_MAX_MS)
		ms = RETRY_MAX_MS;
	ev_timer_set(&x->retry, ms / 1000., 0.);
	ev_timer_start(t->loop, &x->retry);
	return true;
}

static void
pass_body(struct exchange *x)
{
	struct http_wire *t = x->wire;

	if (x->body.len > 0)
		t->ev->message(t->arg, x->body.p, x->body.len);
}

static void
answered(struct exchange *x, long status)
{
	struct http_wire *t = x->wire;

	if (x->get && (status != 200 || !x->events)) {
		if (status == 405 || ++t->get_failures >= GET_FAILURES_MAX)
			drop(x);
		else if (!take_up(x))
			drop(x);
		return;
	}
	if (x->get)
		t->get_failures = 0;
	if (!x->events &&
	    (status == 200 ||
		(x->json && !is_gone(x, status) &&
		    wire_http_answers(x, x->body.p, x->body.len))))
		pass_body(x);
	else if (status < 200 || status > 299)
		refused(x, status);
	else if (x->events && take_up(x))
		return;
	/* Told of an answer already, or there is none: the client knows. */
	lose(x, ERR_UPSTREAM, "it ended the stream without an answer");
	drop(x);
}

static void
broke(struct exchange *x, CURLcode c)
{
	struct http_wire *t = x->wire;
	char text[512];

	if (x->denied[0] != '\0')
		(void)snprintf(text, sizeof text,
		    "%s is not a public address; "
		    "the connector's configuration must list its network "
		    "under \"network:\"",
		    x->denied);
	else if (x->too_long)
		(void)snprintf(text, sizeof text,
		    "it sent a message longer than 24 MiB");
	else if (x->head > FETCH_HEAD_MAX)
		(void)snprintf(text, sizeof text,
		    "the headers or trailers of its reply have no end");
	else if (x->twice)
		(void)snprintf(text, sizeof text,
		    "the connection ended without a reply; the call may or may "
		    "not have happened");
	else if (x->garbled != CODING_FINE)
		(void)snprintf(text, sizeof text, "%s",
		    coding_why(x->garbled));
	else
		(void)snprintf(text, sizeof text, "%.400s",
		    x->why[0] != '\0' ? x->why : curl_easy_strerror(c));
	if (!t->spoke)
		end_wire(t, x->denied[0] != '\0' ? ERR_DENIED : ERR_UPSTREAM,
		    text);
	else if (x->events && x->garbled == CODING_FINE && take_up(x))
		return;
	lose(x, ERR_UPSTREAM, text);
	drop(x);
}

static void
on_ended(CURL *easy, CURLcode result)
{
	struct exchange *x;
	long status = 0;
	char *p = NULL;

	curl_easy_getinfo(easy, CURLINFO_PRIVATE, &p);
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	x = (struct exchange *)(void *)p;
	x->running = false;
	if (status != 0)
		x->wire->spoke = true;
	deliver(x);
	/* A stream goes on elsewhere, or ends without an answer. */
	if (result == CURLE_OK && status == 200 && !x->events)
		x->garbled = coding_end(&x->coding);
	if (result != CURLE_OK || x->garbled != CODING_FINE)
		broke(x, result);
	else
		answered(x, status);
}

/* Asking -------------------------------------------------------------- */

static void
on_retry(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct exchange *x = w->data;

	(void)loop;
	(void)revents;
	if (x->stillborn || wire_http_go(x, false) == -1) {
		lose(x, ERR_NOMEM, "out of memory");
		drop(x);
	}
}

static void
begin_get(struct http_wire *t)
{
	struct exchange *x = new_exchange(t);

	if (x == NULL)
		return;
	x->get = true;
	if (wire_http_go(x, false) == -1)
		drop(x);
}

/* The new era ends a call by closing its stream, the old one says so. */
static bool
cancelled(struct http_wire *t, const struct client_out *o)
{
	struct exchange *x = LIST_FIRST(&t->exchanges);

	if (o->cancels == 0)
		return false;
	while (x != NULL && x->id != o->cancels)
		x = LIST_NEXT(x, link);
	if (x != NULL)
		drop(x);
	return o->modern;
}

static void
post(struct wire *w, const struct client_out *o)
{
	struct http_wire *t = (struct http_wire *)w;
	struct exchange *x;

	t->modern = o->modern;
	if (t->over || cancelled(t, o))
		return;
	if ((x = new_exchange(t)) == NULL)
		return; /* its deadline will tell */
	x->id = o->id;
	buf_add(&x->text, o->text, o->len);
	x->begins = o->method != NULL && strcmp(o->method, "initialize") == 0;
	x->opens = o->method != NULL &&
	    strcmp(o->method, "notifications/initialized") == 0;
	(void)snprintf(t->version, sizeof t->version, "%s",
	    o->version != NULL ? o->version : "");
	if (wire_http_describe(x, o) == -1 || wire_http_go(x, true) == -1) {
		x->stillborn = true;
		ev_timer_set(&x->retry, 0., 0.);
		ev_timer_start(t->loop, &x->retry);
		return;
	}
	if (x->opens)
		begin_get(t);
}

static void
free_http(struct wire *w)
{
	struct http_wire *t = (struct http_wire *)w;
	struct exchange *x;

	while ((x = LIST_FIRST(&t->exchanges)) != NULL)
		/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): it unlinks itself */
		drop(x);
	(void)ev_clear_pending(t->loop, &t->deliver);
	fetch_loop_free(t->curl);
	free(t);
}

struct wire *
wire_http_new(struct ev_loop *loop, const struct wire_spec *spec,
    const struct wire_events *ev, void *arg, struct err *e)
{
	struct http_wire *t = calloc(1, sizeof *t);

	if (t != NULL)
		t->curl = fetch_loop_new(loop, on_ended);
	if (t == NULL || t->curl == NULL) {
		free(t);
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	t->base = (struct wire){ post, free_http };
	t->loop = loop;
	t->spec = spec;
	t->ev = ev;
	t->arg = arg;
	LIST_INIT(&t->exchanges);
	ev_init(&t->deliver, on_deliver);
	t->deliver.data = t;
	return &t->base;
}
