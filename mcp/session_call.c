/* SPDX-License-Identifier: Apache-2.0 */
/* session_call.c -- the requests that a tool or a method of the server's own
 * answers, now or later; see session.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mcp/ask.h"
#include "mcp/header.h"
#include "mcp/session_int.h"

/* Too many at once is something the model can act on, so a tool's error. */
static bool
has_room(const struct exchange *x)
{
	static const char full[] = "{\"content\":[{\"type\":\"text\",\"text\":"
				   "\"LimitError: too many calls at once (64); "
				   "wait for one to end\"}],\"isError\":true";
	struct buf b;

	if (x->session->list.n < SESSION_CALLS_MAX)
		return true;
	buf_init(&b, SESSION_SMALL_MAX);
	buf_adds(&b, full);
	buf_adds(&b, x->modern ? server_modern_tail(x->session->server) : "}");
	session_answer(x, b.p, b.len);
	buf_fini(&b);
	return false;
}

static bool
is_new(const struct exchange *x)
{
	if (toolcall_by_id(&x->session->list, x->m->id) == NULL)
		return true;
	session_fault(x, JSONRPC_INVALID,
	    "a request with this id is under way");
	return false;
}

/* Does it bring the answer that another call waits for? */
static bool
is_answer(const struct exchange *x)
{
	const char *state = json_str(x->m->params, "requestState");
	struct toolcall *c;

	if (!x->modern || state == NULL)
		return false;
	c = ask_find(server_asks(x->session->server), state,
	    x->session->principal, x->m);
	if (c == NULL)
		session_fault(x, JSONRPC_PARAMS,
		    "\"requestState\" is none of a call that waits: it was "
		    "used, is too old, or another's");
	else
		ask_resume(c, &x->session->list, x->m, x->sink);
	return true;
}

static unsigned
can_of(const struct exchange *x)
{
	return !x->modern
	    ? x->session->can
	    : ask_can(json_object_get(json_object_get(x->m->params, "_meta"),
		  ERA_META "clientCapabilities"));
}

struct starter {
	void (*start)(void *arg, struct toolcall *c, const json_t *args);
	void (*cancel)(void *arg, struct toolcall *c);
};

static void
start(const struct exchange *x, const struct starter *s, const json_t *args)
{
	struct toolcall *c =
	    toolcall_new(&x->session->list, x->session->server, x->m, x->sink);
	json_t *none = NULL;

	if (args == NULL)
		args = none = json_object();
	if (c == NULL || args == NULL)
		session_fault(x, JSONRPC_INTERNAL, "out of memory");
	else {
		c->cancel = s->cancel;
		c->modern = x->modern;
		c->principal = x->session->principal;
		c->can = can_of(x);
		c->about = c->can != 0 ? ask_about(x->m) : NULL;
		toolcall_start(c, s->start, args, x->m->params);
	}
	json_decref(none);
}

/* Headers that repeat arguments -------------------------------------- */

/* The argument as a header would say it. */
static bool
header_text(const json_t *v, struct buf *b)
{
	if (json_is_string(v))
		buf_add(b, json_string_value(v), json_string_length(v));
	else if (json_is_boolean(v) || json_is_number(v))
		json_write(b, v);
	else
		return false;
	return buf_ok(b);
}

static bool
header_agrees(const struct exchange *x, const struct mcp_header *h,
    const json_t *args)
{
	const json_t *v = json_object_get(args, h->argument);
	char name[128], *said;
	struct buf want;
	bool agrees;

	(void)snprintf(name, sizeof name, "Mcp-Param-%s", h->name);
	said = header_value(x->head->get(x->head->arg, name));
	if (v == NULL || json_is_null(v)) {
		agrees = x->head->get(x->head->arg, name) == NULL;
		free(said);
		return agrees;
	}
	buf_init(&want, SESSION_SMALL_MAX);
	agrees = said != NULL && header_text(v, &want) &&
	    strcmp(want.p != NULL ? want.p : "", said) == 0;
	buf_fini(&want);
	free(said);
	return agrees;
}

static bool
headers_agree(const struct exchange *x, const struct mcp_tool *tool,
    const json_t *args)
{
	const struct mcp_header *h = tool->headers;

	if (!x->modern || x->head == NULL || x->head->get == NULL || h == NULL)
		return true;
	for (; h->argument != NULL; h++)
		if (!header_agrees(x, h, args)) {
			session_fault(x, JSONRPC_HEADER_MISMATCH,
			    "a header Mcp-Param-... is missing, malformed or "
			    "differs from its argument");
			return false;
		}
	return true;
}

/* The requests ------------------------------------------------------- */

void
session_call(const struct exchange *x)
{
	const char *name = json_str(x->m->params, "name");
	const json_t *args = json_object_get(x->m->params, "arguments");
	const struct mcp_tool *tool =
	    name != NULL ? server_tool(x->session->server, name) : NULL;

	if (tool == NULL)
		session_fault(x, JSONRPC_PARAMS,
		    name != NULL ? "Unknown tool"
				 : "\"name\" must be a string");
	else if (args != NULL && !json_is_object(args))
		session_fault(x, JSONRPC_PARAMS,
		    "\"arguments\" must be an object");
	else if (is_new(x) && headers_agree(x, tool, args) && has_room(x) &&
	    !is_answer(x))
		start(x, &(struct starter){ tool->start, tool->cancel }, args);
}

static bool
has_room_for(const struct exchange *x)
{
	if (x->session->list.n < SESSION_CALLS_MAX)
		return true;
	session_fault(x, JSONRPC_INTERNAL,
	    "too many requests at once (64); wait for one to end");
	return false;
}

void
session_listen(const struct exchange *x)
{
	if (is_new(x) && has_room_for(x))
		start(x, &(struct starter){ listen_start, listen_cancel },
		    x->m->params);
}

void
session_own(const struct exchange *x, const struct mcp_method *m)
{
	if (is_new(x) && has_room_for(x) && !is_answer(x))
		start(x, &(struct starter){ m->start, m->cancel },
		    x->m->params);
}
