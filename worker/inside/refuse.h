/* SPDX-License-Identifier: Apache-2.0 */
/*
 * refuse.h -- part of own.c: what could not be stored or looked for, in words
 * that name it.  Duktape says "not writable", of nothing.  None of this runs
 * code of the program's.
 */
#ifndef CORDON_WORKER_INSIDE_REFUSE_H
#define CORDON_WORKER_INSIDE_REFUSE_H

#include <stdbool.h>

#define SHOWN_MAX 100 /* bytes of a key or string in a message */
#define LEVELS_MAX 32 /* of a chain of prototypes that is searched */

static bool
is_proxy(duk_context *ctx)
{
	duk_hobject *h = duk_get_hobject(ctx, -1);

	return h != NULL && DUK_HOBJECT_IS_PROXY(h);
}

/* [ ... object ] -> [ ... object value ], a data property; false: none. */
static bool
push_plain(duk_context *ctx, const char *key)
{
	duk_dup(ctx, -1);
	for (int i = 0; i < LEVELS_MAX; i++) {
		duk_push_string(ctx, key);
		duk_get_prop_desc(ctx, -2, 0);
		if (duk_is_object(ctx, -1)) {
			duk_get_prop_string(ctx, -1, "value");
			duk_remove(ctx, -2);
			duk_remove(ctx, -2);
			return true;
		}
		duk_pop(ctx);
		duk_get_prototype(ctx, -1);
		duk_remove(ctx, -2);
		if (!duk_is_object(ctx, -1) || is_proxy(ctx))
			break;
	}
	duk_pop(ctx);
	return false;
}

/* #<Point>, [object Array] or function's text, for the object on the top. */
static const char *
push_kind(duk_context *ctx)
{
	const char *name = "Object";

	if (duk_is_array(ctx, -1))
		return duk_push_string(ctx, "[object Array]");
	if (!is_proxy(ctx) && push_plain(ctx, "constructor")) {
		if (duk_is_object(ctx, -1) && !is_proxy(ctx) &&
		    push_plain(ctx, "name"))
			duk_remove(ctx, -2);
		if (duk_is_string(ctx, -1) && !duk_is_symbol(ctx, -1) &&
		    *duk_get_string(ctx, -1) != '\0')
			name = duk_get_string(ctx, -1);
	}
	return duk_push_sprintf(ctx, "#<%.*s>", SHOWN_MAX, name);
}

/* The key on the top, as a message shows it. */
static const char *
push_key(duk_context *ctx)
{
	const char *s;
	size_t n;

	if (!duk_is_symbol(ctx, -1))
		return duk_safe_to_string(ctx, -1);
	s = duk_get_string(ctx, -1) + 1; /* behind the mark */
	n = strcspn(s, "\xff");
	return duk_push_sprintf(ctx, "Symbol(%.*s)",
	    (int)(n < SHOWN_MAX ? n : SHOWN_MAX), s);
}

/* Instead of a TypeError "not writable" and its like. */
void
engine_refuse_put(void *t, void *object, void *key, const char *why)
{
	duk_hthread *thr = t;
	const char *k, *kind;

	duk_hthread_sync_currpc(thr); /* for the error's line */
	duk_require_stack(thr, 16);
	duk_push_hstring(thr, key);
	k = push_key(thr);
	if (object == NULL) {
		duk_type_error(thr,
		    "Cannot assign to read only property '%s' of a primitive "
		    "value",
		    k);
		return;
	}
	duk_push_hobject(thr, object);
	kind = push_kind(thr);
	if (strcmp(why, DUK_STR_NOT_EXTENSIBLE) == 0)
		(void)duk_type_error(thr,
		    "Cannot add property %s, object is not extensible", k);
	else if (strcmp(why, DUK_STR_SETTER_UNDEFINED) == 0)
		(void)duk_type_error(thr,
		    "Cannot set property %s of %s which "
		    "has only a getter",
		    k, kind);
	else if (strcmp(why, DUK_STR_NOT_CONFIGURABLE) == 0)
		(void)duk_type_error(thr, "Cannot delete property '%s' of %s",
		    k, kind);
	else
		(void)duk_type_error(thr,
		    "Cannot assign to read only property "
		    "'%s' of object '%s'",
		    k, kind);
}

int
engine_show_symbol(void *t, const void *symbol)
{
	duk_hthread *thr = t;
	struct big v;

	duk_require_stack(thr, 8);
	duk_push_hstring(thr, (duk_hstring *)(uintptr_t)symbol);
	if (bigint_get(thr, -1, &v))
		bigint_push_text(thr, &v, 10);
	else
		(void)push_key(thr);
	duk_remove(thr, -2);
	return 1;
}

/* A value and its type, as a message shows them: "number '5'". */
static const char *
push_primitive(duk_context *ctx)
{
	const char *type = duk_is_number(ctx, -1) ? "number" :
	    duk_is_boolean(ctx, -1)		  ? "boolean" :
	    !duk_is_symbol(ctx, -1)		  ? "string" :
						    "symbol";
	struct big v;

	if (bigint_get(ctx, -1, &v)) {
		type = "bigint";
		bigint_push_text(ctx, &v, 10);
	} else
		(void)push_key(ctx);
	return duk_push_sprintf(ctx, "%s '%.*s'", type, SHOWN_MAX,
	    duk_get_string(ctx, -1));
}

/* Instead of "cannot write property". */
void
engine_refuse_primitive(void *t, const void *value, const void *key)
{
	duk_hthread *thr = t;
	const char *k, *of;

	duk_hthread_sync_currpc(thr); /* for the error's line */
	duk_require_stack(thr, 16);
	duk_push_tval(thr, (const duk_tval *)key);
	k = push_key(thr);
	duk_push_tval(thr, (const duk_tval *)value);
	of = push_primitive(thr);
	(void)duk_type_error(thr, "Cannot create property '%.*s' on %s",
	    SHOWN_MAX, k, of);
}

/* [ ... x y ]: `x in y` needs an object. */
void
engine_refuse_in(void *t)
{
	duk_hthread *thr = t;
	duk_idx_t y = duk_get_top_index(thr);
	const char *in, *key;

	if (duk_check_type_mask(thr, -1,
		DUK_TYPE_MASK_OBJECT | DUK_TYPE_MASK_LIGHTFUNC |
		    DUK_TYPE_MASK_BUFFER))
		return;
	duk_hthread_sync_currpc(thr);
	duk_require_stack(thr, 16);
	duk_dup(thr, -1);
	in = push_key(thr);
	duk_dup(thr, y - 1);
	if (duk_is_object(thr, -1))
		key = push_kind(thr);
	else
		key = push_key(thr);
	(void)duk_type_error(thr,
	    "Cannot use 'in' operator to search for '%.*s' in %.*s", SHOWN_MAX,
	    key, SHOWN_MAX, in);
}

/* A symbol that is to be a number: throws if it is a BigInt. */
void
engine_refuse_number(void *t, const void *symbol)
{
	duk_hthread *thr = t;
	const duk_hstring *h = symbol;

	if (!bigint_is((const char *)DUK_HSTRING_GET_DATA(h),
		DUK_HSTRING_GET_BYTELEN(h)))
		return;
	duk_hthread_sync_currpc(thr);
	(void)duk_type_error(thr, "Cannot convert a BigInt value to a number");
}

/* JSON.parse of a text that is none. */
void
engine_refuse_json(void *t, const void *s, const void *end)
{
	char b[JSON_WORDS_MAX];

	json_words(s, (size_t)((const char *)end - (const char *)s), b);
	(void)duk_error((duk_hthread *)t, DUK_ERR_SYNTAX_ERROR, "%s", b);
}

/* includes(/x/) and its like: the function that runs is the one. */
void
engine_refuse_regexp(void *t)
{
	duk_hthread *thr = t;

	duk_push_current_function(thr);
	duk_get_prop_literal(thr, -1, "name");
	(void)duk_type_error(thr, "First argument to String.prototype.%s must "
	    "not be a regular expression", duk_safe_to_string(thr, -1));
}

/* A symbol that is to be a string: pushes its text if it is a BigInt. */
int
engine_big_text(void *t, const void *symbol)
{
	const duk_hstring *h = symbol;
	struct big v;

	if (!bigint_is((const char *)DUK_HSTRING_GET_DATA(h),
		DUK_HSTRING_GET_BYTELEN(h)))
		return 0;
	duk_push_hstring(t, (duk_hstring *)symbol);
	(void)bigint_get(t, -1, &v);
	bigint_push_text(t, &v, 10);
	duk_remove(t, -2);
	return 1;
}

#endif
