/* SPDX-License-Identifier: Apache-2.0 */
/* tools_search.c -- the tool `search`; see tools.h. */
#include <stdlib.h>
#include <string.h>

#include "broker/index.h"
#include "broker/tools.h"
#include "mcp/toolcall.h"

#define LIMIT_DEFAULT 8
#define LIMIT_MAX 50
/* About 2,000 tokens of signatures; what does not fit is named. */
#define SIGNATURES_BYTES 8000
/* A query is a few words; a pasted page finds nothing better. */
#define QUERY_MAX 2000

static const char *const details[] = { "names", "signatures", "full", NULL };
static const struct tool_arg args_of_search[] = {
	{ "query", JSON_STRING, true, 0, 0, NULL },
	{ "connector", JSON_STRING, false, 0, 0, NULL },
	{ "limit", JSON_INTEGER, false, 1, LIMIT_MAX, NULL },
	{ "detail", JSON_STRING, false, 0, 0, details },
	{ NULL, JSON_NULL, false, 0, 0, NULL },
};

static void
add_name(struct buf *b, const struct catalog_hit *h,
    const struct catalog_op *op)
{
	buf_addf(b, "%s.%s", catalog_name(h->catalog), op->name);
	if (op->summary[0] != '\0')
		buf_addf(b, ": %.100s", op->summary);
	buf_addc(b, '\n');
}

/* As much as fits in full, the others by name. */
static void
add_hits(struct buf *b, const struct catalog_hit *hits, size_t n,
    const char *detail, size_t budget)
{
	bool names = strcmp(detail, "names") == 0, cut = false;
	bool full = strcmp(detail, "full") == 0;
	struct buf one;
	size_t i;

	buf_init(&one, 4 * 1024 * 1024);
	for (i = 0; i < n; i++) {
		struct catalog_op op;

		catalog_op(hits[i].catalog, hits[i].op, &op);
		buf_clear(&one);
		if (full)
			catalog_describe(hits[i].catalog, hits[i].op, &one);
		else if (!names)
			buf_adds(&one, op.signature);
		if (names || !buf_ok(&one) || b->len + one.len > budget) {
			if (!names && !cut)
				buf_adds(b, "\nmore, by name:\n");
			cut = true;
			add_name(b, &hits[i], &op);
			continue;
		}
		if (cut)
			buf_addc(b, '\n');
		cut = false;
		buf_add(b, one.p, one.len);
		buf_addc(b, '\n');
	}
	buf_fini(&one);
}

static void
nothing(struct buf *b, const struct tools *t)
{
	const struct catalog *const *list;
	size_t i, n = broker_catalogs(t->broker, &list);

	buf_adds(b,
	    "No operation matches. Try other words for the thing or "
	    "the action. Connected APIs:");
	for (i = 0; i < n && i < 20; i++)
		buf_addf(b, " %s", catalog_name(list[i]));
	buf_adds(b, n == 0 ? " none." : "\n");
}

static void
fail(struct toolcall *c, const struct err *e)
{
	toolcall_finish_text(c, e->msg, strlen(e->msg), true);
}

void
tools_search(void *arg, struct toolcall *c, const json_t *args)
{
	const struct tools *t = arg;
	const char *query = json_str(args, "query");
	const char *name = json_str(args, "connector");
	const char *detail = json_str(args, "detail");
	size_t limit = (size_t)json_int(args, "limit", LIMIT_DEFAULT);
	const struct catalog *const *list, *one;
	struct catalog_hit hits[LIMIT_MAX];
	size_t n, got, total = 0, budget = SIGNATURES_BYTES;
	struct index_set set;
	struct err e;
	struct buf b;

	if (tools_args("search", args, args_of_search, &e) == -1) {
		fail(c, &e);
		return;
	}
	if (strlen(query) > QUERY_MAX) {
		err_set(&e, ERR_LIMIT, "search: `query` has at most %d bytes",
		    QUERY_MAX);
		fail(c, &e);
		return;
	}
	n = broker_catalogs(t->broker, &list);
	if (name != NULL) {
		set.list = (const struct catalog **)(uintptr_t)list;
		set.n = n;
		if ((one = index_find(&set, name, &e)) == NULL) {
			fail(c, &e);
			return;
		}
		list = &one;
		n = 1;
	}
	if (detail == NULL)
		detail = "signatures";
	if (strcmp(detail, "full") == 0 && t->conf->output_chars > budget)
		budget = t->conf->output_chars;
	got = catalog_search(list, n, query, limit, hits, &total);
	buf_init(&b, 4 * 1024 * 1024);
	add_hits(&b, hits, got, detail, budget);
	if (got == 0)
		nothing(&b, t);
	else if (total > got)
		buf_addf(&b, "\n%zu of %zu matches.\n", got, total);
	toolcall_finish_text(c, buf_ok(&b) ? b.p : "too much", b.len,
	    !buf_ok(&b));
	buf_fini(&b);
}
