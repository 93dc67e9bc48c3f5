/* SPDX-License-Identifier: Apache-2.0 */
/*
 * symbol.h -- part of own.c: what a BigInt, a symbol to Duktape, inherits from.
 */
#ifndef CORDON_WORKER_INSIDE_SYMBOL_H
#define CORDON_WORKER_INSIDE_SYMBOL_H

static bool
is_big(const duk_hstring *h)
{
	return DUK_HSTRING_HAS_SYMBOL(h) &&
	    bigint_is((const char *)DUK_HSTRING_GET_DATA(h),
		DUK_HSTRING_GET_BYTELEN(h));
}

void *
engine_symbol_proto(void *t, const void *symbol)
{
	duk_hthread *thr = t;

	return thr->heap->engine_big != NULL && is_big(symbol) ?
	    thr->heap->engine_big : thr->builtins[DUK_BIDX_SYMBOL_PROTOTYPE];
}

void
engine_object_proto(void *t, long idx)
{
	duk_hthread *thr = t;
	duk_hstring *h = duk_get_hstring(thr, (duk_idx_t)idx);

	if (h == NULL || thr->heap->engine_big == NULL || !is_big(h))
		return;
	duk_push_hobject(thr, thr->heap->engine_big);
	duk_set_prototype(thr, -2);
}

bool
inside_bigint_prototype(duk_context *ctx, void *proto)
{
	((duk_hthread *)ctx)->heap->engine_big = proto;
	return true;
}

#endif
