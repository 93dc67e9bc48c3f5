/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>

#include "tests/unit/tap.h"
#include "worker/region.h"

#define MIB ((size_t)1024 * 1024)

static void *memory;

static struct region *
fresh(size_t bytes)
{
	/* Whatever lay in the region before must not matter. */
	memset(memory, 0xa5, bytes);
	return region_init(memory, bytes);
}

static uint32_t
next_random(uint32_t *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 17;
	*s ^= *s << 5;
	return *s;
}

static void
a_region_too_small_is_refused(void)
{
	CHECK(region_init(memory, 1000) == NULL);
	CHECK(region_init(NULL, MIB) == NULL);
}

static void
blocks_never_overlap(void)
{
	enum { N = 600, ROUNDS = 60000 };
	static struct { unsigned char *p; size_t n; unsigned char c; } b[N];
	struct region *a = fresh(16 * MIB);
	uint32_t s = 7;
	int bad = 0;

	memset(b, 0, sizeof(b));
	for (int r = 0; r < ROUNDS; r++) {
		size_t k = next_random(&s) % N, i, n, keep;
		unsigned char *q;

		n = 1 + next_random(&s) % (r % 50 == 0 ? 200000 : 700);
		keep = b[k].n < n ? b[k].n : n;
		if (next_random(&s) % 3 == 0) {
			region_free(a, b[k].p);
			b[k].p = NULL;
			b[k].n = keep = 0;
		}
		q = region_realloc(a, b[k].p, n);
		if (q == NULL)
			continue;
		bad += ((uintptr_t)q & 15) != 0;
		for (i = 0; i < keep; i++)
			bad += q[i] != b[k].c;
		b[k].p = q;
		b[k].n = n;
		b[k].c = (unsigned char)next_random(&s);
		memset(q, b[k].c, n);
	}
	CHECK(bad == 0);
	for (int k = 0; k < N; k++) {
		for (size_t i = 0; i < b[k].n; i++)
			bad += b[k].p[i] != b[k].c;
		region_free(a, b[k].p);
	}
	CHECK(bad == 0);
	/* All is free again: nearly the whole region fits one block. */
	CHECK(region_alloc(a, 14 * MIB) != NULL);
}

static void
the_limit_is_a_null_and_small_blocks_still_fit(void)
{
	struct region *a = fresh(2 * MIB);
	size_t n = 0;

	while (region_alloc(a, 10000) != NULL)
		n += 10000;
	CHECK(n > MIB && n < 2 * MIB);
	CHECK(region_failed(a));
	CHECK(!region_failed(a));
	CHECK(region_alloc(a, 100) != NULL);
	for (n = 0; region_alloc(a, 100) != NULL; n++)
		;
	CHECK(n > 1000 && n < 4000);
	CHECK(region_alloc(a, SIZE_MAX) == NULL);
	CHECK(region_alloc(a, SIZE_MAX / 2) == NULL);
}

static void
freeing_brings_it_back(void)
{
	struct region *a = fresh(2 * MIB);
	void *p[200];
	int n = 0;

	while (n < 200 && (p[n] = region_alloc(a, 20000)) != NULL)
		n++;
	CHECK(n > 40);
	while (n > 0)
		region_free(a, p[--n]);
	CHECK(region_alloc(a, MIB) != NULL);
}

static void
a_lone_large_block_grows_in_place(void)
{
	struct region *a = fresh(16 * MIB);
	char *p = region_alloc(a, 20000), *q = p;
	int moved = 0;

	for (size_t n = 20000; n < 12 * MIB && q != NULL; n += 5000) {
		q = region_realloc(a, p, n);
		moved += q != p;
		p = q;
	}
	CHECK(q != NULL && moved == 0);
	p = region_realloc(a, p, 9000);
	CHECK(p == q);
	CHECK(region_alloc(a, 12 * MIB) != NULL);
}

static void
a_string_that_grows_by_copies_touches_little(void)
{
	struct region *a = fresh(64 * MIB);
	void *old = NULL, *p;

	for (size_t n = 10000; n < 2 * MIB; n += 100) {
		p = region_alloc(a, n);
		region_free(a, old);
		old = p;
	}
	CHECK(region_touched(a) < 10 * MIB);
}

static void
untouched_memory_is_not_touched(void)
{
	struct region *a = fresh(64 * MIB);

	for (int i = 0; i < 1000; i++)
		CHECK(region_alloc(a, 64) != NULL);
	/* Page descriptions are 28 bytes a page and lazily written. */
	CHECK(region_touched(a) < MIB);
	CHECK(region_limit(a) == 64 * MIB);
}

int
main(void)
{
	memory = malloc(64 * MIB);
	TEST(a_region_too_small_is_refused);
	TEST(blocks_never_overlap);
	TEST(the_limit_is_a_null_and_small_blocks_still_fit);
	TEST(freeing_brings_it_back);
	TEST(a_lone_large_block_grows_in_place);
	TEST(a_string_that_grows_by_copies_touches_little);
	TEST(untouched_memory_is_not_touched);
	free(memory);
	return tap_end();
}
