/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search_index.h -- collects the words of operations, writes their postings.
 *
 * BM25F (Robertson, Zaragoza, Taylor: Simple BM25 Extension to Multiple
 * Weighted Fields, 2004): the frequencies of all fields, weighted and
 * normalised by the field's length, are summed before saturation.  What
 * depends only on the document is computed here.
 */
#ifndef CORDON_TYPEGEN_SEARCH_INDEX_H
#define CORDON_TYPEGEN_SEARCH_INDEX_H

#include <jansson.h>

#include "typegen/catalog_write.h"
#include "typegen/search_words.h"

enum search_field {
	FIELD_NAME,
	FIELD_PATH,
	FIELD_SUMMARY,
	FIELD_DESCRIPTION,
	FIELD_TAGS,
	FIELD_PARAMS,
	FIELD_PARAM_TEXT,
	FIELD_BODY,
	FIELD_REPLY,
	FIELD_MAX
};

struct search_index {
	struct search_words *words;
	json_t *terms; /* text to number */
	struct buf hits; /* struct hit of search_index.c */
	struct buf lengths; /* uint32_t [ops][FIELD_MAX] */
	uint32_t ops;
	struct buf ranks; /* struct cat_rank of each */
	enum search_field field;
	bool leaf; /* these are words of the name's last part */
};

int search_index_open(struct search_index *s, struct err *e);
void search_index_close(struct search_index *s);
/* Starts the next operation, of that code name; places count up from 0. */
void search_index_op(struct search_index *s, const char *name,
    const char *method, bool deprecated);
void search_index_text(struct search_index *s, enum search_field f,
    const char *text);
/* A description that has no summary beside it: its first sentence is one. */
void search_index_prose(struct search_index *s, const char *text);
/* Fills the tables of terms and postings. */
void search_index_write(struct search_index *s, struct cat_write *out);

#endif
