/* SPDX-License-Identifier: Apache-2.0 */
/*
 * memory.c -- malloc() of a process that may not ask the kernel for memory.
 *
 * Under the filters there is no brk and no mmap.  The C library's malloc would
 * ask for them when it runs out, and die; this one has its memory from the
 * start, and answers NULL.  Used by what is prepared before the lockdown and
 * by the lowering of programs; the engine has its own arena.
 * Not in sanitizer builds, which bring theirs.  One thread.
 */
#include "worker/memory.h"

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "common/base/limits.h"
#include "worker/region.h"

/* Pages that nobody touches cost nothing, until native code touches them. */
#define MEMORY_BYTES ((size_t)LOWERING_BYTES)
#define MEMORY_ALIGN 16 /* what a region gives */

static struct region *region;

static struct region *
ready(void)
{
	void *p;

	if (region != NULL)
		return region;
	p = mmap(NULL, MEMORY_BYTES, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	(void)madvise(p, MEMORY_BYTES, MADV_NOHUGEPAGE);
	region = region_init(p, MEMORY_BYTES);
	return region;
}

void *
malloc(size_t n)
{
	struct region *r = ready();
	void *p = r == NULL || n > MEMORY_BYTES
	    ? NULL
	    : region_alloc(r, n == 0 ? 1 : n);

	if (p == NULL)
		errno = ENOMEM;
	return p;
}

void
free(void *p)
{
	if (p != NULL)
		region_free(region, p);
}

void *
realloc(void *p, size_t n)
{
	void *q;

	if (p == NULL)
		return malloc(n);
	if (n == 0)
		n = 1;
	q = n > MEMORY_BYTES ? NULL : region_realloc(region, p, n);
	if (q == NULL)
		errno = ENOMEM;
	return q;
}

void *
calloc(size_t n, size_t size)
{
	size_t bytes;
	void *p;

	if (__builtin_mul_overflow(n, size, &bytes)) {
		errno = ENOMEM;
		return NULL;
	}
	p = malloc(bytes);
	if (p != NULL)
		memset(p, 0, bytes);
	return p;
}

/* Whole pages are aligned to pages: enough for all that is asked here. */
void *
aligned_alloc(size_t align, size_t n)
{
	void *p;

	if (align <= MEMORY_ALIGN)
		return malloc(n);
	p = align > 4096 ? NULL : malloc(n < 16384 ? 16384 : n);
	if (p != NULL && ((uintptr_t)p & (align - 1)) != 0) {
		free(p);
		p = NULL;
	}
	if (p == NULL)
		errno = ENOMEM;
	return p;
}

void *
memalign(size_t align, size_t n)
{
	return aligned_alloc(align, n);
}

int
posix_memalign(void **ret, size_t align, size_t n)
{
	void *p = aligned_alloc(align, n);

	if (p == NULL)
		return ENOMEM;
	*ret = p;
	return 0;
}

void *
memory_touched(size_t *ret_bytes)
{
	*ret_bytes = ready() == NULL ? 0 : region_touched(region);
	return region;
}

void
memory_seal(void)
{
	if (ready() != NULL)
		(void)region_seal(region, 0);
}
