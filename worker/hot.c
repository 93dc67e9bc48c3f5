/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/hot.h"

#define ALIGN 16U

/* Before each block. */
struct head {
	size_t bytes, unused;
};

static size_t
rounded(size_t n)
{
	return (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

static size_t
left(const struct hot *h)
{
	return (size_t)(h->end - h->at);
}

void *
hot_alloc(struct hot *h, size_t n)
{
	struct head *b = (void *)h->at;

	/* The room's end is aligned, so what fits, fits rounded. */
	if (left(h) < sizeof(*b) || n > left(h) - sizeof(*b))
		return NULL;
	b->bytes = rounded(n);
	h->at += sizeof(*b) + b->bytes;
	return b + 1;
}

bool
hot_grow(struct hot *h, void *p, size_t n)
{
	struct head *b = (struct head *)p - 1;

	if (n <= b->bytes)
		return true;
	if ((char *)p + b->bytes != h->at || n - b->bytes > left(h))
		return false;
	h->at += rounded(n) - b->bytes;
	b->bytes = rounded(n);
	return true;
}

size_t
hot_bytes(const void *p)
{
	return ((const struct head *)p - 1)->bytes;
}
