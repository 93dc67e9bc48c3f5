/* SPDX-License-Identifier: Apache-2.0 */
/*
 * link.h -- the worker's end of the pair: packets, bodies, messages.
 *
 * One link a process, its memory is static: after link_prepare(), which the
 * template calls, nothing here allocates.  System calls: read and write on
 * WORKER_FD.  What the broker says wrongly ends the worker with a message to
 * the broker; so does a program that goes past what the link can hold.
 */
#ifndef CORDON_WORKER_LINK_H
#define CORDON_WORKER_LINK_H

#include "worker/engine.h"

/* Before lockdown_template(). */
int link_prepare(struct err *e);
/* Makes the pages that a small job writes this process's own. */
void link_touch(void);
/* Blocks for the job: 1, or 0 when the broker is gone, or -1.  Its texts
 * stay until the process ends. */
int link_job(struct engine_job *ret, struct err *e);
extern const struct engine_host link_host;
/* The worker's last word: the result, or that it cannot give one. */
void link_result(const struct engine_result *r);
void link_abort(const char *message);
/* Waits for the broker's end: it reads what a living worker has used. */
void link_end(void);

#endif
