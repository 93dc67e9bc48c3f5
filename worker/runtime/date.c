/* SPDX-License-Identifier: Apache-2.0 */
/* date.c -- Date: the text it understands and the text it gives, as V8's. */
#include "worker/runtime/rt.h"

#include <math.h>
#include <stdio.h>

#include "worker/runtime/date_text.h"
#include "worker/runtime/inside.h"

#define DAY 86400000.0

static duk_c_function plain_date, plain_utc, plain_set;

static void
parse_at(duk_context *ctx, duk_idx_t idx)
{
	const char *s;
	duk_size_t n;

	s = duk_to_lstring(ctx, idx, &n);
	duk_push_number(ctx, date_text_parse(s, n));
}

static duk_ret_t
date_parse(duk_context *ctx)
{
	parse_at(ctx, 0);
	return 1;
}

/* The time value of a Date, or NaN with ret_is false. */
static double
value_of(duk_context *ctx, duk_idx_t idx, bool *ret_is)
{
	double d;

	idx = duk_normalize_index(ctx, idx);
	*ret_is = false;
	if (!inside_is_date(ctx, idx))
		return (double)NAN;
	rt_stash_get(ctx, "dateValue");
	duk_dup(ctx, idx);
	duk_call_method(ctx, 0);
	d = duk_get_number(ctx, -1);
	duk_pop(ctx);
	*ret_is = true;
	return d;
}

/* Parts of a date are whole numbers: Duktape would add up the fractions. */
static void
whole_parts(duk_context *ctx)
{
	duk_idx_t i, n = duk_get_top(ctx);
	double d;

	for (i = 0; i < n && i < 7; i++) {
		d = duk_to_number(ctx, i);
		if (isfinite(d) && trunc(d) != d) {
			duk_push_number(ctx, trunc(d));
			duk_replace(ctx, i);
		}
	}
}

static duk_ret_t
date_utc(duk_context *ctx)
{
	whole_parts(ctx);
	if (duk_get_top(ctx) == 1)
		duk_push_int(ctx, 0);
	return plain_utc(ctx);
}

static duk_ret_t push_text(duk_context *ctx, double t, int what);

enum { FULL, DATE, TIME, UTC };

static duk_ret_t
date_ctor(duk_context *ctx)
{
	bool is;
	double d;

	if (!duk_is_constructor_call(ctx)) {
		rt_push_global(ctx, "Date.now");
		duk_call(ctx, 0);
		return push_text(ctx, duk_get_number(ctx, -1), FULL);
	}
	if (duk_get_top(ctx) == 1) {
		d = value_of(ctx, 0, &is);
		if (is) {
			duk_push_number(ctx, d);
			duk_replace(ctx, 0);
		}
		duk_to_primitive(ctx, 0, DUK_HINT_NONE);
		if (duk_is_string(ctx, 0) && !duk_is_symbol(ctx, 0)) {
			parse_at(ctx, 0);
			duk_replace(ctx, 0);
		}
		/* No time is -0. */
		if (trunc(duk_to_number(ctx, 0)) == 0) {
			duk_push_int(ctx, 0);
			duk_replace(ctx, 0);
		}
	}
	if (duk_get_top(ctx) > 1)
		whole_parts(ctx);
	return plain_date(ctx);
}

/* setHours() and its like: no first argument is none that is a number. */
static duk_ret_t
date_set(duk_context *ctx)
{
	duk_idx_t i, n = duk_get_top(ctx);

	if (n == 0)
		duk_push_nan(ctx);
	for (i = 0; i < n; i++) {
		if (!duk_is_undefined(ctx, i))
			continue;
		duk_push_nan(ctx);
		duk_replace(ctx, i);
	}
	return plain_set(ctx);
}

/* Of the time's parts, with Date.prototype on the top. */
static void
swap_setters(duk_context *ctx)
{
	static const char parts[][13] = { "FullYear", "Month", "Date",
		"Hours", "Minutes", "Seconds", "Milliseconds" };

	for (size_t i = 0; i < 2 * sizeof(parts) / sizeof(parts[0]); i++) {
		duk_push_sprintf(ctx, "set%s%s", i & 1 ? "UTC" : "",
		    parts[i / 2]);
		duk_get_prop(ctx, -2);
		plain_set = inside_swap_native(ctx, -1, date_set, -1);
		duk_pop(ctx);
	}
}

struct fields {
	double year;
	int month, day, weekday, hour, minute, second;
};

static void
split(double t, struct fields *f)
{
	double days = floor(t / DAY), era, doe, yoe, doy, mp;
	int ms = (int)(t - days * DAY);

	f->weekday = (int)(days + 4 - 7 * floor((days + 4) / 7));
	f->hour = ms / 3600000;
	f->minute = ms / 60000 % 60;
	f->second = ms / 1000 % 60;
	days += 719468;
	era = floor(days / 146097);
	doe = days - era * 146097;
	yoe = floor((doe - floor(doe / 1460) + floor(doe / 36524) -
			floor(doe / 146096)) /
	    365);
	doy = doe - (365 * yoe + floor(yoe / 4) - floor(yoe / 100));
	mp = floor((5 * doy + 2) / 153);
	f->day = (int)(doy - floor((153 * mp + 2) / 5)) + 1;
	f->month = (int)(mp < 10 ? mp + 2 : mp - 10);
	f->year = yoe + era * 400 + (f->month < 2 ? 1 : 0);
}

static duk_ret_t
push_text(duk_context *ctx, double t, int what)
{
	static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	char date[64], time[64], year[16];
	struct fields f;

	if (isnan(t)) {
		duk_push_literal(ctx, "Invalid Date");
		return 1;
	}
	split(t, &f);
	(void)snprintf(year, sizeof(year), f.year < 0 ? "-%04.0f" : "%04.0f",
	    fabs(f.year));
	(void)snprintf(time, sizeof(time), "%02d:%02d:%02d GMT", f.hour,
	    f.minute, f.second);
	if (what == UTC) {
		duk_push_sprintf(ctx, "%s, %02d %s %s %s", days[f.weekday],
		    f.day, months[f.month], year, time);
		return 1;
	}
	(void)snprintf(date, sizeof(date), "%s %s %02d %s", days[f.weekday],
	    months[f.month], f.day, year);
	duk_push_sprintf(ctx, "%s%s%s%s", what == TIME ? "" : date,
	    what == FULL ? " " : "", what == DATE ? "" : time,
	    what == DATE ? "" : "+0000 (Coordinated Universal Time)");
	return 1;
}

static duk_ret_t
date_to_text(duk_context *ctx)
{
	bool is;
	double t;

	duk_push_this(ctx);
	t = value_of(ctx, -1, &is);
	if (!is)
		return duk_type_error(ctx, "this is not a Date object.");
	return push_text(ctx, t, duk_get_current_magic(ctx));
}

static const struct rt_fn fns[] = {
	{ "toString", date_to_text, 0, 0, FULL },
	{ "toDateString", date_to_text, 0, 0, DATE },
	{ "toTimeString", date_to_text, 0, 0, TIME },
	{ "toUTCString", date_to_text, 0, 0, UTC },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_dates(duk_context *ctx)
{
	rt_push_global(ctx, "Date.prototype");
	duk_get_prop_literal(ctx, -1, "valueOf");
	rt_stash_put(ctx, "dateValue");
	rt_put(ctx, -1, fns);
	swap_setters(ctx);
	duk_get_prop_literal(ctx, -1, "toUTCString");
	rt_def(ctx, -2, "toGMTString");
	duk_pop(ctx);
	rt_push_global(ctx, "Date.parse");
	(void)inside_swap_native(ctx, -1, date_parse, -1);
	rt_push_global(ctx, "Date.UTC");
	plain_utc = inside_swap_native(ctx, -1, date_utc, -1);
	duk_pop(ctx);
	rt_push_global(ctx, "Date");
	plain_date = inside_swap_native(ctx, -1, date_ctor, -1);
	duk_pop_2(ctx);
}
