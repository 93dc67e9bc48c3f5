/* SPDX-License-Identifier: Apache-2.0 */
/*
 * catalog.h -- one connector's API, compiled: what the agent reads and what
 * egress needs to build a request, in one read-only file that is mapped.
 *
 * Opening costs microseconds whatever the size of the document, and so does
 * every function here except catalog_nearest.  All strings returned point into
 * the mapping and live as long as the catalog.  A truncated or changed file is
 * refused by catalog_open (magic, version, size, checksum of the header and
 * bounds of every table; an offset is checked when it is followed); a change
 * of its middle is harmless and found by catalog_verify.
 */
#ifndef CORDON_TYPEGEN_CATALOG_H
#define CORDON_TYPEGEN_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/buf.h"
#include "common/base/err.h"

struct catalog;

enum param_in {
	PARAM_PATH,
	PARAM_QUERY,
	PARAM_HEADER,
	PARAM_COOKIE,
	PARAM_QUERYSTRING, /* the whole of it (OpenAPI 3.2) */
};
/* OpenAPI 3.1, "Style Values". */
enum param_style {
	STYLE_SIMPLE,
	STYLE_LABEL,
	STYLE_MATRIX,
	STYLE_FORM,
	STYLE_SPACE,
	STYLE_PIPE,
	STYLE_DEEP,
	STYLE_JSON, /* content: application/json */
	STYLE_TAB, /* Swagger 2.0's collectionFormat: tsv */
};

struct catalog_param {
	const char *name; /* as sent on the wire */
	const char *arg; /* its key in the arguments object */
	enum param_in in;
	enum param_style style;
	bool explode;
	bool required;
	bool filled; /* where it is not given: with its schema's "default" */
	bool allow_reserved;
	/* JSON Schema text, its refs to #/$defs of the catalog */
	const char *schema;
};

struct catalog_op {
	const char *id; /* operationId, "" where there is none */
	const char *name; /* "issues.listForRepo" */
	const char *method; /* "GET" */
	const char *path; /* template below the server: "/repos/{owner}" */
	const char *server; /* base URL of this operation, "" if unknown */
	const char *summary; /* one line */
	const char *signature; /* TypeScript, ready to use */
	const char *body_media; /* "" if it takes no body */
	const char *body_schema; /* JSON Schema text, "" if none */
	const char *body_encoding; /* OpenAPI "encoding" object as JSON, "" */
	const char *accept; /* value for the Accept header */
	bool body_required;
	bool deprecated;
	uint32_t params; /* how many */
	/* An MCP tool: `method` is "TOOL", `id` its name as the server spells
	 * it, `body_schema` its whole arguments. */
	bool tool;
	/* The server's own word on its tool; proves nothing. */
	bool read_only, destructive, idempotent;
	const char *reply_schema; /* of a tool's structuredContent, "" if none */
};

/* Opens and maps; returns new. */
struct catalog *catalog_open(const char *path, struct err *e);
void catalog_close(struct catalog *c);
/* Reads all of it against its checksum: a millisecond a megabyte.  0 or -1. */
int catalog_verify(const struct catalog *c, struct err *e);

const char *catalog_name(const struct catalog *c); /* connector's name */
const char *catalog_title(const struct catalog *c); /* info.title */
/* Differs whenever anything in the file does: two processes that agree on it
 * mean the same by an operation's index. */
uint64_t catalog_content(const struct catalog *c);
uint32_t catalog_ops(const struct catalog *c);
void catalog_op(const struct catalog *c, uint32_t op, struct catalog_op *ret);
void catalog_op_param(const struct catalog *c, uint32_t op, uint32_t i,
    struct catalog_param *ret);

/*
 * Finds an operation by its code name, its operationId, or another spelling of
 * the same words ("issues_list_for_repo").  Returns its index or -1.
 */
int64_t catalog_find(const struct catalog *c, const char *name);
/* Appends up to `most` nearest names, comma-separated. */
void catalog_nearest(const struct catalog *c, const char *name, unsigned most,
    struct buf *out);

/* The JSON Schema text that "#/$defs/NAME" means in this catalog, or NULL. */
const char *catalog_schema(const struct catalog *c, const char *name);

/* TypeScript: one operation with the types its arguments need, the nearest
 * first, as many as have `budget` bytes; the others by name.  Enough to call
 * most: in Kubernetes one argument may have 600 types. */
#define CATALOG_USAGE_BYTES 2000
void catalog_usage(const struct catalog *c, uint32_t op, size_t budget,
    struct buf *out);
/* TypeScript: one operation with every type it refers to, or all. */
void catalog_describe(const struct catalog *c, uint32_t op, struct buf *out);
void catalog_types(const struct catalog *c, struct buf *out);

struct catalog_hit {
	const struct catalog *catalog;
	uint32_t op;
	bool named; /* the query spells its name, id or path */
	double score;
};
/*
 * Ranks the operations of n catalogs for a query (BM25F); writes at most
 * `limit` hits, best first, and returns how many.  *ret_total: how many
 * matched at all.
 */
size_t catalog_search(const struct catalog *const *c, size_t n,
    const char *query, size_t limit, struct catalog_hit *hits,
    size_t *ret_total);
/* Appends why a hit scored as it did, for --explain. */
void catalog_explain(const struct catalog_hit *hit, const char *query,
    struct buf *out);

/* What building one reports: how much of the document was lost, and why. */
struct catalog_report {
	uint32_t ops;
	uint32_t ops_lost;
	struct buf losses; /* a line each */
};
/*
 * Compiles an OpenAPI document into a catalog file, written atomically; the
 * same input gives the same bytes.  `url` replaces the document's servers if
 * not NULL.
 */
int catalog_build_openapi(const char *connector, const char *document,
    const char *url, const char *path, struct catalog_report *ret,
    struct err *e);

#endif
