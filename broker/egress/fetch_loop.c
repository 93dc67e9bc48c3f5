/* SPDX-License-Identifier: Apache-2.0 */
/* fetch_loop.c -- see fetch_loop.h. */
#include "broker/egress/fetch_loop.h"

#include <stdlib.h>

#include "broker/egress/fetch_int.h"

/* Idle connections kept: a run has at most 16 requests under way. */
#define CONNECTIONS_KEPT 32L
/* Idle handles kept, 22 KB each: as one ends the next begins, mostly. */
#define HANDLES_KEPT 4
/* Of repeats, in tenths. */
#define BUDGET_MAX 100
#define BUDGET_REPEAT 10

struct fetch_loop {
	struct ev_loop *loop;
	CURLM *multi;
	ev_timer timer;
	fetch_loop_done *done;
	unsigned budget;
	struct fetch_easy *idle[HANDLES_KEPT];
	unsigned n_idle;
	bool adding; /* fetch_loop_add() is under way */
	bool narrow, narrowed; /* one stream a connection: wanted, set */
	ev_timer ended; /* fed, never started: some have */
};

struct watched { /* a socket of curl's */
	ev_io io;
	struct fetch_loop *owner;
};

static void
drain(struct fetch_loop *l)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(l->multi, &left)) != NULL) {
		CURL *easy = m->easy_handle;
		CURLcode result = m->data.result;

		if (m->msg != CURLMSG_DONE)
			continue;
		curl_multi_remove_handle(l->multi, easy);
		l->done(easy, result);
	}
}

static void
on_io(struct ev_loop *loop, ev_io *w, int revents)
{
	struct watched *s = w->data;
	struct fetch_loop *l = s->owner;
	int running, mask = 0;

	(void)loop;
	if ((revents & EV_READ) != 0)
		mask |= CURL_CSELECT_IN;
	if ((revents & EV_WRITE) != 0)
		mask |= CURL_CSELECT_OUT;
	curl_multi_socket_action(l->multi, w->fd, mask, &running);
	drain(l);
}

/* libcurl takes it to heart for connections that are there already, too; from
 * its callbacks nothing may be set. */
static void
narrow(struct fetch_loop *l)
{
	if (l->narrow && !l->narrowed)
		curl_multi_setopt(l->multi, CURLMOPT_MAX_CONCURRENT_STREAMS, 1L);
	l->narrowed = l->narrow;
}

static void
on_ended(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct fetch_loop *l = w->data;

	(void)loop;
	(void)revents;
	narrow(l);
	drain(l);
}

static void
on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct fetch_loop *l = w->data;
	int running;

	(void)loop;
	(void)revents;
	curl_multi_socket_action(l->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	drain(l);
}

static int
on_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *socket_arg)
{
	struct fetch_loop *l = arg;
	struct watched *s = socket_arg;
	int events = 0;

	(void)easy;
	if (s != NULL)
		ev_io_stop(l->loop, &s->io);
	if (what == CURL_POLL_REMOVE) {
		free(s);
		curl_multi_assign(l->multi, fd, NULL);
		return 0;
	}
	if (s == NULL && (s = calloc(1, sizeof *s)) == NULL)
		return -1;
	if (what != CURL_POLL_OUT)
		events |= EV_READ;
	if (what != CURL_POLL_IN)
		events |= EV_WRITE;
	s->owner = l;
	ev_io_init(&s->io, on_io, fd, events);
	s->io.data = s;
	ev_io_start(l->loop, &s->io);
	curl_multi_assign(l->multi, fd, s);
	return 0;
}

static int
on_timeout(CURLM *multi, long ms, void *arg)
{
	struct fetch_loop *l = arg;

	(void)multi;
	ev_timer_stop(l->loop, &l->timer);
	if (ms < 0)
		return 0;
	if (ms == 0 && l->adding) { /* now, without a turn of the loop */
		ev_feed_event(l->loop, &l->timer, EV_TIMER);
		return 0;
	}
	ev_now_update(l->loop);
	ev_timer_set(&l->timer, (double)ms / 1000., 0.);
	ev_timer_start(l->loop, &l->timer);
	return 0;
}

struct fetch_loop *
fetch_loop_new(struct ev_loop *loop, fetch_loop_done *done)
{
	struct fetch_loop *l = calloc(1, sizeof *l);

	if (l == NULL || (l->multi = curl_multi_init()) == NULL) {
		free(l);
		return NULL;
	}
	l->loop = loop;
	l->done = done;
	l->budget = BUDGET_MAX;
	ev_init(&l->timer, on_timer);
	ev_init(&l->ended, on_ended);
	l->timer.data = l->ended.data = l;
	curl_multi_setopt(l->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(l->multi, CURLMOPT_SOCKETDATA, l);
	curl_multi_setopt(l->multi, CURLMOPT_TIMERFUNCTION, on_timeout);
	curl_multi_setopt(l->multi, CURLMOPT_TIMERDATA, l);
	curl_multi_setopt(l->multi, CURLMOPT_MAXCONNECTS, CONNECTIONS_KEPT);
	return l;
}

void
fetch_loop_free(struct fetch_loop *l)
{
	if (l == NULL)
		return;
	while (l->n_idle > 0)
		fetch_easy_free(l->idle[--l->n_idle]);
	curl_multi_cleanup(l->multi);
	ev_timer_stop(l->loop, &l->timer);
	(void)ev_clear_pending(l->loop, &l->ended);
	free(l);
}

CURLMcode
fetch_loop_add(struct fetch_loop *l, CURL *easy)
{
	CURLMcode r;

	if (l->budget < BUDGET_MAX)
		l->budget++;
	l->adding = true;
	r = curl_multi_add_handle(l->multi, easy);
	l->adding = false;
	return r;
}

void
fetch_loop_now(struct fetch_loop *l)
{
	int running;

	if (ev_clear_pending(l->loop, &l->timer) == 0)
		return;
	curl_multi_socket_action(l->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	ev_feed_event(l->loop, &l->ended, EV_TIMER);
}

void
fetch_loop_narrow(struct fetch_loop *l)
{
	if (l->narrow)
		return;
	l->narrow = true;
	ev_feed_event(l->loop, &l->ended, EV_TIMER);
}

bool
fetch_loop_narrowed(const struct fetch_loop *l)
{
	return l->narrow;
}

struct fetch_easy *
fetch_loop_take(struct fetch_loop *l)
{
	return l->n_idle > 0 ? l->idle[--l->n_idle] : NULL;
}

void
fetch_loop_keep(struct fetch_loop *l, struct fetch_easy *h)
{
	if (l->n_idle < HANDLES_KEPT)
		l->idle[l->n_idle++] = h;
	else
		fetch_easy_free(h);
}

struct ev_loop *
fetch_loop_ev(const struct fetch_loop *l)
{
	return l->loop;
}

bool
fetch_loop_may_repeat(struct fetch_loop *l)
{
	if (l->budget < BUDGET_REPEAT)
		return false;
	l->budget -= BUDGET_REPEAT;
	return true;
}

void
fetch_loop_remove(struct fetch_loop *l, CURL *easy)
{
	curl_multi_remove_handle(l->multi, easy);
}
