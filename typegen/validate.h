/* SPDX-License-Identifier: Apache-2.0 */
/*
 * validate.h -- is this JSON value what that JSON Schema asks for?
 *
 * JSON Schema 2020-12 and draft 7 (by "$schema"; without one, 2020-12), and
 * OpenAPI 3.0's `nullable` and boolean `exclusiveMinimum`.  `format` is an
 * annotation, as both drafts have it by default.  References are resolved
 * inside the schema and through `find`; nothing is fetched.  A pattern that
 * cannot be compiled is not checked.
 *
 * A schema is prepared once and used for any number of values, on any thread
 * at a time.  Hostile schemas and values cost bounded time: see the limits in
 * validate_impl.h; reaching one is ERR_LIMIT, not "valid".
 */
#ifndef CORDON_TYPEGEN_VALIDATE_H
#define CORDON_TYPEGEN_VALIDATE_H

#include <jansson.h>
#include <stdbool.h>

#include "common/base/err.h"

struct validate;

/* The schema that "#/$defs/NAME" means where the schema itself has none.
 * Returns a new reference, or NULL. */
typedef json_t *validate_find(void *arg, const char *name);

/* Prepares; keeps a reference to `schema`.  ERR_INPUT names a reference that
 * leads nowhere. */
struct validate *validate_new(json_t *schema, validate_find *find, void *arg,
    struct err *e);
void validate_free(struct validate *v);

/*
 * 0, or -1 with the first faults, "; " between them: the value's JSON Pointer,
 * what was expected, what came: `/per_page: integer expected, got the string
 * "10"`.  Of one object each property may have one.  `request`:
 * properties marked readOnly are not demanded, and of oneOf's alternatives more
 * than one may fit.  {"$bytes": text}, how binary data travels, counts as a
 * string.
 */
int validate_value(const struct validate *v, const json_t *value, bool request,
    struct err *e);
/* The same of a value that is itself at a pointer, which begins each fault's:
 * "/body". */
int validate_value_at(const struct validate *v, const json_t *value,
    bool request, const char *at, struct err *e);

#endif
