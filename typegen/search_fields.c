/* SPDX-License-Identifier: Apache-2.0 */
/* search_fields.c -- see search_fields.h. */
#include "typegen/search_fields.h"

#include "common/host/json.h"

#define FIELDS_DEPTH 2 /* property names this deep describe a body */
#define FIELDS_MAX 120 /* and this many: the rest only dilutes */
/* Wrappers (items, allOf) cost no depth, and may be those of each other. */
#define WRAPPERS_DEPTH 8
#define VISITS_MAX 1000

struct walk {
	struct doc *doc;
	struct search_index *index;
	enum search_field field;
	unsigned names, visits; /* left */
	unsigned depth;
};

static void
fields(struct walk *w, const json_t *schema, unsigned wrappers)
{
	json_t *v;
	const char *key;
	size_t i;

	if (w->visits == 0 || wrappers > WRAPPERS_DEPTH)
		return;
	w->visits--;
	schema = doc_deref(w->doc, schema, "search");
	if (schema == NULL)
		return;
	json_object_foreach(json_object_get(schema, "properties"), key, v) {
		if (w->names == 0)
			return;
		w->names--;
		search_index_text(w->index, w->field, key);
		if (w->depth + 1 < FIELDS_DEPTH) {
			w->depth++;
			fields(w, v, 0);
			w->depth--;
		}
	}
	if (json_is_object(json_object_get(schema, "items")))
		fields(w, json_object_get(schema, "items"), wrappers + 1);
	json_array_foreach(json_object_get(schema, "allOf"), i, v)
		fields(w, v, wrappers + 1);
}

void
search_fields(struct doc *d, struct search_index *s, enum search_field f,
    const json_t *schema)
{
	struct walk w = {d, s, f, FIELDS_MAX, VISITS_MAX, 0};

	fields(&w, schema, 0);
}

void
search_fields_params(struct doc *d, struct search_index *s,
    const json_t *schema)
{
	struct walk w = {d, s, FIELD_BODY, FIELDS_MAX, VISITS_MAX, 1};
	const char *key;
	json_t *v;

	schema = doc_deref(d, schema, "search");
	json_object_foreach(json_object_get(schema, "properties"), key, v) {
		search_index_text(s, FIELD_PARAMS, key);
		search_index_text(s, FIELD_PARAM_TEXT,
		    json_str(v, "description"));
		fields(&w, v, 0);
	}
}
