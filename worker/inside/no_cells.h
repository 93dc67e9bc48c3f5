/* SPDX-License-Identifier: Apache-2.0 */
/* no_cells.h -- part of shared.c: cells.h with properties, and without the
 * switch: see prelude/05-promise.js. */
#ifndef CORDON_WORKER_INSIDE_NO_CELLS_H
#define CORDON_WORKER_INSIDE_NO_CELLS_H

#include <stdio.h>

#define KIND DUK_HIDDEN_SYMBOL("kind")

/* The key of cell i of the object at idx: its own, if it is shown. */
static void
push_cell_key(duk_context *ctx, duk_idx_t obj, unsigned i)
{
	obj = duk_normalize_index(ctx, obj);
	duk_push_sprintf(ctx, "\xff%s%u", "shown", i);
	if (duk_get_prop(ctx, obj))
		return;
	duk_pop(ctx);
	duk_push_sprintf(ctx, "\xff%s%u", "cell", i);
}

static void *
mark_kind(duk_context *ctx, duk_idx_t idx, const struct inside_kind *k)
{
	unsigned i;

	idx = duk_normalize_index(ctx, idx);
	duk_push_pointer(ctx, k->key[0]);
	duk_put_prop_literal(ctx, idx, KIND);
	for (i = 0; i < k->n; i++) {
		if (k->attrs[i] == 0)
			continue;
		duk_push_sprintf(ctx, "\xff%s%u", "shown", i);
		duk_push_heapptr(ctx, k->key[i]);
		duk_put_prop(ctx, idx);
		duk_push_heapptr(ctx, k->key[i]);
		duk_push_undefined(ctx);
		duk_def_prop(ctx, idx,
		    DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WRITABLE |
			DUK_DEFPROP_SET_CONFIGURABLE | DUK_DEFPROP_FORCE |
			DUK_DEFPROP_HAVE_ENUMERABLE |
			((k->attrs[i] & INSIDE_E) ? DUK_DEFPROP_ENUMERABLE
						  : 0U));
	}
	return duk_get_heapptr(ctx, idx);
}

void *
inside_push_cells(duk_context *ctx, const struct inside_kind *k, void *proto)
{
	duk_push_bare_object(ctx);
	if (proto != NULL) {
		duk_push_heapptr(ctx, proto);
		duk_set_prototype(ctx, -2);
	}
	return mark_kind(ctx, -1, k);
}

void *
inside_add_cells(duk_context *ctx, duk_idx_t idx, const struct inside_kind *k)
{
	return duk_is_object(ctx, idx) ? mark_kind(ctx, idx, k) : NULL;
}

bool
inside_is_of(duk_context *ctx, void *o, const struct inside_kind *k)
{
	bool is;

	if (o == NULL)
		return false;
	duk_push_heapptr(ctx, o);
	duk_push_literal(ctx, KIND);
	duk_get_prop_desc(ctx, -2, 0);
	is = duk_is_object(ctx, -1);
	if (is) {
		duk_get_prop_literal(ctx, -1, "value");
		is = duk_get_pointer(ctx, -1) == k->key[0];
		duk_pop(ctx);
	}
	duk_pop_2(ctx);
	return is;
}

void *
inside_cells(duk_context *ctx, duk_idx_t idx, const struct inside_kind *k)
{
	void *o = duk_is_object(ctx, idx) ? duk_get_heapptr(ctx, idx) : NULL;

	return inside_is_of(ctx, o, k) ? o : NULL;
}

void
inside_cell_push(duk_context *ctx, void *o, unsigned i)
{
	duk_push_heapptr(ctx, o);
	push_cell_key(ctx, -1, i);
	duk_get_prop(ctx, -2);
	duk_remove(ctx, -2);
}

void
inside_cell_set(duk_context *ctx, void *o, unsigned i)
{
	duk_push_heapptr(ctx, o);
	duk_insert(ctx, -2);
	push_cell_key(ctx, -2, i);
	duk_insert(ctx, -2);
	duk_put_prop(ctx, -3);
	duk_pop(ctx);
}

void
inside_cell_clear(duk_context *ctx, void *o, unsigned i)
{
	duk_push_undefined(ctx);
	inside_cell_set(ctx, o, i);
}

unsigned
inside_cell_number(duk_context *ctx, void *o, unsigned i)
{
	unsigned v;

	inside_cell_push(ctx, o, i);
	v = duk_get_uint(ctx, -1);
	duk_pop(ctx);
	return v;
}

void
inside_cell_set_number(duk_context *ctx, void *o, unsigned i, unsigned v)
{
	duk_push_uint(ctx, v);
	inside_cell_set(ctx, o, i);
}

void *
inside_cell_object(duk_context *ctx, void *o, unsigned i)
{
	void *p;

	inside_cell_push(ctx, o, i);
	p = duk_is_object(ctx, -1) ? duk_get_heapptr(ctx, -1) : NULL;
	duk_pop(ctx);
	return p;
}

void
inside_push_room(duk_context *ctx, uint32_t n)
{
	(void)n;
	duk_push_array(ctx);
}

void
inside_room_put(duk_context *ctx, void *o, uint32_t i)
{
	duk_push_heapptr(ctx, o);
	duk_insert(ctx, -2);
	duk_put_prop_index(ctx, -2, i);
	duk_pop(ctx);
}

void
inside_room_take(duk_context *ctx, void *o, uint32_t i)
{
	duk_push_heapptr(ctx, o);
	duk_get_prop_index(ctx, -1, i);
	duk_push_undefined(ctx);
	duk_put_prop_index(ctx, -3, i);
	duk_remove(ctx, -2);
}

bool
inside_switches(void)
{
	return false;
}

bool
inside_can_switch(duk_context *ctx)
{
	(void)ctx;
	return true;
}

/* What prelude/05-promise.js does in the place of C: an array with a mark. */
static duk_ret_t
ask(duk_context *ctx, bool resume, bool bad)
{
	duk_push_array(ctx);
	duk_insert(ctx, -2);
	duk_put_prop_index(ctx, -2, 0);
	duk_push_boolean(ctx, bad);
	duk_put_prop_index(ctx, -2, 1);
	if (resume) {
		duk_dup(ctx, -2);
		duk_put_prop_index(ctx, -2, 2);
	}
	duk_push_true(ctx);
	duk_put_prop_literal(ctx, -2, DUK_HIDDEN_SYMBOL("switch"));
	return 1;
}

duk_ret_t
inside_resume(duk_context *ctx, bool bad)
{
	return ask(ctx, true, bad);
}

duk_ret_t
inside_yield(duk_context *ctx, bool bad)
{
	return ask(ctx, false, bad);
}

void
inside_forget_argument(duk_context *ctx, unsigned i)
{
	(void)ctx;
	(void)i;
}

#endif
