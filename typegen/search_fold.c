/* SPDX-License-Identifier: Apache-2.0 */
/* search_fold.c -- see search_fold.h. */
#include "typegen/search_fold.h"

#include <stdbool.h>
#include <string.h>

#include "common/base/utf8.h"

struct range {
	uint32_t first, last;
	uint32_t what;
};

/* Sorted by code point; what is in none is a letter. */
static const struct range kinds[] = {
	{ 0x0080, 0x00a9, FOLD_SIGN }, { 0x00ab, 0x00b4, FOLD_SIGN },
	{ 0x00b6, 0x00b9, FOLD_SIGN }, { 0x00bb, 0x00bf, FOLD_SIGN },
	{ 0x00d7, 0x00d7, FOLD_SIGN }, { 0x00f7, 0x00f7, FOLD_SIGN },
	{ 0x0300, 0x036f, FOLD_MARK }, { 0x2000, 0x206f, FOLD_SIGN },
	{ 0x20a0, 0x20cf, FOLD_SIGN }, { 0x2100, 0x2bff, FOLD_SIGN },
	{ 0x3000, 0x303f, FOLD_SIGN }, { 0x3040, 0x30ff, FOLD_PAIRED },
	{ 0x3400, 0x4dbf, FOLD_PAIRED }, { 0x4e00, 0x9fff, FOLD_PAIRED },
	{ 0xf900, 0xfaff, FOLD_PAIRED }, { 0xfe00, 0xfe0f, FOLD_MARK },
	{ 0xfe10, 0xfe6f, FOLD_SIGN }, { 0xfeff, 0xfeff, FOLD_MARK },
	{ 0xff00, 0xff0f, FOLD_SIGN }, { 0xff1a, 0xff20, FOLD_SIGN },
	{ 0xff3b, 0xff40, FOLD_SIGN }, { 0xff5b, 0xff65, FOLD_SIGN },
	{ 0x1f000, 0x1faff, FOLD_SIGN }, { 0x20000, 0x3ffff, FOLD_PAIRED },
};

/* Latin letters without their accents, whatever their case. */
static const struct range plain[] = {
	{ 0x00c0, 0x00c6, 'a' }, { 0x00c7, 0x00c7, 'c' },
	{ 0x00c8, 0x00cb, 'e' }, { 0x00cc, 0x00cf, 'i' },
	{ 0x00d0, 0x00d0, 'd' }, { 0x00d1, 0x00d1, 'n' },
	{ 0x00d2, 0x00d8, 'o' }, { 0x00d9, 0x00dc, 'u' },
	{ 0x00dd, 0x00dd, 'y' }, { 0x00de, 0x00de, 't' },
	{ 0x00df, 0x00df, 's' }, { 0x00e0, 0x00e6, 'a' },
	{ 0x00e7, 0x00e7, 'c' }, { 0x00e8, 0x00eb, 'e' },
	{ 0x00ec, 0x00ef, 'i' }, { 0x00f0, 0x00f0, 'd' },
	{ 0x00f1, 0x00f1, 'n' }, { 0x00f2, 0x00f8, 'o' },
	{ 0x00f9, 0x00fc, 'u' }, { 0x00fd, 0x00fd, 'y' },
	{ 0x00fe, 0x00fe, 't' }, { 0x00ff, 0x00ff, 'y' },
	{ 0x0100, 0x0105, 'a' }, { 0x0106, 0x010d, 'c' },
	{ 0x010e, 0x0111, 'd' }, { 0x0112, 0x011b, 'e' },
	{ 0x011c, 0x0123, 'g' }, { 0x0124, 0x0127, 'h' },
	{ 0x0128, 0x0133, 'i' }, { 0x0134, 0x0135, 'j' },
	{ 0x0136, 0x0138, 'k' }, { 0x0139, 0x0142, 'l' },
	{ 0x0143, 0x014b, 'n' }, { 0x014c, 0x0153, 'o' },
	{ 0x0154, 0x0159, 'r' }, { 0x015a, 0x0161, 's' },
	{ 0x0162, 0x0167, 't' }, { 0x0168, 0x0173, 'u' },
	{ 0x0174, 0x0175, 'w' }, { 0x0176, 0x0178, 'y' },
	{ 0x0179, 0x017e, 'z' }, { 0x017f, 0x017f, 's' },
	{ 0x01a0, 0x01a1, 'o' }, { 0x01af, 0x01b0, 'u' },
	{ 0x0218, 0x0219, 's' }, { 0x021a, 0x021b, 't' },
	{ 0x1ea0, 0x1eb7, 'a' }, { 0x1eb8, 0x1ec7, 'e' },
	{ 0x1ec8, 0x1ecb, 'i' }, { 0x1ecc, 0x1ee3, 'o' },
	{ 0x1ee4, 0x1ef1, 'u' }, { 0x1ef2, 0x1ef9, 'y' },
};

/* Capitals of other scripts; what their small letters are more. */
static const struct range capitals[] = {
	{ 0x0391, 0x03a9, 0x20 }, /* Greek */
	{ 0x0400, 0x040f, 0x50 }, /* Cyrillic */
	{ 0x0410, 0x042f, 0x20 },
};

static uint32_t
find(const struct range *r, size_t n, uint32_t cp, uint32_t otherwise)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (cp > r[mid].last)
			lo = mid + 1;
		else if (cp < r[mid].first)
			hi = mid;
		else
			return r[mid].what;
	}
	return otherwise;
}

#define FIND(table, cp, otherwise) \
	find(table, sizeof(table) / sizeof((table)[0]), cp, otherwise)

/* In most of Latin a capital stands before its small letter. */
static bool
capital(uint32_t cp)
{
	if ((cp >= 0x0139 && cp <= 0x0148) || (cp >= 0x0179 && cp <= 0x017e))
		return cp % 2 == 1;
	if ((cp >= 0x0100 && cp <= 0x0177) || (cp >= 0x1ea0 && cp <= 0x1ef9) ||
	    (cp >= 0x0218 && cp <= 0x021b))
		return cp % 2 == 0;
	return (cp >= 0x00c0 && cp <= 0x00de) || cp == 0x0178 ||
	    cp == 0x01a0 || cp == 0x01af || FIND(capitals, cp, 0) != 0;
}

enum fold_kind
search_fold_kind(const char *s, size_t n, size_t *ret_len)
{
	size_t len = utf8_len(s, n);
	enum fold_kind k;
	uint32_t cp;

	*ret_len = len > 0 ? len : 1;
	if (len == 0)
		return FOLD_LETTER;
	cp = utf8_decode(s, n, &len);
	k = (enum fold_kind)FIND(kinds, cp, FOLD_LETTER);
	return k == FOLD_LETTER && capital(cp) ? FOLD_CAPITAL : k;
}

size_t
search_fold_letter(const char *s, size_t len, char out[4])
{
	uint32_t cp;

	if (utf8_len(s, len) == 0) {
		memcpy(out, s, len);
		return len;
	}
	cp = utf8_decode(s, len, &len);
	cp = FIND(plain, cp, cp + FIND(capitals, cp, 0));
	return utf8_encode(cp, out);
}
