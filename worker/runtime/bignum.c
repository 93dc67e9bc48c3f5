/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/runtime/bignum.h"

#include <math.h>
#include <string.h>

#define DOUBLE_LIMBS 33 /* 2^1024 and a limb to shift into */

size_t
big_trim(const uint32_t *d, size_t n)
{
	while (n > 0 && d[n - 1] == 0)
		n--;
	return n;
}

static struct big
made(const uint32_t *d, size_t n, bool neg)
{
	struct big r = { d, big_trim(d, n), false };

	r.neg = neg && r.n > 0;
	return r;
}

int
big_cmp_abs(const struct big *a, const struct big *b)
{
	size_t i;

	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	for (i = a->n; i-- > 0;)
		if (a->d[i] != b->d[i])
			return a->d[i] < b->d[i] ? -1 : 1;
	return 0;
}

int
big_cmp(const struct big *a, const struct big *b)
{
	if (a->neg != b->neg)
		return a->neg ? -1 : 1;
	return a->neg ? big_cmp_abs(b, a) : big_cmp_abs(a, b);
}

int
big_cmp_double(const struct big *a, double d)
{
	uint32_t limbs[DOUBLE_LIMBS];
	struct big b;
	double whole;
	int c;

	if (isinf(d))
		return d > 0 ? -1 : 1;
	whole = trunc(d);
	b = big_from_double(limbs, whole);
	c = big_cmp(a, &b);
	if (c != 0 || whole == d)
		return c;
	return d > whole ? -1 : 1;
}

/* Of the magnitudes; a is not shorter than b. */
static size_t
add_abs(uint32_t *r, const struct big *a, const struct big *b)
{
	uint64_t c = 0;
	size_t i;

	for (i = 0; i < a->n; i++) {
		c += (uint64_t)a->d[i] + (i < b->n ? b->d[i] : 0);
		r[i] = (uint32_t)c;
		c >>= 32;
	}
	r[i] = (uint32_t)c;
	return i + 1;
}

/* Of the magnitudes; a is not less than b. */
static size_t
sub_abs(uint32_t *r, const struct big *a, const struct big *b)
{
	uint64_t borrow = 0, x;
	size_t i;

	for (i = 0; i < a->n; i++) {
		x = (uint64_t)a->d[i] - (i < b->n ? b->d[i] : 0) - borrow;
		r[i] = (uint32_t)x;
		borrow = x >> 63;
	}
	return a->n;
}

struct big
big_add(uint32_t *r, const struct big *a, const struct big *b, bool minus)
{
	bool bneg = b->neg != minus;

	if (a->neg == bneg)
		return a->n >= b->n ? made(r, add_abs(r, a, b), a->neg)
				    : made(r, add_abs(r, b, a), a->neg);
	if (big_cmp_abs(a, b) >= 0)
		return made(r, sub_abs(r, a, b), a->neg);
	return made(r, sub_abs(r, b, a), bneg);
}

struct big
big_mul(uint32_t *r, const struct big *a, const struct big *b)
{
	uint64_t c;
	size_t i, j;

	memset(r, 0, (a->n + b->n) * sizeof(*r));
	for (i = 0; i < a->n; i++) {
		c = 0;
		for (j = 0; j < b->n; j++) {
			c += (uint64_t)a->d[i] * b->d[j] + r[i + j];
			r[i + j] = (uint32_t)c;
			c >>= 32;
		}
		r[i + j] = (uint32_t)c;
	}
	return made(r, a->n + b->n, a->neg != b->neg);
}

uint32_t
big_div_small(uint32_t *r, const uint32_t *d, size_t n, uint32_t x)
{
	uint64_t c = 0;

	while (n-- > 0) {
		c = c << 32 | d[n];
		r[n] = (uint32_t)(c / x);
		c %= x;
	}
	return (uint32_t)c;
}

/* r = d << s for s < 32; n + 1 limbs.  r may be d. */
static void
shift_up(uint32_t *r, const uint32_t *d, size_t n, unsigned s)
{
	uint64_t c = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		c |= (uint64_t)d[i] << s;
		r[i] = (uint32_t)c;
		c >>= 32;
	}
	r[n] = (uint32_t)c;
}

/* One digit of the quotient: u[0..n] minus the digit times v. */
static uint32_t
div_step(uint32_t *u, const uint32_t *v, size_t n)
{
	uint64_t top = (uint64_t)u[n] << 32 | u[n - 1], q = top / v[n - 1];
	uint64_t rest = top % v[n - 1], c = 0, borrow = 0, x;
	size_t i;

	while (q >> 32 != 0 || q * v[n - 2] > (rest << 32 | u[n - 2])) {
		q--;
		rest += v[n - 1];
		if (rest >> 32 != 0)
			break;
	}
	for (i = 0; i < n; i++) {
		c += q * v[i];
		x = (uint64_t)u[i] - (uint32_t)c - borrow;
		u[i] = (uint32_t)x;
		borrow = x >> 63;
		c >>= 32;
	}
	x = (uint64_t)u[n] - c - borrow;
	u[n] = (uint32_t)x;
	if (x >> 63 == 0)
		return (uint32_t)q;
	/* One too many: add v back. */
	for (c = 0, i = 0; i < n; i++) {
		c += (uint64_t)u[i] + v[i];
		u[i] = (uint32_t)c;
		c >>= 32;
	}
	u[n] += (uint32_t)c;
	return (uint32_t)(q - 1);
}

void
big_divmod(const struct big *a, const struct big *b, uint32_t *q, uint32_t *rem,
    uint32_t *tmp, struct big *ret_q, struct big *ret_rem)
{
	unsigned s;
	size_t i, n = b->n;

	if (big_cmp_abs(a, b) < 0) {
		if (a->n > 0)
			memcpy(rem, a->d, a->n * sizeof(*rem));
		*ret_rem = made(rem, a->n, a->neg);
		*ret_q = made(q, 0, false);
		return;
	}
	if (n == 1) {
		rem[0] = big_div_small(q, a->d, a->n, b->d[0]);
		*ret_q = made(q, a->n, a->neg != b->neg);
		*ret_rem = made(rem, 1, a->neg);
		return;
	}
	/* Knuth's algorithm D: the divisor's top bit is set. */
	s = (unsigned)__builtin_clz(b->d[n - 1]);
	for (i = n - 1; i > 0; i--)
		tmp[i] = (uint32_t)(((uint64_t)b->d[i] << 32 | b->d[i - 1]) >>
		    (32 - s));
	tmp[0] = b->d[0] << s;
	shift_up(rem, a->d, a->n, s);
	for (i = a->n - n + 1; i-- > 0;)
		q[i] = div_step(rem + i, tmp, n);
	*ret_q = made(q, a->n - n + 1, a->neg != b->neg);
	for (i = 0; i + 1 < n; i++)
		rem[i] = (uint32_t)(((uint64_t)rem[i + 1] << 32 | rem[i]) >> s);
	rem[i] >>= s;
	*ret_rem = made(rem, n, a->neg);
}

struct big
big_shl(uint32_t *r, const struct big *a, size_t bits)
{
	size_t whole = bits / 32;

	memset(r, 0, whole * sizeof(*r));
	shift_up(r + whole, a->d, a->n, bits % 32);
	return made(r, a->n + whole + 1, a->neg);
}

struct big
big_shr(uint32_t *r, const struct big *a, size_t bits)
{
	size_t whole = bits / 32, i, n;
	unsigned s = bits % 32;
	bool lost = false;
	uint64_t x, c;

	if (whole >= a->n) {
		r[0] = 1;
		return made(r, a->neg ? 1 : 0, a->neg);
	}
	for (i = 0; i < whole; i++)
		lost |= a->d[i] != 0;
	lost |= (a->d[whole] & ((1u << s) - 1)) != 0;
	n = a->n - whole;
	for (i = 0; i < n; i++) {
		x = a->d[whole + i];
		if (i + 1 < n)
			x |= (uint64_t)a->d[whole + i + 1] << 32;
		r[i] = (uint32_t)(x >> s);
	}
	/* Down, not toward zero. */
	c = a->neg && lost ? 1 : 0;
	for (i = 0; c != 0 && i < n; i++) {
		c += r[i];
		r[i] = (uint32_t)c;
		c >>= 32;
	}
	r[n] = (uint32_t)c;
	return made(r, n + 1, a->neg);
}

/* Two's complement of n limbs, n > a->n or what is beyond is cut. */
static void
complement(uint32_t *r, const struct big *a, size_t n)
{
	uint64_t c = 1;
	size_t i;

	for (i = 0; i < n; i++) {
		r[i] = i < a->n ? a->d[i] : 0;
		if (a->neg) {
			c += (uint32_t)~r[i];
			r[i] = (uint32_t)c;
			c >>= 32;
		}
	}
}

/* The number that n limbs of two's complement are. */
static struct big
from_complement(uint32_t *r, size_t n, bool neg)
{
	uint64_t c = 1;
	size_t i;

	for (i = 0; neg && i < n; i++) {
		c += (uint32_t)~r[i];
		r[i] = (uint32_t)c;
		c >>= 32;
	}
	return made(r, n, neg);
}

struct big
big_bits(uint32_t *r, uint32_t *tmp, const struct big *a, const struct big *b,
    char op)
{
	size_t n = (a->n > b->n ? a->n : b->n) + 1, i;

	complement(r, a, n);
	complement(tmp, b, n);
	for (i = 0; i < n; i++)
		r[i] = op == '&' ? r[i] & tmp[i]
		    : op == '|'  ? r[i] | tmp[i]
				 : r[i] ^ tmp[i];
	return from_complement(r, n, r[n - 1] >> 31 != 0);
}

struct big
big_wrap(uint32_t *r, const struct big *a, size_t bits, bool sign)
{
	size_t n = bits / 32 + 1;
	uint32_t mask = (1u << bits % 32) - 1;
	bool neg;

	if (bits == 0)
		return made(r, 0, false);
	complement(r, a, n);
	r[n - 1] &= mask;
	neg = sign && (r[(bits - 1) / 32] >> (bits - 1) % 32 & 1) != 0;
	if (neg)
		r[n - 1] |= ~mask;
	return from_complement(r, n, neg);
}

size_t
big_bit_length(const struct big *a)
{
	if (a->n == 0)
		return 0;
	return a->n * 32 - (size_t)__builtin_clz(a->d[a->n - 1]);
}
