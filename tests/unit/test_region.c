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

/* Sealed half way, if asked for. */
static void
check_overlap(bool seal)
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

		if (seal && r == ROUNDS / 2)
			(void)region_seal(a, 0);
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
	CHECK(seal || region_alloc(a, 14 * MIB) != NULL);
}

static void
blocks_never_overlap(void)
{
	check_overlap(false);
	check_overlap(true);
}

static void
what_is_sealed_is_read_and_never_written(void)
{
	enum { N = 500 };
	static unsigned char *p[N];
	struct region *a = fresh(16 * MIB);
	unsigned char *copy, *q;
	size_t n, i;

	for (i = 0; i < N; i++)
		p[i] = region_alloc(a, 1 + i * 37 % 9000);
	for (i = 0; i < N; i += 3)
		region_free(a, p[i]);
	n = region_seal(a, 0);
	/* The allocator's own records come first; then what it gave. */
	copy = malloc(n);
	memcpy(copy, memory, n);
	for (i = 1; i < N; i += 3) {
		region_free(a, p[i]);
		q = region_realloc(a, p[i + 1 < N ? i + 1 : i], 12000);
		CHECK(q != NULL && q >= (unsigned char *)memory + n);
		region_free(a, q);
		q = region_alloc(a, 1 + i % 3000);
		CHECK(q != NULL && q >= (unsigned char *)memory + n);
		memset(q, 1, 1 + i % 3000);
	}
	i = 16 * 1024; /* past the lists and pages of a region this size */
	while (i < n && (size_t)(p[2] - (unsigned char *)memory) > i)
		i += 4096;
	CHECK(memcmp(copy + i, (char *)memory + i, n - i) == 0);
	free(copy);
}

static void
hot_blocks_lie_together_before_all_others(void)
{
	const size_t hot = 8192, head = region_head(4 * MIB, hot);
	struct region *a;
	char *p, *q, *r;

	memset(memory, 0xa5, 4 * MIB);
	a = region_init_hot(memory, 4 * MIB, hot);
	CHECK(a != NULL && head % 4096 == 0 && head > hot);
	p = region_hot(a, 100);
	q = region_hot(a, 1000);
	CHECK(p != NULL && q > p && q - p < 256 && q - (char *)a < 4096);
	CHECK(region_size(a, p) == 112 && region_usable(a, p) == 0);
	memset(p, 1, 112);
	memset(q, 2, 1000);
	/* The last grows where it is, as far as there is room. */
	CHECK(region_realloc(a, q, 6000) == q && q[999] == 2);
	CHECK(region_hot(a, 4000) == NULL && region_hot(a, SIZE_MAX) == NULL);
	r = region_realloc(a, p, 200);
	CHECK(r != p && r[111] == 1 && r >= (char *)memory + head);
	r = region_realloc(a, q, 9000);
	CHECK(r != q && r[999] == 2 && r >= (char *)memory + head);
	region_free(a, p);
	CHECK(region_hot(a, 16) != p);
}

static void
a_seal_goes_as_far_as_is_asked(void)
{
	struct region *a = fresh(4 * MIB);
	size_t head = region_head(4 * MIB, 0);
	char *p = region_alloc(a, 100), *q;

	CHECK(p == (char *)memory + head);
	CHECK(region_seal(a, 2 * MIB) == head + 2 * MIB);
	q = region_alloc(a, 100);
	CHECK(q > (char *)memory + head + 2 * MIB && q < p + 2 * MIB + 32768);
	/* More than there is: not at all. */
	a = fresh(4 * MIB);
	(void)region_alloc(a, 100);
	CHECK(region_seal(a, 5 * MIB) < head + MIB);
	CHECK(region_alloc(a, 100) != NULL);
}

static void
small_blocks_after_a_seal_lie_close_together(void)
{
	struct region *a = fresh(16 * MIB);
	char *low = NULL, *high = NULL, *q;

	for (size_t n = 16; n <= 2048; n += 16)
		(void)region_alloc(a, n);
	(void)region_seal(a, 0);
	for (size_t n = 16; n <= 512; n += 16) {
		q = region_alloc(a, n);
		low = low == NULL || q < low ? q : low;
		high = q > high ? q : high;
	}
	CHECK(high - low < 3 * 4096);
	/* A block freed is the next of its size. */
	region_free(a, high);
	CHECK(region_alloc(a, 512) == high);
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
	memory = aligned_alloc(4096, 64 * MIB);
	TEST(a_region_too_small_is_refused);
	TEST(blocks_never_overlap);
	TEST(the_limit_is_a_null_and_small_blocks_still_fit);
	TEST(what_is_sealed_is_read_and_never_written);
	TEST(hot_blocks_lie_together_before_all_others);
	TEST(a_seal_goes_as_far_as_is_asked);
	TEST(small_blocks_after_a_seal_lie_close_together);
	TEST(freeing_brings_it_back);
	TEST(a_lone_large_block_grows_in_place);
	TEST(a_string_that_grows_by_copies_touches_little);
	TEST(untouched_memory_is_not_touched);
	free(memory);
	return tap_end();
}
