/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stdio.h -- MCP over a pair of pipes: one message a line.
 *
 * At the end of input it lets what is under way finish, then stops; when
 * nobody reads the output any more it stops at once.
 */
#ifndef CORDON_MCP_STDIO_H
#define CORDON_MCP_STDIO_H

#include <ev.h>

#include "mcp/session.h"

struct stdio;

/* Borrows loop and server.  `over` is called once, when there is nothing left
 * to do; it may free the stdio.  Returns new. */
struct stdio *stdio_new(struct ev_loop *loop, const struct server *s, int in,
    int out, void (*over)(void *arg), void *arg, struct err *e);
/* Cancels what is under way; leaves the descriptors as they were. */
void stdio_free(struct stdio *t);

#endif
