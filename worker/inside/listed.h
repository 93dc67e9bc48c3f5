/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listed.h -- part of own.c: traps, and a Proxy's keys for for-in, JSON and
 * spread.
 *
 * Duktape asks the trap ownKeys, but the target which of them are enumerable:
 * what only the handler knows would be left out.
 */
#ifndef CORDON_WORKER_INSIDE_LISTED_H
#define CORDON_WORKER_INSIDE_LISTED_H

/* [ handler ] -> [ handler trap ], true if there is one; throws if it is no
 * function. */
int
engine_trap(void *t, unsigned name)
{
	duk_hthread *thr = t;

	(void)duk_get_prop_stridx(thr, -1, (duk_small_uint_t)name);
	if (duk_is_null_or_undefined(thr, -1))
		return 0;
	if (duk_is_function(thr, -1))
		return 1;
	duk_hthread_sync_currpc(thr);
	duk_push_hstring_stridx(thr, (duk_small_uint_t)name);
	(void)duk_type_error(thr,
	    "'%.*s' returned for property '%s' of object '#<Object>' is not a "
	    "function", SHOWN_MAX, duk_safe_to_string(thr, -2),
	    duk_get_string(thr, -1));
	return 0;
}

/* A trap's key is a string or symbol, where Duktape has whatever it was. */
void
engine_trap_key(void *t)
{
	(void)duk_to_property_key_hstring(t, -1);
}

#define TRAPPED "getOwnPropertyDescriptor"

/* Pushes what the enumerator drops at the end, and the keys; 0: it does as it
 * would.  The twin is in prelude/26-proxy.js. */
int
engine_proxy_list(void *t, void *proxy, unsigned flags)
{
	duk_hthread *thr = t;

	if ((flags & DUK_ENUM_INCLUDE_NONENUMERABLE) != 0 ||
	    (flags & DUK_ENUM_EXCLUDE_STRINGS) != 0)
		return 0;
	duk_require_stack(thr, 8);
	duk_push_hobject(thr, ((duk_hproxy *)proxy)->handler);
	duk_get_prop_literal(thr, -1, "ownKeys");
	if (duk_is_null_or_undefined(thr, -1)) {
		duk_pop(thr);
		duk_get_prop_literal(thr, -1, TRAPPED);
	}
	if (duk_is_null_or_undefined(thr, -1)) {
		duk_pop_2(thr);
		return 0;
	}
	rt_stash_get(thr, "proxyTwins");
	duk_get_prop_literal(thr, -1, "listed");
	duk_push_hobject(thr, proxy);
	duk_push_boolean(thr, (flags & DUK_ENUM_INCLUDE_SYMBOLS) != 0);
	duk_call(thr, 2);
	duk_remove(thr, -2); /* [ handler trap keys ] */
	duk_remove(thr, -3);
	return 1;
}

#endif
