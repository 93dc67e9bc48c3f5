/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bigint_symbol.c -- BigInts are symbols to Duktape: what they inherit from,
 * and what Symbol's own methods make of them.
 */
#include "worker/runtime/bigint.h"
#include "worker/runtime/inside.h"

static bool apart; /* see bigint_apart() */
static duk_c_function plain_symbol_to_string, plain_symbol_to_primitive;
static duk_c_function plain_to_locale_string;

bool
bigint_apart(void)
{
	return apart;
}

/* Duktape's own say nothing, and take a BigInt for a symbol. */
static void
require_symbol(duk_context *ctx, const char *what)
{
	struct big v;

	duk_push_this(ctx);
	if (duk_is_object(ctx, -1) &&
	    !inside_push_own(ctx, -1, "\x82" "Value", 6))
		duk_push_undefined(ctx);
	if (!duk_is_symbol(ctx, -1) || bigint_get(ctx, -1, &v))
		(void)duk_type_error(ctx,
		    "Symbol.prototype%s requires that 'this' be a Symbol",
		    what);
	duk_set_top(ctx, 0);
}

/* By magic it is valueOf or toString; those of BigInts that are not apart. */
static duk_ret_t
symbol_to_string(duk_context *ctx)
{
	bool value = duk_get_current_magic(ctx) != 0;
	struct big v;

	if (apart || !bigint_push_this(ctx, &v)) {
		require_symbol(ctx, value ? ".valueOf" : ".toString");
		return plain_symbol_to_string(ctx);
	}
	if (value)
		return 1;
	duk_insert(ctx, 0);
	return bigint_push_radix(ctx, 1, &v);
}

static duk_ret_t
symbol_to_primitive(duk_context *ctx)
{
	require_symbol(ctx, " [ @@toPrimitive ]");
	return plain_symbol_to_primitive(ctx);
}

/* Object.prototype's, which is what a look-up on a BigInt finds. */
static duk_ret_t
to_locale_string(duk_context *ctx)
{
	struct big v;

	duk_push_this(ctx);
	if (!bigint_get(ctx, -1, &v)) {
		duk_set_top(ctx, 0);
		return plain_to_locale_string(ctx);
	}
	duk_insert(ctx, 0);
	rt_push_global(ctx, "BigInt.prototype");
	duk_get_prop_literal(ctx, -1, "toLocaleString");
	duk_replace(ctx, -2);
	duk_insert(ctx, 0);
	duk_call_method(ctx, 2);
	return 1;
}

static void
swap_to_locale_string(duk_context *ctx)
{
	rt_push_global(ctx, "Object.prototype");
	duk_get_prop_literal(ctx, -1, "toLocaleString");
	plain_to_locale_string =
	    inside_swap_native(ctx, -1, to_locale_string, 2);
	duk_pop_2(ctx);
}

static duk_c_function
swap_symbol(duk_context *ctx, const char *key, duk_c_function fn)
{
	duk_c_function was;

	rt_push_global(ctx, "Symbol.prototype");
	rt_push_key(ctx, key);
	duk_get_prop(ctx, -2);
	was = inside_swap_native(ctx, -1, fn, -1);
	duk_pop_2(ctx);
	return was;
}

void
rt_bigint_symbols(duk_context *ctx)
{
	apart = inside_bigint_prototype(ctx, duk_get_heapptr(ctx, -1));
	duk_dup_top(ctx);
	rt_stash_put(ctx, "bigintProto");
	plain_symbol_to_string = swap_symbol(ctx, "toString",
	    symbol_to_string);
	(void)swap_symbol(ctx, "valueOf", symbol_to_string);
	if (apart)
		plain_symbol_to_primitive = swap_symbol(ctx, "@toPrimitive",
		    symbol_to_primitive);
	else
		swap_to_locale_string(ctx);
}
