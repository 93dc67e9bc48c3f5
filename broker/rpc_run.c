/* SPDX-License-Identifier: Apache-2.0 */
/* rpc_run.c -- see rpc_run.h. */
#include "broker/rpc_run.h"

#include <string.h>

#include "common/base/limits.h"

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

void
rpc_run_format(const struct rpc_run *r, struct buf *b)
{
	size_t i;

	buf_adds(b, "[\"push\",[\"pipeline\",0,[\"run\"],[{\"seed\":\"");
	for (i = 0; i < 32; i++)
		buf_addf(b, "%02x", (unsigned)r->seed[i]);
	buf_addf(b, "\",\"now_ms\":%llu,\"connectors\":[[",
	    (unsigned long long)r->now_ms);
	format_names(r->connectors, r->n_connectors, b);
	if (r->n_values > 0)
		buf_adds(b, "]],\"values\":[[");
	format_names(r->values, r->n_values, b);
	buf_addf(b, "]],\"code\":[\"body\",%u]", r->code->stream);
	if (r->with != NULL)
		buf_addf(b, ",\"with\":[\"body\",%u]", r->with->stream);
	buf_addf(b, ",\"result_max\":%zu,\"calls_max\":%d}]]]", r->result_max,
	    CALLS_MAX);
}
