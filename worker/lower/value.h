/* SPDX-License-Identifier: Apache-2.0 */
/*
 * value.h -- what the value of a program is, when it does not return one.
 */
#ifndef CORDON_WORKER_LOWER_VALUE_H
#define CORDON_WORKER_LOWER_VALUE_H

#include "worker/lower/ast.h"

/* Marks the expression statements whose value is the list's (NF_RESULT). */
void value_mark(struct node *list);
/* The expression that the list's value is, whatever way it takes through it,
 * becomes what it returns (marked NF_RESULT where it may be a function); false:
 * there is no such expression, so value_mark() is needed. */
bool value_returns(struct node *list);
/* The async arrow function without parameters that is all of the list, called
 * or not; NULL: it is something else. */
struct func *value_whole(const struct node *list);
/* For eval, which gives what ECMAScript says: marks every expression statement
 * and each statement that begins with undefined (if, loops, switch, try, with). */
void value_mark_each(struct node *list);
/* After scope_analyse(): a function that the program is, or calls last, and
 * that returns nothing, returns its last expression where that has no use but
 * its value (`total;`, `({ a })`; not a call or an assignment). */
void value_return(struct node *list);
/* After scope_analyse(): `module.exports = x` is `export default x`, as is one of exports.a = x;
 * `if (require.main === module)` holds. */
void value_exports(struct node *list);
/* A program that only declares means: call main, or run, or what it declares
 * last.  The name (N_ID, bound) to call; NULL: there is nothing to call. */
const struct node *value_function(const struct node *list);
/* The function that an expression of the list is, or names; or NULL. */
const struct func *value_function_of(const struct node *list,
    const struct node *n);
/* value_entry.c: of several that are exported, is it the one to call?  Has the
 * object literal or class a method of such a name? */
bool value_is_entry(const struct atom *name);
bool value_has_entry(const struct node *n);
/* Why a program that is only a text with code in it, as of JSON, is refused; or
 * NULL. */
const char *value_is_text(const struct node *list);
struct emit;
/* Prints, each after a comma, what a program's function is to be given: the
 * names of its parameters, or those that a pattern reads ($.last). */
void value_arguments(struct emit *e, const struct func *f);
/* `{ a: 1 }` alone reads as a block with a label: an object is meant. */
bool value_is_object(const struct node *list);

#endif
