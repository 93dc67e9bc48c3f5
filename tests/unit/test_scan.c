/* SPDX-License-Identifier: Apache-2.0 */
/* test_scan.c -- parts of a JSON text, found; broken text, survived. */
#include <string.h>

#include "tests/unit/tap.h"
#include "worker/scan.h"

static struct scan
text(const char *s)
{
	return scan_value(s, strlen(s));
}

static bool
equal(struct scan v, const char *s)
{
	return v.p != NULL && v.n == strlen(s) && memcmp(v.p, s, v.n) == 0;
}

static void
the_parts_of_a_message_are_found(void)
{
	struct scan m = text(" [\"resolve\" , 7,{\"a]\":\"b\\\"}\",\"body\":"
			     "[\"body\",3],\"now_ms\":12}]\n[1]");
	struct scan v = scan_item(m, 2), items[4];
	uint64_t n = 0;

	CHECK(scan_is(scan_item(m, 0), "resolve"));
	CHECK(scan_number(scan_item(m, 1), 7, &n) && n == 7);
	CHECK(!scan_number(scan_item(m, 1), 6, &n));
	CHECK(equal(scan_member(v, "body"), "[\"body\",3]"));
	CHECK(equal(scan_member(v, "now_ms"), "12"));
	CHECK(scan_member(v, "b").p == NULL);
	CHECK(scan_item(m, 3).p == NULL);
	scan_items(m, 4, items);
	CHECK(scan_is(items[0], "resolve") && equal(items[1], "7"));
	CHECK(items[2].n == v.n && items[3].p == NULL);
	scan_items(text("{}"), 1, items);
	CHECK(items[0].p == NULL);
	CHECK(scan_plain(scan_member(v, "a]")).p == NULL);
	CHECK(scan_item(text("[]"), 0).p == NULL);
	CHECK(scan_member(text("{}"), "a").p == NULL);
	CHECK(!scan_number(text("-1"), 9, &n) && !scan_number(text("1e3"), 9, &n));
	CHECK(!scan_number(text("18446744073709551616"), UINT64_MAX, &n));
	CHECK(scan_number(text("18446744073709551615"), UINT64_MAX, &n));
}

static void
members_are_found_by_one_look(void)
{
	static const char *const names[] = { "code", "c", "none", "now" };
	struct scan v = text("{\"c\\u\":0,\"now\":7,\"code\":\"a\\\"b\","
			     "\"c\":[{}],\"now\":8}");
	struct scan ret[4];

	scan_members(v, names, 4, ret);
	CHECK(equal(ret[0], "\"a\\\"b\""));
	CHECK(equal(ret[1], "[{}]"));
	CHECK(ret[2].p == NULL);
	CHECK(equal(ret[3], "7"));
	scan_members(text("[1]"), names, 4, ret);
	CHECK(ret[0].p == NULL && ret[3].p == NULL);
}

/* The object of a reply is read where it stands, its end not looked for. */
static void
what_is_behind_the_first_items_is_left_as_it_is(void)
{
	struct scan_list list = scan_open(text("[\"a\", 2 ,"
	    " {\"b\":[\"}\"],\"c\":3 } ,4]"));
	static const char *const names[] = { "c", "d" };
	struct scan ret[2], rest;

	CHECK(scan_is(scan_next(&list), "a") && equal(scan_next(&list), "2"));
	rest = scan_rest(&list);
	CHECK(equal(rest, "{\"b\":[\"}\"],\"c\":3 } ,4"));
	scan_members(rest, names, 2, ret);
	CHECK(equal(ret[0], "3") && ret[1].p == NULL);
	list = scan_open(text("[1]"));
	CHECK(equal(scan_next(&list), "1") && scan_rest(&list).p == NULL);
	list = scan_open(text("{}"));
	CHECK(scan_rest(&list).p == NULL);
}

/* Every beginning of a message, and every byte of it changed: sanitizers see
 * whether one byte too many is read. */
static void
broken_messages_are_not_read_past_their_end(void)
{
	static const char good[] = "[\"push\",[\"pipeline\",0,[\"run\"],"
	    "[{\"seed\":\"00\\\\\",\"code\":[\"body\",1]}]]]";
	static const char bad[] = "\"[]{},:\\\0 ";
	char copy[sizeof good];
	size_t seen = 0;

	for (size_t n = 0; n < sizeof good; n++) {
		for (size_t k = 0; k < sizeof bad; k++) {
			char *end = copy + sizeof copy, *p = end - n;
			struct scan v;

			memcpy(p, good, n);
			if (n > 0)
				p[n / 2] = bad[k];
			v = scan_value(p, n);
			v = scan_item(scan_item(scan_item(v, 1), 3), 0);
			v = scan_member(v, "code");
			seen += v.p != NULL;
			CHECK(v.p == NULL || v.p + v.n <= end);
		}
	}
	CHECK(seen < sizeof good * sizeof bad);
}

int
main(void)
{
	TEST(the_parts_of_a_message_are_found);
	TEST(members_are_found_by_one_look);
	TEST(what_is_behind_the_first_items_is_left_as_it_is);
	TEST(broken_messages_are_not_read_past_their_end);
	return tap_end();
}
