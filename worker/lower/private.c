/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/lower/private.h"

#include <string.h>

#define SLOTS_LEAST 8 /* fewer names are a list */

struct private_name *
private_find(const struct cls *c, const struct atom *a)
{
	struct private_name *p;

	if (c->slots == NULL) {
		for (p = c->privates; p != NULL && p->atom != a; p = p->next)
			continue;
		return p;
	}
	for (p = c->slots[a->hash & (c->n_slots - 1)];
	     p != NULL && p->atom != a; p = p->chain)
		continue;
	return p;
}

static void
link_name(struct cls *c, struct private_name *p)
{
	struct private_name **slot =
	    &c->slots[p->atom->hash & (c->n_slots - 1)];

	p->chain = *slot;
	*slot = p;
}

/* Without memory the old slots stay: slower, and the arena has failed. */
static void
grow(struct arena *arena, struct cls *c)
{
	uint32_t n = c->n_slots == 0 ? 4 * SLOTS_LEAST : 4 * c->n_slots;
	struct private_name **slots = arena_bytes(arena, n * sizeof *slots);

	memset(slots, 0, n * sizeof *slots);
	c->slots = slots;
	c->n_slots = n;
	for (struct private_name *p = c->privates; p != NULL; p = p->next)
		link_name(c, p);
}

struct private_name *
private_add(struct arena *arena, struct cls *c, struct atom *a)
{
	struct private_name *p = arena_item(arena, sizeof *p);

	p->atom = a;
	if (c->slots != NULL)
		link_name(c, p);
	p->next = c->privates;
	c->privates = p;
	if (++c->n_privates > (c->n_slots == 0 ? SLOTS_LEAST : c->n_slots))
		grow(arena, c);
	return p;
}
