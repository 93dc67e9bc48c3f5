/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/tap.h"
#include "typegen/ts_members.h"

static void
a_member_that_is_there_already_is_taken_back(void)
{
	static const char *const words[] = { "string", "number", "string",
		"null", "number", "null", "str", "" };
	struct ts_members m;
	struct buf b;
	size_t i, n;

	buf_init(&b, 1000);
	buf_adds(&b, "x: ");
	ts_members_init(&m, &b, " | ");
	for (i = 0; i < sizeof words / sizeof *words; i++)
		ts_member_adds(&m, words[i]);
	CHECK_STR(b.p, "x: string | number | null | str");
	CHECK(m.n == 4);
	CHECK(memcmp(ts_members_get(&m, 2, &n), "null", 4) == 0 && n == 4);
	CHECK(memcmp(ts_members_get(&m, 3, &n), "str", 3) == 0 && n == 3);
	ts_members_fini(&m);
	buf_fini(&b);
}

static void
many_members_are_told_apart_as_few_are(void)
{
	struct ts_members m;
	struct buf b;
	char text[32];
	int i, round;

	buf_init(&b, 1 << 20);
	ts_members_init(&m, &b, "|");
	for (round = 0; round < 2; round++)
		for (i = 0; i < 5000; i++) {
			(void)snprintf(text, sizeof text, "%d", i);
			ts_member_adds(&m, text);
		}
	CHECK(m.n == 5000 && buf_ok(&b));
	CHECK(strncmp(b.p, "0|1|2|", 6) == 0);
	CHECK_STR(strrchr(b.p, '|'), "|4999");
	ts_members_fini(&m);
	buf_fini(&b);
}

static void
one_that_is_empty_leaves_nothing(void)
{
	struct ts_members m;
	struct buf b;

	buf_init(&b, 1000);
	ts_members_init(&m, &b, " | ");
	ts_member_adds(&m, "");
	CHECK(m.n == 0 && b.len == 0);
	ts_members_fini(&m);
	buf_fini(&b);
}

static void
a_full_buffer_gets_no_member(void)
{
	struct ts_members m;
	struct buf b;

	buf_init(&b, 10);
	ts_members_init(&m, &b, " | ");
	ts_member_adds(&m, "string");
	ts_member_adds(&m, "number");
	ts_member_adds(&m, "a");
	CHECK(!buf_ok(&b) && m.n == 1 && b.len <= 10);
	ts_members_fini(&m);
	buf_fini(&b);
}

static bool
has(const char *s, char op)
{
	return ts_has_operator(s, strlen(s), op);
}

static void
an_operator_counts_outside_of_brackets_text_and_comments(void)
{
	CHECK(has("a | b", '|') && !has("a | b", '&') && has("a & b", '&'));
	CHECK(!has("{ a: b | c }", '|') && has("{ a: b } | c", '|'));
	CHECK(!has("Record<string, a | b>", '|') && !has("(a | b)[]", '|'));
	CHECK(!has("\"a|b\"", '|') && !has("\"\\\"|\"", '|'));
	CHECK(has("\"\\\\\" | c", '|') && !has("\"not closed | \\", '|'));
	CHECK(!has("unknown /* a | b */", '|') && has("a /* | */ | b", '|'));
	CHECK(!has("a /* | b", '|') && !has("a /*/ | b", '|'));
}

static void
brackets_go_around_the_end(void)
{
	struct buf b;

	buf_init(&b, 100);
	buf_adds(&b, "x: a | b");
	ts_wrap(&b, 3);
	CHECK_STR(b.p, "x: (a | b)");
	ts_take_back(&b, 3);
	CHECK_STR(b.p, "x: ");
	buf_fini(&b);
}

int
main(void)
{
	TEST(a_member_that_is_there_already_is_taken_back);
	TEST(many_members_are_told_apart_as_few_are);
	TEST(one_that_is_empty_leaves_nothing);
	TEST(a_full_buffer_gets_no_member);
	TEST(an_operator_counts_outside_of_brackets_text_and_comments);
	TEST(brackets_go_around_the_end);
	return tap_end();
}
