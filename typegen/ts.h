/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ts.h -- schemas as TypeScript, and as JSON Schema that stands alone.
 *
 * Component schemas become named types, everything else is written where it
 * stands.  What TypeScript cannot say is `unknown`.
 */
#ifndef CORDON_TYPEGEN_TS_H
#define CORDON_TYPEGEN_TS_H

#include <stdint.h>

#include "typegen/doc.h"

enum ts_mode { TS_INPUT, TS_OUTPUT, TS_NAMED };

struct ts {
	struct doc *doc;
	uint32_t n_types;
	const char **components; /* names in the document, in its order */
	char **names; /* in TypeScript, unique */
	json_t *index; /* component's name to its place */
	/* Types that what was written since ts_begin() refers to. */
	uint32_t *deps;
	uint32_t n_deps;
	uint32_t *seen; /* == round: already in deps */
	uint32_t round;
};

int ts_open(struct ts *t, struct doc *d, struct err *e);
void ts_close(struct ts *t);
void ts_begin(struct ts *t);
/* Appends the type of a schema, on one line. */
void ts_type(struct ts *t, const json_t *schema, enum ts_mode mode,
    struct buf *out);
/* Appends the whole declaration of a named type, a property a line. */
void ts_declaration(struct ts *t, uint32_t type, struct buf *out);
/* Appends a property's key, quoted where it must be. */
void ts_key(struct buf *out, const char *key);
/* Appends a one-line comment of the text's first sentence; nothing if empty. */
void ts_comment(struct buf *out, const char *indent, const char *text);
/* The schema with references to components as "#/$defs/NAME", without what a
 * validator does not read.  Returns new. */
json_t *ts_schema(struct ts *t, const json_t *schema);

#endif
