/* SPDX-License-Identifier: Apache-2.0 */
/* bignum_text.c -- numbers as digits and as doubles, and back. */
#include "worker/runtime/bignum.h"

#include <math.h>
#include <string.h>

static struct big
made(const uint32_t *d, size_t n, bool neg)
{
	struct big r = { d, big_trim(d, n), false };

	r.neg = neg && r.n > 0;
	return r;
}

static double
bits_of_digit(unsigned radix)
{
	return log2((double)radix);
}

size_t
big_text_max(const struct big *a, unsigned radix)
{
	return (size_t)((double)big_bit_length(a) / bits_of_digit(radix)) + 3;
}

/* As many digits as fit a limb: the power, and how many. */
static uint32_t
chunk_of(unsigned radix, unsigned *ret_digits)
{
	uint64_t p = radix;
	unsigned k = 1;

	while (p * radix <= UINT32_MAX) {
		p *= radix;
		k++;
	}
	*ret_digits = k;
	return (uint32_t)p;
}

size_t
big_text(char *out, uint32_t *tmp, const struct big *a, unsigned radix)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	size_t n = a->n, k = 0, i;
	unsigned per, j;
	uint32_t chunk = chunk_of(radix, &per), x;
	char c;

	if (n == 0) {
		out[0] = '0';
		return 1;
	}
	memcpy(tmp, a->d, n * sizeof(*tmp));
	while (n > 0) {
		x = big_div_small(tmp, tmp, n, chunk);
		n = big_trim(tmp, n);
		for (j = 0; j < per && (n > 0 || x > 0); j++) {
			out[k++] = digits[x % radix];
			x /= radix;
		}
	}
	if (a->neg)
		out[k++] = '-';
	for (i = 0; i < k / 2; i++) {
		c = out[i];
		out[i] = out[k - 1 - i];
		out[k - 1 - i] = c;
	}
	return k;
}

static unsigned
digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'z')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'Z')
		return (unsigned)(c - 'A') + 10;
	return 99;
}

/* r = r * m + x; the new length. */
static size_t
grow(uint32_t *r, size_t n, uint32_t m, uint32_t x)
{
	uint64_t c = x;
	size_t i;

	for (i = 0; i < n; i++) {
		c += (uint64_t)r[i] * m;
		r[i] = (uint32_t)c;
		c >>= 32;
	}
	if (c != 0)
		r[n++] = (uint32_t)c;
	return n;
}

bool
big_parse(uint32_t *r, const char *s, size_t n, unsigned radix, struct big *ret)
{
	unsigned per, k, d;
	uint32_t m, x;
	size_t len = 0, i = 0;

	(void)chunk_of(radix, &per);
	while (i < n) {
		for (m = 1, x = 0, k = 0; k < per && i < n; k++, i++) {
			if ((d = digit_of(s[i])) >= radix)
				return false;
			m *= radix;
			x = x * radix + d;
		}
		len = grow(r, len, m, x);
	}
	*ret = made(r, len, false);
	return true;
}

double
big_to_double(const struct big *a)
{
	size_t bits = big_bit_length(a), i, drop;
	uint64_t top = 0, half;
	bool lost = false;
	double d;

	if (bits <= 64) {
		for (i = a->n; i-- > 0;)
			top = top << 32 | a->d[i];
		d = (double)top;
		return a->neg ? -d : d;
	}
	if (bits > 1024)
		return a->neg ? -HUGE_VAL : HUGE_VAL;
	/* The upper 64 bits, the last of which also stands for the rest. */
	drop = bits - 64;
	for (i = 0; i < 64; i++) {
		half = a->d[(drop + i) / 32] >> (drop + i) % 32 & 1;
		top |= half << i;
	}
	for (i = 0; i < drop / 32; i++)
		lost |= a->d[i] != 0;
	lost |= (a->d[drop / 32] & ((1u << drop % 32) - 1)) != 0;
	d = ldexp((double)(lost ? top | 1 : top), (int)drop);
	return a->neg ? -d : d;
}

struct big
big_from_double(uint32_t *r, double d)
{
	uint32_t two[2];
	struct big m = { two, 0, false };
	double f = fabs(d);
	uint64_t x;
	int e;

	if (f < 0x1p53) {
		x = (uint64_t)f;
		r[0] = (uint32_t)x;
		r[1] = (uint32_t)(x >> 32);
		return made(r, 2, d < 0);
	}
	f = frexp(f, &e);
	x = (uint64_t)ldexp(f, 53);
	two[0] = (uint32_t)x;
	two[1] = (uint32_t)(x >> 32);
	m.n = big_trim(two, 2);
	m.neg = d < 0;
	return big_shl(r, &m, (size_t)e - 53);
}
