/* SPDX-License-Identifier: Apache-2.0 */
/* openapi_reply.c -- what comes back, and from which server. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/host/json.h"
#include "typegen/openapi.h"

#define TYPE_MAX (1024 * 1024)

bool
openapi_lines(const char *media)
{
	static const char *const kinds[] = { "ndjson", "ldjson", "jsonl",
		"json-lines", "json-seq", "stream+json", NULL };
	size_t i;

	for (i = 0; kinds[i] != NULL; i++)
		if (strstr(media, kinds[i]) != NULL)
			return true;
	return false;
}

json_t *
openapi_items(const json_t *media_type)
{
	json_t *items = json_object_get(media_type, "itemSchema");

	return items == NULL || json_object_get(media_type, "schema") != NULL ?
	    NULL : json_pack("{s:s, s:O}", "type", "array", "items", items);
}

static bool
is_json(const char *media)
{
	return (strstr(media, "json") != NULL && !openapi_lines(media)) ||
	    strcmp(media, "*/*") == 0;
}

static bool
is_text(const char *media)
{
	return strncmp(media, "text/", 5) == 0 ||
	    strstr(media, "xml") != NULL;
}

static bool
is_events(const char *media)
{
	return strncmp(media, "text/event-stream", 17) == 0;
}

/* A sequence arrives as a list.  Without an itemSchema a description means
 * one line by "schema", or the whole list; of an event, what its data is. */
static void
put_list(struct api *a, const json_t *media_type, const json_t *schema,
    bool events, struct buf *out)
{
	const char *type = json_str(schema, "type");
	json_t *list = openapi_items(media_type);

	if (list == NULL && !events && json_is_object(schema) &&
	    (type == NULL || strcmp(type, "string") != 0))
		list = type != NULL && strcmp(type, "array") == 0 ?
		    json_incref((json_t *)(uintptr_t)schema) :
		    json_pack("{s:s, s:O}", "type", "array", "items", schema);
	if (list != NULL)
		ts_put(&a->c.ts, list, TS_OUTPUT, out);
	else
		buf_adds(out, events ? "{ event?: string; data: string; "
				       "id?: string; retry?: number }[]" :
				       "unknown[]");
	json_decref(list);
}

/* Swagger 2.0's "produces": JSON where it is offered. */
static const char *
produced(const struct api *a, const struct op *o)
{
	const json_t *list = json_object_get(o->op, "produces"), *v;
	const char *first;
	size_t i;

	if (list == NULL)
		list = json_object_get(a->c.doc.root, "produces");
	json_array_foreach((json_t *)(uintptr_t)list, i, v)
		if (json_is_string(v) &&
		    strstr(json_string_value(v), "json") != NULL)
			return json_string_value(v);
	first = json_string_value(json_array_get(list, 0));
	return first != NULL ? first : "application/json";
}

/* The type of one response; false if it has no content. */
static bool
reply_type(struct api *a, const struct op *o, const json_t *reply,
    const char **ret_media, struct buf *out)
{
	json_t *content = json_object_get(reply, "content"), *v;
	const json_t *best = NULL;
	const json_t *schema = json_object_get(reply, "schema");
	const char *media, *chosen = NULL;

	json_object_foreach(content, media, v)
		if (chosen == NULL || (!is_json(chosen) && is_json(media)) ||
		    (is_json(chosen) && is_json(media) &&
			strcmp(media, "application/json") == 0)) {
			chosen = media;
			best = v;
		}
	if (a->c.doc.swagger2 && schema != NULL)
		chosen = produced(a, o);
	if (chosen == NULL)
		return false;
	*ret_media = chosen;
	if (best != NULL) {
		best = doc_deref(&a->c.doc, best, o->where);
		schema = json_object_get(best, "schema");
	}
	if (openapi_lines(chosen) || is_events(chosen))
		put_list(a, best, schema, is_events(chosen), out);
	else if (is_json(chosen) && schema != NULL)
		ts_put(&a->c.ts, schema, TS_OUTPUT, out);
	else
		buf_adds(out, is_json(chosen) ? "unknown" :
			is_text(chosen) ? "string" : "Uint8Array");
	return true;
}

/* Every 2xx status, or "default" where there is none. */
void
openapi_put_reply(struct api *a, struct op *o, struct cat_op *entry,
    struct buf *type)
{
	json_t *replies = json_object_get(o->op, "responses"), *v;
	json_t *seen = json_object();
	const char *status, *media = NULL, *other;
	bool empty = false, any = false;

	json_object_foreach(replies, status, v) {
		struct buf b;

		if (status[0] != '2')
			continue;
		any = true;
		buf_init(&b, TYPE_MAX);
		other = NULL;
		if (!reply_type(a, o, doc_deref(&a->c.doc, v, o->where), &other,
			&b))
			empty = true;
		else if (buf_ok(&b) && json_object_get(seen, b.p) == NULL) {
			json_object_set_new(seen, b.p, json_true());
			buf_addf(type, "%s%s", type->len > 0 ? " | " : "",
			    b.p);
			if (media == NULL || (!is_json(media) && is_json(other)))
				media = other;
		}
		buf_fini(&b);
	}
	v = json_object_get(replies, "default");
	if (!any && v != NULL)
		empty = !reply_type(a, o, doc_deref(&a->c.doc, v, o->where),
		    &media, type);
	if (type->len == 0)
		buf_adds(type, empty ? "void" : "unknown");
	else if (empty)
		buf_adds(type, " | undefined");
	if (media == NULL)
		media = "*/*";
	else if (strcmp(media, "*/*") == 0) /* anything, if need be */
		media = "application/json, */*;q=0.5";
	entry->accept = cat_write_string(&a->c.out, media);
	json_decref(seen);
}

/* {name} of a server's URL by its default; without one, which there must be
 * (OpenAPI 3.1, "Server Variable Object"), nobody knows the server. */
static void
expand(const json_t *server, struct buf *out)
{
	const char *s = json_str(server, "url");
	json_t *vars = json_object_get(server, "variables");

	while (s != NULL && *s != '\0') {
		size_t n = strcspn(s, "{");
		char name[256];
		const char *value;

		buf_add(out, s, n);
		s += n;
		if (*s != '{')
			break;
		n = strcspn(++s, "}");
		if (n >= sizeof name)
			break;
		memcpy(name, s, n);
		name[n] = '\0';
		value = json_str(json_object_get(vars, name), "default");
		if (value == NULL) {
			buf_clear(out);
			return;
		}
		buf_adds(out, value);
		s += n + (s[n] == '}');
	}
}

static void
swagger_server(const struct api *a, struct buf *out)
{
	const json_t *root = a->c.doc.root, *schemes, *v;
	const char *host = json_str(root, "host");
	const char *base = json_str(root, "basePath");
	bool https = false;
	size_t i;

	if (host == NULL)
		return;
	schemes = json_object_get(root, "schemes");
	json_array_foreach((json_t *)(uintptr_t)schemes, i, v)
		https |= json_is_string(v) &&
		    strcmp(json_string_value(v), "https") == 0;
	buf_addf(out, "%s://%s%s",
	    https || json_array_size(schemes) == 0 ? "https" : "http", host,
	    base != NULL ? base : "");
}

char *
openapi_server(struct api *a, const struct op *o)
{
	const json_t *places[] = {o->op, o->item, a->c.doc.root};
	struct buf b;
	size_t i;

	buf_init(&b, 4096);
	if (a->url != NULL)
		buf_adds(&b, a->url);
	else if (a->c.doc.swagger2)
		swagger_server(a, &b);
	else
		for (i = 0; i < 3 && b.len == 0; i++)
			expand(json_array_get(json_object_get(places[i],
				"servers"), 0), &b);
	while (buf_ok(&b) && b.len > 0 && b.p[b.len - 1] == '/')
		b.p[--b.len] = '\0';
	/* "/v1" alone names no server: the user must. */
	if (!buf_ok(&b) || b.p == NULL || strstr(b.p, "://") == NULL) {
		buf_fini(&b);
		return strdup("");
	}
	return buf_steal(&b);
}
