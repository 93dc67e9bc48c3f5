/* SPDX-License-Identifier: Apache-2.0 */
/* Names, strings and templates: escapes are resolved here. */
#include <stdio.h>
#include <string.h>

#include "worker/lower/lexer.h"

#include "common/base/utf8.h"
#include "worker/unicode/unicode.h"

struct cook {
	char *p;
	uint32_t len;
	bool bad;
};

/* What n bytes of text may become: no escape grows, but a byte that is no
 * UTF-8 becomes the three of U+FFFD. */
static size_t
room(const struct lexer *x, uint32_t from, size_t n)
{
	size_t more = 4;

	for (size_t i = 0; i < n; i++)
		more += (uint8_t)x->src[from + i] >= 0x80 ? 2 : 0;
	return n + more;
}

static void
put(struct cook *k, uint32_t cp)
{
	/* Not utf8_encode(): a lone surrogate is a character here. */
	if (cp < 0x80) {
		k->p[k->len++] = (char)cp;
	} else if (cp < 0x800) {
		k->p[k->len++] = (char)(0xc0 | cp >> 6);
		k->p[k->len++] = (char)(0x80 | (cp & 0x3f));
	} else if (cp < 0x10000) {
		k->p[k->len++] = (char)(0xe0 | cp >> 12);
		k->p[k->len++] = (char)(0x80 | (cp >> 6 & 0x3f));
		k->p[k->len++] = (char)(0x80 | (cp & 0x3f));
	} else {
		k->p[k->len++] = (char)(0xf0 | cp >> 18);
		k->p[k->len++] = (char)(0x80 | (cp >> 12 & 0x3f));
		k->p[k->len++] = (char)(0x80 | (cp >> 6 & 0x3f));
		k->p[k->len++] = (char)(0x80 | (cp & 0x3f));
	}
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static char
at(const struct lexer *x, uint32_t i)
{
	return i < x->len ? x->src[i] : '\0';
}

/* n hex digits at x->i; UINT32_MAX if they are not there. */
static uint32_t
hex(struct lexer *x, int n)
{
	uint32_t v = 0;
	int d;

	for (; n > 0; n--, x->i++) {
		if ((d = hex_value(at(x, x->i))) < 0)
			return UINT32_MAX;
		v = v << 4 | (uint32_t)d;
	}
	return v;
}

/* After "\u". */
static uint32_t
unicode(struct lexer *x)
{
	uint32_t v = 0;
	int d;

	if (at(x, x->i) != '{')
		return hex(x, 4);
	x->i++;
	if (hex_value(at(x, x->i)) < 0)
		return UINT32_MAX;
	for (; (d = hex_value(at(x, x->i))) >= 0; x->i++) {
		v = v << 4 | (uint32_t)d;
		if (v > 0x10ffff)
			return UINT32_MAX;
	}
	if (at(x, x->i) != '}')
		return UINT32_MAX;
	x->i++;
	return v;
}

static uint32_t
code_point(const struct lexer *x, uint32_t *ret_n)
{
	size_t n = 1;
	uint32_t cp = (uint8_t)x->src[x->i];

	if (cp >= 0x80)
		cp = utf8_decode(x->src + x->i, x->len - x->i, &n);
	*ret_n = (uint32_t)n;
	return cp;
}

/* A character as it is: what is no UTF-8 must not grow. */
static void
copy(struct lexer *x, struct cook *k)
{
	uint32_t n;

	(void)code_point(x, &n);
	memcpy(k->p + k->len, x->src + x->i, n);
	k->len += n;
	x->i += n;
}

static void
octal(struct lexer *x, struct cook *k, bool template, char c)
{
	uint32_t v = (uint32_t)(c - '0');
	char d = at(x, x->i);

	if (c == '0' && (d < '0' || d > '9')) {
		put(k, 0);
		return;
	}
	k->bad = true;
	if (template)
		return;
	for (int n = c <= '3' ? 2 : 1; n > 0; n--) {
		d = at(x, x->i);
		if (d < '0' || d > '7')
			break;
		v = v * 8 + (uint32_t)(d - '0');
		x->i++;
	}
	put(k, v);
}

/* After the backslash. */
static void
escape(struct lexer *x, struct cook *k, bool template)
{
	static const char from[] = "bfnrtv", to[] = "\b\f\n\r\t\v";
	char c = at(x, x->i);
	uint32_t cp, n;
	const char *f;

	if (lexer_space(x->src + x->i, x->len - x->i, &n) == 2) {
		if (c == '\r' && at(x, x->i + 1) == '\n')
			n = 2;
		if (c == '\n' || n == 2)
			x->line++;
		x->i += n;
		return;
	}
	x->i++;
	if (c != '\0' && (f = strchr(from, c)) != NULL) {
		put(k, (uint8_t)to[f - from]);
	} else if (c == 'x' || c == 'u') {
		cp = c == 'x' ? hex(x, 2) : unicode(x);
		if (cp != UINT32_MAX)
			put(k, cp);
		else if (template)
			k->bad = true;
		else
			lexer_fail(x, x->i, "bad escape in a string");
	} else if (c >= '0' && c <= '7') {
		octal(x, k, template, c);
	} else {
		if (c == '8' || c == '9')
			k->bad = true;
		x->i--;
		copy(x, k);
	}
}

/* How many bytes from x->i to the closing quote; -1 if none on the line. */
static int64_t
string_extent(const struct lexer *x, uint32_t close, uint32_t close2,
    bool *ret_plain)
{
	struct lexer y = *x;
	uint32_t cp, n;

	*ret_plain = true;
	for (; y.i < y.len; y.i += n) {
		cp = code_point(&y, &n);
		if (cp == close || cp == close2)
			return y.i - x->i;
		if (cp == '\n' || cp == '\r')
			return -1;
		if (cp == '\\') {
			*ret_plain = false;
			if (y.i + 1 >= y.len)
				return -1;
			y.i++;
			(void)code_point(&y, &n);
			if (y.src[y.i] == '\r' && at(&y, y.i + 1) == '\n')
				n = 2;
		}
	}
	return -1;
}

void
lex_text_string(struct lexer *x, uint32_t close, uint32_t close2)
{
	struct cook k = { 0 };
	bool plain;
	int64_t n = string_extent(x, close, close2, &plain);
	uint32_t end, step;

	x->tok.t = T_STR;
	if (n < 0) {
		lexer_fail(x, x->tok.pos, "this string has no end on its line");
		return;
	}
	end = x->i + (uint32_t)n;
	if (plain) {
		x->tok.atom = atom_get(x->atoms, x->src + x->i, (size_t)n);
		x->i = end;
	} else {
		k.p = arena_bytes(x->arena, room(x, x->i, (size_t)n));
		while (x->i < end && !x->failed) {
			if (x->src[x->i] == '\\') {
				x->i++;
				escape(x, &k, false);
				continue;
			}
			copy(x, &k);
		}
		x->tok.atom = atom_get(x->atoms, k.p, k.len);
		x->tok.bad = k.bad;
	}
	if (!x->failed) {
		(void)code_point(x, &step);
		x->i += step;
	}
}

/* Bytes up to the end of this part of the template; -1 if there is none. */
static int64_t
template_extent(const struct lexer *x)
{
	for (uint32_t i = x->i; i < x->len; i++) {
		if (x->src[i] == '\\')
			i++;
		else if (x->src[i] == '`' ||
		    (x->src[i] == '$' && at(x, i + 1) == '{'))
			return i - x->i;
	}
	return -1;
}

static struct atom *
template_raw(struct lexer *x, uint32_t from, uint32_t to)
{
	struct cook k = { 0 };

	if (memchr(x->src + from, '\r', to - from) == NULL)
		return atom_get(x->atoms, x->src + from, to - from);
	k.p = arena_bytes(x->arena, to - from);
	for (uint32_t i = from; i < to; i++) {
		if (x->src[i] == '\r') {
			k.p[k.len++] = '\n';
			if (i + 1 < to && x->src[i + 1] == '\n')
				i++;
		} else {
			k.p[k.len++] = x->src[i];
		}
	}
	return atom_get(x->atoms, k.p, k.len);
}

/* `from` is at the "`" or at the "}" that ends a substitution. */
void
lex_text_template(struct lexer *x, uint32_t from)
{
	struct cook k = { 0 };
	int64_t n;
	uint32_t end;

	x->i = from + 1;
	x->tok.t = T_TEMPLATE;
	n = template_extent(x);
	if (n < 0) {
		lexer_fail(x, from, "this template has no end: expected '`'");
		return;
	}
	k.p = arena_bytes(x->arena, room(x, x->i, (size_t)n));
	end = x->i + (uint32_t)n;
	x->tok.raw = template_raw(x, x->i, end);
	while (x->i < end && !x->failed) {
		char c = x->src[x->i];

		if (c == '\\') {
			x->i++;
			escape(x, &k, true);
		} else if (c == '\r') {
			k.p[k.len++] = '\n';
			x->i++;
			if (at(x, x->i) == '\n') {
				x->i++;
				x->line++;
			}
		} else {
			if (c == '\n')
				x->line++;
			copy(x, &k);
		}
	}
	x->i = end;
	x->tok.atom = atom_get(x->atoms, k.p, k.len);
	x->tok.bad = k.bad;
	x->tok.tail = at(x, x->i) == '`';
	x->i += x->tok.tail ? 1 : 2;
}

/* Letters that need no look into a table: Latin, Greek and Cyrillic, kana,
 * Chinese and Korean. */
static bool
is_common(uint32_t cp)
{
	return (cp >= 0xc0 && cp <= 0x24f && cp != 0xd7 && cp != 0xf7) ||
	    (cp >= 0x3a3 && cp <= 0x3f5) || (cp >= 0x400 && cp <= 0x481) ||
	    (cp >= 0x3041 && cp <= 0x3096) || (cp >= 0x30a1 && cp <= 0x30fa) ||
	    (cp >= 0x4e00 && cp <= 0x9fff) || (cp >= 0xac00 && cp <= 0xd7a3);
}

/* What the table's version of Unicode does not have yet may be a letter in the
 * reader's; where symbols are, it will be one of those. */
static bool
is_later(uint32_t cp)
{
	struct unicode_set s;

	return (cp & 0xfffe) != 0xfffe && !(cp >= 0xfdd0 && cp <= 0xfdef) &&
	    !(cp >= 0x2000 && cp <= 0x2bff) &&
	    !(cp >= 0x1f000 && cp <= 0x1faff) &&
	    unicode_find("General_Category", "Cn", &s) && unicode_in(s, cp);
}

/* Beyond ASCII. */
static bool
is_letter(uint32_t cp)
{
	return is_common(cp) || unicode_id_part(cp) || is_later(cp) ||
	    cp == 0x30fb || cp == 0xff65; /* since Unicode 15.1 */
}

static bool
is_start(uint32_t cp)
{
	return is_common(cp) || unicode_id_start(cp) || is_later(cp);
}

static bool
name_part(const struct lexer *x, uint32_t *ret_n)
{
	char c = at(x, x->i);

	*ret_n = 1;
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	    c == '$' || (c >= '0' && c <= '9'))
		return true;
	if ((uint8_t)c < 0x80)
		return false;
	if (lexer_space(x->src + x->i, x->len - x->i, ret_n) != 0)
		return false;
	return is_letter(code_point(x, ret_n));
}

static bool
name_escape(struct lexer *x, struct cook *k)
{
	uint32_t cp, from = x->i;

	x->i++;
	if (at(x, x->i) != 'u') {
		lexer_fail(x, from, "unexpected character '\\'%s",
		    strchr("nrt\"'", at(x, from + 1)) != NULL
			? ": the program is escaped, as in JSON" : "");
		return false;
	}
	x->i++;
	cp = unicode(x);
	if (cp == UINT32_MAX || (cp >= 0x80 && !is_letter(cp)) ||
	    (k->len == 0 &&
		((cp >= '0' && cp <= '9') || (cp >= 0x80 && !is_start(cp)))) ||
	    (cp < 0x80 && cp != '$' && cp != '_' && !(cp >= '0' && cp <= '9') &&
		!(cp >= 'a' && cp <= 'z') && !(cp >= 'A' && cp <= 'Z'))) {
		lexer_fail(x, from, "bad escape in a name");
		return false;
	}
	put(k, cp);
	return true;
}

/* What a text processor makes of quotes. */
static bool
is_curly(const struct lexer *x, uint32_t i)
{
	return x->len - i >= 3 && memcmp(x->src + i, "\xe2\x80", 2) == 0 &&
	    (uint8_t)x->src[i + 2] >= 0x98 && (uint8_t)x->src[i + 2] <= 0x9f;
}

static void
fail_at_character(struct lexer *x, uint32_t from)
{
	uint32_t n, c = code_point(x, &n);
	bool wide = c > 0xff00 && c < 0xff5f;
	char hint[64] = "";

	if (is_curly(x, from))
		(void)snprintf(hint, sizeof(hint),
		    ": strings have straight quotes, \" or '");
	else if (c == 0xad || c == 0x2060 || (c >= 0x200b && c <= 0x200f))
		(void)snprintf(hint, sizeof(hint),
		    " (U+%04X, which has no width)", (unsigned)c);
	else if (wide)
		(void)snprintf(hint, sizeof(hint), ": it is written '%c'",
		    (int)(c - 0xfee0));
	lexer_fail(x, from, "unexpected character '%.*s'%s", (int)n,
	    x->src + from, hint);
}

struct atom *
lex_text_name(struct lexer *x, bool *ret_escaped)
{
	uint32_t from = x->i, n;
	struct cook k = { 0 };
	struct lexer y;

	if ((uint8_t)at(x, from) < 0x80 || is_start(code_point(x, &n)))
		while (name_part(x, &n))
			x->i += n;
	if (at(x, x->i) != '\\') {
		if (x->i == from) {
			fail_at_character(x, from);
			return atom_keyword(x->atoms, KW_undefined);
		}
		return atom_get(x->atoms, x->src + from, x->i - from);
	}
	y = *x;
	while (name_part(&y, &n) || at(&y, y.i) == '\\' || at(&y, y.i) == '{' ||
	    at(&y, y.i) == '}')
		y.i += at(&y, y.i) == '\\' ? 1 : n;
	*ret_escaped = true;
	k.p = arena_bytes(x->arena, y.i - from + 4);
	memcpy(k.p, x->src + from, x->i - from);
	k.len = x->i - from;
	for (;;) {
		if (at(x, x->i) == '\\') {
			if (!name_escape(x, &k))
				break;
		} else if (name_part(x, &n)) {
			memcpy(k.p + k.len, x->src + x->i, n);
			k.len += n;
			x->i += n;
		} else {
			break;
		}
	}
	return atom_get(x->atoms, k.p, k.len);
}
