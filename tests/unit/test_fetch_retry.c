/* SPDX-License-Identifier: Apache-2.0 */
/* What is tried again, and after how long. */
#include <stddef.h>

#include "broker/egress/fetch_retry.h"

#include "tests/unit/tap.h"

#define NOW_MS 1767323045000u /* 2026-01-02T03:04:05Z */
#define DAY_MS 86400000

static void
only_methods_that_are_known_to_be_idempotent(void)
{
	static const char *const yes[] = { "GET", "HEAD", "PUT", "DELETE",
		"OPTIONS", "TRACE", "QUERY" };
	static const char *const no[] = { "POST", "PATCH", "CONNECT", "LINK",
		"get", "Post", "GETS", "GE", "" };
	size_t i;

	for (i = 0; i < sizeof yes / sizeof yes[0]; i++)
		CHECK(fetch_retry_method(yes[i]));
	for (i = 0; i < sizeof no / sizeof no[0]; i++)
		CHECK(!fetch_retry_method(no[i]));
}

static void
retry_after_is_seconds_or_a_date(void)
{
	static const struct {
		const char *value;
		int64_t ms;
	} rows[] = {
		{ "0", 0 },
		{ "1", 1000 },
		{ "007", 7000 },
		{ "86401", DAY_MS },
		{ "99999999999999999999999", DAY_MS },
		{ "Fri, 02 Jan 2026 03:04:15 GMT", 10000 },
		{ "Friday, 02-Jan-26 03:04:15 GMT", 10000 },
		{ "Fri Jan  2 03:04:15 2026", 10000 },
		{ "Fri, 02 Jan 2026 03:04:05 GMT", 0 },
		{ "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
		{ "Wed, 31 Dec 2098 00:00:00 GMT", DAY_MS },
		{ "", -1 },
		{ "-1", -1 },
		{ "-5", -1 },
		{ "+5", -1 },
		{ "1.5", -1 },
		{ "1e3", -1 },
		{ " 5", -1 },
		{ "5 s", -1 },
		{ "soon", -1 },
		{ "0x10", -1 },
	};
	size_t i;

	CHECK(fetch_retry_after(NULL, NOW_MS) == -1);
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (fetch_retry_after(rows[i].value, NOW_MS) != rows[i].ms) {
			CHECK_STR(rows[i].value, "another time");
			CHECK(fetch_retry_after(rows[i].value, NOW_MS) ==
			    rows[i].ms);
		}
}

static void
pauses_grow_and_are_never_the_same_for_all(void)
{
	unsigned i;

	for (i = 0; i < 20; i++) {
		uint64_t least = 100u << (i < 8 ? i : 8);
		uint64_t ms = fetch_retry_pause(i, 100);

		CHECK(ms >= least && ms <= 2 * least);
	}
}

int
main(void)
{
	TEST(only_methods_that_are_known_to_be_idempotent);
	TEST(retry_after_is_seconds_or_a_date);
	TEST(pauses_grow_and_are_never_the_same_for_all);
	return tap_end();
}
