/* SPDX-License-Identifier: Apache-2.0 */
/*
 * light.h -- part of own.c: calls of C functions that need no activation.
 *
 * Duktape gives every function that it calls an activation, although most of
 * ours never ask which function runs or how it was called, and lowered code
 * calls them all the time.  Those are marked (inside_light()): they run on the
 * arguments where the executor has put them, in the activation of the caller.
 * An error thrown by one unwinds to the caller's, whose stack is restored.
 */
#ifndef CORDON_WORKER_INSIDE_LIGHT_H
#define CORDON_WORKER_INSIDE_LIGHT_H

#define LIGHT_ROOM (DUK_VALSTACK_API_ENTRY_MINIMUM + DUK_VALSTACK_INTERNAL_EXTRA)

void
inside_light(duk_context *ctx, duk_idx_t idx)
{
	duk_hobject *h = duk_get_hobject((duk_hthread *)ctx, idx);

	if (h != NULL && DUK_HOBJECT_IS_NATFUNC(h))
		((duk_hnatfunc *)h)->light = 1;
}

/* The value on the top, if any, is what the register at `to` has now. */
static void
give(duk_hthread *thr, duk_idx_t to, int has_value)
{
	duk_tval *tv = thr->valstack_bottom + to, *top = thr->valstack_top - 1;
	duk_tval was;

	DUK_TVAL_SET_TVAL(&was, tv);
	if (has_value) {
		DUK_TVAL_SET_TVAL(tv, top);
		DUK_TVAL_SET_UNDEFINED(top);
		thr->valstack_top = top;
	} else {
		DUK_TVAL_SET_UNDEFINED(tv);
	}
	DUK_TVAL_DECREF_NORZ(thr, &was); /* the function itself */
}

/* [ func this arg1 ... argN ] at idx -> [ result ]; 0: there is no room. */
int
engine_light(void *ctx, long idx, long nargs, long nregs)
{
	duk_hthread *thr = ctx;
	duk_tval *func = thr->valstack_bottom + idx;
	duk_hnatfunc *f = (duk_hnatfunc *)DUK_TVAL_GET_OBJECT(func);
	long most = f->nargs > nargs ? f->nargs : nargs;
	char *base = (char *)thr->valstack;
	duk_size_t bottom = (duk_size_t)((char *)thr->valstack_bottom - base);
	duk_size_t end = (duk_size_t)((char *)thr->valstack_end - base);
	duk_ret_t rc;

	if (thr->valstack_alloc_end - func < most + 2 + (long)LIGHT_ROOM)
		return 0;
	duk_set_top_unsafe(thr, (duk_idx_t)(idx + 2 + nargs));
	thr->valstack_bottom = func + 2;
	if (thr->valstack_end < func + 2 + most + LIGHT_ROOM)
		thr->valstack_end = func + 2 + most + LIGHT_ROOM;
	if (f->nargs >= 0 && f->nargs != nargs)
		duk_set_top_unsafe(thr, f->nargs);
	rc = f->func(thr);
	if (rc < 0)
		duk_error_throw_from_negative_rc(thr, rc);
	base = (char *)thr->valstack;
	thr->valstack_bottom = (duk_tval *)(void *)(base + bottom);
	give(thr, (duk_idx_t)idx, rc != 0);
	duk_set_top_unsafe(thr, (duk_idx_t)(idx + 1));
	thr->valstack_end =
	    (duk_tval *)(void *)((char *)thr->valstack + end);
	duk_set_top_unsafe(thr, (duk_idx_t)nregs);
	return 1;
}

#endif
