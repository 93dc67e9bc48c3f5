/* SPDX-License-Identifier: Apache-2.0 */
/* pattern.c -- alternatives, terms, groups and quantifiers. */
#include <stdio.h>
#include <string.h>

#include "worker/regexp/node.h"

#define COUNT_MAX 0x7fffffffu /* what is more counts as no end */

static struct node *disjunction(struct parser *p);

void *
pattern_fail(struct parser *p, const char *msg)
{
	if (p->failed)
		return NULL;
	p->failed = true;
	p->e->at = p->i;
	(void)snprintf(p->e->msg, sizeof(p->e->msg), "%s", msg);
	return NULL;
}

uint32_t
pattern_peek(const struct parser *p, size_t k)
{
	return p->failed || k >= p->n - p->i ? NO_CHAR : p->s[p->i + k];
}

bool
pattern_eat(struct parser *p, char c)
{
	if (pattern_peek(p, 0) != (uint32_t)c)
		return false;
	p->i++;
	return true;
}

uint32_t
pattern_next(struct parser *p)
{
	uint32_t c = pattern_peek(p, 0), d;

	if (c == NO_CHAR)
		return c;
	d = pattern_peek(p, 1);
	p->i++;
	if (!p->u || (c & 0xfc00) != 0xd800 || d == NO_CHAR ||
	    (d & 0xfc00) != 0xdc00)
		return c;
	p->i++;
	return 0x10000 + ((c & 0x3ff) << 10) + (d & 0x3ff);
}

struct node *
pattern_node(struct parser *p, enum node_kind kind)
{
	struct node *n = p->failed ? NULL :
		room_alloc(p->pool, sizeof(*n));

	if (n == NULL)
		return pattern_fail(p, "");
	n->kind = kind;
	n->icase = (p->flags & RE_ICASE) != 0;
	n->multi = (p->flags & RE_MULTI) != 0;
	return n;
}

struct charset *
pattern_set_new(struct parser *p)
{
	struct charset *s = room_alloc(p->pool, sizeof(*s));

	if (s == NULL)
		return pattern_fail(p, "");
	charset_init(s, p->pool);
	return s;
}

struct node *
pattern_set_node(struct parser *p, struct charset *set)
{
	struct node *n = pattern_node(p, N_SET);

	if (n == NULL)
		return NULL;
	charset_sort(set);
	n->set = set;
	if (set->n == 2 && set->v[0] == set->v[1]) {
		n->kind = N_CHAR;
		n->c = set->v[0];
	}
	return n;
}

struct node *
pattern_char_node(struct parser *p, uint32_t c)
{
	struct node *n;
	struct charset *set;

	if (!(p->flags & RE_ICASE) || (c < 128 && (c | 32) - 'a' > 25)) {
		if ((n = pattern_node(p, N_CHAR)) != NULL)
			n->c = c;
		return n;
	}
	if ((set = pattern_set_new(p)) == NULL)
		return NULL;
	charset_add(set, c, c);
	charset_close(set, p->u);
	return pattern_set_node(p, set);
}

static struct node *
dot(struct parser *p)
{
	struct charset *set = pattern_set_new(p);

	if (set == NULL)
		return NULL;
	if (!(p->flags & RE_DOTALL)) {
		charset_add(set, '\n', '\n');
		charset_add(set, '\r', '\r');
		charset_add(set, 0x2028, 0x2029);
	}
	charset_invert(set);
	return pattern_set_node(p, set);
}

/* {n}, {n,}, {n,m} at p->i; false and unmoved if it is none of them. */
static bool
braces(struct parser *p, uint32_t *min, uint32_t *max)
{
	uint32_t n[2] = { 0, 0 }, c;
	size_t k = 1, which, digits;

	if (pattern_peek(p, 0) != '{')
		return false;
	for (which = 0; which < 2; which++) {
		for (digits = 0; (c = pattern_peek(p, k)) - '0' < 10; digits++) {
			n[which] = n[which] > COUNT_MAX / 10 - 1 ? COUNT_MAX :
				n[which] * 10 + (c - '0');
			k++;
		}
		if (which == 0 && digits == 0)
			return false;
		if (which == 0 && c == '}')
			n[1] = n[0];
		if (which == 1 && digits == 0)
			n[1] = LOOP_FOREVER;
		if (c == '}')
			break;
		if (which == 1 || c != ',')
			return false;
		k++;
	}
	p->i += k + 1;
	*min = n[0];
	*max = n[1] >= COUNT_MAX ? LOOP_FOREVER : n[1];
	return true;
}

/* What follows an atom; false: no quantifier. */
static bool
quantifier(struct parser *p, uint32_t *min, uint32_t *max)
{
	*min = 0;
	*max = LOOP_FOREVER;
	if (pattern_eat(p, '*'))
		return true;
	if (pattern_eat(p, '+')) {
		*min = 1;
		return true;
	}
	if (pattern_eat(p, '?')) {
		*max = 1;
		return true;
	}
	if (pattern_peek(p, 0) != '{')
		return false;
	if (!braces(p, min, max)) {
		if (p->u)
			(void)pattern_fail(p, "Incomplete quantifier");
		return false;
	}
	if (*max < *min)
		(void)pattern_fail(p, "numbers out of order in {} quantifier");
	return !p->failed;
}

static struct node *
quantified(struct parser *p, struct node *atom, uint32_t group)
{
	uint32_t min, max;
	struct node *n;

	if (atom == NULL || !quantifier(p, &min, &max))
		return atom;
	if (atom->kind == N_LOOK && (atom->behind || p->u))
		return pattern_fail(p, "Invalid quantifier");
	if ((n = pattern_node(p, N_LOOP)) == NULL)
		return NULL;
	n->lazy = pattern_eat(p, '?');
	n->min = min;
	n->max = max;
	n->child = atom;
	n->groups_lo = group;
	n->groups_hi = p->group;
	return n;
}

/* (?ims-ims: -- p->i is after the question mark. */
static bool
modifiers(struct parser *p)
{
	unsigned on = 0, off = 0, f;
	bool minus = false;
	uint32_t c;

	for (;; p->i++) {
		c = pattern_peek(p, 0);
		if (c == '-' && !minus) {
			minus = true;
			continue;
		}
		f = c == 'i' ? RE_ICASE : c == 'm' ? RE_MULTI :
		    c == 's' ? RE_DOTALL : 0;
		if (f == 0)
			break;
		if ((on | off) & f) {
			(void)pattern_fail(p, "Repeated flag in flag group");
			return false;
		}
		*(minus ? &off : &on) |= f;
	}
	if (c != ':' || (on | off) == 0) {
		(void)pattern_fail(p, "Invalid group");
		return false;
	}
	p->i++;
	p->flags = (p->flags | on) & ~off;
	return true;
}

/* What the opening of a group says it is. */
static struct node *
group_kind(struct parser *p)
{
	bool behind;
	struct node *n;

	if (pattern_peek(p, 0) != '?') {
		if ((n = pattern_node(p, N_GROUP)) != NULL)
			n->group = p->group++;
		return n;
	}
	p->i++;
	if (pattern_eat(p, ':'))
		return pattern_node(p, N_SEQ);
	behind = pattern_peek(p, 0) == '<' &&
	    (pattern_peek(p, 1) == '=' || pattern_peek(p, 1) == '!');
	p->i += behind;
	if (pattern_peek(p, 0) == '=' || pattern_peek(p, 0) == '!') {
		if ((n = pattern_node(p, N_LOOK)) != NULL) {
			n->behind = behind;
			n->negative = pattern_peek(p, 0) == '!';
			p->i++;
		}
		return n;
	}
	if (pattern_eat(p, '<')) {
		if ((n = pattern_node(p, N_GROUP)) == NULL)
			return NULL;
		n->group = p->group++;
		pattern_name_group(p, n->group);
		return n;
	}
	return modifiers(p) ? pattern_node(p, N_SEQ) : NULL;
}

static struct node *
group(struct parser *p)
{
	unsigned flags = p->flags;
	uint32_t first = p->group;
	struct node *n;

	if (++p->depth > RE_DEPTH_MAX)
		return pattern_fail(p, "Regular expression too large");
	if (p->group >= RE_GROUPS_MAX)
		return pattern_fail(p, "Too many captures");
	n = group_kind(p);
	if (n == NULL)
		return NULL;
	n->child = disjunction(p);
	if (!pattern_eat(p, ')'))
		return pattern_fail(p, "Unterminated group");
	n->groups_lo = first;
	n->groups_hi = p->group;
	p->flags = flags;
	p->depth--;
	/* Without a capture the group is what it contains; but what looks
	 * around may not be repeated by itself. */
	return n->kind == N_SEQ && n->child->kind != N_LOOK ? n->child : n;
}

/* One term; NULL: the alternative ends here, or an error. */
static struct node *
term(struct parser *p)
{
	uint32_t c = pattern_peek(p, 0), first = p->group, min, max;
	struct node *n;

	switch (c) {
	case NO_CHAR:
	case '|':
	case ')': return NULL;
	case '^':
	case '$':
		p->i++;
		return pattern_node(p, c == '^' ? N_BOL : N_EOL);
	case '(':
		p->i++;
		n = group(p);
		break;
	case '.':
		p->i++;
		n = dot(p);
		break;
	case '[':
		p->i++;
		n = p->v ? pattern_vclass(p) : pattern_class(p);
		break;
	case '\\':
		p->i++;
		n = pattern_escape_atom(p);
		if (n != NULL && n->kind == N_WORD)
			return n;
		break;
	case '*':
	case '+':
	case '?': return pattern_fail(p, "Nothing to repeat");
	default:
		if (c == '{' && braces(p, &min, &max))
			return pattern_fail(p, "Nothing to repeat");
		if (p->u && (c == '{' || c == '}' || c == ']'))
			return pattern_fail(p, "Lone quantifier brackets");
		n = pattern_char_node(p, pattern_next(p));
		break;
	}
	return quantified(p, n, first);
}

static struct node *
alternative(struct parser *p)
{
	struct node *seq = pattern_node(p, N_SEQ), **tail, *n;

	if (seq == NULL)
		return NULL;
	tail = &seq->child;
	while ((n = term(p)) != NULL && !p->failed) {
		*tail = n;
		/* A group without a capture may come as a list's head. */
		tail = &n->next;
	}
	if (seq->child == NULL)
		seq->kind = N_EMPTY;
	else if (seq->child->next == NULL)
		return seq->child;
	return seq;
}

static struct node *
disjunction(struct parser *p)
{
	struct path path = { p->disjunctions++, 0, p->path }, *keep;
	struct node *alt, *n, **tail;

	if ((alt = pattern_node(p, N_ALT)) == NULL)
		return NULL;
	tail = &alt->child;
	do {
		/* Names keep the path, so it is not on C's stack. */
		if ((keep = room_alloc(p->pool, sizeof(*keep))) == NULL)
			return pattern_fail(p, "");
		*keep = path;
		p->path = keep;
		n = alternative(p);
		if (n == NULL || p->failed)
			return NULL;
		*tail = n;
		tail = &n->next;
		path.alternative++;
	} while (pattern_eat(p, '|'));
	p->path = path.up;
	return alt->child->next == NULL ? alt->child : alt;
}

struct node *
pattern_tree(struct parser *p)
{
	struct node *n;

	p->group = 1;
	pattern_name_scan(p);
	n = disjunction(p);
	if (!p->failed && p->i < p->n)
		return pattern_fail(p, "Unmatched ')'");
	pattern_name_check(p);
	if (p->pool->failed && !p->failed)
		(void)pattern_fail(p, "Regular expression too large");
	return p->failed ? NULL : n;
}
