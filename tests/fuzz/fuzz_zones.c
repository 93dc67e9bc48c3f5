/* SPDX-License-Identifier: Apache-2.0 */
/* A list of zones that is not the system's: a zone, a time, and the list. */
#include <assert.h>
#include <string.h>

#include "worker/zones.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zone_at z;
	char name[16] = "";
	double t;

	if (n < 20)
		return 0;
	memcpy(name, p, 15);
	t = (double)(int32_t)((uint32_t)p[16] | (uint32_t)p[17] << 8 |
	    (uint32_t)p[18] << 16 | (uint32_t)p[19] << 24);
	if (zones_find((const char *)p + 20, n - 20, name, t, &z) == 0)
		assert(z.from_s <= t && strlen(z.name) < sizeof z.name &&
		    strlen(z.abbrev) < sizeof z.abbrev);
	return 0;
}
