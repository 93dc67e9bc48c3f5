/* SPDX-License-Identifier: Apache-2.0 */
/*
 * follow.h -- the configuration is read anew while cordon runs: when a file of
 * its directory changes (inotify), on SIGHUP, and when an MCP server says that
 * its tools changed.
 *
 * The file "tokens" is told of apart, and at once when it is whole: one who
 * takes a token back does not wait for what else is written.
 *
 * What cannot be read changes nothing, and is logged.  Catalogs that are stale
 * are compiled by another process, `cordon index`.  Calls under way go on.
 */
#ifndef CORDON_BROKER_FOLLOW_H
#define CORDON_BROKER_FOLLOW_H

#include "broker/job.h"

struct follow;

struct follow_told {
	/* The configuration was read anew, and with it the broker offers
	 * something else: a set of enum edition_difference, or nothing else. */
	void (*changed)(void *arg, unsigned what);
	void (*tokens)(void *arg); /* they may have changed; NULL is fine */
	void *arg;
};

/* Borrows loop and broker, copies told.  Returns new. */
struct follow *follow_new(struct ev_loop *loop, struct broker *b,
    const struct follow_told *told, struct err *e);
void follow_free(struct follow *f); /* before the broker; NULL is fine */

#endif
