/* SPDX-License-Identifier: Apache-2.0 */
/* rules.c -- see rules.h. */
#include "policy/rules.h"

/* Back to the last star only: linear in most texts, never exponential. */
bool
rules_match(const char *p, const char *s)
{
	const char *star = 0, *from = 0;

	if (p == 0)
		return true;
	while (*s != '\0') {
		if (*p == '*') {
			star = ++p;
			from = s;
		} else if (*p == *s) {
			p++;
			s++;
		} else if (star != 0) {
			p = star;
			s = ++from;
		} else
			return false;
	}
	while (*p == '*')
		p++;
	return *p == '\0';
}

enum rule_action
rules_judge(const struct rule *rules, size_t n, enum rule_action writes,
    const struct rule_call *c, size_t *ret_rule)
{
	size_t i;

	for (i = 0; i < n; i++) {
		const struct rule *r = &rules[i];

		if (!rules_match(r->tenant, c->tenant) ||
		    !rules_match(r->connector, c->connector) ||
		    !rules_match(r->operation, c->operation) ||
		    !rules_match(r->method, c->method) ||
		    !rules_match(r->path, c->path))
			continue;
		*ret_rule = i + 1;
		return r->action;
	}
	*ret_rule = 0;
	return c->reads ? RULE_ALLOW : writes;
}
