/* SPDX-License-Identifier: Apache-2.0 */
/* collections.c -- Map, Set, WeakMap, WeakSet and their iterators. */
#include "worker/runtime/collection.h"

#include "worker/runtime/inside.h"

enum { KEYS, VALUES, ENTRIES };

static const char *
kind_name(int kind)
{
	static const char *const names[] = { "", "Map", "Set", "WeakMap",
		"WeakSet" };

	return names[kind];
}

static enum coll_kind
magic_kind(duk_context *ctx)
{
	return (enum coll_kind)(duk_get_current_magic(ctx) & 7);
}

/* Pushes this; its table. */
static struct coll *
this_coll(duk_context *ctx, enum coll_kind kind)
{
	struct coll *c;

	duk_push_this(ctx);
	c = coll_of(ctx, -1, kind);
	if (c == NULL)
		(void)duk_type_error(ctx,
		    "Method %s.prototype called on incompatible receiver %s",
		    kind_name((int)kind), duk_safe_to_string(ctx, -1));
	return c;
}

static bool
weak(enum coll_kind k)
{
	return k == COLL_WEAKMAP || k == COLL_WEAKSET;
}

/* Where the adder's value stands on its stack: a set's is its key. */
static duk_idx_t
stride_value(enum coll_kind k)
{
	return k == COLL_MAP || k == COLL_WEAKMAP ? 1 : 0;
}

static duk_ret_t
species(duk_context *ctx)
{
	duk_push_this(ctx);
	return 1;
}

static duk_ret_t
coll_get(duk_context *ctx)
{
	struct coll *c = this_coll(ctx, magic_kind(ctx));
	int64_t e = coll_find(ctx, c, 0);

	if (e < 0)
		return 0;
	coll_push_value(ctx, c, e);
	return 1;
}

static duk_ret_t
coll_has(duk_context *ctx)
{
	struct coll *c = this_coll(ctx, magic_kind(ctx));

	duk_push_boolean(ctx, coll_find(ctx, c, 0) >= 0);
	return 1;
}

static duk_ret_t
coll_set(duk_context *ctx)
{
	enum coll_kind k = magic_kind(ctx);
	struct coll *c = this_coll(ctx, k);

	if (weak(k) && !duk_is_object(ctx, 0) && !duk_is_symbol(ctx, 0))
		return duk_type_error(ctx, "Invalid value used %s",
		    k == COLL_WEAKMAP ? "as weak map key" : "in weak set");
	coll_put(ctx, -1, c, 0, stride_value(k));
	return 1;
}

static duk_ret_t
coll_delete(duk_context *ctx)
{
	struct coll *c = this_coll(ctx, magic_kind(ctx));

	duk_push_boolean(ctx, coll_remove(ctx, c, 0));
	return 1;
}

static duk_ret_t
coll_wipe(duk_context *ctx)
{
	struct coll *c = this_coll(ctx, magic_kind(ctx));

	coll_clear(ctx, -1, c);
	return 0;
}

static duk_ret_t
coll_size(duk_context *ctx)
{
	duk_push_uint(ctx, this_coll(ctx, magic_kind(ctx))->live);
	return 1;
}

static duk_ret_t
coll_each(duk_context *ctx)
{
	enum coll_kind k = magic_kind(ctx);
	struct coll *c = this_coll(ctx, k);
	uint32_t seq = 0;
	int64_t e;

	if (!duk_is_callable(ctx, 0))
		return duk_type_error(ctx, "%s is not a function",
		    duk_safe_to_string(ctx, 0));
	for (;;) {
		c = coll_of(ctx, 2, k);
		e = coll_next(ctx, c, seq, &seq);
		if (e < 0)
			return 0;
		duk_dup(ctx, 0);
		duk_dup(ctx, 1);
		coll_push_value(ctx, c, e);
		coll_push_key(ctx, c, e);
		duk_dup(ctx, 2);
		duk_call_method(ctx, 3);
		duk_pop(ctx);
	}
}

struct coll_it {
	void *owner;
	int what;
	enum coll_kind kind;
	uint32_t seq;
	bool done;
};

static duk_ret_t
coll_iterate(duk_context *ctx)
{
	int magic = duk_get_current_magic(ctx);
	enum coll_kind k = (enum coll_kind)(magic & 7);
	struct coll_it *it;

	(void)this_coll(ctx, k);
	duk_push_bare_object(ctx);
	rt_stash_get(ctx, k == COLL_MAP ? "MapIteratorPrototype" :
	    "SetIteratorPrototype");
	duk_set_prototype(ctx, -2);
	it = duk_push_fixed_buffer(ctx, sizeof(*it));
	it->owner = duk_get_heapptr(ctx, -2);
	it->what = magic >> 3;
	it->kind = k;
	duk_put_prop_literal(ctx, -2, DUK_HIDDEN_SYMBOL("cit"));
	duk_dup(ctx, 0);
	duk_put_prop_literal(ctx, -2, DUK_HIDDEN_SYMBOL("of"));
	return 1;
}

static void
push_entry(duk_context *ctx, const struct coll *c, int64_t e, int what)
{
	if (what == KEYS) {
		coll_push_key(ctx, c, e);
	} else if (what == VALUES) {
		coll_push_value(ctx, c, e);
	} else {
		duk_push_array(ctx);
		coll_push_key(ctx, c, e);
		duk_put_prop_index(ctx, -2, 0);
		coll_push_value(ctx, c, e);
		duk_put_prop_index(ctx, -2, 1);
	}
}

static duk_ret_t
it_next(duk_context *ctx)
{
	struct coll_it *it = NULL;
	struct coll *c;
	int64_t e = -1;

	duk_push_this(ctx);
	if (duk_is_object(ctx, 0) &&
	    duk_get_prop_literal(ctx, 0, DUK_HIDDEN_SYMBOL("cit")))
		it = duk_get_buffer_data(ctx, -1, NULL);
	if (it == NULL || it->owner != duk_get_heapptr(ctx, 0) ||
	    (int)it->kind != duk_get_current_magic(ctx))
		return duk_type_error(ctx, "next method called on incompatible "
		    "receiver: not a %s Iterator",
		    kind_name(duk_get_current_magic(ctx)));
	if (!it->done) {
		duk_get_prop_literal(ctx, 0, DUK_HIDDEN_SYMBOL("of"));
		c = coll_of(ctx, -1, it->kind);
		e = coll_next(ctx, c, it->seq, &it->seq);
		if (e >= 0) {
			push_entry(ctx, c, e, it->what);
			rt_iter_result(ctx, false);
			return 1;
		}
		it->done = true;
		duk_del_prop_literal(ctx, 0, DUK_HIDDEN_SYMBOL("of"));
	}
	duk_push_undefined(ctx);
	rt_iter_result(ctx, true);
	return 1;
}

/* Appends every entry to a new array: what spreading and Array.from do. */
static duk_ret_t
coll_list(duk_context *ctx)
{
	enum coll_kind k = COLL_MAP;
	struct coll *c = coll_of(ctx, 0, k);
	int what = duk_get_int(ctx, 1);
	uint32_t seq = 0, n = 0;
	int64_t e;

	if (c == NULL)
		c = coll_of(ctx, 0, k = COLL_SET);
	if (c == NULL)
		return 0;
	duk_push_array(ctx);
	while ((e = coll_next(ctx, c, seq, &seq)) >= 0) {
		push_entry(ctx, c, e, what);
		duk_put_prop_index(ctx, -2, n++);
	}
	return 1;
}

/* Fills from a plain array without running any of the program's code. */
static bool
fill_fast(duk_context *ctx, enum coll_kind k)
{
	duk_size_t i, n = duk_get_length(ctx, 0);
	struct coll *c;

	for (i = 0; i < n; i++) {
		duk_get_prop_index(ctx, 0, (duk_uarridx_t)i);
		if (stride_value(k) == 0) {
			c = coll_of(ctx, 1, k);
			coll_put(ctx, 1, c, -1, -1);
			duk_pop(ctx);
			continue;
		}
		if (!duk_is_object(ctx, -1))
			(void)duk_type_error(ctx,
			    "Iterator value %s is not an entry object",
			    duk_safe_to_string(ctx, -1));
		duk_get_prop_index(ctx, -1, 0);
		duk_get_prop_index(ctx, -2, 1);
		c = coll_of(ctx, 1, k);
		coll_put(ctx, 1, c, -2, -1);
		duk_pop_3(ctx);
		n = duk_get_length(ctx, 0);
	}
	return true;
}

/* Nothing that a constructor looks up has been replaced. */
static bool
pristine(duk_context *ctx, enum coll_kind k)
{
	bool ok;

	if (weak(k) || !inside_is_plain_array(ctx, 0))
		return false;
	rt_push_key(ctx, "@iterator");
	duk_get_prop(ctx, 0);
	rt_stash_get(ctx, "ArrayValues");
	ok = duk_strict_equals(ctx, -1, -2) != 0;
	duk_get_prop_string(ctx, 1, k == COLL_MAP ? "set" : "add");
	rt_stash_get(ctx, k == COLL_MAP ? "MapSet" : "SetAdd");
	ok = ok && duk_strict_equals(ctx, -1, -2);
	rt_stash_get(ctx, "ArrayIteratorPrototype");
	duk_get_prop_literal(ctx, -1, "next");
	rt_stash_get(ctx, "ArrayNext");
	ok = ok && duk_strict_equals(ctx, -1, -2);
	duk_set_top(ctx, 2);
	return ok;
}

static duk_ret_t
construct(duk_context *ctx)
{
	enum coll_kind k = magic_kind(ctx);

	if (!duk_is_constructor_call(ctx))
		return duk_type_error(ctx, "Constructor %s requires 'new'",
		    kind_name((int)k));
	duk_push_this(ctx);
	coll_init(ctx, 1, k);
	if (duk_is_null_or_undefined(ctx, 0))
		return 0;
	if (pristine(ctx, k)) {
		(void)fill_fast(ctx, k);
		return 0;
	}
	rt_stash_get(ctx, "fill");
	duk_dup(ctx, 1);
	duk_dup(ctx, 0);
	duk_push_string(ctx, stride_value(k) == 0 ? "add" : "set");
	duk_push_boolean(ctx, stride_value(k) != 0);
	duk_call(ctx, 4);
	return 0;
}

/* The prelude's loop over any iterable: fill(target, iterable, adder, pairs). */
static duk_ret_t
set_fill(duk_context *ctx)
{
	rt_stash_put(ctx, "fill");
	return 0;
}

#define IT(kind, what) ((kind) | ((what) << 3))
#define END { NULL, NULL, 0, 0, 0 }

static const struct rt_fn map_fns[] = {
	{ "get", coll_get, 1, 1, COLL_MAP },
	{ "set", coll_set, 2, 2, COLL_MAP },
	{ "has", coll_has, 1, 1, COLL_MAP },
	{ "delete", coll_delete, 1, 1, COLL_MAP },
	{ "clear", coll_wipe, 0, 0, COLL_MAP },
	{ "entries", coll_iterate, 0, 0, IT(COLL_MAP, ENTRIES) },
	{ "forEach", coll_each, 2, 1, COLL_MAP },
	{ "keys", coll_iterate, 0, 0, IT(COLL_MAP, KEYS) },
	{ "size", coll_size, 0, RT_GETTER, COLL_MAP },
	{ "values", coll_iterate, 0, 0, IT(COLL_MAP, VALUES) },
	END
};
static const struct rt_fn set_fns[] = {
	{ "has", coll_has, 1, 1, COLL_SET },
	{ "add", coll_set, 1, 1, COLL_SET },
	{ "delete", coll_delete, 1, 1, COLL_SET },
	{ "clear", coll_wipe, 0, 0, COLL_SET },
	{ "entries", coll_iterate, 0, 0, IT(COLL_SET, ENTRIES) },
	{ "forEach", coll_each, 2, 1, COLL_SET },
	{ "size", coll_size, 0, RT_GETTER, COLL_SET },
	{ "values", coll_iterate, 0, 0, IT(COLL_SET, VALUES) },
	END
};
static const struct rt_fn weakmap_fns[] = {
	{ "delete", coll_delete, 1, 1, COLL_WEAKMAP },
	{ "get", coll_get, 1, 1, COLL_WEAKMAP },
	{ "set", coll_set, 2, 2, COLL_WEAKMAP },
	{ "has", coll_has, 1, 1, COLL_WEAKMAP },
	END
};
static const struct rt_fn weakset_fns[] = {
	{ "delete", coll_delete, 1, 1, COLL_WEAKSET },
	{ "has", coll_has, 1, 1, COLL_WEAKSET },
	{ "add", coll_set, 1, 1, COLL_WEAKSET },
	END
};
static const struct rt_fn ctors[] = {
	{ "Map", construct, 1, RT_CTOR, COLL_MAP },
	{ "Set", construct, 1, RT_CTOR, COLL_SET },
	{ "WeakMap", construct, 1, RT_CTOR, COLL_WEAKMAP },
	{ "WeakSet", construct, 1, RT_CTOR, COLL_WEAKSET },
	END
};
static const struct rt_fn species_fn[] = {
	{ "@species", species, 0, RT_GETTER, 0 },
	END
};
static const struct rt_fn native_fns[] = {
	{ "setFill", set_fill, 1, 1, 0 },
	{ "list", coll_list, 2, 2, 0 },
	END
};
static const struct rt_fn map_it_fns[] = {
	{ "next", it_next, 0, 0, COLL_MAP },
	END
};
static const struct rt_fn set_it_fns[] = {
	{ "next", it_next, 0, 0, COLL_SET },
	END
};

/* global[name] = constructor with prototype; leaves the prototype. */
static void
define(duk_context *ctx, const struct rt_fn *ctor, const struct rt_fn *fns)
{
	rt_push_fn(ctx, ctor);
	duk_push_object(ctx);
	rt_put(ctx, -1, fns);
	duk_dup(ctx, -2);
	rt_def(ctx, -2, "constructor");
	rt_tag(ctx, -1, ctor->key);
	duk_push_literal(ctx, "prototype");
	duk_dup(ctx, -2);
	duk_def_prop(ctx, -4, DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_CLEAR_WEC);
	if (!weak((enum coll_kind)ctor->magic))
		rt_put(ctx, -2, species_fn);
	duk_push_global_object(ctx);
	duk_dup(ctx, -3);
	rt_def(ctx, -2, ctor->key);
	duk_pop(ctx);
	duk_remove(ctx, -2);
}

static void
iterator_proto(duk_context *ctx, const char *name, const char *tag,
    const struct rt_fn *fns)
{
	duk_idx_t native = duk_get_top_index(ctx);

	duk_push_object(ctx);
	rt_stash_get(ctx, "IteratorPrototype");
	duk_set_prototype(ctx, -2);
	rt_put(ctx, -1, fns);
	rt_tag(ctx, -1, tag);
	duk_dup_top(ctx);
	duk_put_prop_string(ctx, native, name);
	rt_stash_put(ctx, name);
}

/* proto[to] is the function proto[from]. */
static void
alias(duk_context *ctx, const char *from, const char *to)
{
	duk_get_prop_string(ctx, -1, from);
	rt_def(ctx, -2, to);
}

void
rt_collections(duk_context *ctx)
{
	rt_put(ctx, -1, native_fns);
	define(ctx, &ctors[0], map_fns);
	alias(ctx, "entries", "@iterator");
	duk_get_prop_literal(ctx, -1, "set");
	rt_stash_put(ctx, "MapSet");
	define(ctx, &ctors[1], set_fns);
	alias(ctx, "values", "keys");
	alias(ctx, "values", "@iterator");
	duk_get_prop_literal(ctx, -1, "add");
	rt_stash_put(ctx, "SetAdd");
	define(ctx, &ctors[2], weakmap_fns);
	define(ctx, &ctors[3], weakset_fns);
	duk_pop_n(ctx, 4);
	iterator_proto(ctx, "MapIteratorPrototype", "Map Iterator",
	    map_it_fns);
	iterator_proto(ctx, "SetIteratorPrototype", "Set Iterator",
	    set_it_fns);
	rt_stash_get(ctx, "ArrayIteratorPrototype");
	duk_get_prop_literal(ctx, -1, "next");
	rt_stash_put(ctx, "ArrayNext");
	duk_pop(ctx);
}
