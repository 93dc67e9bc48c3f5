/* SPDX-License-Identifier: Apache-2.0 */
/* upstream_server.c -- one MCP server's life; see upstream.h. */
#include <stdlib.h>
#include <string.h>

#include "broker/egress/upstream_int.h"
#include "common/host/log.h"

#define DELAY_FIRST_S 1.0
#define DELAY_MAX_S 60.0
/* A server that was ready so long had a good life. */
#define LIVED_S 60.0

static void start(struct upstream *s);

/* Ending -------------------------------------------------------------- */

static void
clear_away(struct upstream *s)
{
	struct ev_loop *loop = s->of->loop;

	ev_timer_stop(loop, &s->starting);
	ev_timer_stop(loop, &s->probing);
	ev_timer_stop(loop, &s->idle);
	(void)ev_clear_pending(loop, &s->later);
	client_free(s->client);
	s->client = NULL;
	if (s->wire != NULL)
		s->wire->free(s->wire);
	s->wire = NULL;
	wire_spec_free(s->spec);
	s->spec = NULL;
	s->state = SERVER_DOWN;
	s->gone = false;
}

void
upstream_server_end(struct upstream *s, const struct err *why)
{
	struct upstream_call *c, *next;
	struct err unsure;

	/* Secrets are looked for in reasons while they are still known.  One
	 * that is told may make another call: it goes the same way. */
	if (s->client != NULL && why != NULL)
		client_lost_all(s->client, why);
	while (why != NULL && s->calls != NULL) {
		s->calls->ticket = 0;
		upstream_call_fail(s->calls, why);
	}
	err_set(&unsure, ERR_UPSTREAM,
	    "the session ended; the call may or may "
	    "not have happened");
	for (c = s->calls; c != NULL; c = next) {
		next = c->next;
		if (c->ticket != 0)
			upstream_call_fail(c, &unsure);
	}
	clear_away(s);
}

static void
fail(struct upstream *s)
{
	struct err why = s->why;

	s->delay = s->delay == 0. ? DELAY_FIRST_S : s->delay * 2.;
	if (s->delay > DELAY_MAX_S)
		s->delay = DELAY_MAX_S;
	s->not_before = ev_now(s->of->loop) + s->delay;
	log_warn("connector=%s its MCP server: %s", s->name,
	    LOG_QUOTED(why.msg));
	upstream_server_end(s, &why);
}

/* From the loop, outside of every callback of wire and client. */
static void
on_later(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct upstream *s = w->data;
	bool lived = s->ready_at != 0. && ev_now(loop) - s->ready_at > LIVED_S;

	(void)revents;
	if (s->state != SERVER_ENDING)
		return;
	if (lived || (s->why.code == ERR_GONE && s->ready_at != 0.))
		s->delay = 0.;
	if (s->why.code == ERR_GONE && s->ready_at != 0.) {
		upstream_server_end(s, NULL); /* calls wait for the next */
		if (s->calls != NULL)
			start(s);
	} else if (s->probe_killed) {
		s->probe_killed = false;
		upstream_server_end(s, NULL);
		start(s);
	} else
		fail(s);
}

static void
end_soon(struct upstream *s, const struct err *why)
{
	if (s->state == SERVER_ENDING || s->state == SERVER_DOWN)
		return;
	s->why = *why;
	s->state = SERVER_ENDING;
	ev_feed_event(s->of->loop, &s->later, EV_TIMER);
}

/* What its wire tells ------------------------------------------------- */

static void
on_message(void *arg, const char *text, size_t n)
{
	struct upstream *s = arg;
	struct err e;

	if (s->state == SERVER_ENDING)
		return;
	if (client_receive(s->client, text, n, &e) == -1)
		log_warn("connector=%s: %s", s->name, LOG_QUOTED(e.msg));
}

static void
on_lost(void *arg, uint32_t id, const struct err *why)
{
	struct upstream *s = arg;

	if (s->state != SERVER_ENDING)
		client_lost(s->client, id, why);
}

static void
on_down(void *arg, const struct err *why)
{
	struct upstream *s = arg;

	if (why->code == ERR_GONE && s->state == SERVER_READY) {
		s->gone = true;
		s->why = *why;
		upstream_server_unused(s);
		return;
	}
	/* Some end when they hear what they do not know. */
	if (s->state == SERVER_STARTING && client_probing(s->client) &&
	    s->era == CLIENT_AUTO && s->spec->argv != NULL &&
	    why->code == ERR_UPSTREAM) {
		s->era = CLIENT_LEGACY;
		s->probe_killed = true;
	}
	end_soon(s, why);
}

static const struct wire_events events = { on_message, on_lost, on_down };

/* What its client tells ----------------------------------------------- */

static void
on_send(void *arg, const struct client_out *o)
{
	struct upstream *s = arg;

	if (s->wire != NULL && s->state != SERVER_ENDING)
		s->wire->send(s->wire, o);
}

static void
on_ready(void *arg)
{
	struct upstream *s = arg;
	struct upstream_call *c, *next;

	s->state = SERVER_READY;
	s->ready_at = ev_now(s->of->loop);
	s->era = client_modern(s->client) ? CLIENT_MODERN : CLIENT_LEGACY;
	ev_timer_stop(s->of->loop, &s->starting);
	ev_timer_stop(s->of->loop, &s->probing);
	for (c = s->calls; c != NULL; c = next) {
		next = c->next;
		if (c->ticket == 0)
			upstream_call_send(c);
	}
	upstream_server_unused(s);
}

static void
on_failed(void *arg, const struct err *why)
{
	end_soon(arg, why);
}

static void
on_changed(void *arg)
{
	struct upstream *s = arg;

	s->of->changed(s->of->arg, s->name, s->tenant);
}

/* Timers -------------------------------------------------------------- */

static void
on_slow(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct err why;

	(void)loop;
	(void)revents;
	err_set(&why, ERR_TIMEOUT, "it did not begin within %.0f s",
	    UPSTREAM_START_S);
	end_soon(w->data, &why);
}

static void
on_silent(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct upstream *s = w->data;
	struct err why;

	(void)loop;
	(void)revents;
	if (s->state != SERVER_STARTING || !client_probing(s->client))
		return;
	err_set(&why, ERR_UPSTREAM, "it says nothing");
	client_lost(s->client, 1, &why);
}

static void
on_idle(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct upstream *s = w->data;

	(void)loop;
	(void)revents;
	if (s->state != SERVER_READY || s->calls != NULL)
		return;
	log_info("connector=%s its MCP server is stopped, unused", s->name);
	clear_away(s);
}

void
upstream_server_unused(struct upstream *s)
{
	const struct upstream_call *c;

	/* The session is renewed when none waits for its answer any more. */
	for (c = s->calls; s->gone && c != NULL; c = c->next)
		if (c->ticket != 0)
			return;
	if (s->gone)
		end_soon(s, &s->why);
	if (s->state != SERVER_READY || s->calls != NULL)
		return;
	ev_timer_stop(s->of->loop, &s->idle);
	ev_timer_set(&s->idle, s->conf->mcp->idle_ms / 1000., 0.);
	ev_timer_start(s->of->loop, &s->idle);
}

/* Starting ------------------------------------------------------------ */

static void
wait_for(struct upstream *s, ev_timer *t, double seconds)
{
	ev_timer_stop(s->of->loop, t);
	ev_timer_set(t, seconds, 0.);
	ev_timer_start(s->of->loop, t);
}

static int
open_wire(struct upstream *s, struct err *e)
{
	const struct client_conf conf = { .era = s->era,
		.version = CORDON_VERSION,
		.elicit_defaults = s->conf->mcp->elicit_defaults,
		.send = on_send,
		.ready = on_ready,
		.failed = on_failed,
		.tools_changed = on_changed,
		.arg = s };

	if ((s->spec = wire_spec_new(s->conf, e)) == NULL)
		return -1;
	wire_spec_mark(s->spec, s->conf);
	s->wire = s->spec->argv == NULL
	    ? wire_http_new(s->of->loop, s->spec, &events, s, e)
	    : wire_stdio_new(s->of->loop, s->of->spawner, s->spec, &events, s,
		  e);
	if (s->wire == NULL)
		return -1;
	if ((s->client = client_new(&conf)) == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	return 0;
}

static void
start(struct upstream *s)
{
	ev_now_update(s->of->loop);
	s->state = SERVER_STARTING;
	s->ready_at = 0.;
	if (open_wire(s, &s->why) == -1) {
		s->state = SERVER_ENDING;
		ev_feed_event(s->of->loop, &s->later, EV_TIMER);
		return;
	}
	wait_for(s, &s->starting, UPSTREAM_START_S);
	wait_for(s, &s->probing, UPSTREAM_PROBE_S);
	client_start(s->client);
}

int
upstream_server_need(struct upstream *s, struct err *e)
{
	if (s->state != SERVER_DOWN)
		return 0;
	ev_now_update(s->of->loop);
	if (ev_now(s->of->loop) < s->not_before)
		return err_set(e, s->why.code,
		    "it is tried again in %.0f s: "
		    "%.300s",
		    s->not_before - ev_now(s->of->loop) + 0.5, s->why.msg);
	start(s);
	return 0;
}

struct upstream *
upstream_server_new(struct upstreams *u, const struct conf_connector *c,
    const char *tenant)
{
	struct upstream *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	s->of = u;
	s->conf = c;
	s->name = strdup(c->name);
	s->tenant = strdup(tenant);
	s->era = (enum client_era)c->mcp->era;
	ev_init(&s->starting, on_slow);
	ev_init(&s->probing, on_silent);
	ev_init(&s->idle, on_idle);
	ev_init(&s->later, on_later);
	s->starting.data = s->probing.data = s->idle.data = s->later.data = s;
	if (s->name != NULL && s->tenant != NULL)
		return s;
	free(s->name);
	free(s->tenant);
	free(s);
	return NULL;
}

void
upstream_server_free(struct upstream *s)
{
	struct err why;

	err_set(&why, ERR_CANCELLED, "cordon-egress ends");
	upstream_server_end(s, &why);
	free(s->name);
	free(s->tenant);
	free(s);
}
