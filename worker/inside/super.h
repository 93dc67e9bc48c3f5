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
enum { SUPER_ARGS = 4, SUPER_LIST, SUPER_AS };

void
inside_super(duk_context *ctx, duk_idx_t idx, enum inside_super kind)
{
	duk_hobject *h = object_at(ctx, idx);

	((duk_hnatfunc *)h)->magic = (duk_int16_t)(SUPER_ARGS + (int)kind);
	DUK_HOBJECT_SET_SPECIAL_CALL(h);
}

void
inside_super_other(duk_context *ctx, void *other, void *class_key)
{
	((duk_hthread *)ctx)->heap->engine_other = other;
	((duk_hthread *)ctx)->heap->engine_class_key = class_key;
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

static bool
is_lowered(duk_hthread *thr, duk_idx_t idx)
{
	duk_hobject *h = duk_get_hobject(thr, idx);
	duk_int_t e;

	return h != NULL && DUK_HOBJECT_IS_COMPFUNC(h) &&
	    entry_of(thr->heap, h, thr->heap->engine_class_key, &e) != NULL;
}

/* [ parent target self args... ] at idx + 2: what is no lowered class is
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

/*
 * SUPER_ARGS: [ f x class target self arg1 ... ]; SUPER_LIST: the arguments in
 * an array; SUPER_AS: the same of the class itself, not of its parent.
 */
void
engine_super(void *ctx, long at, int kind, unsigned *flags)
{
	duk_hthread *thr = ctx;
	duk_idx_t idx = (duk_idx_t)at;

	if (duk_get_top(thr) < idx + (kind == SUPER_ARGS ? 5 : 6) ||
	    !duk_is_object(thr, idx + 2) || !duk_is_object(thr, idx + 3))
		(void)duk_type_error(thr, "super() is called wrongly");
	if (kind != SUPER_ARGS) {
		duk_set_top(thr, idx + 6);
		(void)duk_unpack_array_like(thr, idx + 5);
		duk_remove(thr, idx + 5);
	}
	if (kind != SUPER_AS) {
		duk_get_prototype(thr, idx + 2);
		duk_replace(thr, idx + 2);
	}
	if (!is_lowered(thr, idx + 2)) {
		call_other(thr, idx);
		return;
	}
	if (!duk_is_object(thr, idx + 4)) {
		push_made(thr, idx + 3);
		duk_replace(thr, idx + 4);
	}
	/* Who calls holds the target (its $n) as long as the call lasts. */
	thr->heap->engine_target = duk_get_hobject(thr, idx + 3);
	*flags |= DUK_CALL_FLAG_CONSTRUCT |
	    DUK_CALL_FLAG_DEFAULT_INSTANCE_UPDATED | ENGINE_CALL_SUPER;
	duk_swap(thr, idx, idx + 2);
	duk_swap(thr, idx + 1, idx + 4);
	duk_remove_n(thr, idx + 2, 3);
}

#endif
