/* SPDX-License-Identifier: Apache-2.0 */
/* validate_impl.h -- shared by validate*.c, nobody else. */
#ifndef CORDON_TYPEGEN_VALIDATE_IMPL_H
#define CORDON_TYPEGEN_VALIDATE_IMPL_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/buf.h"
#include "typegen/validate.h"

/* Schema objects in all; Microsoft Graph's largest operation reaches 9,000. */
#define VALIDATE_NODES_MAX 100000
/* Nesting of schema and of value while checking: C stack. */
#define VALIDATE_DEPTH_MAX 256
/* Schema-against-value steps for one value: about 0.1 s. */
#define VALIDATE_STEPS_MAX 2000000
/* Faults of one value that are told. */
#define VALIDATE_FAULTS_MAX 5
/* Backtracking of one pattern match. */
#define VALIDATE_MATCH_MAX 100000

struct node { /* one schema object, as the walk met it */
	const json_t *schema;
	uint32_t base; /* index of its resource's URI */
	const json_t *target; /* what $ref or $dynamicRef means, or NULL */
};

struct anchor { /* a name for a schema: URI, or URI#name */
	char *uri;
	const json_t *schema;
	bool dynamic;
};

struct pattern {
	const char *text; /* borrowed */
	pcre2_code *code; /* NULL: not an expression we can compile */
};

struct validate {
	json_t *root;
	bool draft7;
	bool unevaluated; /* some schema has unevaluated*: keep track */
	char **bases; /* resources' URIs; 0 is the root's */
	const json_t **resources; /* the schema each base belongs to */
	size_t n_bases;
	struct node *nodes;
	size_t n_nodes, cap_nodes;
	uint32_t *slots; /* hash of nodes by schema: index + 1, 0 is free */
	size_t n_slots; /* a power of two, at least twice n_nodes */
	struct anchor *anchors;
	size_t n_anchors, cap_anchors;
	struct pattern *patterns;
	size_t n_patterns, cap_patterns;
};

/* validate_index.c: the walk, references, patterns. */
int validate_index(struct validate *v, validate_find *find, void *arg,
    struct err *e);
const struct node *validate_node(const struct validate *v,
    const json_t *schema);
const struct anchor *validate_anchor(const struct validate *v,
    const char *uri);
const struct pattern *validate_pattern(const struct validate *v,
    const char *text);

/* validate_pattern.c: returns new, NULL if PCRE2 cannot have it. */
pcre2_code *validate_compile(const char *text);

/* validate_uri.c */
/* Appends `ref` resolved against `base` (RFC 3986, 5.2), fragment included. */
void validate_uri(struct buf *out, const char *base, const char *ref);

/* validate_json.c: values. */
bool validate_is_type(const json_t *v, const char *type);
bool validate_is_bytes(const json_t *v);
bool validate_equal(const json_t *a, const json_t *b); /* 1 equals 1.0 */
bool validate_multiple(const json_t *v, double of);
size_t validate_length(const json_t *string); /* code points */
/* Appends a short description: `the string "10"`. */
void validate_describe(struct buf *out, const json_t *v);

#endif
