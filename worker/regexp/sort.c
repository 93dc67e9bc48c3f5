/* SPDX-License-Identifier: Apache-2.0 */
/* sort.c -- see sort.h: a heap, the largest first, taken apart. */
#include "worker/regexp/sort.h"

#include <assert.h>
#include <string.h>

struct heap {
	char *p;
	size_t size;
	int (*compare)(const void *, const void *);
};

static char *
at(const struct heap *h, size_t i)
{
	return h->p + i * h->size;
}

static void
swap(const struct heap *h, size_t i, size_t k)
{
	char x[SORT_SIZE_MAX];

	memcpy(x, at(h, i), h->size);
	memcpy(at(h, i), at(h, k), h->size);
	memcpy(at(h, k), x, h->size);
}

/* The element at i, into its place among the first n. */
static void
sink(const struct heap *h, size_t i, size_t n)
{
	size_t child;

	while ((child = 2 * i + 1) < n) {
		if (child + 1 < n &&
		    h->compare(at(h, child), at(h, child + 1)) < 0)
			child++;
		if (h->compare(at(h, i), at(h, child)) >= 0)
			return;
		swap(h, i, child);
		i = child;
	}
}

void
sort_array(void *array, size_t n, size_t size,
    int (*compare)(const void *, const void *))
{
	const struct heap h = { array, size, compare };
	size_t i;

	assert(size <= SORT_SIZE_MAX);
	for (i = n / 2; i-- > 0;)
		sink(&h, i, n);
	for (i = n; i-- > 1;) {
		swap(&h, 0, i);
		sink(&h, 0, i);
	}
}
