/* SPDX-License-Identifier: Apache-2.0 */
/* Our writer of JSON beside jansson's: the same bytes but for reals, and what
 * was written reads as what it was. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/host/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int so)
{
	if (!so)
		abort();
}

/* The text fits its own length, and nothing less. */
static void
bounded(const json_t *v, size_t len, const char *text)
{
	struct buf b;

	buf_init(&b, len);
	json_write(&b, v);
	must(buf_ok(&b) && b.len == len && memcmp(b.p, text, len) == 0);
	buf_fini(&b);
	buf_init(&b, len - 1);
	json_write(&b, v);
	must(!buf_ok(&b) && b.len < len);
	buf_fini(&b);
}

static void
strings(const json_t *v, const char *text)
{
	struct buf b;

	if (!json_is_string(v))
		return;
	buf_init(&b, SIZE_MAX / 4);
	json_write_string(&b, json_string_value(v), json_string_length(v));
	must(buf_ok(&b) && strcmp(b.p, text) == 0);
	buf_fini(&b);
}

/* Of a real jansson writes 17 digits, we no more than are needed. */
static int
has_real(const json_t *v)
{
	const char *key;
	json_t *one;
	size_t i;

	if (json_is_real(v))
		return 1;
	json_array_foreach((json_t *)(uintptr_t)v, i, one)
		if (has_real(one))
			return 1;
	json_object_foreach((json_t *)(uintptr_t)v, key, one)
		if (has_real(one))
			return 1;
	return 0;
}

static void
round_trip(const json_t *v)
{
	char *theirs = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
	struct buf b;
	json_t *back;

	must(theirs != NULL);
	buf_init(&b, SIZE_MAX / 4);
	json_write(&b, v);
	must(buf_ok(&b) && b.len == strlen(b.p));
	must(has_real(v) ? b.len <= strlen(theirs) : strcmp(b.p, theirs) == 0);
	back = json_loadb(b.p, b.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	must(back != NULL && json_equal(back, v));
	bounded(v, b.len, b.p);
	strings(v, b.p);
	json_decref(back);
	buf_fini(&b);
	free(theirs);
}

/* As text of a document, and as bytes that may be no text at all. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct json_limits limits = { .bytes = 65536,
		.depth = 64,
		.values = 5000 };
	const char *s = (const char *)data;
	json_t *v = NULL, *text;
	struct buf b;

	if (json_prescan(s, size, &limits, NULL) == 0)
		v = json_loadb(s, size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	if (v != NULL)
		round_trip(v);
	json_decref(v);
	text = json_stringn_nocheck(s, size);
	v = json_stringn(s, size);
	buf_init(&b, SIZE_MAX / 4);
	json_write(&b, text);
	must(buf_ok(&b) == (v != NULL)); /* fails of what is no UTF-8 */
	buf_fini(&b);
	json_decref(text);
	json_decref(v);
	return 0;
}
