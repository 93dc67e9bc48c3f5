/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scope.h -- which declaration each name means, and what follows from that.
 *
 * Afterwards every N_ID that is a variable has .bind (NULL: global), every
 * block and loop its scope, every function knows which of this, arguments
 * and new.target a function inside it needs, every loop whether its body
 * must become a function, every use whether it may come too early (NF_TDZ).
 */
#ifndef CORDON_WORKER_LOWER_SCOPE_H
#define CORDON_WORKER_LOWER_SCOPE_H

#include "worker/lower/ast.h"
#include "worker/lower/lexer.h"

/* Faults are recorded in *x. */
void scope_analyse(struct lexer *x, struct func *program);

/* The rest is for scope*.c. */
struct late_use { /* a use inside a hoisted function */
	struct late_use *next;
	struct node *node;
	struct binding *b; /* what is used */
	struct func *by; /* the hoisted function; may run early */
};

/* A namespace that the walk is in. */
struct space {
	struct space *up;
	const struct node *n;
};

struct scoper {
	struct lexer *x;
	struct func *fn;
	struct scope *sc;
	struct loop *loop;
	struct cls *cls;
	struct space *space;
	struct late_use *late, *edges;
	struct func *params_of; /* whose parameters this is in */
	bool leaves; /* an array pattern of this statement may be left early */
	unsigned seen; /* names in sight of direct evals */
	unsigned merged; /* names that parts of enums and namespaces share */
	unsigned in_class; /* evaluating keys inside a class's function */
};

void scope_expr(struct scoper *s, struct node *n);
void scope_list(struct scoper *s, struct node *n);
void scope_stmts(struct scoper *s, struct node *n);
void scope_func(struct scoper *s, struct func *f);
void scope_class(struct scoper *s, struct node *n);
/* The walk is past the declaration of this name. */
void scope_inited(struct scoper *s, struct node *id);
/* scope_ts.c */
void scope_enum(struct scoper *s, struct node *n);
void scope_namespace(struct scoper *s, struct node *n);
/* Names of a pattern: `init` when it is a declaration. */
void scope_target(struct scoper *s, struct node *n, bool init);

/* scope_bind.c */
struct scope *scope_push(struct scoper *s, bool is_function);
void scope_pop(struct scoper *s);
struct binding *scope_declare(struct scoper *s, struct node *id,
    enum bind_kind k);
void scope_declare_pattern(struct scoper *s, struct node *n, enum bind_kind k);
void scope_declare_block(struct scoper *s, struct node *list);
/* A `var` here may pass no block that declares the name otherwise. */
void scope_hoists(struct scoper *s, const struct node *pattern);
void scope_use(struct scoper *s, struct node *id, bool write);
void scope_capture(struct binding *b); /* by a closure */
void scope_use_this(struct scoper *s);
void scope_use_target(struct scoper *s);
void scope_late(struct scoper *s);

#endif
