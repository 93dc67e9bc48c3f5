/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search_acts.h -- what an operation does to its thing, and what a question
 * wants done: HTTP's methods beside verbs.
 *
 * "pods of a namespace" and "which pods run" want to read, whatever creating
 * and replacing a pod have of the same words.
 */
#ifndef CORDON_TYPEGEN_SEARCH_ACTS_H
#define CORDON_TYPEGEN_SEARCH_ACTS_H

#include <stdint.h>

enum search_act { ACT_NONE, ACT_READ, ACT_CREATE, ACT_CHANGE, ACT_REMOVE };

/* Of an operation; a tool's cannot be told. */
uint8_t search_act_of(const char *method);
/* Of a word of a question (plain, lower case): bits 1 << act; 0 if it is no
 * verb that says. */
unsigned search_acts_meant(const char *word);

#endif
