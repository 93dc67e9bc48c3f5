/* SPDX-License-Identifier: Apache-2.0 */
/* functions.c -- see functions.h. */
#include "typegen/functions.h"

#include <string.h>

#include "common/base/near.h"
#include "common/host/json.h"
#include "common/host/yaml.h"
#include "typegen/mcp_tools.h"

/* Strict: a misspelt key would silently change what a program may do. */
static int
check_keys(const json_t *o, const char *const *keys, struct err *e)
{
	const char *key, *near;
	size_t n = 0, i;
	json_t *v;

	if (!json_is_object(o))
		return err_set(e, ERR_INPUT, "is no object");
	while (keys[n] != NULL)
		n++;
	json_object_foreach((json_t *)(uintptr_t)o, key, v)
	{
		for (i = 0; i < n && strcmp(keys[i], key) != 0; i++)
			continue;
		if (i < n)
			continue;
		near = near_best(key, keys, n);
		return near != NULL
		    ? err_set(e, ERR_INPUT,
			  "unknown key \"%.80s\"; did you mean \"%s\"?", key,
			  near)
		    : err_set(e, ERR_INPUT, "unknown key \"%.80s\"", key);
	}
	return 0;
}

/* "find", "users.find": what JavaScript can write after a dot. */
static bool
name_ok(const char *s, bool dots)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ_$";
	size_t i, n = s == NULL ? 0 : strlen(s);
	bool start = true;

	if (n == 0 || n > FUNCTIONS_NAME_MAX)
		return false;
	for (i = 0; i < n; i++)
		if (dots && s[i] == '.' && !start)
			start = true;
		else if (strchr(first, s[i]) == NULL &&
		    (start || s[i] < '0' || s[i] > '9'))
			return false;
		else
			start = false;
	return !start;
}

static int
read_param(const json_t *param, json_t *props, json_t *required, struct err *e)
{
	static const char *const keys[] = { "name", "description", "optional",
		"schema", NULL };
	const char *name = json_str(param, "name");
	const char *text = json_str(param, "description");
	const json_t *schema = json_object_get(param, "schema");
	json_t *own;

	if (check_keys(param, keys, e) == -1)
		return -1;
	if (!name_ok(name, false))
		return err_set(e, ERR_INPUT,
		    "name: a JavaScript name is "
		    "wanted");
	if (json_object_get(props, name) != NULL)
		return err_set(e, ERR_INPUT, "there are two \"%.80s\"", name);
	if (schema != NULL && !json_is_object(schema))
		return err_set(e, ERR_INPUT, "schema: is no object");
	own = schema != NULL ? json_deep_copy(schema) : json_object();
	if (own != NULL && text != NULL)
		json_object_set_new(own, "description", json_string(text));
	if (!json_bool(param, "optional", false))
		json_array_append_new(required, json_string(name));
	return json_object_set_new(props, name, own) == 0
	    ? 0
	    : err_set(e, ERR_NOMEM, "out of memory");
}

/* The parameters as the properties of one object.  New or NULL. */
static json_t *
read_params(const json_t *params, struct err *e)
{
	json_t *props = json_object(), *required = json_array(), *schema;
	size_t i, n = json_array_size(params);
	int r = 0;

	if (params != NULL && !json_is_array(params))
		r = err_set(e, ERR_INPUT, "params: is no list");
	else if (n > FUNCTIONS_PARAMS_MAX)
		r = err_set(e, ERR_LIMIT, "params: more than %d",
		    FUNCTIONS_PARAMS_MAX);
	for (i = 0; r == 0 && i < n; i++)
		if ((r = read_param(json_array_get(params, i), props, required,
			 e)) == -1)
			err_prefix(e, "params[%zu]", i);
	if (r == 0) {
		schema = json_pack("{s:s,s:O,s:O,s:b}", "type", "object",
		    "properties", props, "required", required,
		    "additionalProperties", 0);
		if (schema == NULL)
			err_set(e, ERR_NOMEM, "out of memory");
	} else
		schema = NULL;
	json_decref(props);
	json_decref(required);
	return schema;
}

static void
set_types(json_t *schema, const json_t *types)
{
	if (types != NULL)
		json_object_set(schema, "$defs", (json_t *)(uintptr_t)types);
}

static json_t *
read_function(const json_t *f, const json_t *types, struct err *e)
{
	static const char *const keys[] = { "name", "description", "readOnly",
		"params", "returns", NULL };
	const json_t *returns = json_object_get(f, "returns");
	const char *name = json_str(f, "name"), *text;
	json_t *tool, *input, *output;

	if (check_keys(f, keys, e) == -1)
		return NULL;
	if (!name_ok(name, true)) {
		err_set(e, ERR_INPUT,
		    "name: a JavaScript name is wanted, or "
		    "several with dots between them, at most %d characters",
		    FUNCTIONS_NAME_MAX);
		return NULL;
	}
	if (returns != NULL && !json_is_object(returns)) {
		err_set(e, ERR_INPUT, "returns: is no schema");
		return NULL;
	}
	if ((input = read_params(json_object_get(f, "params"), e)) == NULL)
		return NULL;
	set_types(input, types);
	text = json_str(f, "description");
	tool = json_pack("{s:s,s:s,s:o,s:{s:b}}", "name", name, "description",
	    text != NULL ? text : "", "inputSchema", input, "annotations",
	    "readOnlyHint", json_bool(f, "readOnly", false));
	if (tool != NULL && returns != NULL) {
		output = json_deep_copy(returns);
		set_types(output, types);
		json_object_set_new(tool, "outputSchema", output);
	}
	if (tool == NULL)
		err_set(e, ERR_NOMEM, "out of memory");
	return tool;
}

/* The list as an answer to tools/list.  New, or NULL and what is wrong where. */
static json_t *
read_list(const json_t *doc, struct err *e)
{
	static const char *const keys[] = { "functions", "types", NULL };
	const json_t *list = json_object_get(doc, "functions");
	const json_t *types = json_object_get(doc, "types");
	json_t *tools = json_array(), *one;
	int r = check_keys(doc, keys, e);
	size_t i;

	if (r == 0 && (!json_is_array(list) || json_array_size(list) == 0))
		r = err_set(e, ERR_INPUT,
		    "functions: a list of them is wanted");
	if (r == 0 && types != NULL && !json_is_object(types))
		r = err_set(e, ERR_INPUT, "types: is no object");
	for (i = 0; r == 0 && i < json_array_size(list); i++) {
		one = read_function(json_array_get(list, i), types, e);
		if (one == NULL)
			r = err_prefix(e, "functions[%zu]", i);
		else
			json_array_append_new(tools, one);
	}
	if (r == 0)
		return json_pack("{s:o}", "tools", tools);
	json_decref(tools);
	return NULL;
}

int
catalog_build_functions(const char *connector, const char *document,
    const char *path, struct catalog_report *ret, struct err *e)
{
	json_t *doc = yaml_read_file(document, &json_limits_document, e);
	json_t *tools = doc == NULL ? NULL : read_list(doc, e);
	int r = -1;

	memset(ret, 0, sizeof *ret);
	if (tools != NULL)
		r = mcp_tools_build(connector, tools, path, ret, e);
	if (r == -1 && doc != NULL)
		err_prefix(e, "%s", document);
	json_decref(tools);
	json_decref(doc);
	return r;
}
