/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_search.c -- `cordon search`: ranked operations. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/cmd.h"
#include "broker/index.h"
#include "broker/options.h"
#include "common/host/json.h"

#define LIMIT_DEFAULT 10
#define LIMIT_MAX 1000

struct question {
	const char *query;
	const char *connector; /* or NULL */
	unsigned long limit;
	bool explain;
};

static void
field(struct buf *b, const char *name, const char *text)
{
	buf_addf(b, "%s\"%s\":", b->p[b->len - 1] == '{' ? "" : ",", name);
	buf_add_json(b, text, strlen(text));
}

static void
add_json(struct buf *b, const struct catalog_hit *h, const struct question *q)
{
	struct catalog_op op;
	struct buf name;

	catalog_op(h->catalog, h->op, &op);
	buf_init(&name, 1024 * 1024);
	buf_addf(&name, "%s.%s", catalog_name(h->catalog), op.name);
	buf_addc(b, '{');
	field(b, "operation", buf_ok(&name) ? name.p : op.name);
	field(b, "connector", catalog_name(h->catalog));
	field(b, "method", op.method);
	field(b, "path", op.path);
	field(b, "signature", op.signature);
	buf_addf(b, ",\"score\":%.6g", h->score);
	if (q->explain) {
		buf_clear(&name);
		catalog_explain(h, q->query, &name);
		field(b, "explain", buf_ok(&name) && name.p ? name.p : "");
	}
	buf_addc(b, '}');
	buf_fini(&name);
}

static void
add_text(struct buf *b, const struct catalog_hit *h, const struct question *q)
{
	struct catalog_op op;

	catalog_op(h->catalog, h->op, &op);
	buf_adds(b, op.signature);
	if (b->len > 0 && b->p[b->len - 1] != '\n')
		buf_addc(b, '\n');
	if (q->explain)
		catalog_explain(h, q->query, b);
	buf_addc(b, '\n');
}

static int
ask(const struct index_set *set, const struct question *q, bool json,
    struct buf *b, struct err *e)
{
	const struct catalog *one, *const *list = set->list;
	struct catalog_hit *hits = calloc(q->limit, sizeof *hits);
	size_t i, n, total = 0, count = set->n;

	if (hits == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	if (q->connector != NULL) {
		one = index_find(set, q->connector, e);
		if (one == NULL) {
			free(hits);
			return -1;
		}
		list = &one;
		count = 1;
	}
	n = catalog_search(list, count, q->query, q->limit, hits, &total);
	if (json)
		buf_addc(b, '[');
	for (i = 0; i < n; i++) {
		if (json && i > 0)
			buf_addc(b, ',');
		(json ? add_json : add_text)(b, &hits[i], q);
	}
	if (json)
		buf_addc(b, ']');
	else if (total > n)
		buf_addf(b, "%zu of %zu matches\n", n, total);
	free(hits);
	return 0;
}

static int
read_line(const char *line, size_t n, struct question *q, json_t **ret_tree,
    struct err *e)
{
	json_t *v = json_read(line, n, &json_limits_message, e);
	json_int_t limit = json_int(v, "limit", LIMIT_DEFAULT);

	*ret_tree = v;
	if (v == NULL)
		return -1;
	q->query = json_str(v, "query");
	q->connector = json_str(v, "connector");
	if (q->query == NULL)
		return err_set(e, ERR_INPUT, "\"query\" must be a string");
	if (limit < 1 || limit > LIMIT_MAX)
		return err_set(e, ERR_INPUT, "\"limit\" is 1 to %d", LIMIT_MAX);
	q->limit = (unsigned long)limit;
	return 0;
}

/* A line in, a line out; a bad line is answered with an error's object. */
static int
batch(const struct index_set *set, struct question *q)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t n;
	int status = CMD_OK;

	while ((n = getline(&line, &size, stdin)) > 0) {
		struct err e;
		struct buf b;
		json_t *tree;

		buf_init(&b, (size_t)256 * 1024 * 1024);
		if (read_line(line, (size_t)n, q, &tree, &e) == -1 ||
		    ask(set, q, true, &b, &e) == -1) {
			buf_clear(&b);
			buf_adds(&b, "{");
			field(&b, "error", e.msg);
			buf_adds(&b, "}");
			status = CMD_FAILED;
		}
		printf("%s\n", buf_ok(&b) ? b.p : "{\"error\":\"too much\"}");
		(void)fflush(stdout);
		buf_fini(&b);
		json_decref(tree);
	}
	free(line);
	return status;
}

static int
single(const struct index_set *set, const struct question *q, bool json)
{
	struct err e;
	struct buf b;
	int status = CMD_OK;

	buf_init(&b, (size_t)256 * 1024 * 1024);
	if (ask(set, q, json, &b, &e) == -1)
		status = cmd_refuse(&e);
	else if (!buf_ok(&b) || b.len == 0)
		(void)fprintf(stderr, "cordon: nothing matches\n");
	else
		printf("%s%s", b.p, json ? "\n" : "");
	buf_fini(&b);
	return status;
}

/* All operands are the query: quotes are not needed. */
static void
join(struct buf *b, int n, char **words)
{
	int i;

	for (i = 0; i < n; i++)
		buf_addf(b, "%s%s", i > 0 ? " " : "", words[i]);
}

static int
with_catalogs(const char *config, struct question *q, bool json, bool batched)
{
	struct conf *conf;
	struct index_set set;
	struct err e;
	int status;

	conf = conf_read(config, &e);
	if (conf == NULL)
		return cmd_refuse(&e);
	if (conf->n == 0)
		(void)fprintf(stderr,
		    "cordon: no connector in %s: `cordon add openapi NAME "
		    "FILE`\n",
		    conf->dir);
	if (index_open(conf, &set, &e) == -1)
		status = cmd_refuse(&e);
	else {
		status = batched ? batch(&set, q) : single(&set, q, json);
		index_close(&set);
	}
	conf_free(conf);
	return status;
}

int
cmd_search(const char *config, int argc, char **argv)
{
	struct question q = { .limit = LIMIT_DEFAULT };
	const char *limit = NULL;
	bool json = false, batched = false;
	const struct option_row rows[] = { { "--json", NULL, &json },
		{ "--batch", NULL, &batched },
		{ "--explain", NULL, &q.explain }, { "--limit", &limit, NULL },
		{ "--connector", &q.connector, NULL }, { NULL, NULL, NULL } };
	struct err e;
	struct buf query;
	int status, n = options_read(argc, argv, rows, &e);

	if (n == 0 && !batched)
		n = err_set(&e, ERR_INPUT, "what should be found?");
	else if (n > 0 && batched)
		n = err_set(&e, ERR_INPUT, "--batch reads queries from stdin");
	if (n == -1 ||
	    (limit != NULL &&
		options_number("--limit", limit, 1, LIMIT_MAX, &q.limit, &e) ==
		    -1))
		return cmd_misuse("search", &e);
	buf_init(&query, 1024 * 1024);
	join(&query, n, argv);
	q.query = query.p;
	status = with_catalogs(config, &q, json, batched);
	buf_fini(&query);
	return status;
}
