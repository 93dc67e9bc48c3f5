/* SPDX-License-Identifier: Apache-2.0 */
/* string_regexp.c -- the methods of String that ask their argument first:
 * match, matchAll, replace, replaceAll, search, split. */
#include <stdio.h>
#include <string.h>

#include "worker/runtime/inside.h"
#include "worker/runtime/regexp.h"

static void
this_coercible(duk_context *ctx, const char *name)
{
	duk_push_this(ctx);
	if (duk_is_null_or_undefined(ctx, -1))
		(void)duk_type_error(ctx, "String.prototype.%s called on null "
		    "or undefined", name);
}

enum answer { NOBODY, ANSWERED, DIRECT };

/* [ arg0 arg1 this ... method ], the value of arg0[Symbol.name]: calls it with
 * this and, if n is 2, arg1.  DIRECT: it is RegExp.prototype's own, `fn`,
 * which the caller calls. */
static enum answer
answer(duk_context *ctx, const char *name, duk_idx_t n, duk_c_function fn)
{
	if (duk_is_null_or_undefined(ctx, -1)) {
		duk_pop(ctx);
		return NOBODY;
	}
	if (fn != NULL && rx_is_method(ctx, fn)) {
		duk_set_top(ctx, 3);
		if (n == 1)
			duk_remove(ctx, 1);
		duk_dup(ctx, 0);
		duk_dup(ctx, n);
		duk_replace(ctx, 0);
		duk_replace(ctx, n);
		return DIRECT;
	}
	if (!duk_is_callable(ctx, -1))
		(void)duk_type_error(ctx, "Symbol.%s method is not a function",
		    name);
	duk_dup(ctx, 0);
	duk_dup(ctx, 2);
	if (n > 1)
		duk_dup(ctx, 1);
	duk_call_method(ctx, n);
	return ANSWERED;
}

/* new RegExp(arg[0], flags)[Symbol.name](string): what the methods do with
 * what is no RegExp. */
static duk_ret_t
by_new(duk_context *ctx, const char *key, const char *flags)
{
	duk_to_string(ctx, 2);
	rt_stash_get(ctx, "rxNew");
	if (duk_is_undefined(ctx, 0))
		duk_push_literal(ctx, "");
	else
		duk_to_string(ctx, 0), duk_dup(ctx, 0);
	duk_push_string(ctx, flags);
	duk_call(ctx, 2);
	rt_push_key(ctx, key);
	duk_get_prop(ctx, -2);
	duk_dup(ctx, -2);
	duk_dup(ctx, 2);
	duk_call_method(ctx, 1);
	return 1;
}

static duk_ret_t
string_match(duk_context *ctx)
{
	duk_set_top(ctx, 1);
	duk_push_undefined(ctx);
	this_coercible(ctx, "match");
	if (!duk_is_object(ctx, 0))
		return by_new(ctx, "@match", "");
	duk_get_prop_literal(ctx, 0, DUK_WELLKNOWN_SYMBOL("Symbol.match"));
	switch (answer(ctx, "match", 1, rx_match_method)) {
	case NOBODY: return by_new(ctx, "@match", "");
	case ANSWERED: return 1;
	case DIRECT: break;
	}
	return rx_match_method(ctx);
}

static duk_ret_t
string_search(duk_context *ctx)
{
	duk_set_top(ctx, 1);
	duk_push_undefined(ctx);
	this_coercible(ctx, "search");
	if (!duk_is_object(ctx, 0))
		return by_new(ctx, "@search", "");
	duk_get_prop_literal(ctx, 0, DUK_WELLKNOWN_SYMBOL("Symbol.search"));
	switch (answer(ctx, "search", 1, rx_search_method)) {
	case NOBODY: return by_new(ctx, "@search", "");
	case ANSWERED: return 1;
	case DIRECT: break;
	}
	return rx_search_method(ctx);
}

/* replaceAll and matchAll want the flag g. */
static void
require_global(duk_context *ctx, const char *name)
{
	bool is;

	if (!duk_is_object(ctx, 0))
		return;
	rt_push_key(ctx, "@match");
	duk_get_prop(ctx, 0);
	is = duk_is_undefined(ctx, -1) ? rx_prog(ctx, 0) != NULL :
	    duk_to_boolean(ctx, -1);
	duk_pop(ctx);
	if (!is)
		return;
	duk_get_prop_literal(ctx, 0, "flags");
	if (duk_is_null_or_undefined(ctx, -1) ||
	    strchr(duk_to_string(ctx, -1), 'g') == NULL)
		(void)duk_type_error(ctx, "String.prototype.%s called with a "
		    "non-global RegExp argument", name);
	duk_pop(ctx);
}

static duk_ret_t
string_match_all(duk_context *ctx)
{
	duk_set_top(ctx, 1);
	duk_push_undefined(ctx);
	this_coercible(ctx, "matchAll");
	require_global(ctx, "matchAll");
	if (!duk_is_object(ctx, 0))
		return by_new(ctx, "@matchAll", "g");
	duk_get_prop_literal(ctx, 0, DUK_WELLKNOWN_SYMBOL("Symbol.matchAll"));
	if (answer(ctx, "matchAll", 1, NULL) == ANSWERED)
		return 1;
	return by_new(ctx, "@matchAll", "g");
}

/* The place of a text in a text, in bytes; NULL: it is not there. */
static const char *
find(const char *s, size_t n, const char *what, size_t k)
{
	if (k == 0)
		return s;
	return k > n ? NULL : memmem(s, n, what, k);
}

/* How many units so many bytes are. */
static size_t
units(const char *s, size_t n)
{
	size_t i, k = 0;

	for (i = 0; i < n; i++)
		k += ((unsigned char)s[i] & 0xc0) != 0x80;
	return k;
}

/* The replacement for what was found at s + at. */
static void
replacement(struct rx_out *o, bool calls, size_t at, size_t unit)
{
	duk_context *ctx = o->ctx;
	size_t n, k, len;
	const char *s = duk_get_lstring(ctx, 2, &n), *by, *dollar;
	const char *what = duk_get_lstring(ctx, 0, &k);

	if (calls) {
		duk_dup(ctx, 1);
		duk_push_undefined(ctx);
		duk_dup(ctx, 0);
		duk_push_number(ctx, (double)unit);
		duk_dup(ctx, 2);
		duk_call_method(ctx, 3);
		by = duk_to_lstring(ctx, -1, &len);
		rx_out_add(o, by, len);
		duk_pop(ctx);
		return;
	}
	by = duk_get_lstring(ctx, 1, &len);
	while (len > 0 && (dollar = memchr(by, '$', len)) != NULL) {
		size_t skip = 2;

		rx_out_add(o, by, (size_t)(dollar - by));
		len -= (size_t)(dollar - by);
		switch (len > 1 ? dollar[1] : '\0') {
		case '$': rx_out_add(o, "$", 1); break;
		case '&': rx_out_add(o, what, k); break;
		case '`': rx_out_add(o, s, at); break;
		case '\'': rx_out_add(o, s + at + k, n - at - k); break;
		default:
			rx_out_add(o, "$", 1);
			skip = 1;
			break;
		}
		by = dollar + skip;
		len -= skip;
	}
	rx_out_add(o, by, len);
}

/* The next place after an empty text: a unit further. */
static size_t
unit_after(const char *s, size_t n, size_t i)
{
	for (i++; i < n && ((unsigned char)s[i] & 0xc0) == 0x80; i++)
		;
	return i;
}

/* [ what by this ]: plain texts. */
static duk_ret_t
replace_text(duk_context *ctx, bool all)
{
	size_t n, k, from = 0, at = 0, seen = 0, unit = 0;
	const char *s, *what, *hit;
	struct rx_out o;
	bool calls;

	duk_to_string(ctx, 2);
	duk_to_string(ctx, 0);
	calls = duk_is_callable(ctx, 1);
	if (!calls)
		duk_to_string(ctx, 1);
	s = duk_get_lstring(ctx, 2, &n);
	what = duk_get_lstring(ctx, 0, &k);
	if (find(s, n, what, k) == NULL) {
		duk_dup(ctx, 2);
		return 1;
	}
	rx_out_init(ctx, &o);
	while (at <= n && (hit = find(s + at, n - at, what, k)) != NULL) {
		at = (size_t)(hit - s);
		rx_out_add(&o, s + from, at - from);
		if (calls) {
			unit += units(s + seen, at - seen);
			seen = at;
		}
		replacement(&o, calls, at, unit);
		from = at + k;
		at = k > 0 ? from : unit_after(s, n, at);
		if (!all)
			break;
	}
	rx_out_add(&o, s + from, n - from);
	rx_out_push(&o);
	return 1;
}

static duk_ret_t
string_replace(duk_context *ctx)
{
	bool all = duk_get_current_magic(ctx) != 0;

	duk_set_top(ctx, 2);
	this_coercible(ctx, all ? "replaceAll" : "replace");
	if (all)
		require_global(ctx, "replaceAll");
	if (!duk_is_object(ctx, 0))
		return replace_text(ctx, all);
	duk_get_prop_literal(ctx, 0, DUK_WELLKNOWN_SYMBOL("Symbol.replace"));
	switch (answer(ctx, "replace", 2, rx_replace_method)) {
	case NOBODY: return replace_text(ctx, all);
	case ANSWERED: return 1;
	case DIRECT: break;
	}
	return rx_replace_method(ctx);
}

/* [ separator limit this ] */
static duk_ret_t
split_text(duk_context *ctx, uint32_t limit)
{
	size_t n, k, at = 0, step;
	const char *s, *what, *hit;
	duk_uarridx_t count = 0;

	s = duk_get_lstring(ctx, 2, &n);
	what = duk_get_lstring(ctx, 0, &k);
	duk_push_array(ctx);
	if (k == 0) {
		for (; at < n && count < limit; at = step) {
			step = unit_after(s, n, at);
			(void)duk_push_lstring(ctx, s + at, step - at);
			duk_put_prop_index(ctx, -2, count++);
		}
		return 1;
	}
	while (count < limit) {
		hit = find(s + at, n - at, what, k);
		step = hit == NULL ? n - at : (size_t)(hit - s) - at;
		if (at == 0 && hit == NULL)
			duk_dup(ctx, 2);
		else
			(void)duk_push_lstring(ctx, s + at, step);
		duk_put_prop_index(ctx, -2, count++);
		if (hit == NULL)
			break;
		at += step + k;
	}
	return 1;
}

/* [ separator limit this ], the separator as text. */
static duk_ret_t
split_plain(duk_context *ctx)
{
	uint32_t limit = UINT32_MAX;

	duk_to_string(ctx, 2);
	if (!duk_is_undefined(ctx, 1))
		limit = duk_to_uint32(ctx, 1);
	if (duk_is_undefined(ctx, 0)) {
		duk_push_array(ctx);
		if (limit > 0) {
			duk_dup(ctx, 2);
			duk_put_prop_index(ctx, -2, 0);
		}
		return 1;
	}
	duk_to_string(ctx, 0);
	return split_text(ctx, limit);
}

static duk_ret_t
string_split(duk_context *ctx)
{
	duk_set_top(ctx, 2);
	this_coercible(ctx, "split");
	if (!duk_is_object(ctx, 0))
		return split_plain(ctx);
	duk_get_prop_literal(ctx, 0, DUK_WELLKNOWN_SYMBOL("Symbol.split"));
	switch (answer(ctx, "split", 2, rx_split_method)) {
	case NOBODY: return split_plain(ctx);
	case ANSWERED: return 1;
	case DIRECT: break;
	}
	return rx_split_method(ctx);
}

static duk_ret_t
set_new(duk_context *ctx)
{
	rt_stash_put(ctx, "rxNew");
	return 0;
}

static const struct rt_fn natives[] = {
	{ "setReNew", set_new, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

static const struct rt_fn methods[] = {
	{ "match", string_match, 1, 1, 0 },
	{ "matchAll", string_match_all, 1, 1, 0 },
	{ "replace", string_replace, 2, 2, 0 },
	{ "replaceAll", string_replace, 2, 2, 1 },
	{ "search", string_search, 1, 1, 0 },
	{ "split", string_split, 2, 2, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_string_regexp(duk_context *ctx)
{
	rt_put(ctx, -1, natives);
	rt_push_global(ctx, "String.prototype");
	rt_put(ctx, -1, methods);
	duk_pop(ctx);
}
