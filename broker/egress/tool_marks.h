/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tool_marks.h -- the arguments that a server behind HTTP wants repeated as
 * headers, from its list of tools as it was kept; see mcp/tool_headers.h.
 */
#ifndef CORDON_BROKER_EGRESS_TOOL_MARKS_H
#define CORDON_BROKER_EGRESS_TOOL_MARKS_H

#include <jansson.h>

/* New: tool to headers, of those tools that have any.  NULL: none, or there is
 * no list yet. */
json_t *tool_marks_read(const char *document);

#endif
