/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_tokens.c -- `cordon tokens`: what an agent's context pays for the same
 * APIs in three ways.  Tokens are estimated from bytes: the vocabularies of
 * models differ by more than the estimate errs.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "broker/cmd.h"
#include "broker/index.h"
#include "broker/options.h"
#include "broker/tools.h"

/* Bytes a token of o200k_base in JSON of API documents: 4.0 to 4.4 in the
 * tools/list answers of 23 public MCP servers. */
#define BYTES_A_TOKEN 4.2

struct cost {
	const char *name;
	uint32_t ops;
	size_t document, tools; /* bytes */
};

static size_t
tokens(size_t bytes)
{
	return (size_t)((double)bytes / BYTES_A_TOKEN + 0.5);
}

/* {"name":,"description":,"inputSchema":{...}} of one operation. */
static size_t
tool_bytes(const struct catalog *c, uint32_t i)
{
	/* The braces, keys and quotes of a tool and of one property. */
	enum { FRAME = 90, PROPERTY = 8 };
	struct catalog_op op;
	struct catalog_param p;
	size_t n;
	uint32_t k;

	catalog_op(c, i, &op);
	n = FRAME + strlen(op.name) + strlen(op.summary) +
	    strlen(op.body_schema);
	for (k = 0; k < op.params; k++) {
		catalog_op_param(c, i, k, &p);
		n += PROPERTY + strlen(p.arg) + strlen(p.schema);
	}
	return n;
}

static void
count(const struct conf_connector *conf, const struct catalog *c,
    struct cost *ret)
{
	struct stat st;
	uint32_t i;

	*ret = (struct cost){ conf->name, catalog_ops(c), 0, 0 };
	if (stat(conf->document, &st) == 0)
		ret->document = (size_t)st.st_size;
	for (i = 0; i < ret->ops; i++)
		ret->tools += tool_bytes(c, i);
}

/* What tools/list and the instructions cost together. */
static size_t
own_bytes(const struct index_set *set)
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
	if (s != NULL)
		n = server_tools_list(s, false)->len + b.len;
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
	    k->ops, k->document, tokens(k->document), k->tools,
	    tokens(k->tools));
}

static void
add_row(struct buf *b, const struct cost *k)
{
	buf_addf(b, "%-20s %10u %12zu %12zu\n", k->name, k->ops,
	    tokens(k->document), tokens(k->tools));
}

static void
print(const struct conf *conf, const struct index_set *set, bool json)
{
	struct cost k, all = { "together", 0, 0, 0 };
	size_t i, own = own_bytes(set);
	struct buf b;

	buf_init(&b, 1024 * 1024);
	if (json)
		buf_adds(&b, "{\"estimated\":true,\"connectors\":[");
	else
		buf_addf(&b, "%-20s %10s %12s %12s   (tokens, estimated)\n", "",
		    "operations", "document", "tools");
	for (i = 0; i < set->n; i++) {
		count(&conf->connectors[i], set->list[i], &k);
		if (json)
			add_json(&b, &k, i == 0);
		else
			add_row(&b, &k);
		all.ops += k.ops;
		all.document += k.document;
		all.tools += k.tools;
	}
	if (json) {
		buf_adds(&b, "],\"together\":");
		add_json(&b, &all, true);
		buf_addf(&b, ",\"cordon_bytes\":%zu,\"cordon_tokens\":%zu}\n",
		    own, tokens(own));
	} else {
		if (set->n > 1)
			add_row(&b, &all);
		buf_addf(&b, "%-20s %10s %12s %12zu\n", "cordon", "2 tools", "",
		    tokens(own));
	}
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
	int status = CMD_OK, n = options_read(argc, argv, rows, &e);

	if (n > 0)
		n = err_set(&e, ERR_INPUT, "tokens takes no \"%.80s\"",
		    argv[0]);
	if (n == -1)
		return cmd_misuse("tokens", &e);
	conf = conf_read(config, &e);
	if (conf == NULL)
		return cmd_refuse(&e);
	if (index_open(conf, &set, &e) == -1)
		status = cmd_refuse(&e);
	else {
		print(conf, &set, json);
		index_close(&set);
	}
	conf_free(conf);
	return status;
}
