/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/runtime/text.h"

#include <string.h>

#include "worker/runtime/inside.h"

static size_t
decode(const uint8_t *s, size_t n, uint16_t *out)
{
	size_t i = 0, k = 0;
	uint32_t c;

	while (i < n) {
		c = s[i];
		if (c < 0x80 || n - i < 2) {
			out[k++] = (uint16_t)c;
			i++;
		} else if (c < 0xe0) {
			out[k++] = (uint16_t)((c & 31) << 6 | (s[i + 1] & 63));
			i += 2;
		} else if (c < 0xf0 && n - i >= 3) {
			out[k++] = (uint16_t)((c & 15) << 12 |
			    (s[i + 1] & 63u) << 6 | (s[i + 2] & 63u));
			i += 3;
		} else if (n - i >= 4) { /* the host's UTF-8 */
			c = ((c & 7) << 18 | (s[i + 1] & 63u) << 12 |
			    (s[i + 2] & 63u) << 6 | (s[i + 3] & 63u)) -
			    0x10000;
			out[k++] = (uint16_t)(0xd800 + ((c >> 10) & 0x3ff));
			out[k++] = (uint16_t)(0xdc00 + (c & 0x3ff));
			i += 4;
		} else {
			out[k++] = 0xfffd;
			i++;
		}
	}
	return k;
}

uint16_t *
text_push_units(duk_context *ctx, duk_idx_t idx, size_t *ret_len)
{
	size_t n;
	const char *s = duk_require_lstring(ctx, idx, &n);
	uint16_t *u = duk_push_fixed_buffer(ctx, n * sizeof(*u) + 2);

	*ret_len = decode((const uint8_t *)s, n, u);
	return u;
}

void
text_push(duk_context *ctx, duk_idx_t idx, struct text *ret)
{
	const char *s;
	int64_t n = inside_ascii(ctx, idx, &s);

	memset(ret, 0, sizeof(*ret));
	if (n >= 0) {
		ret->s8 = (const uint8_t *)s;
		ret->len = (size_t)n;
		duk_push_null(ctx);
		return;
	}
	ret->s16 = text_push_units(ctx, idx, &ret->len);
}

void
text_make(duk_context *ctx, const uint16_t *u, size_t n)
{
	size_t i, k = 0;
	uint8_t *p = duk_push_fixed_buffer(ctx, n * 3 + 1);

	for (i = 0; i < n; i++) {
		if (u[i] < 0x80) {
			p[k++] = (uint8_t)u[i];
		} else if (u[i] < 0x800) {
			p[k++] = (uint8_t)(0xc0 | u[i] >> 6);
			p[k++] = (uint8_t)(0x80 | (u[i] & 63));
		} else {
			p[k++] = (uint8_t)(0xe0 | u[i] >> 12);
			p[k++] = (uint8_t)(0x80 | (u[i] >> 6 & 63));
			p[k++] = (uint8_t)(0x80 | (u[i] & 63));
		}
	}
	duk_push_lstring(ctx, (const char *)p, k);
	duk_remove(ctx, -2);
}

void
text_slice(duk_context *ctx, duk_idx_t idx, const struct text *t, size_t a,
    size_t b)
{
	if (a == 0 && b == t->len)
		duk_dup(ctx, idx);
	else if (t->s8 != NULL)
		duk_push_lstring(ctx, (const char *)t->s8 + a, b - a);
	else
		text_make(ctx, t->s16 + a, b - a);
}

uint32_t
text_cp(const struct text *t, size_t i, size_t *ret_units)
{
	uint32_t c = text_at(t, i), d;

	*ret_units = 1;
	if (c < 0xd800 || c > 0xdbff || i + 1 >= t->len)
		return c;
	d = text_at(t, i + 1);
	if (d < 0xdc00 || d > 0xdfff)
		return c;
	*ret_units = 2;
	return 0x10000 + ((c - 0xd800) << 10) + (d - 0xdc00);
}
