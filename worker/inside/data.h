/* SPDX-License-Identifier: Apache-2.0 */
/*
 * data.h -- part of own.c: values that JSON.stringify() writes as they stand.
 */
#ifndef CORDON_WORKER_INSIDE_DATA_H
#define CORDON_WORKER_INSIDE_DATA_H

#include "worker/inside/property.h"
#include "worker/runtime/inside.h"

/* What a call's arguments mostly are; beyond, the slow way is no loss. */
#define DATA_DEPTH_MAX 16
#define DATA_VALUES_MAX 256

static bool is_data(duk_hthread *thr, const duk_tval *v, int depth, int *left);

/* No toJSON(), whoever it is inherited from. */
static bool
says_itself(duk_hthread *thr, duk_hobject *h)
{
	duk_tval to;

	return read_chain(thr, h, DUK_HTHREAD_STRING_TO_JSON(thr), &to) &&
	    DUK_TVAL_IS_UNDEFINED(&to);
}

static bool
is_data_array(duk_hthread *thr, duk_hobject *h, int depth, int *left)
{
	duk_uint32_t i, n = ((duk_harray *)h)->length;

	if (DUK_HOBJECT_GET_PROTOTYPE(thr->heap, h) !=
		thr->builtins[DUK_BIDX_ARRAY_PROTOTYPE] ||
	    !DUK_HOBJECT_HAS_ARRAY_PART(h) || n > DUK_HOBJECT_GET_ASIZE(h))
		return false;
	for (i = 0; i < n; i++) {
		const duk_tval *v = DUK_HOBJECT_A_GET_BASE(thr->heap, h) + i;

		/* A hole may be inherited. */
		if (DUK_TVAL_IS_UNUSED(v) || !is_data(thr, v, depth, left))
			return false;
	}
	return true;
}

static bool
is_data_object(duk_hthread *thr, duk_hobject *h, int depth, int *left)
{
	duk_uint_fast32_t i;

	if (DUK_HOBJECT_GET_PROTOTYPE(thr->heap, h) !=
		thr->builtins[DUK_BIDX_OBJECT_PROTOTYPE] ||
	    DUK_HOBJECT_GET_ASIZE(h) > 0)
		return false;
	for (i = 0; i < DUK_HOBJECT_GET_ENEXT(h); i++) {
		const duk_hstring *k = DUK_HOBJECT_E_GET_KEY(thr->heap, h, i);

		if (k == NULL) /* deleted */
			continue;
		/* A hidden one makes it something of ours. */
		if (DUK_HSTRING_HAS_SYMBOL(k) ||
		    DUK_HOBJECT_E_SLOT_IS_ACCESSOR(thr->heap, h, i) ||
		    !is_data(thr,
			DUK_HOBJECT_E_GET_VALUE_TVAL_PTR(thr->heap, h, i),
			depth, left))
			return false;
	}
	return true;
}

static bool
is_data(duk_hthread *thr, const duk_tval *v, int depth, int *left)
{
	duk_hobject *h;

	if ((*left)-- == 0)
		return false;
	if (DUK_TVAL_IS_UNDEFINED(v) || DUK_TVAL_IS_NULL(v) ||
	    DUK_TVAL_IS_BOOLEAN(v) || DUK_TVAL_IS_NUMBER(v))
		return true;
	/* A BigInt is a symbol to Duktape, which would leave it out. */
	if (DUK_TVAL_IS_STRING(v))
		return !DUK_HSTRING_HAS_SYMBOL(DUK_TVAL_GET_STRING(v));
	if (!DUK_TVAL_IS_OBJECT(v) || depth == 0)
		return false;
	h = DUK_TVAL_GET_OBJECT(v);
	if (DUK_HEAPHDR_CHECK_FLAG_BITS(&h->hdr, NO_TABLE) ||
	    !says_itself(thr, h))
		return false;
	switch (DUK_HOBJECT_GET_CLASS_NUMBER(h)) {
	case DUK_HOBJECT_CLASS_ARRAY:
		return is_data_array(thr, h, depth - 1, left);
	case DUK_HOBJECT_CLASS_OBJECT:
		return is_data_object(thr, h, depth - 1, left);
	default:
		return false;
	}
}

bool
inside_is_data(duk_context *ctx, duk_idx_t idx)
{
	duk_hthread *thr = (duk_hthread *)ctx;
	int left = DATA_VALUES_MAX;

	return is_data(thr, duk_require_tval(thr, idx), DATA_DEPTH_MAX, &left);
}

int
inside_place(duk_context *ctx, int level, struct inside_place *ret)
{
	duk_hthread *thr = (duk_hthread *)ctx;
	duk_activation *act = duk_hthread_get_activation_for_level(thr, level);
	duk_hobject *f = act == NULL ? NULL : DUK_ACT_GET_FUNC(act);

	if (act == NULL)
		return -1;
	if (f == NULL || !DUK_HOBJECT_IS_COMPFUNC(f))
		return 0;
	ret->code = DUK_HCOMPFUNC_GET_DATA(thr->heap, (duk_hcompfunc *)f);
	ret->pc = (uint32_t)duk_hthread_get_act_prev_pc(thr, act);
	return ENGINE_SEALED(ret->code) ? 0 : 1;
}

void
inside_push_function(duk_context *ctx, int level)
{
	duk_hthread *thr = (duk_hthread *)ctx;
	duk_activation *act = duk_hthread_get_activation_for_level(thr, level);

	if (act != NULL && DUK_ACT_GET_FUNC(act) != NULL)
		duk_push_hobject(thr, DUK_ACT_GET_FUNC(act));
	else
		duk_push_undefined(ctx);
}

/* Without the object of its properties that Duktape's API makes. */
long
inside_line(duk_context *ctx, int level)
{
	duk_hthread *thr = (duk_hthread *)ctx;
	duk_activation *act = duk_hthread_get_activation_for_level(thr, level);
	duk_hobject *f = act == NULL ? NULL : DUK_ACT_GET_FUNC(act);
	duk_uint_fast32_t line;

	if (act == NULL)
		return -1;
	if (f == NULL || !DUK_HOBJECT_IS_COMPFUNC(f))
		return 0;
	if (ENGINE_SEALED(DUK_HCOMPFUNC_GET_DATA(thr->heap,
		(duk_hcompfunc *)f)))
		return LONG_MAX; /* the prelude's */
	duk_push_hobject(thr, f);
	line = duk_hobject_pc2line_query(thr, -1,
	    duk_hthread_get_act_prev_pc(thr, act));
	duk_pop(ctx);
	return (long)line;
}

#endif
