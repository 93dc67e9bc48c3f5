/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of a value before it is there. */
#include "worker/lower/calls.h"

#define LOOKS_MAX 8 /* const a = b, b = c ...: further is unknown */
#define UNARY(k) (KW_BASE + KW_##k)

const struct node *
calls_resolved(const struct node *n)
{
	for (unsigned i = 0; i < LOOKS_MAX; i++) {
		if (n->kind != N_ID || n->bind == NULL || n->bind->assigned ||
		    n->bind->value == NULL || (n->flags & NF_TDZ))
			return n;
		n = n->bind->value;
	}
	return n;
}

static bool
is_undefined(const struct node *n)
{
	return n->kind == N_ID && n->bind == NULL &&
	    atom_is(n->atom, KW_undefined);
}

/* 1 equal, 0 not, -1 unknown: of two literals of one kind. */
static int
equal(const struct node *a, const struct node *b)
{
	a = calls_resolved(a);
	b = calls_resolved(b);
	if (a->kind != N_STR || b->kind != N_STR)
		return -1;
	return a->atom == b->atom;
}

static int
truth(const struct lexer *x, const struct node *n, unsigned depth)
{
	int a;

	n = calls_resolved(n);
	if (depth == LOOKS_MAX)
		return -1;
	if (is_undefined(n))
		return 0;
	switch (n->kind) {
	case N_TRUE:
	case N_FUNC:
	case N_OBJECT:
	case N_ARRAY: return 1;
	case N_FALSE:
	case N_NULL: return 0;
	case N_STR: return n->atom->len > 0;
	case N_NUM:
		if (n->atom->len == 1)
			return n->atom->s[0] != '0';
		return n->atom->s[0] >= '1' && n->atom->s[0] <= '9' ? 1 : -1;
	case N_UNARY:
		if (n->op == UNARY(void))
			return 0;
		if (n->op != T_NOT || (a = truth(x, n->a, depth + 1)) < 0)
			return -1;
		return !a;
	case N_LOGICAL:
		a = truth(x, n->a, depth + 1);
		if (n->op == T_ANDAND)
			return a > 0 ? truth(x, n->b, depth + 1) : a;
		if (n->op == T_OROR)
			return a == 0 ? truth(x, n->b, depth + 1) : a;
		return -1;
	case N_BINARY:
		if (n->op == T_SEQ || n->op == T_EQ)
			return equal(n->a, n->b);
		if (n->op == T_SNE || n->op == T_NE)
			return (a = equal(n->a, n->b)) < 0 ? a : !a;
		return -1;
	default: return -1;
	}
}

int
calls_truth(const struct lexer *x, const struct node *n)
{
	return truth(x, n, 0);
}

static bool
is_given(const struct node *n, unsigned depth)
{
	n = calls_resolved(n);
	if (depth == LOOKS_MAX)
		return false;
	switch (n->kind) {
	case N_NUM:
	case N_STR:
	case N_TEMPLATE:
	case N_NULL:
	case N_TRUE:
	case N_FALSE:
	case N_ARRAY:
	case N_OBJECT:
	case N_BINARY:
	case N_UPDATE: return true;
	case N_UNARY: return n->op != UNARY(void);
	case N_COND:
		return is_given(n->b, depth + 1) && is_given(n->c, depth + 1);
	default: return false;
	}
}

bool
calls_is_given(const struct node *n)
{
	return is_given(n, 0);
}
