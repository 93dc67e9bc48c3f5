/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keywords.h -- the words of a schema, all of them found in one pass.
 *
 * Printing a schema asks for forty words of which it has four; asking its
 * table for each was a quarter of the time of compiling a description.
 */
#ifndef CORDON_TYPEGEN_KEYWORDS_H
#define CORDON_TYPEGEN_KEYWORDS_H

#include <jansson.h>
#include <stdbool.h>

enum keyword {
	KW_OTHER, /* any other word; of such nothing is kept */
#define KEYWORD(name, text, copied) KW_##name,
#include "typegen/keywords.def"
#undef KEYWORD
	KW_MAX
};

/* What a schema that stands alone has of a word. */
enum keyword_copied { COPIED_SCHEMA, COPIED_MAP, COPIED_DATA, COPIED_NOTHING };

struct keywords {
	const json_t *schema; /* borrowed, as are its values */
	const json_t *v[KW_MAX]; /* NULL: it has no such word */
};

/* Nothing of anything but an object. */
void keywords_read(struct keywords *ret, const json_t *schema);
enum keyword keyword_find(const char *word);
const char *keyword_text(enum keyword word);
/* "x-..." and what people read is not copied; an unknown word is. */
enum keyword_copied keyword_copied(const char *word);
/* The text of a word, or NULL. */
const char *keywords_str(const struct keywords *k, enum keyword word);
/* Is it there, and true? */
bool keywords_true(const struct keywords *k, enum keyword word);
/* The reference it is (doc_ref() of doc.h), or NULL. */
const char *keywords_ref(const struct keywords *k);

#endif
