/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doc.h -- one API description while it is compiled: its tree, its references,
 * and what of it was lost.
 */
#ifndef CORDON_TYPEGEN_DOC_H
#define CORDON_TYPEGEN_DOC_H

#include <jansson.h>
#include <stdbool.h>

#include "common/base/buf.h"
#include "common/base/err.h"

/* A chain of references to references; real documents have two. */
#define DOC_REF_CHAIN_MAX 16
/* Inline schemas within schemas: deeper is `unknown`. */
#define DOC_DEPTH_MAX 24
/* Lines kept of what was lost; the rest is counted. */
#define DOC_LOSSES_MAX (256 * 1024)

struct doc {
	json_t *root;
	bool swagger2;
	json_t *schemas; /* borrowed: components.schemas or definitions */
	const char *schemas_ref; /* "#/components/schemas/" */
	struct buf *losses;
	json_t *lost; /* references told already */
};

/* Reads and looks which dialect it is.  0 or -1. */
int doc_open(struct doc *d, const char *path, struct buf *losses,
    struct err *e);
void doc_close(struct doc *d);
/* `v`, or what its "$ref" leads to in the end; NULL (and a loss) if nowhere.
 * Borrowed. */
const json_t *doc_deref(struct doc *d, const json_t *v, const char *where);
/* The name of a component schema that `ref` means, or NULL. */
const char *doc_schema_name(const struct doc *d, const char *ref);
void doc_lose(struct doc *d, const char *where, const char *what);
/* A JSON Pointer without "#", percent-encoding undone.  Borrowed or NULL. */
const json_t *doc_pointer(const json_t *root, const char *pointer);

#endif
