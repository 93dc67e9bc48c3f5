/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ts.h -- schemas as TypeScript, and as JSON Schema that stands alone.
 *
 * What a reference leads to becomes a named type, unless it is a single word;
 * everything else is written where it stands, so the text is never longer
 * than the document by more than a factor.  A type that arguments and replies
 * see differently (readOnly, writeOnly) has a second one for arguments.  What
 * TypeScript cannot say is `unknown`, with a comment why.
 */
#ifndef CORDON_TYPEGEN_TS_H
#define CORDON_TYPEGEN_TS_H

#include <stdint.h>

#include "typegen/doc.h"
#include "typegen/keywords.h"

#define TS_NONE UINT32_MAX
/* Named types of one description; Graph has 1,751, Plaid 2,047. */
#define TS_TYPES_MAX 200000u

enum ts_mode { TS_INPUT, TS_OUTPUT };

struct ts_type {
	char *key; /* component's name, or the reference; "\n" at the end of
		    * the second one, for arguments */
	char *name; /* in TypeScript, unique */
	const json_t *schema; /* borrowed */
	uint32_t seen; /* == round: already in deps */
	uint32_t mark; /* of the last walk that met it */
	signed char differs; /* for arguments; -1: not looked yet */
	bool input;
};

struct ts {
	struct doc *doc;
	struct ts_type *types;
	uint32_t n_types, cap;
	json_t *index; /* key to place */
	json_t *by_schema; /* address of one that a reference named, the same */
	json_t *used; /* names taken */
	/* Types that what was written since ts_begin() refers to. */
	uint32_t *deps;
	uint32_t n_deps;
	uint32_t round, marks;
	uint32_t *queue; /* of the walk under way */
	uint32_t n_queue;
	bool failed; /* out of memory, or too many types */
};

/* Components are types from the start, used or not. */
int ts_open(struct ts *t, struct doc *d, struct err *e);
void ts_close(struct ts *t);
void ts_begin(struct ts *t);
/* Appends the type of a schema, on one line. */
void ts_put(struct ts *t, const json_t *schema, enum ts_mode mode,
    struct buf *out);
/* Appends the whole declaration of a named type, a property a line. */
void ts_declaration(struct ts *t, uint32_t type, struct buf *out);
/* Appends the JSON of the schema with references as "#/$defs/KEY", without
 * what a validator does not read. */
void ts_schema(struct ts *t, const json_t *schema, struct buf *out);

/* ts_names.c */

/* Place of the named type that a schema with a reference means; TS_NONE if it
 * leads nowhere or is better written out: *ret_target, NULL or what to write. */
uint32_t ts_find(struct ts *t, const json_t *schema,
    const json_t **ret_target);
/* Is the type one word, which a name of its own would only hide? */
bool ts_is_word(const json_t *schema);
/* The same type as arguments see it: `type` itself if there is no difference. */
uint32_t ts_for_input(struct ts *t, uint32_t type);
/* Does declaring `type` by naming `by` say nothing but itself? */
bool ts_circular(struct ts *t, uint32_t type, uint32_t by);
/* Does a schema, or what it refers to, have what only one side sees? */
bool ts_one_way(struct ts *t, const json_t *schema);
/* Notes that the text refers to a type; returns its name. */
const char *ts_use(struct ts *t, uint32_t type);
/* Appends a property's key, quoted where it must be. */
void ts_key(struct buf *out, const char *key);
/* Appends a line of comment: the first sentence of the description and what
 * else a caller must know (default, range, format); nothing if empty. */
void ts_comment(struct buf *out, const char *indent,
    const struct keywords *schema);

#endif
