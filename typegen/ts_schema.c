/* SPDX-License-Identifier: Apache-2.0 */
/* ts_schema.c -- a schema of the document as one that stands alone. */
#include <string.h>

#include "common/host/json.h"
#include "typegen/ts.h"

struct copy {
	struct ts *t;
	unsigned depth;
};

static json_t *copy_schema(struct copy *c, const json_t *s);

/* Only for people, or for others than a validator. */
static bool
dropped(const char *key)
{
	static const char *const words[] = {"description", "title", "example",
	    "examples", "externalDocs", "xml", "deprecated", "default",
	    "$comment", "discriminator", "writeOnly", NULL};
	size_t i;

	if (key[0] == 'x' && key[1] == '-')
		return true;
	for (i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], key) == 0)
			return true;
	return false;
}

static bool
is_map(const char *key)
{
	return strcmp(key, "properties") == 0 ||
	    strcmp(key, "patternProperties") == 0 ||
	    strcmp(key, "dependentSchemas") == 0 || strcmp(key, "$defs") == 0;
}

static bool
is_data(const char *key)
{
	return strcmp(key, "enum") == 0 || strcmp(key, "const") == 0 ||
	    strcmp(key, "required") == 0;
}

static json_t *
copy_map(struct copy *c, json_t *map)
{
	json_t *out = json_object(), *v;
	const char *key;

	json_object_foreach(map, key, v)
		json_object_set_new(out, key, copy_schema(c, v));
	return out;
}

static json_t *
copy_list(struct copy *c, json_t *list)
{
	json_t *out = json_array(), *v;
	size_t i;

	json_array_foreach(list, i, v)
		json_array_append_new(out, copy_schema(c, v));
	return out;
}

static json_t *
copy_ref(struct copy *c, const json_t *s)
{
	const char *name = doc_schema_name(c->t->doc, json_str(s, "$ref"));
	const json_t *to;
	struct buf b;
	json_t *out;

	if (name == NULL) {
		to = doc_deref(c->t->doc, s, "schema");
		return to != NULL ? copy_schema(c, to) : json_true();
	}
	buf_init(&b, 4096);
	buf_adds(&b, "#/$defs/");
	for (; *name != '\0'; name++)
		if (*name == '~' || *name == '/')
			buf_adds(&b, *name == '~' ? "~0" : "~1");
		else if (*name == '%')
			buf_adds(&b, "%25");
		else
			buf_addc(&b, *name);
	out = json_pack("{s:s}", "$ref", b.p);
	buf_fini(&b);
	return out;
}

static json_t *
copy_schema(struct copy *c, const json_t *s)
{
	json_t *out, *v;
	const char *key;

	if (!json_is_object(s))
		return json_is_false(s) ? json_false() : json_true();
	if (c->depth >= DOC_DEPTH_MAX)
		return json_true();
	c->depth++;
	if (json_str(s, "$ref") != NULL) {
		out = copy_ref(c, s);
		c->depth--;
		return out;
	}
	out = json_object();
	json_object_foreach((json_t *)(uintptr_t)s, key, v) {
		if (dropped(key))
			continue;
		if (is_data(key))
			json_object_set(out, key, v);
		else if (json_is_object(v))
			json_object_set_new(out, key, is_map(key) ?
				copy_map(c, v) : copy_schema(c, v));
		else if (json_is_array(v) && strcmp(key, "type") != 0)
			json_object_set_new(out, key, copy_list(c, v));
		else
			json_object_set(out, key, v);
	}
	c->depth--;
	return out;
}

json_t *
ts_schema(struct ts *t, const json_t *schema)
{
	struct copy c = {.t = t};

	return copy_schema(&c, schema);
}
