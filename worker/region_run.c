/* SPDX-License-Identifier: Apache-2.0 */
/* region_run.c -- runs of whole pages, and which of them are free. */
#include "worker/region_int.h"

#define FIT_TRIES 8 /* in a bin of mixed lengths, before the next bin */

static unsigned
log2_floor(uint32_t n)
{
	return 31u - (unsigned)__builtin_clz(n);
}

static uint32_t *
bin_of(struct region *a, uint32_t len)
{
	unsigned b = log2_floor(len);

	return &a->bins[b < NBINS ? b : NBINS - 1];
}

void
region_run_put(struct region *a, uint32_t i, uint32_t len)
{
	uint32_t n = i + len;

	if (n < a->top && a->pages[n].kind == FREE) {
		region_drop(a, bin_of(a, a->pages[n].len), n);
		len += a->pages[n].len;
	}
	if (i > 0 && a->pages[i - 1].kind == FREE) {
		n = i - a->pages[i - 1].len;
		region_drop(a, bin_of(a, a->pages[n].len), n);
		len += i - n;
		i = n;
	}
	if (i + len == a->top) {
		a->top = i;
		return;
	}
	a->pages[i].kind = a->pages[i + len - 1].kind = FREE;
	a->pages[i].len = a->pages[i + len - 1].len = len;
	a->pages[i + len - 1].back = 0;
	region_push(a, bin_of(a, len), i);
}

void
region_run_split(struct region *a, uint32_t i, uint32_t len)
{
	uint32_t had = a->pages[i].len;

	region_drop(a, bin_of(a, had), i);
	a->pages[i].kind = LARGE;
	a->pages[i + len - 1].kind = LARGE;
	if (had > len)
		region_run_put(a, i + len, had - len);
}

static uint32_t
run_find(struct region *a, uint32_t len)
{
	unsigned b = log2_floor(len);
	uint32_t i;
	int tries;

	for (; b < NBINS; b++) {
		i = a->bins[b];
		for (tries = 0; i != NONE && tries < FIT_TRIES; tries++) {
			if (a->pages[i].len >= len)
				return i;
			i = a->pages[i].next;
		}
	}
	return NONE;
}

uint32_t
region_ceiling(const struct region *a, bool small)
{
	return a->low && small ? a->npages : a->npages - RESERVE_PAGES;
}

void
region_mark(struct region *a, uint32_t i, uint32_t len)
{
	a->pages[i].kind = LARGE;
	a->pages[i].len = len;
	/* A neighbour's region_run_put() looks at the last page. */
	a->pages[i + len - 1].kind = LARGE;
}

void
region_raise(struct region *a, uint32_t len)
{
	a->top += len;
	if (a->peak < a->top)
		a->peak = a->top;
}

uint32_t
region_run_try(struct region *a, uint32_t len, bool small)
{
	uint32_t i = run_find(a, len);

	if (i != NONE) {
		region_run_split(a, i, len);
	} else if (a->top <= region_ceiling(a, small) &&
	    len <= region_ceiling(a, small) - a->top) {
		i = a->top;
		region_raise(a, len);
	} else {
		return NONE;
	}
	region_mark(a, i, len);
	a->used += len;
	return i;
}

void
region_run_free(struct region *a, uint32_t i, uint32_t len)
{
	a->used -= len;
	if (a->low && a->used + 2 * RESERVE_PAGES < a->npages)
		a->low = false;
	region_run_put(a, i, len);
}
