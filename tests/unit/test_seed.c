/* SPDX-License-Identifier: Apache-2.0 */
/* No run's seed is another's, wherever the kernel is asked again between. */
#include <stdlib.h>
#include <string.h>

#include "broker/seed.h"
#include "tests/unit/tap.h"

#define SEEDS 1000

static uint8_t seeds[SEEDS][SEED_BYTES];

static int
compare(const void *a, const void *b)
{
	return memcmp(a, b, SEED_BYTES);
}

static void
each_is_new(void)
{
	static const uint8_t none[SEED_BYTES];

	for (size_t i = 0; i < SEEDS; i++)
		CHECK(seed_take(seeds[i]) == 0);
	qsort(seeds, SEEDS, SEED_BYTES, compare);
	CHECK(memcmp(seeds[0], none, SEED_BYTES) != 0);
	for (size_t i = 1; i < SEEDS; i++)
		CHECK(memcmp(seeds[i - 1], seeds[i], SEED_BYTES) != 0);
}

int
main(void)
{
	TEST(each_is_new);
	return tap_end();
}
