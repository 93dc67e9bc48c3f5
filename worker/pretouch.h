/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pretouch.h -- the pages that any program writes, made a worker's own while
 * it waits for its job, not while its job waits for them.
 *
 * A fork shares the template's pages; each first write to one costs a fault
 * and a copy.  In a trial run all of them are write-protected, so the faults
 * themselves tell which they are; comparing would miss the many that only have
 * a reference counted up and down.  Whether it is done is configuration's
 * (`pretouch`): no worker has the least memory and the fastest run.
 */
#ifndef CORDON_WORKER_PRETOUCH_H
#define CORDON_WORKER_PRETOUCH_H

#include <stddef.h>
#include <sys/types.h>

#include "common/base/err.h"
#include "worker/engine.h"

/* 288 KiB: an idle worker stays below a fifth of what an isolate takes. */
#define PRETOUCH_PAGES_MAX 72

/* Maps what the trial reports in; before lockdown_template(). */
int pretouch_prepare(struct err *e);
/* In the template, before its filter: one trial run in a fork.  What fails
 * only leaves the list empty. */
void pretouch_learn(struct engine *g, void *heap, pid_t (*fork_one)(int *));
/* After it, still before the filter: what one worker could write and the next
 * one read must be gone. */
int pretouch_forget(struct err *e);
/* In a worker, before its job. */
void pretouch_run(void);

#endif
