/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nursery.h -- where a region's small blocks go once it is sealed: side by
 * side, whatever their class.
 *
 * A fork that allocates a few blocks of each of thirty classes would make
 * thirty pages its own, in runs that are the template's.  Here the same blocks
 * share eight.  A freed block waits in its class's list; what does not fit goes
 * where it went before.  No system calls, no globals.
 */
#ifndef CORDON_WORKER_NURSERY_H
#define CORDON_WORKER_NURSERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a short program allocates, twice over. */
#define NURSERY_PAGES 65 /* four hold the classes of all blocks */
#define NURSERY_CLASSES 36 /* all: up to 8 KiB */

struct nursery {
	char *base; /* NULL: none */
	uint32_t at, end; /* bytes from base */
	uint32_t free[NURSERY_CLASSES]; /* first block, bytes from base; 0 */
};

/* `memory`: NURSERY_PAGES pages, never used before or not. */
void nursery_init(struct nursery *n, void *memory);
/* NULL when there is no room. */
void *nursery_alloc(struct nursery *n, unsigned cls, size_t bytes);
void nursery_free(struct nursery *n, void *p);
unsigned nursery_class(const struct nursery *n, const void *p);

static inline bool
nursery_has(const struct nursery *n, const void *p)
{
	return (uintptr_t)p - (uintptr_t)n->base < n->end;
}

#endif
