/* SPDX-License-Identifier: Apache-2.0 */
/* cells.h -- part of own.c: objects with cells, arrays that C keeps, and the
 * switch from one coroutine to another. */
#ifndef CORDON_WORKER_INSIDE_CELLS_H
#define CORDON_WORKER_INSIDE_CELLS_H

/* Cells are the first entries of an object.  Their keys cannot be removed, so
 * that they stay where they are when the object grows or is compacted. */
static duk_tval *
cell_at(duk_hthread *thr, void *o, unsigned i)
{
	return DUK_HOBJECT_E_GET_VALUE_TVAL_PTR(thr->heap, (duk_hobject *)o, i);
}

/* `h` has no properties yet, and is reachable. */
static void
give_cells(duk_hthread *thr, duk_hobject *h, const struct inside_kind *k)
{
	duk_heap *heap = thr->heap;
	duk_uint8_t *p = DUK_ALLOC_CHECKED(thr,
	    DUK_HOBJECT_P_COMPUTE_SIZE(k->n, k->room, 0));
	duk_tval *tv;
	unsigned i;

	if (DUK_HOBJECT_GET_PROPS(heap, h) != NULL)
		DUK_FREE(heap, DUK_HOBJECT_GET_PROPS(heap, h));
	DUK_HOBJECT_SET_PROPS(heap, h, p);
	DUK_HOBJECT_SET_ESIZE(h, k->n);
	DUK_HOBJECT_SET_ENEXT(h, k->n);
	DUK_HOBJECT_SET_ASIZE(h, k->room);
#if defined(DUK_USE_HOBJECT_HASH_PART)
	DUK_HOBJECT_SET_HSIZE(h, 0);
#endif
	for (i = 0; i < k->n; i++) {
		tv = cell_at(thr, h, i);
		DUK_TVAL_SET_UNDEFINED(tv);
		DUK_HOBJECT_E_SET_KEY(heap, h, i, (duk_hstring *)k->key[i]);
		DUK_HSTRING_INCREF(thr, (duk_hstring *)k->key[i]);
		DUK_HOBJECT_E_SET_FLAGS(heap, h, i, k->attrs[i]);
	}
	tv = DUK_HOBJECT_A_GET_BASE(heap, h);
	for (i = 0; i < k->room; i++)
		DUK_TVAL_SET_UNDEFINED(tv + i);
}

void *
/* NOLINTNEXTLINE(readability-function-size): Duktape's macros nest */
inside_push_cells(duk_context *ctx, const struct inside_kind *k, void *proto)
{
	duk_hthread *thr = (duk_hthread *)ctx;
	duk_hobject *h = duk_push_object_helper(thr,
	    DUK_HOBJECT_FLAG_EXTENSIBLE | DUK_HOBJECT_FLAG_FASTREFS |
		(k->room > 0 ? DUK_HOBJECT_FLAG_ARRAY_PART : 0) |
		DUK_HOBJECT_CLASS_AS_FLAGS(DUK_HOBJECT_CLASS_OBJECT),
	    -1);

	if (proto != NULL)
		DUK_HOBJECT_SET_PROTOTYPE_INIT_INCREF(thr, h,
		    (duk_hobject *)proto);
	give_cells(thr, h, k);
	return h;
}

void *
inside_add_cells(duk_context *ctx, duk_idx_t idx, const struct inside_kind *k)
{
	duk_hobject *h = object_at(ctx, idx);

	if (h == NULL || DUK_HOBJECT_GET_ENEXT(h) > 0)
		return NULL;
	give_cells((duk_hthread *)ctx, h, k);
	return h;
}

bool
inside_is_of(duk_context *ctx, void *o, const struct inside_kind *k)
{
	duk_hobject *h = o;

	return h != NULL && DUK_HOBJECT_GET_ENEXT(h) >= k->n &&
	    (void *)DUK_HOBJECT_E_GET_KEY(((duk_hthread *)ctx)->heap, h, 0) ==
	    k->key[0];
}

void *
inside_cells(duk_context *ctx, duk_idx_t idx, const struct inside_kind *k)
{
	duk_hobject *h = object_at(ctx, idx);

	return inside_is_of(ctx, h, k) ? h : NULL;
}

void
inside_cell_push(duk_context *ctx, void *o, unsigned i)
{
	duk_push_tval((duk_hthread *)ctx, cell_at((duk_hthread *)ctx, o, i));
}

/* What the top of the stack refers to is moved, so that no reference has to
 * be counted. */
static void
move_top(duk_hthread *thr, duk_tval *to)
{
	duk_tval was, *top;

	top = thr->valstack_top - 1;
	DUK_TVAL_SET_TVAL(&was, to);
	DUK_TVAL_SET_TVAL(to, top);
	DUK_TVAL_SET_UNDEFINED(top);
	thr->valstack_top = top;
	DUK_TVAL_DECREF(thr, &was); /* side effects */
}

void
inside_cell_set(duk_context *ctx, void *o, unsigned i)
{
	move_top((duk_hthread *)ctx, cell_at((duk_hthread *)ctx, o, i));
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
	duk_tval *tv = cell_at((duk_hthread *)ctx, o, i);

	return DUK_TVAL_IS_NUMBER(tv) ? (unsigned)DUK_TVAL_GET_NUMBER(tv) : 0;
}

void
inside_cell_set_number(duk_context *ctx, void *o, unsigned i, unsigned v)
{
	duk_tval *tv = cell_at((duk_hthread *)ctx, o, i);

	if (DUK_TVAL_IS_NUMBER(tv)) {
		DUK_TVAL_SET_NUMBER(tv, (double)v);
		return;
	}
	duk_push_uint(ctx, v);
	inside_cell_set(ctx, o, i);
}

void *
inside_cell_object(duk_context *ctx, void *o, unsigned i)
{
	duk_tval *tv = cell_at((duk_hthread *)ctx, o, i);

	return DUK_TVAL_IS_OBJECT(tv) ? DUK_TVAL_GET_OBJECT(tv) : NULL;
}

/* Undefined and not unused elements: a collection drops room that is. */
void
inside_push_room(duk_context *ctx, uint32_t n)
{
	duk_hthread *thr = (duk_hthread *)ctx;
	duk_harray *a = duk_push_harray_with_size(thr, n);
	duk_tval *tv = DUK_HOBJECT_A_GET_BASE(thr->heap, (duk_hobject *)a);

	for (a->length = n; n > 0; n--, tv++)
		DUK_TVAL_SET_UNDEFINED(tv);
}

void
inside_room_put(duk_context *ctx, void *o, uint32_t i)
{
	duk_hthread *thr = (duk_hthread *)ctx;

	move_top(thr, DUK_HOBJECT_A_GET_BASE(thr->heap, (duk_hobject *)o) + i);
}

void
inside_room_take(duk_context *ctx, void *o, uint32_t i)
{
	duk_hthread *thr = (duk_hthread *)ctx;
	duk_tval *tv = DUK_HOBJECT_A_GET_BASE(thr->heap, (duk_hobject *)o) + i;

	duk_require_stack(ctx, 1);
	DUK_TVAL_SET_TVAL(thr->valstack_top, tv);
	thr->valstack_top++;
	DUK_TVAL_SET_UNDEFINED(tv);
}

bool
inside_switches(void)
{
	return true;
}

/*
 * The executor takes up a switch where it made the call of the function that
 * asks for it.  So the call must be the executor's own, by a CALL: a getter, a
 * conversion, `new` or a callback of a C function have C frames in between.
 */
bool
inside_can_switch(duk_context *ctx)
{
	duk_activation *act = ((duk_hthread *)ctx)->callstack_curr;
	duk_hobject *caller;

	if (act == NULL || act->parent == NULL ||
	    (act->flags & DUK_ACT_FLAG_CONSTRUCT))
		return false;
	caller = DUK_ACT_GET_FUNC(act->parent);
	return caller != NULL && DUK_HOBJECT_IS_COMPFUNC(caller) &&
	    (DUK_DEC_OP(act->parent->curr_pc[-1]) & 0xf0U) == DUK_OP_CALL0;
}

/* heap->lj's two values, and whether the first is thrown. */
static duk_ret_t
leave(duk_hthread *thr, int type, duk_tval *value, duk_tval *thread, bool bad)
{
	duk_ljstate *lj = &thr->heap->lj;

	lj->type = (duk_small_uint_t)type;
	if (thread != NULL)
		DUK_TVAL_SET_TVAL_UPDREF(thr, &lj->value2, thread);
	DUK_TVAL_SET_TVAL_UPDREF(thr, &lj->value1, value);
	lj->iserror = bad;
	duk_err_longjmp(thr);
	return 0;
}

duk_ret_t
inside_resume(duk_context *ctx, bool bad)
{
	duk_hthread *thr = (duk_hthread *)ctx, *to;

	to = duk_require_hthread(thr, -2);
	if (to->state != DUK_HTHREAD_STATE_YIELDED &&
	    (bad || to->state != DUK_HTHREAD_STATE_INACTIVE ||
		to->callstack_top != 0 || to->valstack_top - to->valstack != 1))
		return duk_type_error(ctx, "a coroutine cannot be resumed");
#if defined(DUK_USE_AUGMENT_ERROR_THROW)
	if (bad)
		duk_err_augment_error_throw(thr);
#endif
	return leave(thr, DUK_LJ_TYPE_RESUME, thr->valstack_top - 1,
	    thr->valstack_top - 2, bad);
}

duk_ret_t
inside_yield(duk_context *ctx, bool bad)
{
	duk_hthread *thr = (duk_hthread *)ctx;

	if (thr->resumer == NULL || thr->callstack_preventcount != 1 ||
	    !inside_can_switch(ctx))
		return duk_type_error(ctx, "a coroutine cannot wait here");
#if defined(DUK_USE_AUGMENT_ERROR_THROW)
	if (bad)
		duk_err_augment_error_throw(thr);
#endif
	return leave(thr, DUK_LJ_TYPE_YIELD, thr->valstack_top - 1, NULL, bad);
}

void
inside_forget_argument(duk_context *ctx, unsigned i)
{
	duk_hthread *thr = (duk_hthread *)ctx;
	duk_activation *act = thr->callstack_curr->parent;
	duk_tval *tv;

	tv = (duk_tval *)(void *)((duk_uint8_t *)thr->valstack +
		 act->bottom_byteoff) +
	    i;
	DUK_TVAL_SET_UNDEFINED_UPDREF(thr, tv); /* side effects */
}

#endif
