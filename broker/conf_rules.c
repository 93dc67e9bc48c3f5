/* SPDX-License-Identifier: Apache-2.0 */
/* conf_rules.c -- see conf_rules.h. */
#include "broker/conf_rules.h"

#include <stdlib.h>
#include <string.h>

#include "broker/conf_read.h"

#define RULES_MAX 1000 /* each call passes all of them: microseconds */

static const char *const actions[] = { "allow", "ask", "deny", "dry-run",
	"hide", NULL };

static int
read_pattern(json_t *v, const char *key, const char **ret, struct err *e)
{
	const json_t *text = json_object_get(v, key);

	*ret = json_string_value(text);
	if (text != NULL && *ret == NULL)
		return err_set(e, ERR_INPUT, "%s: text is wanted (quote it)",
		    key);
	return 0;
}

static int
read_rule(struct rule *r, json_t *v, struct err *e)
{
	static const char *const keys[] = { "action", "tenant", "connector",
		"operation", "method", "path", NULL };
	const char *action;
	int a;

	if (conf_read_keys(v, keys, e) == -1)
		return -1;
	if ((action = json_str(v, "action")) == NULL)
		return err_set(e, ERR_INPUT, "action: is missing");
	if ((a = conf_read_choice("action", action, actions, e)) == -1)
		return -1;
	r->action = (enum rule_action)a;
	if (read_pattern(v, "tenant", &r->tenant, e) == -1 ||
	    read_pattern(v, "connector", &r->connector, e) == -1 ||
	    read_pattern(v, "operation", &r->operation, e) == -1 ||
	    read_pattern(v, "method", &r->method, e) == -1 ||
	    read_pattern(v, "path", &r->path, e) == -1)
		return -1;
	return 0;
}

static int
read_list(struct conf_rules *r, json_t *list, struct err *e)
{
	size_t n = json_array_size(list);

	if (!json_is_array(list) || n > RULES_MAX)
		return err_set(e, ERR_INPUT,
		    "rules: a list of at most %d is wanted", RULES_MAX);
	if ((r->list = calloc(n + 1, sizeof *r->list)) == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	r->texts = json_incref(list);
	for (; r->n < n; r->n++)
		if (read_rule(&r->list[r->n], json_array_get(list, r->n), e) ==
		    -1)
			return err_prefix(e, "rules: number %zu", r->n + 1);
	return 0;
}

int
conf_rules_read(struct conf_rules *r, json_t *top, struct err *e)
{
	static const char *const writes[] = { "allow", "ask", "deny", NULL };
	const char *word = json_str(top, "writes");
	json_t *list = json_object_get(top, "rules");
	int a;

	if (json_object_get(top, "writes") != NULL) {
		a = conf_read_choice("writes", word != NULL ? word : "?",
		    writes, e);
		if (a == -1)
			return -1;
		r->writes = (enum rule_action)a;
	}
	return list != NULL ? read_list(r, list, e) : 0;
}

void
conf_rules_fini(struct conf_rules *r)
{
	free(r->list);
	json_decref(r->texts);
	*r = (struct conf_rules){ 0 };
}
