/* SPDX-License-Identifier: Apache-2.0 */
/*
 * regexp_methods.c -- RegExp.prototype.  What nobody has changed goes the
 * short way, in C; the rest as the standard spells it, in the prelude.
 */
#include <math.h>
#include <string.h>

#include "worker/runtime/inside.h"
#include "worker/runtime/regexp.h"

/* [ this ... ]: the arguments of a method are from `this` on. */
static void
require_object(duk_context *ctx, const char *method)
{
	duk_push_this(ctx);
	if (!duk_is_object(ctx, -1))
		(void)duk_type_error(ctx, "RegExp.prototype.%s called on "
		    "incompatible receiver", method);
}

/* The prelude's way: its function of that name; n arguments from the bottom
 * of the stack, and `this` after them. */
static duk_ret_t
the_long_way(duk_context *ctx, const char *name, duk_idx_t n)
{
	duk_idx_t i;

	rt_stash_get(ctx, "rxSlow");
	duk_get_prop_string(ctx, -1, name);
	duk_dup(ctx, n);
	for (i = 0; i < n; i++)
		duk_dup(ctx, i);
	duk_call_method(ctx, n);
	return 1;
}

static duk_ret_t
proto_exec(duk_context *ctx)
{
	duk_push_this(ctx);
	(void)rx_require(ctx, 1, "exec");
	duk_to_string(ctx, 0);
	rx_exec(ctx, 1, 0, false);
	return 1;
}

bool
rx_execs_plainly(duk_context *ctx, duk_idx_t re)
{
	bool plain;

	if (rx_prog(ctx, re) == NULL)
		return false;
	duk_get_prop_literal(ctx, re, "exec");
	plain = duk_get_c_function(ctx, -1) == proto_exec;
	duk_pop(ctx);
	return plain;
}

static duk_ret_t
proto_test(duk_context *ctx)
{
	require_object(ctx, "test");
	duk_to_string(ctx, 0);
	if (!rx_execs_plainly(ctx, 1))
		return the_long_way(ctx, "test", 1);
	rx_exec(ctx, 1, 0, true);
	return 1;
}

/* global, ignoreCase, ...: the flag is the magic. */
static duk_ret_t
proto_flag(duk_context *ctx)
{
	unsigned flag = (unsigned)duk_get_current_magic(ctx);
	const struct re_prog *p;

	require_object(ctx, "flag");
	if ((p = rx_prog(ctx, 0)) == NULL)
		return the_long_way(ctx, "flag", 0);
	duk_push_boolean(ctx, (re_prog_flags(p) & flag) != 0);
	return 1;
}

/* The pattern as it could stand between slashes. */
static void
push_source(duk_context *ctx, const struct re_prog *p)
{
	static const struct { uint16_t c; const char *text; } line[] = {
		{ '\n', "\\n" }, { '\r', "\\r" }, { 0x2028, "\\u2028" },
		{ 0x2029, "\\u2029" }, { '/', "\\/" } };
	size_t n, i, k, from = 0;
	struct text t = { NULL, re_prog_source(p, &n), n };
	bool in_class = false;
	struct rx_out o;

	rx_out_init(ctx, &o);
	for (i = 0; i < n; i++) {
		uint16_t c = t.s16[i];
		bool escaped = c == '\\' && i + 1 < n;

		if (escaped)
			c = t.s16[i + 1];
		for (k = 0; k < 5 && line[k].c != c; k++)
			;
		/* A slash needs it outside classes only. */
		if (k < 4 || (k == 4 && !escaped && !in_class)) {
			rx_out_slice(&o, &t, from, i);
			rx_out_add(&o, line[k].text, strlen(line[k].text));
			from = i + 1 + escaped;
		}
		if (!escaped && (c == '[' || c == ']'))
			in_class = c == '[';
		i += escaped;
	}
	rx_out_slice(&o, &t, from, n);
	if (n == 0)
		rx_out_add(&o, "(?:)", 4);
	rx_out_push(&o);
}

static duk_ret_t
proto_source(duk_context *ctx)
{
	const struct re_prog *p;

	require_object(ctx, "source");
	if ((p = rx_prog(ctx, 0)) == NULL)
		return the_long_way(ctx, "source", 0);
	push_source(ctx, p);
	return 1;
}

duk_ret_t
rx_search_method(duk_context *ctx)
{
	struct rx x;

	duk_to_string(ctx, 0);
	if (!rx_is_pristine(ctx, 1))
		return the_long_way(ctx, "search", 1);
	rx_open(ctx, &x, 1, 0);
	duk_push_int(ctx, rx_match(ctx, &x, 0,
	    (x.flags & RE_STICKY) != 0) ? x.caps[0] : -1);
	return 1;
}

/* All texts that a global pattern matches, or null. */
static duk_ret_t
match_all_texts(duk_context *ctx)
{
	duk_uarridx_t n = 0;
	size_t at = 0;
	struct rx x;

	rx_set_last_index(ctx, 1, 0);
	rx_open(ctx, &x, 1, 0);
	duk_push_array(ctx);
	while (at <= x.text.len &&
	    rx_match(ctx, &x, at, (x.flags & RE_STICKY) != 0)) {
		rx_push_group(ctx, &x, 0);
		duk_put_prop_index(ctx, -2, n++);
		at = (size_t)x.caps[1];
		if (x.caps[0] == x.caps[1])
			at = rx_advance(&x, at);
	}
	if (n == 0)
		duk_push_null(ctx);
	return 1;
}

duk_ret_t
rx_match_method(duk_context *ctx)
{
	duk_to_string(ctx, 0);
	if (!rx_is_pristine(ctx, 1))
		return the_long_way(ctx, "match", 1);
	if (re_prog_flags(rx_prog(ctx, 1)) & RE_GLOBAL)
		return match_all_texts(ctx);
	rx_exec(ctx, 1, 0, false);
	return 1;
}

/* The program's function says what comes instead. */
static void
replace_call(duk_context *ctx, const struct rx *x, duk_idx_t by,
    struct rx_out *o)
{
	unsigned i;
	size_t n;
	const char *s;

	duk_require_stack(ctx, (duk_idx_t)x->groups + 8);
	duk_dup(ctx, by);
	duk_push_undefined(ctx);
	for (i = 0; i < x->groups; i++)
		rx_push_group(ctx, x, i);
	duk_push_int(ctx, x->caps[0]);
	duk_dup(ctx, x->string);
	rx_push_names(ctx, x);
	if (duk_is_undefined(ctx, -1)) {
		duk_pop(ctx);
		duk_call_method(ctx, (duk_idx_t)x->groups + 2);
	} else {
		duk_call_method(ctx, (duk_idx_t)x->groups + 3);
	}
	s = duk_to_lstring(ctx, -1, &n);
	rx_out_add(o, s, n);
	duk_pop(ctx);
}

/* [ string by re ] */
static duk_ret_t
replace(duk_context *ctx, bool calls)
{
	double last = rx_last_index(ctx, 2);
	size_t at = 0, from = 0;
	bool global, sticky, any = false;
	struct rx_out o;
	struct rx x;

	rx_open(ctx, &x, 2, 0);
	global = (x.flags & RE_GLOBAL) != 0;
	sticky = (x.flags & RE_STICKY) != 0;
	if (global)
		rx_set_last_index(ctx, 2, 0);
	else if (sticky)
		at = last > (double)x.text.len ? x.text.len + 1 : (size_t)last;
	rx_out_init(ctx, &o);
	while (at <= x.text.len && rx_match(ctx, &x, at, sticky)) {
		any = true;
		rx_out_slice(&o, &x.text, from, (size_t)x.caps[0]);
		from = (size_t)x.caps[1];
		at = x.caps[0] == x.caps[1] ? rx_advance(&x, from) : from;
		if (!global && sticky)
			rx_set_last_index(ctx, 2, x.caps[1]);
		if (calls)
			replace_call(ctx, &x, 1, &o);
		else
			rx_expand(&o, &x, 1);
		if (!global)
			break;
	}
	if (!any) {
		if (sticky)
			rx_set_last_index(ctx, 2, 0);
		duk_dup(ctx, 0);
		return 1;
	}
	rx_out_slice(&o, &x.text, from, x.text.len);
	rx_out_push(&o);
	return 1;
}

duk_ret_t
rx_replace_method(duk_context *ctx)
{
	bool calls;

	duk_to_string(ctx, 0);
	calls = duk_is_callable(ctx, 1);
	if (!calls)
		duk_to_string(ctx, 1);
	if (!rx_is_pristine(ctx, 2))
		return the_long_way(ctx, "replace", 2);
	return replace(ctx, calls);
}

/* [ string limit re ] -> the pieces between matches, in an array. */
static void
split(duk_context *ctx, struct rx *x, uint32_t limit)
{
	duk_uarridx_t n = 0;
	size_t at = 0, from = 0;
	unsigned i;

	duk_push_array(ctx);
	if (x->text.len == 0) {
		if (!rx_match(ctx, x, 0, true)) {
			duk_dup(ctx, 0);
			duk_put_prop_index(ctx, -2, 0);
		}
		return;
	}
	while (at < x->text.len && rx_match(ctx, x, at, false) &&
	    (size_t)x->caps[0] < x->text.len) {
		if ((size_t)x->caps[1] == from) {
			at = rx_advance(x, (size_t)x->caps[0]);
			continue;
		}
		text_slice(ctx, 0, &x->text, from, (size_t)x->caps[0]);
		duk_put_prop_index(ctx, -2, n++);
		for (i = 1; i < x->groups && n < limit; i++) {
			rx_push_group(ctx, x, i);
			duk_put_prop_index(ctx, -2, n++);
		}
		if (n >= limit)
			return;
		from = (size_t)x->caps[1];
		at = x->caps[0] == x->caps[1] ? rx_advance(x, from) : from;
	}
	text_slice(ctx, 0, &x->text, from, x->text.len);
	duk_put_prop_index(ctx, -2, n);
}

duk_ret_t
rx_split_method(duk_context *ctx)
{
	uint32_t limit = UINT32_MAX;
	struct rx x;

	duk_to_string(ctx, 0);
	if (!rx_is_pristine(ctx, 2))
		return the_long_way(ctx, "split", 2);
	rx_open(ctx, &x, 2, 0);
	if (!duk_is_undefined(ctx, 1))
		limit = duk_to_uint32(ctx, 1);
	if (limit == 0)
		duk_push_array(ctx);
	else
		split(ctx, &x, limit);
	return 1;
}

static duk_ret_t
symbol_method(duk_context *ctx)
{
	static const struct {
		duk_c_function fn;
		const char *name;
	} which[] = {
		{ rx_match_method, "@@match" },
		{ rx_search_method, "@@search" },
		{ rx_replace_method, "@@replace" },
		{ rx_split_method, "@@split" },
	};
	int i = duk_get_current_magic(ctx);

	require_object(ctx, which[i].name);
	return which[i].fn(ctx);
}

bool
rx_is_method(duk_context *ctx, duk_c_function method)
{
	static const duk_c_function by_magic[] = { rx_match_method,
		rx_search_method, rx_replace_method, rx_split_method };

	return duk_get_c_function(ctx, -1) == symbol_method &&
	    by_magic[duk_get_magic(ctx, -1)] == method;
}

/* new(source, flags, prototype): a RegExp; the two are strings. */
static duk_ret_t
native_new(duk_context *ctx)
{
	rx_push_new(ctx, 0, 1, duk_get_heapptr(ctx, 2));
	return 1;
}

/* re(source, flags): what a literal becomes. */
static duk_ret_t
native_literal(duk_context *ctx)
{
	rx_push_new(ctx, 0, 1, NULL);
	return 1;
}

/* compile(re, source, flags): it is another one from now on. */
static duk_ret_t
native_compile(duk_context *ctx)
{
	(void)rx_require(ctx, 0, "compile");
	rx_push_compiled(ctx, 1, 2);
	duk_put_prop_literal(ctx, 0, "\xff" "regexp");
	rx_set_last_index(ctx, 0, 0);
	duk_set_top(ctx, 1);
	return 1;
}

/* is(x), source(x), flags(x): undefined unless it is a RegExp. */
static duk_ret_t
native_ask(duk_context *ctx)
{
	const struct re_prog *p = rx_prog(ctx, 0);
	const uint16_t *u;
	char flags[9];
	size_t n;

	if (p == NULL)
		return 0;
	if (duk_get_current_magic(ctx) == 0) {
		duk_push_true(ctx);
	} else if (duk_get_current_magic(ctx) == 1) {
		u = re_prog_source(p, &n);
		text_make(ctx, u, n);
	} else {
		re_flags_text(re_prog_flags(p), flags);
		duk_push_string(ctx, flags);
	}
	return 1;
}

/* slow(functions): the long ways, by name. */
static duk_ret_t
native_slow(duk_context *ctx)
{
	rt_stash_put(ctx, "rxSlow");
	return 0;
}

static const struct rt_fn natives[] = {
	{ "reNew", native_new, 3, 3, 0 },
	{ "re", native_literal, 2, 2, 0 },
	{ "reCompile", native_compile, 3, 3, 0 },
	{ "isRegExp", native_ask, 1, 1, 0 },
	{ "reSource", native_ask, 1, 1, 1 },
	{ "reFlags", native_ask, 1, 1, 2 },
	{ "reSlow", native_slow, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

static const struct rt_fn methods[] = {
	{ "exec", proto_exec, 1, 1, 0 },
	{ "test", proto_test, 1, 1, 0 },
	{ "dotAll", proto_flag, 0, RT_GETTER, RE_DOTALL },
	{ "global", proto_flag, 0, RT_GETTER, RE_GLOBAL },
	{ "hasIndices", proto_flag, 0, RT_GETTER, RE_INDICES },
	{ "ignoreCase", proto_flag, 0, RT_GETTER, RE_ICASE },
	{ "multiline", proto_flag, 0, RT_GETTER, RE_MULTI },
	{ "source", proto_source, 0, RT_GETTER, 0 },
	{ "sticky", proto_flag, 0, RT_GETTER, RE_STICKY },
	{ "unicode", proto_flag, 0, RT_GETTER, RE_UNICODE },
	{ "unicodeSets", proto_flag, 0, RT_GETTER, RE_SETS },
	{ "@match", symbol_method, 1, 1, 0 },
	{ "@replace", symbol_method, 2, 2, 2 },
	{ "@search", symbol_method, 1, 1, 1 },
	{ "@split", symbol_method, 2, 2, 3 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_regexp_methods(duk_context *ctx)
{
	rt_put(ctx, -1, natives);
	rt_push_global(ctx, "RegExp.prototype");
	rt_put(ctx, -1, methods);
	duk_pop(ctx);
}
