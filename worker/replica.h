/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replica.h -- a warm engine as bytes that can be put at any address.
 *
 * Warming takes 17 ms of the processor, a cordoned worker all in all 6 more.
 * So an engine is warmed once for all workers of a cordoned tenant, and copied:
 * but to another address in each, and from another address of the program.
 * Which words of it are addresses is not guessed from their looks: two engines
 * are warmed side by side, and what differs in them by their distance, and
 * nothing else may differ, is an address in the heap.  Addresses of the program
 * are what lies in its bounds in both.  An address of anything else that is
 * mapped would be stale elsewhere: then there is no copy.
 * The file has no byte from outside: it is made before the first is read.
 */
#ifndef CORDON_WORKER_REPLICA_H
#define CORDON_WORKER_REPLICA_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/err.h"
#include "worker/engine.h"

/* Warms engines in a process of its own; returns new a sealed file without a
 * name.  -1 in one layout of some hundreds, too, and ERR_NOTFOUND where this
 * build's engines cannot be moved (sanitizers, a shared Duktape, several shared
 * libraries). */
int replica_make(size_t heap_bytes, struct err *e);
/* Puts it into `heap`, of zeroes and aligned as the first was (2 MiB): no other
 * engine was in this process.  Borrows fd. */
struct engine *replica_load(int fd, void *heap, size_t heap_bytes,
    struct err *e);
/* Runs a program over all of it, which uses it up.  Where a copy is wrong in spite
 * of all, this says false, or does not come back. */
bool replica_works(struct engine *g);

#endif
