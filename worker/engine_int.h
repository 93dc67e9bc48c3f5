/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine_int.h -- what the engine's own files share.  Nobody else includes
 * this, so nobody else sees duktape.h.
 */
#ifndef CORDON_WORKER_ENGINE_INT_H
#define CORDON_WORKER_ENGINE_INT_H

#include <duktape.h>

#include "worker/region.h"
#include "worker/chacha.h"
#include "worker/engine.h"

/* Prelude functions have line numbers from here on: so a stack trace tells
 * them from the user's.  More than any sensible program has lines. */
#define ENGINE_PRELUDE_LINE 100000

/* Functions of the prelude that C calls; $.NAME, see prelude/DESIGN.md. */
enum engine_entry {
	ENTRY_DRAIN, /* run all microtasks */
	ENTRY_START, /* (function, connectors): run it, watch its promise */
	ENTRY_DELIVER, /* (id, ok, meta, body): a reply */
	ENTRY_FIRE, /* fire the next timer; false: there is none */
	ENTRY_PLAIN, /* (value): what JSON has no notion of, as plain value */
	ENTRY_STOP, /* the program is over: cancel calls */
	ENTRY_UNHEARD, /* [reason] of a rejection nobody handles, or undefined */
	ENTRY_MAX
};

struct engine {
	struct region *arena;
	duk_context *duk;
	const struct engine_job *job;
	const struct engine_host *host;
	struct chacha random;
	double now_ms;
	size_t log_bytes;
	uint32_t open_calls;
	bool settled, fulfilled; /* the value is in the stash */
	void *entry[ENTRY_MAX]; /* duktape heap pointers, kept by the stash */
	void *object_prototype;
	void *regexp; /* what runtime/regexp.c shares; kept by the stash */
	void *stack_getter; /* Duktape's own Error.prototype.stack */
	char *lowered; /* the text that Duktape compiled */
	struct lower_pos {
		uint32_t line, column;
	} at; /* of a diagnosis */
	long thrown_line; /* of the stash's "thrown", which is no error */
	bool unheard; /* what is described is a rejection nobody handles */
	char last_words[96]; /* a message when there is no memory for one */
};

/* engine_hooks.c: what engine_seal() sealed, for our own Duktape to see. */
extern uintptr_t engine_sealed_from;
extern size_t engine_sealed_bytes;

/* The engine that a Duktape context belongs to. */
struct engine *engine_of(duk_context *duk);

/* A growable text in the arena; NUL-terminated once it has memory. */
struct out {
	struct region *a;
	char *p;
	size_t len, cap;
	bool failed;
};
void engine_out_add(struct out *o, const void *p, size_t n);
void engine_out_adds(struct out *o, const char *s);
void engine_out_free(struct out *o);

/* Duktape keeps strings as CESU-8; everyone else speaks UTF-8. */
void engine_out_utf8(struct out *o, const char *s, size_t n);
void engine_out_json(struct out *o, const char *s, size_t n);
/* Pushes well-formed CESU-8; what is no UTF-8 becomes U+FFFD. */
void engine_push_utf8(duk_context *duk, const char *s, size_t n);

/* engine_compile.c: what kind of text it is. */
enum engine_text {
	ENGINE_PROGRAM,
	ENGINE_SCRIPT,
	ENGINE_EVAL, /* of a program: a function of $ */
	ENGINE_EVAL_SCRIPT, /* of a script */
	ENGINE_FUNCTION, /* one function expression, as a function of $ */
};
#define ENGINE_EVAL_FILE "evaluated"
/* Pushes the function; throws what is wrong with the text.  `duk` is the
 * context that runs: a coroutine's, when a program asks. */
void engine_compile(duk_context *duk, const char *s, size_t n,
    enum engine_text kind);
/* Adds native.evaluate(text, is_function) to the object on the top. */
void engine_compile_register(duk_context *duk);

/* engine_hooks.c: recursion may use the stack below this call. */
void engine_hook_stack_base(void);

/* bindings.c: pushes the object that preludes know as `native`. */
void bindings_push(duk_context *duk);
/* bindings_url.c: adds to the object on the top. */
void bindings_url(duk_context *duk);

/* engine_result.c: JSON of the value at idx into *o; throws on what has no
 * JSON.  Nothing is added for undefined. */
void engine_result_write(struct engine *g, duk_idx_t idx, struct out *o);

/* engine_words.c: the sentence that names the limit; Duktape's errCreate. */
void engine_error_memory(const struct engine *g, char *b, size_t n);
duk_ret_t engine_error_translate(duk_context *duk);

/* engine_place.c: native.line(); Duktape's errThrow; the line of the value on
 * the top, 0 if unknown; the column in a line that the error speaks of. */
duk_ret_t engine_place_line(duk_context *duk);
duk_ret_t engine_place_thrown(duk_context *duk);
long engine_place_of_value(struct engine *g);
uint32_t engine_place_column(const char *line, const char *name,
    const char *message);
uint32_t engine_place_count(const char *line, const char *p);

/* engine_path.c: adds to the message of an error that nobody caught, whose
 * place is known, which expression was undefined or no function. */
void engine_path_tell(struct engine *g, struct engine_result *ret);

/* engine_near.c: adds to "x is not defined" which name may have been meant. */
void engine_near_tell(struct engine *g, struct engine_result *ret);
/* Is a global, not a connector, the most like that name? */
bool engine_near_global(struct engine *g, const char *name, size_t n);

/* engine_stack.c */
void engine_stack_setup(struct engine *g);
/* Pushes an array: name, line, name, line of the user's functions. */
void engine_stack_frames(duk_context *duk, duk_idx_t idx);
/* [ ... object ] -> [ ... object string ], a property; false, and "", when it
 * cannot be read. */
bool engine_stack_text(duk_context *duk, const char *key);

/* engine_error.c */
/* Fills ret from the thrown value on the top of the stack; never throws. */
void engine_error_describe(struct engine *g, struct engine_result *ret);
/* A failure that no program threw. */
void engine_error_set(struct engine *g, struct engine_result *ret,
    const char *name, const char *message);

#endif
