/* SPDX-License-Identifier: Apache-2.0 */
/* slots.h -- part of own.c: own properties by their slots, arrays with room,
 * and what a Proxy is made of. */
#ifndef CORDON_WORKER_INSIDE_SLOTS_H
#define CORDON_WORKER_INSIDE_SLOTS_H

static duk_tval *
own_slot(duk_context *ctx, duk_idx_t obj, duk_idx_t key, duk_uint_t *ret_attrs)
{
	duk_hobject *h = object_at(ctx, obj);
	duk_hstring *k = duk_get_hstring((duk_hthread *)ctx, key);

	if (h == NULL || k == NULL)
		return NULL;
	return duk_hobject_find_entry_tval_ptr_and_attrs(((duk_hthread *)ctx)
							     ->heap,
	    h, k, ret_attrs);
}

bool
inside_push_slot(duk_context *ctx, duk_idx_t obj, duk_idx_t key)
{
	duk_uint_t attrs;
	duk_tval *tv = own_slot(ctx, obj, key, &attrs);

	if (tv == NULL)
		return false;
	duk_push_tval((duk_hthread *)ctx, tv);
	return true;
}

bool
inside_has_entry(duk_context *ctx, duk_idx_t obj, duk_idx_t key)
{
	duk_hobject *h = object_at(ctx, obj);
	duk_hstring *k = duk_get_hstring((duk_hthread *)ctx, key);
	duk_int_t e;

	return h != NULL && k != NULL &&
	    entry_of(((duk_hthread *)ctx)->heap, h, k, &e) != NULL;
}

bool
inside_set_slot(duk_context *ctx, duk_idx_t obj, duk_idx_t key)
{
	duk_hthread *thr = (duk_hthread *)ctx;
	duk_uint_t attrs;
	duk_tval *tv = own_slot(ctx, obj, key, &attrs);

	if (tv == NULL || !(attrs & DUK_PROPDESC_FLAG_WRITABLE))
		return false;
	DUK_TVAL_SET_TVAL_UPDREF(thr, tv, duk_require_tval(thr, -1));
	return true;
}

bool
inside_push_plain(duk_context *ctx, duk_idx_t idx, const void *key)
{
	duk_hthread *thr = (duk_hthread *)ctx;
	duk_hobject *h = object_at(ctx, idx);
	duk_uint_t sanity = DUK_HOBJECT_PROTOTYPE_CHAIN_SANITY;
	duk_int_t e, hash;

	for (; h != NULL; h = DUK_HOBJECT_GET_PROTOTYPE(thr->heap, h)) {
		if (DUK_HOBJECT_IS_PROXY(h) || sanity-- == 0)
			return false;
		if (!duk_hobject_find_entry(thr->heap, h, (duk_hstring *)key,
			&e, &hash))
			continue;
		if (DUK_HOBJECT_E_SLOT_IS_ACCESSOR(thr->heap, h, e))
			return false;
		duk_push_tval(thr,
		    DUK_HOBJECT_E_GET_VALUE_TVAL_PTR(thr->heap, h, e));
		return true;
	}
	duk_push_undefined(ctx);
	return true;
}

bool
inside_add(duk_context *ctx, duk_idx_t obj, duk_idx_t key)
{
	duk_hthread *thr = (duk_hthread *)ctx;
	duk_hobject *h = object_at(ctx, obj);
	duk_tval *tv = duk_get_tval(thr, key);
	duk_hstring *k = tv != NULL ? plain_key(tv) : NULL;
	duk_int_t e;

	if (h == NULL || k == NULL || !DUK_HOBJECT_HAS_EXTENSIBLE(h) ||
	    DUK_HEAPHDR_CHECK_FLAG_BITS(&h->hdr, NO_TABLE) ||
	    DUK_HOBJECT_HAS_EXOTIC_ARRAY(h) ||
	    entry_of(thr->heap, h, k, &e) != NULL)
		return false;
	e = duk__hobject_alloc_entry_checked(thr, h, k);
	DUK_HOBJECT_E_SET_FLAGS(thr->heap, h, e, DUK_PROPDESC_FLAGS_WEC);
	tv = DUK_HOBJECT_E_GET_VALUE_TVAL_PTR(thr->heap, h, e);
	DUK_TVAL_SET_TVAL(tv, thr->valstack_top - 1);
	DUK_TVAL_INCREF(thr, tv);
	return true;
}

void
inside_push_array(duk_context *ctx, uint32_t n)
{
	duk_harray *a = duk_push_harray_with_size((duk_hthread *)ctx, n);

	a->length = n;
}

bool
inside_push_proxy_parts(duk_context *ctx, duk_idx_t idx)
{
	duk_hproxy *p = (duk_hproxy *)object_at(ctx, idx);

	if (!inside_is_proxy(ctx, idx))
		return false;
	duk_push_hobject((duk_hthread *)ctx, p->target);
	duk_push_hobject((duk_hthread *)ctx, p->handler);
	return true;
}

bool
inside_put(duk_context *ctx, duk_idx_t obj)
{
	duk_hthread *thr = (duk_hthread *)ctx;
	bool done =
	    duk_hobject_putprop(thr, duk_require_tval(thr, obj),
		duk_require_tval(thr, -2), duk_require_tval(thr, -1), 0) != 0;

	duk_pop_2(ctx);
	return done;
}

bool
inside_is_extensible(duk_context *ctx, duk_idx_t idx)
{
	duk_hobject *h = object_at(ctx, idx);

	return h != NULL && DUK_HOBJECT_HAS_EXTENSIBLE(h);
}

#endif
