/* SPDX-License-Identifier: Apache-2.0 */
/* A stream of events, whole and a byte at a time: the same events. */
#include "mcp/sse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t sum;

static void
on_event(void *arg, const char *data, size_t n)
{
	size_t i;

	(void)arg;
	for (i = 0; i < n; i++)
		sum = sum * 31 + (uint8_t)data[i];
	sum = sum * 31 + 1000;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sse s;
	uint64_t whole;
	bool good, each = true;
	size_t i;

	sum = 0;
	sse_init(&s, 1000);
	good = sse_feed(&s, (const char *)data, size, on_event, NULL);
	sse_fini(&s);
	whole = sum;
	sum = 0;
	sse_init(&s, 1000);
	for (i = 0; i < size && each; i++)
		each = sse_feed(&s, (const char *)data + i, 1, on_event, NULL);
	sse_fini(&s);
	if (good != each || (good && whole != sum))
		__builtin_trap();
	return 0;
}
