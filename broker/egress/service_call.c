/* SPDX-License-Identifier: Apache-2.0 */
/* service_call.c -- see service_call.h. */
#include "broker/egress/service_call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/egress/service_batch.h"
#include "common/base/limits.h"
#include "common/host/clock.h"
#include "common/host/json.h"

/* A body of ARGS_MAX made of the shortest values would cost 300 MB. */
static const struct json_limits args_limits = {
	.bytes = ARGS_MAX,
	.depth = 64,
	.values = 1000000,
};

/* The words of a call: what egress is told of it as text. */
enum { TENANT, CONNECTOR, RUN, NAME, WORDS };

static void
point(struct service_call *c, char *const at[WORDS])
{
	c->tenant = at[TENANT];
	c->connector = at[CONNECTOR];
	c->run = at[RUN];
	c->name = at[NAME];
}

/* One block for all of them: they are decoded to no more than they take. */
static int
read_words(struct service_call *c, const struct flat_value *const word[WORDS])
{
	char *at[WORDS] = { NULL }, *p;
	size_t room = 0, i;

	for (i = 0; i < WORDS; i++)
		room += word[i] != NULL ? word[i]->len + 1 : 0;
	if (room == 0 || (p = c->words = malloc(room)) == NULL)
		return -1;
	for (i = 0; i < WORDS; i++) {
		if (word[i] == NULL || !flat_text(word[i], p, word[i]->len + 1))
			continue;
		at[i] = p;
		p += word[i]->len + 1;
	}
	point(c, at);
	return 0;
}

int
service_call_words(struct service_call *c, const struct service_call *of)
{
	const char *word[WORDS] = { of->tenant, of->connector, of->run, NULL };
	char *at[WORDS] = { NULL }, *p;
	size_t room = 0, i;

	for (i = 0; i < WORDS; i++)
		room += word[i] != NULL ? strlen(word[i]) + 1 : 0;
	if ((p = c->words = malloc(room)) == NULL)
		return -1;
	for (i = 0; i < WORDS; i++)
		if (word[i] != NULL) {
			at[i] = p;
			p = stpcpy(p, word[i]) + 1;
		}
	point(c, at);
	return 0;
}

/* As egress_calls.c writes it: small letters; what is no digit ends it. */
static uint64_t
read_hex(const char *s)
{
	uint64_t n = 0;

	for (; (*s >= '0' && *s <= '9') || (*s >= 'a' && *s <= 'f'); s++)
		n = n << 4 | (uint64_t)(*s <= '9' ? *s - '0' : *s - 'a' + 10);
	return n;
}

/* What is told as numbers. */
static void
read_numbers(struct service_call *c, const struct flat_value *o)
{
	const struct flat_value *catalog = flat_member(o, "catalog");
	uint64_t n;
	char hex[17];

	c->operation = UINT32_MAX;
	if (flat_number(flat_member(o, "operation"), UINT32_MAX, &n))
		c->operation = (uint32_t)n;
	if (flat_text(catalog, hex, sizeof hex))
		c->catalog = read_hex(hex);
	if (!flat_number(flat_member(o, "deadline_ms"), INT64_MAX, &n) || n < 1)
		n = 1;
	c->deadline = clock_mono_ms() +
	    (n > DEADLINE_MAX_MS ? DEADLINE_MAX_MS : n);
}

struct service_call *
service_call_new(struct rpc_link *l, uint32_t id,
    const struct flat_value *args, struct err *e)
{
	const struct flat_value *o = flat_item(args, 0);
	const struct flat_value *word[WORDS] = { flat_member(o, "tenant"),
		flat_member(o, "connector"), flat_member(o, "run"),
		flat_member(o, "name") };
	struct service_call *c = calloc(1, sizeof *c);
	uint32_t stream = rpc_msg_body(flat_member(o, "args"));

	if (c == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	c->id = id;
	read_numbers(c, o);
	if (stream != 0)
		c->args = rpc_link_take(l, stream);
	if (read_words(c, word) == 0 && c->tenant != NULL &&
	    c->connector != NULL && c->run != NULL && c->args != NULL)
		return c;
	err_set(e, ERR_PROTO, "call() lacks tenant, connector, run or args");
	service_call_free(c);
	return NULL;
}

static void
stop_waiting(struct service_call *c)
{
	ev_timer_stop(fetch_loop_ev(connector_loop(c->connections)), &c->late);
	token_unwait(credential_token(connector_credential(c->waits_for)),
	    &c->waiter);
	c->waits_for = NULL;
}

void
service_call_free(struct service_call *c)
{
	if (c->fetch != NULL)
		fetch_cancel(c->fetch);
	if (c->waits_for != NULL)
		stop_waiting(c);
	if (c->upstream != NULL)
		upstream_cancel(c->upstream);
	if (c->connections != NULL)
		connector_release(c->connections);
	service_batch_leave(c);
	rpc_body_free(c->args);
	request_fini(&c->request);
	free(c->notes);
	free(c->words);
	free(c->label);
	free(c);
}

/* Starting ------------------------------------------------------------ */

/* *ret stays NULL where there are none. */
int
service_call_args(const struct service_call *c, json_t **ret, struct err *e)
{
	const struct buf *b = &c->args->bytes;

	if (b->len == 0 ||
	    (*ret = json_read(b->p, b->len, &args_limits, e)) != NULL)
		return 0;
	return memmem(b->p, b->len, "\\u0000", 6) != NULL ?
	    err_set(e, ERR_INPUT, "an argument has a NUL character "
				  "(\\u0000), which cannot be sent") :
	    err_prefix(e, "the arguments");
}

const struct request_plan *
service_call_plan(struct service_call *c, struct connector *k, struct err *e)
{
	bool function = connector_conf(k)->kind == CONF_CAPNWEB;
	const struct request_plan *plan = NULL;
	const char *name = "";
	struct buf label;
	int64_t op = c->operation;

	if (function)
		op = connector_named(k, c->operation, c->name, e);
	else if (connector_agree(k, c->catalog, e) == -1)
		op = -1;
	if (op >= 0)
		plan = connector_plan(k, (uint32_t)op, &name, e);
	buf_init(&label, 1024);
	buf_adds(&label, c->connector);
	buf_adds(&label, name[0] == '\0' ? "" : ".");
	buf_adds(&label, name);
	c->label = buf_steal(&label);
	return plan;
}

static int
build(struct service_call *c, struct connector *k, struct request *r,
    struct err *e)
{
	const struct request_plan *plan = service_call_plan(c, k, e);
	json_t *args = NULL;
	int result;

	if (plan == NULL || service_call_args(c, &args, e) == -1)
		return -1;
	result = request_build(plan, args, r, e);
	json_decref(args);
	return result;
}

bool
service_call_under_way(const struct service_call *c)
{
	return c->fetch != NULL || c->upstream != NULL || c->waits_for != NULL;
}

static bool
still_bound(const void *arg, const struct request *r)
{
	const struct service_call *c = arg;

	return credential_follows(c->credential) &&
	    credential_bound(c->credential, r, c->tenant);
}

static int
start_fetch(struct service_call *c, struct connector *k, struct request *r,
    fetch_done *done, struct err *e)
{
	struct credential *cred = connector_credential(k);
	bool with = credential_bound(cred, r, c->tenant);
	struct fetch_opts o = { .request = r,
		.redact = credential_redact(cred),
		.networks = connector_networks(k),
		.ca = connector_conf(k)->ca,
		.connect_ms = connector_conf(k)->connect_ms,
		.idle_ms = connector_conf(k)->idle_ms,
		.reply_max = c->reply_max };
	uint64_t now = clock_mono_ms();

	if (with) {
		o.key = credential_key(cred, &o.cert);
		o.bound = still_bound;
		c->credential = cred;
		c->token = credential_token(cred);
		c->sent_at = now;
	}
	if (now >= c->deadline)
		err_set(e, ERR_TIMEOUT, "no time is left for it");
	else
		o.headers = credential_apply(cred, r, with, e);
	if (o.headers == NULL) {
		request_fini(r);
		return -1;
	}
	o.deadline_ms = (uint32_t)(c->deadline - now);
	c->fetch = fetch_start(connector_loop(c->connections), &o, done, c);
	return c->fetch != NULL ? 0 :
				  err_set(e, ERR_NOMEM, "out of memory");
}

static void
on_late(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct service_call *c = w->data;

	(void)loop;
	(void)revents;
	stop_waiting(c);
	c->waiter.ready(c->waiter.arg, "no access token in time");
}

static void
watch_deadline(struct service_call *c)
{
	struct ev_loop *loop =
	    fetch_loop_ev(connector_loop(c->connections));
	uint64_t now = clock_mono_ms();
	uint64_t left = now < c->deadline ? c->deadline - now : 0;

	ev_now_update(loop);
	ev_timer_init(&c->late, on_late, (double)(left + 1) / 1000., 0.);
	c->late.data = c;
	ev_timer_start(loop, &c->late);
}

/* 1: it waits for an access token; the request is kept. */
static int
wait_for_token(struct service_call *c, struct connector *k, struct request *r,
    struct err *e)
{
	struct credential *cred = connector_credential(k);
	struct token *t = credential_token(cred);

	if (t == NULL || !credential_bound(cred, r, c->tenant) ||
	    token_value(t) != NULL)
		return 0;
	if (token_failure(t) != NULL)
		return err_set(e, ERR_UPSTREAM, "%s", token_failure(t));
	c->request = *r;
	c->waits_for = k;
	token_wait(t, &c->waiter);
	watch_deadline(c);
	return 1;
}

int
service_call_send(struct service_call *c, struct connector *k,
    struct request *r, fetch_done *done, struct err *e)
{
	uint32_t most = connector_conf(k)->timeout_ms;
	uint64_t now = clock_mono_ms();
	int waits;

	if (most != 0 && now + most < c->deadline)
		c->deadline = now + most;
	c->connections = connector_hold(k, c->tenant);
	waits = c->connections == NULL ?
	    err_set(e, ERR_NOMEM, "out of memory") :
	    wait_for_token(c, k, r, e);
	if (waits == 0)
		return start_fetch(c, k, r, done, e);
	if (waits == -1)
		request_fini(r);
	return waits == 1 ? 0 : -1;
}

int
service_call_resume(struct service_call *c, fetch_done *done, struct err *e)
{
	struct connector *k = c->waits_for;
	struct request r = c->request;

	stop_waiting(c);
	memset(&c->request, 0, sizeof c->request);
	return start_fetch(c, k, &r, done, e);
}

/* Of an MCP server the operation is a tool, by its own name. */
static int
call_tool(struct service_call *c, struct connector *k, struct upstreams *up,
    fetch_done *done, struct err *e)
{
	struct upstream_order o = { .connector = connector_conf(k),
		.tenant = c->tenant };
	uint64_t now = clock_mono_ms();
	json_t *args = NULL;

	if (c->operation != UINT32_MAX &&
	    (o.tool = connector_tool(k, c->operation, c->name, e)) == NULL)
		return -1;
	if (asprintf(&c->label, "%s%s%s", c->connector,
		o.tool != NULL ? "." : "", o.tool != NULL ? o.tool : "") == -1)
		c->label = NULL;
	if (now >= c->deadline)
		return err_set(e, ERR_TIMEOUT, "no time is left for it");
	o.deadline_ms = (uint32_t)(c->deadline - now);
	if (service_call_args(c, &args, e) == -1)
		return -1;
	if (args != NULL && !json_is_object(args))
		err_set(e, ERR_INPUT, "its arguments are one object");
	else {
		o.args = args;
		c->upstream = upstream_call(up, &o, done, c, e);
	}
	json_decref(args);
	return c->upstream != NULL ? 0 : -1;
}

int
service_call_start(struct service_call *c, struct connector_set *set,
    struct upstreams *up, fetch_done *done, struct err *e)
{
	struct connector *k = connector_find(set, c->connector, e);
	struct request r;
	int result;

	if (k == NULL)
		return -1;
	if (connector_conf(k)->kind == CONF_MCP)
		result = call_tool(c, k, up, done, e);
	else if ((result = build(c, k, &r, e)) == 0)
		result = service_call_send(c, k, &r, done, e);
	if (result == 0) {
		rpc_body_free(c->args);
		c->args = NULL;
	}
	return result;
}

/* Answering ----------------------------------------------------------- */

void
service_call_reject(struct rpc_link *l, const struct service_call *c,
    const char *name, const char *code, const char *message)
{
	struct buf b, text;

	buf_init(&b, FRAME_PAYLOAD_MAX);
	buf_init(&text, 4096);
	buf_addf(&text, "%s: %.2000s",
	    c->label != NULL ? c->label : c->connector, message);
	rpc_msg_reject(&b, c->id, name, code, buf_ok(&text) ? text.p : code);
	rpc_link_send(l, b.p, b.len);
	buf_fini(&text);
	buf_fini(&b);
}

void
service_call_answer(struct rpc_link *l, struct rpc_account *account,
    const struct service_call *c, const struct fetch_result *r,
    const struct service_answer *a)
{
	struct rpc_body *body = rpc_body_new(account, r->reply->body.max);
	struct buf *b;

	if (a->len > BODY_MAX || body == NULL ||
	    (a->len > 0 && !rpc_body_add(body, a->text, a->len))) {
		rpc_body_free(body);
		service_call_reject(l, c, "Error", "E_LIMIT",
		    "too many replies wait to be read");
		return;
	}
	body->stream = rpc_link_stream(l);
	b = rpc_link_begin(l);
	buf_adds(b, "[\"resolve\",");
	buf_addu(b, c->id);
	buf_adds(b, ",{\"status\":");
	buf_addu(b, (unsigned long)r->status);
	buf_adds(b, ",\"headers\":");
	reply_write_headers(r->reply, b);
	buf_adds(b, ",\"kind\":\"");
	buf_adds(b, a->kind);
	buf_adds(b, "\",\"body\":[\"body\",");
	buf_addu(b, body->stream);
	buf_adds(b, "]}]");
	rpc_link_send_body(l, body);
	rpc_link_end(l);
}

void
service_call_replied(const struct service_call *c,
    const struct fetch_result *r)
{
	if (r->status == 401 && c->token != NULL)
		token_refused(c->token, c->sent_at);
}
