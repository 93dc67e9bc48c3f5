/* SPDX-License-Identifier: Apache-2.0 */
/*
 * variable.h -- part of own.c: the variables of outer functions.
 *
 * A variable that a closure uses is looked for by its name, scope by scope;
 * Duktape describes each place it has found before it reads it.  Here only
 * what needs no description is read: variables of scopes, open or closed, and
 * plain own properties of the global object.
 */
#ifndef CORDON_WORKER_INSIDE_VARIABLE_H
#define CORDON_WORKER_INSIDE_VARIABLE_H

/* The value of an own entry. */
static inline duk_tval *
entry_of(duk_heap *heap, duk_hobject *h, duk_hstring *key, duk_int_t *ret_e)
{
	duk_hstring **keys;
	duk_uint32_t i, n;
	duk_int_t hash;

	if (DUK_HOBJECT_GET_HSIZE(h) == 0) {
		keys = DUK_HOBJECT_E_GET_KEY_BASE(heap, h);
		n = DUK_HOBJECT_GET_ENEXT(h);
		for (i = 0; i < n; i++) {
			if (keys[i] == key) {
				*ret_e = (duk_int_t)i;
				return DUK_HOBJECT_E_GET_VALUE_TVAL_PTR(heap, h,
				    i);
			}
		}
		return NULL;
	}
	if (!duk_hobject_find_entry(heap, h, key, ret_e, &hash))
		return NULL;
	return DUK_HOBJECT_E_GET_VALUE_TVAL_PTR(heap, h, *ret_e);
}

/* The register that a map of names says, among those at `bottom`. */
static inline duk_tval *
register_of(duk_heap *heap, duk_hobject *map, duk_hstring *name,
    duk_hthread *thr, duk_size_t bottom)
{
	duk_int_t e;
	duk_tval *tv = entry_of(heap, map, name, &e);

	if (tv == NULL)
		return NULL;
	return (duk_tval *)(void *)((duk_uint8_t *)thr->valstack + bottom) +
	    (duk_size_t)DUK_TVAL_GET_NUMBER(tv);
}

/* The running function's own, while it has no scope of its own. */
static inline duk_tval *
own_variable(duk_hthread *thr, duk_activation *act, duk_hstring *name)
{
	duk_int_t e;
	duk_tval *map = entry_of(thr->heap, DUK_ACT_GET_FUNC(act),
	    DUK_HTHREAD_STRING_INT_VARMAP(thr), &e);

	if (map == NULL || !DUK_TVAL_IS_OBJECT(map))
		return NULL;
	return register_of(thr->heap, DUK_TVAL_GET_OBJECT(map), name, thr,
	    act->bottom_byteoff);
}

/* NULL: the slow way is needed. */
static duk_tval *
find_variable(duk_hthread *thr, duk_activation *act, duk_hstring *name,
    int writes)
{
	duk_hobject *env = act->lex_env;
	duk_heap *heap = thr->heap;
	duk_hdecenv *scope;
	duk_tval *tv;
	duk_int_t e;

	if (env == NULL) {
		if ((tv = own_variable(thr, act, name)) != NULL)
			return tv;
		env = DUK_HCOMPFUNC_GET_LEXENV(heap,
		    (duk_hcompfunc *)DUK_ACT_GET_FUNC(act));
	}
	for (; env != NULL; env = DUK_HOBJECT_GET_PROTOTYPE(heap, env)) {
		if (DUK_HOBJECT_GET_CLASS_NUMBER(env) !=
		    DUK_HOBJECT_CLASS_DECENV)
			break;
		scope = (duk_hdecenv *)env;
		if (scope->thread != NULL &&
		    (tv = register_of(heap, scope->varmap, name, scope->thread,
			 scope->regbase_byteoff)) != NULL)
			return tv;
		if ((tv = entry_of(heap, env, name, &e)) == NULL)
			continue;
		if (writes && !DUK_HOBJECT_E_SLOT_IS_WRITABLE(heap, env, e))
			return NULL;
		return tv;
	}
	if (env == NULL || writes || ((duk_hobjenv *)env)->has_this ||
	    DUK_HOBJECT_IS_PROXY(((duk_hobjenv *)env)->target))
		return NULL;
	env = ((duk_hobjenv *)env)->target;
	tv = entry_of(heap, env, name, &e);
	if (tv == NULL || DUK_HOBJECT_E_SLOT_IS_ACCESSOR(heap, env, e))
		return NULL;
	return tv;
}

/* `$`, which lowered code asks for more than for any other, and `$take`. */
static int
read_runtime(duk_hthread *thr, const void *name, duk_tval *reg)
{
	if (name == thr->heap->engine_runtime_name) {
		DUK_TVAL_SET_OBJECT_UPDREF(thr, reg,
		    thr->heap->engine_runtime);
		return 1;
	}
	if (name == thr->heap->engine_take_name) {
		DUK_TVAL_SET_STRING_UPDREF(thr, reg,
		    thr->heap->engine_take_key);
		return 1;
	}
	return 0;
}

int
engine_getvar(void *ctx, void *act, void *name, void *to)
{
	duk_hthread *thr = ctx;
	duk_tval *tv, *reg = to;

	if (read_runtime(thr, name, reg))
		return 1;
	tv = find_variable(thr, act, name, 0);
	if (tv == NULL)
		return 0;
	DUK_TVAL_SET_TVAL_UPDREF(thr, reg, tv); /* side effects */
	return 1;
}

/* `to` and the register after it: a function and its `this`. */
int
engine_callee(void *ctx, void *act, void *name, void *to)
{
	duk_hthread *thr = ctx;
	duk_tval *self = (duk_tval *)to + 1;

	if (!engine_getvar(ctx, act, name, to))
		return 0;
	DUK_TVAL_SET_UNDEFINED_UPDREF(thr, self); /* side effects */
	return 1;
}

int
engine_putvar(void *ctx, void *act, void *name, void *from)
{
	duk_hthread *thr = ctx;
	duk_tval *tv = find_variable(thr, act, name, 1), *reg = from;

	if (tv == NULL)
		return 0;
	DUK_TVAL_SET_TVAL_UPDREF(thr, tv, reg); /* side effects */
	return 1;
}

#endif
