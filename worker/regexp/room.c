/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/regexp/room.h"

#include <string.h>

#define BLOCK 4096u
#define ALIGN 16u

struct room_block {
	struct room_block *next;
	size_t pad;
};

void
room_init(struct room *p, const struct re_memory *m)
{
	memset(p, 0, sizeof(*p));
	p->m = m;
}

void
room_fini(struct room *p)
{
	struct room_block *b, *next;

	for (b = p->blocks; b != NULL; b = next) {
		next = b->next;
		(void)p->m->realloc(p->m->ctx, b, 0);
	}
	p->blocks = NULL;
}

static bool
more(struct room *p, size_t n)
{
	size_t want = sizeof(struct room_block) + n;
	struct room_block *b;

	/* Each block twice the last: few of them, little waste. */
	if (want < p->total / 2)
		want = p->total / 2;
	if (want < BLOCK)
		want = BLOCK;
	if (want > RE_POOL_MAX - p->total ||
	    (b = p->m->realloc(p->m->ctx, NULL, want)) == NULL) {
		p->failed = true;
		return false;
	}
	b->next = p->blocks;
	p->blocks = b;
	p->total += want;
	p->used = sizeof(*b);
	p->cap = want;
	return true;
}

void *
room_alloc(struct room *p, size_t n)
{
	void *r;

	if (n > RE_POOL_MAX)
		p->failed = true;
	if (p->failed)
		return NULL;
	n = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if ((p->blocks == NULL || n > p->cap - p->used) && !more(p, n))
		return NULL;
	r = (char *)p->blocks + p->used;
	p->used += n;
	memset(r, 0, n);
	return r;
}

void *
room_grow(struct room *p, const void *old, size_t old_n, size_t n)
{
	void *r = room_alloc(p, n);

	if (r != NULL && old_n > 0)
		memcpy(r, old, old_n);
	return r;
}
