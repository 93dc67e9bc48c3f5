/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fetch.h -- one HTTP exchange: connected only where allowed, within its
 * deadline and size, redacted before anybody sees it.
 *
 * No proxy, .netrc or cookie of the environment counts.  Redirects are
 * followed within the same origin only, and where the credential is bound to:
 * else the redirect is the answer.
 *
 * Idempotent requests (RFC 9110, 9.2.2) are tried up to three times when the
 * connection breaks or the upstream is busy (429, 502, 503, 504), with its
 * Retry-After or a growing, random pause, within the deadline and the loop's
 * budget.  Others are sent once: libcurl's own repeating is stopped.
 *
 * Of a stream (server-sent events, JSON lines; no length), which may never
 * end, so much is collected as comes in FETCH_STREAM_MS or half of the time
 * that is left, up to REPLY_STREAM_MAX bytes; the header "x-cordon-cut" says
 * so then.
 */
#ifndef CORDON_BROKER_EGRESS_FETCH_H
#define CORDON_BROKER_EGRESS_FETCH_H

#include "broker/egress/fetch_loop.h"
#include "broker/egress/reply.h"
#include "broker/egress/request.h"
#include "broker/egress/vault.h"

#define FETCH_REDIRECTS_MAX 5
#define FETCH_STREAM_MS 10000
/* Of headers and trailers.  libcurl stops at 300 KiB itself, but of trailers it
 * keeps any number. */
#define FETCH_HEAD_MAX ((size_t)512 * 1024)

struct fetch;

struct fetch_result { /* borrowed, for the time of the call */
	long status; /* 0: there is none, see `code` */
	struct reply *reply;
	const char *kind; /* as reply_finish() */
	const char *code; /* "E_TIMEOUT", "E_DENIED", "E_UPSTREAM", ... */
	const char *message; /* without secrets */
};
/* Once, from the loop; the fetch is freed when it returns. */
typedef void fetch_done(void *arg, const struct fetch_result *r);

struct fetch_opts {
	struct request *request; /* taken */
	struct curl_slist *headers; /* taken, wiped in the end */
	const struct redact *redact; /* kept by the fetch; or NULL */
	const char *const *networks; /* as address_allowed(); outlives it */
	/* Certificates in place of the system's, or NULL; the same for all
	 * of a loop. */
	const char *ca;
	const char *cert; /* our own, and its key; or NULL.  All three outlive */
	const struct secret *key;
	/* May what a redirect makes of the request have its credential?
	 * NULL: nothing asks. */
	bool (*bound)(const void *arg, const struct request *r);
	uint32_t deadline_ms;
	size_t reply_max; /* its bytes; 0: BODY_MAX */
	/* To connect, and of silence once connected; 0: 10 s and 60 s. */
	uint32_t connect_ms, idle_ms;
};

/* What every handle here has: http and https only, TLS 1.2 at least, HTTP/2
 * where libcurl can; `ca` in place of the system's certificates, or NULL; nothing
 * of the environment.  Bodies come compressed as they are: see coding.h. */
void fetch_set_handle(CURL *c, const char *ca);
/* For every fetch_loop_new() of fetches. */
void fetch_loop_ended(CURL *easy, CURLcode result);
/* NULL without memory; what was to be taken is freed then, too. */
struct fetch *fetch_start(struct fetch_loop *l, struct fetch_opts *o,
    fetch_done *done, void *arg);
/* `done` is not called any more. */
void fetch_cancel(struct fetch *f);

#endif
