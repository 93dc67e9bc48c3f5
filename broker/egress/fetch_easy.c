/* SPDX-License-Identifier: Apache-2.0 */
/* fetch_easy.c -- see fetch_int.h. */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "broker/egress/address.h"
#include "broker/egress/fetch_int.h"
#include "broker/egress/fetch_retry.h"
#include "common/host/clock.h"

#define REUSE_S_MAX 60L /* servers close idle connections at 60 and up */
/* One that is sent once must not meet a server that closes just then; node
 * does after 5. */
#define REUSE_WRITE_S_MAX 2L
#define LIFE_S_MAX 600L /* DNS changes, certificates end */
#define NARROW_SENT 2 /* so often sent, each time to no effect: refused */

/* What curl asks ------------------------------------------------------ */

static curl_socket_t
on_open(void *arg, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct fetch *f = ((struct fetch_easy *)arg)->of;

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
	return fetch_retry_method(f->method);
}

#if LIBCURL_VERSION_NUM >= 0x075000
/* Before each sending.  libcurl sends again, by itself and whatever the
 * method, when a connection that it used before ends without an answer. */
static int
on_send(void *arg, char *peer, char *own, int peer_port, int own_port)
{
	struct fetch *f = ((struct fetch_easy *)arg)->of;

	(void)peer;
	(void)own;
	(void)peer_port;
	(void)own_port;
	/* A connection may have died unseen; the next one's streams did not. */
	if (f->sent_now++ >= NARROW_SENT)
		fetch_loop_narrow(f->loop);
	f->twice = f->sent++ > 0 && !fetch_idempotent(f);
	return f->twice ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}
#endif

static size_t
on_header(char *s, size_t size, size_t n, void *arg)
{
	struct fetch *f = ((struct fetch_easy *)arg)->of;

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
	struct fetch *f = ((struct fetch_easy *)arg)->of;
	bool stream = reply_is_stream(&f->reply);
	enum coding_fault fault = reply_data(&f->reply, s, size * n);

	f->heard = ev_now(fetch_loop_ev(f->loop));
	if (stream)
		watch_stream(f);
	if (fault == CODING_FINE)
		return size * n;
	f->cut = stream && fault == CODING_LONG;
	f->too_long = !stream && fault == CODING_LONG;
	f->garbled = fault;
	return 0;
}

/* Options ------------------------------------------------------------- */

/* What all exchanges of a loop have. */
static void
set_common(struct fetch_easy *h)
{
	CURL *c = h->curl;

#if LIBCURL_VERSION_NUM >= 0x075000
	curl_easy_setopt(c, CURLOPT_PREREQFUNCTION, on_send);
	curl_easy_setopt(c, CURLOPT_PREREQDATA, h);
	curl_easy_setopt(c, CURLOPT_MAXLIFETIME_CONN, LIFE_S_MAX);
#endif
	curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, on_open);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_data);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, h);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, h);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, h);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, h->text);
	curl_easy_setopt(c, CURLOPT_PRIVATE, h);
}

void
fetch_easy_free(struct fetch_easy *h)
{
	if (h->curl != NULL)
		curl_easy_cleanup(h->curl);
	curl_url_cleanup(h->url);
	free(h);
}

static struct fetch_easy *
new_handle(const struct fetch_opts *o)
{
	struct fetch_easy *h = calloc(1, sizeof *h);

	if (h == NULL)
		return NULL;
	h->curl = curl_easy_init();
	h->url = curl_url();
	if (h->curl == NULL || h->url == NULL) {
		fetch_easy_free(h);
		return NULL;
	}
	h->age_s = -1;
	h->common[0].data = (char *)(uintptr_t) "User-Agent: cordon/" CORDON_VERSION;
	h->common[1].data = (char *)(uintptr_t)CODING_ACCEPT;
	set_common(h);
	fetch_set_handle(h->curl, o->ca);
	return h;
}

/* The same name, up to the colon. */
static bool
same_header(const char *line, const char *other)
{
	size_t n = strcspn(other, ":");

	return strncasecmp(line, other, n) == 0 &&
	    (line[n] == ':' || line[n] == ';');
}

/* Behind the request's own, where it has none of that name. */
static void
add_common(struct fetch *f)
{
	struct curl_slist *own, *add;
	size_t i;

	for (own = f->headers; own != NULL; own = own->next)
		f->last = own;
	for (i = 0; f->last != NULL && i < 2; i++) {
		add = &f->easy->common[i];
		own = f->headers;
		while (own != NULL && !same_header(own->data, add->data))
			own = own->next;
		if (own != NULL)
			continue;
		add->next = f->last->next;
		f->last->next = add;
	}
}

static void
set_own(struct fetch *f)
{
	struct fetch_easy *h = f->easy;
	long age_s = fetch_idempotent(f) ? REUSE_S_MAX : REUSE_WRITE_S_MAX;

	h->of = f;
#if LIBCURL_VERSION_NUM < 0x075000
	curl_easy_setopt(h->curl, CURLOPT_FRESH_CONNECT,
	    fetch_idempotent(f) ? 0L : 1L);
#endif
	if (age_s != h->age_s)
		curl_easy_setopt(h->curl, CURLOPT_MAXAGE_CONN, age_s);
	h->age_s = age_s;
	if (fetch_loop_narrowed(f->loop))
		curl_easy_setopt(h->curl, CURLOPT_PIPEWAIT, 0L);
	add_common(f);
	curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, f->headers);
}

int
fetch_easy_begin(struct fetch *f, const struct fetch_opts *o)
{
	if ((f->easy = fetch_loop_take(f->loop)) == NULL &&
	    (f->easy = new_handle(o)) == NULL)
		return -1;
	f->certified = o->cert != NULL && o->key != NULL;
	if (f->certified)
		fetch_set_certificate(f->easy->curl, o);
	set_own(f);
	fetch_easy_method(f);
	return 0;
}

static bool
has_body(const struct fetch *f)
{
	return f->request.has_body || strcmp(f->method, "POST") == 0;
}

void
fetch_easy_method(struct fetch *f)
{
	struct fetch_easy *h = f->easy;
	CURL *c = h->curl;

	if (!has_body(f) && strcmp(f->method, h->method) == 0)
		return;
	curl_easy_setopt(c, CURLOPT_HTTPGET, 1L);
	if (strcmp(f->method, "HEAD") == 0)
		curl_easy_setopt(c, CURLOPT_NOBODY, 1L);
	h->method[0] = '\0';
	if (has_body(f)) {
		curl_easy_setopt(c, CURLOPT_POST, 1L);
		curl_easy_setopt(c, CURLOPT_POSTFIELDS,
		    f->request.body.len == 0 ? "" : f->request.body.p);
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)f->request.body.len);
	} else
		memcpy(h->method, f->method, strlen(f->method) + 1);
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
	CURL *c = f->easy->curl;

	f->easy->text[0] = '\0';
	f->head = 0;
	f->sent_now = 0;
	f->denied = false;
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, left);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS,
	    left < (long)f->connect_ms ? left : (long)f->connect_ms);
	watch_idle(f, left);
	if (fetch_url_set(f->easy, f->request.url.p) == -1 ||
	    fetch_loop_add(f->loop, c) != CURLM_OK)
		return CURLE_OUT_OF_MEMORY;
	fetch_loop_now(f->loop);
	return CURLE_OK;
}

bool
fetch_easy_progress(struct fetch *f)
{
	curl_off_t ready = 0, sent = 0;
	bool more;

	curl_easy_getinfo(f->easy->curl, CURLINFO_PRETRANSFER_TIME_T, &ready);
	curl_easy_getinfo(f->easy->curl, CURLINFO_SIZE_UPLOAD_T, &sent);
	more = sent != f->uploaded;
	f->uploaded = sent;
	return more || ready == 0;
}

/* A handle that has known a key of ours is not used again. */
void
fetch_easy_end(struct fetch *f)
{
	struct fetch_easy *h = f->easy;

	if (f->last != NULL)
		f->last->next = NULL;
	if (h == NULL)
		return;
	if (f->certified) {
		fetch_easy_free(h);
		return;
	}
	fetch_url_forget(h);
	curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, NULL);
	if (h->method[0] == '\0')
		curl_easy_setopt(h->curl, CURLOPT_POSTFIELDS, NULL);
	h->of = NULL;
	fetch_loop_keep(f->loop, h);
}
