/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/unicode/breaks.h"

#include "worker/unicode/breaks_class.h"
#include "worker/unicode/unicode.h"

#define CLASS 0x3f
#define NONE 0xff

static uint8_t
word_bits(uint32_t c)
{
	static const char *const scripts[] = { "Han", "Hiragana" };
	struct unicode_set s;

	if (c >= 0x203c && unicode_grapheme_class(c) == G_PICTURE)
		return BREAKS_PICTURE;
	if (c < 0x2e80) /* the first ideographs */
		return c == 0xa9 || c == 0xae ? BREAKS_PICTURE : 0;
	for (int i = 0; i < 2; i++)
		if (unicode_find("Script", scripts[i], &s) && unicode_in(s, c))
			return BREAKS_WORDLIKE;
	return 0;
}

uint8_t
breaks_class(enum breaks kind, uint32_t c)
{
	switch (kind) {
	case BREAKS_GRAPHEME:
		return unicode_grapheme_class(c);
	case BREAKS_WORD:
		return unicode_word_class(c) | word_bits(c);
	case BREAKS_SENTENCE:
		return unicode_sentence_class(c);
	}
	return 0;
}

static bool
grapheme_extends(uint8_t c)
{
	return c == G_EXTEND || c == G_ZWJ || c == G_LINKER || c == G_CONJOINS;
}

/* GB9c: a consonant, and what extends it, with a linker among that, before
 * another one. */
enum conjunct { APART, BEGUN, LINKED };

static enum conjunct
conjunct_after(enum conjunct was, uint8_t c)
{
	if (c == G_CONSONANT)
		return BEGUN;
	if (c == G_LINKER)
		return was == APART ? APART : LINKED;
	return c == G_CONJOINS || c == G_ZWJ ? was : APART;
}

/* GB3 to GB9b: what two neighbours decide; the rest keeps a state. */
static bool
grapheme_joins(uint8_t a, uint8_t b)
{
	if (a == G_CR)
		return b == G_LF;
	if (a == G_LF || a == G_CONTROL || b == G_CR || b == G_LF ||
	    b == G_CONTROL)
		return false;
	if (grapheme_extends(b) || b == G_SPACING || a == G_PREPEND)
		return true;
	switch (a) {
	case G_L:
		return b == G_L || b == G_V || b == G_LV || b == G_LVT;
	case G_LV:
	case G_V:
		return b == G_V || b == G_T;
	case G_LVT:
	case G_T:
		return b == G_T;
	}
	return false;
}

static size_t
grapheme_end(const uint8_t *v, size_t n, size_t i)
{
	/* GB11: a picture, and what extends it, before a joiner. */
	bool picture = v[i] == G_PICTURE, joined;
	size_t flags = v[i] == G_REGIONAL;
	enum conjunct conjunct = conjunct_after(APART, v[i]);

	for (i++; i < n; i++) {
		joined = grapheme_joins(v[i - 1], v[i]);
		if (picture && v[i - 1] == G_ZWJ && v[i] == G_PICTURE)
			joined = true;
		if (v[i - 1] == G_REGIONAL && v[i] == G_REGIONAL)
			joined = flags++ % 2 == 1;
		if (v[i] == G_CONSONANT && conjunct == LINKED)
			joined = true;
		if (!joined)
			return i;
		conjunct = conjunct_after(conjunct, v[i]);
		if (!grapheme_extends(v[i]))
			picture = v[i] == G_PICTURE;
		if (v[i - 1] != G_REGIONAL && v[i] == G_REGIONAL)
			flags = 1;
	}
	return n;
}

static bool
word_ignored(uint8_t c)
{
	return c == W_EXTEND || c == W_FORMAT || c == W_ZWJ;
}

static bool
is_line_end(uint8_t c)
{
	return c == W_CR || c == W_LF || c == W_NEWLINE;
}

static bool
is_letter(uint8_t c)
{
	return c == W_LETTER || c == W_HEBREW;
}

static bool
in_letters(uint8_t c)
{
	return c == W_MIDLETTER || c == W_MIDNUMLET || c == W_SINGLE;
}

static bool
in_numbers(uint8_t c)
{
	return c == W_MIDNUM || c == W_MIDNUMLET || c == W_SINGLE;
}

/* The next class that counts, after i; NONE at the end. */
static uint8_t
word_next(const uint8_t *v, size_t n, size_t i)
{
	while (++i < n && word_ignored(v[i] & CLASS))
		;
	return i < n ? v[i] & CLASS : NONE;
}

/* What is before: the last class that counts and the one before it. */
struct before {
	uint8_t last, other;
	size_t flags;
};

/* WB5 to WB13b. */
static bool
word_joins(const struct before *p, uint8_t b, uint8_t next)
{
	uint8_t a = p->last;
	bool inner = is_letter(b) || b == W_NUMERIC;

	if ((is_letter(a) || a == W_NUMERIC) && inner)
		return true;
	if (is_letter(a) && in_letters(b) && is_letter(next))
		return true;
	if (in_letters(a) && is_letter(p->other) && is_letter(b))
		return true;
	if (a == W_HEBREW && (b == W_SINGLE ||
		(b == W_DOUBLE && next == W_HEBREW)))
		return true;
	if (a == W_DOUBLE && p->other == W_HEBREW && b == W_HEBREW)
		return true;
	if (in_numbers(a) && p->other == W_NUMERIC && b == W_NUMERIC)
		return true;
	if (a == W_NUMERIC && in_numbers(b) && next == W_NUMERIC)
		return true;
	if (a == W_KATAKANA && b == W_KATAKANA)
		return true;
	if (b == W_JOINS && (is_letter(a) || a == W_NUMERIC ||
		a == W_KATAKANA || a == W_JOINS))
		return true;
	if (a == W_JOINS && (inner || b == W_KATAKANA))
		return true;
	return a == W_REGIONAL && b == W_REGIONAL && p->flags % 2 == 1;
}

static size_t
word_end(const uint8_t *v, size_t n, size_t i)
{
	struct before p = { v[i] & CLASS, NONE, (v[i] & CLASS) == W_REGIONAL };
	uint8_t a, b;

	for (i++; i < n; i++) {
		a = v[i - 1] & CLASS;
		b = v[i] & CLASS;
		if (a == W_CR && b == W_LF)
			continue;
		if (is_line_end(a) || is_line_end(b))
			return i;
		if ((a == W_ZWJ && (v[i] & BREAKS_PICTURE) != 0) ||
		    (a == W_SPACE && b == W_SPACE)) {
			p = (struct before){ b, NONE, 0 };
			continue;
		}
		if (word_ignored(b))
			continue;
		if (!word_joins(&p, b, word_next(v, n, i)))
			return i;
		p.other = p.last;
		p.last = b;
		p.flags = b == W_REGIONAL ? p.flags + 1 : 0;
	}
	return n;
}

bool
breaks_is_word(const uint8_t *v, size_t from, size_t end)
{
	/* Of underscores alone, ICU takes two for a word. */
	if (end - from > 1 && (v[from] & CLASS) == W_JOINS)
		return true;
	for (; from < end; from++) {
		uint8_t c = v[from] & CLASS;

		if ((v[from] & BREAKS_WORDLIKE) != 0 || is_letter(c) ||
		    c == W_NUMERIC || c == W_KATAKANA)
			return true;
	}
	return false;
}

static bool
is_paragraph_end(uint8_t c)
{
	return c == S_SEP || c == S_CR || c == S_LF;
}

static bool
is_term(uint8_t c)
{
	return c == S_ATERM || c == S_STERM;
}

/* SB8: does what follows go on in lower case? */
static bool
goes_on(const uint8_t *v, size_t n, size_t i)
{
	for (; i < n; i++) {
		if (v[i] == S_LOWER)
			return true;
		if (v[i] == S_LETTER || v[i] == S_UPPER ||
		    is_paragraph_end(v[i]) || is_term(v[i]))
			return false;
	}
	return false;
}

/* What may be the end of a sentence: its term, then Close, then Sp. */
enum { NO_TERM, AT_TERM, AT_CLOSE, AT_SPACE };
struct ending {
	int at;
	uint8_t term;
	uint8_t before; /* the term */
	uint8_t last;
};

static bool
sentence_joins(const struct ending *e, const uint8_t *v, size_t n, size_t i)
{
	uint8_t b = v[i];

	if (e->at == NO_TERM)
		return true;
	if (e->at == AT_TERM && e->term == S_ATERM &&
	    (b == S_NUMERIC || (b == S_UPPER && (e->before == S_UPPER ||
	    e->before == S_LOWER))))
		return true;
	if (is_term(b) || b == S_CONTINUE || b == S_SPACE ||
	    is_paragraph_end(b) || (b == S_CLOSE && e->at != AT_SPACE))
		return true;
	return e->term == S_ATERM && goes_on(v, n, i);
}

static void
sentence_step(struct ending *e, uint8_t b)
{
	if (is_term(b)) {
		e->at = AT_TERM;
		e->term = b;
		e->before = e->last;
	} else if (e->at != NO_TERM && b == S_CLOSE && e->at != AT_SPACE) {
		e->at = AT_CLOSE;
	} else if (e->at != NO_TERM && b == S_SPACE) {
		e->at = AT_SPACE;
	} else {
		e->at = NO_TERM;
	}
	e->last = b;
}

static size_t
sentence_end(const uint8_t *v, size_t n, size_t i)
{
	struct ending e = { NO_TERM, 0, NONE, NONE };

	for (;; i++) {
		if (is_paragraph_end(v[i])) {
			if (v[i] == S_CR && i + 1 < n && v[i + 1] == S_LF)
				i++;
			return i + 1;
		}
		if ((v[i] != S_EXTEND && v[i] != S_FORMAT) || e.last == NONE)
			sentence_step(&e, v[i]);
		if (i + 1 == n)
			return n;
		if (v[i + 1] != S_EXTEND && v[i + 1] != S_FORMAT &&
		    !sentence_joins(&e, v, n, i + 1))
			return i + 1;
	}
}

size_t
breaks_end(enum breaks kind, const uint8_t *classes, size_t n, size_t from)
{
	switch (kind) {
	case BREAKS_GRAPHEME:
		return grapheme_end(classes, n, from);
	case BREAKS_WORD:
		return word_end(classes, n, from);
	case BREAKS_SENTENCE:
		return sentence_end(classes, n, from);
	}
	return n;
}
