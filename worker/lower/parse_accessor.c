/* SPDX-License-Identifier: Apache-2.0 */
/* parse_accessor.c -- `accessor x = 1` of a class: a private field, a getter
 * and a setter, as TypeScript has them. */
#include "worker/lower/parse.h"

#include <stdio.h>
#include <string.h>

/* No program's #name begins with a digit. */
static struct atom *
storage_name(struct parser *p, const struct member *m)
{
	char *s = arena_bytes(p->arena, 16);

	(void)snprintf(s, 16, "%ux", (unsigned)m->pos);
	return atom_get(p->atoms, s, strlen(s));
}

static struct node *
name(struct parser *p, enum node_kind k, struct atom *a)
{
	struct node *n = parse_node(p, k);

	n->atom = a;
	return n;
}

/* `this.#storage`; of a static one the class's, so that heirs share it. */
static struct node *
place(struct parser *p, const struct member *m, struct atom *storage)
{
	struct node *n = name(p, N_PRIVATE, storage);

	n->a = m->is_static && p->cls->id != NULL
	    ? name(p, N_ID, p->cls->id->atom)
	    : parse_node(p, N_THIS);
	return n;
}

static struct func *
function(struct parser *p, struct member *m, struct atom *called)
{
	struct node *n = parse_node(p, N_FUNC);
	struct func *f = parse_func_open(p);

	f->node = n;
	n->fn = f;
	f->method = f->accessor = true;
	f->is_static = m->is_static;
	f->name = called;
	m->value = n;
	return f;
}

static void
getter(struct parser *p, struct member *m, struct atom *storage)
{
	struct node *body;
	struct func *f =
	    function(p, m, m->key->kind == N_ID ? m->key->atom : NULL);

	parse_func_count(f);
	body = parse_node(p, S_RETURN);
	body->a = place(p, m, storage);
	f->body = body;
	parse_func_close(p, f);
}

static void
setter(struct parser *p, struct member *m, struct atom *storage,
    struct atom *called)
{
	struct atom *value = atom_get(p->atoms, "value", 5);
	struct node *body, *set;
	struct func *f = function(p, m, called);

	if (p->cls->name == value)
		value = atom_get(p->atoms, "v", 1);
	f->params = name(p, N_ID, value);
	parse_func_count(f);
	set = parse_node(p, N_ASSIGN);
	set->op = T_ASSIGN;
	set->a = place(p, m, storage);
	set->b = name(p, N_ID, value);
	body = parse_node(p, S_EXPR);
	body->a = set;
	f->body = body;
	parse_func_close(p, f);
}

/* The field becomes private; what is named after it follows. */
void
parse_accessor(struct parser *p, struct member *field)
{
	struct member *get = arena_item(p->arena, sizeof(*get));
	struct member *set = arena_item(p->arena, sizeof(*set));
	struct atom *storage = storage_name(p, field);

	if (p->x.failed || storage == NULL)
		return;
	*get = *field;
	*set = *field;
	get->kind = M_GET;
	set->kind = M_SET;
	/* The key is evaluated once; private ones are kept apart by pos. */
	if (field->computed)
		set->key = NULL;
	else
		set->pos++;
	get->next = set;
	field->next = get;
	field->computed = false;
	field->key = name(p, N_PRIVATE, storage);
	getter(p, get, storage);
	setter(p, set, storage, get->value->fn->name);
}
