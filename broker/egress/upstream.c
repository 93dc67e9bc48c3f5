/* SPDX-License-Identifier: Apache-2.0 */
/* upstream.c -- see upstream.h.  The table of servers, and their calls. */
#include "broker/egress/upstream.h"

#include <stdlib.h>
#include <string.h>

#include "broker/egress/upstream_int.h"
#include "common/base/limits.h"
#include "mcp/client_value.h"

struct upstreams *
upstreams_new(struct ev_loop *loop, struct spawner *spawner,
    void (*changed)(void *arg, const char *connector, const char *tenant),
    void *arg)
{
	struct upstreams *u = calloc(1, sizeof *u);

	if (u == NULL)
		return NULL;
	u->loop = loop;
	u->spawner = spawner;
	u->changed = changed;
	u->arg = arg;
	return u;
}

void
upstreams_free(struct upstreams *u)
{
	struct upstream *s;

	if (u == NULL)
		return;
	while ((s = u->all) != NULL) {
		u->all = s->next;
		upstream_server_free(s);
	}
	free(u);
}

static bool
unchanged(const struct upstream *s, const struct conf_connector *c)
{
	struct wire_spec *spec;
	struct err e;
	bool same;

	if (c == NULL || c->mcp == NULL || c->mcp->era != s->conf->mcp->era ||
	    c->mcp->elicit_defaults != s->conf->mcp->elicit_defaults)
		return false;
	if (s->spec == NULL)
		return true; /* not running: nothing to keep or to end */
	spec = wire_spec_new(c, &e);
	same = spec != NULL && wire_spec_same(spec, s->spec);
	wire_spec_free(spec);
	return same;
}

void
upstreams_reload(struct upstreams *u, const struct conf *conf)
{
	struct upstream **at = &u->all, *s;
	struct err why;

	err_set(&why, ERR_CANCELLED, "its configuration changed");
	while ((s = *at) != NULL) {
		const struct conf_connector *c = conf_find(conf, s->name);

		if (unchanged(s, c)) {
			s->conf = c;
			if (s->spec != NULL)
				wire_spec_mark(s->spec, c);
			at = &s->next;
			continue;
		}
		*at = s->next;
		u->n--;
		upstream_server_end(s, &why);
		upstream_server_free(s);
	}
}

/* Finding a server ---------------------------------------------------- */

/* Room for one more: the place of one that does not run. */
static void
make_room(struct upstreams *u)
{
	struct upstream **at = &u->all, *s;

	if (u->n < UPSTREAM_SERVERS_MAX)
		return;
	while (
	    (s = *at) != NULL && (s->state != SERVER_DOWN || s->calls != NULL))
		at = &s->next;
	if (s == NULL)
		return;
	*at = s->next;
	u->n--;
	upstream_server_free(s);
}

static struct upstream *
server_of(struct upstreams *u, const struct upstream_order *o, struct err *e)
{
	struct upstream *s = u->all;

	while (s != NULL &&
	    (strcmp(s->name, o->connector->name) != 0 ||
		strcmp(s->tenant, o->tenant) != 0))
		s = s->next;
	if (s != NULL)
		return s;
	make_room(u);
	if (u->n >= UPSTREAM_SERVERS_MAX) {
		err_set(e, ERR_LIMIT, "%d MCP servers run already",
		    UPSTREAM_SERVERS_MAX);
		return NULL;
	}
	if ((s = upstream_server_new(u, o->connector, o->tenant)) == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	s->next = u->all;
	u->all = s;
	u->n++;
	return s;
}

/* Calls --------------------------------------------------------------- */

static void
free_call(struct upstream_call *c)
{
	struct upstream_call **at = &c->server->calls;

	while (*at != NULL && *at != c)
		at = &(*at)->next;
	if (*at == c)
		*at = c->next;
	ev_timer_stop(c->server->of->loop, &c->deadline);
	free(c->tool);
	json_decref(c->args);
	free(c);
}

/* Frees the call first: what it is told may make another. */
static void
tell(struct upstream_call *c, const struct fetch_result *r)
{
	struct upstream *s = c->server;
	fetch_done *done = c->done;
	void *arg = c->arg;

	free_call(c);
	done(arg, r);
	upstream_server_unused(s);
}

static void
fail_text(struct upstream_call *c, const char *code, const char *text)
{
	const struct wire_spec *spec = c->server->spec;
	struct fetch_result r = { .status = 0, .code = code };
	struct buf b;

	buf_init(&b, 65536);
	if (spec != NULL)
		redact_text(spec->redact, text, strlen(text), &b);
	else
		buf_adds(&b, text);
	r.message = buf_ok(&b) && b.p != NULL ? b.p : code;
	tell(c, &r);
	buf_fini(&b);
}

void
upstream_call_fail(struct upstream_call *c, const struct err *why)
{
	fail_text(c, err_name(why->code), why->msg);
}

static void
fail_rpc(struct upstream_call *c, const json_t *error)
{
	const char *message = json_str(error, "message");
	struct err why;

	err_set(&why, ERR_UPSTREAM, "%.400s (%d)",
	    message != NULL ? message : "it refused without a reason",
	    (int)json_int(error, "code", 0));
	upstream_call_fail(c, &why);
}

/* The value, as a reply of HTTP would be. */
static void
resolve(struct upstream_call *c, const struct buf *value, const char *kind)
{
	struct fetch_result r = { .status = 200, .kind = kind };
	struct reply reply;

	reply_init(&reply, c->server->spec->redact, 0);
	if (!buf_ok(value) ||
	    reply_data(&reply, value->p, value->len) != CODING_FINE)
		fail_text(c, "E_LIMIT",
		    "the result is longer than 16 MiB; "
		    "ask for less of it");
	else if (reply_finish(&reply) == NULL)
		fail_text(c, "E_NOMEM", "out of memory");
	else {
		r.reply = &reply;
		tell(c, &r);
	}
	reply_fini(&reply);
}

static void
on_result(struct upstream_call *c, const json_t *result)
{
	struct buf b;

	buf_init(&b, CLIENT_MESSAGE_MAX);
	if (c->tool == NULL) {
		json_write(&b, result);
		resolve(c, &b, "json");
	} else if (client_value_error(result, &b)) {
		fail_text(c, "E_TOOL", buf_ok(&b) ? b.p : "it failed");
	} else {
		const char *kind = client_value(result, &b);

		resolve(c, &b, kind);
	}
	buf_fini(&b);
}

static void
on_answer(void *arg, const json_t *result, const json_t *error,
    const struct err *why)
{
	struct upstream_call *c = arg;

	c->ticket = 0;
	if (why != NULL && why->code == ERR_GONE && !c->again) {
		c->again = true; /* waits for the next session */
		upstream_server_unused(c->server);
	} else if (why != NULL)
		upstream_call_fail(c, why);
	else if (error != NULL)
		fail_rpc(c, error);
	else
		on_result(c, result);
}

void
upstream_call_send(struct upstream_call *c)
{
	struct client *k = c->server->client;
	struct err why;

	c->ticket = c->tool == NULL
	    ? client_list(k, on_answer, c)
	    : client_call(k, c->tool, c->args, on_answer, c);
	if (c->ticket != 0)
		return;
	err_set(&why, ERR_NOMEM, "out of memory");
	upstream_call_fail(c, &why);
}

static void
on_deadline(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct upstream_call *c = w->data;
	bool sent = c->ticket != 0;

	(void)loop;
	(void)revents;
	if (sent)
		client_cancel(c->server->client, c->ticket);
	fail_text(c, "E_TIMEOUT",
	    sent ? "the server did not answer in time"
		 : "the server is still starting");
}

static struct upstream_call *
new_call(struct upstream *s, const struct upstream_order *o)
{
	struct upstream_call *c = calloc(1, sizeof *c), **at;

	if (c == NULL)
		return NULL;
	c->server = s;
	c->tool = o->tool != NULL ? strdup(o->tool) : NULL;
	c->args = o->args != NULL ? json_deep_copy(o->args) : json_object();
	if ((o->tool != NULL && c->tool == NULL) || c->args == NULL) {
		free(c->tool);
		json_decref(c->args);
		free(c);
		return NULL;
	}
	for (at = &s->calls; *at != NULL; at = &(*at)->next)
		continue;
	*at = c;
	c->deadline_ms = o->deadline_ms < o->connector->mcp->timeout_ms
	    ? o->deadline_ms
	    : o->connector->mcp->timeout_ms;
	ev_timer_init(&c->deadline, on_deadline, c->deadline_ms / 1000., 0.);
	c->deadline.data = c;
	ev_now_update(s->of->loop);
	ev_timer_start(s->of->loop, &c->deadline);
	return c;
}

struct upstream_call *
upstream_call(struct upstreams *u, const struct upstream_order *o,
    fetch_done *done, void *arg, struct err *e)
{
	struct upstream_call *c;
	struct upstream *s;

	if (o->tool != NULL && !conf_mcp_tool(o->connector->mcp, o->tool)) {
		err_set(e, ERR_DENIED,
		    "the configuration switches the tool "
		    "\"%.100s\" off",
		    o->tool);
		return NULL;
	}
	if ((s = server_of(u, o, e)) == NULL ||
	    upstream_server_need(s, e) == -1)
		return NULL;
	if ((c = new_call(s, o)) == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	c->done = done;
	c->arg = arg;
	ev_timer_stop(u->loop, &s->idle);
	if (s->state == SERVER_READY && !s->gone)
		upstream_call_send(c);
	return c;
}

void
upstream_cancel(struct upstream_call *c)
{
	struct upstream *s = c->server;

	if (c->ticket != 0)
		client_cancel(s->client, c->ticket);
	free_call(c);
	upstream_server_unused(s);
}
