/* SPDX-License-Identifier: Apache-2.0 */
/* rpc_server.c -- see rpc_server.h. */
#include "broker/rpc_server.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/call_site.h"
#include "broker/rpc_run.h"
#include "common/base/limits.h"

/* Of one run: what CALLS_MAX calls with small arguments need, ten times over,
 * and far more than half a minute of honest work. */
#define RUN_FRAMES_MAX 200000
#define RUN_BYTES_MAX (1024ULL * 1024 * 1024)
/* Received and not yet named by a message: one for each open call. */
#define RUN_BODIES_MAX (CALLS_OPEN_MAX * 2)
/* Replies the worker did not read yet.  Its arena holds fewer. */
#define RUN_OUT_MAX (4 * BODY_MAX)
#define RUN_ID 1 /* our only push */
#define CONTROL_MAX FRAME_PAYLOAD_MAX

static const struct rpc_link_limits limits = {
	.body = ARGS_MAX > RESULT_MAX ? ARGS_MAX : RESULT_MAX,
	.bodies = RUN_BODIES_MAX,
	.out = RUN_OUT_MAX,
	.frames = RUN_FRAMES_MAX,
	.bytes = RUN_BYTES_MAX,
};

struct rpc_server {
	struct rpc_link *link;
	const struct rpc_server_ops *ops;
	void *arg;
	enum rpc_state state;
	uint32_t pushes; /* of the worker: its last id */
	bool checked; /* it said which calls its program has */
	struct rpc_calls calls;
};

/* Answers ------------------------------------------------------------- */

static void
send_answer(struct rpc_server *s, struct rpc_call *c, const char *text,
    struct rpc_body *body)
{
	struct buf *b = rpc_link_begin(s->link);

	buf_adds(b, body == NULL ? "[\"reject\"," : "[\"resolve\",");
	buf_addu(b, c->id);
	buf_addc(b, ',');
	buf_adds(b, text);
	if (body == NULL) {
		buf_addc(b, ',');
		buf_addu(b, s->ops->now_ms(s->arg));
		buf_addc(b, ']');
	} else {
		body->stream = rpc_link_stream(s->link);
		buf_adds(b, ",\"body\":[\"body\",");
		buf_addu(b, body->stream);
		buf_adds(b, "]}]");
		rpc_link_send_body(s->link, body);
	}
	rpc_link_end(s->link);
}

static void
send_held(struct rpc_server *s, struct rpc_call *c)
{
	send_answer(s, c, c->held, c->held_body);
	free(c->held);
	c->held = NULL;
	c->held_body = NULL;
}

/* Of a rejection there is no body. */
void
rpc_server_resolve(struct rpc_server *s, struct rpc_call *c, const char *text,
    struct rpc_body *body)
{
	c->answered = true;
	if (c->released) {
		rpc_body_free(body);
		return;
	}
	if (c->pulled && !s->ops->waits(s->arg, c)) {
		send_answer(s, c, text, body);
		return;
	}
	if ((c->held = strdup(text)) == NULL)
		rpc_body_free(body);
	else
		c->held_body = body;
}

void
rpc_server_step(struct rpc_server *s)
{
	for (size_t i = 0; i < s->calls.n; i++) {
		struct rpc_call *c = s->calls.list[i];

		if (c->pulled && c->held != NULL)
			send_held(s, c);
	}
}

void
rpc_server_reject(struct rpc_server *s, struct rpc_call *c, const char *error)
{
	rpc_server_resolve(s, c, error, NULL);
}

/* Questions ----------------------------------------------------------- */

static int
reject_push(struct rpc_server *s, const char *why, struct err *e)
{
	struct rpc_call *c = rpc_calls_add(&s->calls, s->pushes, e);
	struct buf b;

	if (c == NULL)
		return -1;
	buf_init(&b, CONTROL_MAX);
	buf_adds(&b, "[\"error\",\"TypeError\",");
	buf_add_json(&b, why, strlen(why));
	buf_adds(&b, ",null,{\"code\":\"E_UNSUPPORTED\"}]");
	rpc_server_reject(s, c, b.p);
	buf_fini(&b);
	return 0;
}

static struct rpc_body *
take_body(struct rpc_server *s, const struct flat_value *v, struct err *e)
{
	uint32_t stream = rpc_msg_body(v);
	struct rpc_body *b = NULL;

	if (stream != 0)
		b = rpc_link_take(s->link, stream);
	if (b == NULL)
		err_set(e, ERR_PROTO, "a body that was not sent");
	return b;
}

/* A call with the body that it names; NULL: neither. */
static struct rpc_call *
open_call(struct rpc_server *s, const struct flat_value *named,
    struct rpc_body **ret_body, struct err *e)
{
	struct rpc_body *body = take_body(s, named, e);
	struct rpc_call *c = body == NULL ? NULL : rpc_calls_add(&s->calls, s->pushes, e);

	if (c == NULL)
		rpc_body_free(body);
	else
		*ret_body = body;
	return c;
}

/* A program names what it likes, if not at any length and without U+0000; no
 * program makes a name of something else. */
static int
push_call(struct rpc_server *s, const struct flat_value *args, struct err *e)
{
	const struct flat_value *first = flat_item(args, 0);
	const struct flat_value *second = flat_item(args, 1);
	char connector[NAME_MAX_BYTES + 1], operation[NAME_MAX_BYTES + 1];
	struct rpc_body *body;
	struct rpc_call *c;

	if (!flat_is_string(first) || !flat_is_string(second))
		return err_set(e, ERR_PROTO, "a name that is no text");
	if (!flat_text(first, connector, sizeof connector) ||
	    !flat_text(second, operation, sizeof operation))
		return reject_push(s, "no such name", e);
	if ((c = open_call(s, flat_item(args, 2), &body, e)) == NULL)
		return -1;
	s->ops->call(s->arg, c, connector, operation, body);
	return 0;
}

static int
push_host(struct rpc_server *s, const struct flat_value *args, struct err *e)
{
	const struct flat_value *first = flat_item(args, 0);
	char function[NAME_MAX_BYTES + 1];
	struct rpc_body *body;
	struct rpc_call *c;

	if (!flat_is_string(first))
		return err_set(e, ERR_PROTO, "a name that is no text");
	if (!flat_text(first, function, sizeof function))
		return reject_push(s, "no such name", e);
	if ((c = open_call(s, flat_item(args, 1), &body, e)) == NULL)
		return -1;
	s->ops->host(s->arg, c, function, body);
	return 0;
}

static int
push_log(struct rpc_server *s, const struct flat_value *args, struct err *e)
{
	static const char *const levels[] = { "log", "info", "warn", "error",
		"debug", NULL };
	struct rpc_body *body;
	size_t i = 0;

	while (levels[i] != NULL && !flat_is(flat_item(args, 0), levels[i]))
		i++;
	if (levels[i] == NULL)
		return err_set(e, ERR_PROTO, "a log of no known level");
	if ((body = take_body(s, flat_item(args, 1), e)) == NULL)
		return -1;
	s->ops->log(s->arg, levels[i], body);
	return 0;
}

/* [["site", ...]]: once, and in the very form. */
static int
push_check(struct rpc_server *s, const struct flat_value *args, struct err *e)
{
	const struct flat_value *all = flat_item(args, 0);
	json_t *list;
	int rc;

	if (s->checked || flat_items(all) != 1)
		return err_set(e, ERR_PROTO, "a check that is none");
	s->checked = true;
	list = flat_tree(flat_item(all, 0));
	if ((rc = call_sites_check(list, e)) == 0)
		s->ops->check(s->arg, list);
	json_decref(list);
	return rc;
}

static int
on_push(struct rpc_server *s, const struct rpc_msg *m, struct err *e)
{
	static const struct {
		const char *method;
		size_t args;
		int (*push)(struct rpc_server *, const struct flat_value *,
		    struct err *);
	} methods[] = {
		{ "call", 3, push_call },
		{ "host", 2, push_host },
		{ "log", 2, push_log },
		{ "check", 1, push_check },
	};
	size_t i;

	s->pushes++;
	if (m->unsupported != NULL)
		return reject_push(s, m->unsupported, e);
	for (i = 0; i < sizeof methods / sizeof methods[0]; i++) {
		if (!flat_is(m->method, methods[i].method))
			continue;
		if (flat_items(m->args) != methods[i].args)
			return err_set(e, ERR_PROTO, "%s with %zu arguments",
			    methods[i].method, flat_items(m->args));
		return methods[i].push(s, m->args, e);
	}
	return reject_push(s, "no such method", e);
}

static int
on_pull(struct rpc_server *s, const struct rpc_msg *m, struct err *e)
{
	struct rpc_call *c = rpc_calls_find(&s->calls, m->id);

	if (c == NULL || c->pulled || c->released)
		return err_set(e, ERR_PROTO, "pull of id %u", m->id);
	c->pulled = true;
	if (c->held != NULL) {
		c->left = false; /* it is here since some time */
		if (!s->ops->waits(s->arg, c))
			send_held(s, c);
	} else if (c->on_pull != NULL && c->tag != NULL)
		c->on_pull(c->tag);
	return 0;
}

static int
on_release(struct rpc_server *s, const struct rpc_msg *m, struct err *e)
{
	struct rpc_call *c = rpc_calls_find(&s->calls, m->id);

	if (c == NULL || c->released)
		return err_set(e, ERR_PROTO, "release of id %u", m->id);
	c->released = true;
	free(c->held);
	c->held = NULL;
	rpc_body_free(c->held_body);
	c->held_body = NULL;
	if (!c->answered)
		s->ops->cancel(s->arg, c);
	return 0;
}

/* The server may be freed by each of the two that end a run. */
static int
on_resolve(struct rpc_server *s, const struct rpc_msg *m, struct err *e)
{
	struct rpc_about about = { 0 };
	struct rpc_body *b;

	if (m->id != RUN_ID)
		return err_set(e, ERR_PROTO, "resolve of id %u", m->id);
	b = take_body(s, flat_member(m->value, "result"), e);
	if (b == NULL)
		return -1;
	about.truncated = flat_is_true(flat_member(m->value, "truncated"));
	(void)flat_number(flat_member(m->value, "heap_kib"), UINT64_MAX / 2,
	    &about.heap_kib);
	s->state = RPC_WORKER_DONE;
	s->ops->result(s->arg, b, &about);
	return 0;
}

static int
on_reject(struct rpc_server *s, const struct rpc_msg *m, struct err *e)
{
	struct rpc_error error;
	json_t *v;

	if (m->id != RUN_ID)
		return err_set(e, ERR_PROTO, "reject of id %u", m->id);
	v = flat_tree(m->value);
	if (rpc_msg_error(v, &error, e) == -1) {
		json_decref(v);
		return -1;
	}
	s->state = RPC_WORKER_DONE;
	s->ops->error(s->arg, v);
	json_decref(v);
	return 0;
}

static int
on_abort(const struct rpc_msg *m, struct err *e)
{
	json_t *v = flat_tree(m->value);
	struct rpc_error error;

	if (rpc_msg_error(v, &error, e) == 0)
		err_set(e, ERR_CANCELLED, "it gave up: %.300s", error.message);
	json_decref(v);
	return -1;
}

static int
on_message(void *arg, const struct rpc_msg *m, struct err *e)
{
	struct rpc_server *s = arg;

	if (!rpc_msg_permitted(s->state, m->word))
		return err_set(e, ERR_PROTO, "\"%s\" while %s",
		    rpc_word_name(m->word), rpc_msg_state_name(s->state));
	switch (m->word) {
	case RPC_PUSH:
		return on_push(s, m, e);
	case RPC_PULL:
		return on_pull(s, m, e);
	case RPC_RELEASE:
		return on_release(s, m, e);
	case RPC_RESOLVE:
		return on_resolve(s, m, e);
	case RPC_REJECT:
		return on_reject(s, m, e);
	case RPC_ABORT:
	case RPC_WORD_MAX:
		break;
	}
	return on_abort(m, e);
}

static void
on_ended(void *arg, const struct err *why)
{
	struct rpc_server *s = arg;

	if (s->state == RPC_WORKER_DONE)
		return;
	s->state = RPC_WORKER_DONE;
	s->ops->ended(s->arg, why);
}

static const struct rpc_link_ops link_ops = { .message = on_message,
	.ended = on_ended };

/* The run ------------------------------------------------------------- */

/* The link's memory for messages is there already: every run waits for this. */
int
rpc_server_run(struct rpc_server *s, const struct rpc_run *r)
{
	struct buf *b = rpc_link_begin(s->link);

	r->code->stream = rpc_link_stream(s->link);
	if (r->with != NULL)
		r->with->stream = rpc_link_stream(s->link);
	rpc_run_format(r, b);
	rpc_link_send_body(s->link, r->code);
	if (r->with != NULL)
		rpc_link_send_body(s->link, r->with);
	if (!buf_ok(b))
		return -1;
	buf_addc(b, '\n');
	rpc_msg_pull(b, RUN_ID);
	rpc_link_end(s->link);
	s->state = RPC_WORKER_RUNNING;
	return 0;
}

void
rpc_server_drain(struct rpc_server *s)
{
	rpc_link_drain(s->link);
}

struct rpc_server *
rpc_server_new(struct ev_loop *loop, int fd, struct rpc_account *account,
    const struct rpc_server_ops *ops, void *arg)
{
	struct rpc_server *s = calloc(1, sizeof *s);

	if (s == NULL) {
		(void)close(fd);
		return NULL;
	}
	s->ops = ops;
	s->arg = arg;
	s->state = RPC_WORKER_IDLE;
	s->link = rpc_link_new(loop, fd, &limits, account, &link_ops, s);
	if (s->link == NULL) {
		free(s);
		return NULL;
	}
	return s;
}

int
rpc_server_detach(struct rpc_server *s)
{
	int fd = rpc_link_detach(s->link);

	rpc_calls_fini(&s->calls);
	free(s);
	return fd;
}

void
rpc_server_free(struct rpc_server *s)
{
	if (s != NULL)
		(void)close(rpc_server_detach(s));
}
