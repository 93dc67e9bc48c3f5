/* SPDX-License-Identifier: Apache-2.0 */
/* Two numbers out of any bytes: the laws of arithmetic hold. */
#include <assert.h>

#include "tests/fuzz/big_laws.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static struct big
number(uint32_t *limbs, const uint8_t *p, size_t n, bool neg)
{
	struct big r = { limbs, 0, false };

	if (n > LAW_LIMBS / 2 * sizeof(*limbs))
		n = LAW_LIMBS / 2 * sizeof(*limbs);
	memset(limbs, 0, LAW_LIMBS / 2 * sizeof(*limbs));
	if (n > 0)
		memcpy(limbs, p, n);
	r.n = big_trim(limbs, LAW_LIMBS / 2);
	r.neg = neg && r.n > 0;
	return r;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	uint32_t x[LAW_LIMBS / 2], y[LAW_LIMBS / 2], parsed[LAW_LIMBS * 4];
	struct big a, b, c;
	size_t cut;

	if (n < 3)
		return 0;
	cut = p[1] < n - 3 ? p[1] : n - 3;
	a = number(x, p + 3, cut, p[0] & 1);
	b = number(y, p + 3 + cut, n - 3 - cut, p[0] & 2);
	assert(big_laws(&a, &b, (size_t)p[2] * 7));
	if (n < sizeof(parsed) / sizeof(*parsed))
		(void)big_parse(parsed, (const char *)p + 3, n - 3, 36, &c);
	return 0;
}
