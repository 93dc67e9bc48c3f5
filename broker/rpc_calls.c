/* SPDX-License-Identifier: Apache-2.0 */
/* rpc_calls.c -- see rpc_calls.h. */
#include "broker/rpc_calls.h"

#include <stdlib.h>

#include "common/base/limits.h"

/* Refused calls are remembered too, so a run is ended some way past its limit,
 * when it clearly does not listen. */
#define PUSHES_MAX (CALLS_MAX + 256)

struct rpc_call *
rpc_calls_find(const struct rpc_calls *c, uint32_t id)
{
	size_t lo = 0, hi = c->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (c->list[mid]->id == id)
			return c->list[mid];
		if (c->list[mid]->id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

static bool
make_room(struct rpc_calls *c)
{
	size_t room = c->room == 0 ? 16 : c->room * 2;
	struct rpc_call **p;

	if (c->n < c->room)
		return true;
	p = reallocarray(c->list, room, sizeof(struct rpc_call *));
	if (p == NULL)
		return false;
	c->list = p;
	c->room = room;
	return true;
}

struct rpc_call *
rpc_calls_add(struct rpc_calls *c, uint32_t id, struct err *e)
{
	struct rpc_call *new;

	if (c->n == PUSHES_MAX) {
		err_set(e, ERR_LIMIT, "more than %d calls", CALLS_MAX);
		return NULL;
	}
	if (!make_room(c) || (new = calloc(1, sizeof *new)) == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	new->id = id;
	c->list[c->n++] = new;
	return new;
}

void
rpc_calls_fini(struct rpc_calls *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->list[i]->held);
		rpc_body_free(c->list[i]->held_body);
		free(c->list[i]);
	}
	free(c->list);
}
