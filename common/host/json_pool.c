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
#define UNIT 8 /* sizes are multiples of it up to SMALL */
#define SMALL 512
#define CLASSES 96 /* those, then powers of two */
/* Blocks of one size fill a chunk, so that none needs to say its own: a tree
 * is mostly small ones. */
#define CHUNK ((size_t)16 * 1024)

struct class {
	void *free; /* each begins with the next one */
	char *next, *end; /* of its last chunk */
};

static struct pool {
	char *base, *next, *end;
	struct class class[CLASSES];
	uint8_t class_at[REGION / CHUNK]; /* of the blocks in each chunk */
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

/* A chunk more for a class, or more where a block is larger. */
static bool
extend(struct class *k, unsigned c, size_t size)
{
	size_t room = size > CHUNK ? size : CHUNK;

	if (room > (size_t)(pool.end - pool.next))
		return false;
	pool.class_at[(size_t)(pool.next - pool.base) / CHUNK] = (uint8_t)c;
	k->next = pool.next;
	k->end = pool.next + room / size * size;
	pool.next += room;
	return true;
}

static void *
take(size_t n)
{
	struct class *k;
	unsigned c;
	size_t size;
	void *p;

	if (n > REGION / 2) {
		pool.spilled = true;
		return malloc(n);
	}
	c = class_of(n > 0 ? n : 1, &size);
	k = &pool.class[c];
	if (k->free != NULL) {
		p = k->free;
		k->free = *(void **)p;
		return p;
	}
	if (k->next == k->end && !extend(k, c, size)) {
		pool.spilled = true;
		/* NOLINTNEXTLINE(clang-analyzer-optin.portability.UnixAPI): none asks for 0 */
		return malloc(n);
	}
	p = k->next;
	k->next += size;
	return p;
}

static void
give(void *p)
{
	struct class *k;

	if ((char *)p < pool.base || (char *)p >= pool.end) {
		free(p);
		return;
	}
	k = &pool.class[pool.class_at[(size_t)((char *)p - pool.base) / CHUNK]];
	*(void **)p = k->free;
	k->free = p;
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
	/* Where it can be had: a tenth of the time of compiling a document is
	 * pages that come one by one. */
	(void)madvise(p, REGION, MADV_HUGEPAGE);
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
