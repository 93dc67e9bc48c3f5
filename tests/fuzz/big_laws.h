/* SPDX-License-Identifier: Apache-2.0 */
/* big_laws.h -- what always holds of bignum.h, for its unit and fuzz tests. */
#ifndef CORDON_TESTS_FUZZ_BIG_LAWS_H
#define CORDON_TESTS_FUZZ_BIG_LAWS_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "worker/runtime/bignum.h"

#define LAW_LIMBS 96

static bool
big_same(const struct big *a, const struct big *b)
{
	return big_cmp(a, b) == 0 && a->neg == b->neg && a->n == b->n;
}

/* (a / b) * b + a % b == a, with |a % b| < |b|. */
static bool
big_law_division(const struct big *a, const struct big *b)
{
	uint32_t q[LAW_LIMBS + 1], r[LAW_LIMBS + 1], t[LAW_LIMBS];
	uint32_t m[2 * LAW_LIMBS + 1], s[2 * LAW_LIMBS + 2];
	struct big quot, rem, back, sum;

	if (b->n == 0)
		return true;
	big_divmod(a, b, q, r, t, &quot, &rem);
	back = big_mul(m, &quot, b);
	sum = big_add(s, &back, &rem, false);
	return big_cmp_abs(&rem, b) < 0 && big_same(&sum, a) &&
	    (rem.n == 0 || rem.neg == a->neg);
}

/* What is printed reads back. */
static bool
big_law_text(const struct big *a, unsigned radix)
{
	char text[LAW_LIMBS * 32 + 4];
	uint32_t tmp[LAW_LIMBS], r[LAW_LIMBS * 32 / 6 + 2];
	struct big back;
	size_t n, sign = a->neg ? 1 : 0;

	if (big_text_max(a, radix) > sizeof(text))
		return false;
	n = big_text(text, tmp, a, radix);
	if (!big_parse(r, text + sign, n - sign, radix, &back))
		return false;
	back.neg = a->neg;
	return big_same(&back, a);
}

/* (a << k) >> k == a; a - (a >> k << k) == a mod 2^k. */
static bool
big_law_shift(const struct big *a, size_t k)
{
	uint32_t up[2 * LAW_LIMBS], down[2 * LAW_LIMBS], low[LAW_LIMBS + 1];
	uint32_t floor_[2 * LAW_LIMBS], diff[2 * LAW_LIMBS + 1];
	uint32_t wrap[2 * LAW_LIMBS];
	struct big u = big_shl(up, a, k), d = big_shr(down, &u, k), w;

	if (!big_same(&d, a))
		return false;
	d = big_shr(low, a, k);
	u = big_shl(floor_, &d, k);
	d = big_add(diff, a, &u, true);
	w = big_wrap(wrap, a, k, false);
	return big_same(&d, &w);
}

/* (a & b) + (a | b) == a + b; (a | b) - (a & b) == a ^ b. */
static bool
big_law_bits(const struct big *a, const struct big *b)
{
	uint32_t x[LAW_LIMBS + 1], y[LAW_LIMBS + 1], z[LAW_LIMBS + 1];
	uint32_t t[LAW_LIMBS + 1], s[LAW_LIMBS + 2], v[LAW_LIMBS + 2];
	struct big and = big_bits(x, t, a, b, '&');
	struct big or = big_bits(y, t, a, b, '|');
	struct big xor = big_bits(z, t, a, b, '^');
	struct big sum = big_add(s, &and, & or, false);
	struct big other = big_add(v, a, b, false);

	if (!big_same(&sum, &other))
		return false;
	sum = big_add(s, & or, &and, true);
	return big_same(&sum, &xor);
}

/* The double is the nearest: it compares as its whole number does. */
static bool
big_law_double(const struct big *a)
{
	double d = big_to_double(a);
	uint32_t r[33];
	struct big b;

	if (isinf(d))
		return big_bit_length(a) >= 1024;
	b = big_from_double(r, d);
	return big_cmp_double(a, d) == big_cmp(a, &b) && big_to_double(&b) == d;
}

static bool
big_laws(const struct big *a, const struct big *b, size_t k)
{
	return big_law_division(a, b) && big_law_division(b, a) &&
	    big_law_text(a, 2 + (unsigned)(k % 35)) && big_law_text(a, 10) &&
	    big_law_shift(a, k % (LAW_LIMBS * 16)) && big_law_bits(a, b) &&
	    big_law_double(a);
}

#endif
