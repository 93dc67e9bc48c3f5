/* SPDX-License-Identifier: Apache-2.0 */
/* template_run.h -- the template's life; see template.h. */
#ifndef CORDON_WORKER_TEMPLATE_RUN_H
#define CORDON_WORKER_TEMPLATE_RUN_H

#include <stddef.h>
#include <stdint.h>

struct template_opts {
	size_t heap;
	uint32_t cpu_ms;
	uint32_t may_lack;
};

/* Never returns: the process ends when the broker's end of the pair does. */
void template_run(const struct template_opts *o) __attribute__((noreturn));

#endif
