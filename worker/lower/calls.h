/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calls.h -- calls of connectors that can be judged without running them.
 *
 * A site is a call `name.a.b(...)` whose first name the program declares
 * nowhere.  Whoever asked (struct lower_calls) is told the sites that fail the
 * program for certain when the name or the arguments are wrong and the call is
 * reached.  So none is told whose failure something may catch, none behind a
 * condition known to be false, none of a name whose operations the program
 * tests for, and none at all where the program can change what the name means.
 */
#ifndef CORDON_WORKER_LOWER_CALLS_H
#define CORDON_WORKER_LOWER_CALLS_H

#include "worker/lower/ast.h"
#include "worker/lower/lexer.h"

/* After scope_analyse().  Nothing is changed but atoms' and bindings' notes. */
void calls_collect(struct lexer *x, struct func *program,
    const struct lower_calls *want);

/* The rest is for calls*.c. */
#define PATH_MAX_STEPS 16

struct site {
	struct site *next;
	struct atom *root; /* the name as written first */
	const struct atom *connector;
	const struct node *call;
	const struct node *path[PATH_MAX_STEPS]; /* what follows the connector */
	unsigned n;
	bool aliased; /* by way of variables of the program's */
	bool nested; /* in a function that something else calls */
	bool awaited; /* its failure is thrown where it stands */
};

struct walk {
	struct lexer *x;
	const struct lower_calls *want;
	const struct binding *main; /* the function that is the program */
	struct site *first, **tail;
	unsigned n;
	bool handlers; /* somewhere a failure is caught */
	/* Of the place where the walk is. */
	bool caught, awaited, nested;
};

/* calls_expr.c */
void calls_expr(struct walk *w, struct node *n); /* n: NULL is nothing */
/* What decides whether something runs. */
void calls_test(struct walk *w, struct node *n);
/* `nested`: something else calls it. */
void calls_function(struct walk *w, struct func *f, bool nested);
void calls_class(struct walk *w, struct cls *c);
void calls_stmts(struct walk *w, struct node *n); /* calls.c: a list */

/* calls_site.c: false: the call is none that can be judged. */
bool calls_site(const struct lower_calls *want, struct node *call,
    struct site *ret);
/* The name that the program does not declare and an expression begins with;
 * NULL: there is none. */
struct atom *calls_root(const struct node *n);
/* Appends one object. */
void calls_write(const struct lexer *x, const struct site *s, struct buf *out);

/* calls_alias.c: the names of a pattern are members of the value, where that
 * is a path; those of the program's function's parameters are globals. */
void calls_alias(struct walk *w, struct node *pattern, struct node *value);
void calls_given(struct walk *w, const struct func *f);

/* calls_value.c: what is known of a value before it is there. */
/* Through the names of variables that never change. */
const struct node *calls_resolved(const struct node *n);
/* 1 true, 0 false, -1 unknown. */
int calls_truth(const struct lexer *x, const struct node *n);
/* Is it something that JSON keeps: not undefined, no function? */
bool calls_is_given(const struct node *n);

#endif
