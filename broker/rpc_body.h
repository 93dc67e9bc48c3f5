/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_body.h -- bytes that pass through the broker unread, and who owes for
 * them.
 *
 * A body is charged to one account from its first byte to its last use, also
 * while it waits in another connection's queue: so what a worker makes the
 * broker hold is bounded wherever it is held.
 */
#ifndef CORDON_BROKER_RPC_BODY_H
#define CORDON_BROKER_RPC_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "broker/remains.h"
#include "common/base/buf.h"

/* Counted by its owner and by every body charged to it. */
struct rpc_account {
	size_t owed;
	size_t max;
	unsigned refs;
	struct remains *remains; /* where its bodies go; NULL: freed at once */
};

struct rpc_body {
	struct buf bytes;
	struct rpc_account *account;
	unsigned owners;
	uint32_t stream; /* its name on the link that carries it now */
	bool ended;
	struct rpc_body *next; /* in the list or queue that holds it */
};

/* New, owned once; NULL without memory.  `remains` (or NULL) is borrowed, and
 * outlives it. */
struct rpc_account *rpc_account_new(size_t max, struct remains *remains);
void rpc_account_drop(struct rpc_account *a);

/* Empty, at most max bytes; NULL without memory. */
struct rpc_body *rpc_body_new(struct rpc_account *a, size_t max);
/* One more owner: each frees it once. */
struct rpc_body *rpc_body_keep(struct rpc_body *b);
/* Another with the same bytes and an account of its own, or NULL. */
struct rpc_body *rpc_body_copy(const struct rpc_body *b);
void rpc_body_free(struct rpc_body *b); /* NULL is fine */
/* False when the body or the account would grow past its maximum. */
bool rpc_body_add(struct rpc_body *b, const void *p, size_t n);
/* From now on `a` owes for it; false, and unchanged, if that is too much. */
bool rpc_body_charge(struct rpc_body *b, struct rpc_account *a);

#endif
