/* SPDX-License-Identifier: Apache-2.0 */
/* visible.c -- see visible.h. */
#include "broker/visible.h"

#include <stdlib.h>

#include "broker/job_run.h"

/* Looked at when some are hidden: at first, and when those were too many. */
#define HITS_FIRST 500
#define HITS_MAX 300000

void
visible_about(const struct catalog *c, uint32_t operation, const char *tenant,
    struct catalog_op *op, struct rule_call *ret)
{
	catalog_op(c, operation, op);
	*ret = (struct rule_call){ .tenant = tenant,
		.connector = catalog_name(c),
		.operation = op->name,
		.method = op->method,
		.path = op->path != NULL ? op->path : "",
		.reads = job_call_reads(op) };
}

bool
visible_all(const struct edition *d)
{
	const struct conf_rules *r = &d->conf->rules;
	size_t i;

	for (i = 0; i < r->n; i++)
		if (r->list[i].action == RULE_HIDE)
			return false;
	return true;
}

bool
visible_op(const struct edition *d, const char *tenant, const struct catalog *c,
    uint32_t operation)
{
	const struct conf_rules *rules = &d->conf->rules;
	struct catalog_op op;
	struct rule_call r;
	size_t which;

	visible_about(c, operation, tenant, &op, &r);
	return rules_judge(rules->list, rules->n, rules->writes, &r, &which) !=
	    RULE_HIDE;
}

static bool
any_op(const struct edition *d, const char *tenant, const struct catalog *c)
{
	uint32_t i, n = catalog_ops(c);

	for (i = 0; i < n; i++)
		if (visible_op(d, tenant, c, i))
			return true;
	return n == 0;
}

bool
visible_connector(const struct edition *d, const char *tenant,
    const struct catalog *c)
{
	const struct conf_rules *r = &d->conf->rules;
	size_t i;

	if (visible_all(d))
		return true;
	if (tenant != NULL)
		return any_op(d, tenant, c);
	/* A rule's pattern fits itself: it stands for those it is about. */
	for (i = 0; i < r->n; i++)
		if (r->list[i].action == RULE_HIDE && r->list[i].tenant != NULL &&
		    !any_op(d, r->list[i].tenant, c))
			return false;
	return any_op(d, "", c);
}

const struct catalog *
visible_catalog(const struct edition *d, const char *tenant, const char *name)
{
	const struct catalog *c = edition_catalog(d, name);

	return c == NULL || visible_connector(d, tenant, c) ? c : NULL;
}

const struct catalog **
visible_connectors(const struct edition *d, const char *tenant, size_t *ret_n)
{
	const struct catalog **list = calloc(d->n + 1, sizeof *list);
	size_t i;

	*ret_n = 0;
	for (i = 0; list != NULL && i < d->n; i++)
		if (visible_connector(d, tenant, d->catalogs[i]))
			list[(*ret_n)++] = d->catalogs[i];
	return list;
}

const char **
visible_names(const struct edition *d, const char *tenant, size_t *ret_n)
{
	const char **names = calloc(d->n + 1, sizeof *names);
	size_t i;

	*ret_n = 0;
	for (i = 0; names != NULL && i < d->n; i++)
		if (visible_connector(d, tenant, d->catalogs[i]))
			names[(*ret_n)++] = d->names[i];
	return names;
}

/* Of the best `most`, those that may be told. */
static size_t
search_told(const struct visible_asked *a, size_t most,
    struct catalog_hit *hits, size_t *ret_total, bool *ret_all)
{
	struct catalog_hit *all = calloc(most, sizeof *all);
	size_t i, got, kept = 0, seen = 0;

	*ret_total = 0;
	*ret_all = true;
	if (all == NULL)
		return 0;
	got = catalog_search(a->list, a->n, a->query, most, all, ret_total);
	for (i = 0; i < got; i++) {
		if (!visible_op(a->edition, a->tenant, all[i].catalog,
			all[i].op))
			continue;
		seen++;
		if (kept < a->limit)
			hits[kept++] = all[i];
	}
	*ret_all = got < most || *ret_total <= got;
	/* Of those beyond, how many are hidden is not known. */
	*ret_total = *ret_total > got ? *ret_total - (got - seen) : seen;
	free(all);
	return kept;
}

size_t
visible_search(const struct visible_asked *a, struct catalog_hit *hits,
    size_t *ret_total)
{
	size_t most = HITS_FIRST, kept;
	bool all;

	if (visible_all(a->edition))
		return catalog_search(a->list, a->n, a->query, a->limit, hits,
		    ret_total);
	/* A whole API may be hidden, and be what the words fit best. */
	do {
		kept = search_told(a, most, hits, ret_total, &all);
		most *= 8;
	} while (kept < a->limit && !all && most <= HITS_MAX);
	return kept;
}
