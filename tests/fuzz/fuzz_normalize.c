/* SPDX-License-Identifier: Apache-2.0 */
/* Text of any units: normal forms are stable, and composing what was
 * decomposed is the same as composing at once. */
#include <assert.h>
#include <string.h>

#include "worker/unicode/normal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define UNITS_MAX 512
#define POINTS_MAX (UNITS_MAX * 18)

/* In place of `u`; how many units. */
static size_t
normalize(uint16_t *u, size_t n, bool compose, bool compat)
{
	static uint32_t c[2 * POINTS_MAX];
	size_t points = normal_decompose(u, n, compat, c, POINTS_MAX);

	assert(points <= POINTS_MAX);
	normal_order(c, points, c + points);
	if (compose)
		points = normal_compose(c, points);
	return normal_units(c, points, u);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint16_t a[2 * POINTS_MAX], b[2 * POINTS_MAX];
	size_t n, m;
	int compat;

	if (size / 2 > UNITS_MAX / 18)
		return 0;
	for (compat = 0; compat < 2; compat++) {
		memcpy(a, data, size & ~(size_t)1);
		n = normalize(a, size / 2, true, compat);
		memcpy(b, a, n * sizeof(*a));
		m = normalize(b, n, true, compat);
		assert(m == n && memcmp(a, b, n * sizeof(*a)) == 0);
		memcpy(b, data, size & ~(size_t)1);
		m = normalize(b, size / 2, false, compat);
		m = normalize(b, m, true, compat);
		assert(m == n && memcmp(a, b, n * sizeof(*a)) == 0);
	}
	return 0;
}
