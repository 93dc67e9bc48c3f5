/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/unicode/normal.h"

#include <string.h>

#include "worker/unicode/unicode.h"

/* Hangul is arithmetic. */
#define S_FIRST 0xac00u
#define S_COUNT 11172u
#define L_FIRST 0x1100u
#define L_COUNT 19u
#define V_FIRST 0x1161u
#define V_COUNT 21u
#define T_FIRST 0x11a7u
#define T_COUNT 28u

#define SORT_SMALL 16 /* marks: more of them are sorted by counting */

struct sink {
	uint32_t *out;
	size_t n, cap;
};

uint32_t
normal_floor(bool compose, bool compat)
{
	if (compat)
		return 0xa0;
	return compose ? 0x300 : 0xc0;
}

static void
put(struct sink *k, uint32_t c)
{
	if (k->n < k->cap)
		k->out[k->n] = c;
	k->n++;
}

/* The deepest nest of mappings is 3; compat leads to canonical ones. */
static void
put_decomposed(struct sink *k, uint32_t c, bool compat)
{
	const uint32_t *to;
	size_t n, i;

	if (c - S_FIRST < S_COUNT) {
		c -= S_FIRST;
		put(k, L_FIRST + c / (V_COUNT * T_COUNT));
		put(k, V_FIRST + c % (V_COUNT * T_COUNT) / T_COUNT);
		if (c % T_COUNT != 0)
			put(k, T_FIRST + c % T_COUNT);
		return;
	}
	n = unicode_decompose(c, compat, &to);
	if (n == 0)
		put(k, c);
	for (i = 0; i < n; i++)
		put_decomposed(k, to[i], compat);
}

size_t
normal_decompose(const uint16_t *s, size_t n, bool compat, uint32_t *out,
    size_t cap)
{
	struct sink k = { out, 0, cap };
	size_t i;

	for (i = 0; i < n; i++) {
		uint32_t c = s[i];

		if ((c & 0xfc00) == 0xd800 && i + 1 < n &&
		    (s[i + 1] & 0xfc00) == 0xdc00)
			c = 0x10000 + ((c & 0x3ff) << 10) +
			    (s[++i] & 0x3ffu);
		put_decomposed(&k, c, compat);
	}
	return k.n;
}

static void
sort_small(uint32_t *c, size_t n)
{
	size_t i, k;

	for (i = 1; i < n; i++) {
		uint32_t x = c[i];
		uint8_t class = unicode_class(x);

		for (k = i; k > 0 && unicode_class(c[k - 1]) > class; k--)
			c[k] = c[k - 1];
		c[k] = x;
	}
}

static void
sort_large(uint32_t *c, size_t n, uint32_t *scratch)
{
	size_t at[257] = { 0 }, i;

	for (i = 0; i < n; i++)
		at[unicode_class(c[i]) + 1u]++;
	for (i = 1; i < 257; i++)
		at[i] += at[i - 1];
	for (i = 0; i < n; i++)
		scratch[at[unicode_class(c[i])]++] = c[i];
	memcpy(c, scratch, n * sizeof(*c));
}

void
normal_order(uint32_t *c, size_t n, uint32_t *scratch)
{
	size_t i = 0, from;

	while (i < n) {
		if (unicode_class(c[i]) == 0) {
			i++;
			continue;
		}
		for (from = i; i < n && unicode_class(c[i]) != 0; i++)
			;
		if (i - from <= SORT_SMALL)
			sort_small(c + from, i - from);
		else
			sort_large(c + from, i - from, scratch);
	}
}

static uint32_t
pair(uint32_t a, uint32_t b)
{
	if (a - L_FIRST < L_COUNT && b - V_FIRST < V_COUNT)
		return S_FIRST + ((a - L_FIRST) * V_COUNT + (b - V_FIRST)) *
			T_COUNT;
	if (a - S_FIRST < S_COUNT && (a - S_FIRST) % T_COUNT == 0 &&
	    b - T_FIRST - 1 < T_COUNT - 1)
		return a + (b - T_FIRST);
	return unicode_compose(a, b);
}

size_t
normal_compose(uint32_t *c, size_t n)
{
	size_t i, k = 0, starter = SIZE_MAX;
	int last = -1; /* class of what is between, -1: nothing */

	for (i = 0; i < n; i++) {
		int class = unicode_class(c[i]);
		uint32_t one;

		if (starter != SIZE_MAX && last < class &&
		    (one = pair(c[starter], c[i])) != 0) {
			c[starter] = one;
			continue;
		}
		last = class;
		if (class == 0) {
			starter = k;
			last = -1;
		}
		c[k++] = c[i];
	}
	return k;
}

size_t
normal_units(const uint32_t *c, size_t n, uint16_t *out)
{
	size_t i, k = 0;

	for (i = 0; i < n; i++) {
		if (c[i] < 0x10000) {
			out[k++] = (uint16_t)c[i];
			continue;
		}
		out[k++] = (uint16_t)(0xd800 + ((c[i] - 0x10000) >> 10));
		out[k++] = (uint16_t)(0xdc00 + ((c[i] - 0x10000) & 0x3ff));
	}
	return k;
}
