/* SPDX-License-Identifier: Apache-2.0 */
/* region_int.h -- between the files of region; for nobody else. */
#ifndef CORDON_WORKER_REGION_INT_H
#define CORDON_WORKER_REGION_INT_H

#include <stdint.h>

#include "worker/hot.h"
#include "worker/nursery.h"
#include "worker/region.h"
#include "worker/region_class.h"

#define PAGE ((size_t)1 << PAGE_SHIFT)
#define NBINS 21 /* runs of 1 to 2^20 pages, by floor(log2) */
#define NONE UINT32_MAX
/* Enough for Duktape to make an error, unwind and serialise it. */
#define RESERVE_PAGES 64

enum kind { FREE = 1, LARGE, SMALL };

/* One for each page.  Only the pages below `top` have a valid one. */
struct page {
	uint32_t len; /* pages of the run; at its head, and tail if FREE */
	uint32_t next, prev; /* FREE: the bin; SMALL with room: the class */
	uint32_t free; /* SMALL: first freed block, in 16s; 0: none */
	uint16_t used, fresh; /* SMALL: blocks in use; ever handed out */
	uint16_t back; /* SMALL: pages from here to the head */
	uint8_t kind, cls;
};

struct region {
	char *base; /* of page 0, page-aligned */
	size_t bytes;
	uint32_t npages, top, peak, used; /* pages; peak: the highest top */
	uint32_t sealed; /* pages below are not written any more */
	bool low; /* the reserve is open */
	bool failed;
	uint32_t bins[NBINS];
	uint32_t room[NCLASSES]; /* runs that have a free block */
	struct nursery nursery; /* once sealed */
	struct hot hot; /* from here to the table of pages */
	struct page *pages;
};

static inline void
region_push(struct region *a, uint32_t *head, uint32_t i)
{
	a->pages[i].prev = NONE;
	a->pages[i].next = *head;
	if (*head != NONE)
		a->pages[*head].prev = i;
	*head = i;
}

static inline void
region_drop(struct region *a, uint32_t *head, uint32_t i)
{
	struct page *p = &a->pages[i];

	if (p->prev != NONE)
		a->pages[p->prev].next = p->next;
	else
		*head = p->next;
	if (p->next != NONE)
		a->pages[p->next].prev = p->prev;
}

/* region_run.c: runs of whole pages.  The run at i of len pages is free now,
 * or part of the untouched rest. */
void region_run_put(struct region *a, uint32_t i, uint32_t len);
/* Takes the first `len` pages of the free run at i. */
void region_run_split(struct region *a, uint32_t i, uint32_t len);
/* A run of len pages; NONE: there is none. */
uint32_t region_run_try(struct region *a, uint32_t len, bool small);
void region_run_free(struct region *a, uint32_t i, uint32_t len);
/* How far `top` may go; that it does; that pages are a run in use. */
uint32_t region_ceiling(const struct region *a, bool small);
void region_raise(struct region *a, uint32_t len);
void region_mark(struct region *a, uint32_t i, uint32_t len);

#endif
