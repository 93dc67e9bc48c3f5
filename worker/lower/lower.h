/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lower.h -- ES2023 and TypeScript in, what Duktape runs out.
 *
 * Pure: no I/O, no clock; memory from one arena that is freed at the end.
 * Bounded: LOWER_DEPTH_MAX nesting, LOWER_NODES_MAX nodes, output at most the
 * buffer's max.  Every token of the output stands on the line it had in the
 * input, so that errors need no source map.
 *
 * As a program (LOWER_PROGRAM) the output is the text of one ES5 function
 * expression `(function($){...})`; calling it with the runtime object of
 * worker/prelude (DESIGN.md there lists its members, the contract between the
 * two) gives the program's value: a function that it would be is called, a
 * body's `return` or last expression counts; of an async arrow function that is
 * all of the program the body is what is printed.  As a script
 * (LOWER_SCRIPT) it is ES5 statements for global evaluation.  As text of eval
 * (LOWER_EVAL) it is such a function too, whose result is the last statement's
 * value; of a script's (LOWER_EVAL_SCRIPT) it is statements with that value; as
 * LOWER_FUNCTION one that gives the one function that the text is.
 */
#ifndef CORDON_WORKER_LOWER_LOWER_H
#define CORDON_WORKER_LOWER_LOWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/buf.h"

#define LOWER_DEPTH_MAX 200 /* C stack: about 1 KiB a level */
#define LOWER_NODES_MAX 2000000 /* a program of CODE_MAX bytes */

/* With LOWER_MARKS or-ed to the mode, functions' names carry marks for
 * inside_apply_marks(). */
#define LOWER_MARKS 0x10u
/* With this, it may meet BigInts that it does not mention: replies have them. */
#define LOWER_BIG 0x20u
/* With this, a script's names that begin with `$` are its own: `$$x`. */
#define LOWER_BESIDE 0x40u
#define LOWER_MODE(mode) ((enum lower_mode)((mode) & 0xfu))
/* Each text that runs beside another has its number: templates have theirs. */
#define LOWER_TEXT(n) ((n) << 8)

enum lower_mode {
	LOWER_PROGRAM,
	LOWER_SCRIPT,
	LOWER_EVAL,
	LOWER_EVAL_SCRIPT,
	LOWER_FUNCTION,
};

/* What all texts need, once: before a process forks that is to lower them. */
void lower_prepare(void);

struct lower_diag {
	uint32_t line, column; /* from 1, of the text as given; 0: unknown */
	char name[32]; /* "SyntaxError" */
	char msg[256];
};

/* What a name that the program does not declare means to whoever asks. */
enum lower_root {
	LOWER_ROOT_UNASKED,
	LOWER_ROOT_OTHER,
	LOWER_ROOT_CONNECTOR,
	LOWER_ROOT_UNKNOWN, /* nothing: its use throws */
};

/*
 * The calls of a program that can be judged before it runs (calls.h).  `out`
 * is left empty, or holds objects with commas between them, as JSON:
 * "line", "column", "connector", "operation", and of the arguments, where all
 * of their names are to be seen, "given": [["owner"]] (for certain) and
 * "maybe": [["page"]] (unless undefined), likewise "body_given" and
 * "body_maybe" of an object literal given as body; or "wrong": "a string".
 */
struct lower_calls {
	enum lower_root (*root)(void *ctx, const char *name, size_t n);
	void *ctx;
	struct buf *out;
};
#define LOWER_CALLS_BYTES (1024 * 1024) /* max of such a buffer at least */

/* 0, or -1 with *diag filled and `out` to be ignored. */
int lower(const char *src, size_t len, unsigned mode, struct buf *out,
    struct lower_diag *diag);

/*
 * The same program in lines of another kind: each ends where the place changes
 * that an error would speak of, and `places` has a uint32_t for each line, the
 * offset of that place in `src` (or LOWER_PLACE_LINE | a line of it, where no
 * more is known).  So an engine that only counts lines knows columns.
 * `written` has two of them for each function of the output, in the order in
 * which these begin: from where to where it was written, 0 and 0 if nowhere.
 */
#define LOWER_PLACE_LINE 0x80000000u

struct lower_text {
	struct buf text, places, written; /* the caller inits and finis them */
	const struct lower_calls *calls; /* of a program, or NULL */
	/* Names, the last NULL; and for each whether the text may mean the
	 * global of that name: it has it as a name, or a name of the global
	 * object or of `codemode`, whose members may be computed.  Or NULL. */
	const char *const *names;
	bool *named;
	bool in_lines; /* without places, each token in its own line */
	/* Of a program: it was an async arrow function, whose body this is. */
	bool whole;
};

int lower_placed(const char *src, size_t len, unsigned mode,
    struct lower_text *ret, struct lower_diag *diag);

/*
 * The text of a direct eval (LOWER_EVAL, LOWER_EVAL_SCRIPT); `context` is what
 * the call says of its place (direct.h).  0: the output is a function of $, of
 * the object through which it sees the variables around it, and of the object
 * whose super it may use.  1: of a script, statements that see none of that, as
 * they declare variables.
 */
int lower_direct(const char *src, size_t len, unsigned mode,
    const char *context, struct lower_text *ret, struct lower_diag *diag);

#endif
