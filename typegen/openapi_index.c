/* SPDX-License-Identifier: Apache-2.0 */
/* openapi_index.c -- the words of an operation, for search. */
#include <string.h>

#include "common/host/json.h"
#include "typegen/openapi.h"
#include "typegen/search_fields.h"

#define TAGS_DEPTH 4 /* parents of parents that are read */

static void
index_body(struct api *a, const struct op *o)
{
	if (o->media_type == NULL)
		return;
	search_index_text(&a->c.search, FIELD_BODY,
	    json_str(o->body, "description"));
	search_fields(&a->c.doc, &a->c.search, FIELD_BODY,
	    json_object_get(o->media_type, "schema"));
	search_fields(&a->c.doc, &a->c.search, FIELD_BODY,
	    json_object_get(o->media_type, "itemSchema"));
}

static void
index_reply(struct api *a, const struct op *o)
{
	json_t *replies = json_object_get(o->op, "responses"), *content, *v;
	const char *status, *media;

	json_object_foreach(replies, status, v)
	{
		const json_t *r =
		    status[0] == '2' ? doc_deref(&a->c.doc, v, o->where) : NULL;

		if (r == NULL)
			continue;
		search_index_text(&a->c.search, FIELD_REPLY,
		    json_str(r, "description"));
		content = json_object_get(r, "content");
		json_object_foreach(content, media, v)
		{
			search_fields(&a->c.doc, &a->c.search, FIELD_REPLY,
			    json_object_get(v, "schema"));
			break;
		}
		if (a->c.doc.swagger2)
			search_fields(&a->c.doc, &a->c.search, FIELD_REPLY,
			    json_object_get(r, "schema"));
		return;
	}
}

/* By name; of two the first. */
static json_t *
read_tags(const json_t *root)
{
	json_t *tags = json_object(), *v;
	size_t i;

	json_array_foreach(json_object_get(root, "tags"), i, v)
	{
		const char *name = json_str(v, "name");

		if (name != NULL && json_object_get(tags, name) == NULL)
			json_object_set(tags, name, v);
	}
	return tags;
}

static const json_t *
find_tag(struct api *a, const char *name)
{
	if (a->tags == NULL)
		a->tags = read_tags(a->c.doc.root);
	return json_object_get(a->tags, name);
}

/* OpenAPI 3.2: a tag has a title, and tags it is a part of. */
static void
index_tag(struct api *a, const char *name)
{
	const json_t *tag = find_tag(a, name);
	unsigned i;

	for (i = 0; i < TAGS_DEPTH && tag != NULL; i++) {
		search_index_text(&a->c.search, FIELD_TAGS,
		    json_str(tag, "summary"));
		name = json_str(tag, "parent");
		search_index_text(&a->c.search, FIELD_TAGS, name);
		tag = find_tag(a, name);
	}
}

void
openapi_index(struct api *a, const struct op *o, const char *name)
{
	struct search_index *s = &a->c.search;
	json_t *v;
	size_t i;

	search_index_op(s, name, o->method,
	    json_bool(o->op, "deprecated", false));
	search_index_text(s, FIELD_PATH, o->method);
	search_index_text(s, FIELD_PATH, o->path);
	search_index_text(s, FIELD_SUMMARY, json_str(o->op, "summary"));
	search_index_text(s, FIELD_DESCRIPTION, json_str(o->op, "description"));
	json_array_foreach(json_object_get(o->op, "tags"), i, v)
	{
		search_index_text(s, FIELD_TAGS, json_string_value(v));
		index_tag(a, json_string_value(v));
	}
	json_array_foreach(o->params, i, v)
	{
		search_index_text(s, FIELD_PARAMS, json_str(v, "name"));
		search_index_text(s, FIELD_PARAM_TEXT,
		    json_str(v, "description"));
	}
	index_body(a, o);
	index_reply(a, o);
}
