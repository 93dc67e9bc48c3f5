/* SPDX-License-Identifier: Apache-2.0 */
/* What an upstream says of when (Retry-After: seconds or HTTP-date), and a
 * program of when its secret ends (RFC 3339). */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "broker/egress/date.h"
#include "broker/egress/fetch_retry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TEXT_MAX 256
#define DAY_MS 86400000
#define NOW_MS 1767323045000u /* 2026-01-02T03:04:05Z */
#define YEARS_MS 3.2e16 /* a million */

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[TEXT_MAX + 1];
	int64_t ms, later;
	double at;

	if (size > TEXT_MAX)
		return 0;
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	ms = fetch_retry_after(text, NOW_MS);
	assert(ms >= -1 && ms <= DAY_MS);
	/* An hour later there is no more to wait, and it is no less a date. */
	later = fetch_retry_after(text, NOW_MS + 3600000);
	assert(later <= ms && (later == -1) == (ms == -1));
	if (text[0] != '\0' && text[strspn(text, "0123456789")] == '\0')
		assert(ms >= 0);
	if (date_read(text, &at))
		assert(isfinite(at) && fabs(at) < YEARS_MS);
	return 0;
}
