/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bigint_wide.c -- elements that Duktape has not: BigInts of 64 bits in bytes
 * (BigInt64Array, BigUint64Array) and numbers of 16 (Float16Array), and what
 * DataView reads and writes of them.
 */
#include "worker/runtime/bigint.h"

#include <string.h>

#include "worker/runtime/half.h"
#include "worker/runtime/inside.h"

/* Declared for Duktape in duk_options.h. */
void engine_wide_push(void *thr, const void *p, int type);
void engine_wide_take(void *thr, void *p, int type);

#define TYPE_SIGNED 9 /* Duktape's own types of elements end with 8 */
#define TYPE_HALF 11

static void
push_bits(duk_context *ctx, uint64_t v, bool sign)
{
	bool neg = sign && (v >> 63) != 0;
	uint64_t m = neg ? 0 - v : v;
	uint32_t d[2] = { (uint32_t)m, (uint32_t)(m >> 32) };
	struct big b = { d, big_trim(d, 2), neg };

	bigint_push(ctx, &b);
}

/* ToBigInt of the value at idx, in place, modulo 2^64. */
static uint64_t
take_bits(duk_context *ctx, duk_idx_t idx)
{
	struct big b;
	uint64_t m;

	idx = duk_normalize_index(ctx, idx);
	if (!bigint_get(ctx, idx, &b)) {
		bigint_push_converted(ctx, idx);
		duk_replace(ctx, idx);
		(void)bigint_get(ctx, idx, &b);
	}
	m = b.n > 0 ? b.d[0] : 0;
	if (b.n > 1)
		m |= (uint64_t)b.d[1] << 32;
	return b.neg ? 0 - m : m;
}

void
engine_wide_push(void *thr, const void *p, int type)
{
	uint64_t v;
	uint16_t h;

	if (type == TYPE_HALF) {
		memcpy(&h, p, sizeof(h));
		duk_push_number(thr, half_value(h));
		return;
	}
	memcpy(&v, p, sizeof(v));
	push_bits(thr, v, type == TYPE_SIGNED);
	bigint_made(thr);
}

void
engine_wide_take(void *thr, void *p, int type)
{
	uint64_t v;
	uint16_t h;

	if (type == TYPE_HALF) {
		h = half_of(duk_to_number(thr, -1));
		if (p != NULL)
			memcpy(p, &h, sizeof(h));
		return;
	}
	v = take_bits(thr, -1);
	if (p != NULL)
		memcpy(p, &v, sizeof(v));
}

/* wideJoin(low, high, signed): of two uint32. */
static duk_ret_t
wide_join(duk_context *ctx)
{
	push_bits(ctx,
	    (uint64_t)duk_to_uint32(ctx, 1) << 32 | duk_to_uint32(ctx, 0),
	    duk_to_boolean(ctx, 2) != 0);
	bigint_made(ctx);
	return 1;
}

/* wideBits(v, high): the low or the high half of ToBigInt(v). */
static duk_ret_t
wide_bits(duk_context *ctx)
{
	uint64_t v = take_bits(ctx, 0);

	duk_push_uint(ctx, (uint32_t)(duk_to_boolean(ctx, 1) ? v >> 32 : v));
	return 1;
}

/* toBigInt(v) */
static duk_ret_t
to_big_int(duk_context *ctx)
{
	(void)take_bits(ctx, 0);
	return 1;
}

/* halfValue(bits), halfBits(number) */
static duk_ret_t
half_value_of(duk_context *ctx)
{
	duk_push_number(ctx, half_value((uint16_t)duk_to_uint32(ctx, 0)));
	return 1;
}

static duk_ret_t
half_bits(duk_context *ctx)
{
	duk_push_uint(ctx, half_of(duk_to_number(ctx, 0)));
	return 1;
}

/* makeWide(typed array, 0: unsigned, 1: signed, 2: of 16 bits) -> it */
static duk_ret_t
make_wide(duk_context *ctx)
{
	if (!inside_make_wide(ctx, 0,
		(enum inside_wide)duk_get_uint(ctx, 1)))
		return duk_type_error(ctx, "no typed array of that size");
	duk_set_top(ctx, 1);
	return 1;
}

static const struct rt_fn fns[] = {
	{ "wideJoin", wide_join, 3, 3, 0 },
	{ "wideBits", wide_bits, 2, 2, 0 },
	{ "toBigInt", to_big_int, 1, 1, 0 },
	{ "halfValue", half_value_of, 1, 1, 0 },
	{ "halfBits", half_bits, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};
static const struct rt_fn make_fns[] = {
	{ "makeWide", make_wide, 2, 2, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_bigint_wide(duk_context *ctx)
{
	rt_put(ctx, -1, fns);
	if (inside_make_wide(NULL, 0, INSIDE_HALF))
		rt_put(ctx, -1, make_fns);
}
