/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search_query.h -- a question as the terms that are looked up; for search*.c.
 *
 * Each word that counts is a group: the word itself, and what may stand for
 * it (a synonym, a word one edit away, one that starts the same), each with
 * what it is worth.
 */
#ifndef CORDON_TYPEGEN_SEARCH_QUERY_H
#define CORDON_TYPEGEN_SEARCH_QUERY_H

#include "typegen/catalog_read.h"
#include "typegen/search_words.h"

#define SEARCH_WORDS_MAX 60 /* of a query; bits of a mask */
#define SEARCH_TERMS_MAX 200
#define SEARCH_QUERY_MAX 1024 /* bytes of it; models write sentences */

struct query_term {
	char stem[SEARCH_WORD_MAX];
	float weight; /* 1, or what a stand-in is worth */
	unsigned of; /* which word of the query it stands for */
	unsigned letters; /* of the word before it was stemmed */
	uint64_t df; /* operations that have it */
};

struct query {
	const struct catalog *const *catalogs;
	size_t n_catalogs;
	struct search_words *words;
	unsigned n, n_words;
	uint64_t ops; /* of all catalogs */
	const char *text;
	/* While it is read: */
	bool stop_words; /* nothing else there: take them */
	unsigned talk; /* words of talk that were left out */
	bool take_talk;
	char last[SEARCH_WORD_MAX]; /* the plain word before */
	const char *source; /* of the word that is being added, or NULL */
	bool named; /* it has a name of something: capitals or quotes */
	unsigned acts; /* what its first verb wants done, bits 1 << act */
	bool unknown; /* a word that no catalog knows */
	struct query_term terms[SEARCH_TERMS_MAX]; /* n of them */
};

void search_query_read(struct query *q, const char *text);
/* Place in CAT_TERMS, or UINT32_MAX. */
uint32_t search_query_find(const struct catalog *c, const char *stem);
/* How rare a term is: BM25's idf, over all catalogs. */
float search_query_idf(const struct query *q, uint64_t df);

#endif
