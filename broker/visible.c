/* SPDX-License-Identifier: Apache-2.0 */
/* visible.c -- see visible.h. */
#include "broker/visible.h"

#include "broker/job_run.h"

/* Looked at when some are hidden; nobody reads so far. */
#define HITS_MAX 500

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

/* Of its own, since its list is cleared each time. */
static size_t
search_seen(const struct edition *d, const char *tenant,
    const struct catalog *const *list, size_t n, const char *query,
    size_t limit, struct catalog_hit *hits, size_t *ret_total)
{
	struct catalog_hit all[HITS_MAX];
	size_t i, got, kept = 0, seen = 0;

	got = catalog_search(list, n, query, HITS_MAX, all, ret_total);
	for (i = 0; i < got; i++) {
		if (!visible_op(d, tenant, all[i].catalog, all[i].op))
			continue;
		seen++;
		if (kept < limit)
			hits[kept++] = all[i];
	}
	/* Of those beyond, how many are hidden is not known. */
	*ret_total = *ret_total > got ? *ret_total - (got - seen) : seen;
	return kept;
}

size_t
visible_search(const struct edition *d, const char *tenant,
    const struct catalog *const *list, size_t n, const char *query,
    size_t limit, struct catalog_hit *hits, size_t *ret_total)
{
	if (visible_all(d))
		return catalog_search(list, n, query, limit, hits, ret_total);
	return search_seen(d, tenant, list, n, query, limit, hits, ret_total);
}
