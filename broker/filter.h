/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter.h -- what the broker and egress take from themselves at their start.
 *
 * Both: no new privileges, no core file, no reading of their memory by others
 * of the same user, no memory that is written and then run, and a system call
 * filter, made by libseccomp.
 *
 * Egress has few and known needs: files, sockets, threads (libcurl resolves
 * names in them).  It can start no program and no process: trying to is its
 * death; what else is not on its list fails with EPERM, for a host's name
 * service may ask for odd things.
 *
 * The broker starts the template, which inherits the filter and needs the very
 * calls that isolate; so the broker's names what none of us may ever do.
 */
#ifndef CORDON_BROKER_FILTER_H
#define CORDON_BROKER_FILTER_H

#include "common/base/err.h"

/* Before the first other process is started. */
int filter_broker(struct err *e);
/* After configuration and libraries are loaded. */
int filter_egress(struct err *e);

#endif
