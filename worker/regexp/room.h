/* SPDX-License-Identifier: Apache-2.0 */
/*
 * room.h -- memory of one compilation: given out, then freed all at once.
 *
 * When it is exhausted `failed` is set and room_alloc() gives NULL from then
 * on; callers unwind.
 */
#ifndef CORDON_WORKER_REGEXP_ROOM_H
#define CORDON_WORKER_REGEXP_ROOM_H

#include "worker/regexp/regexp.h"

struct room_block;
struct room {
	const struct re_memory *m;
	struct room_block *blocks;
	size_t used, cap; /* of the newest block */
	size_t total;
	bool failed;
};

void room_init(struct room *p, const struct re_memory *m);
void room_fini(struct room *p);
/* Zeroed, aligned for anything. */
void *room_alloc(struct room *p, size_t n);
/* A larger copy of an array; the old one is forgotten. */
void *room_grow(struct room *p, const void *old, size_t old_n, size_t n);

#endif
