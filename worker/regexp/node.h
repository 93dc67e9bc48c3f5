/* SPDX-License-Identifier: Apache-2.0 */
/*
 * node.h -- a pattern as a tree, and the parser's state.
 *
 * The parser stops at the first error: `failed` is set, p->i no longer moves,
 * and whatever is returned is ignored.
 */
#ifndef CORDON_WORKER_REGEXP_NODE_H
#define CORDON_WORKER_REGEXP_NODE_H

#include "worker/regexp/charset.h"

enum node_kind {
	N_EMPTY,
	N_CHAR, /* c */
	N_SET, /* set: one character of it */
	N_SEQ, /* child, child->next, ... */
	N_ALT,
	N_GROUP, /* child, captured as `group` */
	N_LOOP, /* child, min to max times */
	N_LOOK, /* child; behind, negative */
	N_BOL,
	N_EOL,
	N_WORD, /* \b; negative: \B */
	N_REF, /* \1 or, with a name, the groups of that name */
};

#define LOOP_FOREVER UINT32_MAX

struct node {
	enum node_kind kind;
	bool lazy, behind, negative;
	bool icase, multi; /* the flags where it stands */
	uint32_t c;
	uint32_t min, max;
	uint32_t group; /* N_GROUP, N_REF */
	uint32_t groups_lo, groups_hi; /* N_LOOP, N_LOOK: those inside */
	struct charset *set;
	struct name *name;
	struct node *child, *next;
};

/* Which alternative of which disjunction, outwards. */
struct path {
	uint32_t disjunction, alternative;
	const struct path *up;
};

struct name {
	uint16_t *text;
	size_t n;
	uint32_t group; /* 0: only referred to, so far */
	const struct path *path;
	struct name *next;
};

struct parser {
	struct room *pool;
	struct re_error *e;
	const uint16_t *s;
	size_t n, i;
	unsigned flags; /* where we are: modifiers change i, m and s */
	bool u; /* u or v: by code points, no leniency */
	bool v;
	bool named; /* the pattern has a named group */
	bool failed;
	uint32_t groups; /* in the whole pattern */
	uint32_t group; /* the next one's number */
	uint32_t disjunctions;
	unsigned depth;
	const struct path *path;
	struct name *names; /* of groups, in order */
	struct name *wanted; /* of references */
};

#define NO_CHAR UINT32_MAX

/* pattern.c */
struct node *pattern_tree(struct parser *p);
void *pattern_fail(struct parser *p, const char *msg);
/* The unit at i + k, or NO_CHAR at the end. */
uint32_t pattern_peek(const struct parser *p, size_t k);
bool pattern_eat(struct parser *p, char c);
/* The next character: with u a code point. */
uint32_t pattern_next(struct parser *p);
struct node *pattern_node(struct parser *p, enum node_kind kind);
/* A node for one character, in all its cases. */
struct node *pattern_char_node(struct parser *p, uint32_t c);
/* A node for one character of a set; takes case into account. */
struct node *pattern_set_node(struct parser *p, struct charset *set);
struct charset *pattern_set_new(struct parser *p);

/* pattern_escape.c; p->i is after the backslash. */
struct node *pattern_escape_atom(struct parser *p);
/* A character; NO_CHAR: none, p->failed says whether that is an error. */
uint32_t pattern_escape_char(struct parser *p, bool in_class);
/* \d \D \s \S \w \W \p \P: adds to the set; false: none of these.
 * strings, of the flag v, may be NULL. */
struct strings;
bool pattern_escape_set(struct parser *p, struct charset *set,
    struct strings *strings);
/* \uXXXX, \u{X}, pairs; NO_CHAR and p->i unmoved if there is none. */
uint32_t pattern_escape_u(struct parser *p, bool u);

/* pattern_class.c, pattern_vclass.c; p->i is after the bracket. */
struct node *pattern_class(struct parser *p);
struct node *pattern_vclass(struct parser *p);
/* \p{} of strings, outside a class. */
struct node *pattern_vclass_property(struct parser *p);

/* pattern_name.c: a group's name up to its ">"; NULL: none. */
struct name *pattern_name(struct parser *p);
/* Counts groups, and sees whether there are names. */
void pattern_name_scan(struct parser *p);
void pattern_name_group(struct parser *p, uint32_t group);
/* Every reference has its group, or that is an error. */
void pattern_name_check(struct parser *p);
bool pattern_name_same(const struct name *a, const struct name *b);

#endif
