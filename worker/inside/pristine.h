/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pristine.h -- part of own.c: arrays that may be read instead of iterated.
 *
 * What iterating an array calls are two methods, of Array.prototype and of its
 * iterators' prototype.  Where a method was found once it is found again
 * without a look-up, unless the program has changed the prototype.
 */
#ifndef CORDON_WORKER_INSIDE_PRISTINE_H
#define CORDON_WORKER_INSIDE_PRISTINE_H

void
inside_iterates(duk_context *ctx, unsigned i, void *object, void *key,
    void *value)
{
	struct engine_member *m = &((duk_hthread *)ctx)->heap->engine_steps[i];

	m->object = object;
	m->key = key;
	m->value = value;
	m->at = 0;
}

static inline bool
is_as_made(duk_heap *heap, struct engine_member *m)
{
	duk_hobject *h = m->object;
	duk_uint32_t n = h != NULL ? DUK_HOBJECT_GET_ENEXT(h) : 0;
	duk_tval *tv;
	duk_int_t e;

	if (m->at >= n || DUK_HOBJECT_E_GET_KEY(heap, h, m->at) != m->key) {
		if (n == 0 || entry_of(heap, h, m->key, &e) == NULL)
			return false;
		m->at = (duk_uint32_t)e;
	}
	if (DUK_HOBJECT_E_SLOT_IS_ACCESSOR(heap, h, m->at))
		return false;
	tv = DUK_HOBJECT_E_GET_VALUE_TVAL_PTR(heap, h, m->at);
	return DUK_TVAL_IS_OBJECT(tv) && DUK_TVAL_GET_OBJECT(tv) == m->value;
}

static inline bool
iterates_as_made(duk_heap *heap)
{
	return is_as_made(heap, &heap->engine_steps[0]) &&
	    is_as_made(heap, &heap->engine_steps[1]);
}

/* An array all of whose elements are in its array part (holes may be). */
static inline bool
has_plain_elements(duk_hobject *h)
{
	return DUK_HOBJECT_IS_ARRAY(h) && DUK_HOBJECT_HAS_ARRAY_PART(h) &&
	    ((duk_harray *)h)->length <= DUK_HOBJECT_GET_ASIZE(h);
}

/* No object up to Array.prototype has an iterator of its own. */
static inline bool
is_pristine(duk_heap *heap, const duk_tval *tv)
{
	struct engine_member *m = &heap->engine_steps[0];
	duk_hobject *h;
	duk_int_t e;

	if (!DUK_TVAL_IS_OBJECT(tv) ||
	    !has_plain_elements(DUK_TVAL_GET_OBJECT(tv)))
		return false;
	h = DUK_TVAL_GET_OBJECT(tv);
	for (; h != m->object; h = DUK_HOBJECT_GET_PROTOTYPE(heap, h)) {
		if (h == NULL || DUK_HOBJECT_IS_PROXY(h) ||
		    entry_of(heap, h, m->key, &e) != NULL)
			return false;
	}
	return iterates_as_made(heap);
}

bool
inside_is_pristine(duk_context *ctx, duk_idx_t idx)
{
	const duk_tval *tv = duk_get_tval((duk_hthread *)ctx, idx);

	return tv != NULL && is_pristine(((duk_hthread *)ctx)->heap, tv);
}

bool
inside_iterates_as_made(duk_context *ctx)
{
	return iterates_as_made(((duk_hthread *)ctx)->heap);
}

#endif
