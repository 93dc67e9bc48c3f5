/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine_result.c -- a program's value as JSON.
 *
 * As JSON.stringify, but nothing is lost in silence: maps, sets and bytes have
 * a form, a value without any is an error that says where it is.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "worker/engine_int.h"

/* Deeper results are no use to a reader; each level takes C stack. */
#define DEPTH_MAX 200
#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)
#define PATH_MAX_BYTES 200
#define PATH_KEYS_MAX 12 /* what a reader can follow */

struct level {
	void *object;
	const char *key; /* NULL: an index */
	duk_uarridx_t index;
};

struct writer {
	struct engine *g;
	struct out *o;
	unsigned depth;
	struct level at[DEPTH_MAX];
};

static bool write_value(struct writer *w, duk_idx_t idx);

/* "result.items[3].parent" */
static void
path(const struct writer *w, char *b, size_t n)
{
	size_t len = (size_t)snprintf(b, n, "the result");
	unsigned i;
	int k;

	for (i = 0; i < w->depth && len < n - 1; i++) {
		if (i == PATH_KEYS_MAX) {
			(void)snprintf(b + len, n - len, " ...");
			return;
		}

		const struct level *l = &w->at[i];

		if (l->key != NULL)
			k = snprintf(b + len, n - len, "%s%s",
			    i == 0 ? " at ." : ".", l->key);
		else
			k = snprintf(b + len, n - len, "%s[%lu]",
			    i == 0 ? " at " : "", (unsigned long)l->index);
		len += (size_t)k;
	}
}

static void
fail(const struct writer *w, const char *what)
{
	char b[PATH_MAX_BYTES];

	path(w, b, sizeof(b));
	(void)duk_type_error(w->g->duk, "%s %s", b, what);
}

static void
write_number(struct writer *w, duk_idx_t idx)
{
	double d = duk_get_number(w->g->duk, idx);
	char b[32];

	if (!isfinite(d)) {
		engine_out_adds(w->o, "null");
	} else if (d == floor(d) && fabs(d) < 1e15) {
		(void)snprintf(b, sizeof(b), "%" PRId64, (int64_t)d);
		engine_out_adds(w->o, b);
	} else {
		duk_dup(w->g->duk, idx);
		engine_out_adds(w->o, duk_to_string(w->g->duk, -1));
		duk_pop(w->g->duk);
	}
}

static void
enter(struct writer *w, duk_idx_t idx)
{
	void *p = duk_get_heapptr(w->g->duk, idx);
	unsigned i;

	for (i = 0; i < w->depth; i++)
		if (w->at[i].object == p)
			fail(w, "is part of itself: return plain data "
			    "without cycles");
	if (w->depth == DEPTH_MAX)
		fail(w, "has more than " TEXT(DEPTH_MAX) " levels");
	w->at[w->depth].object = p;
	w->at[w->depth].key = NULL;
	w->at[w->depth].index = 0;
	w->depth++;
	duk_require_stack(w->g->duk, 16);
}

static void
write_array(struct writer *w, duk_idx_t idx)
{
	duk_context *duk = w->g->duk;
	duk_uarridx_t i, n = (duk_uarridx_t)duk_get_length(duk, idx);

	enter(w, idx);
	engine_out_add(w->o, "[", 1);
	for (i = 0; i < n && !w->o->failed; i++) {
		if (i > 0)
			engine_out_add(w->o, ",", 1);
		w->at[w->depth - 1].index = i;
		duk_get_prop_index(duk, idx, i);
		if (!write_value(w, duk_get_top_index(duk)))
			engine_out_adds(w->o, "null");
		duk_pop(duk);
	}
	engine_out_add(w->o, "]", 1);
	w->depth--;
}

static void
write_object(struct writer *w, duk_idx_t idx)
{
	duk_context *duk = w->g->duk;
	const char *comma = "", *key;
	duk_size_t n;
	size_t was;

	enter(w, idx);
	engine_out_add(w->o, "{", 1);
	duk_enum(duk, idx, DUK_ENUM_OWN_PROPERTIES_ONLY);
	while (!w->o->failed && duk_next(duk, -1, 0)) {
		/* The value is read here and not by duk_next(): a getter that
		 * throws is then told with its path. */
		key = duk_get_lstring(duk, -1, &n);
		w->at[w->depth - 1].key = key;
		was = w->o->len;
		engine_out_adds(w->o, comma);
		engine_out_json(w->o, key, n);
		engine_out_add(w->o, ":", 1);
		duk_dup(duk, -1);
		duk_get_prop(duk, idx);
		if (write_value(w, duk_get_top_index(duk)))
			comma = ",";
		else if (!w->o->failed)
			w->o->p[w->o->len = was] = '\0';
		duk_pop_2(duk);
	}
	duk_pop(duk);
	engine_out_add(w->o, "}", 1);
	w->depth--;
}

/* Has it a prototype of its own, so may be something JSON does not know? */
static bool
is_special(struct writer *w, duk_idx_t idx)
{
	duk_context *duk = w->g->duk;
	void *p;

	duk_get_prototype(duk, idx);
	p = duk_get_heapptr(duk, -1);
	duk_pop(duk);
	return p != NULL && p != w->g->object_prototype;
}

/* Replaces the value at idx by what toJSON() makes of it.  Is it another? */
static bool
apply_to_json(struct writer *w, duk_idx_t idx)
{
	duk_context *duk = w->g->duk;
	const struct level *l = w->depth > 0 ? &w->at[w->depth - 1] : NULL;

	duk_get_prop_literal(duk, idx, "toJSON");
	if (!duk_is_callable(duk, -1)) {
		duk_pop(duk);
		return false;
	}
	duk_dup(duk, idx);
	if (l != NULL && l->key != NULL)
		duk_push_string(duk, l->key);
	else
		duk_push_sprintf(duk, l == NULL ? "" : "%lu",
		    l == NULL ? 0UL : (unsigned long)l->index);
	duk_call_method(duk, 1);
	duk_replace(duk, idx);
	return true;
}

static bool
write_thing(struct writer *w, duk_idx_t idx, bool asked)
{
	duk_context *duk = w->g->duk;

	/* Asked once: what toJSON() returns is not asked again. */
	if (!asked && apply_to_json(w, idx))
		return duk_is_object(duk, idx) ? write_thing(w, idx, true) :
						 write_value(w, idx);
	if (duk_is_array(duk, idx)) {
		write_array(w, idx);
		return true;
	}
	if (duk_is_function(duk, idx)) {
		if (w->depth == 0)
			fail(w, "is a function: call it, or return what it "
			    "returns");
		return false;
	}
	if (duk_get_type(duk, idx) == DUK_TYPE_BUFFER ||
	    is_special(w, idx)) {
		duk_push_heapptr(duk, w->g->entry[ENTRY_PLAIN]);
		duk_dup(duk, idx);
		duk_call(duk, 1);
		if (!duk_strict_equals(duk, -1, idx)) {
			duk_replace(duk, idx);
			return write_value(w, idx);
		}
		duk_pop(duk);
	}
	write_object(w, idx);
	return true;
}

/* A BigInt, which Duktape takes for a symbol, as its digits in a string. */
static bool
write_bigint(struct writer *w, duk_idx_t idx)
{
	duk_context *duk = w->g->duk;
	bool is;

	duk_push_heapptr(duk, w->g->entry[ENTRY_PLAIN]);
	duk_dup(duk, idx);
	duk_call(duk, 1);
	is = duk_is_string(duk, -1) && !duk_is_symbol(duk, -1);
	if (is)
		(void)write_value(w, duk_get_top_index(duk));
	duk_pop(duk);
	return is;
}

/* Writes the value at idx (absolute; may be replaced).  False: it has no JSON
 * and an object leaves it out. */
static bool
write_value(struct writer *w, duk_idx_t idx)
{
	duk_context *duk = w->g->duk;
	const char *s;
	duk_size_t n;

	switch (duk_get_type(duk, idx)) {
	case DUK_TYPE_NULL:
		engine_out_adds(w->o, "null");
		return true;
	case DUK_TYPE_BOOLEAN:
		engine_out_adds(w->o,
		    duk_get_boolean(duk, idx) ? "true" : "false");
		return true;
	case DUK_TYPE_NUMBER:
		write_number(w, idx);
		return true;
	case DUK_TYPE_STRING:
		if (duk_is_symbol(duk, idx)) {
			if (write_bigint(w, idx))
				return true;
			if (w->depth == 0)
				fail(w, "is a symbol, which JSON cannot say");
			return false;
		}
		s = duk_get_lstring(duk, idx, &n);
		engine_out_json(w->o, s, n);
		return true;
	case DUK_TYPE_OBJECT:
	case DUK_TYPE_BUFFER:
	case DUK_TYPE_LIGHTFUNC:
		return write_thing(w, idx, false);
	default: /* undefined, and pointers, which no program has */
		return false;
	}
}

void
engine_result_write(struct engine *g, duk_idx_t idx, struct out *o)
{
	struct writer *w;

	/* On the heap of Duktape: freed by it when something throws. */
	w = duk_push_buffer_raw(g->duk, sizeof(*w), DUK_BUF_FLAG_NOZERO);
	w->g = g;
	w->o = o;
	w->depth = 0;
	duk_dup(g->duk, idx < 0 ? idx - 1 : idx);
	(void)write_value(w, duk_get_top_index(g->duk));
	duk_pop_2(g->duk);
}
