/* SPDX-License-Identifier: Apache-2.0 */
/* Header lines, an empty one, a body: a reply of any upstream. */
#include <assert.h>
#include <jansson.h>
#include <stdint.h>
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
	json_t *shown;
	struct buf text;

	if (redact == NULL)
		return 0;
	reply_init(&r, redact, 0);
	for (; s < end; s = line + 1) {
		line = memchr(s, '\n', (size_t)(end - s));
		if (line == NULL || line == s)
			break;
		(void)reply_header(&r, s, (size_t)(line - s) + 1);
	}
	if (s < end)
		(void)reply_data(&r, s, (size_t)(end - s));
	(void)reply_whole(&r);
	kind = reply_finish(&r);
	assert(kind != NULL);
	reply_say(&r, "x-cordon-note", "a note");
	buf_init(&text, (size_t)2 * REPLY_HEADERS_MAX + 8192);
	reply_write_headers(&r, &text);
	/* What goes to the worker is UTF-8, and each name is there once. */
	shown = buf_ok(&text) ? json_loadb(text.p, text.len,
	    JSON_REJECT_DUPLICATES, NULL) : NULL;
	assert(shown != NULL);
	assert(json_object_get(shown, "set-cookie") == NULL);
	assert(json_object_size(shown) == r.n_headers);
	assert(strcmp(json_string_value(json_object_get(shown,
			  "x-cordon-note")), "a note") == 0);
	(void)fetch_retry_after(reply_value(&r, "retry-after"), 1700000000000);
	json_decref(shown);
	buf_fini(&text);
	reply_fini(&r);
	redact_free(redact);
	return 0;
}
