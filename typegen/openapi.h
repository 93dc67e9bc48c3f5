/* SPDX-License-Identifier: Apache-2.0 */
/* openapi.h -- the pieces of the OpenAPI reader; for openapi*.c only. */
#ifndef CORDON_TYPEGEN_OPENAPI_H
#define CORDON_TYPEGEN_OPENAPI_H

#include "typegen/compile.h"

/* One document being compiled. */
struct api {
	struct compile c;
	const char *url; /* replaces the servers, or NULL */
	json_t *tags; /* by name; NULL: not read yet */
};

/* One operation while its parts are gathered. */
struct op {
	const char *path;
	const char *method; /* "get" */
	const char *sent; /* "GET" */
	const json_t *item; /* path item */
	const json_t *op;
	char where[512]; /* "GET /repos/{owner}", for losses */
	json_t *params; /* new: dereferenced, path-level ones merged */
	const json_t *body; /* requestBody, dereferenced; or NULL */
	json_t *own_body; /* made from Swagger 2.0's parameters; or NULL */
	const char *media; /* of the body, borrowed */
	const json_t *media_type; /* its Media Type Object */
	struct buf args; /* TypeScript of the arguments */
	bool args_required;
	char unsent[256]; /* what of the body cannot be given, or "" */
};

/* openapi_params.c: fills op->params and op->body; 0, or -1 if lost. */
int openapi_params(struct api *a, struct op *o);
/* Is it a sequence of JSON values, each on a line or after a mark? */
bool openapi_lines(const char *media);
/* What a Media Type Object says of each item (OpenAPI 3.2, "itemSchema"), as
 * the schema of all of them: new, or NULL. */
json_t *openapi_items(const json_t *media_type);
/* Writes the table entries and the arguments' TypeScript. */
void openapi_put_params(struct api *a, struct op *o, struct cat_op *entry);

/* openapi_body.c: Swagger 2.0's parameters that are bodies or fields of one,
 * taken from op->params. */
void openapi_own_body(struct api *a, struct op *o);
void openapi_put_body(struct api *a, struct op *o, struct cat_op *entry);
/* openapi_encoding.c: appends the media type's Encoding Objects as JSON, their
 * headers as texts. */
void openapi_encoding(struct api *a, struct op *o, struct buf *out);
/* Letters, digits and marks (RFC 9110, 5.6.2). */
bool openapi_token(const char *s);

/* openapi_reply.c */
void openapi_put_reply(struct api *a, struct op *o, struct cat_op *entry,
    struct buf *type);
/* The server of an operation: new string, "" if unknown. */
char *openapi_server(struct api *a, const struct op *o);

/* openapi_index.c: what search reads. */
void openapi_index(struct api *a, const struct op *o, const char *name);

#endif
