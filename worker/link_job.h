/* SPDX-License-Identifier: Apache-2.0 */
/*
 * link_job.h -- a worker's job, as the broker's first message has it.
 */
#ifndef CORDON_WORKER_LINK_JOB_H
#define CORDON_WORKER_LINK_JOB_H

#include "worker/engine.h"
#include "worker/scan.h"

/* "run" of rpc.h.  What *ret names stays, with the bodies that came before the
 * message (link_in_keep()).  -1: it is no job. */
int link_job_read(struct scan message, struct engine_job *ret);

#endif
