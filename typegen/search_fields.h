/* SPDX-License-Identifier: Apache-2.0 */
/* search_fields.h -- the words of a schema, for search. */
#ifndef CORDON_TYPEGEN_SEARCH_FIELDS_H
#define CORDON_TYPEGEN_SEARCH_FIELDS_H

#include "typegen/doc.h"
#include "typegen/search_index.h"

/* The names of its properties, two levels of them. */
void search_fields(struct doc *d, struct search_index *s,
    enum search_field f, const json_t *schema);
/* A tool's arguments: its properties as parameters, what is in them as body. */
void search_fields_params(struct doc *d, struct search_index *s,
    const json_t *schema);

#endif
