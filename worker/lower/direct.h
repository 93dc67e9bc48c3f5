/* SPDX-License-Identifier: Apache-2.0 */
/*
 * direct.h -- direct eval: `eval(text)` sees what is around the call.
 *
 * The call becomes $.direct(eval, context, home, scope, [arguments]).  `scope`
 * is an object of accessors, one for each variable in sight; the text, lowered
 * when it runs, names them through it.  `context` says which there are: some of
 * the letters below, a space, the names with commas between, "!" before each
 * that a `var` of the text may not have, "#" before private ones.
 */
#ifndef CORDON_WORKER_LOWER_DIRECT_H
#define CORDON_WORKER_LOWER_DIRECT_H

#include "worker/lower/emit.h"
#include "worker/lower/scope.h"

#define DIRECT_STRICT 's'
#define DIRECT_THIS 'h'
#define DIRECT_SUPER 'm'
#define DIRECT_TARGET 't'
#define DIRECT_FIELD 'f' /* `arguments` is a fault */

/* In one program, counted at each call.  Each is two functions, and Duktape takes
 * 65535 of them in one. */
#define DIRECT_NAMES_MAX 20000

struct around {
	bool strict, has_this, super, target, field;
	const char *names;
};

/* What an output calls them. */
#define DIRECT_SCOPE "$s"
#define DIRECT_HOME "$h"

#define DIRECT_CONTEXT_MAX ((size_t)1 << 20) /* bytes of one context */

/* Is this call, whose names are bound, a direct eval? */
bool direct_is_call(const struct node *call);
/* The names in sight of it, as uses of them. */
void direct_scope(struct scoper *s, struct node *call);
void direct_emit(struct emit *e, struct node *call);

/* Of a text: what the context says. */
void direct_read(const char *context, struct around *ret);
/* Declares the names around it. */
void direct_declare(struct scoper *s, const struct around *a);
/* Is it a private name of a class around the call? */
bool direct_has_private(const struct func *f, const struct atom *a);
/* Does it declare variables of whoever calls? */
bool direct_declares(const struct func *program);
/* Of such a text: is there a name among those that it may not declare? */
void direct_check(struct lexer *x, const struct func *program);

#endif
