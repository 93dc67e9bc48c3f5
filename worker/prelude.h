/* SPDX-License-Identifier: Apache-2.0 */
/* prelude.h -- the files of worker/prelude, embedded in order of their names. */
#ifndef CORDON_WORKER_PRELUDE_H
#define CORDON_WORKER_PRELUDE_H

#include <stddef.h>

struct prelude_file {
	const char *name;
	const char *text; /* NUL-terminated */
	size_t len;
};

/* Ends with a NULL name. */
extern const struct prelude_file prelude_files[];

#endif
