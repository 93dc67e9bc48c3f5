/* SPDX-License-Identifier: Apache-2.0 */
/*
 * buffer.h -- part of own.c: ArrayBuffers that change their size, are taken
 * away or are shared, and the views that look at them.
 *
 * The bytes of one that may grow are all there from the beginning, so that no
 * pointer to them ever changes; its size is what duk_hbufobj says.  When it
 * changes, the heap is walked for its views: no other buffer pays for that.
 * duktape.cmake puts `state` and `whole` where the structure has room.
 */
#ifndef CORDON_WORKER_INSIDE_BUFFER_H
#define CORDON_WORKER_INSIDE_BUFFER_H

static duk_hbufobj *
bufobj_at(duk_context *ctx, duk_idx_t idx)
{
	duk_hobject *h = object_at(ctx, idx);

	return h != NULL && DUK_HOBJECT_IS_BUFOBJ(h) ? (duk_hbufobj *)h : NULL;
}

bool
inside_is_array_buffer(duk_context *ctx, duk_idx_t idx)
{
	duk_hobject *h = object_at(ctx, idx);

	return h != NULL && DUK_HOBJECT_IS_BUFOBJ(h) &&
	    DUK_HOBJECT_GET_CLASS_NUMBER(h) == DUK_HOBJECT_CLASS_ARRAYBUFFER;
}

size_t
inside_buffer_bytes(duk_context *ctx, duk_idx_t idx)
{
	duk_hbufobj *b = bufobj_at(ctx, idx);

	return b == NULL ? 0 : b->length;
}

#ifdef ENGINE_STATE
bool
inside_has_states(void)
{
	return true;
}

unsigned
inside_buffer_state(duk_context *ctx, duk_idx_t idx)
{
	duk_hbufobj *b = bufobj_at(ctx, idx);

	return b == NULL ? 0 : b->state;
}

size_t
inside_buffer_max(duk_context *ctx, duk_idx_t idx)
{
	duk_hbufobj *b = bufobj_at(ctx, idx);

	if (b == NULL || b->buf == NULL || (b->state & INSIDE_DETACHED))
		return 0;
	return b->state & INSIDE_RESIZABLE ? DUK_HBUFFER_GET_SIZE(b->buf)
					   : b->length;
}

void
inside_buffer_mark(duk_context *ctx, duk_idx_t idx, unsigned state,
    size_t bytes)
{
	duk_hbufobj *b = bufobj_at(ctx, idx);

	if (b == NULL || b->buf == NULL || b->length < bytes)
		return;
	b->state = (duk_uint8_t)state;
	b->length = (duk_uint_t)bytes;
}

/* What a view is to see of a buffer with `bytes` bytes. */
static void
view_fit(duk_hbufobj *v, duk_uint_t bytes, bool gone)
{
	bool tracks = v->state & INSIDE_TRACKS;
	bool out = gone || v->offset > bytes ||
	    (!tracks && v->whole > bytes - v->offset);

	v->state = (duk_uint8_t)((v->state & ~INSIDE_OUTSIDE) |
	    (out ? INSIDE_OUTSIDE : 0));
	v->length = out ? 0
	    : tracks	? ((bytes - v->offset) >> v->shift) << v->shift
			: v->whole;
}

void
inside_view_begin(duk_context *ctx, duk_idx_t view, duk_idx_t buffer,
    bool tracks)
{
	duk_hbufobj *v = bufobj_at(ctx, view), *b = bufobj_at(ctx, buffer);

	if (v == NULL || b == NULL || b->state == 0)
		return;
	v->whole = v->length;
	v->state = (duk_uint8_t)((b->state & INSIDE_RESIZABLE) |
	    (tracks ? INSIDE_TRACKS : 0));
	view_fit(v, b->length, b->state & INSIDE_DETACHED);
}

static void
fit_views(duk_hthread *thr, duk_hbufobj *b)
{
	duk_heaphdr *h = thr->heap->heap_allocated;
	duk_hbufobj *v;

	for (; h != NULL; h = DUK_HEAPHDR_GET_NEXT(thr->heap, h)) {
		if (DUK_HEAPHDR_GET_TYPE(h) != DUK_HTYPE_OBJECT ||
		    !DUK_HOBJECT_IS_BUFOBJ((duk_hobject *)h))
			continue;
		v = (duk_hbufobj *)h;
		if (v->buf_prop != (duk_hobject *)b || v == b)
			continue;
		if (v->state == 0)
			v->whole = v->length;
		view_fit(v, b->length, b->state & INSIDE_DETACHED);
	}
}

void
inside_buffer_resize(duk_context *ctx, duk_idx_t idx, size_t bytes)
{
	duk_hbufobj *b = bufobj_at(ctx, idx);
	duk_uint8_t *p;

	if (b == NULL || b->buf == NULL ||
	    bytes > DUK_HBUFFER_GET_SIZE(b->buf) - b->offset)
		return;
	p = DUK_HBUFOBJ_GET_SLICE_BASE(((duk_hthread *)ctx)->heap, b);
	if (bytes < b->length)
		memset(p + bytes, 0, b->length - bytes);
	b->length = (duk_uint_t)bytes;
	fit_views((duk_hthread *)ctx, b);
}

void
inside_buffer_detach(duk_context *ctx, duk_idx_t idx)
{
	duk_hbufobj *b = bufobj_at(ctx, idx);

	if (b == NULL)
		return;
	b->length = 0;
	b->state |= INSIDE_DETACHED;
	fit_views((duk_hthread *)ctx, b);
}
#else
#include "worker/inside/no_buffer.h"
#endif

#endif
