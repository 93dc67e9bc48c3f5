/* SPDX-License-Identifier: Apache-2.0 */
/* openapi_index.c -- the words of an operation, for search. */
#include <string.h>

#include "common/host/json.h"
#include "typegen/openapi.h"

#define FIELDS_DEPTH 2 /* property names this deep describe a body */
#define FIELDS_MAX 120 /* and this many: the rest only dilutes */

/* Wrappers (items, allOf) cost no depth, and may be those of each other. */
#define WRAPPERS_DEPTH 8
#define VISITS_MAX 1000

struct field_budget {
	unsigned names, visits;
};

static void
fields(struct api *a, const json_t *schema, enum search_field f,
    unsigned depth, unsigned wrappers, struct field_budget *left)
{
	json_t *v;
	const char *key;
	size_t i;

	if (left->visits == 0 || wrappers > WRAPPERS_DEPTH)
		return;
	left->visits--;
	schema = doc_deref(&a->doc, schema, "search");
	if (schema == NULL)
		return;
	json_object_foreach(json_object_get(schema, "properties"), key, v) {
		if (left->names == 0)
			return;
		left->names--;
		search_index_text(&a->search, f, key);
		if (depth + 1 < FIELDS_DEPTH)
			fields(a, v, f, depth + 1, 0, left);
	}
	if (json_is_object(json_object_get(schema, "items")))
		fields(a, json_object_get(schema, "items"), f, depth,
		    wrappers + 1, left);
	json_array_foreach(json_object_get(schema, "allOf"), i, v)
		fields(a, v, f, depth, wrappers + 1, left);
}

static void
index_body(struct api *a, const struct op *o)
{
	struct field_budget left = { FIELDS_MAX, VISITS_MAX };

	if (o->media_type == NULL)
		return;
	search_index_text(&a->search, FIELD_BODY,
	    json_str(o->body, "description"));
	fields(a, json_object_get(o->media_type, "schema"), FIELD_BODY, 0,
	    0, &left);
}

static void
index_reply(struct api *a, const struct op *o)
{
	json_t *replies = json_object_get(o->op, "responses"), *content, *v;
	const char *status, *media;
	struct field_budget left = { FIELDS_MAX, VISITS_MAX };

	json_object_foreach(replies, status, v) {
		const json_t *r = status[0] == '2' ?
		    doc_deref(&a->doc, v, o->where) : NULL;

		if (r == NULL)
			continue;
		search_index_text(&a->search, FIELD_REPLY,
		    json_str(r, "description"));
		content = json_object_get(r, "content");
		json_object_foreach(content, media, v) {
			fields(a, json_object_get(v, "schema"), FIELD_REPLY, 0, 0,
			    &left);
			break;
		}
		if (a->doc.swagger2)
			fields(a, json_object_get(r, "schema"), FIELD_REPLY, 0, 0,
			    &left);
		return;
	}
}

void
openapi_index(struct api *a, const struct op *o, const char *name)
{
	struct search_index *s = &a->search;
	json_t *v;
	size_t i;

	search_index_op(s);
	search_index_text(s, FIELD_NAME, name);
	search_index_text(s, FIELD_PATH, o->method);
	search_index_text(s, FIELD_PATH, o->path);
	search_index_text(s, FIELD_SUMMARY, json_str(o->op, "summary"));
	search_index_text(s, FIELD_DESCRIPTION,
	    json_str(o->op, "description"));
	json_array_foreach(json_object_get(o->op, "tags"), i, v)
		search_index_text(s, FIELD_TAGS, json_string_value(v));
	json_array_foreach(o->params, i, v) {
		search_index_text(s, FIELD_PARAMS, json_str(v, "name"));
		search_index_text(s, FIELD_PARAM_TEXT,
		    json_str(v, "description"));
	}
	index_body(a, o);
	index_reply(a, o);
}
