/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch.h -- what is written in one transaction: tenants' evidence, and the changes
 * of their levels.  It owns all that it names: it is handed to another thread.
 */
#ifndef CORDON_BROKER_STORE_BATCH_H
#define CORDON_BROKER_STORE_BATCH_H

#include "broker/store/store.h"

/* The longest cause that is kept. */
#define STORE_CAUSE_MAX 128

struct store_debt {
	char *tenant;
	uint32_t n[EVIDENCE_MAX]; /* seen since the last batch */
	enum score_level was; /* in the store, when it was written */
	struct score score; /* then: evidence of all processes */
	struct store_debt *next;
};

struct store_change {
	char *tenant;
	char cause[STORE_CAUSE_MAX];
	struct store_event ev;
	struct store_change *next;
};

struct store_batch {
	uint64_t now_ms; /* the scores' time */
	struct store_debt *debts;
	struct store_change *changes, **last_change; /* oldest first */
};

struct store_batch *store_batch_new(uint64_t now_ms); /* or NULL */
void store_batch_free(struct store_batch *b); /* NULL is fine */
/* False without memory: it is not in the batch. */
bool store_batch_debt(struct store_batch *b, const char *tenant,
    const uint32_t n[EVIDENCE_MAX]);
bool store_batch_change(struct store_batch *b, const char *tenant,
    const struct store_event *ev);
/* Ends the transaction that store_begin() began, all or nothing: what is tried
 * again is not counted twice.  Fills in each debt's score. */
int store_batch_write(struct store *s, struct store_batch *b, struct err *e);

#endif
