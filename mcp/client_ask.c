/* SPDX-License-Identifier: Apache-2.0 */
/* client_ask.c -- what a server asks of its client; see client.h. */
#include <stdlib.h>
#include <string.h>

#include "mcp/client_int.h"
#include "mcp/era.h"

/* Input asked for in one round: nobody asks for more at once. */
#define INPUTS_MAX 32

/* The form as it is filled in: every default, required or not. */
static json_t *
defaults_of(const json_t *schema)
{
	json_t *props = json_object_get(schema, "properties"), *one;
	json_t *content = json_object();
	const char *key;

	json_object_foreach(props, key, one)
	{
		json_t *value = json_object_get(one, "default");

		if (value != NULL)
			json_object_set(content, key, value);
	}
	return content;
}

/* New: the answer to one elicitation. */
static json_t *
elicit(const struct client *c, const json_t *params)
{
	const char *mode = json_str(params, "mode");

	if (!c->conf.elicit_defaults ||
	    (mode != NULL && strcmp(mode, "form") != 0))
		return json_pack("{s:s}", "action", "decline");
	return json_pack("{s:s, s:o}", "action", "accept", "content",
	    defaults_of(json_object_get(params, "requestedSchema")));
}

static void
answer_elicitation(struct client *c, const struct jsonrpc *m)
{
	json_t *v = elicit(c, m->params);
	struct buf b;

	buf_init(&b, CLIENT_MESSAGE_MAX);
	json_write(&b, v);
	json_decref(v);
	client_answer(c, m->id, buf_ok(&b) && b.p != NULL ? b.p : "{}");
	buf_fini(&b);
}

void
client_asked(struct client *c, const struct jsonrpc *m)
{
	if (m->kind == JSONRPC_NOTIFICATION) {
		if (strcmp(m->method, "notifications/tools/list_changed") == 0)
			c->conf.tools_changed(c->conf.arg);
		return;
	}
	if (c->modern) /* nobody asks a client there */
		client_answer(c, m->id, NULL);
	else if (strcmp(m->method, "ping") == 0)
		client_answer(c, m->id, "{}");
	else if (strcmp(m->method, "elicitation/create") == 0)
		answer_elicitation(c, m);
	else
		client_answer(c, m->id, NULL);
}

bool
client_next_round(struct client *c, struct client_request *r,
    const json_t *result)
{
	json_t *asked = json_object_get(result, "inputRequests"), *one;
	const json_t *state = json_object_get(result, "requestState");
	json_t *params, *answers;
	const char *key;

	if (r->tool == NULL || ++r->rounds > CLIENT_ROUNDS_MAX ||
	    json_object_size(asked) > INPUTS_MAX)
		return false;
	answers = json_object();
	json_object_foreach(asked, key, one)
	{
		const char *method = json_str(one, "method");

		if (method == NULL ||
		    strcmp(method, "elicitation/create") != 0) {
			json_decref(answers);
			return false;
		}
		json_object_set_new(answers, key,
		    elicit(c, json_object_get(one, "params")));
	}
	params = json_pack("{s:s, s:O}", "name", r->tool, "arguments", r->args);
	if (json_object_size(answers) > 0)
		json_object_set(params, "inputResponses", answers);
	json_decref(answers);
	if (json_is_string(state))
		json_object_set(params, "requestState",
		    (json_t *)(uintptr_t)state);
	client_ask(c, r, params);
	return true;
}
