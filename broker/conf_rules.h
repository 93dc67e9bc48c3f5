/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conf_rules.h -- "rules" and "writes" of cordon.yaml.
 *
 *	writes: ask			# what no rule decides: allow | ask | deny
 *	rules:				# the first that matches decides
 *	  - {action: allow, connector: helpdesk, method: POST}
 *	  - {action: deny, operation: "*.delete*"} # "issues.deleteLabel"
 *	  - {action: dry-run, tenant: "trial-*", connector: github}
 */
#ifndef CORDON_BROKER_CONF_RULES_H
#define CORDON_BROKER_CONF_RULES_H

#include <jansson.h>

#include "common/base/err.h"
#include "policy/rules.h"

struct conf_rules {
	struct rule *list;
	size_t n;
	enum rule_action writes;
	json_t *texts; /* owns the patterns */
};

/* Its errors name the rule by number. */
int conf_rules_read(struct conf_rules *r, json_t *top, struct err *e);
void conf_rules_fini(struct conf_rules *r);

#endif
