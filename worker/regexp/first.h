/* SPDX-License-Identifier: Apache-2.0 */
/*
 * first.h -- what a pattern's parts may begin with, and how long they are.
 *
 * All answers err on the side of "it may".
 */
#ifndef CORDON_WORKER_REGEXP_FIRST_H
#define CORDON_WORKER_REGEXP_FIRST_H

#include "worker/regexp/node.h"
#include "worker/regexp/prog.h"

struct first_work {
	bool u;
	uint32_t steps; /* left: what is too large to look at may be anything */
};

extern const struct re_first first_all;

/* What n, and then what begins with `next`, may begin with. */
struct re_first first_of(struct first_work *w, const struct node *n,
    const struct re_first *next);
struct re_first first_or(const struct re_first *a, const struct re_first *b);
bool first_is_all(const struct re_first *f);
/* No character and not the end are in both. */
bool first_apart(const struct re_first *a, const struct re_first *b);
/* Units at least; UINT32_MAX is no limit, nor is anything above. */
uint32_t first_min_len(struct first_work *w, const struct node *n);
/* May it match without taking anything?  Always / never more than that. */
bool first_nullable(struct first_work *w, const struct node *n);
bool first_zero_width(struct first_work *w, const struct node *n);

#endif
