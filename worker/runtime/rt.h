/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rt.h -- what the files of this folder share.
 *
 * Everything here runs inside a Duktape call: errors are thrown, and memory is
 * the heap's (buffers on the value stack), so that a throw frees it.
 */
#ifndef CORDON_WORKER_RUNTIME_RT_H
#define CORDON_WORKER_RUNTIME_RT_H

#include <duktape.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One built-in function.  A key "@iterator" is the well-known symbol. */
struct rt_fn {
	const char *key;
	duk_c_function fn;
	int16_t nargs; /* of the C function; DUK_VARARGS */
	int16_t length; /* what the program sees */
	int16_t magic;
};

#define RT_CTOR 0x4000 /* or-ed to length: may be called with new */
#define RT_GETTER 0x2000 /* or-ed to length: an accessor's getter */

#define RT_LIGHT 0x1000 /* or-ed to length: inside_light(), no constructor */

/* Defines each function on the object at idx, as a built-in: not enumerable,
 * with a name.  The table ends with a NULL key. */
void rt_put(duk_context *ctx, duk_idx_t idx, const struct rt_fn *fns);
/* Pushes one function, named. */
void rt_push_fn(duk_context *ctx, const struct rt_fn *f);
/* Takes the value on the top: obj[key] = value, writable and configurable. */
void rt_def(duk_context *ctx, duk_idx_t obj, const char *key);
/* obj[Symbol.toStringTag] = tag. */
void rt_tag(duk_context *ctx, duk_idx_t obj, const char *tag);
/* Pushes a key: a string, or for "@name" the symbol. */
void rt_push_key(duk_context *ctx, const char *key);
/* Pushes globalThis[name]; with a dot, its member. */
void rt_push_global(duk_context *ctx, const char *name);
/* Pushes / stores the runtime's own values, out of the program's reach. */
void rt_stash_get(duk_context *ctx, const char *key);
void rt_stash_put(duk_context *ctx, const char *key); /* pops */
/* Pushes {value, done}; takes the value from the top. */
void rt_iter_result(duk_context *ctx, bool done);
/* ToIntegerOrInfinity. */
double rt_integer(duk_context *ctx, duk_idx_t idx);
/* An index relative to len, clamped to 0..len; `missing` when undefined. */
double rt_relative(duk_context *ctx, duk_idx_t idx, double len, double missing);
/* ToLength(obj.length). */
double rt_length(duk_context *ctx, duk_idx_t idx);
/* obj[i] for any safe integer. */
void rt_get_index(duk_context *ctx, duk_idx_t obj, double i);
void rt_put_index(duk_context *ctx, duk_idx_t obj, double i); /* pops */
bool rt_has_index(duk_context *ctx, duk_idx_t obj, double i);

/* Throws if what is at idx names no locale; a note in the logs if it names
 * one that is not here. */
void rt_check_locale(duk_context *ctx, duk_idx_t idx);

/* A typed array or a DataView on the top begins at the buffer at idx; `tracks`:
 * it was given no length. */
void rt_view_begin(duk_context *ctx, duk_idx_t buffer, bool tracks);
/* What the twin of that name makes of the arguments, where a Proxy is one. */
duk_ret_t rt_proxy_twin(duk_context *ctx, const char *name);

/* The parts, each in a file of its name. */
void rt_symbols(duk_context *ctx);
void rt_iterators(duk_context *ctx);
void rt_collections(duk_context *ctx);
void rt_arrays(duk_context *ctx);
void rt_sort(duk_context *ctx);
void rt_strings(duk_context *ctx);
void rt_objects(duk_context *ctx);
void rt_math(duk_context *ctx);
void rt_define(duk_context *ctx);
void rt_dates(duk_context *ctx);
void rt_function(duk_context *ctx);
void rt_bind(duk_context *ctx);
void rt_normalize(duk_context *ctx);
void rt_collate(duk_context *ctx);
void rt_regexp(duk_context *ctx);
void rt_regexp_methods(duk_context *ctx);
void rt_regexp_matches(duk_context *ctx);
void rt_string_regexp(duk_context *ctx);
void rt_promises(duk_context *ctx);
void rt_classes(duk_context *ctx);
void rt_private(duk_context *ctx);
void rt_proxy(duk_context *ctx);
void rt_numbers(duk_context *ctx);
void rt_array_species(duk_context *ctx);
void rt_typed(duk_context *ctx);
void rt_segments(duk_context *ctx);
void rt_buffers(duk_context *ctx);
void rt_bytes(duk_context *ctx);

#endif
