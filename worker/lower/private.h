/* SPDX-License-Identifier: Apache-2.0 */
/* private.h -- the private names of a class: found at once, kept in order. */
#ifndef CORDON_WORKER_LOWER_PRIVATE_H
#define CORDON_WORKER_LOWER_PRIVATE_H

#include "worker/lower/ast.h"

/* NULL: the class declares no such name. */
struct private_name *private_find(const struct cls *c, const struct atom *a);
/* Of one that it has not yet; never NULL. */
struct private_name *private_add(struct arena *arena, struct cls *c,
    struct atom *a);

#endif
