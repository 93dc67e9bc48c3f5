/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ask.h -- a call's question to its client's user, in both eras.
 *
 * The old era: a request to the client, on the call's own stream; the answer
 * is a response.  The new: the call is answered "input required" with a sealed
 * state, and waits; the client's next request brings state and answer.  The
 * state is a name that nobody can guess or make (HMAC), that holds for one use,
 * for five minutes, for the same principal, method and parameters.
 */
#ifndef CORDON_MCP_ASK_H
#define CORDON_MCP_ASK_H

#include "mcp/toolcall_int.h"

/* Calls that wait; one more cannot ask. */
#define ASK_PARKED_MAX 256
#define ASK_SECONDS 300

struct asks;

struct asks *asks_new(void); /* or NULL */
void asks_free(struct asks *a); /* what waits is forgotten */

/* What a client of these capabilities can be asked: enum toolcall_can. */
unsigned ask_can(const json_t *capabilities);
/* What a request asks for, as its seal covers it.  Returns new or NULL. */
char *ask_about(const struct jsonrpc *m);
/* A response of the old era: tells the call it belongs to, if any. */
void ask_answered(const struct toolcall_list *l, const struct jsonrpc *m);
/* The call of that state, no longer waiting; NULL: there is none. */
struct toolcall *ask_find(struct asks *a, const char *state,
    const char *principal, const struct jsonrpc *m);
/* It goes on as that request, told its answers; or asks again without them. */
void ask_resume(struct toolcall *c, struct toolcall_list *l,
    const struct jsonrpc *m, const struct sink *sink);
/* The call ends: nothing is asked any more. */
void ask_drop(struct toolcall *c);

#endif
