/* SPDX-License-Identifier: Apache-2.0 */
/* listen.c -- see listen.h. */
#include "mcp/listen.h"

#include <stdlib.h>

#include "mcp/era.h"

/* Our own words and one id. */
#define NOTICE_MAX 4096

struct session_list {
	LIST_HEAD(, listener) all;
};

/* What can be listened for. */
static const struct kind {
	unsigned change;
	const char *wanted; /* of subscriptions/listen */
	const char *method;
} kinds[] = {
	{ SERVER_TOOLS, "toolsListChanged",
	    "notifications/tools/list_changed" },
	{ SERVER_PROMPTS, "promptsListChanged",
	    "notifications/prompts/list_changed" },
	{ SERVER_RESOURCES, "resourcesListChanged",
	    "notifications/resources/list_changed" },
};
#define N_KINDS (sizeof kinds / sizeof kinds[0])

struct session_list *
session_list_new(void)
{
	struct session_list *l = calloc(1, sizeof *l);

	if (l != NULL)
		LIST_INIT(&l->all);
	return l;
}

void
session_list_free(struct session_list *l)
{
	free(l);
}

void
listen_join(struct session_list *l, struct listener *s)
{
	LIST_INSERT_HEAD(&l->all, s, link);
}

void
listen_leave(struct listener *s)
{
	LIST_REMOVE(s, link);
}

/* Telling --------------------------------------------------------------- */

static void
tell_session(const struct listener *s, const char *method)
{
	struct outgoing o = { NULL, 0, 200, false };
	struct buf b;

	buf_init(&b, NOTICE_MAX);
	jsonrpc_write_call(&b, NULL, method, NULL);
	o.json = b.p;
	o.len = b.len;
	if (buf_ok(&b))
		s->sink.send(s->sink.ctx, &o);
	buf_fini(&b);
}

static void
begin_params(const struct toolcall *c, struct buf *b)
{
	buf_init(b, NOTICE_MAX);
	buf_addf(b, "{\"_meta\":{\"" ERA_META "subscriptionId\":%s}", c->id);
}

static void
tell_call(struct toolcall *c, const char *method)
{
	struct buf b;

	begin_params(c, &b);
	buf_addc(&b, '}');
	if (buf_ok(&b))
		toolcall_notify(c, method, b.p);
	buf_fini(&b);
}

/* What is told may break the pipe, and with it end any call: so the list is
 * begun anew after each. */
static struct toolcall *
untold(const struct listener *s, unsigned change, unsigned serial)
{
	struct toolcall *c;

	LIST_FOREACH(c, &s->calls->calls, link)
	if ((c->kinds & change) != 0 && c->told != serial)
		return c;
	return NULL;
}

static void
tell(const struct listener *s, const struct kind *k)
{
	static unsigned serial;
	struct toolcall *c;

	serial++;
	if (s->sink.send != NULL)
		tell_session(s, k->method);
	while ((c = untold(s, k->change, serial)) != NULL) {
		c->told = serial;
		tell_call(c, k->method);
	}
}

void
server_changed(const struct server *server, unsigned changes)
{
	struct session_list *l = server_sessions(server);
	struct listener *s, *next;
	size_t i;

	for (i = 0; i < N_KINDS; i++) {
		if ((changes & server_changes(server) & kinds[i].change) == 0)
			continue;
		for (s = LIST_FIRST(&l->all); s != NULL; s = next) {
			next = LIST_NEXT(s, link);
			tell(s, &kinds[i]);
		}
	}
}

/* Listening ------------------------------------------------------------- */

void
listen_start(void *arg, struct toolcall *c, const json_t *params)
{
	const json_t *wanted = json_object_get(params, "notifications");
	const char *comma = "";
	struct buf b;
	size_t i;

	(void)arg;
	if (!json_is_object(wanted)) {
		toolcall_finish_error(c, JSONRPC_PARAMS,
		    "\"notifications\" must be an object", NULL);
		return;
	}
	begin_params(c, &b);
	buf_adds(&b, ",\"notifications\":{");
	c->kinds = 0;
	for (i = 0; i < N_KINDS; i++) {
		if ((server_changes(c->server) & kinds[i].change) == 0 ||
		    !json_bool(wanted, kinds[i].wanted, false))
			continue;
		c->kinds |= kinds[i].change;
		buf_addf(&b, "%s\"%s\":true", comma, kinds[i].wanted);
		comma = ",";
	}
	buf_adds(&b, "}}");
	c->listens = true;
	if (buf_ok(&b))
		toolcall_notify(c, "notifications/subscriptions/acknowledged",
		    b.p);
	buf_fini(&b);
}

void
listen_cancel(void *arg, struct toolcall *c)
{
	(void)arg;
	toolcall_finish_result(c, "", 0); /* unheard */
}

size_t
listen_count(const struct toolcall_list *l)
{
	const struct toolcall *c;
	size_t n = 0;

	LIST_FOREACH(c, &l->calls, link)
	n += c->listens;
	return n;
}
