/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jsonrpc.h -- JSON-RPC 2.0 messages as MCP restricts them.
 *
 * An id is a string or an integer, never null, and is kept as its JSON text:
 * what comes back is what was sent.  params are an object or absent.
 */
#ifndef CORDON_MCP_JSONRPC_H
#define CORDON_MCP_JSONRPC_H

#include "common/base/buf.h"
#include "common/host/json.h"

enum jsonrpc_code {
	JSONRPC_PARSE = -32700,
	JSONRPC_INVALID = -32600,
	JSONRPC_NO_METHOD = -32601,
	JSONRPC_PARAMS = -32602,
	JSONRPC_INTERNAL = -32603,
	/* MCP 2026-07-28 */
	JSONRPC_HEADER_MISMATCH = -32020,
	JSONRPC_NO_CAPABILITY = -32021,
	JSONRPC_BAD_VERSION = -32022,
};

enum jsonrpc_kind { JSONRPC_REQUEST, JSONRPC_NOTIFICATION, JSONRPC_RESPONSE };

/* UUIDs and counters are below 50; a client that needs more is hostile. */
#define JSONRPC_ID_MAX 256

struct jsonrpc {
	enum jsonrpc_kind kind;
	char id[JSONRPC_ID_MAX]; /* JSON text, "" in a notification */
	const char *method; /* borrowed from the tree, as the rest */
	const json_t *params; /* object or NULL */
	const json_t *result, *error; /* of a response */
};

/*
 * Checks one message.  On failure *ret_code is the JSON-RPC code, and ret->id
 * is the id if that at least was good, else "".
 */
int jsonrpc_read(const json_t *v, struct jsonrpc *ret, int *ret_code,
    struct err *e);

/* `result` and `data` are JSON text; id "" becomes null, data may be NULL. */
void jsonrpc_write_result(struct buf *b, const char *id, const char *result,
    size_t n);
/* The same up to the result; after it comes one "}". */
void jsonrpc_begin_result(struct buf *b, const char *id);
void jsonrpc_write_error(struct buf *b, const char *id, int code,
    const char *message, const char *data);
/* A request, or with id NULL a notification; params may be NULL. */
void jsonrpc_write_call(struct buf *b, const char *id, const char *method,
    const char *params);

#endif
