/* SPDX-License-Identifier: Apache-2.0 */
/* service.c -- see service.h. */
#include "broker/egress/service.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/egress/service_batch.h"
#include "broker/egress/service_call.h"
#include "common/base/limits.h"
#include "common/host/clock.h"
#include "common/host/log.h"

#define SWEEP_S 1.0 /* how soon old secrets are forgotten after a reload */
/* Calls at once: all runs of a full pool. */
#define ARGS_OWED_MAX (32UL * ARGS_MAX)
#define REPLIES_OWED_MAX (32UL * BODY_MAX)
#define BODIES_OPEN_MAX 4096

struct service {
	struct ev_loop *loop;
	char *dir;
	struct rpc_link *link;
	struct rpc_account *args, *replies;
	uint32_t pushes;
	struct connector_set *set;
	struct retired *retired;
	struct service_call *calls, **last;
	size_t waiting; /* of them, for room */
	struct spawner *spawner;
	struct upstreams *upstreams;
	ev_timer sweep;
	void (*ended)(void *arg, const struct err *why);
	void *arg;
};

struct retired {
	struct retired *next;
	struct connector_set *set;
};

static void on_fetched(void *arg, const struct fetch_result *r);

static void
unlink_call(struct service *s, struct service_call *c)
{
	struct service_call **at = &s->calls;

	while (*at != c)
		at = &(*at)->next;
	s->waiting -= c->waits;
	if ((*at = c->next) == NULL)
		s->last = at;
}

static const char *
error_name(enum err_code c)
{
	return c == ERR_INPUT ? "TypeError" : "Error";
}

static void
forget(struct service *s, struct service_call *c)
{
	struct service_call *one;

	while ((one = c->carried) != NULL)
		forget(s, one);
	unlink_call(s, c);
	service_call_free(c);
}

/* Answers and forgets one that could not be started. */
static void
refuse(struct service *s, struct service_call *c, const struct err *e)
{
	struct service_call *one;

	while ((one = c->carried) != NULL)
		refuse(s, one, e);
	if (!c->batch)
		service_call_reject(s->link, c, error_name(e->code),
		    err_name(e->code), e->msg);
	forget(s, c);
}

/* May it begin, beside those of its run and of its upstream? */
static bool
has_room(const struct service *s, const struct service_call *one)
{
	size_t run = 0, upstream = 0;
	const struct service_call *c;

	for (c = s->calls; c != NULL; c = c->next) {
		if (!service_call_under_way(c))
			continue;
		run += strcmp(c->run, one->run) == 0;
		upstream += strcmp(c->connector, one->connector) == 0;
	}
	return run < CALLS_UPSTREAM_MAX &&
	    upstream < connector_in_flight(s->set, one->connector);
}

static void start_next(struct service *s);

/* There is a token now, or none to be had. */
static void
on_token(void *arg, const char *why)
{
	struct service_call *c = arg;
	struct service *s = c->owner;
	struct err e;

	if (why == NULL && service_call_resume(c, on_fetched, &e) == 0)
		return;
	if (why != NULL)
		err_set(&e, clock_mono_ms() < c->deadline ? ERR_UPSTREAM :
							    ERR_TIMEOUT,
		    "%.200s", why);
	refuse(s, c, &e);
	start_next(s);
}

/* Those whose arguments will not do are refused, the others go. */
static int
start_batch(struct service *s, struct service_call *b, struct err *e)
{
	struct connector *k = service_batch_begin(b, s->set, e);
	struct service_call *c, *next;
	struct err why;

	if (k == NULL)
		return -1;
	for (c = b->carried; c != NULL; c = next) {
		next = c->next_carried;
		if (service_batch_add(c, k, &why) == -1)
			refuse(s, c, &why);
	}
	if (b->carried != NULL)
		return service_batch_send(b, k, on_fetched, e);
	forget(s, b);
	return 0;
}

static void
start(struct service *s, struct service_call *c)
{
	struct err e;
	int r;

	c->owner = s;
	c->waiter.ready = on_token;
	c->waiter.arg = c;
	r = c->batch ? start_batch(s, c, &e) :
		       service_call_start(c, s->set, s->upstreams, on_fetched,
			   &e);
	if (r == -1)
		refuse(s, c, &e);
}

/* Those that waited for one to end, in order. */
static void
start_next(struct service *s)
{
	struct service_call *c = s->calls;

	while (s->waiting > 0 && c != NULL)
		if (c->waits && has_room(s, c)) {
			c->waits = false;
			s->waiting--;
			start(s, c);
			/* It may have been refused, and others with it. */
			c = s->calls;
		} else
			c = c->next;
}

static void
answer(struct service *s, struct service_call *c, const struct fetch_result *r)
{
	struct service_answer all = { r->kind, NULL, 0 };

	service_call_replied(c, r);
	if (c->batch)
		service_batch_answer(s->link, s->replies, c, r);
	else if (r->status == 0)
		service_call_reject(s->link, c, "Error", r->code, r->message);
	else {
		all.text = r->reply->body.p;
		all.len = r->reply->body.len;
		service_call_answer(s->link, s->replies, c, r, &all);
	}
}

static void
on_fetched(void *arg, const struct fetch_result *r)
{
	struct service_call *c = arg;
	struct service *s = c->owner;

	c->fetch = NULL;
	c->upstream = NULL;
	answer(s, c, r);
	/* Before all else, for someone waits for it; of several that end in one
	 * turn as many as fit go in a packet. */
	if (s->calls == c && c->next == NULL)
		rpc_link_flush(s->link);
	while (c->carried != NULL)
		forget(s, c->carried);
	unlink_call(s, c);
	/* Its connections are held until nothing uses them any more. */
	start_next(s);
	service_call_free(c);
}

/* What the broker says ------------------------------------------------- */

static void
on_sweep(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct service *s = w->data;
	struct retired **at = &s->retired, *r;

	(void)revents;
	while ((r = *at) != NULL) {
		if (!connector_set_idle(r->set)) {
			at = &r->next;
			continue;
		}
		*at = r->next;
		connector_set_free(r->set);
		free(r);
	}
	if (s->retired == NULL)
		ev_timer_stop(loop, w);
}

static void
reload(struct service *s)
{
	struct retired *r = malloc(sizeof *r);
	struct connector_set *set = NULL;
	struct err e;

	if (r != NULL)
		set = connector_set_read(s->loop, s->spawner, s->dir, s->set,
		    &e);
	if (set == NULL) {
		log_error("reload: %s; what was read before stays",
		    r != NULL ? e.msg : "out of memory");
		free(r);
		return;
	}
	connector_set_inherit(set, s->set);
	r->set = s->set;
	r->next = s->retired;
	s->retired = r;
	s->set = set;
	upstreams_reload(s->upstreams, connector_set_conf(set));
	ev_timer_again(s->loop, &s->sweep);
}

static void
append(struct service *s, struct service_call *c)
{
	*s->last = c;
	s->last = &c->next;
}

static void
start_or_wait(struct service *s, struct service_call *c)
{
	if (has_room(s, c))
		start(s, c);
	else {
		c->waits = true;
		s->waiting++;
	}
}

static int
on_call(struct service *s, const struct rpc_msg *m, struct err *e)
{
	struct service_call *c = service_call_new(s->link, s->pushes, m->args,
	    e);
	const struct conf_connector *k;

	if (c == NULL)
		return -1;
	k = conf_find(connector_set_conf(s->set), c->connector);
	append(s, c);
	if (k != NULL && k->kind == CONF_CAPNWEB)
		c->held = true;
	else
		start_or_wait(s, c);
	return 0;
}

/* NULL: its answer crossed what is said of it. */
static struct service_call *
find_call(const struct service *s, uint32_t id)
{
	struct service_call *c;

	for (c = s->calls; c != NULL && c->id != id; c = c->next)
		;
	return c;
}

/* It goes, and with it all that is held of its run and connector: in one
 * batch, or in some. */
static void
on_pull(struct service *s, uint32_t id)
{
	const struct service_call *pulled = find_call(s, id);
	struct service_call *c, *b = NULL;

	if (pulled == NULL || !pulled->held)
		return;
	for (c = s->calls; c != NULL; c = c->next) {
		if (!c->held || !service_batch_same(pulled, c) ||
		    (b != NULL && service_batch_take(b, c)))
			continue;
		if ((b = service_batch_new(c)) == NULL)
			return; /* their time will be over */
		append(s, b);
		b->waits = true;
		s->waiting++;
	}
	start_next(s);
}

static void
on_release(struct service *s, uint32_t id)
{
	struct service_call *c = find_call(s, id), *b;

	if (c == NULL)
		return;
	b = c->carrier;
	forget(s, c);
	if (b != NULL && b->carried == NULL)
		forget(s, b);
	start_next(s);
}

static int
on_message(void *arg, const struct rpc_msg *m, struct err *e)
{
	struct service *s = arg;

	switch (m->word) {
	case RPC_PUSH:
		s->pushes++;
		if (flat_is(m->method, "call"))
			return on_call(s, m, e);
		if (flat_is(m->method, "reload")) {
			reload(s);
			return 0;
		}
		return err_set(e, ERR_PROTO, "an unknown push");
	case RPC_PULL: /* the others are answered unasked */
		on_pull(s, m->id);
		return 0;
	case RPC_RELEASE:
		on_release(s, m->id);
		return 0;
	case RPC_RESOLVE:
	case RPC_REJECT:
	case RPC_ABORT:
	case RPC_WORD_MAX:
	default:
		return err_set(e, ERR_PROTO, "\"%s\" is not for egress",
		    rpc_word_name(m->word));
	}
}

static void
on_ended(void *arg, const struct err *why)
{
	struct service *s = arg;

	s->ended(s->arg, why);
}

/* Its life ------------------------------------------------------------ */

static const struct rpc_link_ops ops = {
	.message = on_message,
	.ended = on_ended,
};

static int
open_link(struct service *s, int fd, struct err *e)
{
	static const struct rpc_link_limits limits = {
		.body = ARGS_MAX,
		.bodies = BODIES_OPEN_MAX,
		.out = REPLIES_OWED_MAX,
	};

	s->args = rpc_account_new(ARGS_OWED_MAX, NULL);
	s->replies = rpc_account_new(REPLIES_OWED_MAX, NULL);
	if (s->args == NULL || s->replies == NULL || s->dir == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	s->link = rpc_link_new(s->loop, fd, &limits, s->args, &ops, s);
	return s->link != NULL ? 0 : err_set(e, ERR_NOMEM, "out of memory");
}

/* Tells the broker, who lists the tools and makes the catalog anew. */
static void
on_tools_changed(void *arg, const char *connector, const char *tenant)
{
	struct service *s = arg;
	struct buf b;

	buf_init(&b, 1024);
	buf_addf(&b, "[\"push\",[\"pipeline\",0,[\"changed\"],[\"%s\",",
	    connector);
	buf_add_json(&b, tenant, strlen(tenant));
	buf_adds(&b, "]]]");
	if (buf_ok(&b))
		rpc_link_send(s->link, b.p, b.len);
	buf_fini(&b);
}

static int
open_upstreams(struct service *s, struct err *e)
{
	s->upstreams = upstreams_new(s->loop, s->spawner, on_tools_changed, s);
	return s->upstreams != NULL ? 0
				    : err_set(e, ERR_NOMEM, "out of memory");
}

struct service *
service_new(struct ev_loop *loop, int fd, const char *dir,
    struct connector_set *set, struct spawner *spawner,
    void (*ended)(void *arg, const struct err *why), void *arg, struct err *e)
{
	static const char ready[] =
	    "[\"push\",[\"pipeline\",0,[\"ready\"],[{}]]]";
	struct service *s = calloc(1, sizeof *s);

	if (s == NULL) {
		connector_set_free(set);
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	s->loop = loop;
	s->set = set;
	s->spawner = spawner;
	s->dir = strdup(dir);
	s->last = &s->calls;
	s->ended = ended;
	s->arg = arg;
	ev_timer_init(&s->sweep, on_sweep, SWEEP_S, SWEEP_S);
	s->sweep.data = s;
	if (open_upstreams(s, e) == -1 || open_link(s, fd, e) == -1) {
		service_free(s);
		return NULL;
	}
	rpc_link_send(s->link, ready, sizeof ready - 1);
	return s;
}

void
service_free(struct service *s)
{
	struct service_call *c;
	struct retired *r;

	if (s == NULL)
		return;
	while ((c = s->calls) != NULL)
		forget(s, c);
	upstreams_free(s->upstreams);
	while ((r = s->retired) != NULL) {
		s->retired = r->next;
		connector_set_free(r->set);
		free(r);
	}
	ev_timer_stop(s->loop, &s->sweep);
	connector_set_free(s->set);
	rpc_link_free(s->link);
	if (s->args != NULL)
		rpc_account_drop(s->args);
	if (s->replies != NULL)
		rpc_account_drop(s->replies);
	free(s->dir);
	free(s);
}
