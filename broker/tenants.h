/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tenants.h -- who is in our bad books, in memory and in the store.
 *
 * Evidence counts here at once.  A thread writes it to the store (store/writer):
 * the loop has deadlines to keep, and waits for no disk and no lock.  A change of a
 * level is written when it is made, other evidence soon after; what another process
 * counts or an operator decides is seen within TENANTS_SYNC_MS, when a run starts.
 *
 * Each change of a level is logged with its cause once it is in the store: what the
 * log says outlives us, however we end.  One that could not be written within
 * TENANTS_TOLD_MS is logged as "stored=not-yet"; why not, is logged too.  At the
 * end what is left is written, for which TENANTS_END_MS are waited.  While nothing
 * can be written, scores last as long as the process.
 */
#ifndef CORDON_BROKER_TENANTS_H
#define CORDON_BROKER_TENANTS_H

#include <ev.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "policy/score.h"

#define TENANTS_SYNC_MS 250
#define TENANTS_TOLD_MS 1000
#define TENANTS_END_MS 5000

struct job;
struct tenants;

struct tenant {
	char *name;
	struct score score;
	unsigned running; /* runs that have, or wait for, a worker */
	struct job *first_turn, **last_turn; /* wait for one of those */
	uint32_t pending[EVIDENCE_MAX]; /* to be written */
	uint32_t given[EVIDENCE_MAX]; /* to the writer, which is at it */
	bool comes; /* it had a run in this process */
	bool unsaved; /* the level changed by time alone: to be written */
	bool given_time; /* and it is at that */
	struct tenant *next;
};

/* `hour_ms`: how long an hour of debt lasts.  `moved` is told of each change
 * of the level of a tenant that had a run here: of all whom the store knows,
 * most never come to this process.  Nothing is opened yet. */
struct tenants *tenants_new(struct ev_loop *loop, const char *dir,
    uint32_t hour_ms, void (*moved)(void *arg, struct tenant *who), void *arg);
void tenants_free(struct tenants *t); /* NULL is fine */
/* Never NULL but without memory; lives as long as t.  Its level is that of
 * now. */
struct tenant *tenants_find(struct tenants *t, const char *name);
void tenants_evidence(struct tenants *t, struct tenant *who,
    enum evidence kind, const char *run);
/* When it is clear again, in milliseconds from now; 0: it is, or is held. */
uint64_t tenants_clear_in_ms(const struct tenants *t,
    const struct tenant *who);

/* A score's time now, when an hour lasts hour_ms. */
uint64_t tenants_now(uint32_t hour_ms);

#endif
