/* SPDX-License-Identifier: Apache-2.0 */
/*
 * private.c -- #names of classes: own properties under hidden keys.
 *
 * Our own Duktape reads and sets them by itself (inside/secret.h).
 */
#include <string.h>

#include "worker/runtime/rt.h"

#include "worker/runtime/inside.h"

/* The key at 1 begins with a mark, '#' and a number (11-lower.js). */
static const char *
name_of(duk_context *ctx)
{
	const char *s = duk_get_string(ctx, 1);

	s = s == NULL ? "" : strchr(s, '#');
	s = s == NULL || *s == '\0' ? "" : s + 1;
	while (*s >= '0' && *s <= '9')
		s++;
	return s;
}

static duk_ret_t
refuse(duk_context *ctx, const char *what)
{
	return duk_type_error(ctx,
	    "Cannot %s private member #%s %s an object "
	    "whose class did not declare it",
	    what, name_of(ctx), *what == 'w' ? "to" : "from");
}

/* Does the object at 0 have the key at 1 itself? */
static bool
has(duk_context *ctx)
{
	bool r;

	if (!duk_is_object(ctx, 0))
		return false;
	if (inside_is_proxy(ctx, 0))
		return inside_has_entry(ctx, 0, 1);
	rt_stash_get(ctx, "hasOwnProperty");
	duk_dup(ctx, 0);
	duk_dup(ctx, 1);
	duk_call_method(ctx, 1);
	r = duk_get_boolean(ctx, -1) != 0;
	duk_pop(ctx);
	return r;
}

static bool
has_own(duk_context *ctx)
{
	if (inside_push_slot(ctx, 0, 1)) {
		duk_pop(ctx);
		return true;
	}
	return has(ctx);
}

static duk_ret_t
private_get(duk_context *ctx)
{
	if (inside_push_slot(ctx, 0, 1))
		return 1;
	if (!has(ctx))
		return refuse(ctx, "read");
	duk_dup(ctx, 1);
	duk_get_prop_desc(ctx, 0, 0);
	duk_get_prop_literal(ctx, -1, "set");
	duk_get_prop_literal(ctx, -2, "get");
	if (duk_is_undefined(ctx, -1) && !duk_is_undefined(ctx, -2))
		return duk_type_error(ctx,
		    "A private accessor without a "
		    "getter cannot be read");
	duk_dup(ctx, 1);
	duk_get_prop(ctx, 0);
	return 1;
}

static duk_ret_t
private_set(duk_context *ctx)
{
	if (inside_set_slot(ctx, 0, 1))
		return 1;
	if (!has(ctx))
		return refuse(ctx, "write");
	duk_dup(ctx, 1);
	duk_dup(ctx, 2);
	duk_put_prop(ctx, 0);
	return 1;
}

/* pin(k, o): #k in o */
static duk_ret_t
private_in(duk_context *ctx)
{
	duk_insert(ctx, 0); /* o, k */
	if (!duk_is_object(ctx, 0))
		return duk_type_error(ctx,
		    "Cannot use 'in' operator to search for '#%s' in %s",
		    name_of(ctx), duk_safe_to_string(ctx, 0));
	duk_push_boolean(ctx, has_own(ctx));
	return 1;
}

static void
refuse_again(duk_context *ctx)
{
	(void)duk_type_error(ctx, "Cannot initialize #%s twice on the same "
	    "object", name_of(ctx));
}

/* pd, pmethod(o, k, value): a field; a method, which cannot be set. */
static duk_ret_t
private_define(duk_context *ctx)
{
	if (inside_add(ctx, 0, 1))
		return 0;
	if (has_own(ctx))
		refuse_again(ctx);
	duk_def_prop(ctx, 0,
	    DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WEC | DUK_DEFPROP_FORCE);
	return 0;
}

static duk_ret_t
private_method(duk_context *ctx)
{
	if (has_own(ctx))
		refuse_again(ctx);
	duk_def_prop(ctx, 0, DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_CLEAR_WEC |
		DUK_DEFPROP_FORCE);
	return 0;
}

/* Is there one half of the accessor already? */
static bool
has_half(duk_context *ctx, const char *half)
{
	bool is;

	if (!has(ctx))
		return false;
	duk_dup(ctx, 1);
	duk_get_prop_desc(ctx, 0, 0);
	duk_get_prop_string(ctx, -1, half);
	is = !duk_is_undefined(ctx, -1);
	duk_pop_2(ctx);
	return is;
}

/* pget, pset(o, k, f) */
static duk_ret_t
private_getter(duk_context *ctx)
{
	if (has_half(ctx, "get"))
		refuse_again(ctx);
	duk_def_prop(ctx, 0, DUK_DEFPROP_HAVE_GETTER |
		DUK_DEFPROP_SET_CONFIGURABLE | DUK_DEFPROP_FORCE);
	return 0;
}

static duk_ret_t
private_setter(duk_context *ctx)
{
	if (has_half(ctx, "set"))
		refuse_again(ctx);
	duk_def_prop(ctx, 0, DUK_DEFPROP_HAVE_SETTER |
		DUK_DEFPROP_SET_CONFIGURABLE | DUK_DEFPROP_FORCE);
	return 0;
}

/* sget(home, k, self): super[k]. */
static duk_ret_t
super_get(duk_context *ctx)
{
	duk_get_prototype(ctx, 0);
	if (!duk_is_object(ctx, 3)) {
		(void)duk_to_primitive(ctx, 1, DUK_HINT_STRING);
		(void)duk_type_error(ctx,
		    "Cannot read properties of null (reading '%s')",
		    duk_is_symbol(ctx, 1) ? "Symbol()" :
			duk_to_string(ctx, 1));
	}
	for (; duk_is_object(ctx, 3); duk_replace(ctx, 3)) {
		if (inside_push_slot(ctx, 3, 1))
			return 1;
		duk_dup(ctx, 1);
		duk_get_prop_desc(ctx, 3, 0);
		if (!duk_is_undefined(ctx, -1))
			break;
		duk_pop(ctx);
		duk_get_prototype(ctx, 3);
	}
	if (!duk_is_object(ctx, 3))
		return 0;
	if (duk_has_prop_literal(ctx, -1, "value")) {
		duk_get_prop_literal(ctx, -1, "value");
		return 1;
	}
	duk_get_prop_literal(ctx, -1, "get");
	if (duk_is_undefined(ctx, -1))
		return 0;
	duk_dup(ctx, 2);
	duk_call_method(ctx, 0);
	return 1;
}

static const struct rt_fn fns[] = {
	{ "sget", super_get, 3, 3 | RT_LIGHT, 0 },
	{ "pg", private_get, 2, 2 | RT_LIGHT, 0 },
	{ "ps", private_set, 3, 3 | RT_LIGHT, 0 },
	{ "pin", private_in, 2, 2 | RT_LIGHT, 0 },
	{ "pd", private_define, 3, 3 | RT_LIGHT, 0 },
	{ "pmethod", private_method, 3, 3 | RT_LIGHT, 0 },
	{ "pget", private_getter, 3, 3 | RT_LIGHT, 0 },
	{ "pset", private_setter, 3, 3 | RT_LIGHT, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_private(duk_context *ctx)
{
	rt_put(ctx, -1, fns);
}
