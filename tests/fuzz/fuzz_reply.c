/* SPDX-License-Identifier: Apache-2.0 */
/* Header lines, an empty one, a body: a reply of any upstream. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "broker/egress/fetch_retry.h"
#include "broker/egress/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const secrets[] = { "hunter22" };
	struct redact *redact = redact_new(secrets, 1);
	const char *s = (const char *)data, *end = s + size, *line;
	struct reply r;
	const char *kind;
	char *text;

	if (redact == NULL || !reply_init(&r, redact, 0))
		return 0;
	for (; s < end; s = line + 1) {
		line = memchr(s, '\n', (size_t)(end - s));
		if (line == NULL || line == s)
			break;
		(void)reply_header(&r, s, (size_t)(line - s) + 1);
	}
	if (s < end)
		(void)reply_data(&r, s, (size_t)(end - s));
	kind = reply_finish(&r);
	assert(kind != NULL);
	text = json_dumps(r.headers, 0);
	assert(text != NULL); /* what goes to the worker is UTF-8 */
	assert(json_object_get(r.headers, "set-cookie") == NULL);
	(void)fetch_retry_after(json_string_value(json_object_get(r.headers,
				    "retry-after")), 1700000000000);
	free(text);
	reply_fini(&r);
	redact_free(redact);
	return 0;
}
