/* SPDX-License-Identifier: Apache-2.0 */
/*
 * line.h -- a JSON message as one line, whoever reads it.
 *
 * JSON text may hold U+2028 and U+2029 as they are; readers that count them as
 * ends of lines (Node's readline does) would see a message torn in two.  So
 * they are written as escapes, which mean the same.
 */
#ifndef CORDON_MCP_LINE_H
#define CORDON_MCP_LINE_H

#include "common/base/buf.h"

/* Appends n bytes of JSON, which have no newline, and a newline. */
void line_add(struct buf *b, const char *json, size_t n);

#endif
