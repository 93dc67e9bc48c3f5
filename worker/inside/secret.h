/* SPDX-License-Identifier: Apache-2.0 */
/*
 * secret.h -- part of own.c: #names.
 *
 * o.#x is printed as o[key], where the key is hidden and begins with '#'.  Such
 * a key is looked for in the object's own table only, in that of a Proxy too:
 * no trap, no prototype, and where there is none an error.  o[$take] is what an
 * array pattern reads instead of o (runtime/walk.c).
 */
#ifndef CORDON_WORKER_INSIDE_SECRET_H
#define CORDON_WORKER_INSIDE_SECRET_H

static inline int
is_secret(const duk_hstring *k)
{
	return DUK_HSTRING_HAS_HIDDEN(k) &&
	    DUK_HSTRING_GET_DATA(k)[1] == '#';
}

/* #x of a key: a mark, '#' and a number precede the name. */
static const char *
secret_name(const duk_hstring *k)
{
	const char *s = (const char *)DUK_HSTRING_GET_DATA(k) + 2;

	while (*s >= '0' && *s <= '9')
		s++;
	return s;
}

static void
refuse_secret(duk_hthread *thr, const duk_hstring *k, const char *message)
{
	duk_hthread_sync_currpc(thr);
	(void)duk_type_error(thr, message, secret_name(k));
}

static void
refuse_value(duk_hthread *thr, const duk_tval *o, const duk_hstring *k,
    int writes)
{
	duk_hthread_sync_currpc(thr);
	if (DUK_TVAL_IS_UNDEFINED(o) || DUK_TVAL_IS_NULL(o))
		(void)duk_type_error(thr,
		    "Cannot %s properties of %s (%s '#%s')",
		    writes ? "set" : "read",
		    DUK_TVAL_IS_NULL(o) ? "null" : "undefined",
		    writes ? "setting" : "reading", secret_name(k));
	else
		(void)duk_type_error(thr,
		    "Cannot %s private member #%s %s an object whose class "
		    "did not declare it",
		    writes ? "write" : "read", secret_name(k),
		    writes ? "to" : "from");
}

/* The private member of the value, or an error. */
static duk_propvalue *
secret_of(duk_hthread *thr, const duk_tval *o, duk_hstring *k,
    int writes, duk_small_uint_t *ret_flags)
{
	duk_hobject *h;
	duk_int_t e;

	if (!DUK_TVAL_IS_OBJECT(o) ||
	    entry_of(thr->heap, h = DUK_TVAL_GET_OBJECT(o), k, &e) == NULL) {
		refuse_value(thr, o, k, writes);
		return NULL;
	}
	*ret_flags = DUK_HOBJECT_E_GET_FLAGS(thr->heap, h, e);
	return DUK_HOBJECT_E_GET_VALUE_PTR(thr->heap, h, e);
}

/* What a getter or a member that is called gives: *to becomes it, and may be
 * elsewhere by then. */
static void
call_getter(duk_hthread *thr, duk_tval *self, duk_hobject *getter)
{
	duk_require_stack(thr, 8);
	duk_push_hobject(thr, getter);
	duk_push_tval(thr, self);
	duk_call_method(thr, 0);
}

static void
take(duk_hthread *thr, const duk_tval *o, duk_tval *to)
{
	duk_size_t at = (duk_size_t)((char *)to - (char *)thr->valstack);
	duk_tval *reg;

	duk_hthread_sync_currpc(thr);
	duk_require_stack(thr, 8);
	duk_push_tval(thr, o);
	thr->heap->engine_take(thr);
	reg = (duk_tval *)(void *)((char *)thr->valstack + at);
	DUK_TVAL_SET_TVAL_UPDREF(thr, reg, thr->valstack_top - 1);
	duk_pop(thr);
}

static void
read_secret(duk_hthread *thr, const duk_tval *o, duk_hstring *k, duk_tval *to,
    int is_called)
{
	duk_size_t at = (duk_size_t)((char *)to - (char *)thr->valstack);
	duk_tval self = *o, key, *reg;
	duk_small_uint_t flags = 0;
	duk_propvalue *v;

	if (k == thr->heap->engine_take_key) {
		if (is_pristine(thr->heap, o))
			DUK_TVAL_SET_TVAL_UPDREF(thr, to, o); /* side effects */
		else
			take(thr, o, to);
		return;
	}
	v = secret_of(thr, o, k, 0, &flags);
	if (!(flags & DUK_PROPDESC_FLAG_ACCESSOR)) {
		if (!is_called || duk_is_callable_tval(thr, &v->v)) {
			DUK_TVAL_SET_TVAL_UPDREF(thr, to, &v->v);
			return;
		}
		duk_push_tval(thr, &v->v);
	} else if (v->a.get == NULL) {
		refuse_secret(thr, k, "'#%s' was defined without a getter");
	} else {
		call_getter(thr, &self, v->a.get);
	}
	DUK_TVAL_SET_STRING(&key, k);
	if (is_called && !duk_is_callable_tval(thr, thr->valstack_top - 1))
		duk_call_setup_propcall_error(thr, &self, &key);
	reg = (duk_tval *)(void *)((char *)thr->valstack + at);
	DUK_TVAL_SET_TVAL_UPDREF(thr, reg, thr->valstack_top - 1);
	duk_pop(thr);
}

static void
set_secret(duk_hthread *thr, const duk_tval *o, duk_hstring *k,
    const duk_tval *from)
{
	duk_tval self = *o, value = *from;
	duk_small_uint_t flags = 0;
	duk_propvalue *v = secret_of(thr, o, k, 1, &flags);

	if (flags & DUK_PROPDESC_FLAG_ACCESSOR) {
		if (v->a.set == NULL)
			refuse_secret(thr, k,
			    "'#%s' was defined without a setter");
		duk_require_stack(thr, 8);
		duk_push_hobject(thr, v->a.set);
		duk_push_tval(thr, &self);
		duk_push_tval(thr, &value);
		duk_call_method(thr, 1);
		duk_pop(thr);
	} else if (flags & DUK_PROPDESC_FLAGS_WE) { /* E: of a frozen object */
		DUK_TVAL_SET_TVAL_UPDREF(thr, &v->v, from); /* side effects */
	} else {
		refuse_secret(thr, k, "Private method '#%s' is not writable");
	}
}

#endif
