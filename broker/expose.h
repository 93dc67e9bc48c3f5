/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expose.h -- operations offered as MCP tools of their own, beside `search` and
 * `execute`: for a connector of a few small ones a program costs an agent more
 * than it saves.  What a connector's file says under "expose" decides.
 */
#ifndef CORDON_BROKER_EXPOSE_H
#define CORDON_BROKER_EXPOSE_H

#include "broker/edition.h"
#include "mcp/server.h"

/* "auto": so few, and so small all together.  The two tools cost 350 tokens,
 * and a search and a program before the first call as much again. */
#define EXPOSE_AUTO_OPS 20
#define EXPOSE_AUTO_TOKENS 1500
/* Of all connectors; clients drop what is beyond 128. */
#define EXPOSE_MAX 100
#define EXPOSE_SCHEMA_MAX 32768
/* Clients put up to 64 characters together with a name of their own. */
#define EXPOSE_NAME_MAX 64

struct exposed {
	char *tool; /* "github_issues_get" */
	char *call; /* "github.issues.get" */
	char *description, *schema;
};

struct expose {
	struct mcp_tool *tools; /* tools_table's, then one for each of ops */
	struct exposed *ops;
	size_t n_tools, n;
};

typedef void expose_start(void *arg, struct toolcall *c, const json_t *args);

/* What is hidden from anybody is offered to nobody: all clients see one list.
 * Returns new or NULL without memory. */
struct expose *expose_new(const struct edition *d, expose_start *start,
    void (*cancel)(void *arg, struct toolcall *c));
void expose_free(struct expose *x); /* NULL is fine */
const struct exposed *expose_find(const struct expose *x, const char *tool);

#endif
