/* SPDX-License-Identifier: Apache-2.0 */
/* no_slots.h -- part of shared.c: slots.h without Duktape's insides. */
#ifndef CORDON_WORKER_INSIDE_NO_SLOTS_H
#define CORDON_WORKER_INSIDE_NO_SLOTS_H

bool
inside_push_slot(duk_context *ctx, duk_idx_t obj, duk_idx_t key)
{
	(void)ctx;
	(void)obj;
	(void)key;
	return false;
}

bool
inside_set_slot(duk_context *ctx, duk_idx_t obj, duk_idx_t key)
{
	(void)ctx;
	(void)obj;
	(void)key;
	return false;
}

bool
inside_has_entry(duk_context *ctx, duk_idx_t obj, duk_idx_t key)
{
	(void)ctx;
	(void)obj;
	(void)key;
	return false;
}

bool
inside_push_plain(duk_context *ctx, duk_idx_t idx, const void *key)
{
	(void)ctx;
	(void)idx;
	(void)key;
	return false;
}

bool
inside_add(duk_context *ctx, duk_idx_t obj, duk_idx_t key)
{
	(void)ctx;
	(void)obj;
	(void)key;
	return false;
}

void
inside_iterates(duk_context *ctx, unsigned i, void *object, void *key,
    void *value)
{
	(void)ctx;
	(void)i;
	(void)object;
	(void)key;
	(void)value;
}

bool
inside_is_pristine(duk_context *ctx, duk_idx_t idx)
{
	(void)ctx;
	(void)idx;
	return false;
}

bool
inside_iterates_as_made(duk_context *ctx)
{
	(void)ctx;
	return false;
}

void
inside_push_array(duk_context *ctx, uint32_t n)
{
	(void)n;
	duk_push_array(ctx);
}

bool
inside_push_proxy_parts(duk_context *ctx, duk_idx_t idx)
{
	(void)ctx;
	(void)idx;
	return false;
}

bool
inside_is_extensible(duk_context *ctx, duk_idx_t idx)
{
	return duk_is_object(ctx, idx) != 0;
}

#endif
