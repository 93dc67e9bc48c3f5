/* SPDX-License-Identifier: Apache-2.0 */
/* collection_int.h -- shared by collection*.c. */
#ifndef CORDON_TESTS_ESCAPE_COLLECTION_INT_H
#define CORDON_TESTS_ESCAPE_COLLECTION_INT_H

#include "tests/escape/collection.h"

extern char attack_mem[8192];

size_t attack_acts(struct attack *to, size_t room);
size_t attack_tricks(struct attack *to, size_t room);
size_t attack_hatch(struct attack *to, size_t room);
size_t attack_doors(struct attack *to, size_t room);

/* It came to nothing: dies of an undefined instruction (x86), or a trap. */
void attack_refused(void);
/* Comes back only if those bytes went out. */
void attack_send(uintptr_t at, size_t n);
void attack_look(uintptr_t at);
void attack_go(uintptr_t at);
#ifdef __x86_64__
long attack_int80(long nr);
void attack_sysenter(long nr);
#endif

#endif
