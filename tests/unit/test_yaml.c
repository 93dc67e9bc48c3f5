/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/near.h"
#include "common/host/units.h"
#include "common/host/yaml.h"

#include "tests/unit/tap.h"

static const struct json_limits small = {
	.bytes = 4096, .depth = 8, .values = 100};

/* The compact JSON of a YAML text, or "error: ...". */
static const char *
as_json(const char *yaml)
{
	static char out[4096];
	struct err e;
	struct buf b;
	json_t *v = yaml_read(yaml, strlen(yaml), &small, &e);

	if (v == NULL) {
		snprintf(out, sizeof out, "error: %s", e.msg);
		return out;
	}
	buf_init(&b, sizeof out - 1);
	json_write(&b, v);
	memcpy(out, b.p, b.len + 1);
	buf_fini(&b);
	json_decref(v);
	return out;
}

static void
scalars_follow_the_core_schema(void)
{
	CHECK_STR(as_json("[yes, true, False, ~, null]"),
	    "[\"yes\",true,false,null,null]");
	CHECK_STR(as_json("- 12\n- -7\n- 0x1F\n- 0o17\n- 1e3\n- .5\n- 1.\n"),
	    "[12,-7,31,15,1000.0,0.5,1.0]");
	CHECK_STR(as_json("- 1.2.3\n- 2020-01-02\n- 0b1\n- .inf\n- '12'\n- +\n"),
	    "[\"1.2.3\",\"2020-01-02\",\"0b1\",\".inf\",\"12\",\"+\"]");
	CHECK_STR(as_json("a: 18446744073709551615"),
	    "{\"a\":1.8446744073709552e19}");
	CHECK_STR(as_json(""), "null");
}

static void
json_with_a_huge_number_is_read_too(void)
{
	CHECK_STR(as_json("{\"a\": 18446744073709551615, \"b\": [1]}"),
	    "{\"a\":1.8446744073709552e19,\"b\":[1]}");
}

static void
broken_json_is_reported_as_json(void)
{
	CHECK_STR(as_json("{\"a\": [1, 2}"),
	    "error: line 1, column 12: ']' expected near '}'");
}

static void
anchors_and_merge_keys_are_expanded(void)
{
	CHECK_STR(as_json("a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}\nc: *x\n"),
	    "{\"a\":{\"p\":1,\"q\":2},\"b\":{\"q\":3,\"p\":1},"
	    "\"c\":{\"p\":1,\"q\":2}}");
	CHECK_STR(as_json("a: {<<: 3}"),
	    "error: line 1, column 4: \"<<\" wants a mapping");
	CHECK_STR(as_json("a: *x"), "error: line 1, column 4: "
	    "alias of an anchor that is not there");
	CHECK(strncmp(as_json("&a [*a]"), "error:", 6) == 0);
}

static void
a_billion_laughs_hit_a_named_limit(void)
{
	CHECK_STR(as_json("a: &a [1,1,1,1,1,1,1,1]\n"
			  "b: &b [*a,*a,*a,*a,*a,*a,*a,*a]\n"
			  "c: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n"),
	    "error: YAML with more than 100 values, aliases expanded");
}

static void
nesting_duplicates_and_tags_are_refused_with_their_place(void)
{
	CHECK_STR(as_json("[[[[[[[[[1]]]]]]]]]x"),
	    "error: JSON nested deeper than 8");
	CHECK_STR(as_json("- - - - - - - - - 1"),
	    "error: YAML nested deeper than 8");
	CHECK_STR(as_json("a: 1\nb: 2\na: 3\n"),
	    "error: line 3, column 1: duplicate key");
	CHECK_STR(as_json("a: !!python/object 1\n"),
	    "error: line 1, column 4: tags are not supported");
	CHECK_STR(as_json("? [a]\n: 1\n"),
	    "error: line 1, column 3: a key must be plain text");
	CHECK_STR(as_json("a: 1\n---\nb: 2\n"),
	    "error: line 2, column 1: a second document");
}

static void
units_are_read_as_people_write_them(void)
{
	uint32_t ms = 0;
	size_t n = 0;
	struct err e;

	CHECK(units_ms("500ms", &ms, &e) == 0 && ms == 500);
	CHECK(units_ms("30 s", &ms, &e) == 0 && ms == 30000);
	CHECK(units_ms("250", &ms, &e) == 0 && ms == 250);
	CHECK(units_ms("0", &ms, &e) == -1 && e.code == ERR_LIMIT);
	CHECK(units_ms("9999999999h", &ms, &e) == -1);
	CHECK(units_ms("-1s", &ms, &e) == -1 && units_ms("", &ms, &e) == -1);
	CHECK(units_ms("1 week", &ms, &e) == -1 && e.code == ERR_INPUT);
	CHECK(units_bytes("64MiB", &n, &e) == 0 && n == 64u << 20);
	CHECK(units_bytes("2k", &n, &e) == 0 && n == 2048);
}

static void
the_nearest_word_is_near(void)
{
	static const char *const words[] = {"search", "serve", "run", "types"};

	CHECK(near_edits("serach", "search", 3) == 1);
	CHECK(near_edits("", "abc", 5) == 3);
	CHECK(near_edits("abc", "abcdefgh", 2) == 3);
	CHECK_STR(near_best("serach", words, 4), "search");
	CHECK_STR(near_best("TYPE", words, 4), "types");
	CHECK(near_best("approve", words, 4) == NULL);
}

int
main(void)
{
	TEST(scalars_follow_the_core_schema);
	TEST(json_with_a_huge_number_is_read_too);
	TEST(broken_json_is_reported_as_json);
	TEST(anchors_and_merge_keys_are_expanded);
	TEST(a_billion_laughs_hit_a_named_limit);
	TEST(nesting_duplicates_and_tags_are_refused_with_their_place);
	TEST(units_are_read_as_people_write_them);
	TEST(the_nearest_word_is_near);
	return tap_end();
}
