/* SPDX-License-Identifier: Apache-2.0 */
/* expose_schema.h -- an operation's arguments as one JSON Schema. */
#ifndef CORDON_BROKER_EXPOSE_SCHEMA_H
#define CORDON_BROKER_EXPOSE_SCHEMA_H

#include <jansson.h>

#include "typegen/catalog.h"

/* New text, an object at its root, everything it refers to inside; NULL when
 * it is longer than `most`, or none. */
char *expose_schema(const struct catalog *c, uint32_t op, size_t most);

#endif
