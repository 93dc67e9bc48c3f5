/* SPDX-License-Identifier: Apache-2.0 */
/* fields.c -- see fields.h. */
#include "typegen/fields.h"

#include <stdint.h>
#include <string.h>

#include "common/host/json.h"

#define DEPTH_MAX 8 /* allOf within allOf, or a schema that names itself */

json_t *
fields_find(void *c, const char *name)
{
	const char *text = catalog_schema(c, name);

	return text == NULL ? NULL : json_loads(text, JSON_DECODE_ANY, NULL);
}

/* Where a $ref leads, or the schema itself; returns new or NULL. */
static json_t *
target(const struct catalog *c, const json_t *schema)
{
	static const char prefix[] = "#/$defs/";
	const char *ref = json_str(schema, "$ref");

	if (ref == NULL)
		return json_incref((json_t *)(uintptr_t)schema);
	if (strncmp(ref, prefix, strlen(prefix)) != 0)
		return NULL;
	return fields_find((void *)(uintptr_t)c, ref + strlen(prefix));
}

static void
collect(const struct catalog *c, const json_t *of, json_t *fields,
    unsigned depth)
{
	static const char *const parts[] = { "allOf", "oneOf", "anyOf" };
	json_t *schema, *v;
	const char *key;
	size_t i, k;

	if (depth > DEPTH_MAX || (schema = target(c, of)) == NULL)
		return;
	json_object_foreach(json_object_get(schema, "properties"), key, v)
	    json_object_set_new(fields, key, json_true());
	for (k = 0; k < sizeof parts / sizeof parts[0]; k++)
		json_array_foreach(json_object_get(schema, parts[k]), i, v)
		    collect(c, v, fields, depth + 1);
	json_decref(schema);
}

json_t *
fields_of(const struct catalog *c, const json_t *schema)
{
	json_t *fields = json_object();

	collect(c, schema, fields, 0);
	return fields;
}

static void
demand(const struct catalog *c, const json_t *of, json_t *fields,
    unsigned depth)
{
	json_t *schema, *props, *v;
	size_t i;

	if (depth > DEPTH_MAX || (schema = target(c, of)) == NULL)
		return;
	props = json_object_get(schema, "properties");
	json_array_foreach(json_object_get(schema, "required"), i, v)
	{
		const char *name = json_string_value(v);

		if (name != NULL &&
		    !json_bool(json_object_get(props, name), "readOnly", false))
			json_object_set_new(fields, name, json_true());
	}
	json_array_foreach(json_object_get(schema, "allOf"), i, v)
	    demand(c, v, fields, depth + 1);
	json_decref(schema);
}

json_t *
fields_required(const struct catalog *c, const json_t *schema)
{
	json_t *fields = json_object();

	demand(c, schema, fields, 0);
	return fields;
}

bool
fields_closed(const struct catalog *c, const json_t *of)
{
	json_t *schema = target(c, of);
	bool closed =
	    json_is_false(json_object_get(schema, "additionalProperties")) &&
	    json_object_get(schema, "patternProperties") == NULL;

	json_decref(schema);
	return closed;
}
