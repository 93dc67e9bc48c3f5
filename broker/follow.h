/* SPDX-License-Identifier: Apache-2.0 */
/*
 * follow.h -- the configuration is read anew while cordon runs: when a file of
 * its directory changes (inotify), on SIGHUP, and when an MCP server says that
 * its tools changed.
 *
 * What cannot be read changes nothing, and is logged.  Catalogs that are stale
 * are compiled by another process, `cordon index`.  Calls under way go on.
 */
#ifndef CORDON_BROKER_FOLLOW_H
#define CORDON_BROKER_FOLLOW_H

#include "broker/job.h"

struct follow;

/* `changed`: the configuration was read anew, and with it the broker offers
 * something else: a set of enum edition_difference, or nothing else.
 * Borrows all.  Returns new. */
struct follow *follow_new(struct ev_loop *loop, struct broker *b,
    void (*changed)(void *arg, unsigned what), void *arg, struct err *e);
void follow_free(struct follow *f); /* before the broker; NULL is fine */

#endif
