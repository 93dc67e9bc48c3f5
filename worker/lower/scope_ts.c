/* SPDX-License-Identifier: Apache-2.0 */
/* Enums and namespaces: parts of one name see what the others export. */
#include <stdio.h>
#include <string.h>

#include "worker/lower/scope.h"

/* Counted for each part: names of parts are quadratic. */
#define MERGED_MAX 100000

static const char *
member_name(const struct scoper *s, const struct node *part,
    const struct atom *a)
{
	size_t size = (size_t)a->len + 32, n;
	char *p = arena_bytes(s->x->arena, size);

	n = (size_t)snprintf(p, size, "$e%u[\"", (unsigned)part->pos);
	memcpy(p + n, a->s, a->len);
	(void)snprintf(p + n + a->len, size - n - a->len, "\"]");
	return p;
}

static void
too_many(struct scoper *s, const struct node *part)
{
	lexer_fail(s->x, part->pos, "'%.*s' has too many parts",
	    (int)(part->a->atom->len > 100 ? 100 : part->a->atom->len),
	    part->a->atom->s);
}

/* Of another part: a name by which `part` means a property. */
static void
share(struct scoper *s, const struct node *part, const struct node *id)
{
	struct node here = *id;
	struct binding *b;

	if (id->kind != N_ID || s->x->failed)
		return;
	if (++s->merged > MERGED_MAX) {
		too_many(s, part);
		return;
	}
	here.bind = NULL;
	here.flags = 0;
	if (here.atom->cur != NULL && here.atom->cur->scope == s->sc)
		return;
	b = scope_declare(s, &here, B_VAR);
	b->member = true;
	b->out = member_name(s, part, id->atom);
}

static void
share_pattern(struct scoper *s, const struct node *part, const struct node *n)
{
	switch (n->kind) {
	case N_ID: share(s, part, n); break;
	case N_ARRAY:
	case N_OBJECT:
		for (n = n->a; n != NULL; n = n->next)
			share_pattern(s, part, n);
		break;
	case N_PROP: share_pattern(s, part, n->b); break;
	case N_ASSIGN:
	case N_SPREAD: share_pattern(s, part, n->a); break;
	default: break;
	}
}

static void
share_statement(struct scoper *s, const struct node *part, const struct node *n)
{
	if (!(n->flags & NF_EXPORT))
		return;
	switch (n->kind) {
	case S_VAR:
		for (const struct node *d = n->a; d != NULL; d = d->next)
			share_pattern(s, part, d->a);
		break;
	case S_FUNC: share(s, part, n->a->a); break;
	case S_CLASS: share(s, part, n->a->cls->id); break;
	case S_ENUM:
	case S_NAMESPACE: share(s, part, n->a); break;
	default: break;
	}
}

/* The parts of one enum or namespace, wherever they are. */
struct part {
	struct part *next;
	const struct node *n;
};

static struct part *
add_part(struct scoper *s, struct part *list, const struct node *n)
{
	struct part *p;

	if (++s->merged > MERGED_MAX) {
		too_many(s, n);
		return list;
	}
	p = arena_item(s->x->arena, sizeof(*p));
	p->n = n;
	p->next = list;
	return p;
}

/* Of the body of another part of the namespace around n. */
static struct part *
add_same(struct scoper *s, struct part *list, const struct node *n,
    const struct node *body)
{
	for (; body != NULL && !s->x->failed; body = body->next) {
		if (body->kind == n->kind && (body->flags & NF_EXPORT) &&
		    body->a->atom == n->a->atom)
			list = add_part(s, list, body);
	}
	return list;
}

/* `up` is what n is exported of, if it is. */
static struct part *
parts_of(struct scoper *s, const struct node *n, const struct space *up)
{
	struct part *list = NULL, *p;
	const struct node *m = n->a->bind != NULL ? n->a->bind->parts : NULL;

	for (; m != NULL && !s->x->failed; m = m->b) {
		if (m->kind == n->kind)
			list = add_part(s, list, m);
	}
	if (up == NULL || !(n->flags & NF_EXPORT))
		return list;
	for (p = parts_of(s, up->n, up->up); p != NULL; p = p->next) {
		if (p->n != up->n)
			list = add_same(s, list, n, p->n->fn->body);
	}
	return list;
}

static void
share_others(struct scoper *s, const struct node *n)
{
	const struct part *p;
	const struct node *in;

	for (p = parts_of(s, n, s->space); p != NULL; p = p->next) {
		if (p->n == n)
			continue;
		for (in = p->n->fn->body; in != NULL; in = in->next) {
			if (n->kind == S_ENUM)
				share(s, n, in->a);
			else
				share_statement(s, n, in);
		}
	}
}

void
scope_enum(struct scoper *s, struct node *n)
{
	struct func *f = n->fn;
	struct func *outer = s->fn;
	struct loop *loop = s->loop;

	(void)scope_push(s, false);
	share_others(s, n);
	s->fn = f;
	s->loop = NULL;
	f->scope = scope_push(s, true);
	for (struct node *m = f->body; m != NULL; m = m->next) {
		scope_expr(s, m->b);
		if (m->a->kind == N_ID)
			scope_declare(s, m->a, B_VAR);
	}
	scope_pop(s);
	s->fn = outer;
	s->loop = loop;
	scope_pop(s);
	n->a->bind = n->a->atom->cur;
	scope_inited(s, n->a);
}

/* What it exports is a property wherever it is named: it may change. */
static void
export_own(struct scoper *s, const struct node *n)
{
	struct binding *b;

	for (const struct node *in = n->fn->body; in != NULL; in = in->next) {
		if (in->kind != S_VAR || !(in->flags & NF_EXPORT))
			continue;
		for (const struct node *d = in->a; d != NULL; d = d->next) {
			if (d->a->kind != N_ID || (b = d->a->bind) == NULL)
				continue;
			b->member = true;
			b->out = member_name(s, n, d->a->atom);
		}
	}
}

void
scope_namespace(struct scoper *s, struct node *n)
{
	struct space here = { .up = s->space, .n = n };

	scope_inited(s, n->a);
	(void)scope_push(s, false);
	share_others(s, n);
	s->space = &here;
	scope_func(s, n->fn);
	s->space = here.up;
	export_own(s, n);
	scope_pop(s);
}
