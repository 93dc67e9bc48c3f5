/* SPDX-License-Identifier: Apache-2.0 */
/*
 * client_open.c -- how a client and a server begin; see client.h.
 *
 * Servers of the handshake era answer server/discover with an error (most
 * -32601), a status of HTTP, or by ending: all of these lead to initialize,
 * which a server of the new era alone refuses in its turn.
 */
#include <stdlib.h>
#include <string.h>

#include "mcp/client_int.h"
#include "mcp/era.h"

static void
fail(struct client *c, const struct err *why)
{
	c->state = CLIENT_FAILED;
	c->conf.failed(c->conf.arg, why);
}

static void
fail_with(struct client *c, const char *said, const json_t *error)
{
	const char *message = json_str(error, "message");
	struct err why;

	err_set(&why, ERR_UPSTREAM, "%s: %.300s", said,
	    message != NULL ? message : "no reason given");
	fail(c, &why);
}

static void
ask(struct client *c, const char *method, enum client_state state,
    json_t *params)
{
	struct client_request *r = client_request_new(c, method, NULL, NULL);
	struct err why;

	c->state = state;
	if (r != NULL) {
		client_ask(c, r, params);
		return;
	}
	json_decref(params);
	err_set(&why, ERR_NOMEM, "out of memory");
	fail(c, &why);
}

static void
probe(struct client *c)
{
	c->modern = true;
	(void)snprintf(c->version, sizeof c->version, "%s", ERA_MODERN);
	ask(c, "server/discover", CLIENT_PROBING, json_object());
}

static void
initialize(struct client *c)
{
	json_t *params = json_pack("{s:s, s:{}, s:{s:s, s:s}}",
	    "protocolVersion", ERA_NEWEST_LEGACY, "capabilities", "clientInfo",
	    "name", "cordon", "version", c->conf.version);

	c->modern = false;
	c->version[0] = '\0';
	if (c->conf.elicit_defaults)
		json_object_set_new(json_object_get(params, "capabilities"),
		    "elicitation", json_object());
	ask(c, "initialize", CLIENT_OPENING, params);
}

void
client_start(struct client *c)
{
	if (c->conf.era == CLIENT_LEGACY)
		initialize(c);
	else
		probe(c);
}

static void
on_listening(void *arg, const json_t *result, const json_t *error,
    const struct err *why)
{
	struct client *c = arg;

	(void)result;
	(void)error;
	(void)why;
	c->listening = false; /* nothing depends on it */
}

/* In the new era changes are told to those who ask for them. */
static void
listen_for_changes(struct client *c, const json_t *capabilities)
{
	struct client_request *r;

	if (!json_bool(json_object_get(capabilities, "tools"), "listChanged",
		false))
		return;
	r = client_request_new(c, "subscriptions/listen", on_listening, c);
	if (r == NULL)
		return;
	c->listening = true;
	client_ask(c, r,
	    json_pack("{s:{s:b}}", "notifications", "toolsListChanged", 1));
}

static void
discovered(struct client *c, const json_t *result)
{
	const json_t *versions = json_object_get(result, "supportedVersions");
	size_t i;

	for (i = 0; i < json_array_size(versions); i++) {
		const char *v = json_string_value(json_array_get(versions, i));

		if (v == NULL || strcmp(v, ERA_MODERN) != 0)
			continue;
		c->state = CLIENT_READY;
		c->conf.ready(c->conf.arg);
		listen_for_changes(c, json_object_get(result, "capabilities"));
		return;
	}
	if (c->conf.era == CLIENT_AUTO)
		initialize(c);
	else
		fail_with(c, "it does not speak " ERA_MODERN, NULL);
}

static void
initialized(struct client *c, const json_t *result)
{
	const char *version = json_str(result, "protocolVersion");
	struct err why;

	if (version == NULL || !era_is_legacy(version)) {
		err_set(&why, ERR_UPSTREAM,
		    "it speaks a revision of MCP unknown here (%.40s)",
		    version != NULL ? version : "none named");
		fail(c, &why);
		return;
	}
	(void)snprintf(c->version, sizeof c->version, "%s", version);
	c->state = CLIENT_READY;
	client_notify(c, "notifications/initialized", NULL, 0);
	c->conf.ready(c->conf.arg);
}

/* Whoever cannot be reached, or wants another key, is not asked again. */
static bool
worth_another(const struct err *why)
{
	return why == NULL || why->code == ERR_UPSTREAM;
}

/* It says that it speaks what it was asked in: it may have been asked while it
 * was changed.  Once. */
static bool
speaks_ours(struct client *c, const json_t *error)
{
	const json_t *list =
	    json_object_get(json_object_get(error, "data"), "supported");
	size_t i;

	if (c->asked_twice || json_int(error, "code", 0) != JSONRPC_BAD_VERSION)
		return false;
	for (i = 0; i < json_array_size(list); i++) {
		const char *v = json_string_value(json_array_get(list, i));

		if (v != NULL && strcmp(v, ERA_MODERN) == 0)
			c->asked_twice = true;
	}
	return c->asked_twice;
}

void
client_open_answered(struct client *c, const json_t *result,
    const json_t *error, const struct err *why)
{
	if (result != NULL && c->state == CLIENT_PROBING)
		discovered(c, result);
	else if (result != NULL)
		initialized(c, result);
	else if (c->state == CLIENT_PROBING && speaks_ours(c, error))
		probe(c);
	else if (c->state == CLIENT_PROBING && c->conf.era == CLIENT_AUTO &&
	    worth_another(why))
		initialize(c);
	else if (why != NULL)
		fail(c, why);
	else
		fail_with(c, "it refused to begin", error);
}
