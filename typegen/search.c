/* SPDX-License-Identifier: Apache-2.0 */
/* search.c -- catalog_search and catalog_explain; see search_index.h. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "typegen/search_prune.h"

/* Named by its path or id: above whatever words can give. */
#define EXACT 1000

static _Thread_local struct search_scratch scratch;
/* 12 kB, which on the stack would be cleared for every search. */
static _Thread_local struct query asked;

/* Is p, to its end or a question mark, what the template s stands for? */
static bool
fits_path(const char *p, const char *s)
{
	while (*p != '\0' && *s != '\0') {
		if (*s == '{') { /* any one segment */
			p += strcspn(p, "/ ?#");
			s += strcspn(s, "/");
		} else if (*p++ != *s++)
			return false;
	}
	p += *p == '/';
	return *s == '\0' && (*p == '\0' || strchr(" ?#", *p) != NULL);
}

/* "/repos/{owner}" or a URL, with a method before it or not: is it this
 * operation's?  A URL may have a path of the server's before. */
static bool
names_path(const char *query, const struct catalog_op *o)
{
	const char *p = strchr(query, '/'), *end;
	size_t n = strlen(o->method);

	if (p == NULL || o->path[0] == '\0')
		return false;
	if (strncasecmp(query, o->method, n) == 0 && query[n] == ' ')
		query += n + 1;
	if (strncmp(query, "https://", 8) == 0 ||
	    strncmp(query, "http://", 7) == 0) {
		end = query + strcspn(query, " ?#");
		for (p = strchr(p + 2, '/'); p != NULL && p < end;
		     p = strchr(p + 1, '/'))
			if (fits_path(p, o->path))
				return true;
		return false;
	}
	return p <= query + 1 && fits_path(p, o->path);
}

struct overlap {
	const struct query *q;
	unsigned words, hits;
};

static bool
count_overlap(void *arg, struct search_word *w)
{
	struct overlap *o = arg;
	unsigned i;

	if (w->stop)
		return true;
	o->words++;
	for (i = 0; i < o->q->n; i++)
		if (o->q->terms[i].weight >= 1 &&
		    strcmp(o->q->terms[i].stem, w->stem) == 0) {
			o->hits++;
			break;
		}
	return true;
}

/* The share of the API's name that the query has. */
static float
overlap(const struct query *q, const char *text)
{
	struct overlap o = { .q = q };

	search_words_each(q->words, text, strlen(text), count_overlap, &o);
	return o.words > 0 ? (float)o.hits / (float)o.words : 0;
}

static void
insert(struct catalog_hit *hits, size_t *n, size_t limit,
    struct catalog_hit one)
{
	size_t i;

	if (*n == limit && hits[limit - 1].score >= one.score)
		return;
	i = *n < limit ? (*n)++ : limit - 1;
	/* Of equal ones the earlier stays before: the document's order. */
	for (; i > 0 &&
	     (hits[i - 1].score < one.score ||
		 (hits[i - 1].score <= one.score &&
		     hits[i - 1].catalog == one.catalog &&
		     hits[i - 1].op > one.op));
	     i--)
		hits[i] = hits[i - 1];
	hits[i] = one;
}

/* The sums of one catalog's operations that may be among the best; returns
 * how many have any of the words. */
static uint32_t
add_catalog(const struct search_ranking *r, struct search_scratch *s,
    const struct catalog *c, float title, int64_t exact, bool path)
{
	struct search_posts lists[SEARCH_TERMS_MAX];
	enum search_pruned pruned = SEARCH_ADD_ALL;
	uint32_t i, n = r->q->n, matches = 0;

	for (i = 0; i < n; i++)
		lists[i] = search_score_posts(c, r->q->terms[i].stem);
	s->n = 0;
	if (!path)
		pruned = search_prune(s, r, lists, c, title, exact, &matches);
	for (i = 0; pruned != SEARCH_ADDED && i < n; i++)
		search_score_add(s, r, i, &lists[i],
		    pruned == SEARCH_ADD_SOME ? s->may : NULL);
	return pruned == SEARCH_ADD_SOME ? matches : s->n;
}

/* By its name, as programs write it ("github.issues.list") or without the
 * API's. */
static int64_t
find_named(const struct catalog *c, const char *text)
{
	const char *api = catalog_name(c);
	size_t n = strlen(api);

	if (strncmp(text, api, n) == 0 && text[n] == '.')
		text += n + 1;
	return catalog_find(c, text);
}

static void
rank_catalog(struct search_ranking *r, struct search_scratch *s,
    const struct catalog *c)
{
	float title = 1 + SEARCH_TITLE * overlap(r->q, catalog_name(c));
	bool path = strchr(r->q->text, '/') != NULL;
	bool one_word = strchr(r->q->text, ' ') == NULL;
	int64_t exact = find_named(c, r->q->text);
	struct catalog_op o;
	uint32_t i;

	s->ops = catalog_ops(c);
	*r->total += add_catalog(r, s, c, title, exact, path);
	if (exact >= 0 && s->scores[exact].group == 0) {
		s->touched[s->n++] = (uint32_t)exact;
		++*r->total;
	}
	for (i = 0; i < s->n; i++) {
		uint32_t op = s->touched[i];
		struct search_score one = s->scores[op];
		struct catalog_hit h = { c, op, op == exact && one_word, 0 };

		memset(&s->scores[op], 0, sizeof one);
		if (r->n == r->limit && !path && op != exact &&
		    (double)(one.sum * SEARCH_WHOLE_MOST * title) <
			r->hits[r->limit - 1].score)
			continue;
		h.score = (double)(search_score_whole(r,
				       cat_entry(c, CAT_RANKS, op), &one) *
		    title);
		if (path)
			catalog_op(c, op, &o);
		h.named |= path && names_path(r->q->text, &o);
		if (h.named || op == exact)
			h.score += EXACT;
		insert(r->hits, &r->n, r->limit, h);
	}
}

/* Terms of one word stand together. */
static int
by_word(const void *a, const void *b)
{
	const struct query_term *x = a, *y = b;

	if (x->of != y->of)
		return x->of < y->of ? -1 : 1;
	return (x->weight < y->weight) - (x->weight > y->weight);
}

static bool
begin(struct query *q, const struct catalog *const *c, size_t n,
    const char *text)
{
	uint32_t most = 0;
	size_t i;

	memset(q, 0, offsetof(struct query, terms));
	for (i = 0; i < n; i++)
		if (catalog_ops(c[i]) > most)
			most = catalog_ops(c[i]);
	if (!search_score_room(&scratch, most))
		return false;
	q->catalogs = c;
	q->n_catalogs = n;
	q->words = scratch.words;
	search_query_read(q, text);
	qsort(q->terms, q->n, sizeof *q->terms, by_word);
	return true;
}

size_t
catalog_search(const struct catalog *const *c, size_t n, const char *query,
    size_t limit, struct catalog_hit *hits, size_t *ret_total)
{
	float idfs[SEARCH_TERMS_MAX], words[SEARCH_WORDS_MAX + 1] = { 0 };
	struct query *q = &asked;
	struct search_ranking r = { q, idfs, words, 0, limit, 0, ret_total,
		hits };
	size_t i;

	*ret_total = 0;
	if (limit == 0 || n == 0 || !begin(q, c, n, query))
		return 0;
	for (i = 0; i < q->n; i++) {
		float *word = &words[q->terms[i].of];

		idfs[i] = search_query_idf(q, q->terms[i].df);
		if (idfs[i] * q->terms[i].weight > *word)
			*word = idfs[i] * q->terms[i].weight;
	}
	for (i = 0; i <= q->n_words && i <= SEARCH_WORDS_MAX; i++)
		r.all += words[i];
	for (i = 0; i < n; i++)
		rank_catalog(&r, &scratch, c[i]);
	return r.n;
}

void
catalog_explain(const struct catalog_hit *hit, const char *query,
    struct buf *out)
{
	struct query *q = &asked;
	struct search_posts l;
	uint32_t k;
	unsigned i;

	if (!begin(q, &hit->catalog, 1, query))
		return;
	buf_addf(out, "%.2f =", hit->score);
	for (i = 0; i < q->n; i++) {
		l = search_score_posts(hit->catalog, q->terms[i].stem);
		for (k = 0; k < l.n && l.p[k].op != hit->op; k++)
			continue;
		if (k == l.n)
			continue;
		buf_addf(out, " %s%s %.2f x rarity %.2f", q->terms[i].stem,
		    q->terms[i].weight < 1 ? " (near)" : "",
		    (double)l.p[k].weight * (double)q->terms[i].weight / 65535,
		    (double)search_query_idf(q, q->terms[i].df));
	}
	buf_adds(out, "; more for covering the query and the name\n");
}
