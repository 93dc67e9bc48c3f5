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
	static struct flat_value values[FLAT_MAX];
	struct rpc_msg m;
	json_t *list;
	struct err e;
	struct buf b;

	buf_init(&b, 1 << 16);
	buf_addf(&b, "[\"push\",[\"pipeline\",0,[\"check\"],[[[%s]]]]]",
	    calls->p);
	if (!buf_ok(&b) || rpc_msg_read(b.p, b.len, values, &m, &e) == -1)
		abort();
	list = flat_tree(flat_item(flat_item(m.args, 0), 0));
	if (m.args != NULL && call_sites_check(list, &e) == -1)
		abort();
	json_decref(list);
	buf_fini(&b);
}

/* Each line has its place, and that is in the text. */
static void
check_places(const struct lower_text *t, size_t n)
{
	size_t lines = 1;
	uint32_t at;

	for (size_t i = 0; i < t->text.len; i++)
		lines += t->text.p[i] == '\n';
	if (lines * sizeof(at) != t->places.len)
		abort();
	for (size_t i = 0; i < lines; i++) {
		memcpy(&at, t->places.p + i * sizeof(at), sizeof(at));
		if (at < LOWER_PLACE_LINE && at >= n)
			abort();
	}
}

static void
check_written(const struct lower_text *t, size_t n)
{
	uint32_t at[2];

	for (size_t i = 0; i < t->written.len; i += sizeof(at)) {
		memcpy(at, t->written.p + i, sizeof(at));
		if (at[0] > at[1] || at[1] > n)
			abort();
	}
}

static void
lower_calls(const char *text, size_t n)
{
	struct buf calls;
	struct lower_calls want = { .root = root_of, .out = &calls };
	struct lower_text t = { .calls = &want };
	struct lower_diag d;

	buf_init(&calls, LOWER_CALLS_BYTES);
	buf_init(&t.text, 1 << 22);
	buf_init(&t.places, 1 << 22);
	buf_init(&t.written, 1 << 22);
	if (lower_placed(text, n, LOWER_PROGRAM, &t, &d) == 0) {
		check_places(&t, n);
		check_written(&t, n);
		if (buf_ok(&calls) && calls.len > 0)
			check_calls(&calls);
	}
	buf_fini(&calls);
	buf_fini(&t.text);
	buf_fini(&t.places);
	buf_fini(&t.written);
}

/* The first line is the context of a direct eval, the rest its text. */
static void
lower_evaluated(const char *s, size_t n)
{
	const char *end = memchr(s, '\n', n);
	struct lower_text t = { .calls = NULL };
	struct lower_diag d;
	char *context;

	if (end == NULL)
		return;
	context = strndup(s, (size_t)(end - s));
	buf_init(&t.text, 1 << 22);
	buf_init(&t.written, 1 << 22);
	if (context != NULL &&
	    lower_direct(end, n - (size_t)(end - s),
		n % 2 != 0 ? LOWER_EVAL : LOWER_EVAL_SCRIPT, context, &t,
		&d) < 0 &&
	    d.msg[0] == '\0')
		abort();
	free(context);
	buf_fini(&t.text);
	buf_fini(&t.written);
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
	if (size > 0)
		lower_evaluated((const char *)data, size);
	return 0;
}
