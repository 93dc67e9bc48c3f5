/* SPDX-License-Identifier: Apache-2.0 */
/* collection.h -- the table under Map, Set, WeakMap and WeakSet. */
#ifndef CORDON_WORKER_RUNTIME_COLLECTION_H
#define CORDON_WORKER_RUNTIME_COLLECTION_H

#include "worker/runtime/rt.h"

enum coll_kind { COLL_MAP = 1, COLL_SET, COLL_WEAKMAP, COLL_WEAKSET };

/*
 * Two hidden properties of the owner: a buffer with this head, the records of
 * the entries and the hash slots; and a bare array of the keys and values,
 * where the collector sees them.  Entries stay in order of insertion; a
 * removed one leaves a tombstone (a pointer, which no program can make).
 * Every entry has a number that never changes, by which an iterator finds its
 * place again after the table was compacted.
 */
struct coll {
	void *owner; /* heap pointer: what inherits from it is no Map */
	void *ents;
	uint32_t kind;
	uint32_t used; /* entries, tombstones included */
	uint32_t live;
	uint32_t cap;
	uint32_t slots; /* a power of two, or 0 */
	uint32_t next_seq;
};

struct coll_rec {
	uint32_t hash;
	uint32_t seq;
};

/* The table of the object at idx, or NULL; pushes nothing. */
struct coll *coll_of(duk_context *ctx, duk_idx_t idx, enum coll_kind kind);
/* Makes the object at idx a collection. */
void coll_init(duk_context *ctx, duk_idx_t idx, enum coll_kind kind);
/* The entry of the key at idx, or -1. */
int64_t coll_find(duk_context *ctx, const struct coll *c, duk_idx_t key);
/* Adds or replaces; value is ignored by sets.  *c may move. */
void coll_put(duk_context *ctx, duk_idx_t owner, struct coll *c, duk_idx_t key,
    duk_idx_t value);
bool coll_remove(duk_context *ctx, struct coll *c, duk_idx_t key);
void coll_clear(duk_context *ctx, duk_idx_t owner, struct coll *c);
/* The first live entry with number >= seq, or -1. */
int64_t coll_next(duk_context *ctx, const struct coll *c, uint32_t seq,
    uint32_t *ret_seq);
/* Push an entry's key or value. */
void coll_push_key(duk_context *ctx, const struct coll *c, int64_t entry);
void coll_push_value(duk_context *ctx, const struct coll *c, int64_t entry);

#endif
