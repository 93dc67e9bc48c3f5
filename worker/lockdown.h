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
 * status.  SIGCHLD is blocked in both.  After it the calls under TEMPLATE in
 * syscalls.def are left.
 *
 * A cordoned worker is no fork: one process enters namespaces of its own by
 * lockdown_enter(), executes a private copy of the program, and there calls
 * lockdown_template() with `entered` (which then does not fork) and, when it
 * is warm, lockdown_worker().
 */
#ifndef CORDON_WORKER_LOCKDOWN_H
#define CORDON_WORKER_LOCKDOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/err.h"

/* One bit a layer; doctor and results name them. */
enum lockdown_layer {
#define LAYER(name, word) LAYER_##name,
#include "common/base/layers.def"
#undef LAYER
	LAYER_MAX
};

/* Forks of the template, locked as workers are, that each try something
 * forbidden.  They die while the template does something else. */
#define LOCKDOWN_CANARIES 8
struct lockdown_canaries {
	int pid[LOCKDOWN_CANARIES];
};

struct lockdown_opts {
	int rpc_fd; /* the worker's one descriptor */
	uint32_t may_lack; /* layers whose absence configuration allows */
	uint32_t cpu_ms; /* CPU budget of one worker; 0: none.  Over it, SIGXCPU
			  * kills; one that entered exits with
			  * WORKER_CPU_STATUS */
	uint32_t uid; /* of template and workers when started as root; 0:
		       * nobody's.  Not used otherwise. */
	bool entered; /* lockdown_enter() came before */
	uint32_t born; /* layers the process has already: what clone() gave
			* lockdown_enter(), and what that gave, after exec */
	/* What only trusted code does, between all other layers and the
	 * template's filter; or NULL. */
	int (*before_filter)(struct err *e);
	struct lockdown_canaries *canaries; /* sent before that; or NULL */
};

/* What only a cordoned worker has, where the machine has it. */
enum lockdown_extra {
	EXTRA_UID, /* a user of its own */
	EXTRA_CORE, /* one core */
	EXTRA_SSB, /* no speculation past stores */
	EXTRA_BRANCH, /* nor by others' branches */
	EXTRA_CORE_SCHED, /* no other runs on the core's other thread */
	EXTRA_MAX
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

/* To be called after lockdown_template() with `canaries`: fails, naming layer
 * and act, if one of them did not die. */
int lockdown_canaries_end(const struct lockdown_canaries *c, struct err *e);

/* Of the process that makes cordoned workers: it keeps what makes namespaces,
 * and gets no new privilege. */
int lockdown_factory(const struct lockdown_opts *o, struct err *e);
/* For a cordoned worker, pid 1 of a pid namespace, before exec.  *ret_active: the namespaces it has; it
 * keeps the capabilities that lockdown_template() needs after exec.  Returns 1
 * if it is o->uid now, 0 if only root could make it so. */
int lockdown_enter(const struct lockdown_opts *o, uint32_t *ret_active,
    struct err *e);
/* Pins to `core`, asks for what the processor and kernel offer.  Returns what
 * was had, a bit an enum lockdown_extra; EXTRA_UID is the caller's to know. */
uint32_t lockdown_harden(int core);
const char *lockdown_extra_name(enum lockdown_extra x);

#endif
