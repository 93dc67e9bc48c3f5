/* SPDX-License-Identifier: Apache-2.0 */
/* fetch.c -- see fetch.h. */
#include "broker/egress/fetch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "broker/egress/credential.h"
#include "broker/egress/fetch_int.h"
#include "broker/egress/fetch_retry.h"
#include "broker/egress/origin.h"
#include "common/base/err.h"
#include "common/base/limits.h"
#include "common/host/clock.h"

#define CONNECT_MS 10000 /* SYN retries at 1, 3 and 7 s */
#define IDLE_MS 60000 /* nothing at all said for so long: it hangs */
#define REPEATS_MAX 2
#define PAUSE_MS 100 /* before the first repeat, at least */
#define RETRY_AFTER_MS_MAX 10000 /* longer waits are the program's choice */

static void
fetch_free(struct fetch *f)
{
	ev_timer_stop(fetch_loop_ev(f->loop), &f->again);
	ev_timer_stop(fetch_loop_ev(f->loop), &f->enough);
	ev_timer_stop(fetch_loop_ev(f->loop), &f->idle);
	fetch_easy_end(f);
	credential_wipe(f->headers);
	if (f->request.url.p != NULL)
		explicit_bzero(f->request.url.p, f->request.url.len);
	request_fini(&f->request);
	reply_fini(&f->reply);
	redact_free(f->redact);
	free(f);
}

static void on_again(struct ev_loop *loop, ev_timer *w, int revents);
static void on_enough(struct ev_loop *loop, ev_timer *w, int revents);
static void on_idle(struct ev_loop *loop, ev_timer *w, int revents);

static void
init_timers(struct fetch *f, const struct fetch_opts *o)
{
	ev_init(&f->again, on_again);
	ev_init(&f->enough, on_enough);
	ev_init(&f->idle, on_idle);
	f->again.data = f->enough.data = f->idle.data = f;
	f->deadline = clock_mono_ms() + o->deadline_ms;
	f->connect_ms = o->connect_ms != 0 ? o->connect_ms : CONNECT_MS;
	f->idle_ms = o->idle_ms != 0 ? o->idle_ms : IDLE_MS;
}

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
	f->method = f->request.method;
	f->headers = o->headers;
	f->networks = o->networks;
	f->redact = redact_ref(o->redact);
	init_timers(f, o);
	f->bound = o->bound;
	f->done = done;
	f->arg = arg;
	reply_init(&f->reply, o->redact, o->reply_max);
	if (fetch_easy_begin(f, o) == 0 && fetch_easy_go(f) == CURLE_OK)
		return f;
	fetch_free(f);
	return NULL;
}

void
fetch_cancel(struct fetch *f)
{
	fetch_loop_remove(f->loop, f->easy->curl);
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
		reply_say(&f->reply, "x-cordon-note", f->request.notes.p);
	if (status != 0 && (r.kind = reply_finish(&f->reply)) == NULL) {
		r.status = 0;
		r.code = code = "E_NOMEM";
		message = "out of memory";
	}
	if (r.status == 0) {
		/* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): a fault says */
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
	return f->sent > 0 && !fetch_idempotent(f) ?
	    "; the request may or may not have had its effect" : "";
}

static void
failed(struct fetch *f, CURLcode c)
{
	/* Not a length that the upstream made up: it may be a secret's digits. */
	const char *text = f->easy->text[0] != '\0' && c != CURLE_PARTIAL_FILE ?
	    f->easy->text : curl_easy_strerror(c);
	char why[512];

	if (f->denied) {
		(void)snprintf(why, sizeof why, "%s is not a public address; "
		    "the connector's configuration must list its network "
		    "under \"network:\"", f->address);
		finish(f, 0, "E_DENIED", why);
	} else if (f->too_long) {
		(void)snprintf(why, sizeof why, "the reply is longer than "
		    "%zu MiB; ask for less of it", f->reply.most >> 20);
		finish(f, 0, "E_LIMIT", why);
	} else if (f->garbled != CODING_FINE) {
		(void)snprintf(why, sizeof why, "%s%s",
		    coding_why(f->garbled), in_doubt(f));
		finish(f, 0, "E_UPSTREAM", why);
	} else if (c == CURLE_OPERATION_TIMEDOUT) {
		(void)snprintf(why, sizeof why, "no reply in time: %.300s%s",
		    text, in_doubt(f));
		finish(f, 0, "E_TIMEOUT", why);
	} else if (c == CURLE_OUT_OF_MEMORY)
		/* What libcurl says of a header line that it does not take. */
		finish(f, 0, "E_UPSTREAM",
		    "a header of the reply is too long (or memory is)");
	else if (f->head > FETCH_HEAD_MAX)
		finish(f, 0, "E_UPSTREAM",
		    "the headers or trailers of the reply have no end");
	else if (c == CURLE_OK)
		finish(f, 0, "E_UPSTREAM", "no more came than an interim reply");
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

	if (!fetch_idempotent(f) || f->repeats >= REPEATS_MAX ||
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
	int64_t ms;

	if (!fetch_retry_status(status))
		return false;
	ms = fetch_retry_after(reply_value(&f->reply, "retry-after"),
	    clock_wall_ms());
	if (ms > RETRY_AFTER_MS_MAX)
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
	if (fetch_easy_go(f) != CURLE_OK)
		finish(f, 0, "E_NOMEM", "out of memory");
}

/* The body does not go again, nor what is said of it (RFC 9110, 15.4): curl
 * sends no header that is nothing but its name. */
static void
ask_only(struct fetch *f)
{
	static const char type[] = "Content-Type:";
	struct curl_slist *h;

	if (strcmp(f->method, "HEAD") != 0)
		memcpy(f->request.method, "GET", sizeof "GET");
	f->request.has_body = false;
	for (h = f->headers; h != NULL; h = h->next)
		if (strncasecmp(h->data, type, sizeof type - 1) == 0)
			h->data[sizeof type - 1] = '\0';
	fetch_easy_method(f);
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
		strcmp(f->method, "POST") == 0))
		ask_only(f);
	if (f->bound != NULL && !f->bound(f->arg, &f->request)) {
		finish(f, status, NULL, NULL);
		return;
	}
	reply_reset(&f->reply);
	f->sent = 0;
	if (fetch_easy_go(f) != CURLE_OK)
		finish(f, 0, "E_NOMEM", "out of memory");
}

static void
cut(struct fetch *f)
{
	long status = 0;

	curl_easy_getinfo(f->easy->curl, CURLINFO_RESPONSE_CODE, &status);
	reply_cut(&f->reply);
	reply_say(&f->reply, "x-cordon-cut", f->cut ? "size" : "time");
	finish(f, status, NULL, NULL);
}

static void
on_enough(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct fetch *f = w->data;

	(void)loop;
	(void)revents;
	fetch_loop_remove(f->loop, f->easy->curl);
	cut(f);
}

/* Watches only while no deadline comes before. */
static void
on_idle(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct fetch *f = w->data;
	double quiet, most = (double)f->idle_ms / 1000.;
	char why[512];

	(void)revents;
	if (fetch_easy_progress(f))
		f->heard = ev_now(loop);
	quiet = ev_now(loop) - f->heard;
	if (quiet < most) {
		ev_timer_set(w, most - quiet, 0.);
		ev_timer_start(loop, w);
		return;
	}
	fetch_loop_remove(f->loop, f->easy->curl);
	if (reply_is_stream(&f->reply) && f->reply.received > 0) {
		cut(f);
		return;
	}
	(void)snprintf(why, sizeof why, "no reply in time: nothing was heard "
	    "for %u ms%s", f->idle_ms, in_doubt(f));
	finish(f, 0, "E_TIMEOUT", why);
}

void
fetch_loop_ended(CURL *easy, CURLcode result)
{
	struct fetch *f;
	char *p = NULL;
	long status = 0;

	curl_easy_getinfo(easy, CURLINFO_PRIVATE, &p);
	f = ((struct fetch_easy *)(void *)p)->of;
	ev_timer_stop(fetch_loop_ev(f->loop), &f->idle);
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	if (f->cut)
		cut(f);
	else if (result != CURLE_OK || status < 200) {
		if (!repeat_broken(f, result))
			failed(f, result);
	} else if (repeat_busy(f, status))
		return;
	else if (is_redirect(f, status))
		redirect(f, status);
	else if (!reply_whole(&f->reply)) {
		f->garbled = CODING_SHORT;
		failed(f, result);
	} else
		finish(f, status, NULL, NULL);
}
