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
inside_is_plain_array(duk_context *ctx, duk_idx_t idx)
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
