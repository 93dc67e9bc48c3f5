/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fields.h -- the names that an object of a schema may have, must have, or
 * cannot have.  Through $ref and allOf; what one alternative of several has
 * may be there.
 */
#ifndef CORDON_TYPEGEN_FIELDS_H
#define CORDON_TYPEGEN_FIELDS_H

#include <jansson.h>
#include <stdbool.h>

#include "typegen/catalog.h"

/* All of them as keys of a new object; `schema` may be NULL. */
json_t *fields_of(const struct catalog *c, const json_t *schema);
/* Of a request's: without what is readOnly. */
json_t *fields_required(const struct catalog *c, const json_t *schema);
/* The schema allows no name but those of its `properties`. */
bool fields_closed(const struct catalog *c, const json_t *schema);
/* The schema that "#/$defs/NAME" means; returns new or NULL.  `c` is a
 * catalog: it is what validate.h wants to be given. */
json_t *fields_find(void *c, const char *name);

#endif
