/* SPDX-License-Identifier: Apache-2.0 */
/* openapi_params.c -- parameters of an operation. */
#include <stdio.h>
#include <string.h>

#include "common/host/json.h"
#include "typegen/openapi.h"


static bool
same_param(const json_t *a, const json_t *b)
{
	const char *an = json_str(a, "name"), *bn = json_str(b, "name");
	const char *ai = json_str(a, "in"), *bi = json_str(b, "in");

	return an && bn && ai && bi && strcmp(an, bn) == 0 &&
	    strcmp(ai, bi) == 0;
}

/* The operation's own parameters win over the path's. */
static void
gather(struct api *a, struct op *o, const json_t *list)
{
	json_t *v, *have;
	size_t i, k;

	json_array_foreach((json_t *)(uintptr_t)list, i, v) {
		const json_t *p = doc_deref(&a->c.doc, v, o->where);

		if (json_str(p, "name") == NULL || json_str(p, "in") == NULL)
			continue;
		json_array_foreach(o->params, k, have)
			if (same_param(have, p))
				break;
		if (k == json_array_size(o->params))
			json_array_append(o->params, (json_t *)(uintptr_t)p);
	}
}

/* Every {name} of the path is a parameter, whether the document says so. */
static void
add_undeclared(struct api *a, struct op *o)
{
	const char *s = o->path;
	json_t *p;
	size_t i;

	while ((s = strchr(s, '{')) != NULL) {
		size_t n = strcspn(++s, "}");
		json_t *want = json_pack("{s:s%, s:s, s:b, s:{s:s}}", "name", s,
		    n, "in", "path", "required", 1, "schema", "type",
		    "string");

		json_array_foreach(o->params, i, p)
			if (same_param(p, want))
				break;
		if (i == json_array_size(o->params)) {
			json_array_append(o->params, want);
			doc_lose(&a->c.doc, o->where,
			    "a path parameter without a description is taken "
			    "as a string");
		}
		json_decref(want);
	}
}

int
openapi_params(struct api *a, struct op *o)
{
	const json_t *body = json_object_get(o->op, "requestBody");

	o->params = json_array();
	gather(a, o, json_object_get(o->op, "parameters"));
	gather(a, o, json_object_get(o->item, "parameters"));
	add_undeclared(a, o);
	if (a->c.doc.swagger2)
		openapi_own_body(a, o);
	else if (body != NULL)
		o->body = doc_deref(&a->c.doc, body, o->where);
	return 0;
}

/* The parameter's schema, wherever its dialect puts it.  New. */
static json_t *
param_schema(struct api *a, const json_t *p, bool *ret_json)
{
	const json_t *content = json_object_get(p, "content");
	const json_t *s = json_object_get(p, "schema");
	void *it = json_object_iter((json_t *)(uintptr_t)content);
	json_t *copy;

	*ret_json = s == NULL && it != NULL &&
	    strstr(json_object_iter_key(it), "json") != NULL;
	if (s == NULL && it != NULL)
		s = json_object_get(json_object_iter_value(it), "schema");
	if (s != NULL || !a->c.doc.swagger2)
		return s != NULL ? json_incref((json_t *)(uintptr_t)s) :
				   json_object();
	copy = json_copy((json_t *)(uintptr_t)p);
	json_object_del(copy, "name");
	json_object_del(copy, "in");
	json_object_del(copy, "required");
	return copy;
}

static enum param_in
param_place(const char *in)
{
	return strcmp(in, "path") == 0 ? PARAM_PATH :
	    strcmp(in, "header") == 0  ? PARAM_HEADER :
	    strcmp(in, "cookie") == 0  ? PARAM_COOKIE :
	    strcmp(in, "querystring") == 0 ? PARAM_QUERYSTRING :
					 PARAM_QUERY;
}

/* A whole query by its media type: fields of a form, JSON, or text. */
static uint8_t
querystring_style(const json_t *p, bool *ret_explode)
{
	json_t *content = json_object_get(p, "content");
	const char *media = json_object_iter_key(json_object_iter(content));

	*ret_explode = media == NULL || strstr(media, "urlencoded") != NULL;
	return *ret_explode ? STYLE_FORM :
	    strstr(media, "json") != NULL ? STYLE_JSON :
					    STYLE_SIMPLE;
}

static void
param_style(const json_t *p, enum param_in in, bool json,
    struct cat_param *ret)
{
	static const char *const styles[] = {"simple", "label", "matrix",
	    "form", "spaceDelimited", "pipeDelimited", "deepObject", NULL};
	const char *style = json_str(p, "style");
	const char *collection = json_str(p, "collectionFormat");
	size_t i;
	bool explode;

	ret->style = in == PARAM_PATH || in == PARAM_HEADER ? STYLE_SIMPLE :
							     STYLE_FORM;
	for (i = 0; style != NULL && styles[i] != NULL; i++)
		if (strcmp(styles[i], style) == 0)
			ret->style = (uint8_t)i;
	explode = json_bool(p, "explode", ret->style == STYLE_FORM);
	/* Swagger 2.0, "Parameter Object"; csv is its default. */
	if (collection != NULL) {
		explode = strcmp(collection, "multi") == 0;
		if (strcmp(collection, "ssv") == 0)
			ret->style = STYLE_SPACE;
		else if (strcmp(collection, "pipes") == 0)
			ret->style = STYLE_PIPE;
		else if (strcmp(collection, "tsv") == 0)
			ret->style = STYLE_TAB;
	} else if (json_object_get(p, "schema") == NULL && !json &&
	    json_object_get(p, "type") != NULL)
		explode = false;
	if (json)
		ret->style = STYLE_JSON;
	if (in == PARAM_QUERYSTRING)
		ret->style = querystring_style(p, &explode);
	ret->flags |= explode ? CAT_EXPLODE : 0;
}

/* Headers that are not the program's to set (OpenAPI 3.1, "Parameter
 * Object", and RFC 9110's framing); nor those that make of a request another
 * method's, which a rule may deny. */
static bool
reserved_header(const char *name)
{
	static const char *const words[] = {"accept", "content-type",
	    "authorization", "content-length", "host", "connection",
	    "transfer-encoding", "cookie", "te", "trailer", "upgrade",
	    "expect", "keep-alive", "proxy-authorization", "proxy-connection",
	    "x-http-method", "x-http-method-override", "x-method-override",
	    NULL};
	size_t i;

	for (i = 0; words[i] != NULL; i++)
		if (strcasecmp(words[i], name) == 0)
			return true;
	return false;
}

/* Its key in the arguments: its name, unless another place has it too. */
static void
param_arg(const struct op *o, size_t place, struct buf *out)
{
	const json_t *p = json_array_get(o->params, place);
	const char *name = json_str(p, "name");
	json_t *q;
	size_t i;

	buf_adds(out, name);
	if (o->body != NULL && strcmp(name, "body") == 0)
		buf_addf(out, "_%s", json_str(p, "in"));
	else
		json_array_foreach(o->params, i, q)
			if (i < place && strcmp(json_str(q, "name"), name) == 0)
			{
				buf_addf(out, "_%s", json_str(p, "in"));
				break;
			}
}

/* An API that wants a value and names it need not be told by each program: a
 * version in a header, say.  NULL: it names none. */
static const json_t *
default_of(struct api *a, const struct op *o, const json_t *schema)
{
	const json_t *d = json_object_get(doc_deref(&a->c.doc, schema,
		o->where), "default");

	return d == NULL || json_is_null(d) ? NULL : d;
}

static void
put_param(struct api *a, struct op *o, size_t place)
{
	const json_t *p = json_array_get(o->params, place);
	struct cat_param entry = {0};
	enum param_in in = param_place(json_str(p, "in"));
	bool as_json, required = in == PARAM_PATH ||
	    json_bool(p, "required", false);
	json_t *schema = param_schema(a, p, &as_json);
	const json_t *filled = required ? default_of(a, o, schema) : NULL;
	struct buf arg;

	required = required && filled == NULL;
	buf_init(&arg, 4096);
	param_arg(o, place, &arg);
	param_style(p, in, as_json, &entry);
	entry.name = cat_write_string(&a->c.out, json_str(p, "name"));
	entry.arg = cat_write_string(&a->c.out, arg.p);
	entry.schema = compile_default(&a->c, schema, filled);
	entry.in = (uint8_t)in;
	entry.flags |= required ? CAT_REQUIRED : 0;
	entry.flags |= filled != NULL ? CAT_FILLED : 0;
	entry.flags |= json_bool(p, "allowReserved", false) ? CAT_RESERVED : 0;
	cat_write_add(&a->c.out, CAT_PARAMS, &entry);
	if (o->args.len > 0)
		buf_adds(&o->args, "; ");
	ts_key(&o->args, arg.p);
	buf_adds(&o->args, required ? ": " : "?: ");
	ts_put(&a->c.ts, schema, TS_INPUT, &o->args);
	o->args_required |= required;
	buf_fini(&arg);
	json_decref(schema);
}

void
openapi_put_params(struct api *a, struct op *o, struct cat_op *entry)
{
	size_t i, round;

	entry->first_param = cat_write_count(&a->c.out, CAT_PARAMS);
	/* What must be given is read first. */
	for (round = 0; round < 2; round++)
		for (i = 0; i < json_array_size(o->params); i++) {
			const json_t *p = json_array_get(o->params, i);
			bool first = json_bool(p, "required", false) ||
			    strcmp(json_str(p, "in"), "path") == 0;

			if (first != (round == 0) ||
			    (strcmp(json_str(p, "in"), "header") == 0 &&
				reserved_header(json_str(p, "name"))))
				continue;
			put_param(a, o, i);
		}
	entry->params =
	    cat_write_count(&a->c.out, CAT_PARAMS) - entry->first_param;
}
