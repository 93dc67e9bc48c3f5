/* SPDX-License-Identifier: Apache-2.0 */
/* scriptrun.h -- scriptrun's two halves: what runs, and behind which wall. */
#ifndef CORDON_TESTS_FAKES_SCRIPTRUN_H
#define CORDON_TESTS_FAKES_SCRIPTRUN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/buf.h"
#include "common/base/err.h"

/* The job at hand, in this process, which it spends: one line. */
void script_run(struct buf *out);
/* All of it, in pieces of at most `most`; false: nobody reads. */
bool script_write(int fd, const char *p, size_t n, size_t most);

/* From here on this process is a template, its forks are workers. */
int scriptrun_lock(unsigned seconds, struct err *e);
/* Runs the job at hand in a locked fork, and passes its line on to standard
 * output; its status as of wait4, or -1. */
int scriptrun_locked(void);

#endif
