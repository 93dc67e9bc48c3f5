/* SPDX-License-Identifier: Apache-2.0 */
/*
 * typed.h -- part of own.c: typed arrays, beyond what Duktape makes of them.
 *
 * BigInt64Array and BigUint64Array are its Float64Arrays, Float16Array is its
 * Uint16Array, with another type of element, which duktape.cmake lets its two
 * functions for elements ask runtime/bigint_wide.c about.
 */
#ifndef CORDON_WORKER_INSIDE_TYPED_H
#define CORDON_WORKER_INSIDE_TYPED_H

/* After Duktape's own types of elements. */
#define WIDE_SIGNED (DUK_HBUFOBJ_ELEM_MAX + 1)
#define WIDE_UNSIGNED (DUK_HBUFOBJ_ELEM_MAX + 2)
#define ELEM_HALF (DUK_HBUFOBJ_ELEM_MAX + 3)

static duk_hbufobj *
typed_of(duk_hobject *h)
{
	duk_hbufobj *b = (duk_hbufobj *)h;

	return h != NULL && DUK_HOBJECT_IS_BUFOBJ(h) &&
		DUK_HBUFOBJ_HAS_VIRTUAL_INDICES(b)
	    ? b
	    : NULL;
}

const char *
inside_typed_name(duk_context *ctx, duk_idx_t idx)
{
	static const char *const names[] = { "Int8Array", "Uint8Array",
		"Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array",
		"Uint32Array", "Float32Array", "Float64Array" };
	duk_hbufobj *b = typed_of(object_at(ctx, idx));

	if (duk_is_buffer(ctx, idx))
		return "Uint8Array";
	if (b == NULL)
		return NULL;
	if (b->elem_type > DUK_HBUFOBJ_ELEM_MAX)
		return b->elem_type == WIDE_SIGNED ? "BigInt64Array"
		    : b->elem_type == WIDE_UNSIGNED ? "BigUint64Array"
						    : "Float16Array";
	return names[DUK_HOBJECT_GET_CLASS_NUMBER((duk_hobject *)b) -
	    DUK_HOBJECT_CLASS_INT8ARRAY];
}

int64_t
inside_typed_length(duk_context *ctx, duk_idx_t idx)
{
	duk_hbufobj *b = typed_of(object_at(ctx, idx));

	return b == NULL ? -1 : (int64_t)(b->length >> b->shift);
}

bool
inside_make_wide(duk_context *ctx, duk_idx_t idx, enum inside_wide to)
{
#ifdef ENGINE_WIDE
	duk_hbufobj *b;

	if (ctx == NULL)
		return true;
	b = typed_of(object_at(ctx, idx));
	if (b == NULL || b->shift != (to == INSIDE_HALF ? 1 : 3))
		return false;
	b->elem_type = to == INSIDE_HALF ? ELEM_HALF
	    : to == INSIDE_SIGNED	 ? WIDE_SIGNED
					 : WIDE_UNSIGNED;
	return true;
#else
	(void)ctx;
	(void)idx;
	(void)to;
	return false;
#endif
}

bool
inside_lists_typed_length(void)
{
	return false;
}

/* Has it the prototype that Duktape made, and not a class of the program's? */
static bool
is_direct(duk_hthread *thr, duk_hbufobj *b)
{
	duk_hobject *h = (duk_hobject *)b;
	size_t kind = DUK_HOBJECT_GET_CLASS_NUMBER(h) -
	    DUK_HOBJECT_CLASS_INT8ARRAY;

	return DUK_HOBJECT_GET_PROTOTYPE(thr->heap, h) ==
	    thr->builtins[DUK_BIDX_INT8ARRAY_PROTOTYPE + kind];
}

/* The length is a getter's in the prototype; where nothing can be in between,
 * as in loops, it need not be looked for. */
int
engine_typed_length(void *thr, void *obj, void *key)
{
	duk_hbufobj *b = typed_of(obj);
	duk_tval *k = key;

	if (b == NULL || !DUK_TVAL_IS_STRING(k) ||
	    DUK_TVAL_GET_STRING(k) !=
		DUK_HTHREAD_STRING_LENGTH((duk_hthread *)thr) ||
	    DUK_HOBJECT_GET_ENEXT((duk_hobject *)b) != 0 ||
	    !is_direct(thr, b))
		return 0;
	duk_push_uint(thr, b->length >> b->shift);
	return 1;
}

/* A number as text, just as it would be written: "-1", "1.5", "NaN". */
static bool
is_canonical_number(duk_hthread *thr, duk_hstring *key)
{
	const duk_uint8_t *s = DUK_HSTRING_GET_DATA(key);
	duk_size_t n = DUK_HSTRING_GET_BYTELEN(key);
	bool same;

	if (DUK_HSTRING_HAS_ARRIDX(key) ||
	    (n == 2 && s[0] == '-' && s[1] == '0'))
		return true;
	if (n == 0 || DUK_HSTRING_HAS_SYMBOL(key) ||
	    !((s[0] >= '0' && s[0] <= '9') || s[0] == '-' || s[0] == 'I' ||
		s[0] == 'N'))
		return false;
	duk_push_hstring(thr, key);
	duk_to_number(thr, -1);
	duk_to_string(thr, -1);
	same = duk_known_hstring(thr, -1) == key;
	duk_pop(thr);
	return same;
}

bool
inside_is_element_key(duk_context *ctx, duk_idx_t idx)
{
	duk_hstring *h = duk_get_hstring((duk_hthread *)ctx, idx);

	return h != NULL && is_canonical_number((duk_hthread *)ctx, h);
}

/* There are no elements outside: the value is looked at, and forgotten. */
int
engine_typed_put(void *thr, void *obj, void *key, void *value)
{
	duk_hbufobj *b = typed_of(obj);

	if (b == NULL || !is_canonical_number(thr, key))
		return 0;
	duk_push_tval(thr, value);
	if (b->elem_type > DUK_HBUFOBJ_ELEM_MAX)
		engine_wide_take(thr, NULL, b->elem_type);
	else
		(void)duk_to_number(thr, -1);
	duk_pop(thr);
	return 1;
}

#endif
