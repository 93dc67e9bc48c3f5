/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tools.h -- the two tools an agent sees.
 *
 * Their descriptions are the same bytes whatever is configured: a thousand
 * APIs cost an agent's context no more than one.  Which APIs there are stands
 * in the server's instructions, a line each within a fixed budget.
 */
#ifndef CORDON_BROKER_TOOLS_H
#define CORDON_BROKER_TOOLS_H

#include "broker/job.h"
#include "mcp/server.h"

struct tools {
	struct ev_loop *loop;
	struct broker *broker;
	const char *tenant; /* of all who come this way; NULL: of each call */
	struct expose *expose; /* tools_server makes it, tools_fini frees it */
};

extern const struct mcp_tool tools_table[];
extern const size_t tools_n;
/* Prompts: skills; see tools_prompts.c. */
extern const struct mcp_method tools_methods[];
extern const size_t tools_methods_n;

/* Returns new; borrows t for the server's life. */
struct server *tools_server(struct tools *t, struct err *e);
/* The broker offers something else (enum edition_difference): the server says
 * so to its clients. */
void tools_renew(struct tools *t, struct server *s, unsigned what);
void tools_fini(struct tools *t); /* after the server */
/* One short line for each connector, with its operations' number. */
void tools_instructions(const struct catalog *const *c, size_t n,
    struct buf *b);

/* What a tool takes.  A wrong argument is a text the model can act on. */
struct tool_arg {
	const char *name;
	json_type type;
	bool required;
	json_int_t least, most; /* of an integer */
	const char *const *choices; /* of a string, or NULL */
};
int tools_args(const char *tool, const json_t *args,
    const struct tool_arg *rows, struct err *e);

void tools_search(void *arg, struct toolcall *c, const json_t *args);
void tools_execute(void *arg, struct toolcall *c, const json_t *args);
/* The same, of an operation that is a tool of its own. */
void tools_exposed(void *arg, struct toolcall *c, const json_t *args);
void tools_execute_cancel(void *arg, struct toolcall *c);

#endif
