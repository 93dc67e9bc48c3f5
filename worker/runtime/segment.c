/* SPDX-License-Identifier: Apache-2.0 */
/* segment.c -- where a string's graphemes, words and sentences end, for
 * prelude/98-intl-segmenter.js. */
#include "worker/runtime/rt.h"

#include "worker/runtime/text.h"
#include "worker/unicode/breaks.h"

/* The classes of a text's code points; how many there are. */
static size_t
classify(const struct text *t, enum breaks kind, uint8_t *classes)
{
	size_t i, units, n = 0;

	for (i = 0; i < t->len; i += units)
		classes[n++] = breaks_class(kind, text_cp(t, i, &units));
	return n;
}

/* breaks(string, kind): a Uint32Array of the segments' ends in units, doubled;
 * one more for words that are words. */
static duk_ret_t
native_breaks(duk_context *ctx)
{
	enum breaks kind = (enum breaks)duk_to_uint32(ctx, 1);
	size_t from, end, n, i, units, at = 0, count = 0;
	uint8_t *classes;
	uint32_t *out;
	struct text t;

	text_push(ctx, 0, &t);
	classes = duk_push_fixed_buffer(ctx, t.len);
	n = classify(&t, kind, classes);
	for (from = 0; from < n; count++)
		from = breaks_end(kind, classes, n, from);
	out = duk_push_fixed_buffer(ctx, count * sizeof(*out));
	for (from = 0; from < n; from = end) {
		end = breaks_end(kind, classes, n, from);
		for (i = from; i < end; i++, at += units)
			(void)text_cp(&t, at, &units);
		*out++ = (uint32_t)at << 1 |
		    (kind == BREAKS_WORD && breaks_is_word(classes, from, end));
	}
	duk_push_buffer_object(ctx, -1, 0, count * sizeof(*out),
	    DUK_BUFOBJ_UINT32ARRAY);
	return 1;
}

static const struct rt_fn fns[] = {
	{ "breaks", native_breaks, 2, 2, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_segments(duk_context *ctx)
{
	rt_put(ctx, -1, fns);
}
