/* SPDX-License-Identifier: Apache-2.0 */
/* date.c -- see date.h. */
#include "broker/egress/date.h"

/* n digits, and what must follow. */
static bool
number(const char **s, unsigned n, long *ret)
{
	for (*ret = 0; n > 0; n--, (*s)++) {
		if (**s < '0' || **s > '9')
			return false;
		*ret = 10 * *ret + (**s - '0');
	}
	return true;
}

/* Days from 1970-01-01, in the proleptic Gregorian calendar. */
static long
days(long y, long m, long d)
{
	long era, year, day;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	year = y - era * 400;
	day = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
}

static bool
year_of(const char **s, long *ret)
{
	bool far = **s == '+' || **s == '-', minus = **s == '-';

	*s += far;
	if (!number(s, far ? 6 : 4, ret))
		return false;
	if (minus)
		*ret = -*ret;
	return true;
}

/* ".678": milliseconds, what is finer is cut. */
static bool
fraction(const char **s, long *ret)
{
	long scale = 100;

	*ret = 0;
	if (**s != '.')
		return true;
	if ((*s)[1] < '0' || (*s)[1] > '9')
		return false;
	for (++*s; **s >= '0' && **s <= '9'; ++*s, scale /= 10)
		*ret += scale * (**s - '0');
	return true;
}

/* Minutes east of UTC. */
static bool
zone(const char **s, long *ret)
{
	long h, m, sign = **s == '-' ? -1 : 1;

	*ret = 0;
	if (**s == 'Z' || **s == 'z') {
		++*s;
		return true;
	}
	if (**s != '+' && **s != '-')
		return false;
	++*s;
	if (!number(s, 2, &h) || *(*s)++ != ':' || !number(s, 2, &m) ||
	    h > 23 || m > 59)
		return false;
	*ret = sign * (60 * h + m);
	return true;
}

bool
date_read(const char *s, double *ret)
{
	long y, mo, d, h, mi, sec, ms, east;

	if (!year_of(&s, &y) || *s++ != '-' || !number(&s, 2, &mo) ||
	    *s++ != '-' || !number(&s, 2, &d) || (*s != 'T' && *s != 't'))
		return false;
	s++;
	if (!number(&s, 2, &h) || *s++ != ':' || !number(&s, 2, &mi) ||
	    *s++ != ':' || !number(&s, 2, &sec) || !fraction(&s, &ms) ||
	    !zone(&s, &east) || *s != '\0')
		return false;
	if (mo < 1 || mo > 12 || d < 1 || d > 31 || h > 23 || mi > 59 ||
	    sec > 59)
		return false;
	*ret = (double)days(y, mo, d) * 86400000. +
	    (double)(((h * 60 + mi - east) * 60 + sec) * 1000 + ms);
	return true;
}
