/* SPDX-License-Identifier: Apache-2.0 */
/* promise_kinds.c -- the objects that promises and coroutines are made of. */
#include "worker/runtime/promise.h"

#include <stdio.h>

#include "worker/engine_int.h"

static const struct kind_row {
	size_t at;
	const char *name;
	uint8_t n;
	const char *shown[2]; /* cells more, which the program sees */
	uint8_t attrs, room;
} kinds[] = {
#define ROW(kind, n) \
	{ \
		offsetof(struct promises, kind), #kind, n, { 0 }, 0, 0 \
	}
#define SHOWN(kind, n, a, b, attrs, room) \
	{ \
		offsetof(struct promises, kind), #kind, n, { a, b }, attrs, \
		    room \
	}
	ROW(promise, 2),
	ROW(reaction, 3),
	ROW(wide, 5),
	SHOWN(resolver, 1, "length", "name", INSIDE_C, 0),
	SHOWN(executor, 2, "length", "name", INSIDE_C, 0),
	ROW(thread, 1),
	ROW(slot, 2),
	ROW(all, 4),
	ROW(thenable, 2),
	ROW(outcome, 1),
	ROW(generator, 4),
	ROW(agen, 6),
	ROW(request, 4),
	SHOWN(walk, 3, "length", NULL, INSIDE_W, 1),
	SHOWN(result, 0, "value", "done", INSIDE_W | INSIDE_E | INSIDE_C, 0),
#undef SHOWN
#undef ROW
};

/* [ ] -> [ ]; the stash keeps the key. */
static void *
keep_key(duk_context *ctx, const char *key)
{
	void *p;

	rt_push_key(ctx, key);
	p = duk_get_heapptr(ctx, -1);
	duk_push_heap_stash(ctx);
	duk_dup(ctx, -2);
	duk_push_true(ctx);
	duk_put_prop(ctx, -3);
	duk_pop_2(ctx);
	return p;
}

static void
make_kind(duk_context *ctx, struct promises *s, const struct kind_row *row)
{
	struct inside_kind *k = (void *)((char *)s + row->at);
	char key[32];
	int i;

	for (k->n = 0; k->n < row->n; k->n++) {
		(void)snprintf(key, sizeof(key), "\xff%s%u", row->name,
		    (unsigned)k->n);
		k->key[k->n] = keep_key(ctx, key);
	}
	for (i = 0; i < 2 && row->shown[i] != NULL; i++) {
		k->attrs[k->n] = row->attrs;
		k->key[k->n++] = keep_key(ctx, row->shown[i]);
	}
	k->room = row->room;
}

void
promise_kinds(duk_context *ctx)
{
	struct promises *s = duk_push_fixed_buffer(ctx, sizeof(*s));
	size_t i;

	rt_stash_put(ctx, "promises");
	engine_of(ctx)->promises = s;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		make_kind(ctx, s, &kinds[i]);
	s->then_key = keep_key(ctx, "then");
	s->constructor_key = keep_key(ctx, "constructor");
	s->next_key = keep_key(ctx, "next");
	s->return_key = keep_key(ctx, "return");
	s->iterator_key = keep_key(ctx, "@iterator");
	s->resolve_key = keep_key(ctx, "resolve");
	s->rest_key = keep_key(ctx, "rest");
	rt_push_global(ctx, "Object.prototype");
	s->object_proto = duk_get_heapptr(ctx, -1);
	rt_push_global(ctx, "Function.prototype");
	s->function_proto = duk_get_heapptr(ctx, -1);
	duk_pop_2(ctx);
	s->outcome_of_run = inside_push_cells(ctx, &s->outcome, NULL);
	rt_stash_put(ctx, "outcome");
	inside_push_room(ctx, POOL_MAX);
	s->pool = duk_get_heapptr(ctx, -1);
	rt_stash_put(ctx, "pool");
}
