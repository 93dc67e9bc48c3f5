/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_tokens.c -- `cordon tokens`: what an agent's context pays for the same
 * APIs in three ways.  Tokens are estimated (typegen/tokens.h): within 6 % of
 * o200k_base; the vocabularies of models differ by more.
 */
#include <stdio.h>
#include <string.h>

#include "broker/cmd.h"
#include "broker/index.h"
#include "broker/options.h"
#include "broker/tools.h"
#include "common/host/file.h"
#include "typegen/tokens.h"

#define DOCUMENT_MAX ((size_t)256 * 1024 * 1024)

struct cost {
	const char *name;
	uint32_t ops;
	size_t document, tools; /* bytes */
	size_t document_tokens, tools_tokens;
};

/* Each tool's; the frame of JSON around its parts has a token for 3 bytes. */
static size_t
part_tokens(const char *s)
{
	return tokens_estimate(s, strlen(s));
}

/* {"name":,"description":,"inputSchema":{...}} of one operation. */
static void
add_tool(const struct catalog *c, uint32_t i, struct cost *ret)
{
	/* The braces, keys and quotes of a tool and of one property. */
	enum { FRAME = 90, PROPERTY = 8 };
	struct catalog_op op;
	struct catalog_param p;
	uint32_t k;

	catalog_op(c, i, &op);
	ret->tools += FRAME + strlen(op.name) + strlen(op.summary) +
	    strlen(op.body_schema);
	ret->tools_tokens += FRAME / 3 + part_tokens(op.name) +
	    part_tokens(op.summary) + part_tokens(op.body_schema);
	for (k = 0; k < op.params; k++) {
		catalog_op_param(c, i, k, &p);
		ret->tools += PROPERTY + strlen(p.arg) + strlen(p.schema);
		ret->tools_tokens += PROPERTY / 3 + part_tokens(p.arg) +
		    part_tokens(p.schema);
	}
}

static void
count(const struct conf_connector *conf, const struct catalog *c,
    struct cost *ret)
{
	struct buf doc;
	struct err e;
	uint32_t i;

	*ret = (struct cost){ conf->name, catalog_ops(c), 0, 0, 0, 0 };
	buf_init(&doc, DOCUMENT_MAX);
	if (file_read(conf->document, &doc, &e) == 0) {
		ret->document = doc.len;
		ret->document_tokens = tokens_estimate(doc.p, doc.len);
	}
	buf_fini(&doc);
	for (i = 0; i < ret->ops; i++)
		add_tool(c, i, ret);
}

/* What tools/list and the instructions cost together. */
static size_t
own_tokens(const struct index_set *set, size_t *ret_bytes)
{
	struct server_info info = { .name = "cordon",
		.version = CORDON_VERSION,
		.tools = tools_table,
		.n = tools_n };
	struct server *s;
	struct buf b;
	struct err e;
	size_t n = 0;

	buf_init(&b, 1024 * 1024);
	tools_instructions(set->list, set->n, &b);
	s = server_new(&info, &e);
	*ret_bytes = 0;
	if (s != NULL) {
		const struct buf *list = server_tools_list(s, false);

		*ret_bytes = list->len + b.len;
		n = tokens_estimate(list->p, list->len) +
		    tokens_estimate(b.p, b.len);
	}
	server_free(s);
	buf_fini(&b);
	return n;
}

static void
add_json(struct buf *b, const struct cost *k, bool first)
{
	buf_addf(b, "%s{\"connector\":", first ? "" : ",");
	buf_add_json(b, k->name, strlen(k->name));
	buf_addf(b,
	    ",\"operations\":%u,\"document_bytes\":%zu,\"document_tokens\":%zu,"
	    "\"tools_bytes\":%zu,\"tools_tokens\":%zu}",
	    k->ops, k->document, k->document_tokens, k->tools,
	    k->tools_tokens);
}

static void
add_row(struct buf *b, const struct cost *k)
{
	buf_addf(b, "%-20s %10u %12zu %12zu\n", k->name, k->ops,
	    k->document_tokens, k->tools_tokens);
}

static bool
asked(const char *name, int n, char **names)
{
	int i;

	for (i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return n == 0;
}

/* What others' tools cost, whatever is configured: o200k_base, measured on
 * their tools/list (2026). */
static const struct {
	const char *name;
	unsigned tokens;
} others[] = {
	{ "@cloudflare/codemode, one proxy tool", 467 },
	{ "cloudflare/mcp, two tools", 1152 },
	{ "@cloudflare/codemode, openApiMcpServer", 1268 },
};

/* Of tokens_estimate, on the documents it was measured on. */
#define ERROR_PERCENT 6

static void
add_others(struct buf *b, bool json)
{
	size_t i;

	if (json)
		buf_addf(b, ",\"error_percent\":%d,\"others\":[",
		    ERROR_PERCENT);
	for (i = 0; i < sizeof others / sizeof others[0]; i++)
		buf_addf(b,
		    json ? "%s{\"name\":\"%s\",\"tokens\":%u}" :
			   "%s%-44s %12u\n",
		    json && i > 0 ? "," : "", others[i].name,
		    others[i].tokens);
	if (json)
		buf_addc(b, ']');
	else
		buf_addf(b,
		    "Estimated, within %d %% of the vocabulary o200k_base; "
		    "the others' are counted by it.\n",
		    ERROR_PERCENT);
}

static void
print(const struct conf *conf, const struct index_set *set, int n,
    char **names, bool json)
{
	struct cost k, all = { "together", 0, 0, 0, 0, 0 };
	size_t i, bytes, own = own_tokens(set, &bytes);
	struct buf b;

	buf_init(&b, 1024 * 1024);
	if (json)
		buf_adds(&b, "{\"estimated\":true,\"connectors\":[");
	else
		buf_addf(&b, "%-20s %10s %12s %12s   (tokens, estimated)\n", "",
		    "operations", "document", "tools");
	for (i = 0; i < set->n; i++) {
		if (!asked(conf->connectors[i].name, n, names))
			continue;
		count(&conf->connectors[i], set->list[i], &k);
		if (json)
			add_json(&b, &k, all.ops == 0);
		else
			add_row(&b, &k);
		all.ops += k.ops;
		all.document += k.document;
		all.tools += k.tools;
		all.document_tokens += k.document_tokens;
		all.tools_tokens += k.tools_tokens;
	}
	if (json) {
		buf_adds(&b, "],\"together\":");
		add_json(&b, &all, true);
		buf_addf(&b, ",\"cordon_bytes\":%zu,\"cordon_tokens\":%zu",
		    bytes, own);
	} else {
		if (set->n > 1 && n != 1)
			add_row(&b, &all);
		buf_addf(&b, "%-20s %10s %12s %12zu\n", "cordon", "2 tools", "",
		    own);
	}
	add_others(&b, json);
	if (json)
		buf_adds(&b, "}\n");
	(void)fputs(buf_ok(&b) ? b.p : "", stdout);
	buf_fini(&b);
}

int
cmd_tokens(const char *config, int argc, char **argv)
{
	bool json = false;
	const struct option_row rows[] = { { "--json", NULL, &json },
		{ NULL, NULL, NULL } };
	struct index_set set;
	struct conf *conf;
	struct err e;
	int i = 0, status = CMD_OK, n = options_read(argc, argv, rows, &e);

	if (n == -1)
		return cmd_misuse("tokens", &e);
	conf = conf_read(config, &e);
	if (conf == NULL)
		return cmd_refuse(&e);
	if (index_open(conf, &set, &e) == -1)
		status = cmd_refuse(&e);
	else {
		while (i < n && index_find(&set, argv[i], &e) != NULL)
			i++;
		if (i < n)
			status = cmd_refuse(&e);
		else
			print(conf, &set, n, argv, json);
		index_close(&set);
	}
	conf_free(conf);
	return status;
}
