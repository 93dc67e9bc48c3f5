/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of properties, and how the properties are called. */
#include <stdio.h>

#include "worker/lower/parse.h"

#define EXACT_MAX (UINT64_C(1) << 53) /* doubles are exact up to it */

static unsigned
base_of(const struct atom *a)
{
	if (a->len < 3 || a->s[0] != '0')
		return 10;
	switch (a->s[1]) {
	case 'x':
	case 'X': return 16;
	case 'o':
	case 'O': return 8;
	case 'b':
	case 'B': return 2;
	default: return 10;
	}
}

static unsigned
digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

/* The name of a whole number, however it is written; NULL: of no such, or of
 * one that is too large to be sure. */
static struct atom *
number_name(struct parser *p, const struct atom *a)
{
	unsigned base = base_of(a), d;
	uint64_t value = 0;
	char *text;

	for (uint32_t i = base == 10 ? 0 : 2; i < a->len; i++) {
		if (a->s[i] == '_')
			continue;
		if ((d = digit(a->s[i])) >= base || value > EXACT_MAX / base)
			return NULL;
		value = value * base + d;
	}
	if (value > EXACT_MAX)
		return NULL;
	text = arena_bytes(p->arena, 24);
	return atom_get(p->atoms, text,
	    (size_t)snprintf(text, 24, "%llu", (unsigned long long)value));
}

/* Of a decimal of any length. */
static struct atom *
bigint_name(struct parser *p, const struct atom *a)
{
	char *text;
	uint32_t n = 0;

	if (base_of(a) != 10)
		return number_name(p, a);
	text = arena_bytes(p->arena, a->len);
	for (uint32_t i = 0; i < a->len; i++) {
		if (a->s[i] != '_')
			text[n++] = a->s[i];
	}
	return atom_get(p->atoms, text, n);
}

struct atom *
parse_key_name(struct parser *p, const struct node *key)
{
	switch (key->kind) {
	case N_ID:
	case N_STR: return key->atom;
	case N_NUM: return number_name(p, key->atom);
	case N_BIGINT: return bigint_name(p, key->atom);
	default: return NULL;
	}
}

/* `1n`: a string is what it comes to. */
static struct node *
bigint(struct parser *p)
{
	struct node *n = parse_prim_literal(p, N_BIGINT);
	struct atom *name = bigint_name(p, n->atom);

	if (name != NULL) {
		n->kind = N_STR;
		n->atom = name;
	}
	return n;
}

static struct node *
computed(struct parser *p)
{
	struct node *n;
	bool no_in = p->no_in;

	p->no_in = false;
	lexer_next(&p->x);
	n = parse_expr_assign(p);
	p->no_in = no_in;
	parse_need(p, T_RBRACK, "after a computed key");
	return n;
}

static struct node *private(struct parser *p)
{
	struct node *n = parse_node(p, N_PRIVATE);

	n->atom = TOK(p).atom;
	if (p->cls == NULL)
		parse_unexpected(p, "a property name");
	lexer_next(&p->x);
	return n;
}

struct node *
parse_key(struct parser *p, bool *ret_computed)
{
	struct node *n;

	*ret_computed = parse_is(p, T_LBRACK);
	switch (TOK(p).t) {
	case T_NAME:
		n = parse_node(p, N_ID);
		n->atom = TOK(p).atom;
		lexer_next(&p->x);
		return n;
	case T_PRIVATE: return private(p);
	case T_STR: return parse_prim_string(p);
	case T_NUM: return parse_prim_literal(p, N_NUM);
	case T_BIGINT: return bigint(p);
	case T_LBRACK: return computed(p);
	default:
		parse_unexpected(p, "a property name");
		return parse_node(p, N_NULL);
	}
}
