/* SPDX-License-Identifier: Apache-2.0 */
/*
 * openapi_encoding.c -- how the fields of a form travel ("Encoding Object").
 *
 * Its headers come out as texts: those of a part whose value the document has.
 * An argument that would give the others has no place in a body, so they are
 * lost, and the operation's summary says so.
 */
#include <stdio.h>
#include <string.h>

#include "common/host/json.h"
#include "typegen/openapi.h"

/* What says the part's name, type and length is the request's to write (RFC
 * 7578, 4.2, 4.4, 4.7). */
static bool
is_ours(const char *name)
{
	static const char *const words[] = { "content-type",
		"content-disposition", "content-transfer-encoding",
		"content-length", NULL };
	size_t i;

	for (i = 0; words[i] != NULL; i++)
		if (strcasecmp(words[i], name) == 0)
			return true;
	return false;
}

/* The one value that it has, or has where nobody says another; or NULL. */
static const json_t *
only_value(const json_t *schema)
{
	const json_t *values = json_object_get(schema, "enum");
	const json_t *v = json_object_get(schema, "const");

	if (v == NULL && json_array_size(values) == 1)
		v = json_array_get(values, 0);
	return v != NULL ? v : json_object_get(schema, "default");
}

/* As a header has it: a string, new; or NULL. */
static json_t *
header_text(const json_t *v)
{
	json_t *text = NULL;
	const char *s;
	struct buf b;

	if (json_is_object(v) || json_is_array(v) || json_is_null(v) ||
	    v == NULL)
		return NULL;
	buf_init(&b, 1024);
	if (json_is_string(v))
		buf_adds(&b, json_string_value(v));
	else
		json_write(&b, v);
	s = buf_ok(&b) && b.p != NULL ? b.p : "";
	while ((unsigned char)*s >= ' ' && *s != '\177')
		s++;
	if (buf_ok(&b) && *s == '\0')
		text = json_string(b.p != NULL ? b.p : "");
	buf_fini(&b);
	return text;
}

static void
lose(struct api *a, struct op *o, const char *field, const char *name)
{
	char what[256];

	(void)snprintf(what, sizeof what, "the header %.80s of the part "
	    "\"%.80s\" cannot be given: it is not sent", name, field);
	doc_lose(&a->c.doc, o->where, what);
	if (o->unsent[0] == '\0')
		(void)snprintf(o->unsent, sizeof o->unsent, "%s", what);
}

/* The headers of one field, as texts; new. */
static json_t *
headers_of(struct api *a, struct op *o, const char *field,
    const json_t *headers)
{
	json_t *out = json_object(), *v, *text;
	const char *name;

	json_object_foreach((json_t *)(uintptr_t)headers, name, v) {
		const json_t *h = doc_deref(&a->c.doc, v, o->where);
		const json_t *schema = json_object_get(h, "schema");

		if (is_ours(name) || h == NULL)
			continue;
		if (schema != NULL)
			schema = doc_deref(&a->c.doc, schema, o->where);
		text = openapi_token(name) ? header_text(only_value(schema)) :
					     NULL;
		if (text != NULL)
			json_object_set_new(out, name, text);
		else
			lose(a, o, field, name);
	}
	return out;
}

void
openapi_encoding(struct api *a, struct op *o, struct buf *out)
{
	const json_t *encoding = json_object_get(o->media_type, "encoding");
	bool parts = strncmp(o->media, "multipart/", 10) == 0;
	json_t *copy = json_deep_copy(encoding), *v;
	const char *field;

	json_object_foreach(copy, field, v) {
		const json_t *headers = json_object_get(v, "headers");

		if (headers == NULL)
			continue;
		if (parts && json_is_object(headers))
			json_object_set_new(v, "headers",
			    headers_of(a, o, field, headers));
		else
			json_object_del(v, "headers");
	}
	json_write(out, copy);
	json_decref(copy);
}
