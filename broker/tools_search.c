/* SPDX-License-Identifier: Apache-2.0 */
/* tools_search.c -- the tool `search`; see tools.h. */
#include <stdlib.h>
#include <string.h>

#include "broker/index.h"
#include "broker/search_answer.h"
#include "broker/skills.h"
#include "broker/tools.h"
#include "broker/visible.h"
#include "mcp/toolcall.h"

#define LIMIT_DEFAULT 8
#define LIMIT_MAX 50
#define SKILLS_SHOWN 3

/* In the order of enum search_detail. */
static const char *const details[] = { "names", "signatures", "full", NULL };
static const struct tool_arg args_of_search[] = {
	{ "query", JSON_STRING, true, 0, 0, NULL },
	{ "connector", JSON_STRING, false, 0, 0, NULL },
	{ "limit", JSON_INTEGER, false, 1, LIMIT_MAX, NULL },
	{ "detail", JSON_STRING, false, 0, 0, details },
	{ NULL, JSON_NULL, false, 0, 0, NULL },
};

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
tell_skill(struct toolcall *c, const struct skill *s, size_t bytes)
{
	struct buf b;

	buf_init(&b, SKILL_BYTES_MAX + 1024);
	buf_adds(&b, s->text);
	if (search_answer_cut(&b, bytes))
		buf_adds(&b, " ...\n");
	toolcall_finish_text(c, b.p, b.len, false);
	buf_fini(&b);
}

static void
nothing(struct buf *b, const struct index_set *set)
{
	size_t i, n = set->n;

	buf_adds(b,
	    "No operation matches. Try other words for the thing or "
	    "the action. Connected APIs:");
	for (i = 0; i < n && i < 20; i++)
		buf_addf(b, " %s", catalog_name(set->list[i]));
	buf_adds(b, n == 0 ? " none." : "\n");
}

static void
fail(struct toolcall *c, const struct err *e)
{
	toolcall_finish_text(c, e->msg, strlen(e->msg), true);
}

static enum search_detail
detail_of(const char *word)
{
	enum search_detail d = DETAIL_NAMES;

	if (word == NULL)
		return DETAIL_SIGNATURES;
	while (d < DETAIL_FULL && strcmp(word, details[d]) != 0)
		d++;
	return d;
}

/* What is found in the connectors that the caller may know of. */
static void
find(const struct tools *t, const struct index_set *set, const char *who,
    const json_t *args, struct toolcall *c)
{
	const char *query = json_str(args, "query");
	const char *name = json_str(args, "connector");
	size_t alone = broker_conf(t->broker)->output_chars;
	enum search_detail detail = detail_of(json_str(args, "detail"));
	size_t limit = (size_t)json_int(args, "limit", LIMIT_DEFAULT);
	const struct catalog *const *list = set->list, *one;
	struct catalog_hit hits[LIMIT_MAX];
	size_t n = set->n, got, shown, total = 0, skills = 0;
	const struct skill *skill;
	struct err e;
	struct buf b;

	if (name != NULL) {
		if ((one = index_find(set, name, &e)) == NULL) {
			fail(c, &e);
			return;
		}
		list = &one;
		n = 1;
	}
	if (detail == DETAIL_FULL && name == NULL &&
	    (skill = skills_find(broker_skills(t->broker), query)) != NULL) {
		tell_skill(c, skill, alone);
		return;
	}
	got = visible_search(&(struct visible_asked){
	    .edition = broker_edition(t->broker), .tenant = who,
	    .list = list, .n = n, .query = query, .limit = limit },
	    hits, &total);
	buf_init(&b, 4 * 1024 * 1024);
	if (name == NULL)
		skills = add_skills(&b, t, query);
	shown = search_answer_add(&b, hits, got, detail, alone);
	if (got == 0 && skills == 0)
		nothing(&b, set);
	else if (total > shown)
		buf_addf(&b, "%zu of %zu matches.\n", shown, total);
	toolcall_finish_text(c, buf_ok(&b) ? b.p : "too much", b.len,
	    !buf_ok(&b));
	buf_fini(&b);
}

void
tools_search(void *arg, struct toolcall *c, const json_t *args)
{
	const struct tools *t = arg;
	const char *who = t->tenant != NULL ? t->tenant : toolcall_principal(c);
	struct index_set set = { 0 };
	struct err e;

	if (tools_args("search", args, args_of_search, &e) == -1) {
		fail(c, &e);
		return;
	}
	set.list = visible_connectors(broker_edition(t->broker), who, &set.n);
	if (set.list == NULL) {
		err_set(&e, ERR_NOMEM, "out of memory");
		fail(c, &e);
		return;
	}
	find(t, &set, who, args, c);
	free(set.list);
}
