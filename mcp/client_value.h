/* SPDX-License-Identifier: Apache-2.0 */
/*
 * client_value.h -- a tool's result as the value a program gets.
 *
 * structuredContent if there is any; else the content: one text that is JSON
 * as what it says, other text as text, several items as an array of them.
 * What is not text keeps MCP's shape: {type, mimeType, data} and so on.
 */
#ifndef CORDON_MCP_CLIENT_VALUE_H
#define CORDON_MCP_CLIENT_VALUE_H

#include <jansson.h>
#include <stdbool.h>

#include "common/base/buf.h"

/* "json", "text" or "empty"; its bytes are appended to `out`. */
const char *client_value(const json_t *result, struct buf *out);
/* Does the tool say that it failed?  Then its text is appended to `out`. */
bool client_value_error(const json_t *result, struct buf *out);

#endif
