/* SPDX-License-Identifier: Apache-2.0 */
/* normalize.c -- String.prototype.normalize, toUpperCase, toLowerCase. */
#include <stdlib.h>
#include <string.h>

#include "worker/runtime/inside.h"
#include "worker/runtime/rt.h"
#include "worker/runtime/text.h"
#include "worker/unicode/normal.h"
#include "worker/unicode/unicode.h"

enum { LOWER, UPPER, BY_LOCALE };

static void
this_string(duk_context *ctx, const char *name)
{
	duk_push_this(ctx);
	if (duk_is_null_or_undefined(ctx, -1))
		(void)duk_type_error(ctx, "String.prototype.%s called on null "
		    "or undefined", name);
	duk_to_string(ctx, -1);
}

/* [ ... string ] -> [ ... string normalized ] */
static void
normalize(duk_context *ctx, bool compose, bool compat)
{
	size_t n, i, points;
	uint16_t *u = text_push_units(ctx, -1, &n);
	uint32_t floor = normal_floor(compose, compat), *c;

	for (i = 0; i < n && u[i] < floor; i++)
		;
	if (i == n) {
		duk_dup(ctx, -2);
		return;
	}
	points = normal_decompose(u, n, compat, NULL, 0);
	c = duk_push_fixed_buffer(ctx, 2 * points * sizeof(*c));
	(void)normal_decompose(u, n, compat, c, points);
	normal_order(c, points, c + points);
	if (compose)
		points = normal_compose(c, points);
	u = duk_push_fixed_buffer(ctx, points * 2 * sizeof(*u) + 2);
	n = normal_units(c, points, u);
	text_make(ctx, u, n);
}

static duk_ret_t
string_normalize(duk_context *ctx)
{
	static const char *const forms[] = { "NFC", "NFD", "NFKC", "NFKD" };
	const char *form = "NFC", *s;
	int i;

	this_string(ctx, "normalize");
	if (!duk_is_undefined(ctx, 0))
		form = duk_to_string(ctx, 0);
	for (i = 0; i < 4 && strcmp(form, forms[i]) != 0; i++)
		;
	if (i == 4)
		return duk_range_error(ctx, "The normalization form should be "
		    "one of NFC, NFD, NFKC, NFKD.");
	if (inside_ascii(ctx, 1, &s) >= 0)
		return 1;
	normalize(ctx, (i & 1) == 0, i >= 2);
	return 1;
}

/* Is what is beside the sigma cased, case-ignorable characters apart? */
static bool
cased(const struct text *t, size_t i, int step)
{
	struct unicode_set cased_set, ignorable;
	size_t units;

	if (!unicode_find("Cased", NULL, &cased_set) ||
	    !unicode_find("Case_Ignorable", NULL, &ignorable))
		return false;
	for (;;) {
		uint32_t c;

		if (step < 0 ? i == 0 : i >= t->len)
			return false;
		i -= step < 0;
		if (step < 0 && i > 0 && (text_at(t, i) & 0xfc00) == 0xdc00 &&
		    (text_at(t, i - 1) & 0xfc00) == 0xd800)
			i--;
		c = text_cp(t, i, &units);
		if (!unicode_in(ignorable, c))
			return unicode_in(cased_set, c);
		i += step < 0 ? 0 : units;
	}
}

static void
change_ascii(duk_context *ctx, const char *s, size_t n, bool upper)
{
	char *p = duk_push_fixed_buffer(ctx, n + 1);
	size_t i;

	for (i = 0; i < n; i++) {
		char c = s[i];

		if (upper ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z')
			c = (char)(c ^ 32);
		p[i] = c;
	}
	(void)duk_push_lstring(ctx, p, n);
}

static duk_ret_t
string_case(duk_context *ctx)
{
	int magic = duk_get_current_magic(ctx);
	bool upper = (magic & UPPER) != 0;
	uint32_t to[3];
	struct text t;
	size_t i, k, n, units, count = 0;
	const char *s;
	int64_t ascii;
	uint16_t *u;

	duk_set_top(ctx, 1);
	this_string(ctx, upper ? "toUpperCase" : "toLowerCase");
	if ((magic & BY_LOCALE) != 0)
		rt_check_locale(ctx, 0);
	duk_replace(ctx, 0);
	ascii = inside_ascii(ctx, 0, &s);
	if (ascii >= 0) {
		change_ascii(ctx, s, (size_t)ascii, upper);
		return 1;
	}
	text_push(ctx, 0, &t);
	/* One character becomes three at most, and no pair more than two. */
	u = duk_push_fixed_buffer(ctx, t.len * 3 * sizeof(*u) + 2);
	for (i = 0; i < t.len; i += units) {
		uint32_t c = text_cp(&t, i, &units);

		if (!upper && c == 0x3a3) {
			to[0] = cased(&t, i, -1) && !cased(&t, i + 1, 1) ?
			    0x3c2 : 0x3c3;
			n = 1;
		} else {
			n = upper ? unicode_upper(c, to) :
			    unicode_lower(c, to);
		}
		for (k = 0; k < n; k++)
			count += normal_units(to + k, 1, u + count);
	}
	text_make(ctx, u, count);
	return 1;
}

static const struct rt_fn fns[] = {
	{ "normalize", string_normalize, 1, 0, 0 },
	{ "toLowerCase", string_case, 0, 0, LOWER },
	{ "toUpperCase", string_case, 0, 0, UPPER },
	{ "toLocaleLowerCase", string_case, 1, 0,
	    LOWER | BY_LOCALE },
	{ "toLocaleUpperCase", string_case, 1, 0,
	    UPPER | BY_LOCALE },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_normalize(duk_context *ctx)
{
	rt_push_global(ctx, "String.prototype");
	rt_put(ctx, -1, fns);
	duk_pop(ctx);
}
