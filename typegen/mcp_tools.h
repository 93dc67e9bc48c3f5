/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mcp_tools.h -- the tools of an MCP server as a catalog.
 *
 * Reads a `tools/list` answer: {"tools": [...]}, its JSON-RPC envelope, or the
 * bare list.  Each tool is an operation: its id is the tool's name as the
 * server spells it, its method "TOOL", its arguments the inputSchema
 * (catalog_op.body_schema; there are no params), its reply the outputSchema
 * (catalog_op.reply_schema).  Annotations become catalog_op.read_only and so
 * on; they are the server's word and prove nothing.
 *
 * Schemas are JSON Schema 2020-12 or draft 7 with local references ($defs,
 * definitions, anchors); a reference elsewhere costs that one type.  A tool
 * without a usable name or schema object is lost and reported.
 */
#ifndef CORDON_TYPEGEN_MCP_TOOLS_H
#define CORDON_TYPEGEN_MCP_TOOLS_H

#include <jansson.h>

#include "typegen/catalog.h"

/* The array of tools in an answer, whichever form it has, or NULL. */
const json_t *mcp_tools_list(const json_t *answer);
/* From a file (within json_limits_document); see catalog_build_openapi. */
int catalog_build_mcp(const char *connector, const char *tools,
    const char *path, struct catalog_report *ret, struct err *e);
/* From a parsed answer; borrows it.  A server without tools is an error. */
int mcp_tools_build(const char *connector, const json_t *answer,
    const char *path, struct catalog_report *ret, struct err *e);

#endif
