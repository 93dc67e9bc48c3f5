/* SPDX-License-Identifier: Apache-2.0 */
/*
 * own.c -- runtime/inside.h, compiled together with Duktape's source.
 */
#include "duktape.c"

#include "worker/inside/sealed.h"
#include "worker/inside/append.h"
#include "worker/runtime/bigint.h"
#include "worker/runtime/json_words.h"
#include "worker/inside/refuse.h"
#include "worker/inside/symbol.h"
#include "worker/inside/listed.h"
#include "worker/inside/chain.h"
#include "worker/inside/closure.h"
#include "worker/inside/light.h"
#include "worker/inside/variable.h"
#include "worker/inside/pristine.h"

#include "worker/inside/data.h"
#include "worker/inside/property.h"
#include "worker/runtime/inside.h"

static duk_hobject *
object_at(duk_context *ctx, duk_idx_t idx)
{
	return duk_get_hobject((duk_hthread *)ctx, idx);
}

void
inside_seal_strings(duk_context *ctx)
{
	duk_heap *heap = ((duk_hthread *)ctx)->heap;
	duk_hstring **young = DUK_ALLOC_ZEROED(heap,
	    YOUNG_STRINGS * sizeof(*young));

	sealed_strings.table = NULL;
	if (young == NULL)
		return;
	sealed_strings.table = heap->strtable;
	sealed_strings.mask = heap->st_mask;
	heap->strtable = young;
	heap->st_size = YOUNG_STRINGS;
	heap->st_mask = YOUNG_STRINGS - 1;
	heap->st_count = 0;
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

	return h != NULL && has_plain_elements(h) ? (duk_harray *)h : NULL;
}

bool
inside_is_plain_array(duk_context *ctx, duk_idx_t idx)
{
	return plain_array(ctx, idx) != NULL;
}

bool
inside_is_dense(duk_context *ctx, duk_idx_t idx)
{
	duk_harray *a = plain_array(ctx, idx);
	duk_tval *tv;
	duk_uint32_t i;

	if (a == NULL)
		return false;
	tv = DUK_HOBJECT_A_GET_BASE(((duk_hthread *)ctx)->heap,
	    (duk_hobject *)a);
	for (i = 0; i < a->length; i++)
		if (DUK_TVAL_IS_UNUSED(tv + i))
			return false;
	return true;
}

enum inside_list
inside_this_list(duk_context *ctx)
{
	duk_tval *tv = DUK_GET_THIS_TVAL_PTR((duk_hthread *)ctx);
	duk_hobject *h;

	if (!DUK_TVAL_IS_OBJECT(tv))
		return INSIDE_OTHER;
	h = DUK_TVAL_GET_OBJECT(tv);
	if (DUK_HOBJECT_GET_CLASS_NUMBER(h) == DUK_HOBJECT_CLASS_ARGUMENTS)
		return INSIDE_ARGUMENTS;
	if (!DUK_HOBJECT_IS_ARRAY(h) || DUK_HOBJECT_IS_PROXY(h) ||
	    !DUK_HOBJECT_HAS_ARRAY_PART(h) ||
	    !DUK_HOBJECT_HAS_EXTENSIBLE(h) ||
	    DUK_HARRAY_LENGTH_NONWRITABLE((duk_harray *)h))
		return INSIDE_OTHER;
	return INSIDE_GROWS;
}

bool
inside_is_locked(duk_context *ctx, duk_idx_t idx)
{
	duk_hobject *h = object_at(ctx, idx);

	return h != NULL && DUK_HOBJECT_IS_ARRAY(h) &&
	    !DUK_HOBJECT_IS_PROXY(h) &&
	    DUK_HARRAY_LENGTH_NONWRITABLE((duk_harray *)h);
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

void
inside_drop_prototype(duk_context *ctx, duk_idx_t idx)
{
	duk_hthread *thr = (duk_hthread *)ctx;
	duk_hobject *h = object_at(ctx, idx);

	if (h != NULL)
		(void)duk_hobject_delprop_raw(thr, h,
		    DUK_HTHREAD_STRING_PROTOTYPE(thr), DUK_DELPROP_FLAG_FORCE);
}

void
inside_drop_own(duk_context *ctx, duk_idx_t idx, duk_idx_t key)
{
	duk_hobject *h = object_at(ctx, idx);
	duk_hstring *k = duk_get_hstring((duk_hthread *)ctx, key);

	if (h != NULL && k != NULL)
		(void)duk_hobject_delprop_raw((duk_hthread *)ctx, h, k,
		    DUK_DELPROP_FLAG_FORCE);
}

void
inside_make_plain(duk_context *ctx, duk_idx_t idx)
{
	duk_hobject *h = object_at(ctx, idx);

	if (h != NULL)
		DUK_HOBJECT_SET_CLASS_NUMBER(h, DUK_HOBJECT_CLASS_OBJECT);
}

/* `$a1$name` and `$f$name`: what worker/lower says of a function. */
static void
apply_mark(duk_hthread *thr, duk_hobject *h, const char *s, duk_size_t n)
{
	duk_size_t i = 2;
	duk_uint_t length = 0;

	while (i < n && s[i] >= '0' && s[i] <= '9' && length < 65536)
		length = length * 10 + (duk_uint_t)(s[i++] - '0');
	if (i == n || s[i] != '$')
		return;
	DUK_HOBJECT_CLEAR_NAMEBINDING(h);
	if (s[1] == 'a')
		DUK_HOBJECT_CLEAR_CONSTRUCTABLE(h);
	duk_push_hobject(thr, h);
	if (i > 2) {
		duk_push_array(thr);
		duk_push_uint(thr, length);
		duk_put_prop_stridx_short(thr, -2, DUK_STRIDX_LENGTH);
		duk_xdef_prop_stridx_short(thr, -2, DUK_STRIDX_INT_FORMALS,
		    DUK_PROPDESC_FLAGS_NONE);
	}
	duk_push_lstring(thr, s + i + 1, n - i - 1);
	duk_xdef_prop_stridx_short(thr, -2, DUK_STRIDX_NAME,
	    DUK_PROPDESC_FLAGS_NONE);
	duk_pop(thr);
}

static void
apply_name(duk_hthread *thr, duk_hobject *h)
{
	duk_tval *tv = duk_hobject_find_entry_tval_ptr(thr->heap, h,
	    DUK_HTHREAD_STRING_NAME(thr));
	duk_hstring *name;
	const char *s;

	if (tv == NULL || !DUK_TVAL_IS_STRING(tv))
		return;
	name = DUK_TVAL_GET_STRING(tv);
	s = (const char *)DUK_HSTRING_GET_DATA(name);
	if (DUK_HSTRING_GET_BYTELEN(name) >= 3 && s[0] == '$' &&
	    (s[1] == 'a' || s[1] == 'f'))
		apply_mark(thr, h, s, DUK_HSTRING_GET_BYTELEN(name));
}

/* Every function's code ends with `return undefined`, which closures share with
 * their template, and of which the executor reads 8 bits of 32. */
static duk_instr_t *
last_instruction(duk_heap *heap, const duk_hcompfunc *f)
{
	duk_instr_t *last = DUK_HCOMPFUNC_GET_CODE_END(heap, f);

	if (last-- == DUK_HCOMPFUNC_GET_CODE_BASE(heap, f) ||
	    (*last & 0xff) != DUK_OP_RETUNDEF)
		return NULL;
	return last;
}

/* Templates nest as the program's functions do, which is bounded. */
static void
apply_marks(duk_hthread *thr, duk_hcompfunc *f, uint32_t *number, long *n)
{
	duk_hobject **p = DUK_HCOMPFUNC_GET_FUNCS_BASE(thr->heap, f);
	duk_hobject **end = DUK_HCOMPFUNC_GET_FUNCS_END(thr->heap, f);
	duk_instr_t *last;

	for (; p < end; p++) {
		duk_hcompfunc *t = (duk_hcompfunc *)*p;

		if (*number != 0 &&
		    (last = last_instruction(thr->heap, t)) != NULL)
			*last |= (duk_instr_t)(*number)++ << 8;
		++*n;
		apply_marks(thr, t, number, n);
		apply_name(thr, *p);
	}
}

long
inside_apply_marks(duk_context *ctx, duk_idx_t idx, uint32_t first)
{
	duk_hobject *h;
	long n = 0;

	if (ctx == NULL)
		return 0;
	h = object_at(ctx, idx);
	if (h != NULL && DUK_HOBJECT_IS_COMPFUNC(h))
		apply_marks((duk_hthread *)ctx, (duk_hcompfunc *)h, &first, &n);
	return n;
}

uint32_t
inside_number(duk_context *ctx, duk_idx_t idx)
{
	duk_hobject *h = object_at(ctx, idx);
	const duk_instr_t *last;

	if (h == NULL || DUK_HOBJECT_IS_PROXY(h) || !DUK_HOBJECT_IS_COMPFUNC(h))
		return 0;
	last = last_instruction(((duk_hthread *)ctx)->heap,
	    (const duk_hcompfunc *)h);
	return last == NULL ? 0 : *last >> 8;
}

bool
inside_push_own(duk_context *ctx, duk_idx_t idx, const char *key, size_t n)
{
	duk_hthread *thr = (duk_hthread *)ctx;
	duk_hobject *h = object_at(ctx, idx);
	duk_tval *tv;

	if (h == NULL)
		return false;
	(void)duk_push_lstring(ctx, key, n);
	tv = duk_hobject_find_entry_tval_ptr(thr->heap, h,
	    duk_known_hstring(thr, -1));
	duk_pop(ctx);
	if (tv == NULL)
		return false;
	duk_push_tval(thr, tv);
	return true;
}

bool
inside_is_bare(duk_context *ctx, duk_idx_t idx, const void *proto, uint32_t n)
{
	duk_heap *heap = ((duk_hthread *)ctx)->heap;
	duk_hobject *h = object_at(ctx, idx);

	if (h == NULL || DUK_HOBJECT_GET_PROTOTYPE(heap, h) != proto ||
	    !DUK_HOBJECT_HAS_EXTENSIBLE(h) || DUK_HOBJECT_IS_PROXY(h))
		return false;
	if (DUK_HOBJECT_GET_ENEXT(h) == n + 2 &&
	    inside_push_own(ctx, idx, "\x82" "Source", 7)) {
		duk_pop(ctx);
		return true;
	}
	return DUK_HOBJECT_GET_ENEXT(h) == n &&
	    DUK_HOBJECT_E_SLOT_IS_WRITABLE(heap, h, 0) &&
	    !DUK_HOBJECT_E_SLOT_IS_ACCESSOR(heap, h, 0);
}

/* The same wherever the heap lies (worker/replica.h). */
static uint64_t
from_heap(const duk_heap *heap, const void *p)
{
	return (uint64_t)((uintptr_t)p - (uintptr_t)heap);
}

uint64_t
inside_stamp(duk_context *ctx, void *object)
{
	duk_heap *heap = ((duk_hthread *)ctx)->heap;
	duk_hobject *h = object;
	uint64_t sum = 0, v;
	duk_uint_fast32_t i;

	for (i = 0; i < DUK_HOBJECT_GET_ENEXT(h); i++) {
		duk_propvalue *pv = DUK_HOBJECT_E_GET_VALUE_PTR(heap, h, i);

		if (DUK_HOBJECT_E_GET_KEY(heap, h, i) == NULL)
			continue; /* deleted; a collection moves the rest up */
		v = from_heap(heap, DUK_HOBJECT_E_GET_KEY(heap, h, i));
		if (DUK_HOBJECT_E_SLOT_IS_ACCESSOR(heap, h, i))
			v += from_heap(heap, pv->a.get) * 3;
		else if (DUK_TVAL_IS_HEAP_ALLOCATED(&pv->v))
			v += from_heap(heap, DUK_TVAL_GET_HEAPHDR(&pv->v)) * 3;
		sum = (sum << 7 | sum >> 57) ^ v;
	}
	return sum;
}

void
inside_pack(duk_context *ctx, duk_idx_t n)
{
	duk_pack((duk_hthread *)ctx, n);
}

void
inside_define(duk_context *ctx, duk_idx_t obj)
{
	duk_xdef_prop((duk_hthread *)ctx, obj, DUK_PROPDESC_FLAGS_WEC);
}

void
inside_iterate_arguments(duk_context *ctx, void *key, void *values)
{
	duk_heap *heap = ((duk_hthread *)ctx)->heap;

	heap->engine_values_key = key;
	heap->engine_values = values;
}

#include "worker/inside/expression.h"
#include "worker/inside/cells.h"
#include "worker/inside/slots.h"
#include "worker/inside/super.h"
#include "worker/inside/typed.h"
#include "worker/inside/buffer.h"
