/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expression.h -- part of own.c: a regular expression's lastIndex and state, in
 * the first places of its table.
 */
#ifndef CORDON_WORKER_INSIDE_EXPRESSION_H
#define CORDON_WORKER_INSIDE_EXPRESSION_H

void
inside_make_regexp(duk_context *ctx, void *proto, const char *key, size_t n)
{
	duk_hthread *thr = (duk_hthread *)ctx;
	duk_hobject *h = duk_push_object_helper(thr,
	    DUK_HOBJECT_FLAG_EXTENSIBLE | DUK_HOBJECT_FLAG_FASTREFS |
		DUK_HOBJECT_CLASS_AS_FLAGS(DUK_HOBJECT_CLASS_REGEXP),
	    -1);

	DUK_HOBJECT_SET_PROTOTYPE_UPDREF(thr, h, (duk_hobject *)proto);
	duk_hobject_resize_entrypart(thr, h, 2);
	duk_push_int(ctx, 0);
	duk_xdef_prop_stridx_short(thr, -2, DUK_STRIDX_LAST_INDEX,
	    DUK_PROPDESC_FLAGS_W);
	(void)duk_push_lstring(ctx, key, n);
	duk_dup(ctx, -3);
	duk_xdef_prop(thr, -3, DUK_PROPDESC_FLAGS_W);
	duk_remove(ctx, -2);
}

/* The object, if its second own property is a state. */
static duk_hobject *
regexp_at(duk_context *ctx, duk_idx_t idx)
{
	duk_heap *heap = ((duk_hthread *)ctx)->heap;
	duk_hobject *h = object_at(ctx, idx);

	/* No program has plain buffers, and these two are never removed. */
	if (h == NULL ||
	    DUK_HOBJECT_GET_CLASS_NUMBER(h) != DUK_HOBJECT_CLASS_REGEXP ||
	    DUK_HOBJECT_IS_PROXY(h) || DUK_HOBJECT_GET_ENEXT(h) < 2 ||
	    DUK_HOBJECT_E_SLOT_IS_ACCESSOR(heap, h, 1) ||
	    !DUK_TVAL_IS_BUFFER(
		DUK_HOBJECT_E_GET_VALUE_TVAL_PTR(heap, h, 1)))
		return NULL;
	return h;
}

bool
inside_push_state(duk_context *ctx, duk_idx_t idx)
{
	duk_hthread *thr = (duk_hthread *)ctx;
	duk_hobject *h = regexp_at(ctx, idx);

	if (h == NULL)
		return false;
	duk_push_tval(thr, DUK_HOBJECT_E_GET_VALUE_TVAL_PTR(thr->heap, h, 1));
	return true;
}

bool
inside_get_last_index(duk_context *ctx, duk_idx_t idx, double *ret)
{
	duk_heap *heap = ((duk_hthread *)ctx)->heap;
	duk_hobject *h = regexp_at(ctx, idx);
	duk_tval *tv;

	if (h == NULL || DUK_HOBJECT_E_SLOT_IS_ACCESSOR(heap, h, 0))
		return false;
	tv = DUK_HOBJECT_E_GET_VALUE_TVAL_PTR(heap, h, 0);
	if (!DUK_TVAL_IS_NUMBER(tv))
		return false;
	*ret = DUK_TVAL_GET_NUMBER(tv);
	return true;
}

bool
inside_set_last_index(duk_context *ctx, duk_idx_t idx, double i)
{
	duk_heap *heap = ((duk_hthread *)ctx)->heap;
	duk_hobject *h = regexp_at(ctx, idx);
	duk_tval *tv;

	if (h == NULL || DUK_HOBJECT_E_SLOT_IS_ACCESSOR(heap, h, 0) ||
	    !DUK_HOBJECT_E_SLOT_IS_WRITABLE(heap, h, 0))
		return false;
	tv = DUK_HOBJECT_E_GET_VALUE_TVAL_PTR(heap, h, 0);
	if (!DUK_TVAL_IS_NUMBER(tv))
		return false;
	DUK_TVAL_SET_NUMBER(tv, i);
	return true;
}

#endif
