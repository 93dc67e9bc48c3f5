/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/url/idna_int.h"

#include <stdlib.h>
#include <string.h>

#include "worker/unicode/unicode.h"

#define HANGUL 0xac00
#define HANGUL_L 0x1100
#define HANGUL_V 0x1161
#define HANGUL_T 0x11a7

/* RFC 3492, section 5. */
enum {
	BASE = 36,
	TMIN = 1,
	TMAX = 26,
	SKEW = 38,
	DAMP = 700,
	BIAS = 72,
	FIRST = 128
};

int
points_add(struct points *l, uint32_t c)
{
	size_t cap;
	uint32_t *p;

	if (l->n == l->cap) {
		cap = l->cap == 0 ? 64 : 2 * l->cap;
		if ((p = realloc(l->p, cap * sizeof(*p))) == NULL)
			return -1;
		l->p = p;
		l->cap = cap;
	}
	l->p[l->n++] = c;
	return 0;
}

int
points_add_all(struct points *l, const uint32_t *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (points_add(l, p[i]) != 0)
			return -1;
	return 0;
}

void
points_free(struct points *l)
{
	free(l->p);
	memset(l, 0, sizeof(*l));
}

size_t
points_decompose(uint32_t c, bool compat, uint32_t ret[UNICODE_FULL_MAX])
{
	const uint32_t *to;
	uint32_t stack[UNICODE_FULL_MAX];
	size_t depth = 0, n = 0, k;

	stack[depth++] = c;
	while (depth > 0 && n + 3 < UNICODE_FULL_MAX) {
		c = stack[--depth];
		if (c >= HANGUL && c < HANGUL + 11172) {
			c -= HANGUL;
			ret[n++] = HANGUL_L + c / 588;
			ret[n++] = HANGUL_V + c % 588 / 28;
			if (c % 28 != 0)
				ret[n++] = HANGUL_T + c % 28;
			continue;
		}
		k = unicode_decompose(c, compat, &to);
		if (k == 0 || depth + k > UNICODE_FULL_MAX) {
			ret[n++] = c;
			continue;
		}
		while (k > 0)
			stack[depth++] = to[--k];
	}
	return n;
}

/* Marks of one base in the order of their classes; stable. */
static void
reorder(uint32_t *p, size_t n)
{
	size_t i, k;
	uint32_t c;
	uint8_t class;

	for (i = 1; i < n; i++) {
		c = p[i];
		if ((class = unicode_class(c)) == 0)
			continue;
		for (k = i; k > 0 && unicode_class(p[k - 1]) > class; k--)
			p[k] = p[k - 1];
		p[k] = c;
	}
}

static uint32_t
compose(uint32_t a, uint32_t b)
{
	if (a >= HANGUL_L && a < HANGUL_L + 19 && b >= HANGUL_V &&
	    b < HANGUL_V + 21)
		return HANGUL + ((a - HANGUL_L) * 21 + b - HANGUL_V) * 28;
	if (a >= HANGUL && a < HANGUL + 11172 && (a - HANGUL) % 28 == 0 &&
	    b > HANGUL_T && b < HANGUL_T + 28)
		return a + b - HANGUL_T;
	return unicode_compose(a, b);
}

int
points_nfc(const struct points *from, struct points *to)
{
	uint32_t list[UNICODE_FULL_MAX], c;
	size_t i, k, n, base = SIZE_MAX;
	uint8_t last = 0, class;

	for (i = 0; i < from->n; i++) {
		n = points_decompose(from->p[i], false, list);
		if (points_add_all(to, list, n) != 0)
			return -1;
	}
	if (to->n == 0)
		return 0;
	reorder(to->p, to->n);
	for (i = k = 0; i < to->n; i++) {
		class = unicode_class(to->p[i]);
		c = base == SIZE_MAX || (last >= class && last != 0) ||
			(last == 0 && k != base + 1)
		    ? 0
		    : compose(to->p[base], to->p[i]);
		if (c != 0) {
			to->p[base] = c;
			continue;
		}
		if (class == 0)
			base = k;
		last = class;
		to->p[k++] = to->p[i];
	}
	to->n = k;
	return 0;
}

static uint32_t
adapt(uint32_t delta, uint32_t n, bool first)
{
	uint32_t k = 0;

	delta /= first ? DAMP : 2;
	delta += delta / n;
	for (; delta > (BASE - TMIN) * TMAX / 2; k += BASE)
		delta /= BASE - TMIN;
	return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
}

static uint32_t
threshold(uint32_t k, uint32_t bias)
{
	return k <= bias ? TMIN : k >= bias + TMAX ? TMAX : k - bias;
}

static uint32_t
digit_of(uint32_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0' + 26;
	if (c >= 'a' && c <= 'z')
		return c - 'a';
	return BASE;
}

static int
insert(struct points *l, size_t at, uint32_t c)
{
	if (points_add(l, c) != 0)
		return -1;
	memmove(l->p + at + 1, l->p + at, (l->n - 1 - at) * sizeof(*l->p));
	l->p[at] = c;
	return 0;
}

int
punycode_decode(const uint32_t *p, size_t n, struct points *out)
{
	uint32_t at = 0, was, w, k, t, d, bias = BIAS, c = FIRST, len;
	size_t i = n;

	while (i > 0 && p[i - 1] != '-')
		i--;
	if (i > 1 && points_add_all(out, p, i - 1) != 0)
		return -1;
	while (i < n) {
		for (was = at, w = 1, k = BASE;; k += BASE) {
			if (i == n || (d = digit_of(p[i++])) >= BASE ||
			    d > (UINT32_MAX - at) / w)
				return -1;
			at += d * w;
			t = threshold(k, bias);
			if (d < t)
				break;
			if (w > UINT32_MAX / (BASE - t))
				return -1;
			w *= BASE - t;
		}
		len = (uint32_t)out->n + 1;
		bias = adapt(at - was, len, was == 0);
		if (at / len > UNICODE_MAX - c)
			return -1;
		c += at / len;
		at %= len;
		if (insert(out, at++, c) != 0)
			return -1;
	}
	return 0;
}

static void
put_number(struct buf *out, uint32_t q, uint32_t bias)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	uint32_t k, t;

	for (k = BASE; q >= (t = threshold(k, bias)); k += BASE) {
		buf_addc(out, digits[t + (q - t) % (BASE - t)]);
		q = (q - t) / (BASE - t);
	}
	buf_addc(out, digits[q]);
}

int
punycode_encode(const uint32_t *p, size_t n, struct buf *out)
{
	uint32_t delta = 0, bias = BIAS, c = FIRST, next, done, basic = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (p[i] < 0x80) {
			buf_addc(out, (char)p[i]);
			basic++;
		}
	}
	if (basic > 0)
		buf_addc(out, '-');
	for (done = basic; done < n; delta++, c++) {
		for (next = UINT32_MAX, i = 0; i < n; i++)
			if (p[i] >= c && p[i] < next)
				next = p[i];
		if (next - c > (UINT32_MAX - delta) / (done + 1))
			return -1;
		delta += (next - c) * (done + 1);
		c = next;
		for (i = 0; i < n; i++) {
			if (p[i] < c)
				delta++;
			if (p[i] != c)
				continue;
			put_number(out, delta, bias);
			bias = adapt(delta, done + 1, done == basic);
			delta = 0;
			done++;
		}
	}
	return 0;
}
