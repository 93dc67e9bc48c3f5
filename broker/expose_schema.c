/* SPDX-License-Identifier: Apache-2.0 */
/* expose_schema.c -- see expose_schema.h. */
#include "broker/expose_schema.h"

#include <stdlib.h>
#include <string.h>

#include "common/host/json.h"

/* Named schemas of one tool; more would not fit its bytes. */
#define DEFS_MAX 64
#define DEPTH_MAX 100 /* as documents are read */

static const char refs[] = "#/$defs/";

struct work {
	const struct catalog *catalog;
	json_t *defs;
	bool too_much;
};

static void
add_def(struct work *w, const char *name)
{
	const char *text = catalog_schema(w->catalog, name);
	json_t *v;

	if (json_object_get(w->defs, name) != NULL)
		return;
	if (text == NULL || json_object_size(w->defs) >= DEFS_MAX) {
		w->too_much = true;
		return;
	}
	v = json_loads(text, JSON_DECODE_ANY, NULL);
	json_object_set_new(w->defs, name, v != NULL ? v : json_true());
}

static void
collect(struct work *w, const json_t *v, unsigned depth)
{
	const char *key, *ref = json_str(v, "$ref");
	json_t *one;
	size_t i;

	if (depth > DEPTH_MAX) {
		w->too_much = true;
		return;
	}
	if (ref != NULL && strncmp(ref, refs, sizeof refs - 1) == 0)
		add_def(w, ref + sizeof refs - 1);
	json_object_foreach((json_t *)(uintptr_t)v, key, one)
	{
		collect(w, one, depth + 1);
	}
	json_array_foreach(v, i, one)
	{
		collect(w, one, depth + 1);
	}
}

/* Those that the named ones name, too. */
static void
add_defs(struct work *w, json_t *schema)
{
	size_t before;
	json_t *copy;

	collect(w, schema, 0);
	do {
		before = json_object_size(w->defs);
		copy = json_copy(w->defs);
		collect(w, copy, 0);
		json_decref(copy);
	} while (json_object_size(w->defs) > before && !w->too_much);
	if (json_object_size(w->defs) > 0)
		json_object_set(schema, "$defs", w->defs);
}

static json_t *
read_schema(const char *text)
{
	json_t *v = text[0] != '\0' ? json_loads(text, 0, NULL) : NULL;

	return json_is_object(v) ? v : (json_decref(v), json_object());
}

static json_t *
of_request(const struct catalog *c, uint32_t op, const struct catalog_op *o)
{
	json_t *props = json_object(), *required = json_array(), *root;
	struct catalog_param p;
	uint32_t i;

	for (i = 0; i < o->params; i++) {
		catalog_op_param(c, op, i, &p);
		json_object_set_new(props, p.arg, read_schema(p.schema));
		if (p.required)
			json_array_append_new(required, json_string(p.arg));
	}
	if (o->body_media[0] != '\0') {
		json_object_set_new(props, "body", read_schema(o->body_schema));
		if (o->body_required)
			json_array_append_new(required, json_string("body"));
	}
	root = json_pack("{s:s, s:o}", "type", "object", "properties", props);
	if (json_array_size(required) > 0)
		json_object_set(root, "required", required);
	json_decref(required);
	return root;
}

char *
expose_schema(const struct catalog *c, uint32_t op, size_t most)
{
	struct work w = { c, json_object(), false };
	struct catalog_op o;
	char *text = NULL;
	json_t *root;

	catalog_op(c, op, &o);
	root = o.tool ? read_schema(o.body_schema) : of_request(c, op, &o);
	add_defs(&w, root);
	if (o.tool)
		json_object_set_new(root, "type", json_string("object"));
	if (!w.too_much)
		text = json_dumps(root, JSON_COMPACT);
	json_decref(w.defs);
	json_decref(root);
	if (text != NULL && strlen(text) > most) {
		free(text);
		text = NULL;
	}
	return text;
}
