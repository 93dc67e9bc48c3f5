/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lockdown.h -- the wall.  A library, so that native attack programs run under
 * exactly what a worker runs under.
 *
 * lockdown_template() is called once, by the process that workers are forked
 * from; lockdown_worker() in each fork, last thing before it reads its job.
 * After it: read and write on one descriptor, exit_group, nothing else.
 *
 * lockdown_template() forks: the caller goes on as pid 1 of the new pid
 * namespace, and the process it was stays behind only to pass on its exit
 * status.  SIGCHLD is blocked in both.  After it the calls under TEMPLATE in syscalls.def are left.
 */
#ifndef CORDON_WORKER_LOCKDOWN_H
#define CORDON_WORKER_LOCKDOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/err.h"

/* One bit a layer; doctor and results name them. */
enum lockdown_layer {
	LAYER_USER_NS,
	LAYER_NET_NS,
	LAYER_MOUNT_NS,
	LAYER_PID_NS,
	LAYER_IPC_NS,
	LAYER_UTS_NS,
	LAYER_CGROUP_NS,
	LAYER_ROOT, /* empty, read-only */
	LAYER_CAPS,
	LAYER_NNP, /* no_new_privs */
	LAYER_RLIMITS,
	LAYER_LANDLOCK,
	LAYER_DUMPABLE,
	LAYER_MDWE,
	LAYER_TSC,
	LAYER_FILTER,
	LAYER_MAX
};

struct lockdown_opts {
	int rpc_fd; /* the worker's one descriptor */
	uint32_t may_lack; /* layers whose absence configuration allows */
	uint32_t cpu_ms; /* CPU budget of one worker; 0: none */
	uint32_t uid; /* of template and workers when started as root; 0:
		       * nobody's.  Not used otherwise. */
};

const char *lockdown_layer_name(enum lockdown_layer l);
/* Its bit, from a name in configuration or on the command line; 0: unknown. */
uint32_t lockdown_layer_bit(const char *name);
/* Why lockdown_template() did not get it; "" if it did. */
const char *lockdown_why(enum lockdown_layer l);
/* Layers that this build cannot have (sanitizers call what they forbid). */
uint32_t lockdown_not_built(void);
/* Fails, naming the layer, if one not in may_lack cannot be had.  *ret_active:
 * the layers that hold. */
int lockdown_template(const struct lockdown_opts *o, uint32_t *ret_active,
    struct err *e);
int lockdown_worker(const struct lockdown_opts *o, uint32_t *ret_active,
    struct err *e);

#endif
