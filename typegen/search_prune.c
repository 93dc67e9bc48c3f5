/* SPDX-License-Identifier: Apache-2.0 */
/* search_prune.c -- see search_prune.h. */
#include "typegen/search_prune.h"

#include <string.h>

/* More hits than this are asked for by programs that want them all. */
#define LIMIT_MAX 64
/* A frequent term that may add such a part of a whole score is one of those
 * that decide. */
#define EARLY 0.2f
/* Sums are rounded; what is left out must be so by more than that. */
#define SLACK 1.0001f

/* What some of the terms add at most. */
struct bound {
	float sum, cover;
	unsigned own; /* words themselves among them */
};

struct prune {
	struct search_scratch *s;
	const struct search_ranking *r;
	const struct search_posts *lists;
	const struct catalog *c;
	float title;
	float floor; /* what the last of the best has at least */
	float most[SEARCH_TERMS_MAX]; /* that each term adds */
	unsigned order[SEARCH_TERMS_MAX]; /* the terms by that */
	unsigned n; /* of them that are here at all */
	bool late[SEARCH_TERMS_MAX]; /* not added at first */
};

static void
weigh(struct prune *p)
{
	const struct search_ranking *r = p->r;
	unsigned i, k;

	p->n = 0;
	for (i = 0; i < r->q->n; i++) {
		p->late[i] = false;
		if (p->lists[i].n == 0)
			continue;
		p->most[i] = r->idfs[i] * r->q->terms[i].weight *
		    (float)p->lists[i].most / 65535;
		for (k = p->n++; k > 0; k--) {
			if (p->most[p->order[k - 1]] <= p->most[i])
				break;
			p->order[k] = p->order[k - 1];
		}
		p->order[k] = i;
	}
}

/* Of the terms that are picked. */
static struct bound
bound(const struct prune *p, const bool *pick)
{
	const struct query_term *t = p->r->q->terms;
	struct bound b = { 0, 0, 0 };
	unsigned i, last = UINT32_MAX;
	float best = 0;

	for (i = 0; i < p->r->q->n; i++) {
		if (!pick[i])
			continue;
		if (t[i].of != last) {
			b.cover += p->r->words[t[i].of];
			b.sum += best;
			best = 0;
			last = t[i].of;
		}
		b.own += t[i].weight >= 1;
		/* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): all n are set */
		if (p->most[i] > best)
			best = p->most[i];
	}
	b.sum += best;
	return b;
}

/* Could an operation that has no other terms reach the floor? */
static bool
suffices(const struct prune *p, const bool *pick)
{
	struct bound b = bound(p, pick);
	float score = b.sum * p->title * SLACK;

	if (p->r->all > 0)
		score *= 1 + SEARCH_COORD * b.cover / p->r->all;
	if (p->r->q->acts != 0)
		score *= 1 + SEARCH_ACT;
	return score * (b.own > 0 ? 1 + SEARCH_LEAF : 1) >= p->floor;
}

/* Picks those that add least of some (all, if NULL): as many as cannot reach
 * the floor without others. */
static void
least(const struct prune *p, const bool *of, bool *ret_pick)
{
	unsigned lo = 0, hi = p->n, mid, i;

	while (lo < hi) { /* lo of them cannot, hi + 1 can */
		mid = lo + (hi - lo + 1) / 2;
		memset(ret_pick, 0, p->r->q->n * sizeof *ret_pick);
		for (i = 0; i < mid; i++)
			ret_pick[p->order[i]] = of == NULL || of[p->order[i]];
		if (suffices(p, ret_pick))
			hi = mid - 1;
		else
			lo = mid;
	}
	memset(ret_pick, 0, p->r->q->n * sizeof *ret_pick);
	for (i = 0; i < lo; i++)
		ret_pick[p->order[i]] = of == NULL || of[p->order[i]];
}

/* Adds the terms that decide; true if any are left for later. */
static bool
add_early(struct prune *p)
{
	const struct search_ranking *r = p->r;
	unsigned i, left = 0;
	float whole;

	for (i = 0; i < r->q->n; i++)
		p->late[i] = p->lists[i].n > 0;
	whole = bound(p, p->late).sum;
	/* Catalogs before this one have set a floor already. */
	p->floor = r->n < r->limit ? 0 : (float)r->hits[r->n - 1].score;
	least(p, NULL, p->late);
	for (i = 0; i < r->q->n; i++) {
		/* NOLINTBEGIN(clang-analyzer-core.*): all n are set */
		p->late[i] |=
		    p->lists[i].bits != NULL && p->most[i] < EARLY * whole;
		/* NOLINTEND(clang-analyzer-core.*) */
		left += p->late[i];
		if (!p->late[i])
			search_score_add(p->s, r, i, &p->lists[i], NULL);
	}
	return left > 0;
}

/* The score that `limit` operations have at least, 0 if there are not so
 * many. */
static float
find_floor(const struct prune *p)
{
	float top[LIMIT_MAX] = { 0 }; /* ascending */
	const struct search_scratch *s = p->s;
	size_t n = p->r->limit, i, k;

	for (i = 0; i < p->r->n; i++)
		top[n - 1 - i] = (float)p->r->hits[i].score;
	for (i = 0; i < s->n; i++) {
		const struct search_score *one = &s->scores[s->touched[i]];
		float score;

		if (one->sum * SEARCH_WHOLE_MOST * p->title <= top[0])
			continue;
		score = p->title *
		    search_score_whole(p->r,
			cat_entry(p->c, CAT_RANKS, s->touched[i]), one);
		if (score <= top[0])
			continue;
		for (k = 1; k < n && top[k] < score; k++)
			top[k - 1] = top[k];
		top[k - 1] = score;
	}
	return top[0];
}

static void
set(uint32_t *bits, uint32_t op)
{
	bits[op / 32] |= 1u << op % 32;
}

static void
set_all(uint32_t *bits, const struct search_posts *l, uint32_t ops)
{
	uint32_t k;

	for (k = 0; l->bits != NULL && k < l->words; k++)
		bits[k] |= l->bits[k].bits;
	for (k = 0; l->bits == NULL && k < l->n && l->p[k].op < ops; k++)
		set(bits, l->p[k].op);
}

/* Can it reach the floor, with all that may come? */
static bool
reaches(const struct prune *p, const struct bound *more, uint32_t op,
    struct search_score one)
{
	const struct cat_rank *rank = cat_entry(p->c, CAT_RANKS, op);
	unsigned leaf = one.leaf + more->own;

	one.sum += more->sum;
	one.cover += more->cover;
	if (one.cover > p->r->all)
		one.cover = p->r->all;
	one.leaf = leaf < rank->leaf_words ? (uint16_t)leaf : rank->leaf_words;
	return search_score_whole(p->r, rank, &one) * p->title * SLACK >=
	    p->floor;
}

/* Takes back what was added, and remembers what may be worth it. */
static void
sift(struct prune *p)
{
	struct bound more = bound(p, p->late);
	struct search_scratch *s = p->s;
	/* A sum that is too small whatever it is multiplied by. */
	float small =
	    p->floor / (SEARCH_WHOLE_MOST * p->title * SLACK) - more.sum;
	uint32_t i;

	for (i = 0; i < s->n; i++) {
		uint32_t op = s->touched[i];
		struct search_score *one = &s->scores[op];

		set(s->seen, op);
		if (one->sum >= small && reaches(p, &more, op, *one))
			set(s->may, op);
		memset(one, 0, sizeof *one);
	}
	s->n = 0;
}

enum search_pruned
search_prune(struct search_scratch *s, const struct search_ranking *r,
    const struct search_posts *lists, const struct catalog *c, float title,
    int64_t keep, uint32_t *ret_matches)
{
	struct prune p;
	uint32_t words = (s->ops + 31) / 32, i;
	bool poor[SEARCH_TERMS_MAX];

	if (r->limit > LIMIT_MAX)
		return SEARCH_ADD_ALL;
	p.s = s;
	p.r = r;
	p.lists = lists;
	p.c = c;
	p.title = title;
	weigh(&p);
	if (!add_early(&p))
		return SEARCH_ADDED;
	memset(s->may, 0, words * sizeof *s->may);
	memset(s->seen, 0, words * sizeof *s->seen);
	p.floor = find_floor(&p);
	sift(&p);
	/* Those of late terms together may reach it as well. */
	least(&p, p.late, poor);
	for (i = 0; i < r->q->n; i++) {
		if (p.late[i])
			set_all(s->seen, &lists[i], s->ops);
		if (p.late[i] && !poor[i])
			set_all(s->may, &lists[i], s->ops);
	}
	if (keep >= 0 && keep < s->ops)
		set(s->may, (uint32_t)keep);
	for (*ret_matches = 0, i = 0; i < words; i++)
		*ret_matches += search_ones(s->seen[i]);
	return SEARCH_ADD_SOME;
}
