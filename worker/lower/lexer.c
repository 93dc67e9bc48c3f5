/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/lower/lexer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/base/utf8.h"

static const struct {
	const char *s;
	uint8_t len, prec;
} puncts[T_COUNT] = {
#define PUNCT(n, s, p) [T_##n] = { s, sizeof(s) - 1, p },
#include "worker/lower/token.def"
#undef PUNCT
};

const char *
lexer_punct(unsigned t)
{
	return t < T_COUNT && puncts[t].s != NULL ? puncts[t].s : "";
}

int
lexer_precedence(unsigned t)
{
	return t < T_COUNT ? puncts[t].prec : 0;
}

void
lexer_place(const struct lexer *x, uint32_t pos, struct lower_diag *d)
{
	uint32_t line = 1, col = 1;

	for (uint32_t i = 0; i < pos && i < x->len; i++) {
		if (x->src[i] == '\n') {
			line++;
			col = 1;
		} else if (((uint8_t)x->src[i] & 0xc0) != 0x80) {
			col++;
		}
	}
	d->line = line;
	d->column = col;
}

void
lexer_fail(struct lexer *x, uint32_t pos, const char *fmt, ...)
{
	va_list ap;

	if (!x->failed) {
		x->failed = true;
		x->fail_pos = pos;
		(void)snprintf(x->diag->name, sizeof(x->diag->name),
		    "SyntaxError");
		va_start(ap, fmt);
		(void)vsnprintf(x->diag->msg, sizeof(x->diag->msg), fmt, ap);
		va_end(ap);
	}
	x->tok.t = T_EOF;
	x->tok.kw = 0;
	x->i = x->len;
}

int
lexer_space(const char *s, uint32_t n, uint32_t *ret_n)
{
	uint32_t cp;
	size_t k;

	*ret_n = 1;
	if (*s == ' ' || *s == '\t' || *s == '\v' || *s == '\f')
		return 1;
	if (*s == '\n' || *s == '\r')
		return 2;
	if ((uint8_t)*s < 0x80)
		return 0;
	cp = utf8_decode(s, n, &k);
	*ret_n = (uint32_t)k;
	if (cp == 0x2028 || cp == 0x2029)
		return 2;
	if (cp == 0xa0 || cp == 0xfeff || cp == 0x1680 || cp == 0x202f ||
	    cp == 0x205f || cp == 0x3000 || (cp >= 0x2000 && cp <= 0x200a))
		return 1;
	return 0;
}

static void
skip_block_comment(struct lexer *x)
{
	uint32_t from = x->i, n;

	for (x->i += 2; x->i + 1 < x->len; x->i += n) {
		if (x->src[x->i] == '*' && x->src[x->i + 1] == '/') {
			x->i += 2;
			return;
		}
		n = 1;
		if (x->src[x->i] == '\n')
			x->line++;
		if (lexer_space(x->src + x->i, x->len - x->i, &n) == 2)
			x->tok.nl = true;
	}
	lexer_fail(x, from, "this comment has no end: expected \"*/\"");
}

static void
skip_line(struct lexer *x)
{
	uint32_t n;

	while (
	    x->i < x->len && lexer_space(x->src + x->i, x->len - x->i, &n) != 2)
		x->i += n;
}

/* What a text processor leaves between words: nobody sees it, and it is no
 * white space. */
static bool
is_unseen(const struct lexer *x, uint32_t *ret_n)
{
	static const char *const seen[] = { "\xe2\x80\x8b", "\xe2\x81\xa0",
		"\xc2\xad" };

	for (size_t i = 0; i < sizeof(seen) / sizeof(seen[0]); i++) {
		*ret_n = (uint32_t)strlen(seen[i]);
		if (*ret_n <= x->len - x->i &&
		    memcmp(x->src + x->i, seen[i], *ret_n) == 0)
			return x->smart_quotes;
	}
	return false;
}

static void
skip_space(struct lexer *x)
{
	uint32_t n;
	int kind;

	while (x->i < x->len) {
		const char *s = x->src + x->i;
		uint32_t left = x->len - x->i;

		if ((kind = lexer_space(s, left, &n)) != 0) {
			if (kind == 2)
				x->tok.nl = true;
			if (*s == '\n')
				x->line++;
			x->i += n;
		} else if (left > 1 && s[0] == '/' && s[1] == '/') {
			skip_line(x);
		} else if (left > 1 && s[0] == '#' && s[1] == '!' &&
		    x->i == 0) {
			skip_line(x);
		} else if (left > 1 && s[0] == '/' && s[1] == '*') {
			skip_block_comment(x);
		} else if ((uint8_t)s[0] >= 0x80 && is_unseen(x, &n)) {
			x->i += n;
		} else {
			return;
		}
	}
}

static bool
is_digit(char c, unsigned base)
{
	unsigned v;

	if (c >= '0' && c <= '9')
		v = (unsigned)(c - '0');
	else if (c >= 'a' && c <= 'z')
		v = (unsigned)(c - 'a') + 10;
	else if (c >= 'A' && c <= 'Z')
		v = (unsigned)(c - 'A') + 10;
	else
		return false;
	return v < base;
}

/* Digits with single underscores between them. */
static void
digits(struct lexer *x, unsigned base)
{
	bool any = false, bar = false;

	for (; x->i < x->len; x->i++) {
		char c = x->src[x->i];

		if (is_digit(c, base)) {
			any = true;
			bar = false;
		} else if (c == '_' && any && !bar) {
			bar = true;
		} else {
			break;
		}
	}
	if (bar || !any)
		lexer_fail(x, x->i, "a digit is expected here");
}

static char
at(const struct lexer *x, uint32_t i)
{
	return i < x->len ? x->src[i] : '\0';
}

static void
number_end(struct lexer *x, uint32_t from, bool whole)
{
	char c;

	if (whole && at(x, x->i) == 'n') {
		x->tok.t = T_BIGINT;
		x->tok.raw = atom_get(x->atoms, x->src + from, x->i - from);
		x->i++;
	} else {
		x->tok.t = T_NUM;
		x->tok.raw = atom_get(x->atoms, x->src + from, x->i - from);
	}
	c = at(x, x->i);
	if (is_digit(c, 16) || (c >= 'g' && c <= 'z') ||
	    (c >= 'G' && c <= 'Z') || c == '_' || c == '$')
		lexer_fail(x, x->i, "a name cannot follow a number directly");
}

/* 017, which strict code forbids: the parser decides.  false: 089. */
static bool
old_octal(struct lexer *x)
{
	bool octal = true;

	x->tok.bad = true;
	for (; is_digit(at(x, x->i), 10); x->i++)
		octal = octal && is_digit(at(x, x->i), 8);
	return octal;
}

static void
number(struct lexer *x)
{
	uint32_t from = x->i;
	char c = at(x, from), d = at(x, from + 1);
	unsigned base = 10;
	bool whole;

	if (c == '0' && (d == 'x' || d == 'X'))
		base = 16;
	else if (c == '0' && (d == 'o' || d == 'O'))
		base = 8;
	else if (c == '0' && (d == 'b' || d == 'B'))
		base = 2;
	if (base != 10) {
		x->i += 2;
		digits(x, base);
		number_end(x, from, true);
		return;
	}
	if (c == '0' && d == '_')
		lexer_fail(x, from, "a number cannot begin with 0_");
	if (c == '0' && is_digit(d, 10) && old_octal(x)) {
		number_end(x, from, false);
		return;
	}
	whole = !x->tok.bad;
	if (c != '.' && !x->tok.bad)
		digits(x, 10);
	if (at(x, x->i) == '.') {
		whole = false;
		x->i++;
		if (is_digit(at(x, x->i), 10))
			digits(x, 10);
		else if (at(x, x->i) == '_')
			lexer_fail(x, x->i, "a digit is expected here");
	}
	if (at(x, x->i) == 'e' || at(x, x->i) == 'E') {
		whole = false;
		x->i++;
		if (at(x, x->i) == '+' || at(x, x->i) == '-')
			x->i++;
		digits(x, 10);
	}
	number_end(x, from, whole);
}

static void
punctuator(struct lexer *x)
{
	const char *s = x->src + x->i;
	uint32_t left = x->len - x->i;
	unsigned best = 0;

	for (unsigned t = T_LBRACE; t < T_COUNT; t++) {
		if (puncts[t].s[0] == *s && puncts[t].len <= left &&
		    (best == 0 || puncts[t].len > puncts[best].len) &&
		    memcmp(puncts[t].s, s, puncts[t].len) == 0)
			best = t;
	}
	/* `a?.5:b` is a conditional. */
	if (best == T_OPTCHAIN && left > 2 && is_digit(s[2], 10))
		best = T_QUESTION;
	if (best == 0) {
		size_t k = utf8_len(s, left);

		lexer_fail(x, x->i, "unexpected character '%.*s'",
		    (int)(k == 0 ? 1 : k), s);
		return;
	}
	x->tok.t = (uint8_t)best;
	x->i += puncts[best].len;
}

static bool
smart_quote(struct lexer *x)
{
	static const struct {
		char open[4];
		uint32_t close, close2;
	} q[] = {
		{ "\xe2\x80\x9c", 0x201d, 0x201c },
		{ "\xe2\x80\x9d", 0x201d, 0x201c },
		{ "\xe2\x80\x98", 0x2019, 0x2018 },
		{ "\xe2\x80\x99", 0x2019, 0x2018 },
	};

	if (!x->smart_quotes || x->len - x->i < 3)
		return false;
	for (size_t i = 0; i < 4; i++) {
		if (memcmp(x->src + x->i, q[i].open, 3) == 0) {
			x->i += 3;
			lex_text_string(x, q[i].close, q[i].close2);
			return true;
		}
	}
	return false;
}

static bool
name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	    c == '$' || c == '\\' || (uint8_t)c >= 0x80;
}

static void
name(struct lexer *x)
{
	x->tok.t = T_NAME;
	x->tok.atom = lex_text_name(x, &x->tok.escaped);
	x->tok.kw = x->tok.escaped ? 0 : x->tok.atom->kw;
}

static void
private_name(struct lexer *x)
{
	x->i++;
	if (!name_start(at(x, x->i))) {
		lexer_fail(x, x->i, "a name is expected after '#'; a "
		    "comment begins with '//'");
		return;
	}
	name(x);
	x->tok.t = T_PRIVATE;
	x->tok.kw = 0;
}

/* After a fault there is nothing more, whatever was being read. */
static void
finish(struct lexer *x)
{
	x->tok.end = x->i;
	if (x->failed) {
		x->tok.t = T_EOF;
		x->tok.kw = 0;
	}
}

void
lexer_next(struct lexer *x)
{
	char c;

	if (x->failed) {
		finish(x);
		return;
	}
	x->prev_end = x->tok.end;
	memset(&x->tok, 0, sizeof(x->tok));
	skip_space(x);
	x->tok.pos = x->i;
	x->tok.line = x->line;
	c = at(x, x->i);
	if (x->i >= x->len || x->failed) {
		x->tok.t = T_EOF;
	} else if ((uint8_t)c >= 0x80 && smart_quote(x)) {
		/* done */
	} else if (name_start(c)) {
		name(x);
	} else if (is_digit(c, 10) ||
	    (c == '.' && is_digit(at(x, x->i + 1), 10))) {
		number(x);
	} else if (c == '"' || c == '\'') {
		x->i++;
		lex_text_string(x, (uint32_t)c, (uint32_t)c);
	} else if (c == '`') {
		lex_text_template(x, x->i);
	} else if (c == '#') {
		private_name(x);
	} else {
		punctuator(x);
	}
	finish(x);
}

void
lexer_template_rest(struct lexer *x)
{
	uint32_t from = x->tok.pos, line = x->tok.line;

	if (x->failed)
		return;
	memset(&x->tok, 0, sizeof(x->tok));
	x->tok.pos = from;
	x->tok.line = line;
	x->i = from;
	lex_text_template(x, from);
	finish(x);
}

void
lexer_regex(struct lexer *x)
{
	uint32_t from = x->tok.pos + 1, end, n;
	bool set = false;

	if (x->failed)
		return;
	for (x->i = from; x->i < x->len; x->i += n) {
		const char *s = x->src + x->i;
		bool escape = *s == '\\' && x->i + 1 < x->len;

		if (lexer_space(s, x->len - x->i, &n) == 2 ||
		    (escape && lexer_space(s + 1, x->len - x->i - 1, &n) == 2))
			break;
		if (escape)
			n = (uint32_t)1 + ((uint8_t)s[1] < 0x80 ? 1 : n);
		else if (*s == '[')
			set = true;
		else if (*s == ']')
			set = false;
		else if (*s == '/' && !set)
			break;
	}
	if (at(x, x->i) != '/') {
		lexer_fail(x, x->tok.pos,
		    "this regular expression has no end: expected '/'");
		return;
	}
	end = x->i++;
	x->tok.t = T_REGEX;
	x->tok.atom = atom_get(x->atoms, x->src + from, end - from);
	from = x->i;
	while (is_digit(at(x, x->i), 36) || at(x, x->i) == '_' ||
	    at(x, x->i) == '$')
		x->i++;
	x->tok.raw = atom_get(x->atoms, x->src + from, x->i - from);
	x->tok.end = x->i;
}

void
lexer_split(struct lexer *x, enum tok t)
{
	if (x->failed)
		return;
	x->tok.t = (uint8_t)t;
	x->i = x->tok.end = x->tok.pos + 1;
}
