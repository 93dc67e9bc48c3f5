/* SPDX-License-Identifier: Apache-2.0 */
/*
 * append.h -- part of own.c: `s += t` without copying s.
 *
 * Strings are immutable and interned, so that building a text of n bytes in
 * small steps copies n * n / 2 of them.  When nothing but the register that is
 * to be overwritten refers to the left operand, nobody can tell whether it was
 * changed: it leaves the table of strings, grows where it is, with room for
 * what will follow, and enters the table again as the text it has become.
 */
#ifndef CORDON_WORKER_INSIDE_APPEND_H
#define CORDON_WORKER_INSIDE_APPEND_H

#define APPEND_MIN 4096 /* shorter ones are copied as fast */
#define APPEND_SPARE_MAX (1024 * 1024) /* room that may be left unused */

static void
table_add(duk_heap *heap, duk_hstring *h, duk_uint32_t hash)
{
	duk_hstring **slot = heap->strtable + (hash & heap->st_mask);

	DUK_HSTRING_SET_HASH(h, hash);
	h->hdr.h_next = *slot;
	*slot = h;
#if defined(DUK__STRTAB_RESIZE_CHECK)
	heap->st_count++;
#endif
}

static duk_hstring *
table_find(duk_heap *heap, const duk_hstring *like, duk_uint32_t hash)
{
	duk_hstring *h = engine_sealed_string(like + 1, like->blen, hash);

	if (h != NULL)
		return h;
	h = heap->strtable[hash & heap->st_mask];
	for (; h != NULL; h = (duk_hstring *)h->hdr.h_next)
		if (DUK_HSTRING_GET_HASH(h) == hash && h->blen == like->blen &&
		    memcmp(h + 1, like + 1, like->blen) == 0)
			return h;
	return NULL;
}

/* Room for `need` bytes, and for more of the same later. */
static duk_hstring *
grown(duk_heap *heap, duk_hstring *h, size_t need)
{
	size_t spare = need / 2 < APPEND_SPARE_MAX ? need / 2 :
	    APPEND_SPARE_MAX;
	void *p;

	if (engine_hook_usable(heap->heap_udata, h) >= need)
		return h;
	p = heap->realloc_func(heap->heap_udata, h, need + spare);
	if (p == NULL)
		p = heap->realloc_func(heap->heap_udata, h, need);
	return p;
}

/*
 * How many references go with the operation.  One, of `s`, when it writes to
 * its left operand.  For `s += f()` the compiler copies s to a temporary and
 * adds to that; what it emits next (see duktape.cmake) tells that the copy is
 * dead, and then there are two.  Else 0: somebody may look at the string.
 */
static duk_size_t
own_references(duk_hthread *thr, const duk_tval *x, const duk_tval *z)
{
	duk_instr_t next;

	if (x == z)
		return 1;
	if (!DUK_TVAL_IS_STRING(z) || !DUK_TVAL_IS_STRING(x) ||
	    DUK_TVAL_GET_STRING(z) != DUK_TVAL_GET_STRING(x))
		return 0;
	next = **thr->ptr_curr_pc;
	return DUK_DEC_OP(next) == DUK_OP_LDUNDEF &&
		thr->valstack_bottom + DUK_DEC_BC(next) == x ? 2 : 0;
}

static int
may_append(const duk_tval *x, const duk_tval *y, duk_size_t references)
{
	duk_hstring *a, *b;

	if (!DUK_TVAL_IS_STRING(x) || !DUK_TVAL_IS_STRING(y))
		return 0;
	a = DUK_TVAL_GET_STRING(x);
	b = DUK_TVAL_GET_STRING(y);
	return a != b && a->blen >= APPEND_MIN && !ENGINE_SEALED(a) &&
	    DUK_HEAPHDR_GET_REFCOUNT(&a->hdr) == references &&
	    !DUK_HSTRING_HAS_SYMBOL(a) && !DUK_HSTRING_HAS_SYMBOL(b) &&
	    !DUK_HSTRING_HAS_EXTDATA(a) &&
	    b->blen <= DUK_HSTRING_MAX_BYTELEN - a->blen;
}

int
engine_append(void *ctx, void *x, void *y, unsigned long r)
{
	duk_hthread *thr = ctx;
	duk_heap *heap = thr->heap;
	duk_tval *left = x, *to = thr->valstack_bottom + r;
	duk_size_t references = own_references(thr, left, to);
	duk_hstring *a, *b, *bigger, *same;
	duk_uint32_t hash, chars;
	int ascii;

	if (references == 0 || !may_append(left, y, references))
		return 0;
	a = DUK_TVAL_GET_STRING(left);
	b = DUK_TVAL_GET_STRING((duk_tval *)y);
	chars = (duk_uint32_t)(DUK_HSTRING_GET_CHARLEN(a) +
	    DUK_HSTRING_GET_CHARLEN(b)); /* also finds out what is ASCII */
	ascii = DUK_HSTRING_HAS_ASCII(a) && DUK_HSTRING_HAS_ASCII(b);
	duk_heap_strcache_string_remove(heap, a);
	duk_heap_strtable_unlink(heap, a);
	bigger = grown(heap, a, sizeof(*a) + a->blen + b->blen + 1);
	if (bigger == NULL) { /* the slow way says so, or collects first */
		table_add(heap, a, DUK_HSTRING_GET_HASH(a));
		return 0;
	}
	a = bigger;
	if (references == 2) {
		DUK_TVAL_SET_UNDEFINED(left);
		DUK_HEAPHDR_PREDEC_REFCOUNT(&a->hdr);
	}
	memcpy((duk_uint8_t *)(a + 1) + a->blen, b + 1, b->blen);
	a->blen += b->blen;
	a->clen = chars;
	((duk_uint8_t *)(a + 1))[a->blen] = 0;
	if (!ascii)
		DUK_HSTRING_CLEAR_ASCII(a);
	hash = duk_heap_hashstring(heap, (const duk_uint8_t *)(a + 1), a->blen);
	same = table_find(heap, a, hash);
	if (same != NULL) { /* that text is there already */
		DUK_TVAL_SET_STRING(to, same);
		DUK_HSTRING_INCREF(thr, same);
		DUK_FREE(heap, a);
	} else {
		table_add(heap, a, hash);
		DUK_TVAL_SET_STRING(to, a);
	}
	return 1;
}

#endif
