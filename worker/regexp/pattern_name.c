/* SPDX-License-Identifier: Apache-2.0 */
/* pattern_name.c -- names of groups. */
#include <string.h>

#include "worker/regexp/node.h"
#include "worker/unicode/unicode.h"

/* Is "(" at i the beginning of a group that captures?  2: a named one. */
static int
captures(const struct parser *p, size_t i)
{
	if (i + 1 >= p->n || p->s[i + 1] != '?')
		return 1;
	if (i + 3 >= p->n || p->s[i + 2] != '<' || p->s[i + 3] == '=' ||
	    p->s[i + 3] == '!')
		return 0;
	return 2;
}

void
pattern_name_scan(struct parser *p)
{
	unsigned in_class = 0;
	size_t i;
	int k;

	for (i = 0; i < p->n; i++) {
		uint16_t c = p->s[i];

		if (c == '\\') {
			i++;
		} else if (c == '[' && (in_class == 0 || p->v)) {
			in_class++;
		} else if (c == ']' && in_class > 0) {
			in_class--;
		} else if (c == '(' && in_class == 0) {
			k = captures(p, i);
			p->groups += k > 0;
			p->named = p->named || k == 2;
		}
	}
}

/* A character of a name, escapes included: always by code point. */
static uint32_t
name_char(struct parser *p)
{
	bool u = p->u;
	uint32_t c;

	if (pattern_eat(p, '\\'))
		return pattern_peek(p, 0) == 'u' ? pattern_escape_u(p, true) :
		    NO_CHAR;
	p->u = true;
	c = pattern_next(p);
	p->u = u;
	return c;
}

struct name *
pattern_name(struct parser *p)
{
	struct name *m = room_alloc(p->pool, sizeof(*m));
	size_t from = p->i;
	uint32_t c;

	/* An escape is longer than what it stands for. */
	while (from < p->n && p->s[from] != '>')
		from++;
	if (m == NULL || (m->text = room_alloc(p->pool,
	    (from - p->i + 2) * sizeof(*m->text))) == NULL)
		return pattern_fail(p, "");
	while (!pattern_eat(p, '>')) {
		c = name_char(p);
		if (c == NO_CHAR || c > UNICODE_MAX ||
		    !(m->n == 0 ? unicode_id_start(c) : unicode_id_part(c)))
			return NULL;
		if (c > 0xffff) {
			m->text[m->n++] =
			    (uint16_t)(0xd800 + ((c - 0x10000) >> 10));
			c = 0xdc00 + ((c - 0x10000) & 0x3ff);
		}
		m->text[m->n++] = (uint16_t)c;
	}
	return m->n == 0 ? NULL : m;
}

bool
pattern_name_same(const struct name *a, const struct name *b)
{
	return a->n == b->n &&
	    memcmp(a->text, b->text, a->n * sizeof(*a->text)) == 0;
}

/* Never both in one match: they part at some disjunction. */
static bool
apart(const struct path *a, const struct path *b)
{
	const struct path *x;

	for (; a != NULL; a = a->up)
		for (x = b; x != NULL; x = x->up)
			if (x->disjunction == a->disjunction &&
			    x->alternative != a->alternative)
				return true;
	return false;
}

void
pattern_name_group(struct parser *p, uint32_t group)
{
	struct name *m = pattern_name(p), **at;

	if (m == NULL) {
		(void)pattern_fail(p, "Invalid capture group name");
		return;
	}
	m->group = group;
	m->path = p->path;
	for (at = &p->names; *at != NULL; at = &(*at)->next) {
		if (!pattern_name_same(*at, m) || apart((*at)->path, m->path))
			continue;
		(void)pattern_fail(p, "Duplicate capture group name");
		return;
	}
	*at = m;
}

void
pattern_name_check(struct parser *p)
{
	const struct name *w, *m;

	for (w = p->wanted; w != NULL && !p->failed; w = w->next) {
		for (m = p->names; m != NULL; m = m->next)
			if (pattern_name_same(w, m))
				break;
		if (m == NULL)
			(void)pattern_fail(p,
			    "Invalid named capture referenced");
	}
}
