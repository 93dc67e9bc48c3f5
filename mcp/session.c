/* SPDX-License-Identifier: Apache-2.0 */
/* session.c -- see session.h. */
#include "mcp/session.h"

#include <stdlib.h>
#include <string.h>

#include "mcp/ask.h"
#include "mcp/batch.h"
#include "mcp/session_int.h"

struct session *
session_new(const struct server *s, const char *principal, struct err *e)
{
	struct session *c = calloc(1, sizeof *c);

	if (c == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	c->server = s;
	c->principal = principal;
	LIST_INIT(&c->list.calls);
	c->listener.calls = &c->list;
	listen_join(server_sessions(s), &c->listener);
	return c;
}

size_t
session_calls(const struct session *s)
{
	return s->list.n - listen_count(&s->list);
}

void
session_hear(struct session *s, const struct sink *sink)
{
	s->hears = sink != NULL ? *sink : (struct sink){ NULL, NULL };
	s->listener.sink =
	    s->version[0] != '\0' ? s->hears : (struct sink){ NULL, NULL };
}

static void
say(const struct sink *sink, const struct buf *b, int status)
{
	struct outgoing o = { b->p, b->len, status, true };

	if (!buf_ok(b))
		o = (struct outgoing){ "", 0, 500, true };
	sink->send(sink->ctx, &o);
}

void
session_answer(const struct exchange *x, const char *result, size_t n)
{
	struct buf b;

	buf_init(&b, SESSION_SMALL_MAX);
	jsonrpc_write_result(&b, x->m->id, result, n);
	say(x->sink, &b, 200);
	buf_fini(&b);
}

static void
refuse(const struct sink *sink, const char *id, const struct era_fault *f)
{
	struct buf b;

	buf_init(&b, SESSION_SMALL_MAX);
	jsonrpc_write_error(&b, id, f->code, f->message, f->data);
	say(sink, &b, f->status);
	buf_fini(&b);
}

void
session_fault(const struct exchange *x, int code, const char *message)
{
	struct era_fault f = { code,
		x->modern && code == JSONRPC_HEADER_MISMATCH ? 400 : 200,
		message, NULL };

	refuse(x->sink, x->m->id, &f);
}

static void
on_initialize(const struct exchange *x)
{
	const char *want = json_str(x->m->params, "protocolVersion");
	const char *version = ERA_NEWEST_LEGACY;
	struct buf b;

	if (want == NULL) {
		session_fault(x, JSONRPC_PARAMS,
		    "\"protocolVersion\" must be a string");
		return;
	}
	if (era_is_legacy(want))
		version = want;
	memcpy(x->session->version, version, sizeof x->session->version);
	session_hear(x->session, &x->session->hears);
	x->session->can =
	    ask_can(json_object_get(x->m->params, "capabilities"));
	buf_init(&b, SESSION_SMALL_MAX);
	server_write_initialize(x->session->server, version, &b);
	session_answer(x, b.p, b.len);
	buf_fini(&b);
}

static void
on_ping(const struct exchange *x)
{
	session_answer(x, "{}", 2);
}

static void
on_discover(const struct exchange *x)
{
	const struct buf *b = server_discover(x->session->server);

	session_answer(x, b->p, b->len);
}

static void
on_tools_list(const struct exchange *x)
{
	const struct buf *b = server_tools_list(x->session->server, x->modern);

	if (json_object_get(x->m->params, "cursor") != NULL) {
		session_fault(x, JSONRPC_PARAMS,
		    "there is no such cursor: one page");
		return;
	}
	session_answer(x, b->p, b->len);
}

static void
on_cancelled(struct session *s, const struct jsonrpc *m)
{
	const json_t *id = json_object_get(m->params, "requestId");
	struct toolcall *c;
	struct buf b;

	if (!json_is_string(id) && !json_is_integer(id))
		return;
	buf_init(&b, JSONRPC_ID_MAX);
	json_write(&b, id);
	c = buf_ok(&b) ? toolcall_by_id(&s->list, b.p) : NULL;
	if (c != NULL)
		toolcall_cancel(c);
	buf_fini(&b);
}

static const struct method {
	const char *name;
	unsigned eras;
	void (*handle)(const struct exchange *x);
} methods[] = {
	{ "initialize", MCP_LEGACY, on_initialize },
	{ "ping", MCP_LEGACY, on_ping },
	{ "server/discover", MCP_MODERN, on_discover },
	{ "subscriptions/listen", MCP_MODERN, session_listen },
	{ "tools/list", MCP_LEGACY | MCP_MODERN, on_tools_list },
	{ "tools/call", MCP_LEGACY | MCP_MODERN, session_call },
};

static void
dispatch(const struct exchange *x)
{
	struct era_fault none = { JSONRPC_NO_METHOD, x->modern ? 404 : 200,
		"Method not found", NULL };
	enum mcp_era era = x->modern ? MCP_MODERN : MCP_LEGACY;
	const struct mcp_method *own;
	size_t i;

	for (i = 0; i < sizeof methods / sizeof methods[0]; i++)
		if (strcmp(methods[i].name, x->m->method) == 0 &&
		    (methods[i].eras & era) != 0) {
			methods[i].handle(x);
			return;
		}
	own = server_method(x->session->server, x->m->method, era);
	if (own != NULL)
		session_own(x, own);
	else
		refuse(x->sink, x->m->id, &none);
}

/* -32022's data names what was asked for and what there is. */
static void
refuse_version(const struct exchange *x, const struct era_fault *f)
{
	const json_t *meta = json_object_get(x->m->params, "_meta");
	const char *want = json_str(meta, ERA_META "protocolVersion");
	struct era_fault with = *f;
	struct buf b;

	buf_init(&b, SESSION_SMALL_MAX);
	buf_adds(&b, "{\"supported\":[\"" ERA_MODERN "\"],\"requested\":");
	buf_add_json(&b, want, strlen(want));
	buf_addc(&b, '}');
	with.data = b.p;
	refuse(x->sink, x->m->id, &with);
	buf_fini(&b);
}

static bool
receive_one(struct session *s, const json_t *v, const struct era_head *head,
    const struct sink *sink)
{
	struct jsonrpc m;
	struct exchange x = { s, &m, sink, head, false };
	struct era_fault f;
	struct err e;
	int code;

	if (jsonrpc_read(v, &m, &code, &e) == -1) {
		/* A notification is never answered, not even a bad one. */
		if (m.kind == JSONRPC_NOTIFICATION && m.method != NULL)
			return false;
		f = (struct era_fault){ code, 400, e.msg, NULL };
		refuse(sink, m.id, &f);
		return true;
	}
	if (m.kind == JSONRPC_RESPONSE) {
		ask_answered(&s->list, &m);
		return false;
	}
	x.modern = era_is_modern(&m);
	if ((x.modern ? era_check(&m, head, &f)
		      : era_check_legacy(&m, head, &f)) == -1) {
		if (m.kind == JSONRPC_NOTIFICATION && head == NULL)
			return false;
		if (f.code == JSONRPC_BAD_VERSION)
			refuse_version(&x, &f);
		else
			refuse(sink, m.id, &f);
		return true;
	}
	if (m.kind == JSONRPC_REQUEST) {
		dispatch(&x);
		return true;
	}
	if (strcmp(m.method, "notifications/cancelled") == 0)
		on_cancelled(s, &m);
	return false;
}

static bool
receive_batch(struct session *s, const json_t *v, const struct sink *sink)
{
	struct sink one;
	struct batch *b;
	size_t i;
	struct era_fault f = { JSONRPC_INVALID, 400,
		"arrays of messages are not of this protocol version", NULL };

	if (strcmp(s->version, ERA_BATCHES) != 0 || json_array_size(v) == 0 ||
	    json_array_size(v) > SESSION_BATCH_MAX ||
	    (b = batch_new(sink)) == NULL) {
		if (strcmp(s->version, ERA_BATCHES) == 0)
			f.message = "an array has 1 to 64 messages";
		refuse(sink, "", &f);
		return true;
	}
	one = (struct sink){ batch_send, b };
	for (i = 0; i < json_array_size(v); i++) {
		batch_expect(b);
		if (!receive_one(s, json_array_get(v, i), NULL, &one))
			batch_unexpect(b);
	}
	return batch_seal(b);
}

bool
session_receive_tree(struct session *s, const json_t *v,
    const struct era_head *head, const struct sink *sink)
{
	return json_is_array(v) ? receive_batch(s, v, sink)
				: receive_one(s, v, head, sink);
}

void
session_refuse(const struct sink *sink, int code, int status,
    const char *message)
{
	struct era_fault f = { code, status, message, NULL };

	refuse(sink, "", &f);
}

bool
session_receive(struct session *s, const char *msg, size_t n,
    const struct era_head *head, const struct sink *sink)
{
	struct err e;
	json_t *v = json_read(msg, n, &json_limits_message, &e);
	bool answers;

	if (v == NULL) {
		session_refuse(sink,
		    e.code == ERR_LIMIT ? JSONRPC_INVALID : JSONRPC_PARSE, 400,
		    e.msg);
		return true;
	}
	answers = session_receive_tree(s, v, head, sink);
	json_decref(v);
	return answers;
}

void
session_drop(struct session *s, const void *ctx, bool cancel)
{
	struct toolcall *c, *next;

	for (c = LIST_FIRST(&s->list.calls); c != NULL; c = next) {
		next = LIST_NEXT(c, link);
		if (c->sink.ctx != ctx)
			continue;
		c->sink.send = NULL;
		if (cancel)
			toolcall_cancel(c);
	}
}

void
session_free(struct session *s)
{
	struct toolcall *c;

	if (s == NULL)
		return;
	listen_leave(&s->listener);
	while ((c = LIST_FIRST(&s->list.calls)) != NULL) {
		LIST_REMOVE(c, link);
		c->list = NULL;
		if (c->sink.send == batch_send)
			batch_mute(c->sink.ctx);
		else
			c->sink.send = NULL;
		toolcall_cancel(c);
	}
	free(s);
}
