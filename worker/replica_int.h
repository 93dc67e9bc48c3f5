/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replica_int.h -- what is in the file of a copy: between who makes one and who
 * puts it somewhere; for nobody else.
 *
 * A head, as many words of the program's data, and as many pages of the heap,
 * each with a leaf before it.
 */
#ifndef CORDON_WORKER_REPLICA_INT_H
#define CORDON_WORKER_REPLICA_INT_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/err.h"

#define PAGE ((size_t)4096)
#define WORDS (PAGE / sizeof(uint64_t))

/* The linker's: where the program begins, and what of it may be written. */
extern char __executable_start[], __data_start[], _end[];

struct head {
	uint64_t heap, program; /* where they were */
	uint64_t heap_bytes;
	uint64_t engine; /* from the heap's beginning */
	uint32_t pages, statics; /* that follow */
};

enum { IS_PLAIN, IS_HEAP, IS_PROGRAM };

struct word {
	uint32_t at; /* from __data_start, in words */
	uint32_t kind;
	uint64_t value;
};

/* Before each page: which of its words are addresses. */
struct leaf {
	uint64_t page;
	uint64_t heap[WORDS / 64], program[WORDS / 64];
};

/* -1, and what is wrong in e. */
int replica_none(struct err *e, const char *why);

#endif
