/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inside.h -- the few things that Duktape's API cannot do, or only slowly.
 *
 * inside/own.c compiles them with Duktape's source; inside/shared.c does what
 * can be done with a distribution's library.
 */
#ifndef CORDON_WORKER_RUNTIME_INSIDE_H
#define CORDON_WORKER_RUNTIME_INSIDE_H

#include <duktape.h>
#include <stdbool.h>
#include <stdint.h>

/* `new` on the function at idx is a TypeError from now on. */
void inside_no_construct(duk_context *ctx, duk_idx_t idx);
/* A real Array whose elements are all in its array part (holes may be). */
bool inside_is_plain_array(duk_context *ctx, duk_idx_t idx);
/* ... and there are no holes. */
bool inside_is_dense(duk_context *ctx, duk_idx_t idx);
/* Pushes element i of such an array; false (nothing pushed) if it is a hole
 * or beyond. */
bool inside_push_element(duk_context *ctx, duk_idx_t idx, uint32_t i);
/* Element i = the value on the top, which is popped; false, and nothing done,
 * when the slow way is needed. */
bool inside_set_element(duk_context *ctx, duk_idx_t idx, uint32_t i);
/* Pushes an Array of n holes, with room for as many elements. */
void inside_push_array(duk_context *ctx, uint32_t n);
/* How many bytes the string's text has, when it is ASCII only; else -1. */
int64_t inside_ascii(duk_context *ctx, duk_idx_t idx, const char **ret);
/* What `this` is to the methods of Array: an array as above that may grow and
 * shrink, an arguments object, or anything else. */
enum inside_list { INSIDE_GROWS, INSIDE_ARGUMENTS, INSIDE_OTHER };
enum inside_list inside_this_list(duk_context *ctx);
/* An array whose length cannot change. */
bool inside_is_locked(duk_context *ctx, duk_idx_t idx);
/* A Proxy, whatever its target. */
bool inside_is_proxy(duk_context *ctx, duk_idx_t idx);
/* The built-in at idx does `fn` from now on, with its flags, magic and
 * properties; with this many arguments unless nargs < 0.  Returns what it did
 * before, which fn may call in its place; NULL when that cannot be had. */
duk_c_function inside_swap_native(duk_context *ctx, duk_idx_t idx,
    duk_c_function fn, int nargs);
/* The C function at idx is called without an activation: it does not ask for
 * its magic or for itself, and does not switch. */
void inside_light(duk_context *ctx, duk_idx_t idx);
/* The C function at idx calls, from now on without itself being called, the
 * parent of a class: (class, target, this, arguments...), or with the
 * arguments in an array, or the class itself, or (arguments...) or (array) of
 * the class whose constructor makes the call.  What is no function in
 * JavaScript is left to `other`, which somebody keeps: (parent, array,
 * target).  A library does nothing. */
enum inside_super {
	INSIDE_SUPER_ARGS,
	INSIDE_SUPER_LIST,
	INSIDE_SUPER_AS,
	INSIDE_SUPER_HERE,
	INSIDE_SUPER_HERE_LIST
};
void inside_super(duk_context *ctx, duk_idx_t idx, enum inside_super kind);
void inside_super_other(duk_context *ctx, void *other);
/* The variable `name` is this object wherever it is read; both are kept by
 * somebody.  No code may declare it otherwise. */
void inside_runtime(duk_context *ctx, void *object, void *name);
/* The variable `name` is the key, likewise, and x[key] is what take() makes
 * of the value on the top, unless that is a plain Array as made. */
void inside_take(duk_context *ctx, void (*take)(duk_context *), void *name,
    void *key);
/* May be called with new. */
bool inside_is_constructor(duk_context *ctx, duk_idx_t idx);
/* Made by an Error constructor, whatever its prototype is now. */
bool inside_is_error(duk_context *ctx, duk_idx_t idx);
/* Made by Date. */
bool inside_is_date(duk_context *ctx, duk_idx_t idx);
/* "Uint8Array" and so on; NULL when it is no typed array. */
const char *inside_typed_name(duk_context *ctx, duk_idx_t idx);
/* How many elements a typed array has; -1 for others. */
int64_t inside_typed_length(duk_context *ctx, duk_idx_t idx);
/* The elements of a Float64Array are BigInts, those of a Uint16Array numbers of
 * 16 bits from now on (bigint_wide.c).  false: this Duktape cannot.  A NULL
 * context only asks. */
enum inside_wide { INSIDE_UNSIGNED, INSIDE_SIGNED, INSIDE_HALF };
bool inside_make_wide(duk_context *ctx, duk_idx_t idx, enum inside_wide to);
/* ArrayBuffers, the shared too, and what becomes of them (inside/buffer.h):
 * one that is RESIZABLE has all its bytes from the beginning, and is marked as
 * having fewer; one that is DETACHED has none.  Views that begin at one follow
 * it: their length (TRACKS), or whether they are in it at all (OUTSIDE: they
 * are empty).  All but the first two do nothing when there are no states. */
enum {
	INSIDE_RESIZABLE = 1,
	INSIDE_DETACHED = 2,
	INSIDE_SHARED = 4,
	INSIDE_TRACKS = 8,
	INSIDE_OUTSIDE = 16
};
bool inside_is_array_buffer(duk_context *ctx, duk_idx_t idx);
size_t inside_buffer_bytes(duk_context *ctx, duk_idx_t idx);
bool inside_has_states(void);
unsigned inside_buffer_state(duk_context *ctx, duk_idx_t idx);
size_t inside_buffer_max(duk_context *ctx, duk_idx_t idx);
void inside_buffer_mark(duk_context *ctx, duk_idx_t idx, unsigned state,
    size_t bytes);
void inside_view_begin(duk_context *ctx, duk_idx_t view, duk_idx_t buffer,
    bool tracks);
void inside_buffer_resize(duk_context *ctx, duk_idx_t idx, size_t bytes);
void inside_buffer_detach(duk_context *ctx, duk_idx_t idx);
/* A key (a string) that in a typed array is an element's or nobody's. */
bool inside_is_element_key(duk_context *ctx, duk_idx_t idx);
/* Takes the `prototype` that every function was born with. */
void inside_drop_prototype(duk_context *ctx, duk_idx_t idx);
/* Takes the own property whose key is the string at `key`, whatever it is. */
void inside_drop_own(duk_context *ctx, duk_idx_t idx, duk_idx_t key);
/* Is an Object from now on, whatever Duktape made it (a Date, an Error). */
void inside_make_plain(duk_context *ctx, duk_idx_t idx);
/* What the names of a compiled function's inner functions say (marks that
 * worker/lower makes) becomes true, and the names what they should be.  Unless
 * `first` is 0 each gets a number, in the order of their texts, which every
 * function that is made of it has.  Returns how many there are; -1: marks mean
 * nothing here, and lower() is not to make any.  A NULL context only asks. */
#define INSIDE_NUMBER_MAX 0xffffffu
long inside_apply_marks(duk_context *ctx, duk_idx_t idx, uint32_t first);
/* The number of a function; 0: none. */
uint32_t inside_number(duk_context *ctx, duk_idx_t idx);
/* Pushes the value of the own data property of that name, if there is one. */
bool inside_push_own(duk_context *ctx, duk_idx_t idx, const char *key,
    size_t n);
/* Has this prototype and exactly n own properties, the first of them writable
 * data, and is extensible.  A literal of Duktape's own may have two more. */
bool inside_is_bare(duk_context *ctx, duk_idx_t idx, const void *proto,
    uint32_t n);
/* A number that changes when a property of the object does. */
uint64_t inside_stamp(duk_context *ctx, void *object);
/* [ state ] -> [ RegExp ]: its own properties are lastIndex and then, hidden
 * under `key`, the state (a plain buffer). */
void inside_make_regexp(duk_context *ctx, void *proto, const char *key,
    size_t n);
/* Of what inside_make_regexp() made, without names: pushes the state; reads
 * and writes a lastIndex that is a number.  false: look for it by name. */
bool inside_push_state(duk_context *ctx, duk_idx_t idx);
bool inside_get_last_index(duk_context *ctx, duk_idx_t idx, double *ret);
bool inside_set_last_index(duk_context *ctx, duk_idx_t idx, double i);
/* obj[key] = value as an own property, whatever it inherits: [ key value ] ->
 * [ ]. */
void inside_define(duk_context *ctx, duk_idx_t obj);
/* How arguments objects are iterated from now on: by this function, under this
 * key (Symbol.iterator); both are kept alive elsewhere. */
void inside_iterate_arguments(duk_context *ctx, void *key, void *values);
/* What BigInts and their objects inherit from from now on; it is kept alive
 * elsewhere.  False: Symbol.prototype, as before. */
bool inside_bigint_prototype(duk_context *ctx, void *proto);
/* Is "length" among the own properties that Duktape lists of a typed array? */
bool inside_lists_typed_length(void);
/* [ a b c ] -> [ array ] of the n values. */
void inside_pack(duk_context *ctx, duk_idx_t n);
/* Pushes the object's own plain property under the key (a string that is no
 * index); false, nothing pushed, when it needs the slow way or is none. */
bool inside_push_slot(duk_context *ctx, duk_idx_t obj, duk_idx_t key);
/* Is there anything under the key in the object's own table, a Proxy's too? */
bool inside_has_entry(duk_context *ctx, duk_idx_t obj, duk_idx_t key);
/* Sets it to the value on the top, which stays. */
bool inside_set_slot(duk_context *ctx, duk_idx_t obj, duk_idx_t key);
/* Pushes what the object at idx has or inherits under the key (a string that
 * is no index), or undefined, when that can run no code; else false. */
bool inside_push_plain(duk_context *ctx, duk_idx_t idx, const void *key);
/* obj[key] = the value on the top, which stays, as a new property of an
 * ordinary object; false: it may need the slow way. */
bool inside_add(duk_context *ctx, duk_idx_t obj, duk_idx_t key);
/* Iterating an Array calls `value`, which Array.prototype (0) and its iterators'
 * prototype (1) have under the key. */
void inside_iterates(duk_context *ctx, unsigned i, void *object, void *key,
    void *value);
/* Iterating it runs nothing of the program's: any Array, a plain one. */
bool inside_iterates_as_made(duk_context *ctx);
bool inside_is_pristine(duk_context *ctx, duk_idx_t idx);
/* Pushes a Proxy's target and handler; false, nothing pushed, for others. */
bool inside_push_proxy_parts(duk_context *ctx, duk_idx_t idx);
/* obj[key] = value as assignment has it, but a refusal is false, no error:
 * [ key value ] -> [ ]. */
bool inside_put(duk_context *ctx, duk_idx_t obj);
/* Only values (no symbols or BigInts), and Objects and Arrays of them, that
 * have no toJSON(), no accessors and nothing hidden: no replacer of ours would
 * change any, and Duktape's JSON of them is the standard's, but for halves of
 * surrogate pairs. */
bool inside_is_data(duk_context *ctx, duk_idx_t idx);
/* The line that level i of the call stack is at (-1: who calls); 0: it has
 * none; -1: there is no such level.  LONG_MAX may stand for the prelude's. */
long inside_line(duk_context *ctx, int level);
/* The same as a place, which costs less: 0: a function that has no lines, or
 * the prelude's; -1: there is no such level.  NULL for the code: ask for the
 * line.  A place means its line as long as the function is kept. */
struct inside_place {
	const void *code;
	uint32_t pc;
};
int inside_place(duk_context *ctx, int level, struct inside_place *ret);
void inside_push_function(duk_context *ctx, int level);
/* Takes new properties. */
bool inside_is_extensible(duk_context *ctx, duk_idx_t idx);

/*
 * Cells: values that only C reads and writes, at the first places of an
 * object, under hidden keys.  No program finds, changes or removes them, so
 * that they are read without a look-up.  A key that has attributes
 * (DUK_DEFPROP_SET_...) is the program's to see.
 */
#define INSIDE_CELLS_MAX 6
struct inside_kind {
	void *key[INSIDE_CELLS_MAX]; /* strings that somebody keeps */
	uint8_t attrs[INSIDE_CELLS_MAX]; /* INSIDE_W, _E, _C */
	uint8_t n;
	uint8_t room; /* elements of an array part */
};
enum { INSIDE_W = 1, INSIDE_E = 2, INSIDE_C = 4 };

/* Pushes an object of this kind, its cells undefined. */
void *inside_push_cells(duk_context *ctx, const struct inside_kind *k,
    void *proto);
/* Makes the object at idx one; NULL if it has properties already. */
void *inside_add_cells(duk_context *ctx, duk_idx_t idx,
    const struct inside_kind *k);
/* The object at idx if it is of the kind, or NULL. */
void *inside_cells(duk_context *ctx, duk_idx_t idx,
    const struct inside_kind *k);
bool inside_is_of(duk_context *ctx, void *o, const struct inside_kind *k);
/* o is reachable and of a kind that has cell i. */
void inside_cell_push(duk_context *ctx, void *o, unsigned i);
void inside_cell_set(duk_context *ctx, void *o, unsigned i); /* pops */
void inside_cell_clear(duk_context *ctx, void *o, unsigned i);
unsigned inside_cell_number(duk_context *ctx, void *o, unsigned i);
void inside_cell_set_number(duk_context *ctx, void *o, unsigned i, unsigned v);
void *inside_cell_object(duk_context *ctx, void *o, unsigned i); /* or NULL */
/* Pushes an Array of n times undefined.  Its elements, or those of a kind with
 * room for some: put pops; take pushes, and leaves undefined. */
void inside_push_room(duk_context *ctx, uint32_t n);
void inside_room_put(duk_context *ctx, void *o, uint32_t i);
void inside_room_take(duk_context *ctx, void *o, uint32_t i);

/* Coroutines are Duktape's threads.  A C function may switch: the last thing
 * it does is `return inside_resume()` or `return inside_yield()`, whose value
 * becomes what its caller gets once the other side switches back.  With a
 * library (inside_switches() == false) they only say what is to be done, and
 * the prelude does it. */
bool inside_switches(void);
/* Was the function called by the executor itself, so that it may switch? */
bool inside_can_switch(duk_context *ctx);
/* [ thread value ]: what it waits for, or (bad) what is thrown there. */
duk_ret_t inside_resume(duk_context *ctx, bool bad);
/* [ value ]: to whom resumed this thread. */
duk_ret_t inside_yield(duk_context *ctx, bool bad);
/* Sets argument i of the calling function to undefined. */
void inside_forget_argument(duk_context *ctx, unsigned i);

/* As soon as a region is sealed: strings that come later do not write to the
 * table of those that are there. */
void inside_seal_strings(duk_context *ctx);

#endif
