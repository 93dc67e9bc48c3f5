/* SPDX-License-Identifier: Apache-2.0 */
/* A program's calls, judged before the first is made. */
#include "tests/unit/fake_broker.h"

static void
what_is_wrong_with_calls_is_told_before_one_is_made(void)
{
#define AT(line) "{\"line\":" #line ",\"column\":3,\"connector\":"
#define NAMES(given) ",\"given\":[[" given "]],\"maybe\":[[]]}"
	struct outcome o = run("check " AT(1) "\"api\",\"operation\":\"get\""
			       NAMES("\"id\""));

	CHECK_STR(o.json, "\"called\"");
	o = run("check " AT(1) "\"api\",\"operation\":\"got\"}");
	CHECK(!o.ok && o.line == 1 && o.column == 3);
	CHECK_STR(o.name, "CallError");
	CHECK_STR(o.message, "api has no operation \"got\"; nearest: get "
			     "(no call was made)");
	CHECK_STR(o.calls, "[]");
	CHECK(strncmp(o.source, "check {\"line\":1", 15) == 0);
	o = run("check " AT(1) "\"aip\",\"operation\":\"got\"}");
	CHECK_STR(o.name, "ReferenceError");
	CHECK_STR(o.message, "aip is not defined; did you mean 'api'? The "
			     "connectors here are api; codemode.search(\"...\") "
			     "finds operations (no call was made)");
	o = run("check " AT(9) "\"api\",\"operation\":\"get\"" NAMES("") ","
		AT(2) "\"api\",\"operation\":\"get\",\"wrong\":\"a string\"}");
	CHECK_STR(o.name, "CallError");
	CHECK_STR(o.message, "2 calls of the program are wrong, so none was "
			     "made:\n9:3: api.get: \"id\" is missing: get(): "
			     "void\n2:3: api.get: it takes one object of named "
			     "arguments, not a string: get(): void");
	CHECK(o.line == 9 && o.source[0] == '\0');
	CHECK_STR(o.calls, "[]");
}

int
main(void)
{
	open_broker(9, "x");
	TEST(what_is_wrong_with_calls_is_told_before_one_is_made);
	close_broker();
	return tap_end();
}
