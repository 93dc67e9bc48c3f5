/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arena.h -- memory of one compilation, freed at once.
 *
 * Allocation never returns NULL: when memory or ARENA_MAX ends, `failed` is
 * set and the caller is handed the same spare chunk again and again, so that
 * the parser needs no test at each node; it looks at `failed` between them.
 */
#ifndef CORDON_WORKER_LOWER_ARENA_H
#define CORDON_WORKER_LOWER_ARENA_H

#include <stdbool.h>
#include <stddef.h>

/* LOWER_NODES_MAX nodes at 96 bytes, and names. */
#define ARENA_MAX ((size_t)256 * 1024 * 1024)
#define ARENA_CHUNK ((size_t)64 * 1024)
#define ARENA_ITEM_MAX ((size_t)512) /* larger ones: arena_bytes() */

struct arena_chunk;

struct arena {
	struct arena_chunk *chunks;
	char *p, *end;
	size_t total;
	bool failed;
	_Alignas(16) char spare[ARENA_ITEM_MAX];
};

void arena_init(struct arena *a);
void arena_fini(struct arena *a);
/* Zeroed; n <= ARENA_ITEM_MAX. */
void *arena_item(struct arena *a, size_t n);
/* Any size, not zeroed; NULL when it is not to be had (and failed is set). */
void *arena_bytes(struct arena *a, size_t n);

#endif
