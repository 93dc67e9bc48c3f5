/* SPDX-License-Identifier: Apache-2.0 */
/*
 * broker.h -- what all jobs share: the loop, the pool, egress, the catalogs.
 * For broker/ only; others use job.h.
 */
#ifndef CORDON_BROKER_BROKER_H
#define CORDON_BROKER_BROKER_H

#include "broker/attempts.h"
#include "broker/edition.h"
#include "broker/egress_link.h"
#include "broker/job.h"
#include "broker/pool.h"
#include "broker/tenants.h"
#include "policy/score.h"

struct broker {
	struct ev_loop *loop;
	const struct conf *conf; /* at the start: what pool and store are of */
	struct edition *now; /* what jobs begin with */
	struct pool *pool;
	struct egress_link *egress;
	struct tenants *tenants;
	struct remains *remains; /* of runs that ended */
	struct attempts *attempts; /* NULL: the kernel does not tell them */
	char refused[512]; /* why no worker will ever start, or "" */
	struct job *jobs;
	uint64_t runs; /* started so far: their numbers */
	uint64_t evidence[EVIDENCE_MAX]; /* seen so far */
};

/* Counts against the tenant, and is logged.  `text` may be hostile. */
void broker_evidence(struct broker *b, struct tenant *who, const char *run,
    enum evidence kind, const char *text);
/* Takes another reading of the configuration, for jobs from here on; egress
 * reads connectors and secrets anew.  *ret_changes: what it offers otherwise,
 * enum edition_difference.  -1: no memory, all stays. */
int broker_adopt(struct broker *b, struct conf *conf, unsigned *ret_changes);

#endif
