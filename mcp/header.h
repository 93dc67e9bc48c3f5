/* SPDX-License-Identifier: Apache-2.0 */
/*
 * header.h -- the value of an HTTP header that repeats something of a message:
 * as it is, or as =?base64?...?= of UTF-8.
 */
#ifndef CORDON_MCP_HEADER_H
#define CORDON_MCP_HEADER_H

/* Blanks around it are no part of it.  Returns new; NULL when there is none,
 * or it is in base64 and that is broken. */
char *header_value(const char *v);

#endif
