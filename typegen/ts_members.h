/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ts_members.h -- the members of a union or an intersection, written where
 * they will stand; for ts*.c only.
 *
 * What is written between ts_member() and ts_member_end() is one.  It is taken
 * back where it is there already, so a union has each once.  Nothing else may
 * be appended to the buffer between the first and ts_members_fini().
 */
#ifndef CORDON_TYPEGEN_TS_MEMBERS_H
#define CORDON_TYPEGEN_TS_MEMBERS_H

#include <stdint.h>

#include "common/base/buf.h"

struct ts_members {
	struct buf *out; /* borrowed */
	const char *separator; /* between two */
	size_t start, from; /* of the first, of the one being written */
	size_t n;
	struct buf more; /* size_t: where those after the first begin */
	/* Of many, their places plus 1 by their texts' hashes. */
	uint32_t *slots;
	size_t n_slots;
};

void ts_members_init(struct ts_members *m, struct buf *out,
    const char *separator);
void ts_members_fini(struct ts_members *m);
void ts_member(struct ts_members *m);
void ts_member_end(struct ts_members *m);
/* One that is a word. */
void ts_member_adds(struct ts_members *m, const char *text);
/* The text of the one at `i`: n bytes, borrowed until more is written. */
const char *ts_members_get(const struct ts_members *m, size_t i,
    size_t *ret_n);
/* Is there an operator at the top level of a type's text? */
bool ts_has_operator(const char *text, size_t n, char op);
/* Brackets around what `out` has after its first `start` bytes. */
void ts_wrap(struct buf *out, size_t start);
/* Takes back what was appended to `out` after its first `len` bytes. */
void ts_take_back(struct buf *out, size_t len);

#endif
