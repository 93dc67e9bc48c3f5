/* SPDX-License-Identifier: Apache-2.0 */
/*
 * toolcall.h -- one request under way, as the tool (or the server's own
 * method, see server.h) that answers it sees it.
 *
 * The tool keeps its own state in it and ends it exactly once.  A cancelled
 * call, or one whose client is gone, is ended in the same way: nothing is sent.
 */
#ifndef CORDON_MCP_TOOLCALL_H
#define CORDON_MCP_TOOLCALL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct toolcall;

void toolcall_set_state(struct toolcall *c, void *state);
void *toolcall_state(const struct toolcall *c);
/* Whose call it is, as the transport found out. */
const char *toolcall_principal(const struct toolcall *c);
/* All params of the request; only within start, else NULL. */
const json_t *toolcall_params(const struct toolcall *c);
bool toolcall_modern(const struct toolcall *c); /* of the stateless era */
/* What its client says it can be asked: a set of these. */
enum toolcall_can {
	TOOLCALL_FORMS = 1,
	TOOLCALL_SAMPLING = 2,
	TOOLCALL_ROOTS = 4,
};
bool toolcall_can(const struct toolcall *c, unsigned what);
/* Did the client ask for progress? */
bool toolcall_wants_progress(const struct toolcall *c);
/* `progress` must rise from one to the next; total 0: unknown. */
void toolcall_progress(struct toolcall *c, double progress, double total,
    const char *message);
/* A notification on the call's own stream; params is JSON text. */
void toolcall_notify(struct toolcall *c, const char *method,
    const char *params);
/*
 * Asks the client; in the stateless era the call is answered "input required"
 * and goes on with the client's next request.  False: this client cannot be
 * asked.  `answered` is told once, never from within, and not at all when the
 * call ends before: an object of the answers by key, NULL when the client
 * refused.  One asking of a call at a time; in the handshake era it is one
 * question.
 */
struct toolcall_question {
	const char *key;
	const char *method; /* "elicitation/create" */
	const char *params; /* JSON text */
};
typedef void toolcall_answers(void *arg, const json_t *answers);
bool toolcall_question(struct toolcall *c, const struct toolcall_question *q,
    size_t n, toolcall_answers *answered, void *arg);
/* The same, of a form for the client's user: content is NULL when it was
 * declined. */
struct toolcall_form {
	const char *message;
	const char *schema; /* JSON text of the requestedSchema */
};
typedef void toolcall_answer(void *arg, const json_t *content);
bool toolcall_ask(struct toolcall *c, const struct toolcall_form *f,
    toolcall_answer *answered, void *arg);
/* Ends it; `content` is the JSON text of the content array. */
void toolcall_finish(struct toolcall *c, const char *content, size_t n,
    bool is_error);
/* Ends it with these members of a result object, JSON text without braces. */
void toolcall_finish_result(struct toolcall *c, const char *members, size_t n);
/* Ends it with a JSON-RPC error; data is JSON text or NULL. */
void toolcall_finish_error(struct toolcall *c, int code, const char *message,
    const char *data);
/* Ends it with one text. */
void toolcall_finish_text(struct toolcall *c, const char *text, size_t n,
    bool is_error);

#endif
