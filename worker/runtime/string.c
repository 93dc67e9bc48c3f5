/* SPDX-License-Identifier: Apache-2.0 */
/* string.c -- the methods of String without regular expressions. */
#include "worker/runtime/rt.h"

#include <math.h>
#include <string.h>

#include "worker/runtime/inside.h"
#include "worker/runtime/text.h"

#define STRING_MAX 536870888.0 /* what V8 allows */

enum { START, END_ };

/* Pushes ToString(this). */
static void
this_string(duk_context *ctx, const char *name)
{
	duk_push_this(ctx);
	if (duk_is_null_or_undefined(ctx, -1))
		(void)duk_type_error(ctx, "String.prototype.%s called on null "
		    "or undefined", name);
	duk_to_string(ctx, -1);
}

static duk_ret_t
string_pad(duk_context *ctx)
{
	bool end = duk_get_current_magic(ctx) == END_;
	size_t len, flen, n, i;
	double want;

	this_string(ctx, end ? "padEnd" : "padStart");
	want = rt_integer(ctx, 0);
	len = duk_get_length(ctx, 2);
	if (want <= (double)len)
		return 1;
	if (duk_is_undefined(ctx, 1))
		duk_push_literal(ctx, " ");
	else
		duk_dup(ctx, 1), duk_to_string(ctx, -1);
	flen = duk_get_length(ctx, 3);
	if (flen == 0) {
		duk_dup(ctx, 2);
		return 1;
	}
	if (want > STRING_MAX)
		return duk_range_error(ctx, "Invalid string length");
	n = (size_t)want - len;
	duk_require_stack(ctx, 8);
	/* Doubling: few concatenations. */
	duk_dup(ctx, 3);
	for (i = flen; i < n; i *= 2) {
		duk_dup_top(ctx);
		duk_concat(ctx, 2);
	}
	duk_substring(ctx, -1, 0, n);
	duk_dup(ctx, 2);
	if (end)
		duk_swap_top(ctx, -2);
	duk_concat(ctx, 2);
	return 1;
}

static bool
is_space(uint32_t c)
{
	return c == 32 || (c >= 9 && c <= 13) || c == 0xa0 || c == 0x1680 ||
	    (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
	    c == 0x202f || c == 0x205f || c == 0x3000 || c == 0xfeff;
}

static duk_ret_t
string_trim(duk_context *ctx)
{
	int how = duk_get_current_magic(ctx);
	struct text t;
	size_t a = 0, b;

	this_string(ctx, how == 0 ? "trim" : how == 1 ? "trimStart" : "trimEnd");
	text_push(ctx, 0, &t);
	b = t.len;
	if (how != 2)
		while (a < b && is_space(text_at(&t, a)))
			a++;
	if (how != 1)
		while (b > a && is_space(text_at(&t, b - 1)))
			b--;
	text_slice(ctx, 0, &t, a, b);
	return 1;
}

static duk_ret_t
string_at(duk_context *ctx)
{
	double i, len;

	this_string(ctx, "at");
	len = (double)duk_get_length(ctx, 1);
	i = rt_integer(ctx, 0);
	if (i < 0)
		i += len;
	if (i < 0 || i >= len)
		return 0;
	duk_substring(ctx, 1, (size_t)i, (size_t)i + 1);
	return 1;
}

/* Copies with lone surrogates replaced; whether there was one. */
static bool
well_formed(uint16_t *u, size_t n)
{
	bool lone = false;
	size_t i;

	for (i = 0; i < n; i++) {
		if ((u[i] & 0xf800) != 0xd800)
			continue;
		if (u[i] < 0xdc00 && i + 1 < n && (u[i + 1] & 0xfc00) == 0xdc00) {
			i++;
			continue;
		}
		u[i] = 0xfffd;
		lone = true;
	}
	return !lone;
}

static duk_ret_t
string_well_formed(duk_context *ctx)
{
	bool ask = duk_get_current_magic(ctx) == 1, ok;
	const char *s;
	uint16_t *u;
	size_t n;

	this_string(ctx, ask ? "isWellFormed" : "toWellFormed");
	ok = inside_ascii(ctx, 0, &s) >= 0;
	if (!ok) {
		u = text_push_units(ctx, 0, &n);
		ok = well_formed(u, n);
		if (!ok && !ask)
			text_make(ctx, u, n);
	}
	if (ask)
		duk_push_boolean(ctx, ok);
	else if (ok)
		duk_dup(ctx, 0);
	return 1;
}

static duk_ret_t
string_repeat(duk_context *ctx)
{
	double n, len;
	size_t have, want;

	this_string(ctx, "repeat");
	n = rt_integer(ctx, 0);
	len = (double)duk_get_length(ctx, 1);
	if (n < 0 || isinf(n))
		return duk_range_error(ctx, "Invalid count value: %s",
		    duk_to_string(ctx, 0));
	if (n == 0 || len == 0) {
		duk_push_literal(ctx, "");
		return 1;
	}
	if (n * len > STRING_MAX)
		return duk_range_error(ctx, "Invalid string length");
	want = (size_t)n;
	{
		size_t bytes, i;
		const char *s = duk_get_lstring(ctx, 1, &bytes);
		char *p = duk_push_fixed_buffer(ctx, bytes * want + 1);

		for (i = 0, have = 0; i < want; i++, have += bytes)
			memcpy(p + have, s, bytes);
		duk_push_lstring(ctx, p, have);
	}
	return 1;
}

/* How many bytes the code point at p has: a pair of surrogates is one. */
static size_t
step_of(const uint8_t *p, size_t left)
{
	size_t n = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;

	if (n == 3 && left >= 6 && p[0] == 0xed && p[1] >= 0xa0 &&
	    p[1] < 0xb0 && p[3] == 0xed && p[4] >= 0xb0)
		return 6;
	return n < left ? n : left;
}

/* characters(text): an array of its code points. */
static duk_ret_t
native_characters(duk_context *ctx)
{
	const uint8_t *s;
	size_t n, i, count = 0, step;
	uint32_t k = 0;

	s = (const uint8_t *)duk_require_lstring(ctx, 0, &n);
	for (i = 0; i < n; i += step_of(s + i, n - i))
		count++;
	inside_push_array(ctx, (uint32_t)count);
	for (i = 0; i < n; i += step, k++) {
		step = step_of(s + i, n - i);
		duk_push_lstring(ctx, (const char *)s + i, step);
		if (!inside_set_element(ctx, 1, k))
			duk_put_prop_index(ctx, 1, k);
	}
	return 1;
}

static duk_c_function plain_from_code_point;

/* Duktape names none that is not one. */
static duk_ret_t
from_code_point(duk_context *ctx)
{
	duk_idx_t i, n = duk_get_top(ctx);
	double c;

	for (i = 0; i < n; i++) {
		c = duk_to_number(ctx, i);
		if (!(c >= 0 && c <= 0x10ffff && c == (double)(uint32_t)c))
			return duk_range_error(ctx, "Invalid code point %s",
			    duk_to_string(ctx, i));
	}
	return plain_from_code_point(ctx);
}

static const struct rt_fn native_fns[] = {
	{ "characters", native_characters, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};
static const struct rt_fn fns[] = {
	{ "padStart", string_pad, 2, 1, START },
	{ "padEnd", string_pad, 2, 1, END_ },
	{ "trim", string_trim, 0, 0, 0 },
	{ "trimStart", string_trim, 0, 0, 1 },
	{ "trimEnd", string_trim, 0, 0, 2 },
	{ "at", string_at, 1, 1, 0 },
	{ "isWellFormed", string_well_formed, 0, 0, 1 },
	{ "toWellFormed", string_well_formed, 0, 0, 0 },
	{ "repeat", string_repeat, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_strings(duk_context *ctx)
{
	duk_c_function was;

	rt_put(ctx, -1, native_fns);
	rt_push_global(ctx, "String.fromCodePoint");
	was = inside_swap_native(ctx, -1, from_code_point, -1);
	if (was != NULL)
		plain_from_code_point = was;
	duk_pop(ctx);
	rt_push_global(ctx, "String.prototype");
	rt_put(ctx, -1, fns);
	duk_get_prop_literal(ctx, -1, "trimStart");
	rt_def(ctx, -2, "trimLeft");
	duk_get_prop_literal(ctx, -1, "trimEnd");
	rt_def(ctx, -2, "trimRight");
	duk_pop(ctx);
}
