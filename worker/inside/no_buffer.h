/* SPDX-License-Identifier: Apache-2.0 */
/* no_buffer.h -- what buffer.h has, where Duktape's structure has no room for
 * it: ArrayBuffers keep their size. */
#ifndef CORDON_WORKER_INSIDE_NO_BUFFER_H
#define CORDON_WORKER_INSIDE_NO_BUFFER_H

bool
inside_has_states(void)
{
	return false;
}

unsigned
inside_buffer_state(duk_context *ctx, duk_idx_t idx)
{
	(void)ctx;
	(void)idx;
	return 0;
}

size_t
inside_buffer_max(duk_context *ctx, duk_idx_t idx)
{
	return inside_buffer_bytes(ctx, idx);
}

void
inside_buffer_mark(duk_context *ctx, duk_idx_t idx, unsigned state,
    size_t bytes)
{
	(void)ctx;
	(void)idx;
	(void)state;
	(void)bytes;
}

void
inside_view_begin(duk_context *ctx, duk_idx_t view, duk_idx_t buffer,
    bool tracks)
{
	(void)ctx;
	(void)view;
	(void)buffer;
	(void)tracks;
}

void
inside_buffer_resize(duk_context *ctx, duk_idx_t idx, size_t bytes)
{
	(void)ctx;
	(void)idx;
	(void)bytes;
}

void
inside_buffer_detach(duk_context *ctx, duk_idx_t idx)
{
	(void)ctx;
	(void)idx;
}

#endif
