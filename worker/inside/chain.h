/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chain.h -- part of own.c: proxies among prototypes, and who is meant by what
 * a Proxy has no trap for.
 *
 * Duktape asks a Proxy only where a property is read of the Proxy itself, and
 * without a trap forgets it for the target.  The twins are in
 * prelude/26-proxy.js; all that meets no Proxy is as fast as it was.
 */
#ifndef CORDON_WORKER_INSIDE_CHAIN_H
#define CORDON_WORKER_INSIDE_CHAIN_H

static void
push_twin(duk_hthread *thr, const char *name)
{
	duk_require_stack(thr, 8);
	rt_stash_get(thr, "proxyTwins");
	(void)duk_get_prop_string(thr, -1, name);
	duk_remove(thr, -2);
}

/* A hidden key is nobody's business but ours. */
int
engine_chain_asks(const void *object, const void *key)
{
	return DUK_HOBJECT_IS_PROXY((const duk_hobject *)object) &&
	    !DUK_HSTRING_HAS_HIDDEN((const duk_hstring *)key);
}

/* [ key ] -> [ value ]: what the Proxy gives, asked for the receiver. */
void
engine_chain_get(void *t, void *proxy, const void *receiver)
{
	duk_hthread *thr = t;

	push_twin(thr, "chainGet");
	duk_push_hobject(thr, proxy);
	duk_dup(thr, -3);
	duk_push_tval(thr, receiver);
	duk_call(thr, 3);
	duk_remove(thr, -2);
}

/* Sets the key on the receiver, by way of the object; was it done? */
int
engine_chain_set(void *t, void *object, const void *key, const void *value,
    const void *receiver)
{
	duk_hthread *thr = t;
	int done;

	push_twin(thr, "chainSet");
	duk_push_hobject(thr, object);
	duk_push_tval(thr, key);
	engine_trap_key(thr);
	duk_push_tval(thr, value);
	duk_push_tval(thr, receiver);
	duk_call(thr, 4);
	done = duk_to_boolean(thr, -1) != 0;
	duk_pop(thr);
	return done;
}

/* Is the key there?  A Proxy among the prototypes says it itself. */
int
engine_chain_has(void *t, void *object, void *key)
{
	duk_hthread *thr = t;
	duk_hstring *k = key;
	duk_hobject *h = object;
	duk_uint_t sanity = DUK_HOBJECT_PROTOTYPE_CHAIN_SANITY;
	duk_propdesc desc;
	duk_tval o, name;

	for (; h != NULL; h = DUK_HOBJECT_GET_PROTOTYPE(thr->heap, h)) {
		if (engine_chain_asks(h, k)) {
			DUK_TVAL_SET_OBJECT(&o, h);
			DUK_TVAL_SET_STRING(&name, k);
			return duk_hobject_hasprop(thr, &o, &name) != 0;
		}
		if (duk__get_own_propdesc_raw(thr, h, k,
			DUK_HSTRING_GET_ARRIDX_FAST(k), &desc, 0))
			return 1;
		if (sanity-- == 0)
			(void)duk_range_error(thr, DUK_STR_PROTOTYPE_CHAIN_LIMIT);
	}
	return 0;
}

/* May a Proxy without the trap `set` not be forgotten for its target?  It has a
 * trap that setting comes by, or a setter would see it. */
int
engine_chain_seen(void *t, void *proxy, void *target, const void *key)
{
	duk_hthread *thr = t;
	duk_hobject *h = target;
	duk_uint_t sanity = DUK_HOBJECT_PROTOTYPE_CHAIN_SANITY;
	duk_hstring *k;
	duk_propdesc desc;
	int seen = 0;

	duk_require_stack(thr, 4);
	duk_push_hobject(thr, ((duk_hproxy *)proxy)->handler);
	seen = duk_has_prop_literal(thr, -1, "defineProperty") ||
	    duk_has_prop_literal(thr, -1, "getOwnPropertyDescriptor");
	duk_pop(thr);
	duk_push_tval(thr, key);
	k = duk_to_property_key_hstring(thr, -1);
	for (; h != NULL && !seen && sanity-- > 0;
	    h = DUK_HOBJECT_GET_PROTOTYPE(thr->heap, h)) {
		if (engine_chain_asks(h, k))
			seen = 1;
		else if (duk__get_own_propdesc_raw(thr, h, k,
			     DUK_HSTRING_GET_ARRIDX_FAST(k), &desc, 0)) {
			seen = (desc.flags & DUK_PROPDESC_FLAG_ACCESSOR) != 0;
			break;
		}
	}
	seen = seen && !DUK_HSTRING_HAS_HIDDEN(k);
	duk_pop(thr);
	return seen;
}

/* The prototype, for instanceof.  A trap's answer is kept in the third place
 * from the top, where the left operand was. */
void *
engine_chain_proto(void *t, void *object)
{
	duk_hthread *thr = t;
	duk_hobject *h = object;

	if (!DUK_HOBJECT_IS_PROXY(h))
		return DUK_HOBJECT_GET_PROTOTYPE(thr->heap, h);
	push_twin(thr, "oGetProto");
	duk_push_hobject(thr, h);
	duk_call(thr, 1);
	h = duk_get_hobject(thr, -1);
	duk_replace(thr, -4);
	return h;
}

#endif
