/* SPDX-License-Identifier: Apache-2.0 */
/*
 * property.h -- part of own.c: plain properties under names.
 *
 * Duktape describes every object of the prototype chain before it reads from
 * it.  What needs no description, own data of ordinary objects, is read and
 * set here; all else is 0, the slow way: accessors, proxies, keys that are
 * indices, objects whose properties are not all in their tables.
 */
#ifndef CORDON_WORKER_INSIDE_PROPERTY_H
#define CORDON_WORKER_INSIDE_PROPERTY_H

#include "worker/inside/secret.h"

#define NO_TABLE \
	(DUK_HOBJECT_FLAG_EXOTIC_STRINGOBJ | \
	    DUK_HOBJECT_FLAG_EXOTIC_ARGUMENTS | \
	    DUK_HOBJECT_FLAG_EXOTIC_PROXYOBJ | DUK_HOBJECT_FLAG_BUFOBJ)

/* A key that no object treats in a way of its own. */
static inline duk_hstring *
plain_key(const duk_tval *key)
{
	duk_hstring *k;

	if (!DUK_TVAL_IS_STRING(key))
		return NULL;
	k = DUK_TVAL_GET_STRING(key);
	return DUK_HSTRING_HAS_ARRIDX(k) ? NULL : k;
}

static inline int
secret_key(const duk_tval *key)
{
	return DUK_TVAL_IS_STRING(key) && is_secret(DUK_TVAL_GET_STRING(key));
}

/* 1 and *to set, or 0. */
static int
read_chain(duk_hthread *thr, duk_hobject *h, duk_hstring *k, duk_tval *to)
{
	duk_uint_t sanity = DUK_HOBJECT_PROTOTYPE_CHAIN_SANITY;
	duk_tval *tv;
	duk_int_t e;

	for (; h != NULL; h = DUK_HOBJECT_GET_PROTOTYPE(thr->heap, h)) {
		if (DUK_HEAPHDR_CHECK_FLAG_BITS(&h->hdr, NO_TABLE) ||
		    sanity-- == 0)
			return 0;
		if (k == DUK_HTHREAD_STRING_LENGTH(thr) &&
		    DUK_HOBJECT_HAS_EXOTIC_ARRAY(h)) {
			DUK_TVAL_SET_U32(to, ((duk_harray *)h)->length);
			return 1;
		}
		if ((tv = entry_of(thr->heap, h, k, &e)) == NULL)
			continue;
		if (DUK_HOBJECT_E_SLOT_IS_ACCESSOR(thr->heap, h, e))
			return 0;
		DUK_TVAL_SET_TVAL(to, tv);
		return 1;
	}
	DUK_TVAL_SET_UNDEFINED(to);
	return 1;
}

static int
read_plain(duk_hthread *thr, const duk_tval *o, const duk_tval *key,
    duk_tval *to)
{
	duk_hstring *k = plain_key(key);

	if (k == NULL)
		return 0;
	if (DUK_TVAL_IS_OBJECT(o))
		return read_chain(thr, DUK_TVAL_GET_OBJECT(o), k, to);
	if (!DUK_TVAL_IS_STRING(o) ||
	    DUK_HSTRING_HAS_SYMBOL(DUK_TVAL_GET_STRING(o)))
		return 0;
	if (k != DUK_HTHREAD_STRING_LENGTH(thr))
		return read_chain(thr, thr->builtins[DUK_BIDX_STRING_PROTOTYPE],
		    k, to);
	DUK_TVAL_SET_U32(to,
	    (duk_uint32_t)DUK_HSTRING_GET_CHARLEN(DUK_TVAL_GET_STRING(o)));
	return 1;
}

int
engine_getprop(void *ctx, const void *o, const void *key, void *to)
{
	duk_hthread *thr = ctx;
	duk_tval *reg = to, v;

	if (secret_key(key)) {
		read_secret(thr, o, DUK_TVAL_GET_STRING((const duk_tval *)key),
		    reg, 0);
		return 1;
	}
	if (!read_plain(thr, o, key, &v))
		return 0;
	DUK_TVAL_SET_TVAL_UPDREF(thr, reg, &v); /* side effects */
	return 1;
}

/* A method: what cannot be called is told by the slow way. */
int
engine_getmethod(void *ctx, const void *o, const void *key, void *to)
{
	duk_hthread *thr = ctx;
	duk_tval *reg = to, v;

	if (secret_key(key)) {
		read_secret(thr, o, DUK_TVAL_GET_STRING((const duk_tval *)key),
		    reg, 1);
		return 1;
	}
	if (!read_plain(thr, o, key, &v) || !DUK_TVAL_IS_OBJECT(&v) ||
	    !DUK_HOBJECT_IS_CALLABLE(DUK_TVAL_GET_OBJECT(&v)))
		return 0;
	DUK_TVAL_SET_TVAL_UPDREF(thr, reg, &v); /* side effects */
	return 1;
}

/* Only what is there already. */
int
engine_putprop(void *ctx, const void *o, const void *key, const void *from)
{
	duk_hthread *thr = ctx;
	const duk_tval *value = from;
	duk_hstring *k = plain_key(key);
	duk_hobject *h;
	duk_tval *tv;
	duk_int_t e;

	if (k != NULL && is_secret(k)) {
		set_secret(thr, o, k, value);
		return 1;
	}
	if (k == NULL || !DUK_TVAL_IS_OBJECT((const duk_tval *)o))
		return 0;
	h = DUK_TVAL_GET_OBJECT((const duk_tval *)o);
	if (DUK_HEAPHDR_CHECK_FLAG_BITS(&h->hdr, NO_TABLE) ||
	    (tv = entry_of(thr->heap, h, k, &e)) == NULL ||
	    DUK_HOBJECT_E_SLOT_IS_ACCESSOR(thr->heap, h, e) ||
	    !DUK_HOBJECT_E_SLOT_IS_WRITABLE(thr->heap, h, e))
		return 0;
	DUK_TVAL_SET_TVAL_UPDREF(thr, tv, value); /* side effects */
	return 1;
}

#endif
