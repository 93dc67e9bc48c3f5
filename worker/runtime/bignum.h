/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bignum.h -- whole numbers of any length: the arithmetic under BigInt.
 *
 * Pure: no allocation, no engine.  A number is a sign and a magnitude of
 * 32-bit limbs, lowest first, without leading zeros; zero has no limbs and no
 * sign.  Results go to limbs of the caller's, of the size each function names;
 * they never overlap the operands unless it says so.
 */
#ifndef CORDON_WORKER_RUNTIME_BIGNUM_H
#define CORDON_WORKER_RUNTIME_BIGNUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A million bits: 2n ** 1000000n still is one, and the slowest operation on
 * two such numbers ends within a run's deadline. */
#define BIG_LIMBS_MAX 32769

struct big {
	const uint32_t *d;
	size_t n;
	bool neg;
};

/* The length without leading zeros. */
size_t big_trim(const uint32_t *d, size_t n);
/* -1, 0, 1: of the magnitudes; of the numbers. */
int big_cmp_abs(const struct big *a, const struct big *b);
int big_cmp(const struct big *a, const struct big *b);
/* The same against a double that is no NaN. */
int big_cmp_double(const struct big *a, double d);

/* r = d / x, both of n limbs; the remainder.  r may be d. */
uint32_t big_div_small(uint32_t *r, const uint32_t *d, size_t n, uint32_t x);
/* r has max(a, b) + 1 limbs.  minus: a - b. */
struct big big_add(uint32_t *r, const struct big *a, const struct big *b,
    bool minus);
/* r has a + b limbs. */
struct big big_mul(uint32_t *r, const struct big *a, const struct big *b);
/*
 * b is not zero.  q has a + 1 limbs; rem has a + 1 limbs; tmp has b limbs.
 * Rounds toward zero; the remainder has the sign of a.
 */
void big_divmod(const struct big *a, const struct big *b, uint32_t *q,
    uint32_t *rem, uint32_t *tmp, struct big *ret_q, struct big *ret_rem);
/* r has a + bits / 32 + 1 limbs. */
struct big big_shl(uint32_t *r, const struct big *a, size_t bits);
/* Rounds down, as >> does.  r has a + 1 limbs. */
struct big big_shr(uint32_t *r, const struct big *a, size_t bits);
/* op '&' '|' '^' on endless two's complement.  r and tmp have
 * max(a, b) + 1 limbs each. */
struct big big_bits(uint32_t *r, uint32_t *tmp, const struct big *a,
    const struct big *b, char op);
/* a modulo 2^bits, as a signed or unsigned number.  r has bits / 32 + 2
 * limbs. */
struct big big_wrap(uint32_t *r, const struct big *a, size_t bits, bool sign);
size_t big_bit_length(const struct big *a);

/* Digits in a radix of 2 to 36.  out has big_text_max() bytes, tmp a limbs;
 * returns the length. */
size_t big_text_max(const struct big *a, unsigned radix);
size_t big_text(char *out, uint32_t *tmp, const struct big *a, unsigned radix);
/* n digits of the radix, all valid; r has n / 6 + 1 limbs (36^6 < 2^32).
 * False when a byte is no digit. */
bool big_parse(uint32_t *r, const char *s, size_t n, unsigned radix,
    struct big *ret);

/* The nearest double, ties to even; infinities beyond. */
double big_to_double(const struct big *a);
/* A whole finite double; r has 33 limbs. */
struct big big_from_double(uint32_t *r, double d);

#endif
