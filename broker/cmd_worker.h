/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_worker.h -- what cordon-worker does for a command, in our place. */
#ifndef CORDON_BROKER_CMD_WORKER_H
#define CORDON_BROKER_CMD_WORKER_H

#include <stddef.h>

#include "common/base/err.h"

/* Becomes `cordon-worker OPTION [MORE]`; returns only on failure. */
int cmd_worker_exec(const char *option, const char *more, struct err *e);
/* Makes n bytes the standard input. */
int cmd_worker_stdin(const char *p, size_t n, struct err *e);

#endif
