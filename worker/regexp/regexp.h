/* SPDX-License-Identifier: Apache-2.0 */
/*
 * regexp.h -- regular expressions of ECMAScript: compile once, match often.
 *
 * Pure: no engine, no I/O, no state but what the caller holds.  A pattern is
 * compiled to one block of memory without pointers, which may be copied and
 * shared.  Matching backtracks on a stack of its own, never on C's, and takes
 * a bounded number of steps: a pattern that explodes is RE_STEPS, not a hang.
 * Positions count 16-bit units.  With the flags u and v characters are code
 * points, and a match never begins or ends inside a pair.
 */
#ifndef CORDON_WORKER_REGEXP_REGEXP_H
#define CORDON_WORKER_REGEXP_REGEXP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Flags, in the order in which RegExp.prototype.flags names them. */
#define RE_INDICES 0x01u /* d */
#define RE_GLOBAL 0x02u /* g */
#define RE_ICASE 0x04u /* i */
#define RE_MULTI 0x08u /* m */
#define RE_DOTALL 0x10u /* s */
#define RE_UNICODE 0x20u /* u */
#define RE_SETS 0x40u /* v */
#define RE_STICKY 0x80u /* y */

#define RE_PATTERN_MAX (1u << 18) /* units: as long as any sane program */
#define RE_GROUPS_MAX 32767u /* what V8 allows */
#define RE_DEPTH_MAX 700u /* groups in groups: C's stack while compiling */
#define RE_POOL_MAX (24u << 20) /* bytes of memory while compiling */
#define RE_STACK_MAX (48u << 20) /* bytes of backtracking: below a heap */
/* Steps of one search: about half a second.  What backtracks this much does
 * not end. */
#define RE_STEPS_BASE 20000000
#define RE_STEPS_UNIT 64 /* and for each unit of the subject */

/* Memory comes from the caller: like realloc(); n == 0 frees. */
struct re_memory {
	void *(*realloc)(void *ctx, void *p, size_t n);
	void *ctx;
};

#define RE_ERROR_MAX 64
struct re_error {
	char msg[RE_ERROR_MAX]; /* "Unterminated group"; "" : no memory */
	size_t at; /* in the pattern */
};

struct re_prog;

/* -1: a letter that is no flag, or twice, or u with v. */
int re_flags(const char *s, size_t n, unsigned *ret);
/* The text of flags, NUL-terminated. */
void re_flags_text(unsigned flags, char ret[9]);
/* Compiles n units.  Returns new, of *ret_bytes bytes; NULL: *e says why. */
struct re_prog *re_compile(const uint16_t *pattern, size_t n, unsigned flags,
    const struct re_memory *m, size_t *ret_bytes, struct re_error *e);

/* Is it a pattern?  0, or -1 and *e. */
int re_check(const uint16_t *pattern, size_t n, unsigned flags,
    const struct re_memory *m, struct re_error *e);

unsigned re_prog_flags(const struct re_prog *p);
/* Groups, the whole match included. */
unsigned re_prog_groups(const struct re_prog *p);
/* The pattern as it was given. */
const uint16_t *re_prog_source(const struct re_prog *p, size_t *ret_n);
/* Named groups in the order of the pattern: name i and its number; false: i
 * is too large.  The same name may come twice (in different alternatives). */
bool re_prog_name(const struct re_prog *p, size_t i, const uint16_t **ret,
    size_t *ret_n, unsigned *ret_group);

struct re_subject {
	const void *text; /* uint8_t (ASCII) or uint16_t units */
	size_t len; /* in units, below 2^31 */
	bool wide;
};

enum re_result { RE_NONE, RE_MATCH, RE_STEPS, RE_MEMORY };

/* Backtracking's memory, kept between matches; zero it, then re_stack_fini. */
struct re_stack {
	struct re_memory m;
	void *p;
	size_t bytes;
	int64_t steps; /* of a search, at most; 0: as above */
};
void re_stack_fini(struct re_stack *s);

/* Searches from `at`, or with `sticky` only at it.  caps gets begin and end
 * of each group, -1 where it took no part. */
enum re_result re_exec(const struct re_prog *p, const struct re_subject *s,
    size_t at, bool sticky, int32_t *caps, struct re_stack *stack);

#endif
