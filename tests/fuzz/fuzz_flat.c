/* SPDX-License-Identifier: Apache-2.0 */
/* A control message's JSON: jansson must think of it what we do. */
#include <string.h>

#include "common/host/flat.h"
#include "common/host/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool true_so)
{
	if (!true_so)
		__builtin_trap();
}

static void
same_string(const struct flat_value *v, const json_t *t)
{
	static char text[FRAME_PAYLOAD_MAX + 1];
	const char *s = json_string_value(t);
	size_t n = json_string_length(t);

	must(json_is_string(t));
	must(flat_text(v, text, sizeof text) == (strlen(s) == n));
	if (strlen(s) == n)
		must(strcmp(text, s) == 0);
	must(!flat_text(v, text, n));
}

static void same(const struct flat_value *v, json_t *t);

static void
same_object(const struct flat_value *v, json_t *t)
{
	const char *key;
	json_t *one;

	must(json_is_object(t) && json_object_size(t) == v->n);
	json_object_foreach(t, key, one)
	{
		const struct flat_value *m = flat_member(v, key);

		if (m != NULL) /* else it is spelled with an escape */
			same(m, one);
	}
}

static void
same(const struct flat_value *v, json_t *t)
{
	uint64_t n;
	size_t i;

	switch (v->type) {
	case FLAT_OBJECT: same_object(v, t); break;
	case FLAT_ARRAY:
		must(json_is_array(t) && json_array_size(t) == flat_items(v));
		for (i = 0; i < flat_items(v); i++)
			same(flat_item(v, i), json_array_get(t, i));
		break;
	case FLAT_STRING: same_string(v, t); break;
	case FLAT_INTEGER:
		must(json_is_integer(t));
		if (flat_number(v, INT64_MAX, &n))
			must((json_int_t)n == json_integer_value(t));
		else /* -0 is no natural number's spelling */
			must(json_integer_value(t) <= 0);
		break;
	case FLAT_REAL: must(json_is_real(t)); break;
	case FLAT_WORD:
		must(json_is_true(t) || json_is_false(t) || json_is_null(t));
		break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct flat_value values[FLAT_MAX];
	const char *s = (const char *)data;
	int r = flat_read(s, size, values, NULL);
	json_error_t e;
	json_t *t;

	/* jansson takes a NUL behind a number for the end. */
	if (size > FRAME_PAYLOAD_MAX || memchr(s, '\0', size) != NULL ||
	    (r == -1 && json_prescan(s, size, &json_limits_rpc, NULL) == -1))
		return 0;
	t = json_loadb(s, size,
	    JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_ANY, &e);
	must(t == NULL || r == 0);
	if (t == NULL && r == 0) /* flat.h names the three */
		must(json_error_code(&e) == json_error_numeric_overflow ||
		    json_error_code(&e) == json_error_null_byte_in_key ||
		    json_error_code(&e) == json_error_duplicate_key);
	if (t != NULL)
		same(values, t);
	json_decref(t);
	return 0;
}
