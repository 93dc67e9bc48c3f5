/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/host/json.h"
#include "common/host/json_parse.h"
#include "common/host/json_pool.h"

#include "tests/unit/tap.h"

static const struct json_limits limits = { .bytes = 1024 * 1024,
	.depth = 8,
	.values = 100 };

static void
what_is_ordinary_is_read_without_jansson(void)
{
	static const char *const texts[] = { "{}", " [ ] ", "true", "null",
		"\"\"", "0", "-0", "-12", "123456789012345678", "9223372036854775807",
		"-9223372036854775808", "1000000000000000000", "1.5",
		"-2.5e-3", "1E+2", "[1,[2,[3,{\"a\":{}}]]]",
		"{\"a\" : 1 , \"b\":\n[null]}",
		"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u00e9\\ud83d\\ude00\"",
		"\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"", "{\"\":\"\"}" };
	size_t i;

	for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		size_t n = strlen(texts[i]);
		json_t *a = json_parse(texts[i], n, &limits);
		json_t *b = json_loadb(texts[i], n, JSON_DECODE_ANY, NULL);

		if (a == NULL || b == NULL || !json_equal(a, b))
			printf("# %s\n", texts[i]);
		CHECK(a != NULL && b != NULL && json_equal(a, b));
		json_decref(a);
		json_decref(b);
	}
}

/* Text and space are passed eight bytes at a time: each byte that may not be
 * passed so stands at each place once. */
static void
no_byte_of_a_long_text_is_passed_over(void)
{
	char text[64];
	size_t at, n;
	int c;

	for (c = 0; c < 256; c++)
		for (at = 0; at < 24; at++) {
			json_t *a, *b;

			n = (size_t)snprintf(text, sizeof text,
			    "[%*s\"%*s\"]", (int)at, "", 26, "");
			memset(text + 2 + at, 'a', 26);
			text[2 + at + at] = (char)c;
			a = json_parse(text, n, &limits);
			b = json_loadb(text, n, 0, NULL);
			CHECK((a == NULL) == (b == NULL));
			CHECK(a == NULL || json_equal(a, b));
			json_decref(a);
			json_decref(b);
			text[1 + at / 2] = (char)c; /* among the space */
			a = json_parse(text, n, &limits);
			b = json_loadb(text, n, 0, NULL);
			CHECK((a == NULL) == (b == NULL));
			json_decref(a);
			json_decref(b);
		}
}

static void
keys_of_objects_within_each_other_stay_apart(void)
{
	static const char text[] =
	    "{\"a\\n\":{\"longer than its parent\":{\"\":{\"x\":[{\"\\u00e9\":1}]}},"
	    "\"b\":{}},\"c\":{\"a\\n\":2}}";
	json_t *a = json_parse(text, sizeof text - 1, &limits);
	json_t *b = json_loads(text, 0, NULL);

	CHECK(a != NULL && json_equal(a, b));
	json_decref(a);
	json_decref(b);
}

/* The catalog is the same whichever wrote it. */
static void
what_is_written_is_what_jansson_writes(void)
{
	static const char *const texts[] = { "{}", "[]", "[[],{}]", "true",
		"null", "false", "0", "-9223372036854775808", "1.5",
		"1.0", "{\"a\":{\"b\":[1,2.5,\"c\"]},\"d\":null}",
		"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"",
		"\"\xc3\xa9\xe2\x80\xa8\xf0\x9f\x98\x80\"",
		"{\"\":\"\",\"\\n\\u0002\":1}" };
	struct buf b;
	size_t i;

	for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		json_t *v = json_loads(texts[i], JSON_DECODE_ANY, NULL);
		char *s = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);

		buf_init(&b, 4096);
		json_write(&b, v);
		CHECK(v != NULL && s != NULL && buf_ok(&b));
		CHECK_STR(b.p, s);
		buf_fini(&b);
		free(s);
		json_decref(v);
	}
}

/* And no digit more than a reader needs. */
static void
reals_are_written_as_short_as_they_may_be(void)
{
	static const char *const texts[] = { "0.1", "19.99", "-52.1", "1e21",
		"1e-7", "5e-324", "2.2250738585072014e-308",
		"2.225073858507201e-308", "1.7976931348623157e308",
		"0.30000000000000004", "123456789012345.6", "0.000123", "1e300",
		"-0.0", "100000.0", "2251799813685249.5", "9007199254740993e-10",
		"0.09999999999999999", "1.0" };
	struct buf b;
	size_t i;

	for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		json_t *v = json_loads(texts[i], JSON_DECODE_ANY, NULL), *back;

		buf_init(&b, 64);
		json_write(&b, v);
		CHECK(v != NULL && buf_ok(&b));
		back = json_loads(b.p, JSON_DECODE_ANY, NULL);
		CHECK(json_is_real(back) && json_equal(v, back));
		if (strstr(texts[i], "e-10") == NULL)
			CHECK_STR(b.p, texts[i]);
		else
			CHECK_STR(b.p, "900719.9254740993");
		buf_fini(&b);
		json_decref(v);
		json_decref(back);
	}
}

static void
what_cannot_be_written_fails_the_text(void)
{
	json_t *bad = json_string_nocheck("a\xff"), *deep = json_array();
	struct buf b;
	int i;

	buf_init(&b, 1024 * 1024);
	json_write(&b, bad);
	CHECK(!buf_ok(&b));
	buf_clear(&b);
	json_write(&b, NULL);
	CHECK(!buf_ok(&b));
	buf_clear(&b);
	for (i = 0; i < 5000; i++) {
		json_t *outer = json_array();

		json_array_append_new(outer, deep);
		deep = outer;
	}
	json_write(&b, deep);
	CHECK(!buf_ok(&b));
	buf_clear(&b);
	json_write_string(&b, "a\xff", 2);
	CHECK(!buf_ok(&b));
	buf_fini(&b);
	json_decref(bad);
	json_decref(deep);
}

static void
an_integer_beyond_64_bits_is_a_real_of_a_document_only(void)
{
	static const char text[] = "[9223372036854775807,-9223372036854775808,"
				   "9223372036854775808,18446744073709551615,"
				   "-9223372036854775809,9223372036854776000]";
	struct err e;
	json_t *v = json_read(text, sizeof text - 1, &json_limits_document, &e);

	CHECK(json_array_size(v) == 6);
	CHECK(json_integer_value(json_array_get(v, 0)) == INT64_MAX);
	CHECK(json_integer_value(json_array_get(v, 1)) == INT64_MIN);
	CHECK(json_is_real(json_array_get(v, 2)));
	CHECK(json_real_value(json_array_get(v, 3)) > 1.8e19);
	CHECK(json_real_value(json_array_get(v, 4)) < -9.2e18);
	CHECK(json_is_real(json_array_get(v, 5)));
	json_decref(v);
	CHECK(json_read(text, sizeof text - 1, &json_limits_message, &e) ==
	    NULL);
	CHECK(e.code == ERR_INPUT);
}

static void
what_is_wrong_is_left_to_jansson_and_refused(void)
{
	static const char *const texts[] = { "", " ", "{", "[1,]", "[1 2]",
		"{\"a\"}", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "{a:1}", "01",
		"1.", ".5", "1e", "-", "+1", "tru", "nulll", "\"", "\"\\x\"",
		"\"\\u12\"", "\"\\udc00\"", "\"\\ud800\"", "\"\\ud800\\u0041\"",
		"\"\\u0000\"", "\"\t\"", "\"\xff\"", "\"\xc0\x80\"",
		"\"\xed\xa0\x80\"", "[] []", "1e999", "123456789012345678901",
		"'a'", "[1]x" };
	struct err e;
	size_t i;

	for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		size_t n = strlen(texts[i]);
		json_t *v = json_parse(texts[i], n, &limits);

		if (v != NULL)
			printf("# %s\n", texts[i]);
		CHECK(v == NULL);
		json_decref(v);
		CHECK(json_read(texts[i], n, &limits, &e) == NULL);
		CHECK(e.code == ERR_INPUT &&
		    strncmp(e.msg, "line 1, column", 14) == 0);
	}
}

/* Arrays within each other, and one array of ones. */
static void
put_deep(struct buf *b, int depth)
{
	int i;

	buf_clear(b);
	for (i = 0; i < 2 * depth; i++)
		buf_addc(b, i < depth ? '[' : ']');
}

static void
put_many(struct buf *b, int n)
{
	buf_clear(b);
	buf_adds(b, "[1");
	while (--n > 0)
		buf_adds(b, ",1");
	buf_addc(b, ']');
}

static void
limits_hold_at_their_edge(void)
{
	struct err e;
	struct buf b;
	json_t *v;

	buf_init(&b, 1000);
	put_deep(&b, 8);
	v = json_read(b.p, b.len, &limits, &e);
	CHECK(v != NULL);
	json_decref(v);
	put_deep(&b, 9);
	CHECK(json_parse(b.p, b.len, &limits) == NULL);
	CHECK(json_read(b.p, b.len, &limits, &e) == NULL);
	CHECK_STR(e.msg, "JSON nested deeper than 8");
	put_many(&b, 99);
	v = json_read(b.p, b.len, &limits, &e);
	CHECK(v != NULL && json_array_size(v) == 99);
	json_decref(v);
	put_many(&b, 100);
	CHECK(json_parse(b.p, b.len, &limits) == NULL);
	CHECK(json_read(b.p, b.len, &limits, &e) == NULL);
	CHECK_STR(e.msg, "JSON with more than 100 values");
	buf_fini(&b);
}

static void
values_of_a_pool_and_of_before_live_side_by_side(void)
{
	json_t *before = json_pack("{s:s}", "kept", "text"), *v, *list;
	char key[32];
	int round, i;

	for (round = 0; round < 3; round++) {
		json_pool_begin();
		json_pool_begin(); /* once is enough */
		v = json_object();
		for (i = 0; i < 20000; i++) {
			(void)snprintf(key, sizeof key, "key%d", i);
			json_object_set_new(v, key, json_string(key));
			if (i % 3 == 0)
				json_object_del(v, key);
		}
		CHECK(json_object_size(v) == 20000 - 6667);
		CHECK_STR(json_str(v, "key19999"), "key19999");
		list = json_array();
		for (i = 0; i < 100; i++)
			json_array_append(list, before);
		json_decref(list);
		json_object_set_new(before, "kept", json_string("other"));
		CHECK_STR(json_str(before, "kept"), "other");
		json_object_del(before, "kept"); /* its value is the pool's */
		json_pool_drop(v);
		json_pool_end();
		json_object_set_new(before, "kept", json_string("text"));
	}
	json_pool_end(); /* without one: nothing */
	CHECK_STR(json_str(before, "kept"), "text");
	json_decref(before);
}

/* Strings of every size there is a class for, and of some beyond. */
static void
blocks_of_a_pool_do_not_overlap(void)
{
	enum { SIZES = 1200 };
	json_t *list[SIZES], *large;
	struct buf b;
	size_t i, n;
	int round;

	buf_init(&b, 8 * 1024 * 1024);
	for (i = 0; i < 5 * 1024 * 1024; i++)
		buf_addc(&b, (char)('a' + i % 25));
	json_pool_begin();
	for (round = 0; round < 3; round++) {
		large = json_stringn(b.p, b.len);
		for (i = 0; i < SIZES; i++)
			list[i] = json_stringn(b.p + i % 100,
			    i * (i % 7 == 0 ? 20 : 1));
		for (i = 0; i < SIZES; i += 2)
			json_decref(list[i]);
		for (i = 0; i < SIZES; i += 2)
			list[i] = json_stringn(b.p + i % 100, i);
		for (i = 0; i < SIZES; i++) {
			n = json_string_length(list[i]);
			CHECK(memcmp(json_string_value(list[i]),
				  b.p + i % 100, n) == 0);
			CHECK(((uintptr_t)json_string_value(list[i])) % 8 == 0);
			json_decref(list[i]);
		}
		CHECK(json_string_length(large) == b.len &&
		    memcmp(json_string_value(large), b.p, b.len) == 0);
		json_decref(large);
	}
	json_pool_end();
	buf_fini(&b);
}

int
main(void)
{
	TEST(what_is_ordinary_is_read_without_jansson);
	TEST(no_byte_of_a_long_text_is_passed_over);
	TEST(keys_of_objects_within_each_other_stay_apart);
	TEST(what_is_written_is_what_jansson_writes);
	TEST(reals_are_written_as_short_as_they_may_be);
	TEST(what_cannot_be_written_fails_the_text);
	TEST(an_integer_beyond_64_bits_is_a_real_of_a_document_only);
	TEST(what_is_wrong_is_left_to_jansson_and_refused);
	TEST(limits_hold_at_their_edge);
	TEST(values_of_a_pool_and_of_before_live_side_by_side);
	TEST(blocks_of_a_pool_do_not_overlap);
	return tap_end();
}
