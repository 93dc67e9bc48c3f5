/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visible.h -- what a tenant may know of: rules of the action "hide" take
 * operations out of everything that is told, not only out of what is called.
 */
#ifndef CORDON_BROKER_VISIBLE_H
#define CORDON_BROKER_VISIBLE_H

#include "broker/edition.h"
#include "policy/rules.h"

/* What the rules are asked about one operation; `op` is filled too. */
void visible_about(const struct catalog *c, uint32_t operation,
    const char *tenant, struct catalog_op *op, struct rule_call *ret);
bool visible_op(const struct edition *d, const char *tenant,
    const struct catalog *c, uint32_t operation);
/* Is nothing hidden from anybody? */
bool visible_all(const struct edition *d);
/* A connector of which the tenant may know nothing is none.  Of a NULL tenant:
 * what may everybody know of, whoever asks? */
bool visible_connector(const struct edition *d, const char *tenant,
    const struct catalog *c);
/* The open catalog of that connector, or NULL. */
const struct catalog *visible_catalog(const struct edition *d,
    const char *tenant, const char *name);
/* Those connectors, new, of *ret_n; NULL without memory.  Their names, too. */
const struct catalog **visible_connectors(const struct edition *d,
    const char *tenant, size_t *ret_n);
const char **visible_names(const struct edition *d, const char *tenant,
    size_t *ret_n);
struct visible_asked {
	const struct edition *edition;
	const char *tenant;
	const struct catalog *const *list; /* n of them */
	size_t n;
	const char *query;
	size_t limit; /* of hits */
};

/* As catalog_search(), what is hidden left out. */
size_t visible_search(const struct visible_asked *a, struct catalog_hit *hits,
    size_t *ret_total);

#endif
