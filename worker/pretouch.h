/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pretouch.h -- the pages that any program writes, made a worker's own while
 * it waits for its job, not while its job waits for them.
 *
 * A fork shares the template's heap; each first write to a page costs a fault
 * and a copy.  A trial run tells which pages these are.
 */
#ifndef CORDON_WORKER_PRETOUCH_H
#define CORDON_WORKER_PRETOUCH_H

#include <stddef.h>
#include <sys/types.h>

#include "common/base/err.h"
#include "worker/engine.h"

/* 160 KiB: an idle worker stays below a fifth of what an isolate takes. */
#define PRETOUCH_PAGES_MAX 40

/* Maps what the trial reports in; before lockdown_template(). */
int pretouch_prepare(struct err *e);
/* In the template: one trial run in a fork.  What fails only leaves the list
 * empty. */
void pretouch_learn(struct engine *g, char *heap, pid_t (*fork_one)(int *));
/* In a worker, before its job. */
void pretouch_run(void);

#endif
