/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/runtime/date_text.h"

#include <math.h>
#include <stdbool.h>

#include "worker/runtime/date_scan.h"

#define NONE INT32_MAX
#define TIME_MAX 8.64e15 /* what a Date may hold */

struct parts {
	int32_t day[3], time[4];
	int ndays, ntimes;
	int32_t month; /* named */
	int32_t half; /* hours that AM or PM add */
	int sign; /* of the zone; 0: none yet */
	int32_t zone_hour, zone_minute;
	bool iso; /* years are as they are written */
};

static void
set_zone(struct parts *p, int32_t hours)
{
	p->sign = hours < 0 ? -1 : 1;
	p->zone_hour = hours < 0 ? -hours : hours;
	p->zone_minute = 0;
}

static bool
add_time(struct parts *p, int32_t n)
{
	if (p->ntimes == 4)
		return false;
	p->time[p->ntimes++] = n;
	return true;
}

static void
end_time(struct parts *p, int32_t n)
{
	(void)add_time(p, n);
	p->ntimes = 4;
}

static bool
add_day(struct parts *p, int32_t n)
{
	if (p->ndays == 3)
		return false;
	p->day[p->ndays++] = n;
	return true;
}

/* Would n go on with the time that has begun? */
static bool
time_expects(const struct parts *p, int32_t n)
{
	return (p->ntimes == 1 && n < 60) || (p->ntimes == 2 && n < 60) ||
	    (p->ntimes == 3 && n < 1000);
}

enum outcome { WRONG, DONE, ELSE };

static enum outcome
iso_zone(struct scan *s, struct parts *p)
{
	struct token t;

	if (date_scan_at_zulu(s)) {
		date_scan_next(s);
		set_zone(p, 0);
	} else if (date_scan_at_sign(s)) {
		p->sign = date_scan_take(s).symbol == '-' ? -1 : 1;
		if (date_scan_at_digits(s, 4, 0, 2359) && s->t.n % 100 < 60) {
			t = date_scan_take(s);
			p->zone_hour = t.n / 100;
			p->zone_minute = t.n % 100;
		} else {
			if (!date_scan_at_digits(s, 2, 0, 23))
				return WRONG;
			p->zone_hour = date_scan_take(s).n;
			if (!date_scan_skip(s, ':') ||
			    !date_scan_at_digits(s, 2, 0, 59))
				return WRONG;
			p->zone_minute = date_scan_take(s).n;
		}
	}
	return s->t.kind == END ? DONE : WRONG;
}

/* What follows the T. */
static enum outcome
iso_time(struct scan *s, struct parts *p)
{
	int32_t most = 59;

	if (!date_scan_at_digits(s, 2, 0, 24))
		return WRONG;
	if (s->t.n == 24)
		most = 0;
	(void)add_time(p, date_scan_take(s).n);
	if (!date_scan_skip(s, ':') || !date_scan_at_digits(s, 2, 0, most))
		return WRONG;
	(void)add_time(p, date_scan_take(s).n);
	if (date_scan_skip(s, ':')) {
		if (!date_scan_at_digits(s, 2, 0, most))
			return WRONG;
		(void)add_time(p, date_scan_take(s).n);
		if (date_scan_skip(s, '.')) {
			if (s->t.kind != NUMBER || (most == 0 && s->t.n > 0))
				return WRONG;
			(void)add_time(p, date_scan_milliseconds(&s->t));
			date_scan_next(s);
		}
	}
	return iso_zone(s, p);
}

/* ELSE: it is no ISO date, but what was read of one is kept. */
static enum outcome
iso(struct scan *s, struct parts *p)
{
	struct scan start = *s;
	int sign = 1;

	if (date_scan_at_sign(s)) {
		sign = date_scan_take(s).symbol == '-' ? -1 : 1;
		if (s->t.kind != NUMBER || s->t.len != 6 ||
		    (sign < 0 && s->t.n == 0)) {
			*s = start;
			return ELSE;
		}
		(void)add_day(p, sign * date_scan_take(s).n);
	} else if (s->t.kind == NUMBER && s->t.len == 4) {
		(void)add_day(p, date_scan_take(s).n);
	} else {
		return ELSE;
	}
	if (date_scan_skip(s, '-')) {
		if (!date_scan_at_digits(s, 2, 1, 12))
			return ELSE;
		(void)add_day(p, date_scan_take(s).n);
		if (date_scan_skip(s, '-')) {
			if (!date_scan_at_digits(s, 2, 1, 31))
				return ELSE;
			(void)add_day(p, date_scan_take(s).n);
		}
	}
	if (s->t.kind == WORD && s->t.word == TEE) {
		date_scan_next(s);
		if (iso_time(s, p) == WRONG)
			return WRONG;
	} else if (s->t.kind != END) {
		return ELSE;
	}
	p->iso = true;
	return DONE;
}

static bool
loose_number(struct scan *s, struct parts *p)
{
	int32_t n = date_scan_take(s).n;

	if (date_scan_skip(s, ':')) {
		if (!date_scan_skip(s, ':')) {
			if (!add_time(p, n))
				return false;
			(void)date_scan_skip(s, '.');
			return true;
		}
		return p->ntimes == 0 && add_time(p, n) && add_time(p, 0);
	}
	if (date_scan_skip(s, '.') && time_expects(p, n)) {
		(void)add_time(p, n);
		if (s->t.kind != NUMBER)
			return false;
		end_time(p, date_scan_milliseconds(&s->t));
		date_scan_next(s);
		return true;
	}
	if (p->sign != 0 && p->zone_minute == NONE && n < 60) {
		p->zone_minute = n;
		return true;
	}
	if (time_expects(p, n)) {
		end_time(p, n);
		return s->t.kind == END || s->t.kind == SPACE ||
		    date_scan_at_zulu(s) || date_scan_at_sign(s);
	}
	if (!add_day(p, n))
		return false;
	(void)date_scan_skip(s, '-');
	return true;
}

static bool
loose_word(struct scan *s, struct parts *p, bool numbers)
{
	struct token t = date_scan_take(s);

	if (t.word == HALF && p->ntimes > 0) {
		p->half = t.n;
	} else if (t.word == MONTH) {
		p->month = t.n;
		(void)date_scan_skip(s, '-');
	} else if (t.word == ZONE && numbers) {
		set_zone(p, t.n);
	} else {
		/* Any word may come before the first number. */
		return !numbers && s->t.kind != NUMBER;
	}
	return true;
}

static bool
loose_offset(struct scan *s, struct parts *p)
{
	struct token t = { 0 };

	p->sign = date_scan_take(s).symbol == '-' ? -1 : 1;
	if (s->t.kind == NUMBER)
		t = date_scan_take(s);
	if (date_scan_at(s, ':')) {
		p->zone_hour = t.n;
		p->zone_minute = NONE;
		date_scan_next(s);
	} else if (t.len == 1 || t.len == 2) {
		p->zone_hour = t.n;
		p->zone_minute = 0;
	} else if (t.len == 3 || t.len == 4) {
		p->zone_hour = t.n / 100;
		p->zone_minute = t.n % 100;
	} else {
		return false;
	}
	return true;
}

static void
skip_parentheses(struct scan *s)
{
	int depth = 0;

	do {
		if (date_scan_at(s, '('))
			depth++;
		else if (date_scan_at(s, ')'))
			depth--;
		date_scan_next(s);
	} while (depth > 0 && s->t.kind != END);
}

static bool
loose(struct scan *s, struct parts *p)
{
	bool numbers = p->ndays > 0, ok = true;

	while (ok && s->t.kind != END) {
		if (s->t.kind == NUMBER) {
			numbers = true;
			ok = loose_number(s, p);
		} else if (s->t.kind == WORD) {
			ok = loose_word(s, p, numbers);
		} else if (date_scan_at_sign(s) &&
		    (p->ntimes > 0 ||
			(p->sign != 0 && p->zone_hour == 0 &&
			    p->zone_minute == 0))) {
			ok = loose_offset(s, p);
			numbers = true;
		} else if ((date_scan_at_sign(s) || date_scan_at(s, ')')) &&
		    numbers) {
			return false;
		} else if (date_scan_at(s, '(')) {
			skip_parentheses(s);
		} else {
			date_scan_next(s);
		}
	}
	return ok;
}

double
date_days(double year, int month, int day)
{
	double y = year - (month < 2 ? 1 : 0), era = floor(y / 400);
	double yoe = y - era * 400, mp = (month + 10) % 12;
	double doy = floor((153 * mp + 2) / 5) + day - 1;

	return era * 146097 + yoe * 365 + floor(yoe / 4) - floor(yoe / 100) +
	    doy - 719468;
}

static double
day_of(struct parts *p)
{
	int32_t y, m = p->month, d;

	if (p->ndays == 0)
		return (double)NAN;
	while (p->ndays < 3)
		p->day[p->ndays++] = 1;
	if (m == NONE && (p->iso || p->day[0] < 1 || p->day[0] > 31)) {
		y = p->day[0];
		m = p->day[1];
		d = p->day[2];
	} else if (m == NONE) {
		m = p->day[0];
		d = p->day[1];
		y = p->day[2];
	} else if (p->day[0] < 1 || p->day[0] > 31) {
		y = p->day[0];
		d = p->day[1];
	} else {
		d = p->day[0];
		y = p->day[1];
	}
	if (!p->iso && y >= 0 && y <= 99)
		y += y < 50 ? 2000 : 1900;
	if (m < 1 || m > 12 || d < 1 || d > 31)
		return (double)NAN;
	return date_days(y, m - 1, d);
}

static double
time_of(struct parts *p)
{
	int32_t h = p->time[0], m = p->time[1], s = p->time[2];
	int32_t ms = p->time[3];

	if (p->half != NONE) {
		if (h < 0 || h > 12)
			return (double)NAN;
		h = h % 12 + p->half;
	}
	if ((h > 23 || m > 59 || s > 59 || ms > 999) &&
	    (h != 24 || m > 0 || s > 0 || ms > 0))
		return (double)NAN;
	return ((h * 60.0 + m) * 60 + s) * 1000 + ms;
}

double
date_text_parse(const char *text, size_t n)
{
	struct scan s = { (const uint8_t *)text, (const uint8_t *)text + n,
		{ 0 } };
	struct parts p = { .month = NONE, .half = NONE };
	enum outcome r;
	double t;

	date_scan_next(&s);
	r = iso(&s, &p);
	if (r == WRONG || (r == ELSE && !loose(&s, &p)))
		return (double)NAN;
	if (p.zone_minute == NONE)
		p.zone_minute = 0;
	t = day_of(&p) * 86400000 + time_of(&p);
	t -= p.sign * (p.zone_hour * 60.0 + p.zone_minute) * 60000;
	return fabs(t) <= TIME_MAX ? t : (double)NAN;
}
