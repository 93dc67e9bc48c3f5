/* SPDX-License-Identifier: Apache-2.0 */
/* memory.h -- what malloc() of memory.c has used so far. */
#ifndef CORDON_WORKER_MEMORY_H
#define CORDON_WORKER_MEMORY_H

#include <stddef.h>

/* Where it begins, and how many bytes of it were ever handed out. */
void *memory_touched(size_t *ret_bytes);

/* Before forks, once: what they allocate lies side by side; see region.h. */
void memory_seal(void);

#endif
