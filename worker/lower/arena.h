/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arena.h -- memory of one compilation, freed at once.
 *
 * Allocation never fails: when memory or ARENA_MAX ends, it jumps to where the
 * compilation began, which then tells that the program is too large.
 */
#ifndef CORDON_WORKER_LOWER_ARENA_H
#define CORDON_WORKER_LOWER_ARENA_H

#include <setjmp.h>
#include <stddef.h>

/* LOWER_NODES_MAX nodes at 96 bytes, and names. */
#define ARENA_MAX ((size_t)256 * 1024 * 1024)
#define ARENA_CHUNK ((size_t)64 * 1024)
/* What small programs need, among what else is small: of a worker each page
 * that is touched first costs microseconds. */
#define ARENA_FIRST ((size_t)2 * 1024)
#define ARENA_ITEM_MAX ((size_t)512) /* larger ones: arena_bytes() */

struct arena_chunk;

struct arena {
	struct arena_chunk *chunks;
	char *p, *end;
	size_t total;
	jmp_buf *full;
};

/* `full` is set by setjmp(), and then arena_fini() is still to be called. */
void arena_init(struct arena *a, jmp_buf *full);
void arena_fini(struct arena *a);
/* Zeroed; n <= ARENA_ITEM_MAX. */
void *arena_item(struct arena *a, size_t n);
/* Any size, not zeroed. */
void *arena_bytes(struct arena *a, size_t n);

#endif
