/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/lower/arena.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct arena_chunk {
	struct arena_chunk *next;
	_Alignas(16) char bytes[];
};

void
arena_init(struct arena *a, jmp_buf *full)
{
	memset(a, 0, sizeof(*a));
	a->full = full;
}

void
arena_fini(struct arena *a)
{
	struct arena_chunk *c, *next;

	for (c = a->chunks; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	memset(a, 0, sizeof(*a));
}

static char *
arena_grow(struct arena *a, size_t n)
{
	struct arena_chunk *c;

	if (n > ARENA_MAX - a->total || (c = malloc(sizeof(*c) + n)) == NULL)
		longjmp(*a->full, 1);
	c->next = a->chunks;
	a->chunks = c;
	a->total += n;
	return c->bytes;
}

void *
arena_bytes(struct arena *a, size_t n)
{
	char *p;

	if (n > ARENA_MAX)
		longjmp(*a->full, 1);
	n = (n + 15) & ~(size_t)15;
	if (n > ARENA_CHUNK / 4)
		return arena_grow(a, n);
	if ((size_t)(a->end - a->p) < n) {
		size_t chunk = a->total == 0 ? ARENA_FIRST : ARENA_CHUNK;

		if (n > chunk / 4)
			return arena_grow(a, n);
		p = arena_grow(a, chunk);
		a->p = p;
		a->end = p + chunk;
	}
	p = a->p;
	a->p += n;
	return p;
}

void *
arena_item(struct arena *a, size_t n)
{
	void *p;

	assert(n <= ARENA_ITEM_MAX);
	p = arena_bytes(a, n);
	memset(p, 0, n);
	return p;
}
