/* SPDX-License-Identifier: Apache-2.0 */
/* search.c -- catalog_search and catalog_explain; see search_index.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/near.h"
#include "typegen/catalog_read.h"
#include "typegen/search_synonyms.h"
#include "typegen/search_words.h"

#define TERMS_MAX 32 /* words of a query that count */
#define QUERY_MAX 1024 /* bytes of it; models write sentences */
#define POOL 200 /* best by words alone, then looked at closer */
#define TYPO_MIN 4 /* letters from which one may be wrong */

/* What a closer look adds or takes, as parts of the score; same tuning. */
#define COORD 0.2f
#define LEAF 0.4f
#define TITLE 0.08f
#define DEPRECATED 0.7f
#define SYNONYM 0.5f
#define TYPO 0.6f

struct term {
	char stem[SEARCH_WORD_MAX];
	float weight; /* 1, or what a synonym or a typo is worth */
	unsigned of; /* which word of the query it stands for */
};

struct query {
	const struct catalog *const *catalogs;
	size_t n_catalogs;
	struct search_words *words;
	struct term terms[TERMS_MAX];
	unsigned n, n_words;
	const char *text;
	bool stop_words; /* nothing else there: take them */
};

struct score {
	float sum;
	uint32_t mask; /* words matched */
};

static void
add_term(struct query *q, const char *stem, float weight, unsigned of)
{
	struct term *t = &q->terms[q->n];
	unsigned i;

	for (i = 0; i < q->n; i++)
		if (strcmp(q->terms[i].stem, stem) == 0)
			return;
	if (q->n == TERMS_MAX || strlen(stem) >= sizeof t->stem)
		return;
	memcpy(t->stem, stem, strlen(stem) + 1);
	t->weight = weight;
	t->of = of;
	q->n++;
}

static bool
add_word(void *arg, const char *stem, const char *word)
{
	struct query *q = arg;

	if (search_words_stop(word) && !q->stop_words)
		return true;
	add_term(q, stem, 1, q->n_words++);
	return q->n < TERMS_MAX && q->n_words < 31;
}

static uint32_t
find_term(const struct catalog *c, const char *stem)
{
	uint32_t lo = 0, hi = c->h->count[CAT_TERMS];

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		const struct cat_term *t = cat_entry(c, CAT_TERMS, mid);
		int r = strcmp(cat_string(c, t->text), stem);

		if (r == 0)
			return mid;
		if (r < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return UINT32_MAX;
}

static uint64_t
frequency(const struct query *q, const char *stem)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < q->n_catalogs; i++) {
		const struct catalog *c = q->catalogs[i];
		uint32_t t = find_term(c, stem);

		if (t != UINT32_MAX)
			n += ((const struct cat_term *)cat_entry(c, CAT_TERMS,
			    t))->posts;
	}
	return n;
}

/* A word nobody uses: the words one edit away stand for it. */
static void
add_typos(struct query *q, const struct term *t)
{
	char stem[SEARCH_WORD_MAX];
	unsigned of = t->of;
	size_t i;
	uint32_t k;

	memcpy(stem, t->stem, sizeof stem);
	if (strlen(stem) < TYPO_MIN || frequency(q, stem) > 0)
		return;
	for (i = 0; i < q->n_catalogs; i++)
		for (k = 0; k < q->catalogs[i]->h->count[CAT_TERMS]; k++) {
			const struct cat_term *e = cat_entry(q->catalogs[i],
			    CAT_TERMS, k);
			const char *s = cat_string(q->catalogs[i], e->text);

			if (near_edits(stem, s, 1) == 1)
				add_term(q, s, TYPO, of);
		}
}

static bool
add_synonym(void *arg, const char *stem, const char *word)
{
	struct query *q = arg;

	(void)word;
	add_term(q, stem, SYNONYM, q->terms[q->n_words].of);
	return true;
}

static void
expand(struct query *q)
{
	unsigned n = q->n, words = q->n_words, i;

	for (i = 0; i < n; i++)
		add_typos(q, &q->terms[i]);
	for (i = 0; i < n; i++) {
		const char *const *s = search_synonyms(q->terms[i].stem);

		q->n_words = i; /* whose synonyms are being added */
		for (; s != NULL && *s != NULL; s++)
			search_words_each(q->words, *s, strlen(*s), add_synonym,
			    q);
	}
	q->n_words = words;
}

static void
read_query(struct query *q, const char *text)
{
	size_t n = strnlen(text, QUERY_MAX);

	q->text = text;
	search_words_each(q->words, text, n, add_word, q);
	if (q->n == 0) {
		q->stop_words = true;
		search_words_each(q->words, text, n, add_word, q);
	}
	expand(q);
}

static float
idf(const struct query *q, const struct term *t)
{
	uint64_t df = frequency(q, t->stem), n = 0;
	size_t i;

	for (i = 0; i < q->n_catalogs; i++)
		n += catalog_ops(q->catalogs[i]);
	return df == 0 ? 0 :
	    logf(1 + ((float)n - (float)df + 0.5f) / ((float)df + 0.5f));
}

static void
add_posts(const struct catalog *c, const struct term *t, float w,
    struct score *scores)
{
	uint32_t place = find_term(c, t->stem), i, ops = catalog_ops(c);
	const struct cat_term *e;

	if (place == UINT32_MAX)
		return;
	e = cat_entry(c, CAT_TERMS, place);
	for (i = 0; i < e->posts; i++) {
		const struct cat_post *p = cat_entry(c, CAT_POSTS,
		    e->first_post + i);

		if (p->op >= ops || e->posts > c->h->count[CAT_POSTS])
			break;
		scores[p->op].sum += w * t->weight * p->weight;
		scores[p->op].mask |= 1u << t->of;
	}
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

/* The share of a text's words that the query has. */
static float
overlap(const struct query *q, const char *text)
{
	struct overlap o = {.q = q};

	search_words_each(q->words, text, strlen(text), count_overlap, &o);
	return o.words > 0 ? (float)o.hits / (float)o.words : 0;
}

/* "/repos/{owner}", with a method before it or not: is it this operation's? */
static bool
names_path(const char *query, const struct catalog_op *o)
{
	const char *p = strchr(query, '/'), *s = o->path;
	size_t n = strlen(o->method);

	if (p == NULL)
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

static float
closer(const struct query *q, const struct catalog *c, uint32_t op,
    struct score s)
{
	struct catalog_op o;
	const char *leaf;
	float score = s.sum;

	catalog_op(c, op, &o);
	leaf = strrchr(o.name, '.');
	leaf = leaf != NULL ? leaf + 1 : o.name;
	if (q->n_words > 0)
		score *= 1 + COORD *
		    (float)__builtin_popcount(s.mask) / (float)q->n_words;
	score *= 1 + LEAF * overlap(q, leaf);
	score *= 1 + TITLE * overlap(q, catalog_name(c));
	if (o.deprecated)
		score *= DEPRECATED;
	if (names_path(q->text, &o))
		score += 100;
	return score;
}

static void
insert(struct catalog_hit *hits, size_t *n, size_t limit,
    struct catalog_hit one)
{
	size_t i;

	if (*n == limit && hits[limit - 1].score >= one.score)
		return;
	i = *n < limit ? (*n)++ : limit - 1;
	for (; i > 0 && hits[i - 1].score < one.score; i--)
		hits[i] = hits[i - 1];
	hits[i] = one;
}

/* The best of one catalog into the pool. */
static int
score_catalog(const struct query *q, const struct catalog *c,
    const float *idfs, struct catalog_hit *pool, size_t *n, size_t *total)
{
	uint32_t ops = catalog_ops(c), i;
	struct score *scores = calloc(ops + 1, sizeof *scores);
	int64_t exact = catalog_find(c, q->text);
	unsigned t;

	if (scores == NULL)
		return -1;
	for (t = 0; t < q->n; t++)
		add_posts(c, &q->terms[t], idfs[t], scores);
	if (exact >= 0)
		scores[exact].sum += 100;
	for (i = 0; i < ops; i++) {
		struct catalog_hit h = {c, i, (double)scores[i].sum};

		if (scores[i].sum <= 0)
			continue;
		++*total;
		if (*n < POOL || h.score > pool[POOL - 1].score) {
			h.score = (double)closer(q, c, i, scores[i]);
			insert(pool, n, POOL, h);
		}
	}
	free(scores);
	return 0;
}

size_t
catalog_search(const struct catalog *const *c, size_t n, const char *query,
    size_t limit, struct catalog_hit *hits, size_t *ret_total)
{
	struct query q = {.catalogs = c, .n_catalogs = n};
	struct catalog_hit *pool = calloc(POOL, sizeof *pool);
	float idfs[TERMS_MAX];
	size_t found = 0, i;

	*ret_total = 0;
	q.words = search_words_new(NULL);
	if (pool == NULL || q.words == NULL) {
		free(pool);
		search_words_free(q.words);
		return 0;
	}
	read_query(&q, query);
	for (i = 0; i < q.n; i++)
		idfs[i] = idf(&q, &q.terms[i]);
	for (i = 0; i < n; i++)
		if (score_catalog(&q, c[i], idfs, pool, &found, ret_total) ==
		    -1)
			break;
	if (found > limit)
		found = limit;
	memcpy(hits, pool, found * sizeof *hits);
	free(pool);
	search_words_free(q.words);
	return found;
}

void
catalog_explain(const struct catalog_hit *hit, const char *query,
    struct buf *out)
{
	struct query q = {.catalogs = &hit->catalog, .n_catalogs = 1};
	uint32_t place, k;
	unsigned i;

	q.words = search_words_new(NULL);
	if (q.words == NULL)
		return;
	read_query(&q, query);
	buf_addf(out, "%.2f =", hit->score);
	for (i = 0; i < q.n; i++) {
		const struct cat_term *t;

		place = find_term(hit->catalog, q.terms[i].stem);
		if (place == UINT32_MAX)
			continue;
		t = cat_entry(hit->catalog, CAT_TERMS, place);
		for (k = 0; k < t->posts; k++) {
			const struct cat_post *p = cat_entry(hit->catalog,
			    CAT_POSTS, t->first_post + k);

			if (p->op != hit->op)
				continue;
			buf_addf(out, " %s%s %.2f x rarity %.2f",
			    q.terms[i].stem,
			    q.terms[i].weight < 1 ? " (near)" : "",
			    (double)(p->weight * q.terms[i].weight),
			    (double)idf(&q, &q.terms[i]));
		}
	}
	buf_adds(out, "; more for covering the query and the name\n");
	search_words_free(q.words);
}
