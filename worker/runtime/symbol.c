/* SPDX-License-Identifier: Apache-2.0 */
/* symbol.c -- the well-known symbols. */
#include "worker/runtime/bigint.h"

#include <stdio.h>

/* 10 and the rest of them: all of ES2024. */
static const char *const names[] = { "asyncIterator", "hasInstance",
	"isConcatSpreadable", "iterator", "match", "matchAll", "replace",
	"search", "species", "split", "toPrimitive", "toStringTag",
	"unscopables", NULL };

/* Own functions only: an accessor named by its symbol. */
static duk_ret_t
species(duk_context *ctx)
{
	duk_push_this(ctx);
	return 1;
}

static duk_ret_t
description(duk_context *ctx)
{
	struct big v;
	const char *s;
	size_t n, i;

	duk_push_this(ctx);
	if (duk_is_object(ctx, -1)) {
		duk_get_prop_literal(ctx, -1, "valueOf");
		duk_dup(ctx, -2);
		duk_call_method(ctx, 0);
	}
	if (bigint_get(ctx, -1, &v) && !bigint_apart())
		return 0;
	if (!duk_is_symbol(ctx, -1) || bigint_get(ctx, -1, &v))
		return duk_type_error(ctx, "Symbol.prototype.description "
		    "requires that 'this' be a Symbol");
	s = duk_get_lstring(ctx, -1, &n);
	/* One byte of kind, the text, 0xff and a unique tail; a tail that is
	 * exactly 0xff 0xff means no description at all. */
	for (i = 1; i < n && (unsigned char)s[i] != 0xff; i++)
		;
	if (n >= 2 && (unsigned char)s[n - 1] == 0xff &&
	    (unsigned char)s[0] != 0x80 && n - 1 > i)
		return 0;
	duk_push_lstring(ctx, s + 1, i - 1);
	return 1;
}

static const struct rt_fn species_fn[] = {
	{ "@species", species, 0, RT_GETTER, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

static const struct rt_fn proto_fns[] = {
	{ "description", description, 0, RT_GETTER, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_symbols(duk_context *ctx)
{
	static const char *const with[] = { "Array", "RegExp", "ArrayBuffer" };
	size_t i;
	char key[32];

	duk_get_global_literal(ctx, "Symbol");
	for (i = 0; names[i] != NULL; i++) {
		(void)snprintf(key, sizeof(key), "@%s", names[i]);
		duk_push_string(ctx, names[i]);
		rt_push_key(ctx, key);
		duk_def_prop(ctx, -3, DUK_DEFPROP_HAVE_VALUE |
		    DUK_DEFPROP_CLEAR_WEC | DUK_DEFPROP_FORCE);
	}
	duk_get_prop_literal(ctx, -1, "prototype");
	rt_put(ctx, -1, proto_fns);
	duk_pop_2(ctx);
	for (i = 0; i < sizeof(with) / sizeof(with[0]); i++) {
		duk_get_global_string(ctx, with[i]);
		rt_put(ctx, -1, species_fn);
		duk_pop(ctx);
	}
}
