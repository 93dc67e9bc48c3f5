/* SPDX-License-Identifier: Apache-2.0 */
/* Our reader of JSON beside jansson's: what ours reads, that reads the same. */
#include <stdlib.h>
#include <string.h>

#include "common/host/json.h"
#include "common/host/json_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
same_text(const json_t *a, const json_t *b)
{
	struct buf x, y;
	int same;

	buf_init(&x, SIZE_MAX / 4);
	buf_init(&y, SIZE_MAX / 4);
	json_write(&x, a);
	json_write(&y, b);
	same = x.len == y.len && memcmp(x.p, y.p, x.len) == 0;
	buf_fini(&x);
	buf_fini(&y);
	return same;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct json_limits limits = { .bytes = 65536,
		.depth = 64,
		.values = 5000 };
	const char *s = (const char *)data;
	json_t *ours = json_parse(s, size, &limits);
	json_t *theirs = NULL;

	if (size <= limits.bytes)
		theirs = json_loadb(s, size,
		    JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
	if (ours != NULL &&
	    (theirs == NULL || !json_equal(ours, theirs) ||
		!same_text(ours, theirs) ||
		json_prescan(s, size, &limits, NULL) == -1))
		abort();
	json_decref(ours);
	json_decref(theirs);
	return 0;
}
