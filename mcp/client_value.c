/* SPDX-License-Identifier: Apache-2.0 */
/* client_value.c -- see client_value.h. */
#include "mcp/client_value.h"

#include <string.h>

#include "common/host/json.h"

/* What of a failed tool's text is worth reading. */
#define ERROR_TEXT_MAX 4000

static const struct json_limits text_limits = {
	.bytes = 24 * 1024 * 1024,
	.depth = 100,
	.values = 3000000,
};

static const char *
text_of(const json_t *item)
{
	const char *type = json_str(item, "type");

	return type != NULL && strcmp(type, "text") == 0
	    ? json_str(item, "text")
	    : NULL;
}

/* A number that another spelling would not come back from is left a text. */
static bool
same_number(const json_t *v, const char *s, size_t n)
{
	struct buf b;
	bool same;

	if (!json_is_number(v))
		return true;
	buf_init(&b, 64);
	json_write(&b, v);
	same = buf_ok(&b) && b.len == n && memcmp(b.p, s, n) == 0;
	buf_fini(&b);
	return same;
}

/* The text read as JSON, new, or NULL if it is none. */
static json_t *
json_of(const char *s)
{
	size_t n = strlen(s);
	json_t *v = json_read(s, n, &text_limits, NULL);

	if (v != NULL && same_number(v, s, n))
		return v;
	json_decref(v);
	return NULL;
}

static json_t *
item_value(json_t *item)
{
	const char *s = text_of(item);
	json_t *v;

	if (s == NULL)
		return json_incref(item);
	v = json_of(s);
	return v != NULL ? v : json_string(s);
}

static const char *
several(const json_t *content, struct buf *out)
{
	json_t *list = json_array(), *item;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)content, i, item)
	    json_array_append_new(list, item_value(item));
	json_write(out, list);
	json_decref(list);
	return "json";
}

static const char *
one(json_t *item, struct buf *out)
{
	const char *s = text_of(item);
	json_t *v = s != NULL ? json_of(s) : json_incref(item);

	if (v == NULL) {
		buf_adds(out, s);
		return "text";
	}
	json_write(out, v);
	json_decref(v);
	return "json";
}

const char *
client_value(const json_t *result, struct buf *out)
{
	const json_t *structured = json_object_get(result, "structuredContent");
	const json_t *content = json_object_get(result, "content");

	if (structured != NULL && !json_is_null(structured)) {
		json_write(out, structured);
		return "json";
	}
	if (json_array_size(content) == 0)
		return "empty";
	if (json_array_size(content) == 1)
		return one(json_array_get(content, 0), out);
	return several(content, out);
}

bool
client_value_error(const json_t *result, struct buf *out)
{
	json_t *content = json_object_get(result, "content"), *item;
	size_t i, before = out->len;

	if (!json_bool(result, "isError", false))
		return false;
	json_array_foreach(content, i, item)
	{
		const char *s = text_of(item);

		if (s == NULL)
			continue;
		if (out->len > before)
			buf_addc(out, '\n');
		buf_addf(out, "%.*s", ERROR_TEXT_MAX, s);
		if (out->len - before >= ERROR_TEXT_MAX)
			break;
	}
	if (out->len == before)
		buf_adds(out, "the tool failed and gave no reason");
	return true;
}
