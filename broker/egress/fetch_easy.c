/* SPDX-License-Identifier: Apache-2.0 */
/* fetch_easy.c -- see fetch_int.h. */
#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "broker/egress/address.h"
#include "broker/egress/fetch_int.h"
#include "common/host/clock.h"

#define REUSE_S_MAX 60L /* servers close idle connections at 60 and up */
/* One that is sent once must not meet a server that closes just then; node
 * does after 5. */
#define REUSE_WRITE_S_MAX 2L
#define LIFE_S_MAX 600L /* DNS changes, certificates end */

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

bool
fetch_idempotent(const struct fetch *f)
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
	f->twice = f->sent++ > 0 && !fetch_idempotent(f);
	return f->twice ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}
#endif

static size_t
on_header(char *s, size_t size, size_t n, void *arg)
{
	struct fetch *f = arg;

	f->heard = ev_now(fetch_loop_ev(f->loop));
	f->head += size * n;
	f->two_lengths = !reply_header(&f->reply, s, size * n);
	return f->two_lengths || f->head > FETCH_HEAD_MAX ? 0 : size * n;
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

	f->heard = ev_now(fetch_loop_ev(f->loop));
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

/* What all exchanges of a loop have. */
static void
set_common(CURL *c)
{
#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	curl_easy_setopt(c, CURLOPT_PROTOCOLS,
	    (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
#if LIBCURL_VERSION_NUM >= 0x075000
	curl_easy_setopt(c, CURLOPT_PREREQFUNCTION, on_send);
	curl_easy_setopt(c, CURLOPT_MAXLIFETIME_CONN, LIFE_S_MAX);
#endif
	curl_easy_setopt(c, CURLOPT_HTTP09_ALLOWED, 0L);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, on_open);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_data);
	curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(c, CURLOPT_TCP_NODELAY, 1L);
	curl_easy_setopt(c, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "cordon/" CORDON_VERSION);
}

static void
set_own(struct fetch *f)
{
	CURL *c = f->easy;

#if LIBCURL_VERSION_NUM >= 0x075000
	curl_easy_setopt(c, CURLOPT_PREREQDATA, f);
#else
	curl_easy_setopt(c, CURLOPT_FRESH_CONNECT,
	    fetch_idempotent(f) ? 0L : 1L);
#endif
	curl_easy_setopt(c, CURLOPT_MAXAGE_CONN,
	    fetch_idempotent(f) ? REUSE_S_MAX : REUSE_WRITE_S_MAX);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, f);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, f);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, f);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, f->text);
	curl_easy_setopt(c, CURLOPT_PRIVATE, f);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, f->headers);
}

int
fetch_easy_begin(struct fetch *f, const struct fetch_opts *o)
{
	if ((f->easy = fetch_loop_take(f->loop)) == NULL) {
		if ((f->easy = curl_easy_init()) == NULL)
			return -1;
		set_common(f->easy);
		fetch_set_tls(f->easy, o);
	}
	f->certified = o->cert != NULL && o->key != NULL;
	if (f->certified)
		fetch_set_certificate(f->easy, o);
	set_own(f);
	fetch_easy_method(f);
	return 0;
}

void
fetch_easy_method(struct fetch *f)
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
watch_idle(struct fetch *f, long left)
{
	struct ev_loop *loop = fetch_loop_ev(f->loop);

	ev_timer_stop(loop, &f->idle);
	if ((long)f->idle_ms >= left) /* the deadline comes first */
		return;
	ev_now_update(loop);
	f->heard = ev_now(loop);
	f->uploaded = 0;
	ev_timer_set(&f->idle, (double)f->idle_ms / 1000., 0.);
	ev_timer_start(loop, &f->idle);
}

CURLcode
fetch_easy_go(struct fetch *f)
{
	uint64_t now = clock_mono_ms();
	long left = now < f->deadline ? (long)(f->deadline - now) : 1;
	CURLcode r;

	f->text[0] = '\0';
	f->head = 0;
	f->denied = false;
	curl_easy_setopt(f->easy, CURLOPT_TIMEOUT_MS, left);
	curl_easy_setopt(f->easy, CURLOPT_CONNECTTIMEOUT_MS,
	    left < (long)f->connect_ms ? left : (long)f->connect_ms);
	watch_idle(f, left);
	r = curl_easy_setopt(f->easy, CURLOPT_URL, f->request.url.p);
	if (r == CURLE_OK && fetch_loop_add(f->loop, f->easy) != CURLM_OK)
		r = CURLE_OUT_OF_MEMORY;
	return r;
}

bool
fetch_easy_progress(struct fetch *f)
{
	curl_off_t ready = 0, sent = 0;
	bool more;

	curl_easy_getinfo(f->easy, CURLINFO_PRETRANSFER_TIME_T, &ready);
	curl_easy_getinfo(f->easy, CURLINFO_SIZE_UPLOAD_T, &sent);
	more = sent != f->uploaded;
	f->uploaded = sent;
	return more || ready == 0;
}

/* A handle that has known a key of ours is not used again. */
void
fetch_easy_end(struct fetch *f)
{
	CURL *c = f->easy;

	if (c == NULL)
		return;
	if (f->certified) {
		curl_easy_cleanup(c);
		return;
	}
	curl_easy_setopt(c, CURLOPT_URL, NULL);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, NULL);
	curl_easy_setopt(c, CURLOPT_POSTFIELDS, NULL);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, NULL);
	curl_easy_setopt(c, CURLOPT_PRIVATE, NULL);
	fetch_loop_keep(f->loop, c);
}
