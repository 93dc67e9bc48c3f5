/* SPDX-License-Identifier: Apache-2.0 */
/* charset.c -- see charset.h. */
#include "broker/egress/charset.h"

#include <string.h>
#include <strings.h>

#include "common/base/utf8.h"

#define REPLACEMENT 0xfffd

static const struct {
	const char *label;
	enum charset charset;
} labels[] = { { "iso-8859-1", CHARSET_1252 }, { "iso8859-1", CHARSET_1252 },
	{ "iso_8859-1", CHARSET_1252 }, { "latin1", CHARSET_1252 },
	{ "us-ascii", CHARSET_1252 }, { "ascii", CHARSET_1252 },
	{ "windows-1252", CHARSET_1252 }, { "cp1252", CHARSET_1252 },
	{ "utf-16", CHARSET_UTF16 }, { "utf-16le", CHARSET_UTF16 },
	{ "utf-16be", CHARSET_UTF16_BIG } };

enum charset
charset_of(const char *type)
{
	const char *s = strchr(type, '='); /* mostly there is none */
	size_t i, n;

	if (s == NULL || (s = strcasestr(type, "charset=")) == NULL)
		return CHARSET_UTF8;
	s += 8 + (s[8] == '"');
	n = strcspn(s, "\"; \t");
	for (i = 0; i < sizeof labels / sizeof labels[0]; i++)
		if (strlen(labels[i].label) == n &&
		    strncasecmp(labels[i].label, s, n) == 0)
			return labels[i].charset;
	return CHARSET_UTF8;
}

static void
put(struct buf *out, uint32_t cp)
{
	char s[4];

	buf_add(out, s, utf8_encode(cp, s));
}

/* 0x80 to 0x9f; the rest is Latin-1. */
static uint32_t
from_1252(uint8_t c)
{
	static const uint16_t high[32] = { 0x20ac, 0x81, 0x201a, 0x192, 0x201e,
		0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152,
		0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
		0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d,
		0x17e, 0x178 };

	return c >= 0x80 && c < 0xa0 ? high[c - 0x80] : c;
}

bool
charset_from_1252(struct buf *b)
{
	struct buf out;
	size_t i;

	buf_init(&out, b->max);
	for (i = 0; i < b->len; i++)
		put(&out, from_1252((uint8_t)b->p[i]));
	if (!buf_ok(&out)) {
		buf_fini(&out);
		return false;
	}
	buf_fini(b);
	*b = out;
	return true;
}

/* One code unit. */
static void
add_unit(struct utf16 *u, uint32_t c, struct buf *out)
{
	bool low = c >= 0xdc00 && c < 0xe000;

	if (u->high != 0 && low) {
		put(out, 0x10000 + ((u->high - 0xd800) << 10) + (c - 0xdc00));
		u->high = 0;
		return;
	}
	if (u->high != 0)
		put(out, REPLACEMENT);
	u->high = c >= 0xd800 && c < 0xdc00 ? c : 0;
	if (u->high == 0)
		put(out, low ? REPLACEMENT : c);
}

static void
decide(struct utf16 *u, enum charset said, bool mark)
{
	bool big = memcmp(u->held, "\xfe\xff", 2) == 0;
	bool little = memcmp(u->held, "\xff\xfe", 2) == 0;

	if (said != CHARSET_UTF16 && said != CHARSET_UTF16_BIG &&
	    (!mark || (!big && !little)))
		u->order = UTF16_NOT;
	else
		u->order = big || (said == CHARSET_UTF16_BIG && !little) ?
		    UTF16_BIG : UTF16_LITTLE;
}

static void
add_byte(struct utf16 *u, uint8_t c, struct buf *out)
{
	u->held[u->n_held++] = c;
	if (u->n_held < 2)
		return;
	u->n_held = 0;
	add_unit(u, u->order == UTF16_BIG ?
		(uint32_t)u->held[0] << 8 | u->held[1] :
		(uint32_t)u->held[1] << 8 | u->held[0], out);
}

void
utf16_add(struct utf16 *u, enum charset said, bool mark, const char *s,
    size_t n, struct buf *out)
{
	uint8_t first[2];

	for (; n > 0 && u->order == UTF16_ASK; n--) {
		u->held[u->n_held++] = (uint8_t)*s++;
		if (u->n_held < 2)
			continue;
		decide(u, said, mark);
		memcpy(first, u->held, 2);
		u->n_held = 0;
		utf16_add(u, said, mark, (const char *)first, 2, out);
	}
	if (u->order == UTF16_NOT)
		buf_add(out, s, n);
	else
		for (; n > 0; n--)
			add_byte(u, (uint8_t)*s++, out);
}

void
utf16_end(struct utf16 *u, struct buf *out)
{
	if (u->order == UTF16_ASK)
		buf_add(out, (const char *)u->held, u->n_held);
	else if (u->n_held > 0 || u->high != 0)
		put(out, REPLACEMENT);
	u->n_held = 0;
	u->high = 0;
}
