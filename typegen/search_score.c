/* SPDX-License-Identifier: Apache-2.0 */
/* search_score.c -- see search_score.h. */
#include "typegen/search_score.h"

#include <stdlib.h>

bool
search_score_room(struct search_scratch *s, uint32_t ops)
{
	size_t words = ((size_t)ops + 31) / 32;

	if (s->words == NULL)
		s->words = search_words_new(NULL);
	if (s->words != NULL && ops > s->cap) {
		free(s->scores);
		free(s->touched);
		free(s->may);
		s->scores = calloc(ops, sizeof *s->scores);
		s->touched = calloc(ops, sizeof *s->touched);
		s->may = calloc(2 * words, sizeof *s->may);
		s->seen = s->may != NULL ? s->may + words : NULL;
		s->cap =
		    s->scores != NULL && s->touched != NULL && s->may != NULL
		    ? ops
		    : 0;
	}
	return s->words != NULL && ops <= s->cap;
}

struct search_posts
search_score_posts(const struct catalog *c, const char *stem)
{
	uint32_t place = search_query_find(c, stem), words;
	struct search_posts l = { NULL, 0, 0, NULL, 0 };
	const struct cat_term *e;

	if (place == UINT32_MAX)
		return l;
	e = cat_entry(c, CAT_TERMS, place);
	if (e->first_post > c->h->count[CAT_POSTS] ||
	    e->posts > c->h->count[CAT_POSTS] - e->first_post)
		return l;
	l.p = cat_entry(c, CAT_POSTS, e->first_post);
	l.n = e->posts;
	l.most = e->most;
	words = (catalog_ops(c) + 31) / 32;
	if (e->bits != 0 && e->bits <= c->h->count[CAT_BITS] &&
	    words <= c->h->count[CAT_BITS] - (e->bits - 1)) {
		l.bits = cat_entry(c, CAT_BITS, e->bits - 1);
		l.words = words;
	}
	return l;
}

/* What one term adds wherever it stands. */
struct addend {
	float w, word_idf;
	uint16_t group;
	uint16_t own; /* it is the word itself, not a stand-in */
};

static inline void
add_one(struct search_scratch *s, const struct cat_post *p,
    const struct addend *t)
{
	struct search_score *one = &s->scores[p->op];
	float add = t->w * p->weight;

	if (one->group != t->group) {
		if (one->group == 0)
			s->touched[s->n++] = p->op;
		one->group = t->group;
		one->best = 0;
		one->cover += t->word_idf;
	}
	if (add > one->best) {
		one->sum += add - one->best;
		one->best = add;
	}
	one->leaf = (uint16_t)(one->leaf + (p->in_leaf & t->own));
}

/* Few of many: looks only where both have a bit. */
static void
add_common(struct search_scratch *s, const struct search_posts *l,
    const struct addend *t, const uint32_t *may)
{
	uint32_t k, m, at;

	for (k = 0; k < l->words; k++)
		for (m = may[k] & l->bits[k].bits; m != 0; m &= m - 1) {
			at = l->bits[k].before +
			    search_ones(l->bits[k].bits & ((m & -m) - 1));
			if (at < l->n && l->p[at].op < s->ops)
				add_one(s, &l->p[at], t);
		}
}

void
search_score_add(struct search_scratch *s, const struct search_ranking *r,
    unsigned i, const struct search_posts *l, const uint32_t *may)
{
	const struct query_term *t = &r->q->terms[i];
	struct addend a = { r->idfs[i] * t->weight / 65535, r->words[t->of],
		(uint16_t)(t->of + 1), t->weight >= 1 };
	uint32_t k;

	if (may != NULL && l->bits != NULL) {
		add_common(s, l, &a, may);
		return;
	}
	for (k = 0; k < l->n && l->p[k].op < s->ops; k++)
		if (may == NULL ||
		    (may[l->p[k].op / 32] >> l->p[k].op % 32 & 1) != 0)
			add_one(s, &l->p[k], &a);
}

float
search_score_whole(const struct search_ranking *r, const struct cat_rank *rank,
    const struct search_score *s)
{
	float score = s->sum;

	if (r->all > 0)
		score *= 1 + SEARCH_COORD * s->cover / r->all;
	if (rank->leaf_words > 0)
		score *=
		    1 + SEARCH_LEAF * (float)s->leaf / (float)rank->leaf_words;
	if (rank->act <= ACT_REMOVE && (r->q->acts >> rank->act & 1) != 0)
		score *= 1 + SEARCH_ACT;
	return rank->deprecated ? score * SEARCH_DEPRECATED : score;
}
