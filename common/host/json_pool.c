/* SPDX-License-Identifier: Apache-2.0 */
/* json_pool.c -- see json_pool.h. */
#include "common/host/json_pool.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

/* Addresses, not memory: pages come when they are touched.  json.h's limits
 * allow more, but nothing seen needs it (Graph: 160 MB); the rest is
 * malloc's. */
#define REGION ((size_t)1024 * 1024 * 1024)
#define UNIT 16 /* sizes are multiples of it up to SMALL */
#define SMALL 512
#define CLASSES 64 /* those, then powers of two */

/* Before each block.  While it is free, after it: the next free one. */
struct block {
	uint64_t class;
};

static struct pool {
	char *base, *next, *end;
	void *free[CLASSES];
	bool spilled; /* some blocks are malloc's */
} pool;

#if defined(__SANITIZE_ADDRESS__)
#define WANTED false
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WANTED false
#endif
#endif
#ifndef WANTED
#define WANTED true
#endif

/* The class of a size, and what a block of it takes. */
static unsigned
class_of(size_t n, size_t *ret_size)
{
	unsigned c = SMALL / UNIT;
	size_t size = SMALL;

	if (n <= SMALL) {
		c = (unsigned)((n + UNIT - 1) / UNIT);
		*ret_size = c * UNIT;
		return c;
	}
	while (size < n) {
		size *= 2;
		c++;
	}
	*ret_size = size;
	return c;
}

static void *
take(size_t n)
{
	struct block *b;
	unsigned c;
	size_t size;
	void *p;

	if (n > REGION / 2) {
		pool.spilled = true;
		return malloc(n);
	}
	c = class_of(n > 0 ? n : 1, &size);
	if (pool.free[c] != NULL) {
		p = pool.free[c];
		pool.free[c] = *(void **)p;
		return p;
	}
	if (size + sizeof *b > (size_t)(pool.end - pool.next)) {
		pool.spilled = true;
		/* NOLINTNEXTLINE(clang-analyzer-optin.portability.UnixAPI): none asks for 0 */
		return malloc(n);
	}
	b = (struct block *)(void *)pool.next;
	pool.next += sizeof *b + size;
	b->class = c;
	return b + 1;
}

static void
give(void *p)
{
	struct block *b = p;

	if ((char *)p < pool.base || (char *)p >= pool.end) {
		free(p);
		return;
	}
	b--;
	*(void **)p = pool.free[b->class];
	pool.free[b->class] = p;
}

void
json_pool_begin(void)
{
	void *p;

	if (!WANTED || pool.base != NULL)
		return;
	p = mmap(NULL, REGION, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		return;
	pool.base = pool.next = p;
	pool.end = pool.base + REGION;
	json_set_alloc_funcs(take, give);
}

void
json_pool_drop(json_t *v)
{
	if (pool.base == NULL || pool.spilled)
		json_decref(v);
}

void
json_pool_end(void)
{
	if (pool.base == NULL)
		return;
	json_set_alloc_funcs(malloc, free);
	munmap(pool.base, REGION);
	pool = (struct pool){ 0 };
}
