/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/runtime/half.h"

#include <math.h>

#define SIGN 0x8000u
#define INFINITE 0x7c00u
#define QUIET 0x7e00u
#define SMALLEST_EXPONENT (-14)
#define BIAS 15
#define FIRST_INFINITE 65520.0 /* half a step beyond the largest */

uint16_t
half_of(double x)
{
	uint16_t sign = signbit(x) ? SIGN : 0;
	int e;

	if (isnan(x))
		return QUIET;
	x = fabs(x);
	if (x >= FIRST_INFINITE)
		return (uint16_t)(sign | INFINITE);
	if (x < ldexp(1, SMALLEST_EXPONENT))
		return (uint16_t)(sign | (unsigned)rint(ldexp(x, 24)));
	x = frexp(x, &e); /* 0.5 .. 1 */
	/* What is rounded up to the next power carries into the exponent. */
	return (uint16_t)(sign | (((unsigned)(e - 1 + BIAS) << 10) +
	    (unsigned)rint(ldexp(x, 11)) - 1024u));
}

double
half_value(uint16_t bits)
{
	unsigned e = (bits >> 10) & 31, m = bits & 1023;
	double x = e == 0 ? ldexp(m, -24)
	    : e < 31	  ? ldexp(m + 1024, (int)e - BIAS - 10)
	    : m == 0	  ? (double)INFINITY
			  : (double)NAN;

	return bits & SIGN ? -x : x;
}
