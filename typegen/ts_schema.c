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
	    strcmp(key, "dependentSchemas") == 0 ||
	    strcmp(key, "dependencies") == 0;
}

static bool
is_data(const char *key)
{
	return strcmp(key, "enum") == 0 || strcmp(key, "const") == 0 ||
	    strcmp(key, "required") == 0 ||
	    strcmp(key, "dependentRequired") == 0;
}

static json_t *
copy_map(struct copy *c, json_t *map)
{
	json_t *out = json_object(), *v;
	const char *key;

	json_object_foreach(map, key, v)
		json_object_set_new(out, key, json_is_array(v) ?
			json_incref(v) : copy_schema(c, v));
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

/* {"$ref":"#/$defs/KEY"}, the key as a pointer writes it. */
static json_t *
ref_to(const char *key)
{
	struct buf b;
	json_t *out;

	buf_init(&b, 65536);
	buf_adds(&b, "#/$defs/");
	for (; *key != '\0'; key++)
		if (*key == '~' || *key == '/')
			buf_adds(&b, *key == '~' ? "~0" : "~1");
		else if (*key == '%')
			buf_adds(&b, "%25");
		else
			buf_addc(&b, *key);
	out = buf_ok(&b) ? json_pack("{s:s}", "$ref", b.p) : json_true();
	buf_fini(&b);
	return out;
}

static json_t *
copy_ref(struct copy *c, const json_t *s)
{
	const json_t *to;
	uint32_t i = ts_find(c->t, s, &to);

	if (i != TS_NONE)
		return ref_to(c->t->types[i].key);
	return to != NULL ? copy_schema(c, to) : json_true();
}

static bool
left_out(const char *key)
{
	return dropped(key) || strcmp(key, "$ref") == 0 ||
	    strcmp(key, "$dynamicRef") == 0 || strcmp(key, "$id") == 0 ||
	    strcmp(key, "$anchor") == 0 ||
	    strcmp(key, "$dynamicAnchor") == 0 || strcmp(key, "$defs") == 0 ||
	    strcmp(key, "definitions") == 0;
}

static void
copy_keywords(struct copy *c, const json_t *s, json_t *out)
{
	const char *key;
	json_t *v;

	json_object_foreach((json_t *)(uintptr_t)s, key, v) {
		if (left_out(key))
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
}

/* What stands beside a reference holds as well, from 3.1 on; "nullable" is
 * meant wherever it is written. */
static json_t *
copy_with_ref(struct copy *c, const json_t *s)
{
	json_t *to = copy_ref(c, s), *rest = json_object();

	if (c->t->doc->siblings)
		copy_keywords(c, s, rest);
	json_object_del(rest, "nullable");
	if (json_object_size(rest) > 0) {
		json_object_set_new(rest, "allOf",
		    json_object_get(rest, "allOf") != NULL ?
			json_pack("[o,{s:O}]", to, "allOf",
			    json_object_get(rest, "allOf")) :
			json_pack("[o]", to));
		to = rest;
	} else
		json_decref(rest);
	return json_bool(s, "nullable", false) ?
	    json_pack("{s:[o,{s:s}]}", "anyOf", to, "type", "null") : to;
}

static json_t *
copy_schema(struct copy *c, const json_t *s)
{
	json_t *out;

	if (!json_is_object(s))
		return json_is_false(s) ? json_false() : json_true();
	if (c->depth >= DOC_DEPTH_MAX)
		return json_true();
	c->depth++;
	if (doc_ref(s) != NULL)
		out = copy_with_ref(c, s);
	else {
		out = json_object();
		copy_keywords(c, s, out);
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
