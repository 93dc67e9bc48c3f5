/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sort.c -- a stable merge sort.
 *
 * What is sorted is a permutation: the values stand in a bare array where the
 * collector sees them, and the comparison function may do what it likes to
 * the object being sorted.
 */
#include "worker/runtime/rt.h"

#include <math.h>
#include <string.h>

#include "worker/runtime/bigint.h"
#include "worker/runtime/inside.h"

#define RUN 8 /* insertion sort below this */

struct sorter {
	duk_context *ctx;
	duk_idx_t vals; /* bare array */
	duk_idx_t fn; /* comparison function, or -1 */
	const struct sort_text *texts; /* when fn is -1 */
};

/* Duktape's strings order by bytes as by code units (CESU-8). */
struct sort_text {
	const char *p;
	size_t n;
};

static void
push_val(struct sorter *s, uint32_t i)
{
	if (!inside_push_element(s->ctx, s->vals, i))
		duk_get_prop_index(s->ctx, s->vals, i);
}

static int
text_cmp(const struct sort_text *a, const struct sort_text *b)
{
	size_t n = a->n < b->n ? a->n : b->n;
	int r = n == 0 ? 0 : memcmp(a->p, b->p, n);

	if (r != 0)
		return r;
	return (a->n > b->n) - (a->n < b->n);
}

/* Whether b belongs before a. */
static bool
before(struct sorter *s, uint32_t b, uint32_t a)
{
	double r;

	if (s->fn < 0)
		return text_cmp(&s->texts[b], &s->texts[a]) < 0;
	duk_dup(s->ctx, s->fn);
	push_val(s, a);
	push_val(s, b);
	duk_call(s->ctx, 2);
	r = duk_to_number(s->ctx, -1);
	duk_pop(s->ctx);
	return r > 0;
}

static void
insertion(struct sorter *s, uint32_t *p, size_t n)
{
	size_t i, j;
	uint32_t x;

	for (i = 1; i < n; i++) {
		x = p[i];
		for (j = i; j > 0 && before(s, x, p[j - 1]); j--)
			p[j] = p[j - 1];
		p[j] = x;
	}
}

static void
merge(struct sorter *s, uint32_t *p, size_t mid, size_t n, uint32_t *tmp)
{
	size_t i = 0, j = mid, k = 0;

	/* Runs already in order: common, and worth one comparison. */
	if (!before(s, p[mid], p[mid - 1]))
		return;
	memcpy(tmp, p, mid * sizeof(*p));
	while (i < mid && j < n) {
		if (before(s, p[j], tmp[i]))
			p[k++] = p[j++];
		else
			p[k++] = tmp[i++];
	}
	while (i < mid)
		p[k++] = tmp[i++];
}

static void
sort_perm(struct sorter *s, uint32_t *p, size_t n, uint32_t *tmp)
{
	size_t mid = n / 2;

	if (n <= RUN) {
		insertion(s, p, n);
		return;
	}
	sort_perm(s, p, mid, tmp);
	sort_perm(s, p + mid, n - mid, tmp);
	merge(s, p, mid, n, tmp);
}

/* Sorts the numbers' or strings' texts: replaces nothing in vals. */
static struct sort_text *
make_texts(duk_context *ctx, duk_idx_t vals, uint32_t n)
{
	struct sort_text *t;
	uint32_t i;

	/* Strings stay alive in this array. */
	duk_push_bare_array(ctx);
	t = duk_push_fixed_buffer(ctx, n * sizeof(*t) + 1);
	for (i = 0; i < n; i++) {
		duk_get_prop_index(ctx, vals, i);
		(void)rt_to_string(ctx, -1); /* BigInts have one */
		t[i].p = duk_to_lstring(ctx, -1, &t[i].n);
		duk_put_prop_index(ctx, -3, i);
	}
	return t;
}

/* vals (bare array of n) is replaced on the stack's top by a sorted array. */
static void
sort_values(duk_context *ctx, duk_idx_t vals, duk_idx_t fn, uint32_t n)
{
	struct sorter s = { ctx, vals, fn, NULL };
	uint32_t *p, i;

	if (fn < 0)
		s.texts = make_texts(ctx, vals, n);
	p = duk_push_fixed_buffer(ctx, 2 * (size_t)n * sizeof(*p) + 1);
	for (i = 0; i < n; i++)
		p[i] = i;
	sort_perm(&s, p, n, p + n);
	duk_push_array(ctx);
	for (i = 0; i < n; i++) {
		push_val(&s, p[i]);
		duk_put_prop_index(ctx, -2, i);
	}
}

/* Collects what is there; undefined values are counted, holes skipped. */
static uint32_t
collect(duk_context *ctx, duk_idx_t obj, double len, bool holes,
    uint32_t *ret_undefined)
{
	duk_idx_t vals = duk_get_top_index(ctx);
	uint32_t n = 0, undef = 0;
	double i;

	for (i = 0; i < len; i++) {
		if (!inside_push_element(ctx, obj, (uint32_t)i)) {
			if (!holes && !rt_has_index(ctx, obj, i))
				continue;
			rt_get_index(ctx, obj, i);
		}
		if (duk_is_undefined(ctx, -1)) {
			undef++;
			duk_pop(ctx);
			continue;
		}
		duk_put_prop_index(ctx, vals, n++);
	}
	*ret_undefined = undef;
	return n;
}

static void
check_fn(duk_context *ctx)
{
	if (!duk_is_undefined(ctx, 0) && !duk_is_callable(ctx, 0))
		(void)duk_type_error(ctx, "The comparison function must be "
		    "either a function or undefined");
}

#define SORT_MAX 16777216.0 /* elements; two words each in C */

static double
checked_length(duk_context *ctx, duk_idx_t idx)
{
	double len = rt_length(ctx, idx);

	if (len > SORT_MAX)
		(void)duk_range_error(ctx, "too many elements to sort");
	return len;
}

/* Array.prototype.sort */
static duk_ret_t
array_sort(duk_context *ctx)
{
	uint32_t n, undef, i;
	double len;

	check_fn(ctx);
	duk_push_this(ctx);
	duk_to_object(ctx, 1);
	len = checked_length(ctx, 1);
	duk_push_bare_array(ctx);
	n = collect(ctx, 1, len, false, &undef);
	sort_values(ctx, 2, duk_is_undefined(ctx, 0) ? -1 : 0, n);
	for (i = 0; i < n; i++) {
		duk_get_prop_index(ctx, -1, i);
		if (!inside_set_element(ctx, 1, i))
			rt_put_index(ctx, 1, i);
	}
	for (; i < n + undef; i++) {
		duk_push_undefined(ctx);
		rt_put_index(ctx, 1, i);
	}
	for (; i < len; i++) {
		if (!rt_has_index(ctx, 1, i))
			continue;
		duk_push_uint(ctx, i);
		duk_del_prop(ctx, 1);
	}
	duk_dup(ctx, 1);
	return 1;
}

/* Array.prototype.toSorted */
static duk_ret_t
array_to_sorted(duk_context *ctx)
{
	uint32_t n, undef;
	double len;

	check_fn(ctx);
	duk_push_this(ctx);
	duk_to_object(ctx, 1);
	len = checked_length(ctx, 1);
	duk_push_bare_array(ctx);
	n = collect(ctx, 1, len, true, &undef);
	sort_values(ctx, 2, duk_is_undefined(ctx, 0) ? -1 : 0, n);
	for (; undef > 0; undef--) {
		duk_push_undefined(ctx);
		duk_put_prop_index(ctx, -2, n++);
	}
	return 1;
}


static bool
number_before(double b, double a)
{
	if (isnan(a))
		return !isnan(b);
	if (b == 0 && a == 0)
		return signbit(b) && !signbit(a);
	return b < a;
}

static void
numbers_sort(double *p, size_t n, double *tmp)
{
	size_t mid = n / 2, i = 0, j = mid, k = 0;

	if (n < 2)
		return;
	numbers_sort(p, mid, tmp);
	numbers_sort(p + mid, n - mid, tmp);
	memcpy(tmp, p, mid * sizeof(*p));
	while (i < mid && j < n) {
		if (number_before(p[j], tmp[i]))
			p[k++] = p[j++];
		else
			p[k++] = tmp[i++];
	}
	while (i < mid)
		p[k++] = tmp[i++];
}

static void
typed_sort_numbers(duk_context *ctx, duk_idx_t idx, uint32_t n)
{
	double *p = duk_push_fixed_buffer(ctx, 2 * (size_t)n * sizeof(*p) + 1);
	uint32_t i;

	for (i = 0; i < n; i++) {
		duk_get_prop_index(ctx, idx, i);
		p[i] = duk_get_number_default(ctx, -1, 0);
		duk_pop(ctx);
	}
	numbers_sort(p, n, p + n);
	for (i = 0; i < n; i++) {
		duk_push_number(ctx, p[i]);
		duk_put_prop_index(ctx, idx, i);
	}
}

/* %TypedArray%.prototype.sort */
static duk_ret_t
typed_sort(duk_context *ctx)
{
	uint32_t n, i, undef;

	check_fn(ctx);
	duk_push_this(ctx);
	duk_require_buffer_data(ctx, 1, NULL);
	duk_get_prop_literal(ctx, 1, "length");
	n = duk_get_uint(ctx, -1);
	if (duk_is_undefined(ctx, 0)) {
		typed_sort_numbers(ctx, 1, n);
		duk_dup(ctx, 1);
		return 1;
	}
	duk_push_bare_array(ctx);
	n = collect(ctx, 1, n, true, &undef);
	sort_values(ctx, duk_get_top_index(ctx), 0, n);
	for (i = 0; i < n; i++) {
		duk_get_prop_index(ctx, -1, i);
		duk_put_prop_index(ctx, 1, i);
	}
	duk_dup(ctx, 1);
	return 1;
}

static const struct rt_fn array_fns[] = {
	{ "sort", array_sort, 1, 1, 0 },
	{ "toSorted", array_to_sorted, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};
static const struct rt_fn typed_fns[] = {
	{ "sort", typed_sort, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_sort(duk_context *ctx)
{
	rt_push_global(ctx, "Array.prototype");
	rt_put(ctx, -1, array_fns);
	rt_push_global(ctx, "Uint8Array.prototype");
	duk_get_prototype(ctx, -1);
	rt_put(ctx, -1, typed_fns);
	duk_pop_3(ctx);
}
