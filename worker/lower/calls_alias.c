/* SPDX-License-Identifier: Apache-2.0 */
/* Other names of connectors and of what they have: const { issues } = github. */
#include "worker/lower/calls.h"

#include <string.h>

static bool
is_path(const struct node *n)
{
	while (n->kind == N_MEMBER || n->kind == N_INDEX)
		n = n->a;
	return n->kind == N_ID;
}

/* value.key, of which the key stands in a pattern. */
static struct node *
member(struct walk *w, struct node *value, const struct node *key)
{
	struct node *n = arena_item(w->x->arena, sizeof(*n));

	memset(n, 0, sizeof(*n));
	n->kind = N_MEMBER;
	n->a = value;
	n->atom = key->atom;
	n->line = key->line;
	n->pos = key->pos;
	n->end = key->end;
	return n;
}

static void
alias_key(struct walk *w, struct node *p, struct node *value)
{
	if (p->b->kind == N_ID && p->b->bind != NULL)
		p->b->bind->value = value;
	else
		calls_alias(w, p->b, value);
}

void
calls_alias(struct walk *w, struct node *pattern, struct node *value)
{
	if (pattern->kind != N_OBJECT || !is_path(value))
		return;
	for (struct node *p = pattern->a; p != NULL; p = p->next) {
		if (p->kind == N_PROP && (p->flags & NF_COMPUTED) == 0 &&
		    p->a->kind == N_ID)
			alias_key(w, p, member(w, value, p->a));
	}
}

/* The global of a name, if programs' functions are given it; or NULL. */
static struct node *
global(struct walk *w, const struct node *name)
{
	struct atom *a = name->atom;
	struct node *n;

	if ((a->len != 8 || memcmp(a->s, "codemode", 8) != 0) &&
	    w->want->root(w->want->ctx, a->s, a->len) != LOWER_ROOT_CONNECTOR)
		return NULL;
	n = member(w, NULL, name);
	n->kind = N_ID;
	return n;
}

void
calls_given(struct walk *w, const struct func *f)
{
	struct node *to;

	for (struct node *n = f->params; n != NULL; n = n->next) {
		if (n->kind == N_ID && n->bind != NULL &&
		    (to = global(w, n)) != NULL)
			n->bind->value = to;
		if (n->kind != N_OBJECT)
			continue;
		for (struct node *p = n->a; p != NULL; p = p->next) {
			if (p->kind == N_PROP && p->a->kind == N_ID &&
			    (p->flags & NF_COMPUTED) == 0 &&
			    (to = global(w, p->a)) != NULL)
				alias_key(w, p, to);
		}
	}
}
