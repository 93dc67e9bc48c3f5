/* SPDX-License-Identifier: Apache-2.0 */
/* http.c -- see http.h.  The daemon, its place in the loop, the dispatch. */
#include "mcp/http.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/host/clock.h"
#include "mcp/http_int.h"

/* Too long a body is read to its end, so that the answer is heard, but not
 * for ever. */
#define BODY_IGNORED_MAX (16 * 1024 * 1024)
#define SWEEP_SECONDS 5.0

static const char metadata_path[] = "/.well-known/oauth-protected-resource";

/* A connection, for the sweep: when it last began or ended a request. */
struct link {
	LIST_ENTRY(link) link;
	int fd;
	uint64_t since_ms;
	unsigned busy; /* requests under way: these are MHD's and ours */
	struct http_request *request; /* whose end MHD has not told, or NULL */
};

static LIST_HEAD(links, link) all_links = LIST_HEAD_INITIALIZER(all_links);

static struct link *
link_of(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *i =
	    MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return i != NULL ? i->socket_context : NULL;
}

/* At the end of a request; and of those whose end MHD does not tell, as 1.0
 * does not of some broken ones, when their connection has another or ends. */
static void
let_go(struct link *l)
{
	struct http_request *r = l->request;

	if (r == NULL)
		return;
	if (r->begun && l->busy > 0)
		l->busy--;
	l->request = NULL;
	http_request_free(r);
}

static void
on_connection(void *cls, struct MHD_Connection *c, void **context,
    enum MHD_ConnectionNotificationCode code)
{
	struct link *l = *context;

	(void)cls;
	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		if (l != NULL) {
			let_go(l);
			LIST_REMOVE(l, link);
		}
		free(l);
		*context = NULL;
		return;
	}
	l = calloc(1, sizeof *l);
	if (l == NULL)
		return;
	l->fd = http_head_fd(c);
	l->since_ms = clock_mono_ms();
	LIST_INSERT_HEAD(&all_links, l, link);
	*context = l;
}

static struct http_session *
session_of(struct http *h, struct MHD_Connection *c, const char *principal)
{
	const char *id = http_head_get(c, "Mcp-Session-Id");

	return id == NULL
	    ? NULL
	    : http_sessions_find(h->sessions, id, principal, clock_mono_ms());
}

static enum MHD_Result
end_session(struct http *h, struct MHD_Connection *c, const char *principal)
{
	const char *id = http_head_get(c, "Mcp-Session-Id");
	struct http_session *s = session_of(h, c, principal);

	if (id == NULL)
		return http_reply_text(c, 400, "Mcp-Session-Id is missing");
	if (s == NULL)
		return http_reply_text(c, 404, "there is no such session");
	http_sessions_remove(h->sessions, s);
	return http_reply_text(c, 200, "the session is over");
}

/* As RFC 9728 has it, with the path of what it is about or without. */
static bool
is_metadata(const char *url)
{
	size_t n = sizeof metadata_path - 1;

	return strncmp(url, metadata_path, n) == 0 &&
	    (url[n] == '\0' || strcmp(url + n, "/mcp") == 0);
}

/* The head is there, the body not yet. */
static enum MHD_Result
on_head(struct http *h, struct MHD_Connection *c, const char *url,
    const char *method, void **context)
{
	struct link *l = link_of(c);
	struct http_session *s = NULL;
	struct http_caller who = { NULL, 0 };
	const char *why;
	int status;
	struct http_request *r;

	/* A proxy before us may have believed the other one of the two. */
	if (http_head_get(c, "Transfer-Encoding") != NULL &&
	    http_head_get(c, "Content-Length") != NULL)
		return http_reply_text(c, 400,
		    "either Content-Length or Transfer-Encoding");
	status = http_head_check(h, c, url, method, &why);
	if (status == 403)
		return http_reply_text(c, status, why);
	if (is_metadata(url) && strcmp(method, "GET") == 0)
		return http_reply_metadata(c);
	if (!h->conf.identify(h->conf.arg, http_head_bearer(c), http_head_fd(c),
		&who))
		return http_reply_unauthorized(c);
	if (status != 0)
		return http_reply_text(c, status, why);
	if (strcmp(method, "DELETE") == 0)
		return end_session(h, c, who.principal);
	if (strcmp(method, "GET") == 0 &&
	    (s = session_of(h, c, who.principal)) == NULL)
		return http_reply_text(c, 404, "there is no such session");
	if (l == NULL || (r = http_request_new(h, c)) == NULL)
		return MHD_NO;
	let_go(l);
	l->request = r;
	r->caller = who;
	r->kept = s;
	r->stream = s != NULL;
	*context = r;
	return MHD_YES;
}

static enum MHD_Result
on_body(struct http_request *r, const char *p, size_t *n)
{
	buf_add(&r->body, p, *n);
	if (!buf_ok(&r->body)) {
		r->too_large = true;
		if (*n > BODY_IGNORED_MAX ||
		    (r->out.max -= *n) < BODY_IGNORED_MAX)
			return MHD_NO;
	}
	*n = 0;
	return MHD_YES;
}

static enum MHD_Result
on_access(void *cls, struct MHD_Connection *c, const char *url,
    const char *method, const char *version, const char *data, size_t *n,
    void **context)
{
	struct http_request *r = *context;
	struct link *l;

	(void)version;
	if (r == NULL)
		return on_head(cls, c, url, method, context);
	if (*n > 0)
		return on_body(r, data, n);
	if (!r->begun && !r->done) {
		l = link_of(c);
		if (l != NULL)
			l->busy++;
		http_request_begin(r);
	}
	if (r->done || (r->events && !r->queued))
		return http_reply(r);
	http_request_suspend(r);
	return MHD_YES;
}

static void
on_completed(void *cls, struct MHD_Connection *c, void **context,
    enum MHD_RequestTerminationCode code)
{
	struct link *l = link_of(c);

	(void)cls;
	(void)code;
	*context = NULL;
	if (l == NULL)
		return;
	l->since_ms = clock_mono_ms();
	let_go(l);
}

static void
on_session_over(void *arg, const struct http_session *s)
{
	http_request_orphan(arg, s);
}

static void
on_ready(struct ev_loop *loop, ev_io *w, int events)
{
	struct http *h = w->data;

	(void)loop;
	(void)events;
	(void)MHD_run(h->mhd);
}

static void
on_timeout(struct ev_loop *loop, ev_timer *w, int events)
{
	struct http *h = w->data;

	(void)loop;
	(void)events;
	(void)MHD_run(h->mhd);
}

/* MHD says how long it may be left alone. */
static void
on_before(struct ev_loop *loop, ev_prepare *w, int events)
{
	struct http *h = w->data;
	MHD_UNSIGNED_LONG_LONG ms;

	(void)events;
	ev_timer_stop(loop, &h->timeout);
	if (MHD_get_timeout(h->mhd, &ms) != MHD_YES)
		return;
	ev_timer_set(&h->timeout, (double)ms / 1000.0, 0.0);
	ev_timer_start(loop, &h->timeout);
}

static void
on_sweep(struct ev_loop *loop, ev_timer *w, int events)
{
	struct http *h = w->data;
	uint64_t now = clock_mono_ms();
	struct link *l;

	(void)loop;
	(void)events;
	http_sessions_sweep(h->sessions, now);
	LIST_FOREACH(l, &all_links, link)
	if (l->busy == 0 && now - l->since_ms > HTTP_REQUEST_SECONDS * 1000)
		(void)shutdown(l->fd, SHUT_RDWR);
}

static int
start_daemon(struct http *h, struct err *e)
{
	h->mhd = MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0,
	    NULL, NULL, on_access, h, MHD_OPTION_LISTEN_SOCKET, h->conf.fd,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)HTTP_CONNECTIONS_MAX,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_HEAD_MAX,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HTTP_REQUEST_SECONDS,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_COMPLETED,
	    on_completed, h, MHD_OPTION_NOTIFY_CONNECTION, on_connection, h,
	    MHD_OPTION_END);
	if (h->mhd == NULL)
		return err_set(e, ERR_SYS, "the HTTP server did not start");
	return 0;
}

static void
enter_loop(struct http *h)
{
	const union MHD_DaemonInfo *i =
	    MHD_get_daemon_info(h->mhd, MHD_DAEMON_INFO_EPOLL_FD);

	ev_io_init(&h->ready, on_ready, i->epoll_fd, EV_READ);
	ev_init(&h->timeout, on_timeout);
	ev_timer_init(&h->sweep, on_sweep, SWEEP_SECONDS, SWEEP_SECONDS);
	ev_prepare_init(&h->before, on_before);
	h->ready.data = h->timeout.data = h->sweep.data = h->before.data = h;
	ev_io_start(h->loop, &h->ready);
	ev_timer_start(h->loop, &h->sweep);
	ev_prepare_start(h->loop, &h->before);
}

struct http *
http_new(struct ev_loop *loop, const struct server *s,
    const struct http_conf *conf, struct err *e)
{
	struct http *h = calloc(1, sizeof *h);

	if (h == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		close(conf->fd);
		return NULL;
	}
	h->loop = loop;
	h->server = s;
	h->conf = *conf;
	LIST_INIT(&h->requests);
	h->sessions = http_sessions_new(on_session_over, h);
	if (h->sessions == NULL || start_daemon(h, e) == -1) {
		if (h->sessions == NULL)
			err_set(e, ERR_NOMEM, "out of memory");
		http_sessions_free(h->sessions);
		close(conf->fd);
		free(h);
		return NULL;
	}
	enter_loop(h);
	return h;
}

void
http_recheck(struct http *h)
{
	struct http_request *r;

	if (h->conf.holds == NULL)
		return;
	LIST_FOREACH(r, &h->requests, link)
	if (!h->conf.holds(h->conf.arg, r->caller.shown))
		http_request_forbid(r);
	http_sessions_recheck(h->sessions, h->conf.holds, h->conf.arg);
}

void
http_free(struct http *h)
{
	struct http_request *r;

	if (h == NULL)
		return;
	/* MHD may stop only when nothing is suspended. */
	LIST_FOREACH(r, &h->requests, link)
	http_request_abandon(r);
	(void)MHD_run(h->mhd);
	ev_io_stop(h->loop, &h->ready);
	ev_timer_stop(h->loop, &h->timeout);
	ev_timer_stop(h->loop, &h->sweep);
	ev_prepare_stop(h->loop, &h->before);
	MHD_stop_daemon(h->mhd);
	http_sessions_free(h->sessions);
	free(h);
}
