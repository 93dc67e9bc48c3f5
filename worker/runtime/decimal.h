/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decimal.h -- doubles and their decimals, exactly.
 *
 * Pure: no allocation, no engine, no locale.
 */
#ifndef CORDON_WORKER_RUNTIME_DECIMAL_H
#define CORDON_WORKER_RUNTIME_DECIMAL_H

#include <stddef.h>

/* The most digits that a double has, from the first that is no zero: those of
 * the greatest number below twice the least normal one. */
#define DECIMAL_DIGITS_MAX 767

/*
 * The double nearest to the decimal at text, ties to even: digits, perhaps a
 * point and digits, perhaps an exponent, each as long as it likes.  What comes
 * after (at the latest a NUL) is not looked at; no sign is expected.
 */
double decimal_read(const char *text);
/* The same of the digits alone, as parseInt() reads them. */
double decimal_read_whole(const char *text);

/*
 * All digits of a finite x > 0; digits has room for DECIMAL_DIGITS_MAX.
 * Returns how many; *ret_point of them stand before the point, or, when that
 * is negative, so many zeros between the point and them.
 */
size_t decimal_digits(char *digits, double x, int *ret_point);

/*
 * The first `keep` of n digits, rounded (a half up), with zeros for those that
 * are not there.  digits[-1] is writable, and becomes '1' when rounding
 * carries so far, else '0'; digits[0 .. keep] is writable.
 */
void decimal_round(char *digits, size_t n, size_t keep);

#endif
