/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search_prune.h -- which operations can be among the best; for search.c.
 *
 * The words of half an API ("get", "list", "user") cost nearly all of a
 * search and decide next to nothing.  So the rare terms go first.  They give
 * a score that the best reach at least; whatever could not reach it with all
 * that the frequent terms can add is left out of the count.  What is found is
 * the same (Turtle and Flood's MaxScore, 1995).
 */
#ifndef CORDON_TYPEGEN_SEARCH_PRUNE_H
#define CORDON_TYPEGEN_SEARCH_PRUNE_H

#include "typegen/search_score.h"

enum search_pruned {
	SEARCH_ADD_ALL, /* nothing was added, nothing can be left out */
	SEARCH_ADD_SOME, /* nothing was added: add those in s->may */
	SEARCH_ADDED /* all terms are added already */
};

/*
 * lists: of each term of the query.  title: what the catalog's name multiplies
 * scores by.  keep: an operation that must not be left out, or -1.
 * SEARCH_ADD_SOME sets *ret_matches to how many operations have any term.
 */
enum search_pruned search_prune(struct search_scratch *s,
    const struct search_ranking *r, const struct search_posts *lists,
    const struct catalog *c, float title, int64_t keep, uint32_t *ret_matches);

#endif
