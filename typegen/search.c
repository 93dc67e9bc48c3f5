/* SPDX-License-Identifier: Apache-2.0 */
/* search.c -- catalog_search and catalog_explain; see search_index.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "typegen/search_query.h"

/* What covering the query, the name and the API's own name adds, as parts of
 * the score.  Tuned over the sets of tests/bench/search.mjs together. */
#define COORD 0.6f
#define LEAF 0.64f
#define TITLE 0.08f
#define DEPRECATED 0.7f
/* Named by its path or id: above whatever words can give. */
#define EXACT 1000

struct score {
	float sum;
	float best; /* of the group that is being added */
	float cover; /* idf of the words it has */
	uint16_t group;
	uint16_t leaf; /* words of the query in the name's last part */
};

/* Kept from one search to the next: making it costs more than a search. */
struct scratch {
	struct search_words *words;
	struct score *scores; /* zero between searches */
	uint32_t *touched;
	uint32_t n, cap;
};

static _Thread_local struct scratch scratch;

static bool
prepare(struct scratch *s, uint32_t ops)
{
	if (s->words == NULL)
		s->words = search_words_new(NULL);
	if (s->words != NULL && ops > s->cap) {
		free(s->scores);
		free(s->touched);
		s->scores = calloc(ops, sizeof *s->scores);
		s->touched = calloc(ops, sizeof *s->touched);
		s->cap = s->scores != NULL && s->touched != NULL ? ops : 0;
	}
	return s->words != NULL && ops <= s->cap;
}

/* A term's postings in one catalog: how many, and from where. */
static uint32_t
posts_of(const struct catalog *c, const char *stem, const struct cat_post **ret)
{
	uint32_t place = search_query_find(c, stem);
	const struct cat_term *e;

	if (place == UINT32_MAX)
		return 0;
	e = cat_entry(c, CAT_TERMS, place);
	if (e->first_post > c->h->count[CAT_POSTS] ||
	    e->posts > c->h->count[CAT_POSTS] - e->first_post)
		return 0;
	*ret = cat_entry(c, CAT_POSTS, e->first_post);
	return e->posts;
}

/* One term of group t->of into the scores of one catalog.  Nine tenths of a
 * search are spent here. */
static void
add_posts(struct scratch *s, const struct catalog *c,
    const struct query_term *t, float idf, float word_idf)
{
	uint16_t group = (uint16_t)(t->of + 1), own = t->weight >= 1;
	float w = idf * t->weight / 65535;
	uint32_t ops = catalog_ops(c), touched = s->n, i, n;
	struct score *scores = s->scores;
	const struct cat_post *p;

	if (ops > s->cap)
		ops = s->cap;
	n = posts_of(c, t->stem, &p);
	for (i = 0; i < n && p[i].op < ops; i++) {
		struct score *one = &scores[p[i].op];
		float add = w * p[i].weight;

		if (one->group != group) {
			if (one->group == 0)
				s->touched[touched++] = p[i].op;
			one->group = group;
			one->best = 0;
			one->cover += word_idf;
		}
		/* A word counts once, by the best that stands for it. */
		if (add > one->best) {
			one->sum += add - one->best;
			one->best = add;
		}
		one->leaf = (uint16_t)(one->leaf + (p[i].in_leaf & own));
	}
	s->n = touched;
}

/* "/repos/{owner}", with a method before it or not: is it this operation's? */
static bool
names_path(const char *query, const struct catalog_op *o)
{
	const char *p = strchr(query, '/'), *s = o->path;
	size_t n = strlen(o->method);

	if (p == NULL || *s == '\0')
		return false;
	if (p > query + 1 &&
	    (strncasecmp(query, o->method, n) != 0 || query[n] != ' '))
		return false;
	while (*p != '\0' && *s != '\0') {
		if (*s == '{') { /* any one segment */
			p += strcspn(p, "/ ");
			s += strcspn(s, "/");
		} else if (*p++ != *s++)
			return false;
	}
	return *s == '\0' && (*p == '\0' || *p == ' ');
}

struct overlap {
	const struct query *q;
	unsigned words, hits;
};

static bool
count_overlap(void *arg, const char *stem, const char *word)
{
	struct overlap *o = arg;
	unsigned i;

	if (search_words_stop(word))
		return true;
	o->words++;
	for (i = 0; i < o->q->n; i++)
		if (o->q->terms[i].weight >= 1 &&
		    strcmp(o->q->terms[i].stem, stem) == 0) {
			o->hits++;
			break;
		}
	return true;
}

/* The share of the API's name that the query has. */
static float
overlap(const struct query *q, const char *text)
{
	struct overlap o = {.q = q};

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
	for (; i > 0 && (hits[i - 1].score < one.score ||
		(hits[i - 1].score <= one.score &&
		    hits[i - 1].catalog == one.catalog &&
		    hits[i - 1].op > one.op)); i--)
		hits[i] = hits[i - 1];
	hits[i] = one;
}

/* The most that whole() makes of a sum. */
#define WHOLE_MOST ((1 + COORD) * (1 + LEAF))

/* What the words together are worth for one operation. */
static float
whole(const struct cat_rank *r, const struct score *s, float all)
{
	float score = s->sum;

	if (all > 0)
		score *= 1 + COORD * s->cover / all;
	if (r->leaf_words > 0)
		score *= 1 + LEAF * (float)s->leaf / (float)r->leaf_words;
	return r->deprecated ? score * DEPRECATED : score;
}

struct ranking {
	const struct query *q;
	const float *idfs; /* of each term */
	const float *words; /* of each word: its best term's */
	float all; /* of all words */
	size_t limit, n, *total;
	struct catalog_hit *hits;
};

static void
rank_catalog(struct ranking *r, struct scratch *s, const struct catalog *c)
{
	float title = 1 + TITLE * overlap(r->q, catalog_name(c));
	bool path = strchr(r->q->text, '/') != NULL;
	int64_t exact = catalog_find(c, r->q->text);
	struct catalog_op o;
	uint32_t i;

	s->n = 0;
	for (i = 0; i < r->q->n; i++) {
		const struct query_term *t = &r->q->terms[i];

		add_posts(s, c, t, r->idfs[i], r->words[t->of]);
	}
	if (exact >= 0 && (uint32_t)exact < s->cap &&
	    s->scores[exact].group == 0)
		s->touched[s->n++] = (uint32_t)exact;
	for (i = 0; i < s->n; i++) {
		uint32_t op = s->touched[i];
		struct score one = s->scores[op];
		struct catalog_hit h = {c, op, 0};

		memset(&s->scores[op], 0, sizeof one);
		if (r->n == r->limit && !path && op != exact &&
		    (double)(one.sum * WHOLE_MOST * title) <
			r->hits[r->limit - 1].score)
			continue;
		h.score = (double)(whole(cat_entry(c, CAT_RANKS, op), &one,
		    r->all) * title);
		if (path)
			catalog_op(c, op, &o);
		if ((path && names_path(r->q->text, &o)) || op == exact)
			h.score += EXACT;
		insert(r->hits, &r->n, r->limit, h);
	}
	*r->total += s->n;
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

	memset(q, 0, sizeof *q);
	for (i = 0; i < n; i++)
		if (catalog_ops(c[i]) > most)
			most = catalog_ops(c[i]);
	if (!prepare(&scratch, most))
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
	float idfs[SEARCH_TERMS_MAX], words[SEARCH_WORDS_MAX + 1] = {0};
	struct query q;
	struct ranking r = {&q, idfs, words, 0, limit, 0, ret_total, hits};
	size_t i;

	*ret_total = 0;
	if (limit == 0 || !begin(&q, c, n, query))
		return 0;
	for (i = 0; i < q.n; i++) {
		float *word = &words[q.terms[i].of];

		idfs[i] = search_query_idf(&q, q.terms[i].df);
		if (idfs[i] * q.terms[i].weight > *word)
			*word = idfs[i] * q.terms[i].weight;
	}
	for (i = 0; i <= q.n_words && i <= SEARCH_WORDS_MAX; i++)
		r.all += words[i];
	for (i = 0; i < n; i++)
		rank_catalog(&r, &scratch, c[i]);
	return r.n;
}

void
catalog_explain(const struct catalog_hit *hit, const char *query,
    struct buf *out)
{
	struct query q;
	const struct cat_post *p;
	uint32_t n, k;
	unsigned i;

	if (!begin(&q, &hit->catalog, 1, query))
		return;
	buf_addf(out, "%.2f =", hit->score);
	for (i = 0; i < q.n; i++) {
		n = posts_of(hit->catalog, q.terms[i].stem, &p);
		for (k = 0; k < n && p[k].op != hit->op; k++)
			continue;
		if (k == n)
			continue;
		buf_addf(out, " %s%s %.2f x rarity %.2f", q.terms[i].stem,
		    q.terms[i].weight < 1 ? " (near)" : "",
		    (double)p[k].weight * (double)q.terms[i].weight / 65535,
		    (double)search_query_idf(&q, q.terms[i].df));
	}
	buf_adds(out, "; more for covering the query and the name\n");
}
