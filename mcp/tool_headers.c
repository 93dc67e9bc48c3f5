/* SPDX-License-Identifier: Apache-2.0 */
/* tool_headers.c -- see tool_headers.h. */
#include "mcp/tool_headers.h"

#include <string.h>
#include <strings.h>

/* A value that is a header; servers take 8 to 64 kB of them in all. */
#define VALUE_MAX 32768

struct walk {
	json_t *found;
	struct err *e;
};

static int walk(struct walk *w, const json_t *schema, json_t *path);

/* RFC 9110: a token. */
static bool
is_token(const char *s)
{
	static const char more[] = "!#$%&'*+-.^_`|~";
	size_t n = strlen(s);

	if (n == 0 || n > TOOL_HEADER_MAX)
		return false;
	for (; *s != '\0'; s++)
		if (!((*s >= '0' && *s <= '9') || (*s >= 'A' && *s <= 'Z') ||
			(*s >= 'a' && *s <= 'z')) &&
		    strchr(more, *s) == NULL)
			return false;
	return true;
}

static bool
is_known(const struct walk *w, const char *name)
{
	const json_t *one;
	size_t i;

	json_array_foreach(w->found, i, one)
	{
		if (strcasecmp(json_str(one, "name"), name) == 0)
			return true;
	}
	return false;
}

/* path NULL: below something that is no plain property. */
static int
take(struct walk *w, const json_t *schema, json_t *path)
{
	const json_t *mark = json_object_get(schema, "x-mcp-header");
	const char *name = json_string_value(mark);
	const char *type = json_str(schema, "type");

	if (mark == NULL)
		return 0;
	if (path == NULL || json_array_size(path) == 0)
		return err_set(w->e, ERR_UPSTREAM,
		    "x-mcp-header marks what is no argument");
	if (name == NULL || !is_token(name) ||
	    strlen(name) != json_string_length(mark))
		return err_set(w->e, ERR_UPSTREAM,
		    "x-mcp-header is no header's name");
	if (type == NULL ||
	    (strcmp(type, "string") != 0 && strcmp(type, "integer") != 0 &&
		strcmp(type, "boolean") != 0))
		return err_set(w->e, ERR_UPSTREAM,
		    "x-mcp-header %.100s marks neither a string, an integer "
		    "nor a boolean",
		    name);
	if (is_known(w, name))
		return err_set(w->e, ERR_UPSTREAM,
		    "x-mcp-header %.100s is there twice", name);
	if (json_array_append_new(w->found,
		json_pack("{s:s, s:o}", "name", name, "path",
		    json_copy(path))) == -1)
		return err_set(w->e, ERR_NOMEM, "out of memory");
	return 0;
}

static int
walk_properties(struct walk *w, const json_t *props, json_t *path)
{
	const char *key;
	json_t *one, *deeper;
	int r = 0;

	json_object_foreach((json_t *)(uintptr_t)props, key, one)
	{
		deeper = path != NULL ? json_copy(path) : NULL;
		if (deeper != NULL)
			json_array_append_new(deeper, json_string(key));
		r = walk(w, one, deeper);
		json_decref(deeper);
		if (r == -1)
			return -1;
	}
	return 0;
}

/* Values, not schemas: a mark in them is none. */
static bool
is_data(const char *key)
{
	static const char *const data[] = { "const", "default", "enum",
		"examples", "x-mcp-header" };
	size_t i;

	for (i = 0; i < sizeof data / sizeof data[0]; i++)
		if (strcmp(key, data[i]) == 0)
			return true;
	return false;
}

/* As deep as the schema, whose reader bounds that. */
static int
walk(struct walk *w, const json_t *schema, json_t *path)
{
	const char *key;
	json_t *one;
	size_t i;

	if (json_is_array(schema))
		json_array_foreach((json_t *)(uintptr_t)schema, i, one)
		{
			if (walk(w, one, NULL) == -1)
				return -1;
		}
	if (!json_is_object(schema))
		return 0;
	if (take(w, schema, path) == -1)
		return -1;
	json_object_foreach((json_t *)(uintptr_t)schema, key, one)
	{
		int r = 0;

		if (strcmp(key, "properties") == 0 && json_is_object(one))
			r = walk_properties(w, one, path);
		else if (!is_data(key))
			r = walk(w, one, NULL);
		if (r == -1)
			return -1;
	}
	return 0;
}

json_t *
tool_headers_read(const json_t *schema, struct err *e)
{
	struct walk w = { json_array(), e };
	json_t *path = json_array();
	int r = walk(&w, schema, path);

	json_decref(path);
	if (r == 0)
		return w.found;
	json_decref(w.found);
	return NULL;
}

static const json_t *
value_at(const json_t *args, const json_t *path)
{
	const json_t *key;
	size_t i;

	json_array_foreach(path, i, key)
	{
		args = json_object_get(args, json_string_value(key));
	}
	return args;
}

int
tool_headers_fill(const json_t *headers, const json_t *args,
    int (*each)(void *arg, const char *name, const char *value), void *arg)
{
	const json_t *one;
	size_t i;

	json_array_foreach(headers, i, one)
	{
		const json_t *v = value_at(args, json_object_get(one, "path"));
		struct buf b;
		int r = 0;

		buf_init(&b, VALUE_MAX);
		if (json_is_string(v))
			buf_add(&b, json_string_value(v),
			    json_string_length(v));
		else if (json_is_boolean(v) || json_is_number(v))
			json_write(&b, v);
		else
			continue; /* null, absent, or not what it is marked as */
		buf_add(&b, "", 0);
		r = buf_ok(&b)
		    ? each(arg, json_str(one, "name"), b.p != NULL ? b.p : "")
		    : -1;
		buf_fini(&b);
		if (r == -1)
			return -1;
	}
	return 0;
}
