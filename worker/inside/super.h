/* SPDX-License-Identifier: Apache-2.0 */
/*
 * super.h -- part of own.c: super(...) of lowered classes.
 *
 * Duktape resolves f.call() and its like before a call is set up, so that what
 * is called runs in the same executor.  super() is one more of them: the
 * parent is called as a constructor, but with the object that `new` has made
 * already, whose prototype is right, and with a new.target of its own.
 */
#ifndef CORDON_WORKER_INSIDE_SUPER_H
#define CORDON_WORKER_INSIDE_SUPER_H

/* Magic of functions that are resolved (0 to 3 and 15 are Duktape's). */
enum {
	SUPER_ARGS = 4,
	SUPER_LIST,
	SUPER_AS,
	SUPER_HERE,
	SUPER_HERE_LIST
};

void
inside_super(duk_context *ctx, duk_idx_t idx, enum inside_super kind)
{
	duk_hobject *h = object_at(ctx, idx);

	((duk_hnatfunc *)h)->magic = (duk_int16_t)(SUPER_ARGS + (int)kind);
	DUK_HOBJECT_SET_SPECIAL_CALL(h);
}

void
inside_super_other(duk_context *ctx, void *other)
{
	((duk_hthread *)ctx)->heap->engine_other = other;
}

void
inside_runtime(duk_context *ctx, void *object, void *name)
{
	((duk_hthread *)ctx)->heap->engine_runtime = object;
	((duk_hthread *)ctx)->heap->engine_runtime_name = name;
}

void
inside_take(duk_context *ctx, void (*take)(duk_context *), void *name,
    void *key)
{
	duk_heap *heap = ((duk_hthread *)ctx)->heap;

	heap->engine_take = (void (*)(duk_hthread *))take;
	heap->engine_take_name = name;
	heap->engine_take_key = key;
}

/* An object as `new` of the target at idx makes it. */
static void
push_made(duk_hthread *thr, duk_idx_t target)
{
	duk_push_object(thr);
	duk_get_prop_stridx_short(thr, target, DUK_STRIDX_PROTOTYPE);
	if (duk_is_object(thr, -1))
		duk_set_prototype(thr, -2);
	else
		duk_pop(thr);
}

/* A class or function in JavaScript makes its object of the one given. */
static bool
takes_object(const duk_hobject *h)
{
	return h != NULL && DUK_HOBJECT_IS_COMPFUNC(h) &&
	    DUK_HOBJECT_HAS_CONSTRUCTABLE(h);
}

/* [ parent target self args... ] at idx + 2: what is in C, or a Proxy, is
 * called by the prelude: [ other undefined parent array target ]. */
static void
call_other(duk_hthread *thr, duk_idx_t idx)
{
	duk_pack(thr, duk_get_top(thr) - (idx + 5));
	duk_replace(thr, idx + 4);
	duk_swap(thr, idx + 3, idx + 4);
	duk_push_hobject(thr, thr->heap->engine_other);
	duk_replace(thr, idx);
	duk_push_undefined(thr);
	duk_replace(thr, idx + 1);
}

/* [ array ] at idx -> [ its elements ] */
static void
unpack(duk_hthread *thr, duk_idx_t idx)
{
	duk_set_top(thr, idx + 1);
	(void)duk_unpack_array_like(thr, idx);
	duk_remove(thr, idx);
}

static void
call_parent(duk_hthread *thr, duk_hobject *target, unsigned *flags)
{
	/* Who calls holds the target (its $n) as long as the call lasts. */
	thr->heap->engine_target = target;
	*flags |= DUK_CALL_FLAG_CONSTRUCT |
	    DUK_CALL_FLAG_DEFAULT_INSTANCE_UPDATED | ENGINE_CALL_SUPER;
}

/* SUPER_HERE: [ f x arg1 ... ], called by the constructor itself, whose
 * activation knows the rest; SUPER_HERE_LIST, in an array.  0: as [ f x class target self arg1 ... ]. */
static int
super_here(duk_hthread *thr, duk_idx_t idx, unsigned *flags)
{
	duk_activation *act = thr->callstack_curr;
	duk_hobject *f = DUK_ACT_GET_FUNC(act);
	duk_hobject *parent = DUK_HOBJECT_GET_PROTOTYPE(thr->heap, f);
	duk_hobject *target = act->engine_target ? act->engine_target : f;
	duk_tval *self = thr->valstack_bottom - 1, *at;

	if (takes_object(parent) && DUK_TVAL_IS_OBJECT(self)) {
		at = thr->valstack_bottom + idx;
		DUK_TVAL_SET_OBJECT_UPDREF(thr, at, parent);
		at = thr->valstack_bottom + idx + 1;
		DUK_TVAL_SET_TVAL_UPDREF(thr, at, self);
		call_parent(thr, target, flags);
		return 1;
	}
	duk_push_hobject(thr, f);
	duk_insert(thr, idx + 2);
	duk_push_hobject(thr, target);
	duk_insert(thr, idx + 3);
	duk_push_tval(thr, thr->valstack_bottom - 1);
	duk_insert(thr, idx + 4);
	return 0;
}

/*
 * SUPER_ARGS: [ f x class target self arg1 ... ]; SUPER_LIST: the arguments in
 * an array; SUPER_AS: the same of the class itself, not of its parent.
 */
void
engine_super(void *ctx, long at, int kind, unsigned *flags)
{
	duk_hthread *thr = ctx;
	duk_idx_t idx = (duk_idx_t)at;

	if (kind == SUPER_HERE_LIST)
		unpack(thr, idx + 2);
	if (kind == SUPER_HERE || kind == SUPER_HERE_LIST) {
		if (super_here(thr, idx, flags))
			return;
		kind = SUPER_ARGS;
	}
	if (duk_get_top(thr) < idx + (kind == SUPER_ARGS ? 5 : 6) ||
	    !duk_is_object(thr, idx + 2) || !duk_is_object(thr, idx + 3))
		(void)duk_type_error(thr, "super() is called wrongly");
	if (kind != SUPER_ARGS)
		unpack(thr, idx + 5);
	if (kind != SUPER_AS) {
		duk_get_prototype(thr, idx + 2);
		duk_replace(thr, idx + 2);
	}
	if (!takes_object(duk_get_hobject(thr, idx + 2))) {
		call_other(thr, idx);
		return;
	}
	if (!duk_is_object(thr, idx + 4)) {
		push_made(thr, idx + 3);
		duk_replace(thr, idx + 4);
	}
	call_parent(thr, duk_get_hobject(thr, idx + 3), flags);
	duk_swap(thr, idx, idx + 2);
	duk_swap(thr, idx + 1, idx + 4);
	duk_remove_n(thr, idx + 2, 3);
}

#endif
