/* SPDX-License-Identifier: Apache-2.0 */
/* expose.c -- see expose.h. */
#include "broker/expose.h"

#include <stdlib.h>
#include <string.h>

#include "broker/expose_schema.h"
#include "broker/job_run.h"
#include "broker/tools.h"
#include "common/host/log.h"
#include "typegen/tokens.h"

#define DESCRIPTION_MAX 500

static void
fini(struct exposed *o)
{
	free(o->tool);
	free(o->call);
	free(o->description);
	free(o->schema);
}

void
expose_free(struct expose *x)
{
	if (x == NULL)
		return;
	while (x->n > 0)
		fini(&x->ops[--x->n]);
	free(x->ops);
	free(x->tools);
	free(x);
}

const struct exposed *
expose_find(const struct expose *x, const char *tool)
{
	size_t i;

	for (i = 0; i < x->n; i++)
		if (strcmp(x->ops[i].tool, tool) == 0)
			return &x->ops[i];
	return NULL;
}

/* Does a rule hide it from some tenant? */
static bool
hidden(const struct edition *d, const char *connector,
    const struct catalog_op *op)
{
	const struct conf_rules *rules = &d->conf->rules;
	size_t i;

	for (i = 0; i < rules->n; i++) {
		const struct rule *r = &rules->list[i];

		if (r->action == RULE_HIDE &&
		    rules_match(r->connector, connector) &&
		    rules_match(r->operation, op->name) &&
		    rules_match(r->method, op->method) &&
		    rules_match(r->path, op->path != NULL ? op->path : ""))
			return true;
	}
	return false;
}

static char *
tool_name(const char *connector, const char *operation)
{
	struct buf b;
	char *p;

	buf_init(&b, EXPOSE_NAME_MAX);
	buf_addf(&b, "%s_%s", connector, operation);
	if (!buf_ok(&b)) {
		buf_fini(&b);
		return NULL;
	}
	for (p = b.p; *p != '\0'; p++)
		if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxy"
			   "z"
			   "0123456789_-",
			*p) == NULL)
			*p = '_';
	return buf_steal(&b);
}

/* false: it cannot be a tool. */
static bool
describe(const struct catalog *c, uint32_t i, const struct catalog_op *op,
    struct exposed *ret)
{
	struct buf call;

	buf_init(&call, 1024);
	buf_addf(&call, "%s.%s", catalog_name(c), op->name);
	*ret = (struct exposed){ .tool = tool_name(catalog_name(c), op->name),
		.call = buf_steal(&call),
		.description =
		    strndup(op->summary[0] != '\0' ? op->summary : op->name,
			DESCRIPTION_MAX),
		.schema = expose_schema(c, i, EXPOSE_SCHEMA_MAX) };
	if (ret->tool != NULL && ret->call != NULL &&
	    ret->description != NULL && ret->schema != NULL)
		return true;
	fini(ret);
	return false;
}

static size_t
tokens_of(const struct exposed *o)
{
	return tokens_estimate(o->tool, strlen(o->tool)) +
	    tokens_estimate(o->description, strlen(o->description)) +
	    tokens_estimate(o->schema, strlen(o->schema)) + 20;
}

/* Takes back what was added since. */
static void
shrink(struct expose *x, size_t n)
{
	while (x->n > n)
		fini(&x->ops[--x->n]);
}

static void
add_connector(struct expose *x, const struct edition *d,
    const struct catalog *c, enum conf_expose how)
{
	size_t before = x->n, tokens = 0, left_out = 0;
	struct catalog_op op;
	uint32_t i;

	if (how == CONF_EXPOSE_AUTO && catalog_ops(c) > EXPOSE_AUTO_OPS)
		return;
	for (i = 0; i < catalog_ops(c); i++) {
		struct exposed *o = &x->ops[x->n];

		catalog_op(c, i, &op);
		if (hidden(d, catalog_name(c), &op))
			continue;
		if (x->n == EXPOSE_MAX || !describe(c, i, &op, o)) {
			left_out++;
			continue;
		}
		if (expose_find(x, o->tool) != NULL) {
			fini(o);
			left_out++;
			continue;
		}
		x->n++;
		tokens += tokens_of(o);
	}
	if (how == CONF_EXPOSE_AUTO && tokens > EXPOSE_AUTO_TOKENS)
		shrink(x, before);
	else if (left_out > 0)
		log_warn("connector=%s %zu operations are no tools of their "
			 "own: too many, too long, or a name twice",
		    catalog_name(c), left_out);
}

static void
fill_tools(struct expose *x, expose_start *start,
    void (*cancel)(void *arg, struct toolcall *c))
{
	size_t i;

	memcpy(x->tools, tools_table, tools_n * sizeof *x->tools);
	for (i = 0; i < x->n; i++)
		x->tools[tools_n + i] = (struct mcp_tool){
			.name = x->ops[i].tool,
			.description = x->ops[i].description,
			.input_schema = x->ops[i].schema,
			.start = start,
			.cancel = cancel,
		};
	x->n_tools = tools_n + x->n;
}

struct expose *
expose_new(const struct edition *d, expose_start *start,
    void (*cancel)(void *arg, struct toolcall *c))
{
	struct expose *x = calloc(1, sizeof *x);
	size_t i;

	if (x != NULL) {
		x->ops = calloc(EXPOSE_MAX + 1, sizeof *x->ops);
		x->tools = calloc(EXPOSE_MAX + tools_n, sizeof *x->tools);
	}
	if (x == NULL || x->ops == NULL || x->tools == NULL) {
		expose_free(x);
		return NULL;
	}
	for (i = 0; i < d->n; i++) {
		const struct conf_connector *k =
		    conf_find(d->conf, d->names[i]);

		if (k != NULL && k->expose != CONF_EXPOSE_CODE)
			add_connector(x, d, d->catalogs[i], k->expose);
	}
	fill_tools(x, start, cancel);
	return x;
}
