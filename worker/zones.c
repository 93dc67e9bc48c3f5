/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/zones.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "worker/runtime/date_text.h"

#define FIELDS 10
#define CHANGES_MAX 256 /* of one set of rules near one year */
#define DAY 86400.0

struct line {
	const char *f[FIELDS];
	size_t len[FIELDS];
	size_t n;
};

struct text {
	const char *p, *end;
};

/* When something changes: a date, a time, and whose time that is. */
struct when {
	double at_s; /* as that clock shows it */
	char clock; /* 'w'all, 's'tandard, 'u'niversal */
};

struct change {
	struct when when;
	int32_t save_s;
	const char *letter;
	size_t letter_len;
};

static bool
next_line(struct text *t, struct line *l)
{
	const char *eol, *s;

	l->n = 0;
	if (t->p >= t->end)
		return false;
	eol = memchr(t->p, '\n', (size_t)(t->end - t->p));
	if (eol == NULL)
		eol = t->end;
	for (s = t->p; s < eol && l->n < FIELDS;) {
		while (s < eol && *s == ' ')
			s++;
		l->f[l->n] = s;
		while (s < eol && *s != ' ')
			s++;
		if ((l->len[l->n] = (size_t)(s - l->f[l->n])) > 0)
			l->n++;
	}
	t->p = eol < t->end ? eol + 1 : t->end;
	return true;
}

static bool
is(const struct line *l, size_t i, const char *s)
{
	return i < l->n && l->len[i] == strlen(s) &&
	    memcmp(l->f[i], s, l->len[i]) == 0;
}

static bool
same(const struct line *l, size_t i, const char *name)
{
	return i < l->n && l->len[i] == strlen(name) &&
	    strncasecmp(l->f[i], name, l->len[i]) == 0;
}

static int
number(const char *s, size_t n)
{
	int v = 0;
	size_t i = n > 0 && s[0] == '-';

	for (; i < n && s[i] >= '0' && s[i] <= '9' && v < 100000; i++)
		v = v * 10 + (s[i] - '0');
	return n > 0 && s[0] == '-' ? -v : v;
}

/* [-]h[:m[:s]] in seconds; *ret_clock is the letter after it. */
static int32_t
seconds(const char *s, size_t n, char *ret_clock)
{
	int32_t part[3] = { 0 };
	size_t i = n > 0 && s[0] == '-';
	int k = 0;
	int32_t v;

	for (; i < n && k < 3; i++) {
		if (s[i] == ':')
			k++;
		else if (s[i] >= '0' && s[i] <= '9' && part[k] < 1000)
			part[k] = part[k] * 10 + (s[i] - '0');
		else
			break;
	}
	*ret_clock = i < n && (s[i] == 's' || s[i] == 'w')         ? s[i]
	    : i < n && (s[i] == 'u' || s[i] == 'g' || s[i] == 'z') ? 'u'
								   : 'w';
	v = (part[0] * 60 + part[1]) * 60 + part[2];
	return n > 0 && s[0] == '-' ? -v : v;
}

/* The index of the name that `s` begins; names may be cut short. */
static int
name_of(const char *s, size_t n, const char *const *names, int count)
{
	int i;

	for (i = 0; i < count; i++)
		if (strlen(names[i]) >= n && strncmp(names[i], s, n) == 0)
			return i;
	return 0;
}

static int
month_of(const char *s, size_t n)
{
	static const char *const months[] = { "January", "February", "March",
		"April", "May", "June", "July", "August", "September",
		"October", "November", "December" };

	return name_of(s, n, months, 12);
}

static int
weekday_of(const char *s, size_t n)
{
	static const char *const days[] = { "Sunday", "Monday", "Tuesday",
		"Wednesday", "Thursday", "Friday", "Saturday" };

	return name_of(s, n, days, 7);
}

static int
weekday(double days)
{
	return (int)(days + 4 - 7 * floor((days + 4) / 7));
}

/* The day that "14", "lastSu", "Su>=8" or "Su<=25" is, since 1970. */
static double
day_of(int year, int month, const char *s, size_t n)
{
	double d;
	size_t i;
	int w;

	if (n > 4 && memcmp(s, "last", 4) == 0) {
		d = date_days(year + (month == 11), (month + 1) % 12, 1) - 1;
		w = weekday_of(s + 4, n - 4);
		return d - (weekday(d) - w + 7) % 7;
	}
	for (i = 0; i < n && s[i] != '>' && s[i] != '<'; i++)
		;
	if (i + 2 >= n)
		return date_days(year, month, number(s, n));
	w = weekday_of(s, i);
	d = date_days(year, month, number(s + i + 2, n - i - 2));
	return s[i] == '>' ? d + (w - weekday(d) + 7) % 7
			   : d - (weekday(d) - w + 7) % 7;
}

/* Month, day and time in fields i, i+1, i+2, as far as they are there. */
static struct when
when_of(const struct line *l, size_t i, int year)
{
	struct when w = { 0, 'w' };
	int month = i < l->n ? month_of(l->f[i], l->len[i]) : 0;

	w.at_s = DAY *
	    (i + 1 < l->n ? day_of(year, month, l->f[i + 1], l->len[i + 1])
			  : date_days(year, month, 1));
	if (i + 2 < l->n)
		w.at_s += seconds(l->f[i + 2], l->len[i + 2], &w.clock);
	return w;
}

static double
to_utc(const struct when *w, int32_t std_s, int32_t save_s)
{
	if (w->clock == 'u')
		return w->at_s;
	return w->at_s - std_s - (w->clock == 'w' ? save_s : 0);
}

static void
add_change(struct change *list, size_t *n, const struct line *l, int year)
{
	struct change c = { .when = when_of(l, 5, year) };
	char clock;
	size_t i;

	if (*n == CHANGES_MAX)
		return;
	c.save_s = seconds(l->f[8], l->len[8], &clock);
	c.letter = l->n > 9 ? l->f[9] : "-";
	c.letter_len = l->n > 9 ? l->len[9] : 1;
	for (i = (*n)++; i > 0 && list[i - 1].when.at_s > c.when.at_s; i--)
		list[i] = list[i - 1];
	list[i] = c;
}

/* The changes of a set of rules from the year before to the one after, and
 * the last one of each rule that had ended; in order. */
static size_t
changes_near(struct text t, const char *rules, size_t len, int year,
    struct change *list)
{
	struct line l;
	size_t n = 0;
	int from, to, y;

	while (next_line(&t, &l)) {
		if (!is(&l, 0, "R") || l.n < 9 || l.len[1] != len ||
		    memcmp(l.f[1], rules, len) != 0)
			continue;
		from = number(l.f[2], l.len[2]);
		to = l.f[3][0] == 'm'  ? 9999
		    : l.f[3][0] == 'o' ? from
				       : number(l.f[3], l.len[3]);
		if (to < year - 1)
			add_change(list, &n, &l, to);
		for (y = year - 1; y <= year + 1; y++)
			if (y >= from && y <= to)
				add_change(list, &n, &l, y);
	}
	return n;
}

/* One line of a zone: what held until when. */
struct era {
	int32_t std_s;
	const char *rules, *format;
	size_t rules_len, format_len;
	bool last;
	struct when until;
};

static struct era
era_of(const struct line *l, size_t i)
{
	struct era e = { 0 };
	char clock;

	e.std_s = seconds(l->f[i], l->len[i], &clock);
	e.rules = l->f[i + 1];
	e.rules_len = l->len[i + 1];
	e.format = l->f[i + 2];
	e.format_len = l->len[i + 2];
	e.last = l->n <= i + 3;
	if (!e.last)
		e.until = when_of(l, i + 4, number(l->f[i + 3], l->len[i + 3]));
	return e;
}

static void
name_it(const struct era *e, const char *letter, size_t len,
    struct zone_at *ret)
{
	const char *slash = memchr(e->format, '/', e->format_len),
		   *s = e->format;
	size_t n = e->format_len, i, k = 0;

	if (slash != NULL) {
		n = (size_t)(slash - s);
		if (ret->save_s != 0) {
			s = slash + 1;
			n = e->format_len - n - 1;
		}
	}
	for (i = 0; i < n && k + 8 < sizeof ret->abbrev; i++) {
		if (s[i] != '%' || i + 1 == n) {
			ret->abbrev[k++] = s[i];
		} else if (s[++i] == 's' && !(len == 1 && letter[0] == '-')) {
			while (len > 0 && k + 8 < sizeof ret->abbrev) {
				ret->abbrev[k++] = *letter++;
				len--;
			}
		}
	}
	ret->abbrev[k] = '\0';
}

/* The saving at t within an era, and how long it holds. */
static void
apply_rules(struct text text, const struct era *e, double t,
    struct zone_at *ret)
{
	struct change list[CHANGES_MAX];
	const char *letter = "-";
	size_t n, i, letter_len = 1;
	double at;
	char clock;
	int year;

	ret->save_s = 0;
	if (e->rules_len > 0 &&
	    (e->rules[0] == '-' ||
		(e->rules[0] >= '0' && e->rules[0] <= '9'))) {
		if (e->rules_len > 1 || e->rules[0] != '-')
			ret->save_s = seconds(e->rules, e->rules_len, &clock);
		name_it(e, letter, 1, ret);
		return;
	}
	year = (int)fmin(fmax(floor(t / 31556952) + 1970, -9998), 9998);
	n = changes_near(text, e->rules, e->rules_len, year, list);
	for (i = 0; i < n && list[i].save_s != 0; i++)
		;
	if (i < n) { /* before the first change standard time holds */
		letter = list[i].letter;
		letter_len = list[i].letter_len;
	}
	for (i = 0; i < n; i++) {
		at = to_utc(&list[i].when, e->std_s, ret->save_s);
		if (at > t) {
			ret->until_s = fmin(ret->until_s, at);
			break;
		}
		ret->from_s = fmax(ret->from_s, at);
		ret->save_s = list[i].save_s;
		letter = list[i].letter;
		letter_len = list[i].letter_len;
	}
	/* Beyond what was looked at nothing is known. */
	ret->until_s = fmin(ret->until_s, t + 366 * DAY);
	name_it(e, letter, letter_len, ret);
}

/* The zone's own line: 1, a link's: 2, and the name it stands for. */
static int
find_name(struct text *t, const char *name, struct line *l)
{
	while (next_line(t, l)) {
		if (is(l, 0, "Z") && l->n >= 5 && same(l, 1, name))
			return 1;
		if (is(l, 0, "L") && l->n >= 3 && same(l, 2, name))
			return 2;
	}
	return 0;
}

static void
keep_name(struct zone_at *ret, const char *s, size_t n)
{
	(void)snprintf(ret->name, sizeof ret->name, "%.*s", (int)n, s);
}

int
zones_find(const char *p, size_t n, const char *name, double t,
    struct zone_at *ret)
{
	const struct text all = { p, p + n };
	struct text at = all;
	struct zone_at end, spelled;
	struct line l;
	struct era e;
	size_t field = 2;
	int kind = find_name(&at, name, &l);

	if (kind == 0)
		return -1;
	memset(ret, 0, sizeof *ret);
	keep_name(ret, l.f[kind], l.len[kind]);
	if (kind == 2) { /* links go one step */
		keep_name(&spelled, l.f[1], l.len[1]);
		at = all;
		if (find_name(&at, spelled.name, &l) != 1)
			return -1;
	}
	ret->from_s = -HUGE_VAL;
	for (;; field = 0) {
		e = era_of(&l, field);
		ret->until_s = HUGE_VAL;
		if (!e.last) {
			end = *ret;
			apply_rules(all, &e, to_utc(&e.until, e.std_s, 0) - 1,
			    &end);
			ret->until_s = to_utc(&e.until, e.std_s, end.save_s);
		}
		if (e.last || t < ret->until_s)
			break;
		ret->from_s = ret->until_s;
		if (!next_line(&at, &l) || l.n < 3)
			return -1;
	}
	apply_rules(all, &e, t, ret);
	ret->offset_s = e.std_s + ret->save_s;
	return 0;
}
