/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hot.h -- blocks that each fork writes, side by side in a room of their own:
 * so they share few pages, and what lies elsewhere stays the template's.
 *
 * The last block grows in place; what is freed is not given again.  Blocks are
 * aligned to 16.  No system calls, no globals.
 */
#ifndef CORDON_WORKER_HOT_H
#define CORDON_WORKER_HOT_H

#include <stdbool.h>
#include <stddef.h>

struct hot {
	char *at, *end; /* the rest of the room */
};

void *hot_alloc(struct hot *h, size_t n); /* NULL when there is no room */
bool hot_grow(struct hot *h, void *p, size_t n); /* can p have n bytes? */
size_t hot_bytes(const void *p); /* of a block */

#endif
