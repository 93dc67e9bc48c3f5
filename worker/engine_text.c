/* SPDX-License-Identifier: Apache-2.0 */
/* engine_text.c -- texts in the arena, and between UTF-8 and CESU-8. */
#include <string.h>

#include "common/base/utf8.h"
#include "worker/engine_int.h"

void
engine_out_add(struct out *o, const void *p, size_t n)
{
	size_t cap;
	char *q;

	if (o->failed)
		return;
	if (o->p == NULL || n > o->cap - o->len) {
		cap = o->cap + o->cap / 2 + n + 64;
		if (cap < n || (q = region_realloc(o->a, o->p, cap + 1)) == NULL) {
			o->failed = true;
			return;
		}
		o->p = q;
		o->cap = cap;
	}
	if (n > 0)
		memcpy(o->p + o->len, p, n);
	o->len += n;
	o->p[o->len] = '\0';
}

void
engine_out_adds(struct out *o, const char *s)
{
	engine_out_add(o, s, strlen(s));
}

void
engine_out_free(struct out *o)
{
	region_free(o->a, o->p);
	o->p = NULL;
	o->len = o->cap = 0;
}

static bool
continues(const char *s, size_t n, size_t i)
{
	return i < n && ((unsigned char)s[i] & 0xc0) == 0x80;
}

/* One code unit sequence of (extended) CESU-8 at s, pairs joined.  *ret is a
 * code point, or a lone surrogate, or 0xfffd for what is neither. */
static size_t
cesu_next(const char *s, size_t n, uint32_t *ret)
{
	unsigned char c = (unsigned char)s[0];
	uint32_t lo;

	*ret = 0xfffd;
	if (c < 0x80) {
		*ret = c;
		return 1;
	}
	if (c >= 0xc2 && c < 0xe0 && continues(s, n, 1)) {
		*ret = (uint32_t)(c & 0x1f) << 6 | ((uint32_t)s[1] & 0x3f);
		return 2;
	}
	if (c >= 0xe0 && c < 0xf0 && continues(s, n, 1) && continues(s, n, 2)) {
		*ret = (uint32_t)(c & 0xf) << 12 |
		    ((uint32_t)s[1] & 0x3f) << 6 | ((uint32_t)s[2] & 0x3f);
		if (*ret < 0xd800 || *ret > 0xdbff || n < 6 ||
		    (unsigned char)s[3] != 0xed || (s[4] & 0x70) != 0x30 ||
		    !continues(s, n, 4) || !continues(s, n, 5))
			return 3;
		lo = ((uint32_t)s[4] & 0xf) << 6 | ((uint32_t)s[5] & 0x3f);
		*ret = 0x10000 + ((*ret & 0x3ff) << 10 | lo);
		return 6;
	}
	if (c >= 0xf0 && c < 0xf5 && utf8_len(s, n) == 4) {
		size_t k;

		*ret = utf8_decode(s, n, &k);
		return 4;
	}
	return 1;
}

static void
out_cp(struct out *o, uint32_t cp)
{
	char b[4];

	engine_out_add(o, b, utf8_encode(cp, b));
}

void
engine_out_utf8(struct out *o, const char *s, size_t n)
{
	size_t i = 0, from = 0, k;
	uint32_t cp;

	while (i < n) {
		if ((unsigned char)s[i] < 0x80) {
			i++;
			continue;
		}
		engine_out_add(o, s + from, i - from);
		k = cesu_next(s + i, n - i, &cp);
		out_cp(o, cp >= 0xd800 && cp <= 0xdfff ? 0xfffd : cp);
		i += k;
		from = i;
	}
	engine_out_add(o, s + from, n - from);
}

static void
out_escape(struct out *o, uint32_t cp)
{
	static const char hex[] = "0123456789abcdef";
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *at = cp < 0x80 ? strchr(from, (int)cp) : NULL;
	char b[6] = { '\\', 'u', hex[cp >> 12 & 15], hex[cp >> 8 & 15],
		hex[cp >> 4 & 15], hex[cp & 15] };

	if (cp != 0 && at != NULL) {
		b[1] = to[at - from];
		engine_out_add(o, b, 2);
	} else {
		engine_out_add(o, b, 6);
	}
}

void
engine_out_json(struct out *o, const char *s, size_t n)
{
	size_t i = 0, from = 0, k;
	unsigned char c;
	uint32_t cp;

	engine_out_add(o, "\"", 1);
	while (i < n) {
		c = (unsigned char)s[i];
		if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
			i++;
			continue;
		}
		engine_out_add(o, s + from, i - from);
		k = cesu_next(s + i, n - i, &cp);
		if (cp < 0x80 || (cp >= 0xd800 && cp <= 0xdfff))
			out_escape(o, cp);
		else
			out_cp(o, cp);
		i += k;
		from = i;
	}
	engine_out_add(o, s + from, n - from);
	engine_out_add(o, "\"", 1);
}

/* Four bytes of UTF-8 as two surrogates of three bytes each. */
static void
out_pair(struct out *o, uint32_t cp)
{
	uint32_t hi = 0xd800 + ((cp - 0x10000) >> 10);
	uint32_t lo = 0xdc00 + ((cp - 0x10000) & 0x3ff);
	char b[6] = { (char)(0xe0 | hi >> 12), (char)(0x80 | (hi >> 6 & 0x3f)),
		(char)(0x80 | (hi & 0x3f)), (char)(0xe0 | lo >> 12),
		(char)(0x80 | (lo >> 6 & 0x3f)), (char)(0x80 | (lo & 0x3f)) };

	engine_out_add(o, b, 6);
}

static bool
is_plain(const char *s, size_t n)
{
	size_t i, k;

	for (i = 0; i < n; i += k) {
		k = (unsigned char)s[i] < 0x80 ? 1 : utf8_len(s + i, n - i);
		if (k == 0 || k == 4)
			return false;
	}
	return true;
}

void
engine_push_utf8(duk_context *duk, const char *s, size_t n)
{
	struct out o = { .a = engine_of(duk)->arena };
	size_t i, k, len;
	bool failed;

	if (is_plain(s, n)) {
		duk_push_lstring(duk, s, n);
		return;
	}
	for (i = 0; i < n; i += k) {
		k = utf8_len(s + i, n - i);
		if (k == 4)
			out_pair(&o, utf8_decode(s + i, n - i, &len));
		else if (k > 0)
			engine_out_add(&o, s + i, k);
		else
			engine_out_add(&o, "\xef\xbf\xbd", 3);
		k = k > 0 ? k : 1;
	}
	/* A push may throw: the text is copied where the collector sees it. */
	if (!o.failed) {
		void *b = duk_push_fixed_buffer(duk, o.len);

		if (o.len > 0)
			memcpy(b, o.p, o.len);
	}
	failed = o.failed;
	engine_out_free(&o);
	if (failed)
		(void)duk_generic_error(duk, "alloc failed");
	duk_buffer_to_string(duk, -1);
}
