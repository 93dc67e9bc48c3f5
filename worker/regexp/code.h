/* SPDX-License-Identifier: Apache-2.0 */
/* code.h -- the tree as code; what code*.c share. */
#ifndef CORDON_WORKER_REGEXP_CODE_H
#define CORDON_WORKER_REGEXP_CODE_H

#include "worker/regexp/first.h"
#include "worker/regexp/node.h"
#include "worker/regexp/prog.h"

/* A growing array of one kind. */
struct vec {
	void *p;
	size_t n, cap, size;
};

struct code {
	struct room *pool;
	struct first_work w;
	struct parser *parser;
	bool u;
	struct vec code, sets, firsts, ranges, units;
	uint32_t slots;
	bool refs;
	struct re_prog head;
};

/* n new elements, zeroed; NULL: no memory. */
void *code_more(struct code *e, struct vec *v, size_t n);
void code_word(struct code *e, uint32_t w);
void code_words(struct code *e, size_t n, const uint32_t *w);
void code_patch(struct code *e, size_t at); /* = where we are */
uint32_t code_set(struct code *e, struct charset *set);
uint32_t code_first(struct code *e, const struct re_first *f);
uint32_t code_units(struct code *e, const uint16_t *u, size_t n);
/* Does the set need code points, with the flag u? */
bool code_set_is_wide(const struct charset *set);

/* The code of n; `next`: what the code after it may begin with. */
void code_node(struct code *e, struct node *n, const struct re_first *next,
    bool back);
void code_loop(struct code *e, struct node *n, const struct re_first *next,
    bool back);
/* How the search goes, in head. */
void code_search(struct code *e, struct node *root);

#endif
