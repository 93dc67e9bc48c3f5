/* SPDX-License-Identifier: Apache-2.0 */
/* test_mcp_line.c -- a message is one line to whoever reads lines. */
#include "mcp/line.h"
#include "tests/unit/tap.h"

static void
check_line(const char *json, const char *want)
{
	struct buf b;

	buf_init(&b, 1000);
	line_add(&b, json, strlen(json));
	CHECK(buf_ok(&b));
	CHECK_STR(b.p, want);
	buf_fini(&b);
}

static void
separators_are_escaped(void)
{
	check_line("\"a\xe2\x80\xa8z\"", "\"a\\u2028z\"\n");
	check_line("\"\xe2\x80\xa9\xe2\x80\xa8\xe2\x80\xa8\"",
	    "\"\\u2029\\u2028\\u2028\"\n");
}

static void
all_else_stays_as_it_is(void)
{
	check_line("", "\n");
	check_line("{\"a\":[1,\"\\u2028 \\n\"]}",
	    "{\"a\":[1,\"\\u2028 \\n\"]}\n");
	/* neighbours: U+2027, U+202A, U+20A8, and what only begins alike */
	check_line("\"\xe2\x80\xa7\xe2\x80\xaa\xe2\x82\xa8\"",
	    "\"\xe2\x80\xa7\xe2\x80\xaa\xe2\x82\xa8\"\n");
	check_line("\xe2", "\xe2\n");
	check_line("\xe2\x80", "\xe2\x80\n");
	check_line("\xe2\xe2\x80\xa8", "\xe2\\u2028\n");
}

static void
what_has_no_room_fails(void)
{
	struct buf b;

	buf_init(&b, 8);
	line_add(&b, "\"\xe2\x80\xa8\"", 5);
	CHECK(!buf_ok(&b));
	buf_fini(&b);
}

int
main(void)
{
	TEST(separators_are_escaped);
	TEST(all_else_stays_as_it_is);
	TEST(what_has_no_room_fails);
	return tap_end();
}
