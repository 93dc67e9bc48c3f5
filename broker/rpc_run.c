/* SPDX-License-Identifier: Apache-2.0 */
/* rpc_run.c -- see rpc_run.h. */
#include "broker/rpc_run.h"

#include <string.h>

static void
format_names(const char *const *names, size_t n, struct buf *b)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_addc(b, ',');
		buf_add_json(b, names[i], strlen(names[i]));
	}
}

/* Every run waits for this, and printf() takes microseconds for a number. */
static void
format_seed(const uint8_t seed[32], struct buf *b)
{
	static const char digits[] = "0123456789abcdef";
	char text[64];

	for (size_t i = 0; i < 32; i++) {
		text[2 * i] = digits[seed[i] >> 4];
		text[2 * i + 1] = digits[seed[i] & 15];
	}
	buf_add(b, text, sizeof text);
}

static void
format_body(const char *before, const struct rpc_body *body, struct buf *b)
{
	buf_adds(b, before);
	buf_adds(b, "[\"body\",");
	buf_addu(b, body->stream);
	buf_addc(b, ']');
}

void
rpc_run_format(const struct rpc_run *r, struct buf *b)
{
	buf_adds(b, "[\"push\",[\"pipeline\",0,[\"run\"],[{\"seed\":\"");
	format_seed(r->seed, b);
	buf_adds(b, "\",\"now_ms\":");
	buf_addu(b, r->now_ms);
	buf_adds(b, ",\"connectors\":[[");
	format_names(r->connectors, r->n_connectors, b);
	if (r->n_values > 0)
		buf_adds(b, "]],\"values\":[[");
	format_names(r->values, r->n_values, b);
	format_body("]],\"code\":", r->code, b);
	if (r->with != NULL)
		format_body(",\"with\":", r->with, b);
	buf_adds(b, ",\"result_max\":");
	buf_addu(b, r->result_max);
	buf_adds(b, "}]]]");
}
