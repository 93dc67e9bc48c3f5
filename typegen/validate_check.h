/* SPDX-License-Identifier: Apache-2.0 */
/* validate_check.h -- one check under way; for validate*.c only. */
#ifndef CORDON_TYPEGEN_VALIDATE_CHECK_H
#define CORDON_TYPEGEN_VALIDATE_CHECK_H

#include "typegen/validate_impl.h"

struct check {
	const struct validate *v;
	struct err *e;
	struct buf path; /* JSON Pointer of the value looked at */
	uint32_t scopes[VALIDATE_DEPTH_MAX]; /* resources entered: bases */
	unsigned n_scopes;
	unsigned quiet; /* > 0: an alternative is tried, faults are not told */
	unsigned depth;
	unsigned steps;
	bool request;
	unsigned faults; /* told */
	const char *at; /* a pointer to the value itself, or "" */
	bool exhausted; /* a limit was reached: neither valid nor invalid */
};

/* All return 0 or -1.  `seen`: which properties or items (by position) some
 * keyword has evaluated; NULL when nobody will ask. */
int validate_check(struct check *c, const json_t *schema, const json_t *value,
    bool *seen);
int validate_apply(struct check *c, const json_t *schema, const json_t *value,
    bool *seen, size_t n, bool quiet);
int validate_fault(struct check *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
int validate_expected(struct check *c, const char *what, const json_t *got);

/* validate_keywords.c */
int validate_scalar(struct check *c, const json_t *schema,
    const json_t *value);
int validate_combine(struct check *c, const json_t *schema,
    const json_t *value, bool *seen, size_t n);
/* Notes that checking is inside the schema's resource; true if it moved. */
bool validate_enter(struct check *c, const json_t *schema);
/* What "$dynamicRef" means here: the outermost resource that names it. */
const json_t *validate_dynamic(const struct check *c, const char *ref,
    const json_t *otherwise);

/* validate_nested.c */
int validate_object(struct check *c, const json_t *schema,
    const json_t *value, bool *seen);
int validate_array(struct check *c, const json_t *schema,
    const json_t *value, bool *seen);
int validate_unevaluated(struct check *c, const json_t *schema,
    const json_t *value, bool *seen);
bool validate_matches(struct check *c, const char *pattern, const char *text,
    size_t n);

#endif
