/* SPDX-License-Identifier: Apache-2.0 */
/*
 * template_loop.h -- the template's side of the pair with the broker: requests
 * in, workers and their deaths out.  How a worker is made is the caller's.
 */
#ifndef CORDON_WORKER_TEMPLATE_LOOP_H
#define CORDON_WORKER_TEMPLATE_LOOP_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/base/err.h"
#include "worker/template.h"

/* A new worker on that end of its pair; its pid here and its pidfd, or -1. */
typedef pid_t template_make(int fd, uint32_t id, int *ret_pidfd);

/* A signalfd for deaths; before the lockdown. */
int template_signals(struct err *e);
/* TEMPLATE_FAILED, and the end. */
void template_fail(const struct err *e) __attribute__((noreturn));
/* "user_ns,net_ns;core_scheduling": layers that configuration lets it lack,
 * then `extras`.  What a build cannot have is no news. */
void template_lacks(uint32_t active, const char *extras, char *text, size_t n);
/* TEMPLATE_READY, then serves until the broker's end closes. */
void template_loop(int signals, uint32_t layers, const char *text,
    template_make *make) __attribute__((noreturn));

#endif
