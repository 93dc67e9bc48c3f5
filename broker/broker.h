/* SPDX-License-Identifier: Apache-2.0 */
/*
 * broker.h -- what all jobs share: the loop, the pool, egress, the catalogs.
 * For broker/ only; others use job.h.
 */
#ifndef CORDON_BROKER_BROKER_H
#define CORDON_BROKER_BROKER_H

#include "broker/egress_link.h"
#include "broker/job.h"
#include "broker/pool.h"
#include "broker/tenants.h"
#include "policy/score.h"

struct broker {
	struct ev_loop *loop;
	const struct conf *conf;
	struct pool *pool;
	struct egress_link *egress;
	struct catalog **catalogs;
	const char **names; /* of the catalogs */
	const char **values; /* of them, the Cap'n Web ones */
	size_t n_values;
	size_t n;
	struct tenants *tenants;
	char refused[512]; /* why no worker will ever start, or "" */
	struct job *jobs;
	uint64_t runs; /* started so far: their numbers */
	uint64_t evidence[EVIDENCE_MAX]; /* seen so far */
};

/* The open catalog of that connector, or NULL. */
const struct catalog *broker_catalog(const struct broker *b, const char *name);
/* Counts against the tenant, and is logged.  `text` may be hostile. */
void broker_evidence(struct broker *b, struct tenant *who, const char *run,
    enum evidence kind, const char *text);
/* Tells egress to read connectors and secrets anew. */
void broker_reload(struct broker *b);

#endif
