/* SPDX-License-Identifier: Apache-2.0 */
/* define.c -- what lowered code needs of objects, faster than in JavaScript. */
#include "worker/runtime/inside.h"
#include "worker/runtime/rt.h"

#include <string.h>

/* By the trap of a Proxy, to which a field is added. */
static duk_ret_t
def_on_proxy(duk_context *ctx)
{
	rt_stash_get(ctx, "proxyTwins");
	duk_get_prop_literal(ctx, -1, "addField");
	duk_replace(ctx, -2);
	duk_insert(ctx, 0);
	duk_call(ctx, 3);
	return 1;
}

/* def(o, key, value): an own property as an object literal makes it. */
static duk_ret_t
def(duk_context *ctx)
{
	duk_set_top(ctx, 3);
	if (inside_add(ctx, 0, 1))
		return 1;
	if (inside_is_proxy(ctx, 0))
		return def_on_proxy(ctx);
	duk_def_prop(ctx, 0, DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WEC);
	return 1;
}

/* The name of a function under this key: "get x", "[x]" for a symbol. */
static void
push_name(duk_context *ctx, duk_idx_t key, const char *prefix)
{
	key = duk_normalize_index(ctx, key);
	duk_push_string(ctx, prefix);
	if (!duk_is_symbol(ctx, key)) {
		duk_dup(ctx, key);
		duk_to_string(ctx, -1);
		duk_concat(ctx, 2);
		return;
	}
	duk_push_literal(ctx, "[");
	duk_dup(ctx, key);
	duk_to_object(ctx, -1);
	duk_get_prop_literal(ctx, -1, "description");
	duk_remove(ctx, -2);
	if (duk_is_undefined(ctx, -1)) { /* Symbol() names nothing */
		duk_pop_2(ctx);
		return;
	}
	duk_push_literal(ctx, "]");
	duk_concat(ctx, 4);
}

/* name(f, "text") -> f */
static duk_ret_t
set_name(duk_context *ctx)
{
	duk_push_literal(ctx, "name");
	push_name(ctx, 1, "");
	duk_def_prop(ctx, 0,
	    DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_CLEAR_WRITABLE |
		DUK_DEFPROP_CLEAR_ENUMERABLE | DUK_DEFPROP_SET_CONFIGURABLE |
		DUK_DEFPROP_FORCE);
	duk_set_top(ctx, 1);
	return 1;
}

static void
name_function(duk_context *ctx, const char *prefix)
{
	duk_push_literal(ctx, "name");
	push_name(ctx, 1, prefix);
	duk_def_prop(ctx, 2,
	    DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_CLEAR_WRITABLE |
		DUK_DEFPROP_CLEAR_ENUMERABLE | DUK_DEFPROP_SET_CONFIGURABLE |
		DUK_DEFPROP_FORCE);
}

/* named(o, key, f): as def, and f is named after the key. */
static duk_ret_t
named(duk_context *ctx)
{
	duk_set_top(ctx, 3);
	name_function(ctx, "");
	return def(ctx);
}

/* A class has its own prototype, for good. */
static void
require_other(duk_context *ctx)
{
	duk_size_t n;
	const char *s = duk_get_lstring(ctx, 1, &n);

	if (s != NULL && n == 9 && memcmp(s, "prototype", n) == 0 &&
	    duk_is_function(ctx, 0))
		(void)duk_type_error(ctx,
		    "Cannot redefine property: prototype");
}

/* method(o, key, f): as a class has it, not enumerable. */
static duk_ret_t
method(duk_context *ctx)
{
	duk_set_top(ctx, 3);
	require_other(ctx);
	name_function(ctx, "");
	duk_def_prop(ctx, 0,
	    DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WRITABLE |
		DUK_DEFPROP_CLEAR_ENUMERABLE | DUK_DEFPROP_SET_CONFIGURABLE |
		DUK_DEFPROP_FORCE);
	return 0;
}

/* getter, setter(o, key, f, enumerable) */
static duk_ret_t
accessor(duk_context *ctx)
{
	duk_bool_t listed = duk_to_boolean(ctx, 3);
	int set = duk_get_current_magic(ctx);

	duk_set_top(ctx, 3);
	require_other(ctx);
	name_function(ctx, set ? "set " : "get ");
	inside_no_construct(ctx, 2);
	inside_drop_prototype(ctx, 2);
	duk_def_prop(ctx, 0,
	    (set ? DUK_DEFPROP_HAVE_SETTER : DUK_DEFPROP_HAVE_GETTER) |
		DUK_DEFPROP_HAVE_ENUMERABLE |
		(listed ? DUK_DEFPROP_ENUMERABLE : 0U) |
		DUK_DEFPROP_SET_CONFIGURABLE | DUK_DEFPROP_FORCE);
	return 0;
}

/* Is the key on the top one of the array's at idx? */
static bool
is_listed(duk_context *ctx, duk_idx_t idx)
{
	duk_uarridx_t i, n;
	bool same = false;

	n = duk_is_undefined(ctx, idx)
	    ? 0
	    : (duk_uarridx_t)duk_get_length(ctx, idx);
	for (i = 0; i < n && !same; i++) {
		duk_get_prop_index(ctx, idx, i);
		if (!duk_is_symbol(ctx, -1))
			duk_to_string(ctx, -1);
		same = duk_strict_equals(ctx, -1, -2) != 0;
		duk_pop(ctx);
	}
	return same;
}

/* mix(o, source, without?): {...source}, symbols included; -> o */
static duk_ret_t
mix(duk_context *ctx)
{
	duk_set_top(ctx, 3);
	if (duk_is_null_or_undefined(ctx, 1)) {
		duk_set_top(ctx, 1);
		return 1;
	}
	duk_to_object(ctx, 1);
	if (inside_is_proxy(ctx, 1))
		return rt_proxy_twin(ctx, "mix");
	duk_enum(ctx, 1,
	    DUK_ENUM_OWN_PROPERTIES_ONLY | DUK_ENUM_INCLUDE_SYMBOLS);
	while (duk_next(ctx, 3, 0)) {
		if (is_listed(ctx, 2)) {
			duk_pop(ctx);
			continue;
		}
		duk_dup(ctx, -1);
		duk_get_prop(ctx, 1);
		duk_def_prop(ctx, 0,
		    DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WEC);
	}
	duk_set_top(ctx, 1);
	return 1;
}

/* rest(arguments, from): an array of what follows. */
static duk_ret_t
rest(duk_context *ctx)
{
	duk_uarridx_t i = duk_to_uint32(ctx, 1), k = 0;
	duk_uarridx_t n = (duk_uarridx_t)duk_get_length(ctx, 0);

	duk_push_array(ctx);
	for (; i < n; i++) {
		duk_get_prop_index(ctx, 0, i);
		duk_put_prop_index(ctx, -2, k++);
	}
	return 1;
}

/* The code unit of a surrogate's three bytes at p, or 0. */
static unsigned
surrogate(const unsigned char *p, size_t n)
{
	if (n < 3 || p[0] != 0xed || p[1] < 0xa0)
		return 0;
	return 0xd000u | (unsigned)(p[1] & 0x3f) << 6 | (p[2] & 0x3fu);
}

/* How many spaces begin lines of the n bytes at s? */
static size_t
indents(const unsigned char *s, size_t n)
{
	size_t i, count = 0;

	for (i = 1; i < n; i++) {
		if (s[i - 1] != '\n')
			continue;
		for (; i < n && s[i] == ' '; i++)
			count++;
	}
	return count;
}

/* indent(json, gap): each space that a line begins with becomes the gap. */
static duk_ret_t
indent(duk_context *ctx)
{
	size_t n, i, gap_n, k = 0;
	const unsigned char *s;
	const char *gap = duk_require_lstring(ctx, 1, &gap_n);
	unsigned char *out;
	bool inside = false;

	s = (const unsigned char *)duk_require_lstring(ctx, 0, &n);
	out = duk_push_fixed_buffer(ctx, n + indents(s, n) * gap_n);
	for (i = 0; i < n; i++) {
		if (inside && s[i] == ' ') {
			memcpy(out + k, gap, gap_n);
			k += gap_n;
		} else {
			inside = s[i] == '\n';
			out[k++] = s[i];
		}
	}
	duk_push_lstring(ctx, (const char *)out, k);
	return 1;
}

/* escapeLone(json): surrogates without their other half as \uXXXX, as the
 * standard's JSON.stringify has them. */
static duk_ret_t
escape_lone(duk_context *ctx)
{
	static const char hex[] = "0123456789abcdef";
	size_t n, i, k = 0;
	const unsigned char *s;
	unsigned char *out;
	unsigned a, b;

	duk_set_top(ctx, 1);
	s = (const unsigned char *)duk_get_lstring(ctx, 0, &n);
	if (s == NULL || memchr(s, 0xed, n) == NULL)
		return 1;
	out = duk_push_fixed_buffer(ctx, n * 2);
	for (i = 0; i < n;) {
		a = surrogate(s + i, n - i);
		b = a == 0 ? 0 : surrogate(s + i + 3, n - i - 3);
		if (a != 0 && a < 0xdc00 && b >= 0xdc00) {
			memcpy(out + k, s + i, 6);
			k += 6;
			i += 6;
		} else if (a != 0) {
			memcpy(out + k, "\\u", 2);
			for (int shift = 12, at = 2; shift >= 0; shift -= 4)
				out[k + (size_t)at++] =
				    (unsigned char)hex[a >> shift & 15];
			k += 6;
			i += 3;
		} else {
			out[k++] = s[i++];
		}
	}
	duk_push_lstring(ctx, (const char *)out, k);
	return 1;
}

/* shapeFunction(f): a method, neither a constructor nor with a prototype. */
static duk_ret_t
shape_function(duk_context *ctx)
{
	inside_no_construct(ctx, 0);
	inside_drop_prototype(ctx, 0);
	return 0;
}

/* put(o, key, value): assignment; was it done? */
static duk_ret_t
put(duk_context *ctx)
{
	duk_set_top(ctx, 3);
	duk_to_primitive(ctx, 1, DUK_HINT_STRING);
	duk_push_boolean(ctx, inside_put(ctx, 0));
	return 1;
}

/* dropOwn(o, key) */
static duk_ret_t
drop_own(duk_context *ctx)
{
	inside_drop_own(ctx, 0, 1);
	return 0;
}

/* makePlain(o) */
static duk_ret_t
make_plain(duk_context *ctx)
{
	inside_make_plain(ctx, 0);
	return 0;
}

static const struct rt_fn fns[] = {
	{ "shapeFunction", shape_function, 1, 1, 0 },
	{ "put", put, 3, 3, 0 },
	{ "dropOwn", drop_own, 2, 2, 0 },
	{ "makePlain", make_plain, 1, 1, 0 },
	{ "def", def, 3, 3 | RT_LIGHT, 0 },
	{ "named", named, 3, 3 | RT_LIGHT, 0 },
	{ "name", set_name, 2, 2 | RT_LIGHT, 0 },
	{ "method", method, 3, 3 | RT_LIGHT, 0 },
	{ "getter", accessor, 4, 4, 0 },
	{ "setter", accessor, 4, 4, 1 },
	{ "mix", mix, 3, 3 | RT_LIGHT, 0 },
	{ "rest", rest, 2, 2 | RT_LIGHT, 0 },
	{ "escapeLone", escape_lone, 1, 1, 0 },
	{ "indent", indent, 2, 2, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_define(duk_context *ctx)
{
	rt_put(ctx, -1, fns);
}
