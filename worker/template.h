/* SPDX-License-Identifier: Apache-2.0 */
/*
 * template.h -- what broker and template say to each other.
 *
 * The broker starts `cordon-worker --template` with TEMPLATE_FD, one end of a
 * SOCK_SEQPACKET pair.  Packets are one struct each way, host byte order (both
 * ends are the same host).  A TEMPLATE_FORK packet carries the worker's end of
 * its own pair as SCM_RIGHTS; the answer TEMPLATE_FORKED carries the new
 * worker's pidfd.  TEMPLATE_READY is sent once, when warm; TEMPLATE_EXITED for
 * each reaped worker.  When the broker's end closes, the template exits, and
 * the kernel kills every worker with it (it is pid 1 of their namespace).
 */
#ifndef CORDON_WORKER_TEMPLATE_H
#define CORDON_WORKER_TEMPLATE_H

#include <stdint.h>

#define TEMPLATE_FD 3 /* in the template */
#define WORKER_FD 3 /* in a worker: its one descriptor */

enum template_say {
	TEMPLATE_READY = 1, /* arg: active layers, 1 << enum lockdown_layer;
			     * text: what is lacking, as template_lacks() */
	TEMPLATE_FAILED, /* text: why it cannot start; it exits next */
	TEMPLATE_FORK, /* broker's only word; worker_id: its name for it */
	TEMPLATE_FORKED, /* worker_id, pid; with the pidfd */
	TEMPLATE_EXITED, /* worker_id, status as of wait4, usage */
};

struct template_msg {
	uint32_t say; /* enum template_say */
	uint32_t worker_id;
	int32_t pid; /* in the template's namespace */
	int32_t status;
	uint32_t arg;
	uint32_t cpu_ms;
	uint64_t maxrss_kib;
	char text[256];
};

/* Command line: cordon-worker --template|--factory --heap BYTES --cpu-ms N
 * [--pretouch 0|1] [--may-lack LAYER[,LAYER]].  A factory speaks as a template;
 * its workers are no forks but programs of their own (fresh.c). */

#endif
