/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decimals beside the C library's: any text of digits is read as strtod()
 * reads it, and eight bytes as a double have printf()'s digits, all of them.
 */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "worker/runtime/decimal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TEXT_MAX 4000

static void
reads_alike(const uint8_t *data, size_t size)
{
	static const char letters[] = "0123456789000999.eE-+x";
	char text[TEXT_MAX + 1];
	size_t n = size < TEXT_MAX ? size : TEXT_MAX;

	for (size_t i = 0; i < n; i++)
		text[i] = letters[data[i] % (sizeof(letters) - 1)];
	text[n] = '\0';
	if (strpbrk(text, "-+x") == text || (n > 1 && text[1] == 'x'))
		return; /* strtod() knows signs and hexadecimal digits */
	assert(decimal_read(text) == strtod(text, NULL));
}

static void
prints_alike(double x)
{
	char digits[DECIMAL_DIGITS_MAX + 1], text[1200], *p = text;
	int point;
	size_t n;

	if (!isfinite(x) || x == 0)
		return;
	n = decimal_digits(digits, fabs(x), &point);
	assert(n > 0 && n <= DECIMAL_DIGITS_MAX && digits[0] != '0');
	(void)snprintf(text, sizeof(text), "%.*e", (int)n - 1, fabs(x));
	assert(*p == digits[0]);
	p += n > 1 ? 2 : 1;
	assert(memcmp(p, digits + 1, n - 1) == 0);
	assert(atoi(p + n) == point - 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	double x;

	if (size >= sizeof(x)) {
		memcpy(&x, data, sizeof(x));
		prints_alike(x);
	}
	reads_alike(data, size);
	return 0;
}
