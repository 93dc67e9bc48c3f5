/* SPDX-License-Identifier: Apache-2.0 */
/* decimal.c -- text to double by the digits, double to all of its digits. */
#include "worker/runtime/decimal.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define WORD_DIGITS 19 /* that always fit 64 bits */
#define EXACT_MAX (UINT64_C(1) << 53) /* whole numbers are doubles up to here */
#define EXACT_POWER 22 /* and powers of ten, up to this one */
/* Beyond this, whatever the digits, lies zero or infinity; and no text has so
 * many digits that an exponent past it mattered. */
#define EXPONENT_MAX INT64_C(1000000000000)
#define POWER_MAX 400

#define LIMB 1000000000U /* nine digits */
#define LIMB_DIGITS 9
#define LIMBS_MAX 88 /* of DECIMAL_DIGITS_MAX digits, and some room */

/* What a decimal says: its digits, without leading zeros, times a power. */
struct decimal {
	const char *first; /* of the digits, where they stand */
	uint64_t word; /* the first WORD_DIGITS of them */
	size_t n; /* how many they are */
	int64_t power; /* of the last digit */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int64_t
scan_exponent(const char *p)
{
	bool minus = *p == '-';
	int64_t e = 0;

	for (p += minus || *p == '+'; is_digit(*p); p++)
		if (e < EXPONENT_MAX)
			e = e * 10 + (*p - '0');
	return minus ? -e : e;
}

static struct decimal
scan(const char *p, bool whole)
{
	struct decimal d = { p, 0, 0, 0 };
	bool fraction = false;

	for (;; p++) {
		if (*p == '.' && !fraction && !whole) {
			fraction = true;
			continue;
		}
		if (!is_digit(*p))
			break;
		d.power -= fraction;
		if (d.n == 0 && *p == '0')
			continue;
		if (d.n++ == 0)
			d.first = p;
		if (d.n <= WORD_DIGITS)
			d.word = d.word * 10 + (uint64_t)(*p - '0');
	}
	if (!whole && (*p == 'e' || *p == 'E'))
		d.power += scan_exponent(p + 1);
	return d;
}

/* Both operands are exact, so the one rounding is the right one (Clinger). */
static bool
read_exact(const struct decimal *d, double *ret)
{
	static const double powers[EXACT_POWER + 1] = { 1e0, 1e1, 1e2, 1e3, 1e4,
		1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
		1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

	if (d->n > WORD_DIGITS || d->word > EXACT_MAX ||
	    d->power < -EXACT_POWER || d->power > EXACT_POWER)
		return false;
	*ret = d->power < 0 ? (double)d->word / powers[-d->power]
			    : (double)d->word * powers[d->power];
	return true;
}

/*
 * By the C library's strtod(), which reads any number of digits right, but
 * would also read what is no decimal of JavaScript and ask for the locale's
 * point: it gets digits and an exponent only.  Digits past the longest number
 * halfway between two doubles matter only by being there.
 */
static double
read_long(const struct decimal *d)
{
	char text[DECIMAL_DIGITS_MAX + 16], *out = text;
	int64_t power = d->power + (int64_t)d->n;
	size_t left = d->n, room = DECIMAL_DIGITS_MAX + 1;

	for (const char *p = d->first; left > 0; p++) {
		if (*p == '.')
			continue;
		left--;
		if (room > 0) {
			*out++ = *p;
			room--;
		} else if (*p != '0') {
			*out++ = '1';
			break;
		}
	}
	power -= out - text;
	*out++ = 'e';
	if (power < 0)
		*out++ = '-';
	power = power < 0 ? -power : power;
	for (int64_t unit = 1000; unit > 0; unit /= 10)
		*out++ = (char)('0' + power / unit % 10);
	*out = '\0';
	return strtod(text, NULL);
}

static double
nearest(struct decimal d)
{
	int64_t size = d.power + (int64_t)d.n;
	double x;

	if (d.n == 0 || size < -POWER_MAX)
		return 0;
	if (size > POWER_MAX)
		return HUGE_VAL;
	return read_exact(&d, &x) ? x : read_long(&d);
}

double
decimal_read(const char *text)
{
	return nearest(scan(text, false));
}

double
decimal_read_whole(const char *text)
{
	return nearest(scan(text, true));
}

/* limbs *= x; lowest first.  Returns how many they are now. */
static size_t
limbs_mul(uint32_t *limbs, size_t n, uint32_t x)
{
	uint64_t carry = 0;

	for (size_t i = 0; i < n; i++) {
		carry += (uint64_t)limbs[i] * x;
		limbs[i] = (uint32_t)(carry % LIMB);
		carry /= LIMB;
	}
	for (; carry > 0; carry /= LIMB)
		limbs[n++] = (uint32_t)(carry % LIMB);
	return n;
}

static size_t
limbs_power(uint32_t *limbs, size_t n, uint32_t base, int power)
{
	/* 5^13 and 2^26: one limb times these stays below 2^64. */
	int step = base == 5 ? 13 : 26;

	while (power > 0) {
		uint32_t x = 1;

		for (int i = 0; i < step && power > 0; i++, power--)
			x *= base;
		n = limbs_mul(limbs, n, x);
	}
	return n;
}

static size_t
limbs_text(char *out, const uint32_t *limbs, size_t n)
{
	char nine[LIMB_DIGITS];
	size_t len = 0;

	while (n-- > 0) {
		uint32_t v = limbs[n];
		size_t zeros = 0;

		for (size_t i = LIMB_DIGITS; i-- > 0; v /= 10)
			nine[i] = (char)('0' + v % 10);
		while (len == 0 && zeros < LIMB_DIGITS && nine[zeros] == '0')
			zeros++;
		memcpy(out + len, nine + zeros, LIMB_DIGITS - zeros);
		len += LIMB_DIGITS - zeros;
	}
	return len;
}

size_t
decimal_digits(char *digits, double x, int *ret_point)
{
	uint32_t limbs[LIMBS_MAX];
	int exponent;
	uint64_t word = (uint64_t)ldexp(frexp(x, &exponent), 53);
	size_t n = 2, len;

	exponent -= 53;
	for (; exponent < 0 && (word & 1) == 0; word >>= 1)
		exponent++;
	limbs[0] = (uint32_t)(word % LIMB);
	limbs[1] = (uint32_t)(word / LIMB);
	/* word / 2^k is word * 5^k / 10^k. */
	n = exponent < 0 ? limbs_power(limbs, n, 5, -exponent)
			 : limbs_power(limbs, n, 2, exponent);
	len = limbs_text(digits, limbs, n);
	*ret_point = (int)len + (exponent < 0 ? exponent : 0);
	return len;
}

void
decimal_round(char *digits, size_t n, size_t keep)
{
	bool up = keep < n && digits[keep] >= '5';
	char *p = digits + keep;

	digits[-1] = '0';
	if (keep > n)
		memset(digits + n, '0', keep - n);
	while (up) {
		up = *--p == '9';
		*p = up ? '0' : (char)(*p + 1);
	}
}

/* For Duktape's source (duk_options.h). */
double engine_decimal(const void *p, int whole);

double
engine_decimal(const void *p, int whole)
{
	return whole ? decimal_read_whole(p) : decimal_read(p);
}
