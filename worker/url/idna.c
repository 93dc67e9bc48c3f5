/* SPDX-License-Identifier: Apache-2.0 */
/*
 * idna.c -- UTS 46 for URLs: not transitional, not strict, with the rules for
 * joiners and for text that runs from right to left.
 *
 * What the standard's table says of a code point is derived here from the
 * properties it was made of (its section "Derivation").
 */
#include "worker/url/idna.h"

#include <string.h>

#include "worker/unicode/unicode.h"
#include "worker/url/idna_int.h"

/* A domain has a few labels; work on one is quadratic in a few places. */
#define POINTS_MAX 4096

/* The standard takes any ASCII as it is, punycode included. */
static bool
is_ascii(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] >= 0x80)
			return false;
	return true;
}

/* The code point at *s, U+FFFD for what is none. */
static uint32_t
next_point(const uint8_t **s, const uint8_t *end)
{
	const uint8_t *p = *s;
	uint32_t c = *p++, least;
	int more = c < 0xc2 ? 0
	    : c < 0xe0      ? 1
	    : c < 0xf0      ? 2
	    : c < 0xf5      ? 3
			    : 0;

	if (c >= 0x80 && more == 0)
		c = 0xfffd;
	else if (more > 0)
		c &= 0x3fu >> more;
	least = more == 2 ? 0x800 : more == 3 ? 0x10000 : 0;
	for (; more > 0; more--) {
		if (p == end || (*p & 0xc0) != 0x80) {
			c = 0xfffd;
			break;
		}
		c = c << 6 | (*p++ & 0x3f);
	}
	if (c < least || (c >= 0xd800 && c < 0xe000) || c > UNICODE_MAX)
		c = 0xfffd;
	*s = p;
	return c;
}

static bool
has(const char *set, uint32_t c)
{
	struct unicode_set s;

	return unicode_find(set, NULL, &s) && unicode_in(s, c);
}

static bool
is_ignored(uint32_t c)
{
	/* Not what changes the direction of text, nor tags. */
	return c >= 0xad && !(c >= 0xe0000 && c < 0xe0100) &&
	    has("Default_Ignorable_Code_Point", c) && !has("Cn", c) &&
	    !has("Bidi_Control", c);
}

static bool
is_deviation(uint32_t c)
{
	return c == 0xdf || c == 0x3c2 || c == 0x200c || c == 0x200d;
}

/* No mapping leads here, and nothing maps from here. */
static bool
is_valid(uint32_t c)
{
	if (c < 0x80)
		return true;
	if (is_deviation(c))
		return true;
	return !has("C", c) && !has("Z", c) && !(c >= 0x2ff0 && c <= 0x2fff) &&
	    c != 0xfffc && c != 0xfffd && !is_ignored(c);
}

/* One code point, mapped: compatibility, case and composition taken away. */
static int
map_point(uint32_t c, struct points *out)
{
	uint32_t list[UNICODE_FULL_MAX];
	size_t n, i;

	if (c == 0x3002 || c == 0xff0e || c == 0xff61)
		return points_add(out, '.');
	if (c == 0x1e9e)
		return points_add(out, 0xdf);
	if (is_deviation(c))
		return points_add(out, c);
	if (is_ignored(c))
		return 0;
	if (c < 0x80)
		return points_add(out, c >= 'A' && c <= 'Z' ? c | 32 : c);
	n = points_decompose(c, true, list);
	for (i = 0; i < n; i++) {
		c = unicode_fold(list[i]);
		if (c == '.' || c == 0x3002) /* a dot in disguise */
			return -1;
		if (!is_valid(c) && c != ' ')
			return -1;
		if (points_add(out, c) != 0)
			return -1;
	}
	return 0;
}

/* What may follow a joiner: a virama before it, or letters that join. */
static bool
joiner_ok(const uint32_t *p, size_t n, size_t at)
{
	enum unicode_joining j = UNICODE_JOINS_NOT;
	size_t i;

	if (at > 0 && unicode_class(p[at - 1]) == 9)
		return true;
	if (p[at] == 0x200d)
		return false;
	for (i = at; i-- > 0;)
		if ((j = unicode_joining(p[i])) != UNICODE_TRANSPARENT)
			break;
	if (j != UNICODE_JOINS_LEFT && j != UNICODE_JOINS_BOTH)
		return false;
	for (i = at + 1, j = UNICODE_JOINS_NOT; i < n; i++)
		if ((j = unicode_joining(p[i])) != UNICODE_TRANSPARENT)
			break;
	return j == UNICODE_JOINS_RIGHT || j == UNICODE_JOINS_BOTH;
}

static bool
label_valid(const uint32_t *p, size_t n)
{
	size_t i;

	if (n == 0)
		return true;
	if (has("M", p[0]))
		return false;
	for (i = 0; i < n; i++) {
		if (p[i] == '.' || !is_valid(p[i]) ||
		    (p[i] >= 'A' && p[i] <= 'Z'))
			return false;
		if ((p[i] == 0x200c || p[i] == 0x200d) && !joiner_ok(p, n, i))
			return false;
	}
	return true;
}

/* RFC 5893, section 2. */
static bool
bidi_valid(const uint32_t *p, size_t n)
{
	enum unicode_bidi b = n > 0 ? unicode_bidi(p[0]) : UNICODE_L;
	bool rtl = b == UNICODE_R || b == UNICODE_AL, en = false, an = false;
	size_t i;

	if (!rtl && b != UNICODE_L)
		return false;
	for (i = 0; i < n; i++) {
		b = unicode_bidi(p[i]);
		en |= b == UNICODE_EN;
		an |= b == UNICODE_AN;
		if (rtl ? b == UNICODE_L
			: b == UNICODE_R || b == UNICODE_AL || b == UNICODE_AN)
			return false;
	}
	while (n > 1 && unicode_bidi(p[n - 1]) == UNICODE_NSM)
		n--;
	b = n > 0 ? unicode_bidi(p[n - 1]) : UNICODE_L;
	if (rtl)
		return !(en && an) &&
		    (b == UNICODE_R || b == UNICODE_AL || b == UNICODE_EN ||
			b == UNICODE_AN);
	return b == UNICODE_L || b == UNICODE_EN;
}

static bool
has_rtl(const struct points *p)
{
	enum unicode_bidi b;
	size_t i;

	for (i = 0; i < p->n; i++) {
		b = unicode_bidi(p->p[i]);
		if (b == UNICODE_R || b == UNICODE_AL || b == UNICODE_AN)
			return true;
	}
	return false;
}

/* A label that says it is punycode: what it stands for. */
static int
decode_label(const uint32_t *p, size_t n, struct points *out)
{
	struct points again = { 0 };
	bool plain = true;
	size_t i;
	int rc;

	if (punycode_decode(p, n, out) != 0 || out->n == 0)
		return -1;
	for (i = 0; i < out->n; i++)
		plain = plain && out->p[i] < 0x80;
	if (plain)
		return -1;
	rc = points_nfc(out, &again);
	if (rc == 0 &&
	    (again.n != out->n ||
		memcmp(again.p, out->p, out->n * sizeof(*out->p)) != 0))
		rc = -1;
	points_free(&again);
	return rc;
}

/* Each label is checked in its Unicode form, which is kept in `all`. */
static int
check_labels(const struct points *mapped, struct points *all)
{
	struct points label;
	size_t from, to;
	int rc = 0;

	for (from = 0; rc == 0 && from <= mapped->n; from = to + 1) {
		for (to = from; to < mapped->n && mapped->p[to] != '.'; to++)
			;
		memset(&label, 0, sizeof(label));
		if (to - from >= 4 && mapped->p[from] == 'x' &&
		    mapped->p[from + 1] == 'n' && mapped->p[from + 2] == '-' &&
		    mapped->p[from + 3] == '-')
			rc = decode_label(mapped->p + from + 4, to - from - 4,
			    &label);
		else
			rc =
			    points_add_all(&label, mapped->p + from, to - from);
		if (rc == 0 && !label_valid(label.p, label.n))
			rc = -1;
		if (rc == 0 && from > 0)
			rc = points_add(all, '.');
		if (rc == 0)
			rc = points_add_all(all, label.p, label.n);
		points_free(&label);
	}
	return rc;
}

static int
put_labels(const struct points *all, struct buf *out)
{
	bool rtl = has_rtl(all);
	size_t from, to, i;
	bool plain;

	for (from = 0; from <= all->n; from = to + 1) {
		plain = true;
		for (to = from; to < all->n && all->p[to] != '.'; to++)
			plain = plain && all->p[to] < 0x80;
		if (rtl && to > from && !bidi_valid(all->p + from, to - from))
			return -1;
		if (from > 0)
			buf_addc(out, '.');
		for (i = from; plain && i < to; i++)
			buf_addc(out, (char)all->p[i]);
		if (!plain) {
			buf_adds(out, "xn--");
			if (punycode_encode(all->p + from, to - from, out) != 0)
				return -1;
		}
	}
	return 0;
}

int
idna_to_ascii(const char *s, size_t n, struct buf *out)
{
	const uint8_t *p = (const uint8_t *)s, *end = p + n;
	struct points raw = { 0 }, mapped = { 0 }, all = { 0 };
	int rc = 0;

	if (is_ascii(s, n)) {
		for (; p < end; p++)
			buf_addc(out,
			    (char)(*p >= 'A' && *p <= 'Z' ? *p | 32 : *p));
		return 0;
	}
	while (rc == 0 && p < end && raw.n < POINTS_MAX)
		rc = map_point(next_point(&p, end), &raw);
	if (p < end)
		rc = -1;
	if (rc == 0)
		rc = points_nfc(&raw, &mapped);
	if (rc == 0 && mapped.n == 0) /* all of it is ignored */
		rc = -1;
	if (rc == 0)
		rc = check_labels(&mapped, &all);
	if (rc == 0)
		rc = put_labels(&all, out);
	points_free(&raw);
	points_free(&mapped);
	points_free(&all);
	return rc;
}
