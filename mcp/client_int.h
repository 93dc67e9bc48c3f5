/* SPDX-License-Identifier: Apache-2.0 */
/* client_int.h -- what the pieces of client.c share. */
#ifndef CORDON_MCP_CLIENT_INT_H
#define CORDON_MCP_CLIENT_INT_H

#include "mcp/client.h"
#include "mcp/jsonrpc.h"

enum client_state {
	CLIENT_NEW,
	CLIENT_PROBING, /* server/discover is asked */
	CLIENT_OPENING, /* initialize is asked */
	CLIENT_READY,
	CLIENT_FAILED,
};

struct client_request {
	struct client_request *next;
	uint32_t ticket; /* the caller's number: that of the first round */
	uint32_t id; /* on the wire, now */
	const char *method;
	char *tool;
	json_t *args; /* of tools/call; kept for the next round */
	json_t *tools; /* of tools/list: what the pages gave so far */
	unsigned rounds;
	client_done *done;
	void *arg;
};

struct client {
	struct client_conf conf;
	enum client_state state;
	bool modern;
	char version[16]; /* agreed; "" before */
	uint32_t last_id;
	struct client_request *requests;
	bool listening; /* modern: subscriptions/listen is asked */
	bool asked_twice; /* which version it speaks: it refused ours */
};

/* client.c */
/* Sends a request of a new id; params is new and taken. */
void client_ask(struct client *c, struct client_request *r, json_t *params);
void client_notify(struct client *c, const char *method, const char *params,
    uint32_t cancels);
void client_answer(struct client *c, const char *id, const char *result);
struct client_request *client_request_new(struct client *c, const char *method,
    client_done *done, void *arg);

/* client_open.c: the handshakes */
void client_open_answered(struct client *c, const json_t *result,
    const json_t *error, const struct err *why);

/* client_ask.c: what the server asks */
void client_asked(struct client *c, const struct jsonrpc *m);
/* The next round of a call that wants input; false if that cannot be. */
bool client_next_round(struct client *c, struct client_request *r,
    const json_t *result);

#endif
