/* SPDX-License-Identifier: Apache-2.0 */
/* openapi_body.c -- the body of an operation. */
#include <limits.h>
#include <string.h>

#include "common/host/json.h"
#include "typegen/openapi.h"

/* A form's array as an Encoding Object says it; csv is the default. */
static json_t *
convert_format(const json_t *p)
{
	static const struct {
		const char *format, *style;
	} styles[] = { { "ssv", "spaceDelimited" }, { "pipes", "pipeDelimited" },
		{ "tsv", "tabDelimited" } };
	const char *format = json_str(p, "collectionFormat");
	const char *style = "form";
	size_t i;

	for (i = 0; format != NULL && i < sizeof styles / sizeof styles[0]; i++)
		if (strcmp(styles[i].format, format) == 0)
			style = styles[i].style;
	return json_pack("{s:s, s:b}", "style", style, "explode",
	    format != NULL && strcmp(format, "multi") == 0);
}

/* The media types that it takes (Swagger 2.0, "consumes"); or NULL. */
static const json_t *
consumed(const struct api *a, const struct op *o)
{
	const json_t *own = json_object_get(o->op, "consumes");

	return own != NULL ? own :
			     json_object_get(a->c.doc.root, "consumes");
}

/* Does it take one of them that begins so? */
static bool
takes(const json_t *consumes, const char *media)
{
	const json_t *v;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)consumes, i, v)
		if (json_is_string(v) && strncmp(json_string_value(v), media,
			strlen(media)) == 0)
			return true;
	return false;
}

/* Its one body in each media type that it takes. */
static void
convert_whole(struct op *o, const json_t *p, const json_t *consumes)
{
	json_t *content = json_object(), *media = json_object();
	json_t *schema = json_object_get(p, "schema");
	const json_t *v;
	size_t i;

	if (schema != NULL)
		json_object_set(media, "schema", schema);
	json_array_foreach((json_t *)(uintptr_t)consumes, i, v)
		if (json_is_string(v))
			json_object_set(content, json_string_value(v), media);
	if (json_object_size(content) == 0)
		json_object_set(content, "application/json", media);
	o->own_body = json_pack("{s:b, s:o}", "required",
	    json_bool(p, "required", false), "content", content);
	json_decref(media);
}

/* The properties of a form's body, as they are gathered. */
struct form {
	json_t *props, *required, *encoding;
	bool files;
};

static void
convert_field(struct form *f, const json_t *p)
{
	const char *type = json_str(p, "type"), *name = json_str(p, "name");
	json_t *s = json_deep_copy(p);

	f->files |= type != NULL && strcmp(type, "file") == 0;
	if (type != NULL && strcmp(type, "array") == 0)
		json_object_set_new(f->encoding, name, convert_format(p));
	json_object_del(s, "required");
	json_object_del(s, "name");
	json_object_del(s, "in");
	if (json_bool(p, "required", false))
		json_array_append(f->required, json_object_get(p, "name"));
	json_object_set_new(f->props, name, s);
}

static void
convert_form(struct op *o, const struct form *f, const json_t *consumes)
{
	bool parts = f->files || (takes(consumes, "multipart/") &&
	    !takes(consumes, "application/x-www-form-urlencoded"));

	o->own_body = json_pack("{s:b, s:{s:{s:{s:s, s:O, s:O}, s:O}}}",
	    "required", json_array_size(f->required) > 0, "content",
	    parts ? "multipart/form-data" : "application/x-www-form-urlencoded",
	    "schema", "type", "object", "properties", f->props, "required",
	    f->required, "encoding", f->encoding);
}

void
openapi_own_body(struct api *a, struct op *o)
{
	struct form f = { json_object(), json_array(), json_object(), false };
	const json_t *consumes = consumed(a, o);
	size_t i;

	for (i = json_array_size(o->params); i-- > 0;) {
		const json_t *p = json_array_get(o->params, i);
		const char *in = json_str(p, "in");

		if (strcmp(in, "body") == 0 && o->own_body == NULL)
			convert_whole(o, p, consumes);
		else if (strcmp(in, "formData") == 0)
			convert_field(&f, p);
		else if (strcmp(in, "body") != 0)
			continue;
		json_array_remove(o->params, i);
	}
	if (json_object_size(f.props) > 0 && o->own_body == NULL)
		convert_form(o, &f, consumes);
	json_decref(f.props);
	json_decref(f.required);
	json_decref(f.encoding);
	o->body = o->own_body;
}

static bool
has(const char *media, const char *part)
{
	return strstr(media, part) != NULL;
}

/* Which media type we would rather send: the least.  A merge patch is what it
 * patches, in part; a JSON patch is a language of its own. */
static unsigned
rank(const char *media)
{
	static const char *const others[] = { "application/x-www-form-urlencoded",
		"multipart/form-data", "text/plain", "application/octet-stream" };
	unsigned i, n = sizeof others / sizeof others[0];

	if (strncmp(media, "application/json", 16) == 0 &&
	    strchr("; ", media[16]) != NULL)
		return 0;
	if (has(media, "json"))
		return has(media, "merge-patch") && !has(media, "strategic") ?
		    1 :
		    has(media, "json-patch") ? 3 : 2;
	for (i = 0; i < n && !has(media, others[i]); i++)
		;
	return 4 + i;
}

static bool
choose_media(struct api *a, struct op *o, bool lines)
{
	json_t *content = json_object_get(o->body, "content"), *v;
	unsigned least = UINT_MAX;
	const char *media;

	json_object_foreach(content, media, v) {
		if (openapi_lines(media) != lines || rank(media) >= least)
			continue;
		least = rank(media);
		o->media = media;
		o->media_type = doc_deref(&a->c.doc, v, o->where);
	}
	return least != UINT_MAX;
}

/* What takes anything gets JSON, but for bytes. */
static const char *
any_media(struct api *a, const struct op *o, const json_t *schema)
{
	const char *format = json_str(doc_deref(&a->c.doc, schema, o->where),
	    "format");

	return format != NULL && strcmp(format, "binary") == 0 ?
	    "application/octet-stream" : "application/json";
}

void
openapi_put_body(struct api *a, struct op *o, struct cat_op *entry)
{
	bool required = json_bool(o->body, "required", false);
	const json_t *schema;
	json_t *own;
	struct buf b;

	if (!choose_media(a, o, false) && !choose_media(a, o, true))
		return;
	own = openapi_items(o->media_type);
	schema = own != NULL ? own : json_object_get(o->media_type, "schema");
	entry->body_media = cat_write_string(&a->c.out,
	    strcmp(o->media, "*/*") == 0 ? any_media(a, o, schema) : o->media);
	if (schema != NULL)
		entry->body_schema = compile_schema(&a->c, schema);
	if (json_is_object(json_object_get(o->media_type, "encoding"))) {
		buf_init(&b, COMPILE_SCHEMA_MAX);
		openapi_encoding(a, o, &b);
		entry->body_encoding = cat_write_string(&a->c.out,
		    buf_ok(&b) ? b.p : "");
		buf_fini(&b);
	}
	entry->flags |= required ? CAT_BODY_REQUIRED : 0;
	o->args_required |= required;
	if (o->args.len > 0)
		buf_adds(&o->args, "; ");
	buf_adds(&o->args, required ? "body: " : "body?: ");
	if (schema != NULL)
		ts_put(&a->c.ts, schema, TS_INPUT, &o->args);
	else
		buf_adds(&o->args, strstr(o->media, "json") != NULL ?
			"unknown" : "Uint8Array | string");
	json_decref(own);
}
