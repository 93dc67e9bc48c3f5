/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doc.h -- one API description while it is compiled: its tree, its references,
 * and what of it was lost.
 *
 * A description may have several files: those its references name, in its
 * directory or below, read when they are first needed.  In every file but the
 * first, references are rewritten once to "doc:NUMBER#POINTER", so that a
 * reference means the same wherever its schema is met.
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
#define DOC_DEPTH_MAX 64
/* Lines kept of what was lost; the rest is counted. */
#define DOC_LOSSES_MAX (256 * 1024)
/* Files of one description (DigitalOcean has 2,907) and their bytes. */
#define DOC_FILES_MAX 16384
#define DOC_BYTES_MAX (256l * 1024 * 1024)

struct doc_file {
	char *path; /* absolute; NULL for one that was handed over */
	json_t *root; /* NULL: not read yet, or it cannot be */
	json_t *anchors; /* NULL: not gathered yet */
	bool tried;
};

struct doc {
	json_t *root;
	bool swagger2;
	bool siblings; /* keywords beside "$ref" count: all but 3.0 and 2.0 */
	json_t *schemas; /* borrowed: components.schemas or definitions */
	const char *schemas_ref; /* "#/components/schemas/" */
	char *dir; /* real path; NULL: references leave no file */
	char *name; /* of the first file in `dir` */
	/* "$self" (OpenAPI 3.2): what the first file calls itself; or NULL. */
	const char *self;
	struct doc_file *files;
	unsigned n_files;
	long bytes; /* of the files read so far */
	json_t *by_path; /* path of a file to its number */
	json_t *anchors; /* of the first file */
	struct buf *losses;
	json_t *lost; /* references told already */
};

/* Reads and looks which dialect it is.  0 or -1. */
int doc_open(struct doc *d, const char *path, struct buf *losses,
    struct err *e);
/* One without a file: `root` is taken, there are no named schemas. */
int doc_open_tree(struct doc *d, json_t *root, struct buf *losses,
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
/* The reference an object is, or NULL.  $dynamicRef means the anchor where it
 * stands: what could be outside of it is not looked for. */
const char *doc_ref(const json_t *v);

/* doc_files.c */

/* Appends the reference as every place would write it. */
void doc_canonical(struct doc *d, const char *ref, struct buf *out);
/* What a reference means, one step.  Borrowed or NULL. */
const json_t *doc_target(struct doc *d, const char *ref);
/* Appends a word that could name it: of a pointer or a file. */
void doc_ref_word(const struct doc *d, const char *ref, struct buf *out);
/* Adds a tree as a file of its own; takes it.  -1 if there are too many. */
int doc_add_tree(struct doc *d, json_t *root);
/* Rewrites the references of `tree` to stand in file `number`. */
void doc_rewrite(struct doc *d, json_t *tree, unsigned number);
/* Only those to "#/WORD/...". */
void doc_rewrite_defs(struct doc *d, json_t *tree, unsigned number,
    const char *word);

#endif
