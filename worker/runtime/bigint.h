/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bigint.h -- BigInt values.
 *
 * Duktape has no such type, so one is a hidden symbol whose text is a mark, a
 * sign and the limbs.  Symbols are interned: `===`, Map, Set, includes() and
 * switch compare by value with no help, and nothing else pays.  Operators,
 * typeof and truth come from the lowering, which calls the members of `$`
 * listed in worker/prelude/13-bigint.js when a program mentions BigInt.
 */
#ifndef CORDON_WORKER_RUNTIME_BIGINT_H
#define CORDON_WORKER_RUNTIME_BIGINT_H

#include "worker/runtime/bignum.h"
#include "worker/runtime/rt.h"

/* Is this the text of a symbol that stands for one? */
bool bigint_is(const char *s, size_t n);
/* False when the value at idx is no BigInt.  ret borrows from the value. */
bool bigint_get(duk_context *ctx, duk_idx_t idx, struct big *ret);
/* Pushes the number; throws RangeError when it is too long. */
void bigint_push(duk_context *ctx, const struct big *v);
/* Pushes its digits. */
void bigint_push_text(duk_context *ctx, const struct big *v, unsigned radix);
/* The same by the radix at idx, 10 if it is undefined; to return from a method. */
duk_ret_t bigint_push_radix(duk_context *ctx, duk_idx_t radix,
    const struct big *v);
/* Pushes the BigInt that `this` is or wraps; false, nothing pushed: none. */
bool bigint_push_this(duk_context *ctx, struct big *ret);
/* Pushes the BigInt that the string at idx (which it trims) spells;
 * false, nothing pushed, when it spells none. */
bool bigint_push_parsed(duk_context *ctx, duk_idx_t idx);

/* Pushes ToBigInt of the value at idx, which may change; throws TypeError. */
void bigint_push_converted(duk_context *ctx, duk_idx_t idx);

/* ToObject, in place. */
void bigint_to_object(duk_context *ctx, duk_idx_t idx);

/* Have they their own prototype?  Else they find Symbol's properties. */
bool bigint_apart(void);

/* Every first BigInt of a program comes by here: JSON looks for them then. */
void bigint_made(duk_context *ctx);

/* ToString, which for a BigInt is its digits; in place. */
const char *rt_to_string(duk_context *ctx, duk_idx_t idx);

/* The operators of bigint_compare.c. */
extern const struct rt_fn bigint_compare_fns[];

void rt_bigint(duk_context *ctx);
/* [ ... BigInt.prototype ] -> the same: BigInts inherit from it. */
void rt_bigint_symbols(duk_context *ctx);
void rt_bigint_ops(duk_context *ctx);
void rt_bigint_wide(duk_context *ctx);

#endif
