/* SPDX-License-Identifier: Apache-2.0 */
/* collection_int.h -- shared by collection*.c. */
#ifndef CORDON_TESTS_ESCAPE_COLLECTION_INT_H
#define CORDON_TESTS_ESCAPE_COLLECTION_INT_H

#include "tests/escape/collection.h"

extern char attack_mem[8192];

size_t attack_acts(struct attack *to, size_t room);
size_t attack_tricks(struct attack *to, size_t room);
#ifdef __x86_64__
long attack_int80(long nr);
void attack_sysenter(long nr);
#endif

#endif
