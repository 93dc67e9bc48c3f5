/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spawner.h -- starts the processes of MCP servers and of secrets (program.h),
 * for egress.
 *
 * A process of its own, forked before egress reads a secret or shuts itself
 * in: it alone forks.  Each server gets its own process group, three pipes,
 * its own environment, and nothing else.  When egress ends, however it does,
 * the spawner ends every group, and what they left behind, and then itself.
 */
#ifndef CORDON_BROKER_EGRESS_SPAWNER_H
#define CORDON_BROKER_EGRESS_SPAWNER_H

#include <ev.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/base/err.h"

/* argv, environment and directory of one server together: the kernel allows
 * 2 MiB, a packet 200 kB. */
#define SPAWNER_TEXT_MAX (96 * 1024)

struct spawner;

struct spawner_order { /* borrowed */
	const char *const *argv; /* argv[0] is looked for in env's PATH */
	const char *const *env; /* NAME=VALUE */
	const char *cwd; /* or NULL */
};

/* Forks; before there are threads, secrets or a filter.  -1 or the socket. */
int spawner_fork(struct err *e);

/* Egress's end.  Owns fd.  NULL without memory. */
struct spawner *spawner_new(struct ev_loop *loop, int fd);
void spawner_free(struct spawner *s);

/* Told once: why it did not start (status -1), or how it ended (waitpid's). */
typedef void spawner_ended(void *arg, const char *how, int status);
/*
 * Starts one.  ret: its standard input, output and error, for the caller to
 * close.  Returns its number, or 0 and why.
 */
uint32_t spawner_start(struct spawner *s, const struct spawner_order *o,
    int ret[3], spawner_ended *ended, void *arg, struct err *e);
/* Ends its group: politely first, SIGKILL two seconds later.  `ended` is not
 * called any more. */
void spawner_stop(struct spawner *s, uint32_t number);

#endif
