/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prog.h -- a compiled pattern: one block, offsets instead of pointers.
 *
 * Code is 32-bit words.  Slots are two for each group, then registers.
 */
#ifndef CORDON_WORKER_REGEXP_PROG_H
#define CORDON_WORKER_REGEXP_PROG_H

#include "worker/regexp/regexp.h"

enum op {
	OP_MATCH, /* done */
	OP_CHAR, /* unit */
	OP_CHAR2, /* unit unit: one of the two */
	OP_STR, /* at n: these units */
	OP_SET, /* set: a unit of it */
	OP_SET_U, /* set: a code point of it */
	OP_CHAR_B, /* the same backwards, for what looks behind */
	OP_SET_B,
	OP_SET_UB,
	OP_JMP, /* to */
	OP_SPLIT, /* to, first here, first there: go on, or else `to` */
	OP_SPLIT_LAZY, /* the same: `to`, or else go on */
	OP_MANY, /* kind arg min max first: greedy, gives back */
	OP_MANY_ALL, /* the same, never gives back */
	OP_MANY_LAZY,
	OP_SAVE, /* slot */
	OP_RESET, /* from to: these slots are -1 */
	OP_POS, /* slot = where we are */
	OP_CHECK, /* slot: fails if nothing was taken since */
	OP_BOL,
	OP_BOL_M,
	OP_EOL,
	OP_EOL_M,
	OP_WORD, /* not fold: a word's edge */
	/* Seldom: */
	OP_COUNT, /* slot = 0 */
	OP_LOOP, /* slot min max to lazy first first: the head of a loop */
	OP_NEXT, /* slot to: slot++, back to the head */
	OP_CHECK_COUNT, /* slot counter min: as OP_CHECK, from min on */
	OP_LOOK, /* slot */
	OP_LOOK_END, /* slot */
	OP_NOT_LOOK, /* slot to */
	OP_NOT_LOOK_END, /* slot */
	OP_REF, /* flags n, then n groups */
};

enum many_kind { MANY_CHAR, MANY_SET, MANY_SET_U, MANY_ANY, MANY_ALL };

#define MANY_WORDS 6
#define REF_ICASE 1u
#define REF_BACK 2u
#define REF_FOLD 4u /* by code points */
#define NO_FIRST UINT32_MAX

/* What may come next: a character of ASCII, any other, the end. */
struct re_first {
	uint64_t ascii[2];
	uint32_t other, end;
};

struct re_set {
	uint64_t latin[4]; /* below 256 */
	uint32_t at, n; /* the other ranges: pairs in `ranges` */
};

struct re_name {
	uint32_t at, n, group; /* its text is in `units` */
};

struct re_prog {
	uint32_t bytes, flags, groups, slots;
	uint32_t code, sets, firsts, ranges, units, names; /* byte offsets */
	uint32_t code_n, names_n, source_at, source_n;
	/* The search: */
	uint32_t min_len, first;
	uint32_t prefix_at, prefix_n; /* every match begins with these units */
	uint32_t prefix_ascii;
	uint32_t anchored; /* a match begins at 0 only */
	uint32_t dot; /* begins with .*: 1 to the line's end, 2 to the end */
};

#define PROG(p, field, type) \
	((const type *)(const void *)((const char *)(p) + (p)->field))

#endif
