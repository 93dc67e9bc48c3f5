/* SPDX-License-Identifier: Apache-2.0 */
/* test_shorten.c -- JSON cut down stays JSON, and says what was cut. */
#include <stdlib.h>
#include <string.h>

#include "broker/shorten.h"
#include "common/host/json.h"
#include "tests/unit/tap.h"

static struct buf out, note;

static bool
cut(const char *json, size_t most)
{
	buf_fini(&out);
	buf_fini(&note);
	buf_init(&out, 1 << 24);
	buf_init(&note, 1 << 16);
	return shorten(json, strlen(json), most, &out, &note);
}

static void
what_fits_stays_as_it_is(void)
{
	CHECK(!cut("{\"a\":[1,2,3]}", 100));
	CHECK_STR(out.p, "{\"a\":[1,2,3]}");
}

static void
arrays_keep_whole_items_from_the_start(void)
{
	CHECK(cut("[\"aaaaaaaa\",\"bbbbbbbb\",\"cccccccc\",\"dddddddd\"]", 30));
	CHECK_STR(out.p, "[\"aaaaaaaa\",\"bbbbbbbb\"]");
	CHECK_STR(note.p, "value: kept 2 of 4 items\n");
}

static void
small_members_survive_a_large_one(void)
{
	struct buf b;

	buf_init(&b, 1 << 20);
	buf_adds(&b, "{\"id\":7,\"text\":\"");
	while (b.len < 5000)
		buf_adds(&b, "x");
	buf_adds(&b, "\",\"last\":true}");
	CHECK(cut(b.p, 200));
	CHECK(out.len <= 210);
	CHECK(strstr(out.p, "\"id\":7") != NULL);
	CHECK(strstr(out.p, "\"last\":true") != NULL);
	CHECK(strstr(note.p, "value.text: kept ") == note.p);
	buf_fini(&b);
}

static void
a_string_is_cut_at_a_character(void)
{
	size_t most;

	for (most = 12; most < 40; most++) {
		CHECK(
		    cut("\"\xc3\xa4\xe2\x82\xac\\u00e4\\\\\\\"\xf0\x9f\x98\x80"
			"\xc3\xa4\xe2\x82\xac\\u00e4\\\\\\\"\xf0\x9f\x98\x80\"",
			most));
		CHECK(shorten_valid(out.p, out.len));
		CHECK(out.len <= most + 2);
	}
}

static json_t *
random_value(unsigned depth)
{
	json_t *v;
	int i, n;

	switch (rand() % (depth > 5 ? 3 : 5)) {
	case 0: return json_integer(rand());
	case 1: return json_string("some \"text\" \xe2\x82\xac with a tail");
	case 2: return json_null();
	case 3:
		v = json_array();
		for (i = 0, n = rand() % 20; i < n; i++)
			json_array_append_new(v, random_value(depth + 1));
		return v;
	default:
		v = json_object();
		for (i = 0, n = rand() % 10; i < n; i++) {
			char key[16];

			(void)snprintf(key, sizeof key, "k%d", i);
			json_object_set_new(v, key, random_value(depth + 1));
		}
		return v;
	}
}

static void
whatever_is_cut_is_still_json(void)
{
	int i;

	srand(1);
	for (i = 0; i < 300; i++) {
		json_t *v = random_value(0);
		struct buf b;
		size_t most = (size_t)(20 + rand() % 500);

		buf_init(&b, 1 << 26);
		json_write(&b, v);
		CHECK(shorten_valid(b.p, b.len));
		(void)cut(b.p, most);
		CHECK(shorten_valid(out.p, out.len));
		/* Numbers are not cut, and the keys of members kept. */
		CHECK(out.len <= most * 2 + 64);
		buf_fini(&b);
		json_decref(v);
	}
}

static void
what_is_not_json_is_known(void)
{
	static const char *const bad[] = { "", "[", "[1,]", "{\"a\"}", "01",
		"1.", "\"\\x\"", "\"\t\"", "nul", "[1] 2", "{\"a\":1,}",
		"\"\xff\"" };
	size_t i;

	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		CHECK(!shorten_valid(bad[i], strlen(bad[i])));
	CHECK(shorten_valid(" [1.5e-3, {\"a\" : null}] ", 24));
}

static void
four_megabytes_of_brackets_are_refused_at_once(void)
{
	size_t n = 4 << 20;
	char *p = malloc(n);

	memset(p, '[', n);
	CHECK(!shorten_valid(p, n));
	free(p);
}

int
main(void)
{
	TEST(what_fits_stays_as_it_is);
	TEST(arrays_keep_whole_items_from_the_start);
	TEST(small_members_survive_a_large_one);
	TEST(a_string_is_cut_at_a_character);
	TEST(whatever_is_cut_is_still_json);
	TEST(what_is_not_json_is_known);
	TEST(four_megabytes_of_brackets_are_refused_at_once);
	buf_fini(&out);
	buf_fini(&note);
	return tap_end();
}
