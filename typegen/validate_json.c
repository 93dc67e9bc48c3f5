/* SPDX-License-Identifier: Apache-2.0 */
/* validate_json.c -- what JSON Schema asks about one value. */
#include <math.h>
#include <string.h>

#include "common/host/json.h"
#include "typegen/validate_impl.h"

#define SHOWN_MAX 60 /* of a string in an error */

static const char *
type_name(const json_t *v)
{
	switch (json_typeof(v)) {
	case JSON_OBJECT:
		return "object";
	case JSON_ARRAY:
		return "array";
	case JSON_STRING:
		return "string";
	case JSON_INTEGER:
		return "integer";
	case JSON_REAL:
		return "number";
	case JSON_TRUE:
	case JSON_FALSE:
		return "boolean";
	case JSON_NULL:
		return "null";
	default:
		return "nothing";
	}
}

bool
validate_is_bytes(const json_t *v)
{
	size_t n = 1;

	/* A file says its name, what has a type says it. */
	if (json_is_string(json_object_get(v, "$name")))
		n++;
	if (json_is_string(json_object_get(v, "$type")))
		n++;
	return json_object_size(v) == n &&
	    json_is_string(json_object_get(v, "$bytes"));
}

bool
validate_is_type(const json_t *v, const char *type)
{
	if (strcmp(type, "number") == 0)
		return json_is_number(v);
	if (strcmp(type, "integer") == 0 && json_is_real(v))
		return json_real_value(v) == floor(json_real_value(v));
	/* Swagger 2.0's name for an upload. */
	if (strcmp(type, "string") == 0 || strcmp(type, "file") == 0)
		return json_is_string(v) || validate_is_bytes(v);
	return strcmp(type, type_name(v)) == 0;
}

static bool
equal_objects(const json_t *a, const json_t *b)
{
	const char *key;
	json_t *v;

	if (json_object_size(a) != json_object_size(b))
		return false;
	json_object_foreach((json_t *)(uintptr_t)a, key, v) {
		const json_t *w = json_object_get(b, key);

		if (w == NULL || !validate_equal(v, w))
			return false;
	}
	return true;
}

bool
validate_equal(const json_t *a, const json_t *b)
{
	size_t i;

	if (json_is_number(a) && json_is_number(b)) {
		if (json_is_integer(a) && json_is_integer(b))
			return json_integer_value(a) == json_integer_value(b);
		return json_number_value(a) == json_number_value(b);
	}
	if (json_typeof(a) != json_typeof(b))
		return false;
	if (json_is_object(a))
		return equal_objects(a, b);
	if (!json_is_array(a))
		return json_equal(a, b);
	if (json_array_size(a) != json_array_size(b))
		return false;
	for (i = 0; i < json_array_size(a); i++)
		if (!validate_equal(json_array_get(a, i), json_array_get(b, i)))
			return false;
	return true;
}

bool
validate_multiple(const json_t *v, double of)
{
	double x = json_number_value(v), q = x / of;

	if (of <= 0)
		return true; /* the schema is at fault, not the value */
	if (json_is_integer(v) && of == floor(of) && of < 1e15)
		return json_integer_value(v) % (json_int_t)of == 0;
	if (!isfinite(q))
		return fmod(x, of) == 0;
	if (fabs(q) > 1e15)
		return true; /* a double cannot tell any more */
	/* 0.0075 is a multiple of 0.0001, whatever binary makes of both. */
	return fabs(q - round(q)) <= 1e-9;
}

size_t
validate_length(const json_t *string)
{
	const char *s = json_string_value(string);
	size_t i, n = json_string_length(string), points = 0;

	for (i = 0; i < n; i++)
		points += ((unsigned char)s[i] & 0xc0) != 0x80;
	return points;
}

void
validate_describe(struct buf *out, const json_t *v)
{
	size_t n;

	switch (json_typeof(v)) {
	case JSON_STRING:
		n = json_string_length(v);
		buf_adds(out, "the string ");
		buf_add_json(out, json_string_value(v),
		    n > SHOWN_MAX ? SHOWN_MAX : n);
		if (n > SHOWN_MAX)
			buf_addf(out, "... (%zu bytes)", n);
		break;
	case JSON_INTEGER:
		buf_addf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
		break;
	case JSON_REAL:
		json_write(out, v);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		buf_adds(out, json_is_true(v) ? "true" : "false");
		break;
	case JSON_OBJECT:
	case JSON_ARRAY:
		buf_addf(out, "an %s", type_name(v));
		break;
	case JSON_NULL:
	default:
		buf_adds(out, "null");
	}
}
