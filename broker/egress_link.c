/* SPDX-License-Identifier: Apache-2.0 */
/* egress_link.c -- see egress_link.h. */
#include "broker/egress_link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/conf.h"
#include "broker/egress_calls.h"
#include "broker/rpc_link.h"
#include "broker/spawn.h"
#include "broker/variables.h"
#include "common/base/limits.h"
#include "common/host/log.h"

#define READY_WITHIN_S 20.0 /* it reads files; a network share may be slow */
#define DELAY_FIRST_S 0.05
#define DELAY_MAX_S 5.0
#define LIVED_S 1.0
/* One that died at its start without a word was killed from outside, most
 * likely: it is started again at once, so many times. */
#define SILENT_MAX 3
/* Replies received and not yet handed on: 16 runs with two largest bodies. */
#define REPLIES_MAX (32UL * BODY_MAX)
/* Arguments not yet read by it. */
#define ARGS_QUEUED_MAX (32UL * ARGS_MAX)
#define BODIES_OPEN_MAX 4096
/* One message to egress: more pulls than calls that may be open in a run. */
#define PULLS_MAX (FRAME_PAYLOAD_MAX / 2)
#define PULL_MAX 24
#define RELEASE_MAX 32

enum egress_state { EGRESS_DOWN, EGRESS_STARTING, EGRESS_READY };

struct egress_link {
	struct ev_loop *loop;
	char *program, *dir;
	enum egress_state state;
	struct spawned child;
	struct rpc_link *link;
	struct rpc_account *account;
	uint32_t pushes;
	struct buf pulls; /* to be sent when the loop turns */
	ev_timer pull; /* fed, never started */
	struct egress_calls calls;
	double born, delay;
	bool reload; /* asked for while it started */
	bool failing; /* the last start came to nothing */
	bool served; /* it has answered a call */
	unsigned silent; /* deaths at the start, in a row */
	char why[ERR_MSG_MAX];
	struct spawn_watch death;
	ev_timer patience;
	ev_timer restart;
	ev_timer later; /* fed: rejects those waiting */
	egress_changed *changed;
	void *changed_arg;
};

static void start(struct egress_link *l);

static void
send_pulls(struct egress_link *l)
{
	if (l->pulls.len > 0 && l->link != NULL)
		rpc_link_send(l->link, l->pulls.p, l->pulls.len);
	buf_clear(&l->pulls);
}

static void
on_pull(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	send_pulls(w->data);
}

/* Egress sends what was called before the first pull; so that comes last. */
static void
pull_later(struct egress_link *l, uint32_t id)
{
	if (l->pulls.len > PULLS_MAX - PULL_MAX)
		send_pulls(l);
	buf_addf(&l->pulls, "%s[\"pull\",%u]", l->pulls.len > 0 ? "\n" : "",
	    id);
	if (!ev_is_pending(&l->pull))
		ev_feed_event(l->loop, &l->pull, EV_TIMER);
}

static void
send_call(struct egress_link *l, struct egress_call *c)
{
	struct buf *b = rpc_link_begin(l->link);
	uint32_t id = ++l->pushes;

	c->args->stream = rpc_link_stream(l->link);
	egress_calls_format(c, b);
	buf_adds(b, ",\"args\":[\"body\",");
	buf_addu(b, c->args->stream);
	buf_adds(b, "]}]]]");
	if (!c->what.together) {
		buf_addc(b, '\n');
		rpc_msg_pull(b, id);
	}
	rpc_link_send_body(l->link, c->args);
	c->args = NULL;
	rpc_link_end(l->link);
	egress_calls_open(&l->calls, c, id);
	if (c->what.together)
		pull_later(l, id);
}

/* What it says -------------------------------------------------------- */

static int
on_resolve(struct egress_link *l, const struct rpc_msg *m, struct err *e)
{
	uint32_t stream = rpc_msg_body(flat_member(m->value, "body"));
	struct egress_reply r = { .value = m->value };
	struct egress_call *c;

	if (stream != 0)
		r.body = rpc_link_take(l->link, stream);
	if (stream != 0 && r.body == NULL)
		return err_set(e, ERR_PROTO, "a body that was not sent");
	l->served = true;
	c = egress_calls_take(&l->calls, m->id);
	/* Released, and the release crossed the answer; or a reload. */
	if (c == NULL) {
		rpc_body_free(r.body);
		return 0;
	}
	if (r.body == NULL)
		r.body = rpc_body_new(l->account, 1);
	if (r.body == NULL)
		egress_calls_reject(c, "E_NOMEM", "out of memory");
	else
		egress_calls_finish(c, &r);
	return 0;
}

static int
on_reject(struct egress_link *l, const struct rpc_msg *m, struct err *e)
{
	struct egress_reply r = { .value = NULL };
	struct egress_call *c;
	const char *text;
	struct buf b;
	size_t n;

	if (!rpc_msg_is_error(m->value))
		return err_set(e, ERR_PROTO, "a rejection without an error");
	if ((c = egress_calls_take(&l->calls, m->id)) == NULL)
		return 0;
	text = flat_raw(m->value, &n);
	buf_init(&b, FRAME_MAX);
	buf_add(&b, text, n);
	r.error = b.p;
	if (buf_ok(&b))
		egress_calls_finish(c, &r);
	else
		egress_calls_reject(c, "E_NOMEM", "out of memory");
	buf_fini(&b);
	return 0;
}

static int
on_changed(struct egress_link *l, const struct rpc_msg *m, struct err *e)
{
	json_t *args = flat_tree(m->args);
	const char *name = json_string_value(json_array_get(args, 0));
	const char *tenant = json_string_value(json_array_get(args, 1));
	bool told = name != NULL && tenant != NULL;

	if (told && l->changed != NULL)
		l->changed(l->changed_arg, name, tenant);
	json_decref(args);
	return told ? 0 :
		      err_set(e, ERR_PROTO, "changed() lacks whose it is");
}

static int
on_ready(struct egress_link *l, const struct rpc_msg *m, struct err *e)
{
	struct egress_call *c;

	if (flat_is(m->method, "changed") && l->state == EGRESS_READY)
		return on_changed(l, m, e);
	if (!flat_is(m->method, "ready"))
		return err_set(e, ERR_PROTO, "it pushed something else");
	l->state = EGRESS_READY;
	l->failing = false;
	l->silent = 0;
	l->why[0] = '\0';
	ev_timer_stop(l->loop, &l->patience);
	if (l->reload)
		egress_link_reload(l);
	while ((c = egress_calls_next(&l->calls)) != NULL)
		send_call(l, c);
	return 0;
}

static int
on_abort(const struct rpc_msg *m, struct err *e)
{
	json_t *v = flat_tree(m->value);
	struct rpc_error error;

	if (rpc_msg_error(v, &error, e) == 0)
		err_set(e, ERR_CANCELLED, "%.400s", error.message);
	json_decref(v);
	return -1;
}

static int
on_message(void *arg, const struct rpc_msg *m, struct err *e)
{
	struct egress_link *l = arg;

	if (!rpc_msg_permitted(l->state == EGRESS_READY ? RPC_EGRESS_READY :
							  RPC_EGRESS_STARTING,
		m->word))
		return err_set(e, ERR_PROTO, "\"%s\" is not for it to say",
		    rpc_word_name(m->word));
	if (m->word == RPC_PUSH)
		return on_ready(l, m, e);
	if (m->word == RPC_RESOLVE)
		return on_resolve(l, m, e);
	if (m->word == RPC_REJECT)
		return on_reject(l, m, e);
	return on_abort(m, e);
}

/* Its death follows, and on_dead() does the rest. */
static void
on_ended(void *arg, const struct err *why)
{
	struct egress_link *l = arg;

	if (why->code != ERR_GONE)
		(void)snprintf(l->why, sizeof l->why, "%s", why->msg);
	spawn_kill(l->child.pidfd);
}

static const struct rpc_link_ops link_ops = {
	.message = on_message,
	.ended = on_ended,
};

/* Its life ------------------------------------------------------------ */

static void
down(struct egress_link *l)
{
	l->state = EGRESS_DOWN;
	if (l->failing) {
		l->delay = l->delay == 0. ? DELAY_FIRST_S : l->delay * 2.;
		if (l->delay > DELAY_MAX_S)
			l->delay = DELAY_MAX_S;
		egress_calls_refuse(&l->calls, l->why);
	}
	if (ev_is_active(&l->restart))
		return;
	ev_timer_set(&l->restart, l->delay, 0.);
	ev_timer_start(l->loop, &l->restart);
}

/* One that served, or lived, did not die of how it was started. */
static double
pause_after(const struct egress_link *l)
{
	return l->served || ev_now(l->loop) - l->born > LIVED_S ?
	    0. :
	    DELAY_FIRST_S;
}

static void
on_dead(void *arg, const char *how)
{
	struct egress_link *l = arg;
	bool said;

	ev_timer_stop(l->loop, &l->patience);
	/* What it answered before it died counts. */
	rpc_link_drain(l->link);
	rpc_link_free(l->link);
	l->link = NULL;
	buf_clear(&l->pulls);
	(void)close(l->child.pidfd);
	said = l->why[0] != '\0';
	l->failing = l->state != EGRESS_READY &&
	    (said || ++l->silent >= SILENT_MAX);
	if (!said)
		(void)snprintf(l->why, sizeof l->why, "%s", how);
	log_warn("cordon-egress ended: %s", LOG_QUOTED(l->why));
	if (l->state == EGRESS_READY)
		l->delay = pause_after(l);
	l->state = EGRESS_DOWN;
	egress_calls_lost(&l->calls);
	down(l);
}

static void
on_impatient(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct egress_link *l = w->data;

	(void)loop;
	(void)revents;
	(void)snprintf(l->why, sizeof l->why, "it was not ready in time");
	spawn_kill(l->child.pidfd);
}

static void
on_restart(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	start(w->data);
}

static void
on_later(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct egress_link *l = w->data;

	(void)loop;
	(void)revents;
	if (l->state == EGRESS_DOWN && l->failing)
		egress_calls_refuse(&l->calls, l->why);
}

static void
start(struct egress_link *l)
{
	static const struct rpc_link_limits limits = {
		.body = BODY_MAX,
		.bodies = BODIES_OPEN_MAX,
		.out = ARGS_QUEUED_MAX,
	};
	const char *argv[] = { l->program, "--config", l->dir, NULL };
	const char *env[VARIABLES_MAX + 1];
	struct conf *conf;
	struct err e;
	int r;

	/* One that cannot be read is for egress to complain of. */
	conf = conf_read(l->dir, &e);
	variables_of_egress(conf, env);
	r = spawn_program(argv, env, &l->child, &e);
	conf_free(conf);
	if (r == -1) {
		(void)snprintf(l->why, sizeof l->why, "%s", e.msg);
		l->failing = true;
		down(l);
		return;
	}
	l->pushes = 0;
	l->why[0] = '\0';
	l->served = false;
	l->state = EGRESS_STARTING;
	l->born = ev_now(l->loop);
	l->link = rpc_link_new(l->loop, l->child.fd, &limits, l->account,
	    &link_ops, l);
	if (l->link == NULL)
		abort(); /* 200 bytes; nothing would work any more */
	l->death.died = on_dead;
	l->death.arg = l;
	spawn_watch_start(&l->death, l->loop, &l->child);
	ev_timer_set(&l->patience, READY_WITHIN_S, 0.);
	ev_timer_start(l->loop, &l->patience);
}

struct egress_link *
egress_link_new(struct ev_loop *loop, const char *program,
    const char *config_dir, struct err *e)
{
	struct egress_link *l = calloc(1, sizeof *l);

	if (l == NULL)
		goto nomem;
	l->loop = loop;
	egress_calls_init(&l->calls);
	l->program = strdup(program);
	l->dir = strdup(config_dir);
	l->account = rpc_account_new(REPLIES_MAX, NULL);
	ev_init(&l->patience, on_impatient);
	ev_init(&l->restart, on_restart);
	ev_init(&l->later, on_later);
	ev_init(&l->pull, on_pull);
	buf_init(&l->pulls, PULLS_MAX);
	l->patience.data = l->restart.data = l->later.data = l->pull.data = l;
	if (l->program == NULL || l->dir == NULL || l->account == NULL)
		goto nomem;
	start(l);
	return l;
nomem:
	err_set(e, ERR_NOMEM, "out of memory");
	egress_link_free(l);
	return NULL;
}

void
egress_link_free(struct egress_link *l)
{
	if (l == NULL)
		return;
	ev_timer_stop(l->loop, &l->patience);
	ev_timer_stop(l->loop, &l->restart);
	(void)ev_clear_pending(l->loop, &l->later);
	(void)ev_clear_pending(l->loop, &l->pull);
	buf_fini(&l->pulls);
	if (l->state != EGRESS_DOWN) {
		spawn_watch_stop(&l->death);
		spawn_kill(l->child.pidfd);
		spawn_reap(l->child.pidfd);
		(void)close(l->child.pidfd);
		rpc_link_free(l->link);
	}
	egress_calls_fini(&l->calls);
	rpc_account_drop(l->account);
	free(l->program);
	free(l->dir);
	free(l);
}

/* Calls --------------------------------------------------------------- */

struct egress_call *
egress_link_call(struct egress_link *l, const struct egress_request *r,
    struct rpc_body *args, egress_done *done, void *arg)
{
	struct egress_call *c = egress_calls_new(r, args, done, arg);

	if (c == NULL)
		return NULL;
	if (l->state == EGRESS_READY) {
		send_call(l, c);
		return c;
	}
	egress_calls_wait(&l->calls, c);
	if (l->state == EGRESS_DOWN && l->failing)
		ev_feed_event(l->loop, &l->later, EV_TIMER);
	return c;
}

void
egress_link_cancel(struct egress_link *l, struct egress_call *c)
{
	uint32_t id = egress_calls_drop(&l->calls, c);
	struct buf b;

	if (id == 0 || l->link == NULL)
		return;
	buf_init(&b, RELEASE_MAX);
	rpc_msg_release(&b, id);
	if (buf_ok(&b))
		rpc_link_send(l->link, b.p, b.len);
	buf_fini(&b);
}

void
egress_link_reload(struct egress_link *l)
{
	static const char push[] =
	    "[\"push\",[\"pipeline\",0,[\"reload\"],[]]]";

	/* One that is starting may have read the old ones already. */
	l->reload = l->state == EGRESS_STARTING;
	if (l->state != EGRESS_READY)
		return;
	l->pushes++;
	rpc_link_send(l->link, push, sizeof push - 1);
}

void
egress_link_watch(struct egress_link *l, egress_changed *changed, void *arg)
{
	l->changed = changed;
	l->changed_arg = arg;
}

pid_t
egress_link_pid(const struct egress_link *l)
{
	return l->state == EGRESS_DOWN ? 0 : l->child.pid;
}
