/* SPDX-License-Identifier: Apache-2.0 */
/*
 * own.c -- runtime/inside.h, compiled together with Duktape's source.
 */
#include "duktape.c"

#include "worker/runtime/inside.h"

static duk_hobject *
object_at(duk_context *ctx, duk_idx_t idx)
{
	return duk_get_hobject((duk_hthread *)ctx, idx);
}

void
inside_no_construct(duk_context *ctx, duk_idx_t idx)
{
	duk_hobject *h = object_at(ctx, idx);

	if (h != NULL)
		DUK_HOBJECT_CLEAR_CONSTRUCTABLE(h);
}

/* The array at idx if its array part holds all of it. */
static duk_harray *
plain_array(duk_context *ctx, duk_idx_t idx)
{
	duk_hobject *h = object_at(ctx, idx);

	if (h == NULL || !DUK_HOBJECT_IS_ARRAY(h) ||
	    !DUK_HOBJECT_HAS_ARRAY_PART(h))
		return NULL;
	if (((duk_harray *)h)->length > DUK_HOBJECT_GET_ASIZE(h))
		return NULL;
	return (duk_harray *)h;
}

bool
inside_is_plain_array(duk_context *ctx, duk_idx_t idx)
{
	return plain_array(ctx, idx) != NULL;
}

bool
inside_push_element(duk_context *ctx, duk_idx_t idx, uint32_t i)
{
	duk_harray *a = plain_array(ctx, idx);
	duk_tval *tv;

	if (a == NULL || i >= a->length)
		return false;
	tv = DUK_HOBJECT_A_GET_BASE(((duk_hthread *)ctx)->heap,
		 (duk_hobject *)a) +
	    i;
	if (DUK_TVAL_IS_UNUSED(tv))
		return false;
	duk_push_tval((duk_hthread *)ctx, tv);
	return true;
}

bool
inside_set_element(duk_context *ctx, duk_idx_t idx, uint32_t i)
{
	duk_hthread *thr = (duk_hthread *)ctx;
	duk_harray *a = plain_array(ctx, idx);
	duk_tval *tv, *from;

	if (a == NULL || i >= a->length ||
	    !DUK_HOBJECT_HAS_EXTENSIBLE((duk_hobject *)a))
		return false;
	tv = DUK_HOBJECT_A_GET_BASE(thr->heap, (duk_hobject *)a) + i;
	from = duk_require_tval(thr, -1);
	DUK_TVAL_SET_TVAL_UPDREF(thr, tv, from);
	duk_pop(ctx);
	return true;
}

int64_t
inside_ascii(duk_context *ctx, duk_idx_t idx, const char **ret)
{
	duk_hstring *h = duk_get_hstring((duk_hthread *)ctx, idx);

	if (h == NULL || !DUK_HSTRING_IS_ASCII(h))
		return -1;
	*ret = (const char *)DUK_HSTRING_GET_DATA(h);
	return (int64_t)DUK_HSTRING_GET_BYTELEN(h);
}

bool
inside_is_proxy(duk_context *ctx, duk_idx_t idx)
{
	duk_hobject *h = object_at(ctx, idx);

	return h != NULL && DUK_HOBJECT_IS_PROXY(h);
}

bool
inside_is_constructor(duk_context *ctx, duk_idx_t idx)
{
	duk_hobject *h = object_at(ctx, idx);

	return h != NULL && DUK_HOBJECT_HAS_CONSTRUCTABLE(h);
}

bool
inside_is_error(duk_context *ctx, duk_idx_t idx)
{
	duk_hobject *h = object_at(ctx, idx);

	return h != NULL &&
	    DUK_HOBJECT_GET_CLASS_NUMBER(h) == DUK_HOBJECT_CLASS_ERROR;
}

duk_c_function
inside_swap_native(duk_context *ctx, duk_idx_t idx, duk_c_function fn,
    int nargs)
{
	duk_hobject *h = object_at(ctx, idx);
	duk_c_function was;

	if (h == NULL || !DUK_HOBJECT_IS_NATFUNC(h))
		return NULL;
	was = ((duk_hnatfunc *)h)->func;
	((duk_hnatfunc *)h)->func = fn;
	if (nargs >= 0)
		((duk_hnatfunc *)h)->nargs = (duk_int16_t)nargs;
	return was;
}

bool
inside_is_date(duk_context *ctx, duk_idx_t idx)
{
	duk_hobject *h = object_at(ctx, idx);

	return h != NULL &&
	    DUK_HOBJECT_GET_CLASS_NUMBER(h) == DUK_HOBJECT_CLASS_DATE;
}

const char *
inside_typed_name(duk_context *ctx, duk_idx_t idx)
{
	static const char *const names[] = { "Int8Array", "Uint8Array",
		"Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array",
		"Uint32Array", "Float32Array", "Float64Array" };
	duk_hobject *h = object_at(ctx, idx);
	unsigned c;

	if (duk_is_buffer(ctx, idx))
		return "Uint8Array";
	if (h == NULL)
		return NULL;
	c = (unsigned)DUK_HOBJECT_GET_CLASS_NUMBER(h);
	if (c < DUK_HOBJECT_CLASS_INT8ARRAY ||
	    c > DUK_HOBJECT_CLASS_FLOAT64ARRAY)
		return NULL;
	return names[c - DUK_HOBJECT_CLASS_INT8ARRAY];
}
