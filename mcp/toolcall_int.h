/* SPDX-License-Identifier: Apache-2.0 */
/* toolcall_int.h -- the session's side of toolcall.h. */
#ifndef CORDON_MCP_TOOLCALL_INT_H
#define CORDON_MCP_TOOLCALL_INT_H

#include <sys/queue.h>

#include "mcp/session.h"
#include "mcp/toolcall.h"

/* Keys are ours: a word. */
#define ASK_KEY_MAX 48

LIST_HEAD(toolcalls, toolcall);

struct toolcall_list {
	struct toolcalls calls;
	size_t n;
	const json_t *params; /* of the call that is starting */
};

struct toolcall {
	LIST_ENTRY(toolcall) link;
	struct toolcall_list *list; /* NULL: the session is gone */
	const struct server *server;
	void (*cancel)(void *arg, struct toolcall *c); /* or NULL */
	const char *principal;
	struct sink sink; /* send NULL: nobody listens */
	char *id; /* JSON text */
	char *progress; /* the token's JSON text, or NULL */
	void *state;
	bool modern;
	bool cancelled;
	bool listens; /* and does nothing else; see listen.h */
	unsigned kinds; /* of changes it is told of */
	unsigned told; /* of which it was told last */
	/* A question to its client; see ask.h. */
	unsigned can; /* enum toolcall_can */
	toolcall_answers *answered; /* NULL: nothing is asked */
	void *answered_arg;
	toolcall_answer *form; /* of toolcall_ask */
	void *form_arg;
	char ask_id[48]; /* JSON text; of the old era */
	char ask_key[ASK_KEY_MAX]; /* of that question */
	struct parked *parked; /* of the new one */
	char *about; /* JSON text of what is asked for, for the digest */
};

struct toolcall *toolcall_new(struct toolcall_list *l, const struct server *s,
    const struct jsonrpc *m, const struct sink *sink);
/* Begins it; it may be gone when this returns. */
void toolcall_start(struct toolcall *c,
    void (*start)(void *arg, struct toolcall *c, const json_t *args),
    const json_t *args, const json_t *params);
void toolcall_cancel(struct toolcall *c);
/* Out of its session's list, if it is in one. */
void toolcall_leave(struct toolcall *c);
/* The same call goes on as the answer to another request. */
bool toolcall_adopt(struct toolcall *c, struct toolcall_list *l,
    const struct jsonrpc *m, const struct sink *sink);
void toolcall_send(struct toolcall *c, const struct buf *b, int status,
    bool last);
struct toolcall *toolcall_by_id(const struct toolcall_list *l, const char *id);

#endif
