/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/region.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "worker/nursery.h"
#include "worker/region_class.h"

#define PAGE ((size_t)1 << PAGE_SHIFT)
#define NBINS 21 /* runs of 1 to 2^20 pages, by floor(log2) */
#define FIT_TRIES 8 /* in a bin of mixed lengths, before the next bin */
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
	struct page pages[];
};

static unsigned
log2_floor(uint32_t n)
{
	return 31u - (unsigned)__builtin_clz(n);
}

struct region *
region_init(void *memory, size_t bytes)
{
	struct region *a = memory;
	size_t per = PAGE + sizeof(struct page), start;

	if (memory == NULL || ((uintptr_t)memory & 15) != 0 ||
	    bytes < REGION_BYTES_MIN || bytes > REGION_BYTES_MAX)
		return NULL;
	memset(a, 0, sizeof(*a));
	a->bytes = bytes;
	a->npages = (uint32_t)((bytes - sizeof(*a) - PAGE) / per);
	start = sizeof(*a) + a->npages * sizeof(struct page);
	start = ((uintptr_t)memory + start + PAGE - 1) & ~(PAGE - 1);
	a->base = (char *)memory + (start - (uintptr_t)memory);
	memset(a->bins, 0xff, sizeof(a->bins));
	memset(a->room, 0xff, sizeof(a->room));
	return a;
}

static void
list_push(struct region *a, uint32_t *head, uint32_t i)
{
	a->pages[i].prev = NONE;
	a->pages[i].next = *head;
	if (*head != NONE)
		a->pages[*head].prev = i;
	*head = i;
}

static void
list_drop(struct region *a, uint32_t *head, uint32_t i)
{
	struct page *p = &a->pages[i];

	if (p->prev != NONE)
		a->pages[p->prev].next = p->next;
	else
		*head = p->next;
	if (p->next != NONE)
		a->pages[p->next].prev = p->prev;
}

static uint32_t *
bin_of(struct region *a, uint32_t len)
{
	unsigned b = log2_floor(len);

	return &a->bins[b < NBINS ? b : NBINS - 1];
}

/* Makes [i, i+len) a free run, or part of the untouched rest. */
static void
run_put(struct region *a, uint32_t i, uint32_t len)
{
	uint32_t n = i + len;

	if (n < a->top && a->pages[n].kind == FREE) {
		list_drop(a, bin_of(a, a->pages[n].len), n);
		len += a->pages[n].len;
	}
	if (i > 0 && a->pages[i - 1].kind == FREE) {
		n = i - a->pages[i - 1].len;
		list_drop(a, bin_of(a, a->pages[n].len), n);
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
	list_push(a, bin_of(a, len), i);
}

/* Takes the first `len` pages of the free run at i. */
static void
run_split(struct region *a, uint32_t i, uint32_t len)
{
	uint32_t had = a->pages[i].len;

	list_drop(a, bin_of(a, had), i);
	a->pages[i].kind = LARGE;
	a->pages[i + len - 1].kind = LARGE;
	if (had > len)
		run_put(a, i + len, had - len);
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

/* How far `top` may go. */
static uint32_t
ceiling(const struct region *a, bool small)
{
	return a->low && small ? a->npages : a->npages - RESERVE_PAGES;
}

static void
mark(struct region *a, uint32_t i, uint32_t len)
{
	a->pages[i].kind = LARGE;
	a->pages[i].len = len;
	/* A neighbour's run_put() looks at the last page. */
	a->pages[i + len - 1].kind = LARGE;
}

static void
raise_top(struct region *a, uint32_t len)
{
	a->top += len;
	if (a->peak < a->top)
		a->peak = a->top;
}

static uint32_t
run_try(struct region *a, uint32_t len, bool small)
{
	uint32_t i = run_find(a, len);

	if (i != NONE) {
		run_split(a, i, len);
	} else if (a->top <= ceiling(a, small) &&
	    len <= ceiling(a, small) - a->top) {
		i = a->top;
		raise_top(a, len);
	} else {
		return NONE;
	}
	mark(a, i, len);
	a->used += len;
	return i;
}

static void
run_free(struct region *a, uint32_t i, uint32_t len)
{
	a->used -= len;
	if (a->low && a->used + 2 * RESERVE_PAGES < a->npages)
		a->low = false;
	run_put(a, i, len);
}

/* Gives back the empty runs that small_free() kept. */
static void
sweep(struct region *a)
{
	uint32_t i, next;
	unsigned c;

	for (c = 0; c < NCLASSES; c++) {
		for (i = a->room[c]; i != NONE; i = next) {
			next = a->pages[i].next;
			if (a->pages[i].used > 0)
				continue;
			list_drop(a, &a->room[c], i);
			run_free(a, i, run_pages(c));
		}
	}
}

static uint32_t
run_take(struct region *a, uint32_t len, bool small)
{
	uint32_t i = run_try(a, len, small);

	if (i == NONE) {
		sweep(a);
		i = run_try(a, len, small);
	}
	if (i == NONE)
		a->failed = a->low = true;
	return i;
}

static uint32_t
small_run(struct region *a, unsigned cls)
{
	uint32_t len = run_pages(cls), i = run_take(a, len, true), k;
	struct page *p;

	if (i == NONE)
		return NONE;
	for (k = 0; k < len; k++) {
		a->pages[i + k].kind = SMALL;
		a->pages[i + k].back = (uint16_t)k;
	}
	p = &a->pages[i];
	p->cls = (uint8_t)cls;
	p->free = 0;
	p->used = p->fresh = 0;
	list_push(a, &a->room[cls], i);
	return i;
}

static unsigned
run_blocks(unsigned cls)
{
	return (unsigned)((run_pages(cls) << PAGE_SHIFT) / class_bytes[cls]);
}

static void *
small_alloc(struct region *a, unsigned cls)
{
	uint32_t i = a->room[cls];
	struct page *p;
	char *b;

	if (i == NONE && (i = small_run(a, cls)) == NONE)
		return NULL;
	p = &a->pages[i];
	if (p->free != 0) {
		b = a->base + ((size_t)p->free << 4) - 16;
		memcpy(&p->free, b, sizeof(p->free));
	} else {
		b = a->base + ((size_t)i << PAGE_SHIFT) +
		    (size_t)p->fresh++ * class_bytes[cls];
	}
	p->used++;
	if (p->free == 0 && p->fresh == run_blocks(cls))
		list_drop(a, &a->room[cls], i);
	return b;
}

static void
small_free(struct region *a, uint32_t i, void *b)
{
	struct page *p = &a->pages[i];
	unsigned cls = p->cls;
	bool full = p->free == 0 && p->fresh == run_blocks(cls);

	memcpy(b, &p->free, sizeof(p->free));
	p->free = (uint32_t)(((size_t)((char *)b - a->base) + 16) >> 4);
	p->used--;
	if (full)
		list_push(a, &a->room[cls], i);
	/* One empty run is kept, or a lone block would come and go with it. */
	if (p->used == 0 && (p->next != NONE || p->prev != NONE)) {
		list_drop(a, &a->room[cls], i);
		run_free(a, i, run_pages(cls));
	}
}

static void *
any_small(struct region *a, unsigned cls)
{
	void *p = NULL;

	if (cls < NURSERY_CLASSES && a->nursery.base != NULL)
		p = nursery_alloc(&a->nursery, cls, class_bytes[cls]);
	return p != NULL ? p : small_alloc(a, cls);
}

void *
region_alloc(struct region *a, size_t n)
{
	uint32_t i;

	if (n <= REGION_SMALL_MAX)
		return any_small(a, class_of(n));
	if (n > a->bytes) {
		a->failed = a->low = true;
		return NULL;
	}
	i = run_take(a, (uint32_t)((n + PAGE - 1) >> PAGE_SHIFT), false);
	return i == NONE ? NULL : a->base + ((size_t)i << PAGE_SHIFT);
}

static uint32_t
page_of(const struct region *a, const void *p)
{
	uint32_t i = (uint32_t)((size_t)((const char *)p - a->base) >>
	    PAGE_SHIFT);

	assert((const char *)p >= a->base && i < a->top);
	return a->pages[i].kind == SMALL ? i - a->pages[i].back : i;
}

void
region_free(struct region *a, void *p)
{
	uint32_t i;

	if (p == NULL)
		return;
	if (nursery_has(&a->nursery, p)) {
		nursery_free(&a->nursery, p);
		return;
	}
	i = page_of(a, p);
	if (i < a->sealed)
		return;
	if (a->pages[i].kind == SMALL)
		small_free(a, i, p);
	else
		run_free(a, i, a->pages[i].len);
}

/* Can the large run at i have `len` pages where it is? */
static bool
resize_in_place(struct region *a, uint32_t i, uint32_t len)
{
	uint32_t had = a->pages[i].len, next = i + had, more;

	if (len <= had) {
		if (len < had) {
			mark(a, i, len);
			mark(a, i + len, had - len);
			run_free(a, i + len, had - len);
		}
		return true;
	}
	more = len - had;
	if (next < a->top && a->pages[next].kind == FREE &&
	    a->pages[next].len >= more) {
		run_split(a, next, more);
	} else if (next == a->top && a->top <= ceiling(a, false) &&
	    more <= ceiling(a, false) - a->top) {
		raise_top(a, more);
	} else {
		return false;
	}
	mark(a, i, len);
	a->used += more;
	return true;
}

/* Of a small block; 0 for a large one. */
static size_t
small_bytes(const struct region *a, const void *p)
{
	uint32_t i;

	if (nursery_has(&a->nursery, p))
		return class_bytes[nursery_class(&a->nursery, p)];
	i = page_of(a, p);
	return a->pages[i].kind == SMALL ? class_bytes[a->pages[i].cls] : 0;
}

size_t
region_size(const struct region *a, const void *p)
{
	size_t small = small_bytes(a, p);

	return small != 0 ? small :
	    (size_t)a->pages[page_of(a, p)].len << PAGE_SHIFT;
}

void *
region_realloc(struct region *a, void *p, size_t n)
{
	uint32_t i;
	size_t had;
	void *q;

	if (p == NULL)
		return n == 0 ? NULL : region_alloc(a, n);
	if (n == 0) {
		region_free(a, p);
		return NULL;
	}
	if ((had = small_bytes(a, p)) != 0) {
		if (n <= REGION_SMALL_MAX && class_bytes[class_of(n)] == had)
			return p;
	} else {
		i = page_of(a, p);
		had = (size_t)a->pages[i].len << PAGE_SHIFT;
		if (n > REGION_SMALL_MAX && n <= a->bytes && i >= a->sealed &&
		    resize_in_place(a, i,
			(uint32_t)((n + PAGE - 1) >> PAGE_SHIFT)))
			return p;
	}
	if ((q = region_alloc(a, n)) == NULL)
		return NULL;
	memcpy(q, p, had < n ? had : n);
	region_free(a, p);
	return q;
}

size_t
region_seal(struct region *a)
{
	uint32_t i;

	/* Free blocks below are given up: nothing new is to lie there.  The
	 * last run is in use, so none above ever joins one below. */
	memset(a->bins, 0xff, sizeof(a->bins));
	memset(a->room, 0xff, sizeof(a->room));
	a->sealed = a->top;
	i = run_take(a, NURSERY_PAGES, false);
	if (i != NONE)
		nursery_init(&a->nursery, a->base + ((size_t)i << PAGE_SHIFT));
	return (size_t)(a->base - (char *)a) +
	    ((size_t)a->sealed << PAGE_SHIFT);
}

size_t
region_usable(const struct region *a, const void *p)
{
	uint32_t i;

	if (nursery_has(&a->nursery, p))
		return 0;
	i = page_of(a, p);
	return a->pages[i].kind == SMALL ? 0 :
	    (size_t)a->pages[i].len << PAGE_SHIFT;
}

size_t
region_limit(const struct region *a)
{
	return a->bytes;
}

size_t
region_touched(const struct region *a)
{
	return (size_t)(a->base - (const char *)a) +
	    ((size_t)a->peak << PAGE_SHIFT);
}

bool
region_failed(struct region *a)
{
	bool f = a->failed;

	a->failed = false;
	return f;
}
