/* SPDX-License-Identifier: Apache-2.0 */
/* client.c -- see client.h. */
#include "mcp/client.h"

#include <stdlib.h>
#include <string.h>

#include "mcp/client_int.h"
#include "mcp/era.h"

static const struct json_limits limits = {
	.bytes = CLIENT_MESSAGE_MAX,
	.depth = 100, /* the deepest real schema has 22 */
	.values = 3000000, /* the largest real list has 300,000 */
};

struct client *
client_new(const struct client_conf *conf)
{
	struct client *c = calloc(1, sizeof *c);

	if (c != NULL)
		c->conf = *conf;
	return c;
}

static void
free_request(struct client_request *r)
{
	free(r->tool);
	json_decref(r->args);
	json_decref(r->tools);
	free(r);
}

void
client_free(struct client *c)
{
	struct client_request *r;

	if (c == NULL)
		return;
	while ((r = c->requests) != NULL) {
		c->requests = r->next;
		free_request(r);
	}
	free(c);
}

bool
client_ready(const struct client *c)
{
	return c->state == CLIENT_READY;
}

bool
client_probing(const struct client *c)
{
	return c->state == CLIENT_PROBING;
}

bool
client_modern(const struct client *c)
{
	return c->modern;
}

/* Saying -------------------------------------------------------------- */

static void
say(struct client *c, struct client_out *o, struct buf *b)
{
	o->text = b->p;
	o->len = b->len;
	o->modern = c->modern;
	o->version = c->version[0] != '\0' ? c->version : NULL;
	if (buf_ok(b))
		c->conf.send(c->conf.arg, o);
	buf_fini(b);
}

/* The envelope of the stateless era. */
static void
add_envelope(const struct client *c, json_t *params)
{
	json_t *meta = json_pack("{s:s, s:{}, s:{s:s, s:s}}",
	    ERA_META "protocolVersion", ERA_MODERN,
	    ERA_META "clientCapabilities", ERA_META "clientInfo", "name",
	    "cordon", "version", c->conf.version);

	if (c->conf.elicit_defaults)
		json_object_set_new(json_object_get(meta,
					ERA_META "clientCapabilities"),
		    "elicitation", json_pack("{s:{}}", "form"));
	json_object_set_new(params, "_meta", meta);
}

void
client_ask(struct client *c, struct client_request *r, json_t *params)
{
	struct client_out o = { .method = r->method,
		.name = r->tool,
		.args = r->args };
	struct buf b, text;
	char id[16];

	r->id = o.id = ++c->last_id;
	if (r->ticket == 0)
		r->ticket = r->id;
	if (c->modern)
		add_envelope(c, params);
	buf_init(&b, CLIENT_MESSAGE_MAX);
	buf_init(&text, CLIENT_MESSAGE_MAX);
	json_write(&text, params);
	json_decref(params);
	(void)snprintf(id, sizeof id, "%u", r->id);
	jsonrpc_write_call(&b, id, r->method,
	    buf_ok(&text) && text.p != NULL ? text.p : "{}");
	buf_fini(&text);
	say(c, &o, &b);
}

void
client_notify(struct client *c, const char *method, const char *params,
    uint32_t cancels)
{
	struct client_out o = { .method = method, .cancels = cancels };
	struct buf b;

	buf_init(&b, 4096);
	jsonrpc_write_call(&b, NULL, method, params);
	say(c, &o, &b);
}

void
client_answer(struct client *c, const char *id, const char *result)
{
	struct client_out o = { .method = NULL };
	struct buf b;

	buf_init(&b, CLIENT_MESSAGE_MAX);
	if (result != NULL)
		jsonrpc_write_result(&b, id, result, strlen(result));
	else
		jsonrpc_write_error(&b, id, JSONRPC_NO_METHOD,
		    "this client does not offer that", NULL);
	say(c, &o, &b);
}

/* Requests ------------------------------------------------------------ */

struct client_request *
client_request_new(struct client *c, const char *method, client_done *done,
    void *arg)
{
	struct client_request *r = calloc(1, sizeof *r);

	if (r == NULL)
		return NULL;
	r->method = method;
	r->done = done;
	r->arg = arg;
	r->next = c->requests;
	c->requests = r;
	return r;
}

static void
take_out(struct client *c, struct client_request *r)
{
	struct client_request **at = &c->requests;

	while (*at != r)
		at = &(*at)->next;
	*at = r->next;
}

/* Out of the list and freed, after `done` was told. */
static void
finish(struct client *c, struct client_request *r, const json_t *result,
    const json_t *error, const struct err *why)
{
	take_out(c, r);
	if (r->done != NULL)
		r->done(r->arg, result, error, why);
	free_request(r);
}

uint32_t
client_call(struct client *c, const char *tool, const json_t *args,
    client_done *done, void *arg)
{
	struct client_request *r =
	    client_request_new(c, "tools/call", done, arg);

	if (r == NULL || (r->tool = strdup(tool)) == NULL ||
	    (r->args = args != NULL ? json_deep_copy(args) : json_object()) ==
		NULL) {
		if (r != NULL) {
			take_out(c, r);
			free_request(r);
		}
		return 0;
	}
	client_ask(c, r,
	    json_pack("{s:s, s:O}", "name", tool, "arguments", r->args));
	return r->ticket;
}

uint32_t
client_list(struct client *c, client_done *done, void *arg)
{
	struct client_request *r =
	    client_request_new(c, "tools/list", done, arg);

	if (r == NULL)
		return 0;
	r->tools = json_array();
	client_ask(c, r, json_object());
	return r->ticket;
}

void
client_cancel(struct client *c, uint32_t ticket)
{
	struct client_request *r = c->requests;
	char params[80];

	while (r != NULL && r->ticket != ticket)
		r = r->next;
	if (r == NULL)
		return;
	take_out(c, r);
	(void)snprintf(params, sizeof params,
	    "{\"requestId\":%u,\"reason\":\"no longer needed\"}", r->id);
	client_notify(c, "notifications/cancelled", params, r->id);
	free_request(r);
}

/* Hearing ------------------------------------------------------------- */

/* One page of tools/list; true: another was asked for. */
static bool
next_page(struct client *c, struct client_request *r, const json_t *result,
    struct err *why)
{
	const json_t *cursor = json_object_get(result, "nextCursor");
	json_t *page = json_object_get(result, "tools");

	if (!json_is_array(page))
		err_set(why, ERR_UPSTREAM, "its tools/list has no tools");
	else if (json_array_size(r->tools) + json_array_size(page) >
		CLIENT_TOOLS_MAX ||
	    ++r->rounds > CLIENT_PAGES_MAX)
		err_set(why, ERR_LIMIT,
		    "it has more than %d tools, or pages "
		    "of them without end",
		    CLIENT_TOOLS_MAX);
	else if (json_array_extend(r->tools, page) == -1)
		err_set(why, ERR_NOMEM, "out of memory");
	if (why->code != ERR_NONE || !json_is_string(cursor))
		return false;
	client_ask(c, r, json_pack("{s:O}", "cursor", cursor));
	return true;
}

static void
on_page(struct client *c, struct client_request *r, const json_t *result)
{
	struct err why = { .code = ERR_NONE };
	json_t *all;

	if (next_page(c, r, result, &why))
		return;
	if (why.code != ERR_NONE) {
		finish(c, r, NULL, NULL, &why);
		return;
	}
	all = json_pack("{s:O}", "tools", r->tools);
	finish(c, r, all, NULL, NULL);
	json_decref(all);
}

static void
on_result(struct client *c, struct client_request *r, const json_t *result)
{
	const char *type = json_str(result, "resultType");
	struct err why;

	if (r->tools != NULL) {
		on_page(c, r, result);
		return;
	}
	if (type == NULL || strcmp(type, "complete") == 0) {
		finish(c, r, result, NULL, NULL);
		return;
	}
	if (strcmp(type, "input_required") == 0 && c->modern &&
	    client_next_round(c, r, result))
		return;
	err_set(&why, ERR_UPSTREAM, "it wants input that nobody here can give");
	finish(c, r, NULL, NULL, &why);
}

static void
on_response(struct client *c, const struct jsonrpc *m)
{
	unsigned long id = strtoul(m->id, NULL, 10);
	struct client_request *r = c->requests;

	while (r != NULL && r->id != id)
		r = r->next;
	if (r == NULL)
		return; /* cancelled, or never asked */
	if (r->done == NULL && r->method != NULL &&
	    (c->state == CLIENT_PROBING || c->state == CLIENT_OPENING)) {
		finish(c, r, NULL, NULL, NULL);
		client_open_answered(c, m->result, m->error, NULL);
	} else if (m->error != NULL)
		finish(c, r, NULL, m->error, NULL);
	else
		on_result(c, r, m->result);
}

int
client_receive(struct client *c, const char *s, size_t n, struct err *e)
{
	json_t *v = json_read(s, n, &limits, e);
	struct jsonrpc m;
	int code, r;

	if (v == NULL)
		return err_prefix(e, "it sent no JSON");
	if ((r = jsonrpc_read(v, &m, &code, e)) == -1)
		err_prefix(e, "it sent no MCP message");
	else if (m.kind == JSONRPC_RESPONSE)
		on_response(c, &m);
	else
		client_asked(c, &m);
	json_decref(v);
	return r;
}

void
client_lost(struct client *c, uint32_t id, const struct err *why)
{
	struct client_request *r = c->requests;

	while (r != NULL && r->id != id)
		r = r->next;
	if (r == NULL)
		return;
	if (r->done == NULL &&
	    (c->state == CLIENT_PROBING || c->state == CLIENT_OPENING)) {
		finish(c, r, NULL, NULL, NULL);
		client_open_answered(c, NULL, NULL, why);
		return;
	}
	finish(c, r, NULL, NULL, why);
}

void
client_lost_all(struct client *c, const struct err *why)
{
	while (c->requests != NULL)
		client_lost(c, c->requests->id, why);
}
