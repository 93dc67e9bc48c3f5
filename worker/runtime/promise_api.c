/* SPDX-License-Identifier: Apache-2.0 */
/* promise_api.c -- what programs see of promises: the constructor, then(),
 * resolve(), and Promise.all() of plain arrays.  prelude/05-promise.js has the
 * rest. */
#include "worker/runtime/promise.h"

#include <stdio.h>

enum { ALL_PROMISE, ALL_VALUES, ALL_LEFT, ALL_SETTLED };

static void *
require_promise(duk_context *ctx, duk_idx_t idx, const char *method)
{
	void *p = inside_cells(ctx, idx, &promises(ctx)->promise);

	if (p == NULL)
		(void)duk_type_error(ctx,
		    "Method Promise.prototype.%s called "
		    "on incompatible receiver %s",
		    method, duk_safe_to_string(ctx, idx));
	return p;
}

static duk_ret_t
construct(duk_context *ctx)
{
	struct promises *s = promises(ctx);
	void *p;

	if (!duk_is_constructor_call(ctx))
		return duk_type_error(ctx,
		    "Promise constructor cannot be "
		    "invoked without 'new'");
	if (!duk_is_function(ctx, 0))
		return duk_type_error(ctx,
		    "Promise resolver %s is not a "
		    "function",
		    duk_safe_to_string(ctx, 0));
	duk_push_this(ctx);
	p = inside_add_cells(ctx, -1, &s->promise);
	if (p == NULL)
		return duk_type_error(ctx, "no Promise can be made of this");
	inside_cell_set_number(ctx, p, P_STATE, PROMISE_PENDING);
	promise_push_resolvers(ctx, p);
	duk_dup(ctx, 0);
	duk_dup(ctx, -3);
	duk_dup(ctx, -3); /* [ ... resolve reject executor resolve reject ] */
	if (duk_pcall(ctx, 2) != 0)
		duk_call(ctx, 1);
	return 0;
}

/* then()'s C, when it is not Promise: a constructor, on the top. */
static bool
push_species(duk_context *ctx, struct promises *s)
{
	if (!inside_push_plain(ctx, -1, s->constructor_key))
		duk_get_prop_literal(ctx, -1, "constructor");
	if (duk_is_undefined(ctx, -1) || duk_get_heapptr(ctx, -1) == s->ctor) {
		duk_pop(ctx);
		return false;
	}
	if (!duk_is_object(ctx, -1))
		(void)duk_type_error(ctx,
		    "The .constructor property is not an object");
	rt_push_key(ctx, "@species");
	duk_get_prop(ctx, -2);
	duk_remove(ctx, -2);
	if (duk_is_null_or_undefined(ctx, -1) ||
	    duk_get_heapptr(ctx, -1) == s->ctor) {
		duk_pop(ctx);
		return false;
	}
	return true;
}

/* [ C ] -> [ capability ] */
static void
push_capability(duk_context *ctx, struct promises *s)
{
	duk_push_heapptr(ctx, s->capability);
	duk_insert(ctx, -2);
	duk_call(ctx, 1);
}

/* [ C ] -> [ reaction promise ] */
static void
push_wide(duk_context *ctx, struct promises *s)
{
	void *r;

	push_capability(ctx, s);
	r = inside_push_cells(ctx, &s->wide, NULL);
	duk_get_prop_literal(ctx, -2, "resolve");
	inside_cell_set(ctx, r, ON_RESOLVE);
	duk_get_prop_literal(ctx, -2, "reject");
	inside_cell_set(ctx, r, ON_REJECT);
	duk_get_prop_literal(ctx, -2, "promise");
	duk_remove(ctx, -3);
}

/* then(ok, bad) */
static duk_ret_t
then(duk_context *ctx)
{
	struct promises *s = promises(ctx);
	void *p, *r;

	duk_push_this(ctx);
	p = require_promise(ctx, 2, "then");
	if (push_species(ctx, s)) {
		push_wide(ctx, s);
		r = duk_get_heapptr(ctx, -2);
	} else {
		r = inside_push_cells(ctx, &s->reaction, NULL);
		(void)promise_push(ctx);
		duk_dup_top(ctx);
		inside_cell_set(ctx, r, ON_TO);
	}
	duk_dup(ctx, 0);
	inside_cell_set(ctx, r, ON_OK);
	duk_dup(ctx, 1);
	inside_cell_set(ctx, r, ON_BAD);
	duk_dup(ctx, -2);
	promise_subscribe(ctx, p);
	return 1;
}

/* catch(bad) */
static duk_ret_t catch (duk_context *ctx)
{
	duk_push_this(ctx);
	duk_get_prop_literal(ctx, -1, "then");
	duk_insert(ctx, -2);
	duk_push_undefined(ctx);
	duk_dup(ctx, 0);
	duk_call_method(ctx, 2);
	return 1;
}

/* resolved(C, x): C.resolve(x). */
static duk_ret_t
resolved(duk_context *ctx)
{
	struct promises *s = promises(ctx);

	if (!duk_is_object(ctx, 0))
		return duk_type_error(ctx,
		    "PromiseResolve called on non-object");
	if (duk_get_heapptr(ctx, 0) == s->ctor) {
		(void)promise_of(ctx);
		return 1;
	}
	if (inside_cells(ctx, 1, &s->promise) != NULL) {
		duk_get_prop_literal(ctx, 1, "constructor");
		if (duk_strict_equals(ctx, -1, 0)) {
			duk_pop(ctx);
			return 1;
		}
		duk_pop(ctx);
	}
	duk_dup(ctx, 0);
	push_capability(ctx, s);
	duk_get_prop_literal(ctx, -1, "resolve");
	duk_dup(ctx, 1);
	duk_call(ctx, 1);
	duk_pop(ctx);
	duk_get_prop_literal(ctx, -1, "promise");
	return 1;
}

static duk_ret_t
resolve(duk_context *ctx)
{
	duk_push_this(ctx);
	duk_insert(ctx, 0);
	return resolved(ctx);
}

/* Promise.all and allSettled of arrays --------------------------------- */

/* Waiting for the value on the top runs nothing of the program's. */
static bool
is_plain(duk_context *ctx, struct promises *s)
{
	bool plain;

	if (!duk_is_object(ctx, -1))
		return true;
	if (inside_cells(ctx, -1, &s->promise) == NULL ||
	    !inside_push_plain(ctx, -1, s->constructor_key))
		return false;
	plain = duk_get_heapptr(ctx, -1) == s->ctor;
	duk_pop(ctx);
	if (!plain || !inside_push_plain(ctx, -1, s->then_key))
		return false;
	plain = duk_get_heapptr(ctx, -1) == s->then;
	duk_pop(ctx);
	return plain;
}

/* The method is the built-in one. */
static bool
is_still(duk_context *ctx, void *o, void *key, void *method)
{
	bool same;

	duk_push_heapptr(ctx, o);
	same = inside_push_plain(ctx, -1, key);
	if (same) {
		same = duk_get_heapptr(ctx, -1) == method;
		duk_pop(ctx);
	}
	duk_pop(ctx);
	return same;
}

static bool
all_plain(duk_context *ctx, struct promises *s, duk_uarridx_t n)
{
	duk_uarridx_t i;
	bool plain;

	plain = inside_is_pristine(ctx, 0) &&
	    is_still(ctx, s->ctor, s->resolve_key, s->resolve) &&
	    is_still(ctx, s->proto, s->then_key, s->then);
	for (i = 0; plain && i < n; i++) {
		if (!inside_push_element(ctx, 0, i))
			return false; /* a hole may be inherited */
		plain = is_plain(ctx, s);
		duk_pop(ctx);
	}
	return plain;
}

/* all(array, settled): a promise, or undefined when the long way is needed. */
static duk_ret_t
all(duk_context *ctx)
{
	struct promises *s = promises(ctx);
	duk_uarridx_t i, n;
	void *a, *slot, *p;

	if (!duk_is_array(ctx, 0))
		return 0;
	n = (duk_uarridx_t)duk_get_length(ctx, 0);
	if (!all_plain(ctx, s, n))
		return 0;
	p = promise_push(ctx); /* 2 */
	a = inside_push_cells(ctx, &s->all, NULL);
	inside_push_room(ctx, n);
	if (n == 0) {
		promise_resolve(ctx, p);
		duk_pop(ctx);
		return 1;
	}
	inside_cell_set(ctx, a, ALL_VALUES);
	duk_dup(ctx, 2);
	inside_cell_set(ctx, a, ALL_PROMISE);
	inside_cell_set_number(ctx, a, ALL_LEFT, n);
	inside_cell_set_number(ctx, a, ALL_SETTLED, duk_to_boolean(ctx, 1));
	for (i = 0; i < n; i++) {
		(void)inside_push_element(ctx, 0, i);
		slot = inside_push_cells(ctx, &s->slot, NULL);
		duk_dup(ctx, 3);
		inside_cell_set(ctx, slot, S_ALL);
		inside_cell_set_number(ctx, slot, S_INDEX, i);
		promise_await(ctx);
	}
	duk_pop(ctx);
	return 1;
}

/* [ v ] -> [ { status, value or reason } ] */
static void
outcome(duk_context *ctx, bool bad)
{
	duk_push_object(ctx);
	duk_push_string(ctx, bad ? "rejected" : "fulfilled");
	duk_put_prop_literal(ctx, -2, "status");
	duk_insert(ctx, -2);
	duk_put_prop_string(ctx, -2, bad ? "reason" : "value");
}

void
promise_fill_slot(duk_context *ctx, void *slot, bool bad)
{
	void *a = inside_cell_object(ctx, slot, S_ALL);
	void *p = inside_cell_object(ctx, a, ALL_PROMISE);
	unsigned left;

	if (inside_cell_number(ctx, a, ALL_SETTLED)) {
		outcome(ctx, bad);
	} else if (bad) {
		promise_settle(ctx, p, true);
		return;
	}
	inside_room_put(ctx, inside_cell_object(ctx, a, ALL_VALUES),
	    inside_cell_number(ctx, slot, S_INDEX));
	left = inside_cell_number(ctx, a, ALL_LEFT) - 1;
	inside_cell_set_number(ctx, a, ALL_LEFT, left);
	if (left > 0)
		return;
	inside_cell_push(ctx, a, ALL_VALUES);
	promise_resolve(ctx, p);
}

/* For the prelude ------------------------------------------------------- */

/* The functions of a capability that a constructor has yet to fill. */
static duk_ret_t
executor(duk_context *ctx)
{
	void *f;

	duk_push_current_function(ctx);
	f = duk_get_heapptr(ctx, -1);
	for (unsigned i = 0; i < 2; i++) {
		inside_cell_push(ctx, f, i);
		if (!duk_is_undefined(ctx, -1))
			return duk_type_error(ctx,
			    "Promise executor has already been invoked");
	}
	for (unsigned i = 0; i < 2; i++) {
		duk_dup(ctx, (duk_idx_t)i);
		inside_cell_set(ctx, f, i);
	}
	return 0;
}

/* executor() -> function; executed(function) -> [resolve, reject] */
static duk_ret_t
make_executor(duk_context *ctx)
{
	void *f;

	duk_push_c_function(ctx, executor, 2);
	inside_no_construct(ctx, -1);
	duk_push_heapptr(ctx, promises(ctx)->function_proto);
	duk_set_prototype(ctx, -2);
	f = inside_add_cells(ctx, -1, &promises(ctx)->executor);
	duk_push_uint(ctx, 2);
	inside_cell_set(ctx, f, 2);
	duk_push_literal(ctx, "");
	inside_cell_set(ctx, f, 3);
	return 1;
}

static duk_ret_t
executed(duk_context *ctx)
{
	void *f = duk_get_heapptr(ctx, 0);

	inside_cell_push(ctx, f, 0);
	inside_cell_push(ctx, f, 1);
	inside_pack(ctx, 2);
	return 1;
}

/* pending() -> a promise;  settle(p, v, bad): as it is;  fulfil(p, v): v may be
 * another promise */
static duk_ret_t
pending(duk_context *ctx)
{
	(void)promise_push(ctx);
	return 1;
}

static duk_ret_t
settle(duk_context *ctx)
{
	bool bad = duk_to_boolean(ctx, 2) != 0;

	duk_pop(ctx);
	promise_settle(ctx, duk_get_heapptr(ctx, 0), bad);
	return 0;
}

static duk_ret_t
fulfil(duk_context *ctx)
{
	promise_resolve(ctx, duk_get_heapptr(ctx, 0));
	return 0;
}

static duk_ret_t
is_promise(duk_context *ctx)
{
	duk_push_boolean(ctx,
	    inside_cells(ctx, 0, &promises(ctx)->promise) != NULL);
	return 1;
}

/* promiseParts(capability): what C calls of the prelude. */
static duk_ret_t
parts(duk_context *ctx)
{
	promises(ctx)->capability = duk_get_heapptr(ctx, 0);
	rt_stash_put(ctx, "capability");
	return 0;
}

/* promiseShown(p): [] while it is pending, [fulfilled?, value]; undefined: it
 * is no promise. */
static duk_ret_t
shown(duk_context *ctx)
{
	void *p = inside_cells(ctx, 0, &promises(ctx)->promise);
	unsigned state;

	if (p == NULL)
		return 0;
	state = inside_cell_number(ctx, p, P_STATE) & ~PROMISE_HEARD;
	duk_push_array(ctx);
	if (state == PROMISE_PENDING)
		return 1;
	duk_push_boolean(ctx, state == PROMISE_OK);
	duk_put_prop_index(ctx, -2, 0);
	inside_cell_push(ctx, p, P_VALUE);
	duk_put_prop_index(ctx, -2, 1);
	return 1;
}

static const struct rt_fn ctor = { "Promise", construct, 1, 1 | RT_CTOR, 0 };
static const struct rt_fn methods[] = {
	{ "then", then, 2, 2, 0 },
	{ "catch", catch, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};
static const struct rt_fn statics[] = {
	{ "resolve", resolve, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};
static const struct rt_fn natives[] = {
	{ "allOf", all, 2, 2, 0 },
	{ "executor", make_executor, 0, 0, 0 },
	{ "executed", executed, 1, 1, 0 },
	{ "pending", pending, 0, 0, 0 },
	{ "settle", settle, 3, 3, 0 },
	{ "fulfil", fulfil, 2, 2, 0 },
	{ "promiseResolve", resolved, 2, 2, 0 },
	{ "isPromise", is_promise, 1, 1, 0 },
	{ "promiseParts", parts, 1, 1, 0 },
	{ "promiseShown", shown, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

/* The method, which a program may remove. */
static void *
keep(duk_context *ctx, duk_idx_t obj, const char *key)
{
	char kept[32];
	void *p;

	duk_get_prop_string(ctx, obj, key);
	p = duk_get_heapptr(ctx, -1);
	(void)snprintf(kept, sizeof(kept), "Promise.%s", key);
	rt_stash_put(ctx, kept);
	return p;
}

void
rt_promise_api(duk_context *ctx)
{
	struct promises *s = promises(ctx);

	rt_put(ctx, -1, natives);
	rt_push_fn(ctx, &ctor);
	rt_put(ctx, -1, statics);
	s->ctor = duk_get_heapptr(ctx, -1);
	s->resolve = keep(ctx, -1, "resolve");
	duk_push_object(ctx);
	rt_put(ctx, -1, methods);
	rt_tag(ctx, -1, "Promise");
	s->proto = duk_get_heapptr(ctx, -1);
	s->then = keep(ctx, -1, "then");
	duk_dup(ctx, -2);
	rt_def(ctx, -2, "constructor");
	duk_dup_top(ctx);
	rt_stash_put(ctx, "PromiseProto");
	duk_push_literal(ctx, "prototype");
	duk_insert(ctx, -2);
	duk_def_prop(ctx, -3,
	    DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_CLEAR_WEC | DUK_DEFPROP_FORCE);
	duk_dup_top(ctx);
	rt_stash_put(ctx, "Promise");
	duk_push_global_object(ctx);
	duk_insert(ctx, -2);
	rt_def(ctx, -2, "Promise");
	duk_pop(ctx);
}
