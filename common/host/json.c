/* SPDX-License-Identifier: Apache-2.0 */
/* json.c -- see json.h. */
#include "common/host/json.h"

#include "common/base/limits.h"
#include "common/host/json_parse.h"

const struct json_limits json_limits_rpc = {
	.bytes = FRAME_PAYLOAD_MAX,
	.depth = JSON_DEPTH_MAX,
	.values = JSON_VALUES_MAX,
};
/* The SDKs cap a message at 4 MB; a program of CODE_MAX fits escaped. */
const struct json_limits json_limits_message = {
	.bytes = 4 * 1024 * 1024,
	.depth = 64,
	.values = 65536,
};
/* Microsoft Graph's document has 20 MB, its beta 47 MB and 3 M values.  A value
 * of a tree takes 120 bytes, an empty object 240: 1 GB at most. */
const struct json_limits json_limits_document = {
	.bytes = 256 * 1024 * 1024,
	.depth = 512,
	.values = 8000000,
	.wide = true, /* JavaScript writes 2^63 as 9223372036854776000 */
};

int
json_prescan(const char *s, size_t n, const struct json_limits *l,
    struct err *e)
{
	size_t i, depth = 0, values = 1;
	bool in_string = false;

	if (n > l->bytes)
		return err_set(e, ERR_LIMIT, "JSON of %zu bytes, limit %zu", n,
		    l->bytes);
	for (i = 0; i < n; i++) {
		char c = s[i];

		if (in_string) {
			if (c == '\\')
				i++;
			else if (c == '"')
				in_string = false;
			continue;
		}
		if (c == '"')
			in_string = true;
		else if (c == ',')
			values++;
		else if (c == '[' || c == '{') {
			values++;
			if (++depth > l->depth)
				return err_set(e, ERR_LIMIT,
				    "JSON nested deeper than %zu", l->depth);
		} else if ((c == ']' || c == '}') && depth > 0)
			depth--;
		if (values > l->values)
			return err_set(e, ERR_LIMIT,
			    "JSON with more than %zu values", l->values);
	}
	return 0;
}

json_t *
json_read(const char *s, size_t n, const struct json_limits *l, struct err *e)
{
	json_error_t je;
	json_t *v;

	v = json_parse(s, n, l);
	if (v != NULL)
		return v;
	if (json_prescan(s, n, l, e) == -1)
		return NULL;
	v = json_loadb(s, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &je);
	if (v == NULL)
		err_set(e, ERR_INPUT, "line %d, column %d: %s", je.line,
		    je.column, je.text);
	return v;
}

const char *
json_str(const json_t *obj, const char *key)
{
	return json_string_value(json_object_get(obj, key));
}

json_int_t
json_int(const json_t *obj, const char *key, json_int_t otherwise)
{
	const json_t *v = json_object_get(obj, key);

	return json_is_integer(v) ? json_integer_value(v) : otherwise;
}

bool
json_bool(const json_t *obj, const char *key, bool otherwise)
{
	const json_t *v = json_object_get(obj, key);

	return json_is_boolean(v) ? json_is_true(v) : otherwise;
}
