/* SPDX-License-Identifier: Apache-2.0 */
/*
 * client.h -- the other side: a client of one MCP server, without I/O.
 *
 * Whoever owns a client carries its messages: `send` gives one to the wire,
 * client_receive() takes one from it.  Both eras: the first message asks
 * server/discover; what a server of the handshake era says to that, and what
 * it does not say, leads to initialize.  Everything received is hostile.
 *
 * No callback may free the client or call back into it but by client_call()
 * and client_list(); one that wants its end notes it and does it later.
 */
#ifndef CORDON_MCP_CLIENT_H
#define CORDON_MCP_CLIENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"

/* A list of 1,271 tools is 3 MB in one line; a reply is at most 16 MiB of
 * text, which JSON may write half as long again. */
#define CLIENT_MESSAGE_MAX (24 * 1024 * 1024)
/* Tools of one server, over all pages. */
#define CLIENT_TOOLS_MAX 20000
#define CLIENT_PAGES_MAX 2000
/* Rounds of "input required" of one call. */
#define CLIENT_ROUNDS_MAX 8

enum client_era { CLIENT_AUTO, CLIENT_LEGACY, CLIENT_MODERN };

struct client;

struct client_out { /* borrowed */
	const char *text; /* one message, no newline in it */
	size_t len;
	uint32_t id; /* of a request; 0: a notification or an answer */
	const char *method; /* NULL: an answer */
	const char *name; /* of the tool, or NULL */
	const json_t *args; /* of a tool's call, or NULL */
	const char *version; /* of the protocol, once it is known, or NULL */
	bool modern;
	uint32_t cancels; /* notifications/cancelled: which request */
};

/* Exactly one of result, error (the JSON-RPC object) and why is not NULL. */
typedef void client_done(void *arg, const json_t *result, const json_t *error,
    const struct err *why);

struct client_conf {
	enum client_era era;
	const char *version; /* what clientInfo says; outlives the client */
	bool elicit_defaults; /* accept every form as it is filled in */
	void (*send)(void *arg, const struct client_out *o);
	void (*ready)(void *arg);
	/* It will not come to be ready. */
	void (*failed)(void *arg, const struct err *why);
	void (*tools_changed)(void *arg);
	void *arg;
};

struct client *client_new(const struct client_conf *conf); /* or NULL */
void client_free(struct client *c); /* nobody is told */
void client_start(struct client *c);

/* One message from the server.  -1: it is none, and the wire is to be shut. */
int client_receive(struct client *c, const char *s, size_t n, struct err *e);
/* The wire will bring no answer to that request. */
void client_lost(struct client *c, uint32_t id, const struct err *why);
/* Nor to any. */
void client_lost_all(struct client *c, const struct err *why);

bool client_ready(const struct client *c);
/* Waits for the answer to its first question. */
bool client_probing(const struct client *c);
bool client_modern(const struct client *c);

/* args: an object or NULL.  Returns the request, 0 without memory. */
uint32_t client_call(struct client *c, const char *tool, const json_t *args,
    client_done *done, void *arg);
/* All pages: the result is {"tools": [...]}. */
uint32_t client_list(struct client *c, client_done *done, void *arg);
/* Tells the server; `done` is not called any more. */
void client_cancel(struct client *c, uint32_t request);

#endif
