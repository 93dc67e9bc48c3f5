/* SPDX-License-Identifier: Apache-2.0 */
/* pattern_escape.c -- what follows a backslash. */
#include <string.h>

#include "worker/regexp/node.h"
#include "worker/regexp/strings.h"
#include "worker/unicode/unicode.h"

#define PROPERTY_MAX 64 /* no property's name is longer */

static bool
is_digit(uint32_t c)
{
	return c - '0' < 10;
}

static uint32_t
hex_digit(uint32_t c)
{
	if (is_digit(c))
		return c - '0';
	c |= 32;
	return c - 'a' < 6 ? c - 'a' + 10 : NO_CHAR;
}

/* n hexadecimal digits from p->i + k on, or NO_CHAR. */
static uint32_t
hex(const struct parser *p, size_t k, size_t n)
{
	uint32_t v = 0, d;

	for (; n > 0; n--) {
		if ((d = hex_digit(pattern_peek(p, k++))) == NO_CHAR)
			return NO_CHAR;
		v = v * 16 + d;
	}
	return v;
}

static uint32_t
braced(struct parser *p)
{
	uint32_t v = 0, d;
	size_t k = 2;

	while ((d = hex_digit(pattern_peek(p, k))) != NO_CHAR) {
		v = v * 16 + d;
		if (v > UNICODE_MAX)
			return NO_CHAR;
		k++;
	}
	if (k == 2 || pattern_peek(p, k) != '}')
		return NO_CHAR;
	p->i += k + 1;
	return v;
}

uint32_t
pattern_escape_u(struct parser *p, bool u)
{
	uint32_t c, d;

	if (u && pattern_peek(p, 1) == '{')
		return braced(p);
	c = hex(p, 1, 4);
	if (c == NO_CHAR)
		return c;
	p->i += 5;
	if (!u || (c & 0xfc00) != 0xd800 || pattern_peek(p, 0) != '\\' ||
	    pattern_peek(p, 1) != 'u')
		return c;
	d = hex(p, 2, 4);
	if (d == NO_CHAR || (d & 0xfc00) != 0xdc00)
		return c;
	p->i += 6;
	return 0x10000 + ((c & 0x3ff) << 10) + (d & 0x3ff);
}

/* \0 to \377, without the flag u. */
static uint32_t
octal(struct parser *p)
{
	uint32_t v = 0, c;
	int n;

	for (n = 0; n < 3; n++) {
		c = pattern_peek(p, 0);
		if (c - '0' > 7 || v * 8 + (c - '0') > 255)
			break;
		v = v * 8 + (c - '0');
		p->i++;
	}
	return v;
}

static uint32_t
control(struct parser *p, bool in_class)
{
	uint32_t c = pattern_peek(p, 1);

	if ((c | 32) - 'a' < 26 || (in_class && !p->u &&
	    (is_digit(c) || c == '_'))) {
		p->i += 2;
		return c & 31;
	}
	if (p->u) {
		(void)pattern_fail(p, "Invalid Unicode escape");
		return NO_CHAR;
	}
	/* The backslash stands for itself, and c comes next. */
	return '\\';
}

static uint32_t
digits(struct parser *p, bool in_class)
{
	if (p->u) {
		if (pattern_peek(p, 0) == '0' && !is_digit(pattern_peek(p, 1))) {
			p->i++;
			return 0;
		}
		(void)pattern_fail(p, in_class ? "Invalid class escape" :
		    "Invalid decimal escape");
		return NO_CHAR;
	}
	if (pattern_peek(p, 0) >= '8')
		return pattern_next(p);
	return octal(p);
}

/* \x and \u: with u an error if they are not whole. */
static uint32_t
numeric(struct parser *p, uint32_t kind)
{
	uint32_t c;

	if (kind == 'u') {
		c = pattern_escape_u(p, p->u);
		if (c == NO_CHAR && p->u)
			(void)pattern_fail(p, "Invalid Unicode escape");
	} else {
		c = hex(p, 1, 2);
		if (c != NO_CHAR)
			p->i += 3;
		else if (p->u)
			(void)pattern_fail(p, "Invalid escape");
	}
	if (c == NO_CHAR && !p->failed)
		c = pattern_next(p);
	return c;
}

static uint32_t
identity(struct parser *p, uint32_t c, bool in_class)
{
	bool ok = !p->u;

	if (p->u)
		ok = (c < 128 && c != 0 &&
		    strchr("^$\\.*+?()[]{}|/", (int)c) != NULL) ||
		    (in_class && c == '-');
	else if (c == 'k' && p->named)
		ok = false;
	if (!ok) {
		(void)pattern_fail(p, "Invalid escape");
		return NO_CHAR;
	}
	return pattern_next(p);
}

uint32_t
pattern_escape_char(struct parser *p, bool in_class)
{
	static const char from[] = "fnrtv", to[] = "\f\n\r\t\v";
	uint32_t c = pattern_peek(p, 0);
	const char *at;

	if (c == NO_CHAR) {
		(void)pattern_fail(p, "\\ at end of pattern");
		return c;
	}
	if (c < 128 && c != 0 && (at = strchr(from, (int)c)) != NULL) {
		p->i++;
		return (uint32_t)to[at - from];
	}
	if (c == 'b' && in_class) {
		p->i++;
		return 8;
	}
	if (is_digit(c))
		return digits(p, in_class);
	if (c == 'c')
		return control(p, in_class);
	if (c == 'x' || c == 'u')
		return numeric(p, c);
	return identity(p, c, in_class);
}

/* {Name} or {Name=Value} at p->i; the text is cut in two. */
static bool
property_text(struct parser *p, char text[PROPERTY_MAX], char **ret_value)
{
	size_t n = 0;
	uint32_t c;

	*ret_value = NULL;
	if (!pattern_eat(p, '{'))
		return false;
	while (!pattern_eat(p, '}')) {
		c = pattern_peek(p, 0);
		if (c == '=' && *ret_value == NULL) {
			text[n++] = '\0';
			*ret_value = text + n;
		} else if (c == '_' || is_digit(c) || (c | 32) - 'a' < 26) {
			text[n++] = (char)c;
		} else {
			return false;
		}
		if (n == PROPERTY_MAX)
			return false;
		p->i++;
	}
	text[n] = '\0';
	return true;
}

/* With v and i: sets are folded, and so is what is left outside them. */
static void
complement(struct parser *p, struct charset *set)
{
	struct charset all;

	if (!p->v || !(p->flags & RE_ICASE)) {
		charset_invert(set);
		return;
	}
	charset_fold(set);
	charset_init(&all, p->pool);
	charset_add(&all, 0, UNICODE_MAX);
	charset_fold(&all);
	charset_subtract(&all, set);
	*set = all;
}

static void
property(struct parser *p, struct charset *set, struct strings *strings,
    bool negative)
{
	char text[PROPERTY_MAX], *value;
	struct unicode_set u;
	struct unicode_sequences q;
	uint32_t lo, hi;

	if (!property_text(p, text, &value)) {
		(void)pattern_fail(p, "Invalid property name");
		return;
	}
	if (unicode_find(text, value, &u)) {
		while (unicode_next(&u, &lo, &hi))
			charset_add(set, lo, hi);
		if (negative)
			complement(p, set);
		return;
	}
	if (p->v && strings != NULL && !negative && value == NULL &&
	    unicode_find_sequences(text, &q)) {
		strings_add_sequences(strings, &q, set);
		return;
	}
	(void)pattern_fail(p, "Invalid property name");
}

bool
pattern_escape_set(struct parser *p, struct charset *into,
    struct strings *strings)
{
	uint32_t c = pattern_peek(p, 0), low = c | 32;
	struct charset set;
	bool fold = p->u && (p->flags & RE_ICASE) != 0;

	if (c >= 128 || c == 0 || strchr("dDsSwWpP", (int)c) == NULL ||
	    (low == 'p' && !p->u))
		return false;
	p->i++;
	charset_init(&set, p->pool);
	if (low == 'p') {
		property(p, &set, strings, c == 'P');
	} else {
		if (low == 'd')
			charset_add_digits(&set);
		else if (low == 's')
			charset_add_spaces(&set);
		else
			charset_add_words(&set, fold);
		if (c < 'a')
			complement(p, &set);
	}
	charset_add_set(into, &set);
	return true;
}

/* \1: a group there is, or with leniency a character in octal. */
static struct node *
reference(struct parser *p)
{
	uint32_t v = 0, c;
	size_t k = 0;
	struct node *n;

	while (is_digit(c = pattern_peek(p, k)) && v <= RE_GROUPS_MAX) {
		v = v * 10 + (c - '0');
		k++;
	}
	if (v > p->groups) {
		if (p->u)
			return pattern_fail(p, "Invalid escape");
		return pattern_char_node(p, pattern_escape_char(p, false));
	}
	p->i += k;
	if ((n = pattern_node(p, N_REF)) != NULL)
		n->group = v;
	return n;
}

static struct node *
named(struct parser *p)
{
	struct name *m;
	struct node *n;

	p->i++;
	if (!pattern_eat(p, '<') || (m = pattern_name(p)) == NULL)
		return pattern_fail(p, "Invalid named reference");
	m->next = p->wanted;
	p->wanted = m;
	if ((n = pattern_node(p, N_REF)) != NULL)
		n->name = m;
	return n;
}

struct node *
pattern_escape_atom(struct parser *p)
{
	uint32_t c = pattern_peek(p, 0);
	struct charset *set;
	struct node *n;

	if (c == 'b' || c == 'B') {
		p->i++;
		if ((n = pattern_node(p, N_WORD)) != NULL)
			n->negative = c == 'B';
		return n;
	}
	if (c - '1' < 9)
		return reference(p);
	if (c == 'k' && (p->u || p->named))
		return named(p);
	if (p->v && (c == 'p' || c == 'P'))
		return pattern_vclass_property(p);
	if ((set = pattern_set_new(p)) == NULL)
		return NULL;
	if (pattern_escape_set(p, set, NULL)) {
		if ((p->flags & RE_ICASE) && c != 'd')
			charset_close(set, p->u);
		return p->failed ? NULL : pattern_set_node(p, set);
	}
	c = pattern_escape_char(p, false);
	return p->failed ? NULL : pattern_char_node(p, c);
}
