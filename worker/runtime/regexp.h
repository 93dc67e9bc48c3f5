/* SPDX-License-Identifier: Apache-2.0 */
/*
 * regexp.h -- RegExp objects: a compiled pattern (worker/regexp) in a buffer,
 * hung on the object under a hidden key, and an own property lastIndex.
 *
 * Equal patterns share one compilation.  Literals of the prelude are Duktape's
 * own objects; they are compiled again when first used.
 */
#ifndef CORDON_WORKER_RUNTIME_REGEXP_H
#define CORDON_WORKER_RUNTIME_REGEXP_H

#include "worker/regexp/regexp.h"
#include "worker/runtime/rt.h"
#include "worker/runtime/text.h"

#define RX_CAPS 32 /* of the usual pattern; more go to a buffer */

/* A pattern and a subject, ready to match.  Lives on C's stack; what it
 * points to is kept by the value stack. */
struct rx {
	const struct re_prog *p;
	unsigned flags, groups;
	duk_idx_t string; /* the subject, on the value stack */
	struct text text;
	int32_t *caps, few[RX_CAPS];
};

/* Is the value at idx a RegExp?  With its pattern. */
const struct re_prog *rx_prog(duk_context *ctx, duk_idx_t idx);
/* rx_prog() or a TypeError that names the method. */
const struct re_prog *rx_require(duk_context *ctx, duk_idx_t idx,
    const char *method);
/* Pushes the compiled pattern of [source flags] (strings), or throws. */
void rx_push_compiled(duk_context *ctx, duk_idx_t source, duk_idx_t flags);
/* Pushes a new RegExp of them; its prototype, or NULL: RegExp.prototype. */
void rx_push_new(duk_context *ctx, duk_idx_t source, duk_idx_t flags,
    void *proto);
/* Pushes 3 values.  The string at `string` is the subject. */
void rx_open(duk_context *ctx, struct rx *x, duk_idx_t re, duk_idx_t string);
/* Searches; throws when it takes too many steps. */
bool rx_match(duk_context *ctx, struct rx *x, size_t at, bool sticky);
/* Pushes group i of the last match, or undefined. */
void rx_push_group(duk_context *ctx, const struct rx *x, unsigned i);
/* Pushes what exec() returns for the last match. */
void rx_push_result(duk_context *ctx, const struct rx *x);
/* Pushes the object of named groups, or undefined. */
void rx_push_names(duk_context *ctx, const struct rx *x);
/* lastIndex of the object, as a length; and set, or a TypeError. */
double rx_last_index(duk_context *ctx, duk_idx_t re);
void rx_set_last_index(duk_context *ctx, duk_idx_t re, double i);
/* Nobody has changed what matching with it means. */
bool rx_is_pristine(duk_context *ctx, duk_idx_t re);
/* The place after an empty match at i. */
size_t rx_advance(const struct rx *x, size_t i);
/* RegExpBuiltinExec with the subject at `string`: pushes the result. */
void rx_exec(duk_context *ctx, duk_idx_t re, duk_idx_t string, bool test);

/* Is it a RegExp whose exec is the built-in one? */
bool rx_execs_plainly(duk_context *ctx, duk_idx_t re);
/* The methods named by symbols, with their `this` as the last of the stack:
 * [ string re ], of replace [ string by re ], of split [ string limit re ]. */
duk_ret_t rx_match_method(duk_context *ctx);
duk_ret_t rx_search_method(duk_context *ctx);
duk_ret_t rx_replace_method(duk_context *ctx);
duk_ret_t rx_split_method(duk_context *ctx);
/* Is the value on the top RegExp.prototype's own method of that kind? */
bool rx_is_method(duk_context *ctx, duk_c_function method);

/* Text under construction: a buffer on the value stack. */
struct rx_out {
	duk_context *ctx;
	duk_idx_t at;
	char *p;
	size_t n, cap;
};
void rx_out_init(duk_context *ctx, struct rx_out *o); /* pushes the buffer */
void rx_out_add(struct rx_out *o, const char *s, size_t n);
void rx_out_slice(struct rx_out *o, const struct text *t, size_t a, size_t b);
/* Pushes the string. */
void rx_out_push(struct rx_out *o);

/* The replacement text, on the value stack, with $1 and so on filled in. */
void rx_expand(struct rx_out *o, const struct rx *x, duk_idx_t by);

#endif
