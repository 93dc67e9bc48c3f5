/* SPDX-License-Identifier: Apache-2.0 */
/* fetch.c -- see fetch.h. */
#include "broker/egress/fetch.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "broker/egress/address.h"
#include "broker/egress/credential.h"
#include "broker/egress/fetch_retry.h"
#include "broker/egress/origin.h"
#include "common/base/err.h"
#include "common/base/limits.h"
#include "common/host/clock.h"

#define CONNECT_MS_MAX 10000 /* SYN retries at 1, 3 and 7 s */
#define IDLE_S_MAX 60L /* nothing at all said for so long: it hangs */
#define REUSE_S_MAX 60L /* servers close idle connections at 60 and up */
/* One that is sent once must not meet a server that closes just then; node
 * does after 5. */
#define REUSE_WRITE_S_MAX 2L
#define LIFE_S_MAX 600L /* DNS changes, certificates end */
#define REPEATS_MAX 2
#define PAUSE_MS 100 /* before the first repeat, at least */
#define RETRY_AFTER_MS_MAX 10000 /* longer waits are the program's choice */

struct fetch {
	struct fetch_loop *loop;
	CURL *easy;
	struct curl_slist *headers;
	struct request request;
	const char *method;
	const char *const *networks;
	const struct redact *redact;
	uint64_t deadline; /* clock_mono_ms() */
	struct reply reply;
	unsigned redirects;
	bool too_long, denied, twice, two_lengths;
	bool cut; /* enough of a stream is there */
	unsigned sent, repeats;
	ev_timer again, enough;
	char address[INET6_ADDRSTRLEN];
	char text[CURL_ERROR_SIZE]; /* curl's */
	bool (*bound)(const void *arg, const struct request *r);
	fetch_done *done;
	void *arg;
};

static void
fetch_free(struct fetch *f)
{
	ev_timer_stop(fetch_loop_ev(f->loop), &f->again);
	ev_timer_stop(fetch_loop_ev(f->loop), &f->enough);
	curl_easy_cleanup(f->easy);
	credential_wipe(f->headers);
	if (f->request.url.p != NULL)
		explicit_bzero(f->request.url.p, f->request.url.len);
	request_fini(&f->request);
	reply_fini(&f->reply);
	redact_free(f->redact);
	free(f);
}

/* What curl asks ------------------------------------------------------ */

static curl_socket_t
on_open(void *arg, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct fetch *f = arg;

	if (purpose == CURLSOCKTYPE_IPCXN &&
	    address_allowed(&a->addr, f->networks)) {
		f->denied = false;
		return socket(a->family, a->socktype | SOCK_CLOEXEC,
		    a->protocol);
	}
	f->denied = true;
	if (getnameinfo(&a->addr, a->addrlen, f->address, sizeof f->address,
		NULL, 0, NI_NUMERICHOST) != 0)
		f->address[0] = '\0';
	return CURL_SOCKET_BAD;
}

static bool
idempotent(const struct fetch *f)
{
	return strcmp(f->method, "POST") != 0 && strcmp(f->method, "PATCH") != 0;
}

#if LIBCURL_VERSION_NUM >= 0x075000
/* Before each sending.  libcurl sends again, by itself and whatever the
 * method, when a connection that it used before ends without an answer. */
static int
on_send(void *arg, char *peer, char *own, int peer_port, int own_port)
{
	struct fetch *f = arg;

	(void)peer;
	(void)own;
	(void)peer_port;
	(void)own_port;
	f->twice = f->sent++ > 0 && !idempotent(f);
	return f->twice ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}
#endif

static size_t
on_header(char *s, size_t size, size_t n, void *arg)
{
	struct fetch *f = arg;

	f->two_lengths = !reply_header(&f->reply, s, size * n);
	return f->two_lengths ? 0 : size * n;
}

/* From its first byte on. */
static void
watch_stream(struct fetch *f)
{
	uint64_t now = clock_mono_ms();
	uint64_t left = now < f->deadline ? (f->deadline - now) / 2 : 0;

	if (ev_is_active(&f->enough))
		return;
	if (left > FETCH_STREAM_MS)
		left = FETCH_STREAM_MS;
	ev_timer_set(&f->enough, (double)left / 1000., 0.);
	ev_timer_start(fetch_loop_ev(f->loop), &f->enough);
}

static size_t
on_data(char *s, size_t size, size_t n, void *arg)
{
	struct fetch *f = arg;

	if (reply_is_stream(&f->reply)) {
		if (f->reply.received + size * n > FETCH_STREAM_MAX)
			f->cut = true;
		else
			watch_stream(f);
	}
	if (!f->cut && reply_data(&f->reply, s, size * n))
		return size * n;
	f->too_long = !f->cut;
	return 0;
}

/* Options ------------------------------------------------------------- */

static void
set_method(struct fetch *f)
{
	CURL *c = f->easy;

	curl_easy_setopt(c, CURLOPT_HTTPGET, 1L);
	if (strcmp(f->method, "HEAD") == 0)
		curl_easy_setopt(c, CURLOPT_NOBODY, 1L);
	if (f->request.has_body || strcmp(f->method, "POST") == 0) {
		curl_easy_setopt(c, CURLOPT_POST, 1L);
		curl_easy_setopt(c, CURLOPT_POSTFIELDS,
		    f->request.body.len == 0 ? "" : f->request.body.p);
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)f->request.body.len);
	}
	curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST,
	    strcmp(f->method, "HEAD") == 0 ? NULL : f->method);
}

static void
set_bounds(struct fetch *f)
{
	CURL *c = f->easy;

#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	curl_easy_setopt(c, CURLOPT_PROTOCOLS,
	    (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
#if LIBCURL_VERSION_NUM >= 0x075000
	curl_easy_setopt(c, CURLOPT_PREREQFUNCTION, on_send);
	curl_easy_setopt(c, CURLOPT_PREREQDATA, f);
	curl_easy_setopt(c, CURLOPT_MAXLIFETIME_CONN, LIFE_S_MAX);
#else
	curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, idempotent(f) ? 0L : 1L);
#endif
	curl_easy_setopt(c, CURLOPT_MAXAGE_CONN,
	    idempotent(f) ? REUSE_S_MAX : REUSE_WRITE_S_MAX);
	curl_easy_setopt(c, CURLOPT_HTTP09_ALLOWED, 0L);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, IDLE_S_MAX);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, on_open);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, f);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, f);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_data);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, f);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, f->text);
	curl_easy_setopt(c, CURLOPT_PRIVATE, f);
	curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(c, CURLOPT_TCP_NODELAY, 1L);
	curl_easy_setopt(c, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "cordon/" CORDON_VERSION);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, f->headers);
}

/* (Re)starts the exchange with the request's URL. */
static CURLcode
go(struct fetch *f)
{
	uint64_t now = clock_mono_ms();
	long left = now < f->deadline ? (long)(f->deadline - now) : 1;
	CURLcode r;

	f->text[0] = '\0';
	f->denied = false;
	curl_easy_setopt(f->easy, CURLOPT_TIMEOUT_MS, left);
	curl_easy_setopt(f->easy, CURLOPT_CONNECTTIMEOUT_MS,
	    left < CONNECT_MS_MAX ? left : CONNECT_MS_MAX);
	r = curl_easy_setopt(f->easy, CURLOPT_URL, f->request.url.p);
	if (r == CURLE_OK && fetch_loop_add(f->loop, f->easy) != CURLM_OK)
		r = CURLE_OUT_OF_MEMORY;
	return r;
}

static void on_again(struct ev_loop *loop, ev_timer *w, int revents);
static void on_enough(struct ev_loop *loop, ev_timer *w, int revents);

struct fetch *
fetch_start(struct fetch_loop *l, struct fetch_opts *o, fetch_done *done,
    void *arg)
{
	struct fetch *f = calloc(1, sizeof *f);

	if (f == NULL) {
		credential_wipe(o->headers);
		request_fini(o->request);
		return NULL;
	}
	f->loop = l;
	f->request = *o->request;
	f->method = o->request->method;
	f->headers = o->headers;
	f->networks = o->networks;
	f->redact = redact_ref(o->redact);
	ev_init(&f->again, on_again);
	ev_init(&f->enough, on_enough);
	f->enough.data = f;
	f->again.data = f;
	f->deadline = clock_mono_ms() + o->deadline_ms;
	f->bound = o->bound;
	f->done = done;
	f->arg = arg;
	if (!reply_init(&f->reply, o->redact) ||
	    (f->easy = curl_easy_init()) == NULL) {
		fetch_free(f);
		return NULL;
	}
	set_bounds(f);
	fetch_set_tls(f->easy, o);
	set_method(f);
	if (go(f) == CURLE_OK)
		return f;
	fetch_free(f);
	return NULL;
}

void
fetch_cancel(struct fetch *f)
{
	fetch_loop_remove(f->loop, f->easy);
	fetch_free(f);
}

/* Its end ------------------------------------------------------------- */

static void
finish(struct fetch *f, long status, const char *code, const char *message)
{
	struct fetch_result r = { .status = status, .code = code };
	struct buf b;

	buf_init(&b, 4096);
	r.reply = &f->reply;
	if (f->request.notes.len > 0 && buf_ok(&f->request.notes))
		json_object_set_new(f->reply.headers, "x-cordon-note",
		    json_stringn(f->request.notes.p, f->request.notes.len));
	if (status != 0)
		r.kind = reply_finish(&f->reply);
	else {
		redact_text(f->redact, message, strlen(message), &b);
		r.message = buf_ok(&b) && b.p != NULL ? b.p : code;
	}
	f->done(f->arg, &r);
	buf_fini(&b);
	fetch_free(f);
}

/* What went out may have had its effect although no answer came. */
static const char *
in_doubt(const struct fetch *f)
{
	return f->sent > 0 && !idempotent(f) ?
	    "; the request may or may not have had its effect" : "";
}

static void
failed(struct fetch *f, CURLcode c)
{
	/* Not a length that the upstream made up: it may be a secret's digits. */
	const char *text = f->text[0] != '\0' && c != CURLE_PARTIAL_FILE ?
	    f->text : curl_easy_strerror(c);
	char why[512];

	if (f->denied) {
		(void)snprintf(why, sizeof why, "%s is not a public address; "
		    "the connector's configuration must list its network "
		    "under \"network:\"", f->address);
		finish(f, 0, "E_DENIED", why);
	} else if (f->too_long) {
		(void)snprintf(why, sizeof why, "the reply is longer than "
		    "%d MiB; ask for less of it", BODY_MAX >> 20);
		finish(f, 0, "E_LIMIT", why);
	} else if (c == CURLE_OPERATION_TIMEDOUT) {
		(void)snprintf(why, sizeof why, "no reply in time: %.300s%s",
		    text, in_doubt(f));
		finish(f, 0, "E_TIMEOUT", why);
	} else if (c == CURLE_OUT_OF_MEMORY)
		/* What libcurl says of a header line that it does not take. */
		finish(f, 0, "E_UPSTREAM",
		    "a header of the reply is too long (or memory is)");
	else if (f->two_lengths)
		finish(f, 0, "E_UPSTREAM",
		    "the reply has two different Content-Lengths");
	else {
		(void)snprintf(why, sizeof why, "%.300s%s",
		    f->twice ? "the connection ended without a reply" : text,
		    in_doubt(f));
		finish(f, 0, "E_UPSTREAM", why);
	}
}

static bool
again_in(struct fetch *f, uint64_t ms)
{
	struct ev_loop *loop = fetch_loop_ev(f->loop);

	if (!idempotent(f) || f->repeats >= REPEATS_MAX ||
	    clock_mono_ms() + ms + PAUSE_MS >= f->deadline ||
	    !fetch_loop_may_repeat(f->loop))
		return false;
	f->repeats++;
	reply_reset(&f->reply);
	ev_now_update(loop);
	ev_timer_set(&f->again, (double)ms / 1000., 0.);
	ev_timer_start(loop, &f->again);
	return true;
}

static bool
repeat_busy(struct fetch *f, long status)
{
	int64_t ms = fetch_retry_after(
	    json_string_value(json_object_get(f->reply.headers, "retry-after")),
	    clock_wall_ms());

	if (!fetch_retry_status(status) || ms > RETRY_AFTER_MS_MAX)
		return false;
	/* Not all at the moment that all were told. */
	return again_in(f, (ms < 0 ? 0 : (uint64_t)ms) +
	    fetch_retry_pause(f->repeats, PAUSE_MS));
}

static bool
repeat_broken(struct fetch *f, CURLcode c)
{
	return !f->denied && !f->too_long && fetch_retry_code(c) &&
	    again_in(f, fetch_retry_pause(f->repeats, PAUSE_MS));
}

static bool
is_redirect(const struct fetch *f, long status)
{
	return f->reply.location != NULL && (status == 301 || status == 302 ||
	    status == 303 || status == 307 || status == 308);
}

static void
on_again(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct fetch *f = w->data;

	(void)loop;
	(void)revents;
	if (go(f) != CURLE_OK)
		finish(f, 0, "E_NOMEM", "out of memory");
}

/* RFC 9110, 15.4: what is asked for again, and how. */
static void
redirect(struct fetch *f, long status)
{
	char why[512];
	struct err e;

	if (++f->redirects > FETCH_REDIRECTS_MAX) {
		finish(f, 0, "E_UPSTREAM", "it redirects without end");
		return;
	}
	if (origin_follow(&f->request.url, f->reply.location, &e) == -1) {
		(void)snprintf(why, sizeof why, "%.400s", e.msg);
		/* Where it points to is the program's to know, not ours to
		 * go: a download's address, say. */
		if (e.code == ERR_DENIED)
			finish(f, status, NULL, NULL);
		else
			finish(f, 0, "E_UPSTREAM", why);
		return;
	}
	if (status == 303 ||
	    (status != 307 && status != 308 &&
		strcmp(f->method, "POST") == 0)) {
		if (strcmp(f->method, "HEAD") != 0)
			f->method = "GET";
		f->request.has_body = false;
		f->request.method = f->method;
		set_method(f);
	}
	if (f->bound != NULL && !f->bound(f->arg, &f->request)) {
		finish(f, status, NULL, NULL);
		return;
	}
	reply_reset(&f->reply);
	f->sent = 0;
	if (go(f) != CURLE_OK)
		finish(f, 0, "E_NOMEM", "out of memory");
}

static void
cut(struct fetch *f)
{
	long status = 0;

	curl_easy_getinfo(f->easy, CURLINFO_RESPONSE_CODE, &status);
	json_object_set_new(f->reply.headers, "x-cordon-cut",
	    json_string(f->cut ? "size" : "time"));
	finish(f, status, NULL, NULL);
}

static void
on_enough(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct fetch *f = w->data;

	(void)loop;
	(void)revents;
	fetch_loop_remove(f->loop, f->easy);
	cut(f);
}

void
fetch_loop_ended(CURL *easy, CURLcode result)
{
	struct fetch *f;
	char *p = NULL;
	long status = 0;

	curl_easy_getinfo(easy, CURLINFO_PRIVATE, &p);
	f = (struct fetch *)(void *)p;
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	if (f->cut)
		cut(f);
	else if (result != CURLE_OK || status == 0) {
		if (!repeat_broken(f, result))
			failed(f, result);
	} else if (repeat_busy(f, status))
		return;
	else if (is_redirect(f, status))
		redirect(f, status);
	else
		finish(f, status, NULL, NULL);
}
