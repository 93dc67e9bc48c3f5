/* SPDX-License-Identifier: Apache-2.0 */
/* regexp_matches.c -- the iterator that matchAll() gives: its next(). */
#include "worker/runtime/inside.h"
#include "worker/runtime/regexp.h"

/* [ this state re s ] -> the next match or null on the top. */
static void
next_match(duk_context *ctx)
{
	if (rx_execs_plainly(ctx, 2)) {
		rx_exec(ctx, 2, 3, false);
		return;
	}
	rt_stash_get(ctx, "rxSlow");
	duk_get_prop_literal(ctx, -1, "exec");
	duk_remove(ctx, -2);
	duk_dup(ctx, 2);
	duk_dup(ctx, 3);
	duk_call_method(ctx, 1);
}

/* After an empty match the next one begins further on. */
static void
step(duk_context *ctx)
{
	size_t n;

	duk_get_prop_index(ctx, -1, 0);
	(void)duk_to_lstring(ctx, -1, &n);
	duk_pop(ctx);
	if (n > 0)
		return;
	rt_stash_get(ctx, "rxSlow");
	duk_get_prop_literal(ctx, -1, "step");
	duk_remove(ctx, -2);
	duk_dup(ctx, 2);
	duk_dup(ctx, 3);
	duk_get_prop_literal(ctx, 1, "unicode");
	duk_call_method(ctx, 2);
	duk_pop(ctx);
}

static bool
state_is(duk_context *ctx, const char *key)
{
	bool is;

	duk_get_prop_string(ctx, 1, key);
	is = duk_to_boolean(ctx, -1);
	duk_pop(ctx);
	return is;
}

/* next() of what matchAll() gives; its state is made in the prelude. */
static duk_ret_t
matches_next(duk_context *ctx)
{
	bool done, global;

	duk_push_this(ctx);
	if (!inside_push_own(ctx, 0, "\xff" "matches", 8))
		return duk_type_error(ctx, "next method called on incompatible "
		    "receiver");
	if (!(done = state_is(ctx, "done"))) {
		duk_get_prop_literal(ctx, 1, "re");
		duk_get_prop_literal(ctx, 1, "s");
		global = state_is(ctx, "global");
		next_match(ctx);
		done = duk_is_null(ctx, -1);
		if (!done && global)
			step(ctx);
		if (done || !global) {
			duk_push_true(ctx);
			duk_put_prop_literal(ctx, 1, "done");
		}
	}
	if (done)
		duk_push_undefined(ctx);
	rt_iter_result(ctx, done);
	return 1;
}

static const struct rt_fn next_fn[] = {
	{ "next", matches_next, 0, 0, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

static duk_ret_t
native_put_next(duk_context *ctx)
{
	rt_put(ctx, 0, next_fn);
	return 0;
}

/* plain(f): `new f` is a TypeError; -> f */
static duk_ret_t
native_plain(duk_context *ctx)
{
	inside_no_construct(ctx, 0);
	inside_drop_prototype(ctx, 0);
	return 1;
}

static const struct rt_fn fns[] = {
	{ "plainMethod", native_plain, 1, 1, 0 },
	{ "putMatchesNext", native_put_next, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_regexp_matches(duk_context *ctx)
{
	rt_put(ctx, -1, fns);
}
