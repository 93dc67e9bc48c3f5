/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rules.h -- may this call be made?  Ordered rules, the first that matches
 * decides; where none does, reads are allowed and writes get what was set.
 *
 * A pattern is a text in which "*" stands for any characters, and NULL for
 * every text.  Patterns are borrowed: they are the configuration's.
 */
#ifndef CORDON_POLICY_RULES_H
#define CORDON_POLICY_RULES_H

#include <stdbool.h>
#include <stddef.h>

enum rule_action {
	RULE_ALLOW,
	RULE_ASK, /* a person, each time */
	RULE_DENY,
	RULE_DRY_RUN, /* say what would have been called */
	RULE_HIDE, /* as if there were no such operation */
	RULE_ACTIONS
};

struct rule {
	enum rule_action action;
	const char *tenant, *connector, *operation, *method, *path;
};

struct rule_call {
	const char *tenant, *connector;
	const char *operation; /* "issues.create" */
	const char *method; /* "POST"; "TOOL" of an MCP server */
	const char *path; /* the template, "" of a tool */
	bool reads; /* it changes nothing, as its description says */
};

/* *ret_rule: the one that decided, from 1; 0: none did. */
enum rule_action rules_judge(const struct rule *rules, size_t n,
    enum rule_action writes, const struct rule_call *c, size_t *ret_rule);
/* "*" is any characters; nothing else is special.  NULL matches all. */
bool rules_match(const char *pattern, const char *text);

#endif
