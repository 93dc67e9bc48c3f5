/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine_int.h -- what the engine's own files share.  Nobody else includes
 * this, so nobody else sees duktape.h.
 */
#ifndef CORDON_WORKER_ENGINE_INT_H
#define CORDON_WORKER_ENGINE_INT_H

#include <duktape.h>

#include "common/base/limits.h"
#include "worker/region.h"
#include "worker/chacha.h"
#include "worker/engine.h"
#include "worker/runtime/inside.h"

/*
 * Duktape counts lines; which text a line is of is told by where the count
 * began.  A program's lines are places (lower_placed()): engine_place_at()
 * knows line and column.  Without a Duktape that begins where it is told to,
 * only the prelude is told from the rest, by as many empty lines before it.
 */
#if defined(CORDON_OWN_LINES) && CORDON_OWN_LINES
#define ENGINE_EVAL_LINE 0x10000000 /* text that was evaluated */
#define ENGINE_WITH_LINE 0x20000000 /* --with FILE */
#define ENGINE_PRELUDE_LINE 0x30000000
#else
#define ENGINE_PRELUDE_LINE 100000
#define ENGINE_EVAL_LINE ENGINE_PRELUDE_LINE
#define ENGINE_WITH_LINE ENGINE_PRELUDE_LINE
#endif
extern int engine_first_line; /* of what is compiled next */

/* Functions of the prelude that C calls; $.NAME, see prelude/DESIGN.md. */
enum engine_entry {
	ENTRY_CONNECT, /* (names, names of those whose values are Cap'n Web's) */
	ENTRY_DRAIN, /* run all microtasks */
	ENTRY_START, /* (function, whole): run it, watch its promise */
	ENTRY_DELIVER, /* (place, ok, now, status, kind, noted, body): a reply
			  to the call at that place; -1: it was given up */
	ENTRY_FIRE, /* fire the next timer; false: there is none */
	ENTRY_PLAIN, /* (value): what JSON has no notion of, as plain value */
	ENTRY_STOP, /* the program is over: cancel calls */
	ENTRY_UNHEARD, /* [reason] of a rejection nobody handles, or undefined */
	ENTRY_MAX
};

struct engine {
	struct region *arena;
	unsigned hot; /* of the blocks that are allocated next: see engine_new() */
	duk_context *duk;
	const struct engine_job *job;
	const struct engine_host *host;
	struct chacha random;
	double now_ms;
	struct engine_reply reply; /* that is being delivered */
	size_t log_bytes;
	uint32_t open_calls;
	uint32_t open_ids[CALLS_OPEN_MAX]; /* 0: the place is free */
	void *nodes; /* what engine_nodes.c shares; kept by the stash */
	void *kept; /* of open calls, by their place; kept by the stash */
	uint32_t kept_places; /* it has room for */
	bool calls_wait; /* some do, for the end of others */
	double due_ms; /* the first timer; NaN: there is none */
	bool settled, fulfilled; /* the value is in the stash */
	void *entry[ENTRY_MAX]; /* duktape heap pointers, kept by the stash */
	void *object_prototype;
	void *regexp; /* what runtime/regexp.c shares; kept by the stash */
	void *promises; /* the same of runtime/promise.c */
	void *new_target, *construct_other; /* of runtime/class.c */
	void *stack_getter; /* Duktape's own Error.prototype.stack */
	unsigned texts; /* evaluated so far */
	char *lowered; /* the text that Duktape compiled */
	uint32_t *places; /* of its lines, if it is the program */
	size_t places_n;
	struct written *written; /* engine_written.c; the last text first */
	size_t written_bytes; /* of texts that only it keeps */
	struct lower_pos {
		uint32_t line, column;
	} at; /* of a diagnosis */
	bool exact; /* the error's column is that of the very word */
	long thrown_line; /* of the stash's "thrown", which is no error */
	struct inside_place asked; /* whose line was asked for last; its
				      function is kept by the stash */
	long asked_line;
	bool whole; /* the program was an arrow function: lower.h */
	bool *connected; /* for each connector: the program has its global */
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
	ENGINE_WITH, /* a script before the program */
	ENGINE_EVAL, /* of a program: a function of $ */
	ENGINE_EVAL_SCRIPT, /* of a script */
	ENGINE_FUNCTION, /* one function expression, as a function of $ */
};
/* Pushes the function; throws what is wrong with the text.  `duk` is the
 * context that runs: a coroutine's, when a program asks. */
void engine_compile(duk_context *duk, const char *s, size_t n,
    enum engine_text kind);
/* engine_connect.c: makes the globals of the connectors that are still missing,
 * all or those named: one costs what the rest of a small run does. */
void engine_connect(duk_context *duk, const bool *named);
/* A cell for each of the job's connectors, in the arena; NULL: there is none,
 * or no memory, which an error says later. */
bool *engine_connect_named(struct engine *g);
/* What each text would do first, before the engine is forked. */
void engine_compile_prepare(void);
/* Adds native.evaluate(text, is_function) and native.evaluateIn(text, context,
 * scope, home) to the object on the top. */
void engine_compile_register(duk_context *duk);

/* engine_written.c: keeps the text for the functions in it, as lower_text has
 * them; returns the number for the first of them, 0: none is to have any. */
uint32_t engine_written_keep(struct engine *g, enum engine_text kind,
    const char *s, size_t n, const void *at, size_t bytes);
/* The text from which that number is the first has other functions: forget. */
void engine_written_check(struct engine *g, uint32_t first, long n);
/* native.written(function): its text, or undefined. */
duk_ret_t engine_written_text(duk_context *duk);

/* engine_hooks.c: recursion may use the stack below this call. */
void engine_hook_stack_base(void);

/* engine_run.c: [ value or error ] -> [ ]: the program's promise has an
 * outcome. */
void engine_settled(duk_context *duk, bool ok);

/* bindings.c: pushes the object that preludes know as `native`. */
void bindings_push(duk_context *duk);
/* bindings_url.c: adds to the object on the top. */
void bindings_url(duk_context *duk);

/* engine_result.c: JSON of the value at idx into *o; throws on what has no
 * JSON.  Nothing is added for undefined. */
void engine_result_write(struct engine *g, duk_idx_t idx, struct out *o);

/* Of an error "f is not a function": what it was, as text. */
#define ENGINE_WAS_KEY "\xff" "was"

/* engine_words.c: the sentence that names the limit; Duktape's errCreate. */
void engine_error_memory(const struct engine *g, char *b, size_t n);
duk_ret_t engine_error_translate(duk_context *duk);

/* engine_place.c: the line of the program that makes a call of C, or 0; as
 * native.line(); Duktape's errThrow; the line of the value on
 * the top, 0 if unknown; the column in a line that the error speaks of. */
long engine_place_here(duk_context *duk);
duk_ret_t engine_place_line(duk_context *duk);
duk_ret_t engine_place_thrown(duk_context *duk);
long engine_place_of_value(struct engine *g);
uint32_t engine_place_column(const char *line, const char *name,
    const char *message);
uint32_t engine_place_count(const char *line, const char *p);
/* What one of Duktape's lines is of.  False: not of the program's text. */
struct engine_at {
	uint32_t line; /* of the program, from 1 */
	uint32_t column; /* from 1; 0: unknown */
	uint32_t pos; /* of it in the text, if there is a column */
};
bool engine_place_at(const struct engine *g, long line, struct engine_at *ret);

/* engine_path.c: adds to the message of an error that nobody caught, whose
 * place is known, which expression was undefined or no function. */
void engine_path_tell(struct engine *g, struct engine_result *ret);

/* engine_await.c: adds which promise should have been awaited. */
void engine_await_tell(struct engine *g, struct engine_result *ret);

/* The column for an error whose very word is known: of the whole path, where
 * the message is about all of it ("demo.list: 404 Not Found"), and of the
 * argument that it names. */
uint32_t engine_path_column(const struct engine *g,
    const struct engine_result *ret, const struct engine_at *at);
/* Where the member expression that ends before `end` begins; `end`: none. */
size_t engine_path_begin(const char *s, size_t end);

/* engine_said.c: the expression of the program that an error is about. */
enum engine_saying {
	SAID_NOTHING,
	SAID_NO_FUNCTION,
	SAID_NO_CONSTRUCTOR,
	SAID_OF_UNDEFINED, /* `name` was to be read of it */
	SAID_OF_NULL,
};
/* The place of the function at a level of the call stack, if it is known to
 * the word. */
bool engine_said_here(duk_context *duk, int level, struct engine_at *ret);
/* Adds the expression that ends at the word at pos; false: o is no use. */
bool engine_said_at(const struct engine *g, uint32_t pos, struct out *o);
/* For errCreate: pushes the message, or false and nothing. */
bool engine_said_push(duk_context *duk, enum engine_saying what,
    const char *name, size_t len);
/* native.expression(): of the lowered code that called the prelude. */
duk_ret_t engine_said_expression(duk_context *duk);

/* engine_absent.c: what to use for a name of other hosts; NULL: it is none. */
const char *engine_absent(const char *name, size_t n);

/* engine_near.c: adds to "x is not defined" which name may have been meant. */
void engine_near_tell(struct engine *g, struct engine_result *ret);
/* Is a global, not a connector, the most like that name? */
bool engine_near_global(struct engine *g, const char *name, size_t n);

/* engine_stack.c */
void engine_stack_setup(struct engine *g);
/* Pushes an array: name, line, name, line of the user's functions; Duktape's
 * lines. */
void engine_stack_frames(duk_context *duk, duk_idx_t idx);
/* " (program:12)" of one of Duktape's lines. */
void engine_stack_where(const struct engine *g, long line, char *b, size_t n);
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
