/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/region_int.h"

#include <assert.h>
#include <string.h>

/* Where pages[] begins, and how many it is of. */
static size_t
table_at(size_t hot)
{
	return (sizeof(struct region) + hot + 15) & ~(size_t)15;
}

static uint32_t
page_count(size_t bytes, size_t hot)
{
	return (uint32_t)((bytes - table_at(hot) - PAGE) /
	    (PAGE + sizeof(struct page)));
}

size_t
region_head(size_t bytes, size_t hot)
{
	size_t n = table_at(hot) + page_count(bytes, hot) * sizeof(struct page);

	return (n + PAGE - 1) & ~(PAGE - 1);
}

struct region *
region_init(void *memory, size_t bytes)
{
	return region_init_hot(memory, bytes, 0);
}

struct region *
region_init_hot(void *memory, size_t bytes, size_t hot)
{
	struct region *a = memory;
	size_t start;

	if (memory == NULL || ((uintptr_t)memory & 15) != 0 ||
	    bytes < REGION_BYTES_MIN || bytes > REGION_BYTES_MAX ||
	    hot > REGION_BYTES_MIN / 4)
		return NULL;
	memset(a, 0, sizeof(*a));
	a->bytes = bytes;
	a->hot.at = (char *)memory + table_at(0);
	a->hot.end = (char *)memory + table_at(hot);
	a->pages = (void *)a->hot.end;
	a->npages = page_count(bytes, hot);
	start = table_at(hot) + a->npages * sizeof(struct page);
	start = ((uintptr_t)memory + start + PAGE - 1) & ~(PAGE - 1);
	a->base = (char *)memory + (start - (uintptr_t)memory);
	memset(a->bins, 0xff, sizeof(a->bins));
	memset(a->room, 0xff, sizeof(a->room));
	return a;
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
			region_drop(a, &a->room[c], i);
			region_run_free(a, i, run_pages(c));
		}
	}
}

static uint32_t
run_take(struct region *a, uint32_t len, bool small)
{
	uint32_t i = region_run_try(a, len, small);

	if (i == NONE) {
		sweep(a);
		i = region_run_try(a, len, small);
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
	region_push(a, &a->room[cls], i);
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
		region_drop(a, &a->room[cls], i);
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
		region_push(a, &a->room[cls], i);
	/* One empty run is kept, or a lone block would come and go with it. */
	if (p->used == 0 && (p->next != NONE || p->prev != NONE)) {
		region_drop(a, &a->room[cls], i);
		region_run_free(a, i, run_pages(cls));
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

void *
region_hot(struct region *a, size_t n)
{
	return n > a->bytes ? NULL : hot_alloc(&a->hot, n);
}

/* What is below the first page is hot. */
static bool
is_hot(const struct region *a, const void *p)
{
	return (const char *)p < a->base;
}

static uint32_t
page_of(const struct region *a, const void *p)
{
	uint32_t i =
	    (uint32_t)((size_t)((const char *)p - a->base) >> PAGE_SHIFT);

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
	if (is_hot(a, p))
		return;
	i = page_of(a, p);
	if (i < a->sealed)
		return;
	if (a->pages[i].kind == SMALL)
		small_free(a, i, p);
	else
		region_run_free(a, i, a->pages[i].len);
}

/* Can the large run at i have `len` pages where it is? */
static bool
resize_in_place(struct region *a, uint32_t i, uint32_t len)
{
	uint32_t had = a->pages[i].len, next = i + had, more;

	if (len <= had) {
		if (len < had) {
			region_mark(a, i, len);
			region_mark(a, i + len, had - len);
			region_run_free(a, i + len, had - len);
		}
		return true;
	}
	more = len - had;
	if (next < a->top && a->pages[next].kind == FREE &&
	    a->pages[next].len >= more) {
		region_run_split(a, next, more);
	} else if (next == a->top && a->top <= region_ceiling(a, false) &&
	    more <= region_ceiling(a, false) - a->top) {
		region_raise(a, more);
	} else {
		return false;
	}
	region_mark(a, i, len);
	a->used += more;
	return true;
}

/* Of a small block, or a hot one; 0 for a large one. */
static size_t
small_bytes(const struct region *a, const void *p)
{
	uint32_t i;

	if (is_hot(a, p))
		return hot_bytes(p);
	if (nursery_has(&a->nursery, p))
		return class_bytes[nursery_class(&a->nursery, p)];
	i = page_of(a, p);
	return a->pages[i].kind == SMALL ? class_bytes[a->pages[i].cls] : 0;
}

size_t
region_size(const struct region *a, const void *p)
{
	size_t small = small_bytes(a, p);

	return small != 0 ? small
			  : (size_t)a->pages[page_of(a, p)].len << PAGE_SHIFT;
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
		if (is_hot(a, p) ? hot_grow(&a->hot, p, n)
				 : n <= REGION_SMALL_MAX &&
			    class_bytes[class_of(n)] == had)
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
region_seal(struct region *a, size_t from)
{
	uint32_t i = (uint32_t)(from >> PAGE_SHIFT);

	/* Free blocks below are given up: nothing new is to lie there.  The
	 * last run is in use, so none above ever joins one below. */
	memset(a->bins, 0xff, sizeof(a->bins));
	memset(a->room, 0xff, sizeof(a->room));
	if (i > a->top && i <= region_ceiling(a, false)) {
		region_mark(a, a->top, i - a->top);
		region_raise(a, i - a->top);
	}
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

	if (is_hot(a, p) || nursery_has(&a->nursery, p))
		return 0;
	i = page_of(a, p);
	return a->pages[i].kind == SMALL
	    ? 0
	    : (size_t)a->pages[i].len << PAGE_SHIFT;
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

	/* A fork does not write what is so already. */
	if (f)
		a->failed = false;
	return f;
}
