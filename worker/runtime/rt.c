/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/runtime/rt.h"

#include <math.h>
#include <string.h>

#include "worker/runtime/bigint.h"
#include "worker/runtime/inside.h"
#include "worker/runtime/runtime.h"

#define KEY_MAX 64 /* longest key of our tables, a symbol's frame included */
#define SAFE_MAX 9007199254740991.0

void
rt_push_key(duk_context *ctx, const char *key)
{
	char sym[KEY_MAX];
	size_t n = strlen(key);

	if (key[0] != '@' || n + 9 > sizeof(sym)) {
		duk_push_lstring(ctx, key, n);
		return;
	}
	/* Duktape's form of a well-known symbol. */
	memcpy(sym, "\x81Symbol.", 8);
	memcpy(sym + 8, key + 1, n - 1);
	sym[n + 7] = '\xff';
	duk_push_lstring(ctx, sym, n + 8);
}

void
rt_def(duk_context *ctx, duk_idx_t obj, const char *key)
{
	obj = duk_normalize_index(ctx, obj);
	rt_push_key(ctx, key);
	duk_insert(ctx, -2);
	duk_def_prop(ctx, obj,
	    DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WRITABLE |
		DUK_DEFPROP_CLEAR_ENUMERABLE | DUK_DEFPROP_SET_CONFIGURABLE |
		DUK_DEFPROP_FORCE);
}

/* The same, not writable (a toStringTag). */
static void
def_const(duk_context *ctx, duk_idx_t obj, const char *key)
{
	obj = duk_normalize_index(ctx, obj);
	rt_push_key(ctx, key);
	duk_insert(ctx, -2);
	duk_def_prop(ctx, obj,
	    DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_CLEAR_WRITABLE |
		DUK_DEFPROP_CLEAR_ENUMERABLE | DUK_DEFPROP_SET_CONFIGURABLE |
		DUK_DEFPROP_FORCE);
}

void
rt_tag(duk_context *ctx, duk_idx_t obj, const char *tag)
{
	obj = duk_normalize_index(ctx, obj);
	duk_push_string(ctx, tag);
	def_const(ctx, obj, "@toStringTag");
}

/* The function's own name: "[Symbol.iterator]", "get size". */
static void
name_fn(duk_context *ctx, const struct rt_fn *f)
{
	const char *get = (f->length & RT_GETTER) ? "get " : "";

	if (f->key[0] == '@')
		duk_push_sprintf(ctx, "%s[Symbol.%s]", get, f->key + 1);
	else
		duk_push_sprintf(ctx, "%s%s", get, f->key);
	def_const(ctx, -2, "name");
}

void
rt_push_fn(duk_context *ctx, const struct rt_fn *f)
{
	duk_push_c_function(ctx, f->fn, f->nargs);
	duk_set_magic(ctx, -1, f->magic);
	duk_push_int(ctx, (f->length & RT_GETTER) ? 0 : f->length & 0xff);
	def_const(ctx, -2, "length");
	name_fn(ctx, f);
	if (!(f->length & RT_CTOR))
		inside_no_construct(ctx, -1);
	if (f->length & RT_LIGHT)
		inside_light(ctx, -1);
}

void
rt_put(duk_context *ctx, duk_idx_t idx, const struct rt_fn *fns)
{
	idx = duk_normalize_index(ctx, idx);
	for (; fns->key != NULL; fns++) {
		if (!(fns->length & RT_GETTER)) {
			rt_push_fn(ctx, fns);
			rt_def(ctx, idx, fns->key);
			continue;
		}
		rt_push_key(ctx, fns->key);
		rt_push_fn(ctx, fns);
		duk_def_prop(ctx, idx,
		    DUK_DEFPROP_HAVE_GETTER | DUK_DEFPROP_CLEAR_ENUMERABLE |
			DUK_DEFPROP_SET_CONFIGURABLE | DUK_DEFPROP_FORCE);
	}
}

void
rt_push_global(duk_context *ctx, const char *name)
{
	const char *dot = strchr(name, '.');

	if (dot == NULL) {
		duk_get_global_string(ctx, name);
		return;
	}
	duk_get_global_lstring(ctx, name, (size_t)(dot - name));
	duk_get_prop_string(ctx, -1, dot + 1);
	duk_remove(ctx, -2);
}

void
rt_stash_get(duk_context *ctx, const char *key)
{
	duk_push_heap_stash(ctx);
	duk_get_prop_string(ctx, -1, key);
	duk_remove(ctx, -2);
}

void
rt_stash_put(duk_context *ctx, const char *key)
{
	duk_push_heap_stash(ctx);
	duk_insert(ctx, -2);
	duk_put_prop_string(ctx, -2, key);
	duk_pop(ctx);
}

double
rt_integer(duk_context *ctx, duk_idx_t idx)
{
	double d = duk_to_number(ctx, idx);

	if (isnan(d))
		return 0;
	return trunc(d) + 0.0;
}

double
rt_relative(duk_context *ctx, duk_idx_t idx, double len, double missing)
{
	double d;

	if (duk_is_null_or_undefined(ctx, idx) && !duk_is_null(ctx, idx))
		return missing;
	d = rt_integer(ctx, idx);
	if (d < 0)
		return d + len < 0 ? 0 : d + len;
	return d > len ? len : d;
}

double
rt_length(duk_context *ctx, duk_idx_t idx)
{
	double d;

	if (duk_is_array(ctx, idx) && inside_is_plain_array(ctx, idx))
		return (double)duk_get_length(ctx, idx);
	d = (double)inside_typed_length(ctx, idx);
	if (d >= 0)
		return d;
	duk_get_prop_literal(ctx, idx, "length");
	d = rt_integer(ctx, -1);
	duk_pop(ctx);
	if (d <= 0)
		return 0;
	return d > SAFE_MAX ? SAFE_MAX : d;
}

void
rt_get_index(duk_context *ctx, duk_idx_t obj, double i)
{
	if (i < 4294967295.0) {
		duk_get_prop_index(ctx, obj, (duk_uarridx_t)i);
		return;
	}
	obj = duk_normalize_index(ctx, obj);
	duk_push_number(ctx, i);
	duk_get_prop(ctx, obj);
}

void
rt_put_index(duk_context *ctx, duk_idx_t obj, double i)
{
	obj = duk_normalize_index(ctx, obj);
	duk_push_number(ctx, i);
	duk_insert(ctx, -2);
	duk_put_prop(ctx, obj);
}

bool
rt_has_index(duk_context *ctx, duk_idx_t obj, double i)
{
	obj = duk_normalize_index(ctx, obj);
	duk_push_number(ctx, i);
	return duk_has_prop(ctx, obj);
}

void
runtime_register(duk_context *ctx)
{
	rt_symbols(ctx);
	rt_iterators(ctx);
	rt_promises(ctx);
	rt_collections(ctx);
	rt_arrays(ctx);
	rt_sort(ctx);
	rt_strings(ctx);
	rt_objects(ctx);
	rt_math(ctx);
	rt_define(ctx);
	rt_normalize(ctx);
	rt_collate(ctx);
	rt_regexp(ctx);
	rt_string_regexp(ctx);

	rt_private(ctx);
	rt_classes(ctx);
	rt_numbers(ctx);
	rt_proxy(ctx);
	rt_array_species(ctx);
	rt_typed(ctx);
	rt_segments(ctx);
	rt_buffers(ctx);
	rt_bytes(ctx);
	rt_bigint(ctx);
	rt_dates(ctx);
	rt_function(ctx);
	rt_bind(ctx);
}
