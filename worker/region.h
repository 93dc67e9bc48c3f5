/* SPDX-License-Identifier: Apache-2.0 */
/*
 * region.h -- a memory allocator inside one region that the caller gives.
 *
 * Blocks up to REGION_SMALL_MAX come from runs of one size class each, without
 * headers; larger ones are runs of whole pages, which grow in place while the
 * pages after them are free.  Pages are touched in order, and only when they
 * are handed out, so an idle fork of a warm arena shares nearly all of it.
 *
 * The last part of the region is a reserve: the allocation that does not fit
 * before it fails, and from then on small blocks may use it, so that the code
 * that reports the failure can run.  No system calls, no globals.
 * Alignment is 16.  Not thread-safe.
 */
#ifndef CORDON_WORKER_REGION_H
#define CORDON_WORKER_REGION_H

#include <stdbool.h>
#include <stddef.h>

struct region;

#define REGION_BYTES_MIN (1024 * 1024)
#define REGION_BYTES_MAX ((size_t)4 * 1024 * 1024 * 1024) /* 32-bit page ids */

/* Builds the arena in place, or NULL when `bytes` is out of bounds. */
struct region *region_init(void *memory, size_t bytes);
/* The same, with `hot` bytes for region_hot(). */
struct region *region_init_hot(void *memory, size_t bytes, size_t hot);
/* What comes before the first page, a whole number of pages: its bookkeeping,
 * and what is hot. */
size_t region_head(size_t bytes, size_t hot);
/* A block beside the bookkeeping, see hot.h.  NULL when there is no room. */
void *region_hot(struct region *a, size_t n);
void *region_alloc(struct region *a, size_t n); /* NULL at the limit; n > 0 */
void *region_realloc(struct region *a, void *p, size_t n); /* as realloc */
void region_free(struct region *a, void *p); /* p may be NULL */
/* How many bytes a large block has; a small one answers 0. */
size_t region_usable(const struct region *a, const void *p);
size_t region_size(const struct region *a, const void *p); /* of any block */

/* Before forks, once: what was handed out so far is not written by the
 * allocator any more (nor is it given again, once freed), and small blocks of
 * the future lie close together (nursery.h), not before `from` bytes after the
 * first page's begin.  Returns how many bytes of the region were sealed. */
size_t region_seal(struct region *a, size_t from);

size_t region_limit(const struct region *a); /* bytes of the region */
size_t region_touched(const struct region *a); /* bytes ever handed out */
/* Did an allocation fail since this was last asked? */
bool region_failed(struct region *a);

#endif
