/* SPDX-License-Identifier: Apache-2.0 */
/*
 * toolcall.h -- one tools/call under way, as the tool sees it.
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
/* Did the client ask for progress? */
bool toolcall_wants_progress(const struct toolcall *c);
/* `progress` must rise from one to the next; total 0: unknown. */
void toolcall_progress(struct toolcall *c, double progress, double total,
    const char *message);
/*
 * Asks the client's user to fill in a form; in the stateless era the call is
 * answered "input required" and goes on with the client's next request.
 * False: this client cannot be asked.  `answered` is told once, content NULL
 * when it was declined; never from within, and not at all when the call ends
 * before.  One question of a call at a time.
 */
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
/* Ends it with one text. */
void toolcall_finish_text(struct toolcall *c, const char *text, size_t n,
    bool is_error);

#endif
