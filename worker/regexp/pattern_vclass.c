/* SPDX-License-Identifier: Apache-2.0 */
/* pattern_vclass.c -- [...] with the flag v: sets in sets, && and --, and
 * strings. */
#include <string.h>

#include "worker/regexp/node.h"
#include "worker/regexp/strings.h"

struct operand {
	struct charset set; /* folded, when case does not count */
	struct strings strings;
	uint32_t c; /* it was one character, or NO_CHAR */
	bool may; /* contain strings, by its syntax */
};

static void class_body(struct parser *p, struct operand *o);

static bool
folds(const struct parser *p)
{
	return (p->flags & RE_ICASE) != 0;
}

static void
operand_init(struct parser *p, struct operand *o)
{
	charset_init(&o->set, p->pool);
	strings_init(&o->strings, p->pool, folds(p));
	o->c = NO_CHAR;
	o->may = false;
}

static bool
in(const char *list, uint32_t c)
{
	return c < 128 && c != 0 && strchr(list, (int)c) != NULL;
}

/* Two of these one after the other mean something, or are kept to. */
static bool
doubled(const struct parser *p)
{
	uint32_t c = pattern_peek(p, 0);

	return pattern_peek(p, 1) == c && in("&!#$%*+,.:;<=>?@^`~", c);
}

static uint32_t
class_char(struct parser *p)
{
	uint32_t c;

	if (pattern_eat(p, '\\')) {
		c = pattern_peek(p, 0);
		if (in("&-!#%,:;<=>@`~", c)) {
			p->i++;
			return c;
		}
		return pattern_escape_char(p, true);
	}
	if (doubled(p)) {
		(void)pattern_fail(p, "Invalid set operation in character class");
		return NO_CHAR;
	}
	c = pattern_peek(p, 0);
	if (c == NO_CHAR) {
		(void)pattern_fail(p, "Unterminated character class");
		return NO_CHAR;
	}
	if (in("()[]{}/-|", c)) {
		(void)pattern_fail(p, "Invalid character in character class");
		return NO_CHAR;
	}
	return pattern_next(p);
}

/* \q{abc|d}: p->i is after the brace. */
static void
quoted(struct parser *p, struct operand *o)
{
	/* No more characters than units. */
	uint32_t *c = NULL;
	size_t n = 0, cap = 0;

	while (!p->failed) {
		if (pattern_peek(p, 0) == '|' || pattern_peek(p, 0) == '}') {
			if (n == 1)
				charset_add(&o->set, c[0], c[0]);
			else
				strings_add(&o->strings, c, n);
			c = NULL;
			n = cap = 0;
			if (p->s[p->i++] == '}')
				return;
			continue;
		}
		if (n == cap) {
			cap = cap * 2 + 4;
			if ((c = room_grow(p->pool, c, n * sizeof(*c),
			    cap * sizeof(*c))) == NULL) {
				(void)pattern_fail(p, "");
				return;
			}
		}
		c[n++] = class_char(p);
	}
}

static void
operand(struct parser *p, struct operand *o)
{
	operand_init(p, o);
	if (pattern_eat(p, '[')) {
		class_body(p, o);
		return;
	}
	if (pattern_peek(p, 0) == '\\') {
		p->i++;
		if (pattern_peek(p, 0) == 'q' && pattern_peek(p, 1) == '{') {
			p->i += 2;
			quoted(p, o);
		} else if (!pattern_escape_set(p, &o->set, &o->strings)) {
			p->i--;
			o->c = class_char(p);
		}
	} else {
		o->c = class_char(p);
	}
	o->may = o->strings.n > 0;
	if (o->c != NO_CHAR)
		charset_add(&o->set, o->c, o->c);
	if (folds(p))
		charset_fold(&o->set);
}

/* One operand of a union: a range is one. */
static void
union_part(struct parser *p, struct operand *into, struct operand *first)
{
	struct operand o;
	uint32_t lo, hi;

	if (first == NULL)
		operand(p, &o);
	else
		o = *first;
	if (p->failed)
		return;
	if (pattern_peek(p, 0) == '-' && pattern_peek(p, 1) != '-') {
		p->i++;
		hi = pattern_peek(p, 0) == '[' ? NO_CHAR : class_char(p);
		if (p->failed)
			return;
		if (o.c == NO_CHAR || hi == NO_CHAR || hi < o.c) {
			(void)pattern_fail(p, o.c == NO_CHAR || hi == NO_CHAR ?
			    "Invalid character class" :
			    "Range out of order in character class");
			return;
		}
		lo = o.c;
		operand_init(p, &o);
		charset_add(&o.set, lo, hi);
		if (folds(p))
			charset_fold(&o.set);
	}
	charset_add_set(&into->set, &o.set);
	strings_add_all(&into->strings, &o.strings);
	into->may = into->may || o.may;
}

static bool
operator_next(const struct parser *p, char c)
{
	return pattern_peek(p, 0) == (uint32_t)c &&
	    pattern_peek(p, 1) == (uint32_t)c;
}

/* a&&b&&c or a--b--c; the first operand is there already. */
static void
operation(struct parser *p, struct operand *into, char which)
{
	struct operand o;

	while (!p->failed && pattern_peek(p, 0) != ']') {
		if (!operator_next(p, which) ||
		    (which == '&' && pattern_peek(p, 2) == '&')) {
			(void)pattern_fail(p, pattern_peek(p, 0) == NO_CHAR ?
			    "Unterminated character class" : which == '&' &&
			    operator_next(p, which) ?
			    "Invalid character in character class" :
			    "Invalid set operation in character class");
			return;
		}
		p->i += 2;
		operand(p, &o);
		if (which == '&') {
			charset_intersect(&into->set, &o.set);
			strings_intersect(&into->strings, &o.strings);
			into->may = into->may && o.may;
		} else {
			charset_subtract(&into->set, &o.set);
			strings_subtract(&into->strings, &o.strings);
		}
	}
}

static void
contents(struct parser *p, struct operand *o)
{
	struct operand first;
	char which;

	if (pattern_peek(p, 0) == ']')
		return;
	operand(p, &first);
	which = operator_next(p, '&') ? '&' : operator_next(p, '-') ? '-' : 0;
	if (!p->failed && which != 0) {
		*o = first;
		operation(p, o, which);
		return;
	}
	union_part(p, o, &first);
	while (!p->failed && pattern_peek(p, 0) != ']') {
		if (operator_next(p, '&') || operator_next(p, '-')) {
			(void)pattern_fail(p,
			    "Invalid set operation in character class");
			return;
		}
		union_part(p, o, NULL);
	}
}

/* From after the bracket to after the closing one. */
static void
class_body(struct parser *p, struct operand *o)
{
	bool negative = pattern_eat(p, '^');
	struct charset all;

	if (++p->depth > RE_DEPTH_MAX) {
		(void)pattern_fail(p, "Regular expression too large");
		return;
	}
	operand_init(p, o);
	contents(p, o);
	if (!pattern_eat(p, ']'))
		(void)pattern_fail(p, "Unterminated character class");
	p->depth--;
	o->c = NO_CHAR;
	if (!negative || p->failed)
		return;
	if (o->may) {
		(void)pattern_fail(p,
		    "Negated character class may contain strings");
		return;
	}
	charset_init(&all, p->pool);
	charset_add(&all, 0, UNICODE_MAX);
	if (folds(p))
		charset_fold(&all);
	charset_subtract(&all, &o->set);
	o->set = all;
}

static struct node *
string_node(struct parser *p, const struct string *s)
{
	struct node *seq = pattern_node(p, N_SEQ), **tail;
	size_t i;

	if (seq == NULL)
		return NULL;
	tail = &seq->child;
	for (i = 0; i < s->n; i++) {
		if ((*tail = pattern_char_node(p, s->c[i])) == NULL)
			return NULL;
		tail = &(*tail)->next;
	}
	if (s->n == 0)
		seq->kind = N_EMPTY;
	return seq;
}

/* The strings longest first, then the characters, then the empty string. */
static struct node *
class_node(struct parser *p, struct operand *o)
{
	struct node *alt, **tail, *one;
	struct charset *set;
	size_t i;

	if (p->failed)
		return NULL;
	if (folds(p))
		charset_close(&o->set, true);
	if ((set = pattern_set_new(p)) == NULL)
		return NULL;
	*set = o->set;
	if ((one = pattern_set_node(p, set)) == NULL || o->strings.n == 0)
		return one;
	strings_sort(&o->strings);
	if ((alt = pattern_node(p, N_ALT)) == NULL)
		return NULL;
	tail = &alt->child;
	for (i = 0; i < o->strings.n && !p->failed; i++) {
		if (o->strings.v[i].n == 0) {
			*tail = one;
			tail = &one->next;
			one = NULL;
		}
		/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): the last node */
		if ((*tail = string_node(p, &o->strings.v[i])) == NULL)
			return NULL;
		tail = &(*tail)->next;
	}
	*tail = one;
	return alt->child->next == NULL ? alt->child : alt;
}

struct node *
pattern_vclass(struct parser *p)
{
	struct operand o;

	class_body(p, &o);
	return class_node(p, &o);
}

struct node *
pattern_vclass_property(struct parser *p)
{
	struct operand o;

	operand_init(p, &o);
	(void)pattern_escape_set(p, &o.set, &o.strings);
	if (folds(p))
		charset_fold(&o.set);
	return class_node(p, &o);
}
