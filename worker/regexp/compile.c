/* SPDX-License-Identifier: Apache-2.0 */
/* compile.c -- from a pattern to one block of memory; and what it tells. */
#include <stdio.h>
#include <string.h>

#include "worker/regexp/code.h"

#define FIRST_STEPS 200000 /* looking ahead, in a whole pattern */

int
re_flags(const char *s, size_t n, unsigned *ret)
{
	static const char letters[] = "dgimsuvy";
	unsigned flags = 0, f;
	const char *at;
	size_t i;

	for (i = 0; i < n; i++) {
		if (s[i] == '\0' || (at = strchr(letters, s[i])) == NULL)
			return -1;
		f = 1u << (at - letters);
		if (flags & f)
			return -1;
		flags |= f;
	}
	if ((flags & RE_UNICODE) && (flags & RE_SETS))
		return -1;
	*ret = flags;
	return 0;
}

void
re_flags_text(unsigned flags, char ret[9])
{
	static const char letters[] = "dgimsuvy";
	int i, k = 0;

	for (i = 0; i < 8; i++)
		if (flags >> i & 1)
			ret[k++] = letters[i];
	ret[k] = '\0';
}

static size_t
align8(size_t n)
{
	return (n + 7) & ~(size_t)7;
}

/* Copies an array behind the others; its place. */
static uint32_t
place(char *block, size_t *at, const void *p, size_t bytes)
{
	size_t here = align8(*at);

	if (block != NULL && bytes > 0)
		memcpy(block + here, p, bytes);
	*at = here + bytes;
	return (uint32_t)here;
}

static void
lay_out(struct code *e, const struct vec *names, char *block, size_t *at)
{
	struct re_prog *h = &e->head;

	*at = sizeof(*h);
	h->code = place(block, at, e->code.p, e->code.n * e->code.size);
	h->sets = place(block, at, e->sets.p, e->sets.n * e->sets.size);
	h->firsts = place(block, at, e->firsts.p,
	    e->firsts.n * e->firsts.size);
	h->ranges = place(block, at, e->ranges.p,
	    e->ranges.n * e->ranges.size);
	h->units = place(block, at, e->units.p, e->units.n * e->units.size);
	h->names = place(block, at, names->p, names->n * names->size);
	h->code_n = (uint32_t)e->code.n;
	h->names_n = (uint32_t)names->n;
	h->bytes = (uint32_t)*at;
	h->slots = e->slots;
	if (block != NULL)
		memcpy(block, h, sizeof(*h));
}

static void
add_names(struct code *e, struct vec *names)
{
	const struct name *m;
	struct re_name *r;

	for (m = e->parser->names; m != NULL; m = m->next) {
		if ((r = code_more(e, names, 1)) == NULL)
			return;
		r->n = (uint32_t)m->n;
		r->group = m->group;
		r->at = code_units(e, m->text, m->n);
	}
}

static struct re_prog *
build(struct code *e, struct node *root, const struct re_memory *m,
    size_t *ret_bytes)
{
	struct vec names = { .size = sizeof(struct re_name) };
	char *block;
	size_t bytes;

	code_node(e, root, &first_all, false);
	code_word(e, OP_MATCH);
	code_search(e, root);
	e->head.source_n = (uint32_t)e->parser->n;
	e->head.source_at = code_units(e, e->parser->s, e->parser->n);
	add_names(e, &names);
	if (e->pool->failed)
		return NULL;
	lay_out(e, &names, NULL, &bytes);
	if ((block = m->realloc(m->ctx, NULL, bytes)) == NULL)
		return NULL;
	memset(block, 0, bytes);
	lay_out(e, &names, block, &bytes);
	*ret_bytes = bytes;
	return (struct re_prog *)(void *)block;
}

struct re_prog *
re_compile(const uint16_t *pattern, size_t n, unsigned flags,
    const struct re_memory *m, size_t *ret_bytes, struct re_error *e)
{
	struct room pool;
	struct parser p = { .pool = &pool, .e = e, .s = pattern, .n = n,
		.flags = flags, .u = (flags & (RE_UNICODE | RE_SETS)) != 0,
		.v = (flags & RE_SETS) != 0 };
	struct code em = { .pool = &pool, .parser = &p, .u = p.u,
		.w = { p.u, FIRST_STEPS },
		.code = { .size = sizeof(uint32_t) },
		.sets = { .size = sizeof(struct re_set) },
		.firsts = { .size = sizeof(struct re_first) },
		.ranges = { .size = sizeof(uint32_t) },
		.units = { .size = sizeof(uint16_t) } };
	struct re_prog *r = NULL;
	struct node *root;

	memset(e, 0, sizeof(*e));
	if (n > RE_PATTERN_MAX) {
		(void)snprintf(e->msg, sizeof(e->msg),
		    "Regular expression too large");
		return NULL;
	}
	room_init(&pool, m);
	if ((root = pattern_tree(&p)) != NULL) {
		em.head.groups = p.group;
		em.head.flags = flags;
		em.slots = p.group * 2;
		r = build(&em, root, m, ret_bytes);
		if (r == NULL && pool.total > RE_POOL_MAX / 4)
			(void)snprintf(e->msg, sizeof(e->msg),
			    "Regular expression too large");
	}
	room_fini(&pool);
	return r;
}

int
re_check(const uint16_t *pattern, size_t n, unsigned flags,
    const struct re_memory *m, struct re_error *e)
{
	struct room room;
	struct parser p = { .pool = &room, .e = e, .s = pattern, .n = n,
		.flags = flags, .u = (flags & (RE_UNICODE | RE_SETS)) != 0,
		.v = (flags & RE_SETS) != 0 };
	bool ok;

	memset(e, 0, sizeof(*e));
	if (n > RE_PATTERN_MAX) {
		(void)snprintf(e->msg, sizeof(e->msg),
		    "Regular expression too large");
		return -1;
	}
	room_init(&room, m);
	ok = pattern_tree(&p) != NULL;
	room_fini(&room);
	return ok ? 0 : -1;
}

unsigned
re_prog_flags(const struct re_prog *p)
{
	return p->flags;
}

unsigned
re_prog_groups(const struct re_prog *p)
{
	return p->groups;
}

const uint16_t *
re_prog_source(const struct re_prog *p, size_t *ret_n)
{
	*ret_n = p->source_n;
	return PROG(p, units, uint16_t) + p->source_at;
}

bool
re_prog_name(const struct re_prog *p, size_t i, const uint16_t **ret,
    size_t *ret_n, unsigned *ret_group)
{
	const struct re_name *m = PROG(p, names, struct re_name) + i;

	if (i >= p->names_n)
		return false;
	*ret = PROG(p, units, uint16_t) + m->at;
	*ret_n = m->n;
	*ret_group = m->group;
	return true;
}
