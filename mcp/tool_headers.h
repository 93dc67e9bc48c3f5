/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tool_headers.h -- which arguments of a tool a client of the stateless era
 * repeats as HTTP headers Mcp-Param-NAME: those its input schema marks with
 * "x-mcp-header".  Pure; the schema is hostile.
 */
#ifndef CORDON_MCP_TOOL_HEADERS_H
#define CORDON_MCP_TOOL_HEADERS_H

#include "common/base/err.h"
#include "common/host/json.h"

/* A header's name after "Mcp-Param-". */
#define TOOL_HEADER_MAX 100

/* New: an array of {"name": NAME, "path": [KEY, ...]}, mostly empty.  NULL and
 * why: a mark is wrong, and the tool must not be called. */
json_t *tool_headers_read(const json_t *schema, struct err *e);

/* Calls `each` with every header's name and value (JSON numbers and booleans
 * as they are written); until it returns -1, then so does this. */
int tool_headers_fill(const json_t *headers, const json_t *args,
    int (*each)(void *arg, const char *name, const char *value), void *arg);

#endif
