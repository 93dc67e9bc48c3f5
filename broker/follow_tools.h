/* SPDX-License-Identifier: Apache-2.0 */
/*
 * follow_tools.h -- the tools of MCP servers, asked for anew when a server says
 * that they changed: list, list kept beside the catalog, catalog compiled.
 */
#ifndef CORDON_BROKER_FOLLOW_TOOLS_H
#define CORDON_BROKER_FOLLOW_TOOLS_H

#include "broker/job.h"

struct follow_tools;

/* `changed`: a catalog was compiled.  Returns new or NULL. */
struct follow_tools *follow_tools_new(struct ev_loop *loop, struct broker *b,
    void (*changed)(void *arg), void *arg);
void follow_tools_free(struct follow_tools *f); /* NULL is fine */

#endif
