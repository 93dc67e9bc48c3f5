/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mentions.h -- what a text's names say of what it will need.  They are looked
 * for in the table of its atoms, so each costs the same however long it is.
 */
#ifndef CORDON_WORKER_LOWER_MENTIONS_H
#define CORDON_WORKER_LOWER_MENTIONS_H

#include <stdbool.h>

#include "worker/lower/atom.h"

/* After scope analysis.  May it make a BigInt?  Types say nothing of that. */
bool mentions_bigint(const struct atoms *t);
/* lower_text.names and .named. */
void mentions_names(const struct atoms *t, const char *const *names,
    bool *named);

#endif
