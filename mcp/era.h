/* SPDX-License-Identifier: Apache-2.0 */
/*
 * era.h -- the two dialects of MCP and how a message's is told.
 *
 * The handshake era (2024-11-05 to 2025-11-25) begins with `initialize`; the
 * stateless era (2026-07-28) carries version and capabilities in every
 * request's params._meta.  It is decided per message, as the official SDK
 * does: a request with a _meta version is of the new era, all else of the old.
 */
#ifndef CORDON_MCP_ERA_H
#define CORDON_MCP_ERA_H

#include <stdbool.h>

#include "common/host/json.h"
#include "mcp/jsonrpc.h"

#define ERA_NEWEST_LEGACY "2025-11-25"
#define ERA_BATCHES "2025-03-26" /* the one revision that had arrays */
#define ERA_MODERN "2026-07-28"
#define ERA_META "io.modelcontextprotocol/"

/* What HTTP headers said; every field NULL where there was none. */
struct era_head {
	const char *version; /* MCP-Protocol-Version */
	const char *method; /* Mcp-Method */
	const char *name; /* Mcp-Name, decoded */
	/* Another header's value as it came, or NULL. */
	const char *(*get)(void *arg, const char *name);
	void *arg;
};

struct era_fault {
	int code; /* of JSON-RPC */
	int status; /* of HTTP */
	const char *message;
	const char *data; /* JSON text, or NULL */
};

bool era_is_legacy(const char *version);
/* Has params._meta a version of its own? */
bool era_is_modern(const struct jsonrpc *m);
/* Checks a modern message's envelope, and HTTP's head if not NULL. */
int era_check(const struct jsonrpc *m, const struct era_head *head,
    struct era_fault *ret);
/* The old era's checks of HTTP's head: a version it knows, no header of the
 * new one without its envelope. */
int era_check_legacy(const struct jsonrpc *m, const struct era_head *head,
    struct era_fault *ret);

#endif
