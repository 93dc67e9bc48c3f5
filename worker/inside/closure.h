/* SPDX-License-Identifier: Apache-2.0 */
/*
 * closure.h -- part of own.c: the properties of a new closure.
 *
 * Duktape defines them one by one, each time with a larger table.  Programs of
 * today make a closure for every callback: here they get all at once, in the
 * order of the standard.
 */
#ifndef CORDON_WORKER_INSIDE_CLOSURE_H
#define CORDON_WORKER_INSIDE_CLOSURE_H

/* Room for n properties in an object without any. */
static void
room_for(duk_hthread *thr, duk_hobject *h, duk_uint32_t n)
{
	duk_uint8_t *p =
	    DUK_ALLOC_CHECKED(thr, DUK_HOBJECT_P_COMPUTE_SIZE(n, 0, 0));

	DUK_HOBJECT_SET_PROPS(thr->heap, h, p);
	DUK_HOBJECT_SET_ESIZE(h, n);
	DUK_HOBJECT_SET_ENEXT(h, 0);
}

static void
add_entry(duk_hthread *thr, duk_hobject *h, duk_hstring *key,
    const duk_tval *value, unsigned attrs)
{
	duk_uint32_t i = DUK_HOBJECT_GET_ENEXT(h);
	duk_tval *tv = DUK_HOBJECT_E_GET_VALUE_TVAL_PTR(thr->heap, h, i);

	DUK_TVAL_SET_TVAL(tv, value);
	DUK_TVAL_INCREF(thr, tv);
	DUK_HOBJECT_E_SET_KEY(thr->heap, h, i, key);
	DUK_HSTRING_INCREF(thr, key);
	DUK_HOBJECT_E_SET_FLAGS(thr->heap, h, i, attrs);
	DUK_HOBJECT_SET_ENEXT(h, i + 1);
}

/* [ ] -> [ object ], whose constructor is f. */
static void
push_prototype(duk_hthread *thr, duk_hobject *f)
{
	duk_hobject *h = duk_push_object_helper(thr,
	    DUK_HOBJECT_FLAG_EXTENSIBLE | DUK_HOBJECT_FLAG_FASTREFS |
		DUK_HOBJECT_CLASS_AS_FLAGS(DUK_HOBJECT_CLASS_OBJECT),
	    DUK_BIDX_OBJECT_PROTOTYPE);
	duk_tval tv;

	room_for(thr, h, 1);
	DUK_TVAL_SET_OBJECT(&tv, f);
	add_entry(thr, h, DUK_HTHREAD_STRING_CONSTRUCTOR(thr), &tv,
	    DUK_PROPDESC_FLAGS_WC);
}

/* [ ... closure template ] -> [ ... closure ] */
void
engine_closure(void *ctx, void *closure, void *template, int has_prototype)
{
	duk_hthread *thr = ctx;
	duk_hobject *f = closure, *t = template;
	duk_hstring *const keys[] = { DUK_HTHREAD_STRING_INT_VARMAP(thr),
		DUK_HTHREAD_STRING_INT_FORMALS(thr),
		DUK_HTHREAD_STRING_INT_PC2LINE(thr),
		DUK_HTHREAD_STRING_NAME(thr) };
	duk_tval *found[4], length;
	duk_harray *formals = NULL;
	duk_uint32_t i, n = 1;

	for (i = 0; i < 4; i++) {
		found[i] =
		    duk_hobject_find_entry_tval_ptr(thr->heap, t, keys[i]);
		n += found[i] != NULL;
	}
	if (found[1] != NULL && DUK_TVAL_IS_OBJECT(found[1]))
		formals = (duk_harray *)DUK_TVAL_GET_OBJECT(found[1]);
	if (has_prototype)
		push_prototype(thr, f);
	room_for(thr, f, n + (has_prototype ? 1 : 0));
	for (i = 0; i < 3; i++)
		if (found[i] != NULL)
			add_entry(thr, f, keys[i], found[i],
			    DUK_PROPDESC_FLAGS_C);
	DUK_TVAL_SET_U32(&length,
	    formals != NULL ? formals->length : ((duk_hcompfunc *)t)->nargs);
	add_entry(thr, f, DUK_HTHREAD_STRING_LENGTH(thr), &length,
	    DUK_PROPDESC_FLAGS_C);
	if (found[3] != NULL)
		add_entry(thr, f, keys[3], found[3], DUK_PROPDESC_FLAGS_C);
	if (has_prototype) {
		add_entry(thr, f, DUK_HTHREAD_STRING_PROTOTYPE(thr),
		    thr->valstack_top - 1, DUK_PROPDESC_FLAGS_W);
		duk_pop_unsafe(thr);
	}
	duk_pop_unsafe(thr);
}

void
engine_accessor(void *ctx, long funcs, long fnum, int is_get)
{
	duk_hthread *thr = ctx;

	/* Three entries a function: the first is its template. */
	duk_get_prop_index(thr, (duk_idx_t)funcs, (duk_uarridx_t)(fnum * 3));
	duk_push_string(thr, is_get ? "get " : "set ");
	duk_get_prop_stridx_short(thr, -2, DUK_STRIDX_NAME);
	duk_concat(thr, 2);
	duk_xdef_prop_stridx_short(thr, -2, DUK_STRIDX_NAME,
	    DUK_PROPDESC_FLAGS_NONE);
	duk_pop(thr);
}

#endif
