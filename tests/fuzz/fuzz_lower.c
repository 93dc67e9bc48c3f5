/* SPDX-License-Identifier: Apache-2.0 */
/* Programs: whatever the text, an answer, and never a crash; and of their
 * calls what another process may be told. */
#include <stdlib.h>
#include <string.h>

#include "broker/call_site.h"
#include "broker/rpc_msg.h"
#include "worker/lower/lower.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every name with an a is a connector, with an o unknown. */
static enum lower_root
root_of(void *ctx, const char *name, size_t n)
{
	(void)ctx;
	return memchr(name, 'a', n) != NULL ? LOWER_ROOT_CONNECTOR
	    : memchr(name, 'o', n) != NULL  ? LOWER_ROOT_UNKNOWN
					    : LOWER_ROOT_OTHER;
}

/* The broker must take it. */
static void
check_calls(const struct buf *calls)
{
	const json_t *list, *v;
	struct call_site site;
	struct rpc_msg m;
	struct err e;
	struct buf b;
	size_t i;

	buf_init(&b, 1 << 16);
	buf_addf(&b, "[\"push\",[\"pipeline\",0,[\"check\"],[[[%s]]]]]",
	    calls->p);
	if (!buf_ok(&b) || rpc_msg_read(b.p, b.len, &m, &e) == -1)
		abort();
	list = json_array_get(json_array_get(m.args, 0), 0);
	if (m.args != NULL && json_array_size(list) > CALL_SITES_MAX)
		abort();
	json_array_foreach(list, i, v)
		if (call_site_read(v, &site, &e) == -1)
			abort();
	rpc_msg_fini(&m);
	buf_fini(&b);
}

static void
lower_calls(const char *text, size_t n)
{
	struct buf calls, out;
	struct lower_calls want = { .root = root_of, .out = &calls };
	struct lower_diag d;

	buf_init(&calls, LOWER_CALLS_BYTES);
	buf_init(&out, 1 << 22);
	if (lower_program(text, n, &want, &out, &d) == 0 && buf_ok(&calls) &&
	    calls.len > 0)
		check_calls(&calls);
	buf_fini(&calls);
	buf_fini(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lower_diag d;
	struct buf out;

	for (unsigned mode = LOWER_PROGRAM; mode <= LOWER_FUNCTION; mode++) {
		buf_init(&out, 1 << 22);
		if (lower((const char *)data, size,
			mode | (size % 2 != 0 ? LOWER_MARKS : 0), &out,
			&d) != 0 &&
		    d.msg[0] == '\0')
			abort(); /* a refusal says why */
		buf_fini(&out);
	}
	lower_calls((const char *)data, size);
	return 0;
}
