/* SPDX-License-Identifier: Apache-2.0 */
#include "common/host/flat.h"

#include "common/base/buf.h"
#include "tests/unit/tap.h"

static struct flat_value v[FLAT_MAX];

static bool
reads(const char *s)
{
	return flat_read(s, strlen(s), v, NULL) == 0;
}

static void
values_stand_in_the_order_of_the_text(void)
{
	char text[16];
	uint64_t n;

	CHECK(reads(" [\"a\", {\"k\": [1, 2], \"l\": {}}, -3, 4.5e1, true] "));
	CHECK(v[0].all == 12 && flat_items(v) == 5);
	CHECK(flat_is(flat_item(v, 0), "a"));
	CHECK(!flat_is(flat_item(v, 0), "") && !flat_is(flat_item(v, 0), "ab") &&
	    !flat_is(flat_item(v, 0), "b"));
	CHECK(flat_items(flat_member(flat_item(v, 1), "k")) == 2);
	CHECK(flat_is_object(flat_member(flat_item(v, 1), "l")));
	CHECK(flat_member(flat_item(v, 1), "m") == NULL);
	CHECK(!flat_number(flat_item(v, 2), 9, &n));
	CHECK(flat_item(v, 3)->type == FLAT_REAL);
	CHECK(flat_item(v, 4)->type == FLAT_WORD);
	CHECK(flat_is_true(flat_item(v, 4)) && !flat_is_true(flat_item(v, 0)));
	CHECK(flat_item(v, 5) == NULL);
	CHECK(!flat_text(flat_item(v, 1), text, sizeof text));
}

static void
what_is_not_there_has_nothing(void)
{
	char text[4];
	uint64_t n;

	CHECK(flat_item(NULL, 0) == NULL && flat_member(NULL, "a") == NULL);
	CHECK(flat_items(NULL) == 0 && !flat_is(NULL, "") && !flat_is_true(NULL) &&
	    !flat_number(NULL, 1, &n) && !flat_text(NULL, text, sizeof text) &&
	    flat_tree(NULL) == NULL);
}

static void
a_text_is_copied_if_it_fits(void)
{
	char text[8];

	CHECK(reads("\"1234567\"") && flat_text(v, text, sizeof text));
	CHECK_STR(text, "1234567");
	CHECK(reads("\"12345678\"") && !flat_text(v, text, sizeof text));
	CHECK(reads("\"\\n\\u00e9\\ud83d\\ude00\"") &&
	    flat_text(v, text, sizeof text));
	CHECK_STR(text, "\n\xc3\xa9\xf0\x9f\x98\x80");
	CHECK(reads("\"\\n\\u00e9\\ud83d\\ude00a\"") &&
	    !flat_text(v, text, sizeof text));
	CHECK(reads("\"a\\u0000b\"") && !flat_text(v, text, sizeof text));
	CHECK(!flat_is(v, "a"));
}

static void
a_number_is_no_larger_than_asked_for(void)
{
	uint64_t n;

	CHECK(reads("18446744073709551615"));
	CHECK(flat_number(v, UINT64_MAX, &n) && n == UINT64_MAX);
	CHECK(!flat_number(v, UINT64_MAX - 1, &n));
	CHECK(reads("18446744073709551616") && !flat_number(v, UINT64_MAX, &n));
	CHECK(reads("7") && flat_number(v, 7, &n) && !flat_number(v, 6, &n));
	CHECK(reads("\"7\"") && !flat_number(v, 9, &n));
	CHECK(reads("7.0") && !flat_number(v, 9, &n));
}

/* {"k0":0,"k1":0,...}, and the last key once more if so. */
static bool
reads_members(unsigned n, bool twice)
{
	struct buf b;
	unsigned i;
	bool ok;

	buf_init(&b, FRAME_PAYLOAD_MAX);
	for (i = 0; i < n; i++)
		buf_addf(&b, "%c\"k%u\":0", i == 0 ? '{' : ',', i);
	if (twice)
		buf_addf(&b, ",\"k%u\":[]", n / 2);
	buf_addc(&b, '}');
	ok = reads(b.p);
	buf_fini(&b);
	return ok;
}

static void
no_key_comes_twice(void)
{
	unsigned n;

	for (n = 1; n < 40; n++) {
		CHECK(reads_members(n, false));
		CHECK(!reads_members(n, true));
	}
	CHECK(reads_members(4000, false));
	CHECK(!reads_members(4000, true));
}

static void
depth_and_values_have_an_end(void)
{
	struct buf b;
	unsigned i;

	buf_init(&b, FRAME_PAYLOAD_MAX);
	for (i = 0; i < JSON_DEPTH_MAX; i++)
		buf_addc(&b, '[');
	for (i = 0; i < JSON_DEPTH_MAX; i++)
		buf_addc(&b, ']');
	CHECK(reads(b.p));
	buf_clear(&b);
	for (i = 0; i < JSON_DEPTH_MAX + 1; i++)
		buf_addc(&b, '[');
	for (i = 0; i < JSON_DEPTH_MAX + 1; i++)
		buf_addc(&b, ']');
	CHECK(!reads(b.p));
	buf_clear(&b);
	buf_adds(&b, "[0");
	for (i = 2; i < JSON_VALUES_MAX; i++)
		buf_adds(&b, ",0");
	CHECK(buf_ok(&b));
	buf_addc(&b, ']');
	CHECK(reads(b.p) && v[0].all == JSON_VALUES_MAX);
	b.p[b.len - 1] = ',';
	buf_adds(&b, "0]");
	CHECK(!reads(b.p));
	buf_fini(&b);
	CHECK(!reads_members(4096, false));
}

static void
a_tree_is_made_of_any_part(void)
{
	json_t *t;

	CHECK(reads("[\"x\\u0000y\",{\"a\":[null]}]"));
	t = flat_tree(flat_item(v, 0));
	CHECK(json_string_length(t) == 3);
	json_decref(t);
	t = flat_tree(flat_item(v, 1));
	CHECK(json_is_null(json_array_get(json_object_get(t, "a"), 0)));
	json_decref(t);
	CHECK(reads("99999999999999999999") && flat_tree(v) == NULL);
}

int
main(void)
{
	TEST(values_stand_in_the_order_of_the_text);
	TEST(what_is_not_there_has_nothing);
	TEST(a_text_is_copied_if_it_fits);
	TEST(a_number_is_no_larger_than_asked_for);
	TEST(no_key_comes_twice);
	TEST(depth_and_values_have_an_end);
	TEST(a_tree_is_made_of_any_part);
	return tap_end();
}
