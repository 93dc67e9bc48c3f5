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
arena_init(struct arena *a)
{
	memset(a, 0, sizeof(*a));
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

	if (a->failed || n > ARENA_MAX - a->total ||
	    (c = malloc(sizeof(*c) + n)) == NULL) {
		a->failed = true;
		return NULL;
	}
	c->next = a->chunks;
	a->chunks = c;
	a->total += n;
	return c->bytes;
}

void *
arena_bytes(struct arena *a, size_t n)
{
	char *p;

	if (n > ARENA_MAX) {
		a->failed = true;
		return NULL;
	}
	n = (n + 15) & ~(size_t)15;
	if (n > ARENA_CHUNK / 4)
		return arena_grow(a, n);
	if ((size_t)(a->end - a->p) < n) {
		if ((p = arena_grow(a, ARENA_CHUNK)) == NULL)
			return NULL;
		a->p = p;
		a->end = p + ARENA_CHUNK;
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
	if ((p = arena_bytes(a, n)) == NULL)
		p = a->spare;
	memset(p, 0, n);
	return p;
}
