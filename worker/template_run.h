/* SPDX-License-Identifier: Apache-2.0 */
/* template_run.h -- lives of cordon-worker's processes; see template.h. */
#ifndef CORDON_WORKER_TEMPLATE_RUN_H
#define CORDON_WORKER_TEMPLATE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "worker/lockdown.h"

/* Where an executed worker finds an engine that is warm (replica.h). */
#define REPLICA_FD 5

struct template_opts {
	size_t heap;
	uint32_t cpu_ms;
	uint32_t may_lack;
	bool pretouch; /* of forks: see pretouch.h */
	/* From fresh.c to fresh.c, over exec. */
	uint32_t active, extras;
	bool probe;
	bool replica; /* REPLICA_FD has the engine */
};

/* None of these returns: the process ends when the broker's end of the pair
 * does.  Workers that are forks; workers that are executed; one of those. */
void template_run(const struct template_opts *o) __attribute__((noreturn));
void fresh_factory(const struct template_opts *o) __attribute__((noreturn));
void fresh_run(const struct template_opts *o) __attribute__((noreturn));

/* The heap, the wall but for the worker's part, the engine. */
int template_warm(const struct template_opts *o, const struct lockdown_opts *w,
    uint32_t *ret_active, struct err *e);
/* Does the copied engine work?  It is used up by that. */
bool template_works(void);
/* The rest of the wall, one job, the end. */
void template_work(const struct lockdown_opts *w) __attribute__((noreturn));

#endif
