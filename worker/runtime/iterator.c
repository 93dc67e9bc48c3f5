/* SPDX-License-Identifier: Apache-2.0 */
/*
 * iterator.c -- %IteratorPrototype%, and the iterators of arrays and strings.
 *
 * An iterator's state is a buffer in a hidden property; it names its owner, so
 * that an object inheriting from an iterator is none itself.
 */
#include "worker/runtime/rt.h"

#include <string.h>

#include "worker/runtime/inside.h"

enum { KEYS, VALUES, ENTRIES };

struct array_it {
	void *owner;
	double next;
	int kind;
	bool done;
};

static duk_ret_t
return_this(duk_context *ctx)
{
	duk_push_this(ctx);
	return 1;
}

/* The state of `this`; leaves this and the buffer on the stack. */
static struct array_it *
array_it_this(duk_context *ctx, const char *what)
{
	struct array_it *it;

	duk_push_this(ctx);
	if (duk_is_object(ctx, -1)) {
		if (duk_get_prop_literal(ctx, -1, DUK_HIDDEN_SYMBOL("ait"))) {
			it = duk_get_buffer_data(ctx, -1, NULL);
			if (it != NULL && it->owner == duk_get_heapptr(ctx, -2))
				return it;
		}
	}
	(void)duk_type_error(ctx, "next method called on incompatible "
	    "receiver: not %s", what);
	return NULL;
}

static duk_ret_t
finish(duk_context *ctx, struct array_it *it, duk_idx_t self)
{
	(void)self; /* it may be frozen: what it held is not let go */
	it->done = true;
	duk_push_undefined(ctx);
	rt_iter_result(ctx, true);
	return 1;
}

/* A typed array's is its own, whatever a program calls "length". */
static double
length_of(duk_context *ctx, duk_idx_t idx)
{
	if (inside_buffer_state(ctx, idx) & INSIDE_OUTSIDE)
		(void)duk_type_error(ctx, "Cannot perform next on a typed "
		    "array whose ArrayBuffer is detached or too short");
	return rt_length(ctx, idx);
}

static duk_ret_t
array_next(duk_context *ctx)
{
	struct array_it *it = array_it_this(ctx, "an Array Iterator");
	double i;

	if (it->done) {
		duk_push_undefined(ctx);
		rt_iter_result(ctx, true);
		return 1;
	}
	duk_get_prop_literal(ctx, 0, DUK_HIDDEN_SYMBOL("of"));
	i = it->next;
	if (i >= length_of(ctx, -1))
		return finish(ctx, it, 0);
	it->next = i + 1;
	if (it->kind == KEYS) {
		duk_push_number(ctx, i);
	} else if (it->kind == VALUES) {
		rt_get_index(ctx, 2, i);
	} else {
		duk_push_array(ctx);
		duk_push_number(ctx, i);
		duk_put_prop_index(ctx, -2, 0);
		rt_get_index(ctx, 2, i);
		duk_put_prop_index(ctx, -2, 1);
	}
	rt_iter_result(ctx, false);
	return 1;
}

/* Makes the iterator over the object on the top, which it replaces. */
static void
make(duk_context *ctx, int kind, const char *proto)
{
	struct array_it *it;

	duk_push_bare_object(ctx);
	rt_stash_get(ctx, proto);
	duk_set_prototype(ctx, -2);
	it = duk_push_fixed_buffer(ctx, sizeof(*it));
	it->owner = duk_get_heapptr(ctx, -2);
	it->kind = kind;
	duk_put_prop_literal(ctx, -2, DUK_HIDDEN_SYMBOL("ait"));
	duk_insert(ctx, -2);
	duk_put_prop_literal(ctx, -2, DUK_HIDDEN_SYMBOL("of"));
}

static duk_ret_t
array_iterate(duk_context *ctx)
{
	duk_push_this(ctx);
	duk_to_object(ctx, -1);
	make(ctx, duk_get_current_magic(ctx), "ArrayIteratorPrototype");
	return 1;
}

static duk_ret_t
typed_iterate(duk_context *ctx)
{
	duk_push_this(ctx);
	if (inside_typed_name(ctx, -1) == NULL ||
	    (inside_buffer_state(ctx, -1) & INSIDE_OUTSIDE))
		return duk_type_error(ctx, "this is not a typed array.");
	make(ctx, duk_get_current_magic(ctx), "ArrayIteratorPrototype");
	return 1;
}

static duk_ret_t
string_iterate(duk_context *ctx)
{
	duk_push_this(ctx);
	if (duk_is_null_or_undefined(ctx, -1))
		return duk_type_error(ctx, "String.prototype[Symbol.iterator]"
		    " called on null or undefined");
	duk_to_string(ctx, -1);
	make(ctx, VALUES, "StringIteratorPrototype");
	return 1;
}

static duk_ret_t
string_next(duk_context *ctx)
{
	struct array_it *it = array_it_this(ctx, "a String Iterator");
	size_t n, i, step = 1;
	duk_codepoint_t a, b;

	if (it->done) {
		duk_push_undefined(ctx);
		rt_iter_result(ctx, true);
		return 1;
	}
	duk_get_prop_literal(ctx, 0, DUK_HIDDEN_SYMBOL("of"));
	n = duk_get_length(ctx, 2);
	i = (size_t)it->next;
	if (i >= n)
		return finish(ctx, it, 0);
	a = duk_char_code_at(ctx, 2, i);
	if (a >= 0xd800 && a < 0xdc00 && i + 1 < n) {
		b = duk_char_code_at(ctx, 2, i + 1);
		if (b >= 0xdc00 && b < 0xe000)
			step = 2;
	}
	it->next = (double)(i + step);
	duk_substring(ctx, 2, i, i + step);
	rt_iter_result(ctx, false);
	return 1;
}

static const struct rt_fn base_fns[] = {
	{ "@iterator", return_this, 0, 0, 0 },
	{ NULL, NULL, 0, 0, 0 },
};
static const struct rt_fn async_fns[] = {
	{ "@asyncIterator", return_this, 0, 0, 0 },
	{ NULL, NULL, 0, 0, 0 },
};
static const struct rt_fn array_it_fns[] = {
	{ "next", array_next, 0, 0, 0 },
	{ NULL, NULL, 0, 0, 0 },
};
static const struct rt_fn string_it_fns[] = {
	{ "next", string_next, 0, 0, 0 },
	{ NULL, NULL, 0, 0, 0 },
};
static const struct rt_fn array_fns[] = {
	{ "keys", array_iterate, 0, 0, KEYS },
	{ "entries", array_iterate, 0, 0, ENTRIES },
	{ "values", array_iterate, 0, 0, VALUES },
	{ NULL, NULL, 0, 0, 0 },
};
static const struct rt_fn typed_fns[] = {
	{ "keys", typed_iterate, 0, 0, KEYS },
	{ "entries", typed_iterate, 0, 0, ENTRIES },
	{ "values", typed_iterate, 0, 0, VALUES },
	{ NULL, NULL, 0, 0, 0 },
};
static const struct rt_fn string_fns[] = {
	{ "@iterator", string_iterate, 0, 0, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

/* A prototype that inherits from %IteratorPrototype% (at `base`), kept in the
 * stash and in `native` under its name. */
static void
proto(duk_context *ctx, duk_idx_t base, const char *name, const char *tag,
    const struct rt_fn *fns)
{
	duk_push_object(ctx);
	duk_dup(ctx, base);
	duk_set_prototype(ctx, -2);
	rt_put(ctx, -1, fns);
	rt_tag(ctx, -1, tag);
	duk_dup_top(ctx);
	duk_put_prop_string(ctx, base - 1, name);
	rt_stash_put(ctx, name);
}

/* proto[Symbol.iterator] is the same function as proto.values. */
static void
alias_values(duk_context *ctx, const struct rt_fn *fns)
{
	rt_put(ctx, -1, fns);
	duk_get_prop_literal(ctx, -1, "values");
	rt_def(ctx, -2, "@iterator");
}

void
rt_iterators(duk_context *ctx)
{
	duk_idx_t base;

	duk_push_object(ctx);
	base = duk_get_top_index(ctx);
	rt_put(ctx, base, base_fns);
	duk_dup(ctx, base);
	rt_stash_put(ctx, "IteratorPrototype");
	duk_dup(ctx, base);
	duk_put_prop_string(ctx, base - 1, "IteratorPrototype");
	proto(ctx, base, "ArrayIteratorPrototype", "Array Iterator",
	    array_it_fns);
	proto(ctx, base, "StringIteratorPrototype", "String Iterator",
	    string_it_fns);

	duk_push_object(ctx);
	rt_put(ctx, -1, async_fns);
	duk_put_prop_string(ctx, base - 1, "AsyncIteratorPrototype");

	rt_push_global(ctx, "Array.prototype");
	alias_values(ctx, array_fns);
	duk_get_prop_literal(ctx, -1, "values");
	rt_stash_put(ctx, "ArrayValues");
	rt_push_global(ctx, "Uint8Array.prototype");
	duk_get_prototype(ctx, -1);
	alias_values(ctx, typed_fns);
	rt_push_global(ctx, "String.prototype");
	rt_put(ctx, -1, string_fns);
	duk_set_top(ctx, base);
}
