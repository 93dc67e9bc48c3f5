/* SPDX-License-Identifier: Apache-2.0 */
/* tools_search.c -- the tool `search`; see tools.h. */
#include <stdlib.h>
#include <string.h>

#include "broker/index.h"
#include "broker/skills.h"
#include "broker/tools.h"
#include "broker/visible.h"
#include "mcp/toolcall.h"
#include "typegen/tokens.h"

#define LIMIT_DEFAULT 8
#define LIMIT_MAX 50
/* Of an answer, as typegen/tokens.h estimates; what does not fit is named,
 * and what does not fit even so is counted. */
#define ANSWER_TOKENS 1000
#define NAMES_TOKENS 1150
#define CUT_NOTE_TOKENS 20
/* A query is a few words; a pasted page finds nothing better. */
#define QUERY_MAX 2000
#define SKILLS_SHOWN 3

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

struct answer {
	struct buf *b;
	const char *detail;
	size_t budget, used; /* tokens */
	size_t shown;
	bool cut; /* names only, from here on */
};

/* Everything of one operation that `detail` asks for. */
static void
add_text(const struct catalog_hit *h, const struct catalog_op *op,
    const char *detail, struct buf *one)
{
	buf_clear(one);
	if (detail[0] == 'f')
		catalog_describe(h->catalog, h->op, one);
	else if (detail[0] == 's') {
		if (op->summary[0] != '\0') {
			buf_adds(one, op->deprecated ? "/** @deprecated "
						     : "/** ");
			buf_adds(one, op->summary);
			buf_adds(one, " */\n");
		}
		catalog_usage(h->catalog, h->op, CATALOG_USAGE_BYTES, one);
	}
}

/* Even the best may be longer than an answer: Stripe has arguments of 3,000
 * tokens. */
static void
cut_first(struct buf *one, size_t budget)
{
	size_t keep = one->len;

	while (keep > 0 && tokens_estimate(one->p, keep) > budget)
		keep -= keep / 16 + 1;
	while (keep > 0 && ((unsigned char)one->p[keep] & 0xc0) == 0x80)
		keep--;
	if (keep == one->len)
		return;
	one->len = keep;
	one->p[keep] = '\0';
	buf_adds(one, " ...\n// cut: ask for it alone, with detail \"full\"\n");
}

static void
add_hit(struct answer *a, const struct catalog_hit *h, struct buf *one)
{
	struct catalog_op op;
	size_t cost;

	catalog_op(h->catalog, h->op, &op);
	add_text(h, &op, a->detail, one);
	if (a->shown == 0 && buf_ok(one) && one->len > 0)
		cut_first(one, a->budget - CUT_NOTE_TOKENS);
	cost = tokens_estimate(one->p != NULL ? one->p : "", one->len);
	if (a->cut || one->len == 0 || !buf_ok(one) ||
	    a->used + cost > a->budget) {
		if (!a->cut && a->detail[0] != 'n')
			buf_adds(a->b, "more, by name:\n");
		a->cut = true;
		buf_clear(one);
		add_name(one, h, &op);
		cost = tokens_estimate(one->p, one->len);
		if (a->used + cost > a->budget + NAMES_TOKENS - ANSWER_TOKENS)
			return;
	} else
		buf_addc(one, '\n');
	a->used += cost;
	a->shown++;
	buf_add(a->b, one->p, one->len);
}

/* As much as fits in full, the others by name; returns how many. */
static size_t
add_hits(struct buf *b, const struct catalog_hit *hits, size_t n,
    const char *detail, size_t budget)
{
	struct answer a = {b, detail, budget, 0, 0, false};
	struct buf one;
	size_t i;

	buf_init(&one, 4 * 1024 * 1024);
	for (i = 0; i < n; i++)
		add_hit(&a, &hits[i], &one);
	buf_fini(&one);
	return a.shown;
}

/* Skills are named; asked for by its name, one is told in full. */
static size_t
add_skills(struct buf *b, const struct tools *t, const char *query)
{
	const struct skill *found[SKILLS_SHOWN];
	size_t i,
	    n = skills_search(broker_skills(t->broker), query, found,
		SKILLS_SHOWN);

	for (i = 0; i < n; i++)
		buf_addf(b, "// skill %s: %s\n", found[i]->name,
		    found[i]->description);
	if (n > 0)
		buf_addf(b,
		    "// (instructions: search for \"%s\" with detail "
		    "\"full\" to read them)\n",
		    found[0]->name);
	return n;
}

static void
tell_skill(struct toolcall *c, const struct skill *s, size_t budget)
{
	struct buf b;

	buf_init(&b, SKILL_BYTES_MAX + 1024);
	buf_adds(&b, s->text);
	cut_first(&b, budget);
	toolcall_finish_text(c, b.p, b.len, false);
	buf_fini(&b);
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
	size_t n, got, shown, total = 0, budget = ANSWER_TOKENS, skills = 0;
	const struct skill *skill;
	const char *who;
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
	/* Four characters a token: what a whole answer may have. */
	if (detail[0] == 'f' &&
	    broker_conf(t->broker)->output_chars / 4 > budget)
		budget = broker_conf(t->broker)->output_chars / 4;
	if (detail[0] == 'f' && name == NULL &&
	    (skill = skills_find(broker_skills(t->broker), query)) != NULL) {
		tell_skill(c, skill, budget);
		return;
	}
	who = toolcall_principal(c);
	got = visible_search(&(struct visible_asked){
	    .edition = broker_edition(t->broker),
	    .tenant = t->tenant != NULL ? t->tenant : who,
	    .list = list, .n = n, .query = query, .limit = limit },
	    hits, &total);
	buf_init(&b, 4 * 1024 * 1024);
	if (name == NULL)
		skills = add_skills(&b, t, query);
	if (skills > 0)
		budget -= tokens_estimate(b.p, b.len) * 3 / 4;
	shown = add_hits(&b, hits, got, detail, budget);
	if (got == 0 && skills == 0)
		nothing(&b, t);
	else if (total > shown)
		buf_addf(&b, "%zu of %zu matches.\n", shown, total);
	toolcall_finish_text(c, buf_ok(&b) ? b.p : "too much", b.len,
	    !buf_ok(&b));
	buf_fini(&b);
}
