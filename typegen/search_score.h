/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search_score.h -- what the words of a question add up to; for search*.c.
 *
 * A word counts once in an operation, by the best of the terms that stand for
 * it, so the terms of one word must be added one after the other.
 */
#ifndef CORDON_TYPEGEN_SEARCH_SCORE_H
#define CORDON_TYPEGEN_SEARCH_SCORE_H

#include "typegen/search_acts.h"
#include "typegen/search_query.h"

/* What covering the query, the name and the API's own name adds, as parts of
 * the score.  Tuned over the sets of tests/bench/search.mjs together. */
#define SEARCH_COORD 0.6f
#define SEARCH_LEAF 0.64f
#define SEARCH_TITLE 0.08f
/* Its method does what the question's verb wants (search_acts.h). */
#define SEARCH_ACT 0.4f
#define SEARCH_DEPRECATED 0.7f
/* The most that all but the title multiply a sum by. */
#define SEARCH_WHOLE_MOST \
	((1 + SEARCH_COORD) * (1 + SEARCH_LEAF) * (1 + SEARCH_ACT))

struct search_score {
	float sum;
	float best; /* of the group that is being added */
	float cover; /* idf of the words it has */
	uint16_t group;
	uint16_t leaf; /* words of the query in the name's last part */
};

/* Kept from one search to the next: making it costs more than a search. */
struct search_scratch {
	struct search_words *words;
	struct search_score *scores; /* zero between searches */
	uint32_t *touched; /* those that are not zero */
	uint32_t n; /* of them */
	uint32_t cap; /* operations there is room for */
	uint32_t ops; /* of the catalog that is being searched */
	uint32_t *may, *seen; /* a bit an operation */
};

/* One term in one catalog. */
struct search_posts {
	const struct cat_post *p;
	uint32_t n;
	uint32_t most; /* weight of one */
	const struct cat_bits *bits; /* of a frequent one, or NULL */
	uint32_t words; /* of bits */
};

/* A search under way. */
struct search_ranking {
	const struct query *q;
	const float *idfs; /* of each term */
	const float *words; /* of each word: its best term's */
	float all; /* of all words */
	size_t limit, n, *total;
	struct catalog_hit *hits;
};

/* How many bits; the compiler's own calls a function. */
static inline uint32_t
search_ones(uint32_t x)
{
	x -= x >> 1 & 0x55555555u;
	x = (x & 0x33333333u) + (x >> 2 & 0x33333333u);
	return ((x + (x >> 4)) & 0x0f0f0f0fu) * 0x01010101u >> 24;
}

/* Room for a catalog of that many operations.  False: out of memory. */
bool search_score_room(struct search_scratch *s, uint32_t ops);
/* A term's postings in one catalog; none where it is not in it. */
struct search_posts search_score_posts(const struct catalog *c,
    const char *stem);
/* Adds term i of the query.  Of the operations in `may`, of all if NULL. */
void search_score_add(struct search_scratch *s, const struct search_ranking *r,
    unsigned i, const struct search_posts *l, const uint32_t *may);
/* What the words together are worth for one operation. */
float search_score_whole(const struct search_ranking *r,
    const struct cat_rank *rank, const struct search_score *s);

#endif
