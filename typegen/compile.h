/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compile.h -- what the readers of each kind of description share: names in
 * code, strings, schemas, types, the file.
 */
#ifndef CORDON_TYPEGEN_COMPILE_H
#define CORDON_TYPEGEN_COMPILE_H

#include "typegen/catalog.h"
#include "typegen/catalog_write.h"
#include "typegen/doc.h"
#include "typegen/search_index.h"
#include "typegen/ts.h"

/* The text of one signature or type; more is `unknown`. */
#define COMPILE_TEXT_MAX (1024 * 1024)
/* The JSON of one schema. */
#define COMPILE_SCHEMA_MAX (4 * 1024 * 1024)

/* One description being compiled; doc must be open before compile_open. */
struct compile {
	struct doc doc;
	struct ts ts;
	struct cat_write out;
	struct search_index search;
	const char *connector;
	json_t *names; /* code names taken, and prefixes of such */
	struct catalog_report *report;
};

int compile_open(struct compile *c, struct err *e);
void compile_close(struct compile *c);

/* Makes `name` one that no operation or namespace has, and takes it. */
void compile_name(struct compile *c, struct buf *name);
/* Offset of a buffer's text in the file. */
uint32_t compile_string(struct compile *c, const struct buf *b);
/* Offset of a schema's JSON, made to stand alone. */
uint32_t compile_schema(struct compile *c, const json_t *schema);
/* And with that "default"; NULL: none. */
uint32_t compile_default(struct compile *c, const json_t *schema,
    const json_t *value);
/* "github.issues.list(args: {...}): Promise<Issue[]>"; `args` NULL or empty
 * for none. */
uint32_t compile_signature(struct compile *c, const char *where,
    const char *name, const char *args, const struct buf *reply);
/* The types that were used since ts_begin(). */
void compile_deps(struct compile *c, uint32_t *ret_first, uint32_t *ret_n);
/* One line of text for a summary. */
void compile_summary(const char *text, struct buf *out);
/* Types, search and all else; then the file. */
int compile_file(struct compile *c, const char *title, const char *path,
    struct err *e);

#endif
