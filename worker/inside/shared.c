/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shared.c -- runtime/inside.h for a Duktape that came as a library: slower,
 * and built-ins may be called with new.
 */
#include "worker/runtime/inside.h"

void
inside_no_construct(duk_context *ctx, duk_idx_t idx)
{
	(void)ctx;
	(void)idx;
}

bool
inside_is_data(duk_context *ctx, duk_idx_t idx)
{
	(void)ctx;
	(void)idx;
	return false;
}

long
inside_line(duk_context *ctx, int level)
{
	long line = -1;

	duk_inspect_callstack_entry(ctx, level);
	if (duk_is_object(ctx, -1)) {
		duk_get_prop_literal(ctx, -1, "lineNumber");
		line = duk_get_int(ctx, -1);
		duk_pop(ctx);
	}
	duk_pop(ctx);
	return line;
}

int
inside_place(duk_context *ctx, int level, struct inside_place *ret)
{
	duk_inspect_callstack_entry(ctx, level);
	*ret = (struct inside_place){ NULL, 0 };
	level = duk_is_object(ctx, -1) ? 1 : -1;
	duk_pop(ctx);
	return level;
}

void
inside_push_function(duk_context *ctx, int level)
{
	(void)level;
	duk_push_undefined(ctx);
}

void
inside_super(duk_context *ctx, duk_idx_t idx, enum inside_super kind)
{
	(void)ctx;
	(void)idx;
	(void)kind;
}

void
inside_runtime(duk_context *ctx, void *object, void *name)
{
	(void)ctx;
	(void)object;
	(void)name;
}

void
inside_take(duk_context *ctx, void (*take)(duk_context *), void *name,
    void *key)
{
	(void)ctx;
	(void)take;
	(void)name;
	(void)key;
}

void
inside_super_other(duk_context *ctx, void *other)
{
	(void)ctx;
	(void)other;
}

void
inside_light(duk_context *ctx, duk_idx_t idx)
{
	(void)ctx;
	(void)idx;
}

bool
inside_is_plain_array(duk_context *ctx, duk_idx_t idx)
{
	(void)ctx;
	(void)idx;
	return false;
}

bool
inside_is_dense(duk_context *ctx, duk_idx_t idx)
{
	(void)ctx;
	(void)idx;
	return false;
}

enum inside_list
inside_this_list(duk_context *ctx)
{
	(void)ctx;
	return INSIDE_ARGUMENTS;
}

bool
inside_is_locked(duk_context *ctx, duk_idx_t idx)
{
	(void)ctx;
	(void)idx;
	return false;
}

bool
inside_push_element(duk_context *ctx, duk_idx_t idx, uint32_t i)
{
	(void)ctx;
	(void)idx;
	(void)i;
	return false;
}

bool
inside_set_element(duk_context *ctx, duk_idx_t idx, uint32_t i)
{
	(void)ctx;
	(void)idx;
	(void)i;
	return false;
}

int64_t
inside_ascii(duk_context *ctx, duk_idx_t idx, const char **ret)
{
	size_t bytes;
	const char *s = duk_get_lstring(ctx, idx, &bytes);

	if (s == NULL || duk_get_length(ctx, idx) != bytes)
		return -1;
	*ret = s;
	return (int64_t)bytes;
}

bool
inside_is_proxy(duk_context *ctx, duk_idx_t idx)
{
	(void)ctx;
	(void)idx;
	return false;
}

bool
inside_is_constructor(duk_context *ctx, duk_idx_t idx)
{
	return duk_is_function(ctx, idx) != 0;
}

bool
inside_is_error(duk_context *ctx, duk_idx_t idx)
{
	return duk_is_error(ctx, idx) != 0;
}

duk_c_function
inside_swap_native(duk_context *ctx, duk_idx_t idx, duk_c_function fn,
    int nargs)
{
	(void)ctx;
	(void)idx;
	(void)fn;
	(void)nargs;
	return NULL;
}

/* An object whose prototype chain has Date's, as well as can be told. */
bool
inside_is_date(duk_context *ctx, duk_idx_t idx)
{
	bool is;

	idx = duk_normalize_index(ctx, idx);
	if (!duk_is_object(ctx, idx))
		return false;
	duk_get_global_literal(ctx, "Date");
	is = duk_instanceof(ctx, idx, -1) != 0;
	duk_pop(ctx);
	return is;
}

const char *
inside_typed_name(duk_context *ctx, duk_idx_t idx)
{
	const char *name = NULL;

	if (!duk_is_buffer_data(ctx, idx))
		return NULL;
	idx = duk_normalize_index(ctx, idx);
	duk_get_prop_literal(ctx, idx, "constructor");
	if (duk_is_function(ctx, -1)) {
		duk_get_prop_literal(ctx, -1, "name");
		name = duk_get_string(ctx, -1);
		duk_pop(ctx);
	}
	duk_pop(ctx);
	return name;
}

int64_t
inside_typed_length(duk_context *ctx, duk_idx_t idx)
{
	if (inside_typed_name(ctx, idx) == NULL)
		return -1;
	return (int64_t)duk_get_length(ctx, idx);
}

bool
inside_make_wide(duk_context *ctx, duk_idx_t idx, enum inside_wide to)
{
	(void)ctx;
	(void)idx;
	(void)to;
	return false;
}

bool
inside_is_array_buffer(duk_context *ctx, duk_idx_t idx)
{
	bool yes;

	if (!duk_is_object(ctx, idx) || duk_is_buffer_data(ctx, idx) == 0)
		return false;
	duk_get_global_literal(ctx, "ArrayBuffer");
	idx = idx < 0 ? idx - 1 : idx;
	yes = duk_instanceof(ctx, idx, -1) != 0;
	duk_pop(ctx);
	return yes;
}

size_t
inside_buffer_bytes(duk_context *ctx, duk_idx_t idx)
{
	duk_size_t n = 0;

	(void)duk_get_buffer_data(ctx, idx, &n);
	return n;
}

bool
inside_is_element_key(duk_context *ctx, duk_idx_t idx)
{
	(void)ctx;
	(void)idx;
	return false;
}

void
inside_drop_prototype(duk_context *ctx, duk_idx_t idx)
{
	(void)ctx;
	(void)idx;
}

bool
inside_put(duk_context *ctx, duk_idx_t obj)
{
	(void)duk_put_prop(ctx, obj);
	return true;
}

void
inside_drop_own(duk_context *ctx, duk_idx_t idx, duk_idx_t key)
{
	(void)ctx;
	(void)idx;
	(void)key;
}

void
inside_make_plain(duk_context *ctx, duk_idx_t idx)
{
	(void)ctx;
	(void)idx;
}

void
inside_seal_strings(duk_context *ctx)
{
	(void)ctx;
}

long
inside_apply_marks(duk_context *ctx, duk_idx_t idx, uint32_t first)
{
	(void)ctx;
	(void)idx;
	(void)first;
	return -1;
}

uint32_t
inside_number(duk_context *ctx, duk_idx_t idx)
{
	(void)ctx;
	(void)idx;
	return 0;
}

bool
inside_push_own(duk_context *ctx, duk_idx_t idx, const char *key, size_t n)
{
	idx = duk_normalize_index(ctx, idx);
	(void)duk_push_lstring(ctx, key, n);
	duk_get_prop_desc(ctx, idx, 0);
	if (!duk_is_object(ctx, -1)) {
		duk_pop(ctx);
		return false;
	}
	duk_get_prop_literal(ctx, -1, "value");
	duk_remove(ctx, -2);
	return true;
}

bool
inside_is_bare(duk_context *ctx, duk_idx_t idx, const void *proto, uint32_t n)
{
	(void)ctx;
	(void)idx;
	(void)proto;
	(void)n;
	return false;
}

uint64_t
inside_stamp(duk_context *ctx, void *object)
{
	(void)ctx;
	(void)object;
	return 0;
}

void
inside_make_regexp(duk_context *ctx, void *proto, const char *key, size_t n)
{
	duk_push_object(ctx);
	duk_push_heapptr(ctx, proto);
	duk_set_prototype(ctx, -2);
	duk_push_literal(ctx, "lastIndex");
	duk_push_int(ctx, 0);
	duk_def_prop(ctx, -3, DUK_DEFPROP_HAVE_VALUE |
	    DUK_DEFPROP_SET_WRITABLE | DUK_DEFPROP_CLEAR_ENUMERABLE |
	    DUK_DEFPROP_CLEAR_CONFIGURABLE);
	duk_dup(ctx, -2);
	duk_put_prop_lstring(ctx, -2, key, n);
	duk_remove(ctx, -2);
}

bool
inside_push_state(duk_context *ctx, duk_idx_t idx)
{
	(void)ctx;
	(void)idx;
	return false;
}

bool
inside_get_last_index(duk_context *ctx, duk_idx_t idx, double *ret)
{
	(void)ctx;
	(void)idx;
	(void)ret;
	return false;
}

bool
inside_set_last_index(duk_context *ctx, duk_idx_t idx, double i)
{
	(void)ctx;
	(void)idx;
	(void)i;
	return false;
}

void
inside_pack(duk_context *ctx, duk_idx_t n)
{
	duk_idx_t i, at;

	duk_push_array(ctx);
	at = duk_get_top_index(ctx);
	for (i = 0; i < n; i++) {
		duk_dup(ctx, at - n + i);
		duk_put_prop_index(ctx, at, (duk_uarridx_t)i);
	}
	duk_insert(ctx, -n - 1);
	duk_pop_n(ctx, n);
}

void
inside_define(duk_context *ctx, duk_idx_t obj)
{
	duk_def_prop(ctx, obj, DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WEC |
	    DUK_DEFPROP_FORCE);
}

#include "worker/inside/no_buffer.h"
#include "worker/inside/no_cells.h"
#include "worker/inside/no_slots.h"

/* The prelude knows that they have no iterator (rt.iteratorMethod). */
void
inside_iterate_arguments(duk_context *ctx, void *key, void *values)
{
	(void)ctx;
	(void)key;
	(void)values;
}

bool
inside_bigint_prototype(duk_context *ctx, void *proto)
{
	(void)ctx;
	(void)proto;
	return false;
}

bool
inside_lists_typed_length(void)
{
	return true;
}
