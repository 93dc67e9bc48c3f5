/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes: a time that a Date may hold, or NaN. */
#include <assert.h>
#include <math.h>

#include "worker/runtime/date_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	double t = date_text_parse((const char *)p, n);

	assert(isnan(t) || (fabs(t) <= 8.64e15 && trunc(t) == t));
	return 0;
}
