/* SPDX-License-Identifier: Apache-2.0 */
/* fetch_int.h -- shared by fetch*.c only. */
#ifndef CORDON_BROKER_EGRESS_FETCH_INT_H
#define CORDON_BROKER_EGRESS_FETCH_INT_H

#include <netinet/in.h>

#include "broker/egress/fetch.h"

#define FETCH_ORIGIN_MAX 272 /* a scheme, a host's name, a port */

/* A handle of curl's and what its options point to: it serves one exchange
 * after the other, and what was set for the last is set again only where it
 * differs. */
struct fetch_easy {
	CURL *curl;
	CURLU *url; /* curl's, always */
	char origin[FETCH_ORIGIN_MAX]; /* of `url`, as written; "": not known */
	char method[REQUEST_METHOD_MAX + 1]; /* without a body; "": not set */
	long age_s;
	struct curl_slist common[2]; /* said in every request */
	struct fetch *of; /* whose it is now */
	char text[CURL_ERROR_SIZE]; /* curl's */
};

struct fetch {
	struct fetch_loop *loop;
	struct fetch_easy *easy;
	struct curl_slist *headers, *last; /* of ours, before the common ones */
	struct request request;
	const char *method;
	const char *const *networks;
	const struct redact *redact;
	uint64_t deadline; /* clock_mono_ms() */
	uint32_t connect_ms, idle_ms;
	struct reply reply;
	unsigned redirects;
	enum coding_fault garbled; /* or CODING_FINE */
	bool too_long, denied, twice, two_lengths, certified;
	bool cut; /* enough of a stream is there */
	unsigned sent, repeats;
	unsigned sent_now; /* since fetch_easy_go() */
	size_t head; /* bytes of headers and trailers */
	ev_timer again, enough, idle;
	ev_tstamp heard; /* of it, last: ev_now() */
	curl_off_t uploaded; /* then */
	char address[INET6_ADDRSTRLEN];
	bool (*bound)(const void *arg, const struct request *r);
	fetch_done *done;
	void *arg;
};

/* RFC 9110, 9.2.2. */
bool fetch_idempotent(const struct fetch *f);

/* fetch_easy.c: the handle of an exchange.  One of the loop's is used again,
 * if there is one; what is the exchange's own is forgotten in the end. */
int fetch_easy_begin(struct fetch *f, const struct fetch_opts *o);
void fetch_easy_method(struct fetch *f);
/* (Re)starts the exchange with the request's URL. */
CURLcode fetch_easy_go(struct fetch *f);
/* Was something sent since this was asked last, or is it not connected? */
bool fetch_easy_progress(struct fetch *f);
void fetch_easy_end(struct fetch *f);
void fetch_easy_free(struct fetch_easy *h); /* in no multi */

/* fetch_url.c: what curl fetches is `url`, which is read anew only where more
 * than the path and the query differ.  -1: no memory. */
int fetch_url_set(struct fetch_easy *h, char *url);
void fetch_url_forget(struct fetch_easy *h); /* but for the origin */

/* fetch_tls.c */
void fetch_set_certificate(CURL *c, const struct fetch_opts *o);

#endif
