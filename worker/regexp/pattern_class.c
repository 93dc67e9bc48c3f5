/* SPDX-License-Identifier: Apache-2.0 */
/* pattern_class.c -- [...] without the flag v. */
#include "worker/regexp/node.h"

/* One member.  Returns its character, or NO_CHAR when it was a set, which is
 * added. */
static uint32_t
member(struct parser *p, struct charset *set)
{
	if (!pattern_eat(p, '\\'))
		return pattern_next(p);
	if (pattern_escape_set(p, set, NULL))
		return NO_CHAR;
	if (p->u && pattern_eat(p, '-'))
		return '-';
	return pattern_escape_char(p, true);
}

/* A member, or a range of two. */
static void
members(struct parser *p, struct charset *set)
{
	uint32_t a = member(p, set), b;

	if (p->failed)
		return;
	if (pattern_peek(p, 0) != '-' || pattern_peek(p, 1) == ']' ||
	    pattern_peek(p, 1) == NO_CHAR) {
		if (a != NO_CHAR)
			charset_add(set, a, a);
		return;
	}
	p->i++;
	b = member(p, set);
	if (p->failed)
		return;
	if (a == NO_CHAR || b == NO_CHAR) {
		/* A set is no end of a range: the hyphen is itself. */
		if (p->u) {
			(void)pattern_fail(p, "Invalid character class");
			return;
		}
		charset_add(set, '-', '-');
		if (a != NO_CHAR)
			charset_add(set, a, a);
		if (b != NO_CHAR)
			charset_add(set, b, b);
		return;
	}
	if (a > b)
		(void)pattern_fail(p, "Range out of order in character class");
	else
		charset_add(set, a, b);
}

struct node *
pattern_class(struct parser *p)
{
	struct charset *set = pattern_set_new(p);
	bool negative = pattern_eat(p, '^');

	if (set == NULL)
		return NULL;
	while (!p->failed && pattern_peek(p, 0) != ']') {
		if (pattern_peek(p, 0) == NO_CHAR)
			return pattern_fail(p, "Unterminated character class");
		members(p, set);
	}
	(void)pattern_eat(p, ']');
	if (p->flags & RE_ICASE)
		charset_close(set, p->u);
	if (negative)
		charset_invert(set);
	return p->failed ? NULL : pattern_set_node(p, set);
}
