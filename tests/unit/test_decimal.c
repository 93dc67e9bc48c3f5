/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/tap.h"
#include "worker/runtime/decimal.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static bool
digits_are(double x, const char *want, int want_point)
{
	char d[DECIMAL_DIGITS_MAX + 1];
	int point;
	size_t n = decimal_digits(d, x, &point);

	return n == strlen(want) && memcmp(d, want, n) == 0 &&
	    point == want_point;
}

static void
the_nearest_double_is_read_ties_to_even(void)
{
	char *long_tie = malloc(2000);

	CHECK(decimal_read("9007199254740993") == 9007199254740992.0);
	CHECK(decimal_read("9007199254740993.0000000000000000001") ==
	    9007199254740994.0);
	CHECK(decimal_read("9007199254740995") == 9007199254740996.0);
	CHECK(decimal_read("12345678901234567") == 12345678901234568.0);
	CHECK(
	    decimal_read("2.2250738585072011e-308") == 2.2250738585072011e-308);
	CHECK(decimal_read("5e-324") == 5e-324);
	CHECK(decimal_read("2.5e-324") == 5e-324);
	CHECK(decimal_read("2.4e-324") == 0);
	CHECK(isinf(decimal_read("1.7976931348623159e308")));
	/* A digit far behind decides. */
	memset(long_tie, '0', 1999);
	memcpy(long_tie, "9007199254740993.", 17);
	long_tie[1998] = '1';
	long_tie[1999] = '\0';
	CHECK(decimal_read(long_tie) == 9007199254740994.0);
	long_tie[1998] = '0';
	CHECK(decimal_read(long_tie) == 9007199254740992.0);
	free(long_tie);
}

static void
an_exponent_may_be_of_any_length(void)
{
	CHECK(decimal_read("0e400302146781") == 0);
	CHECK(isinf(decimal_read("1e99999999999999999999")));
	CHECK(decimal_read("1e-99999999999999999999") == 0);
	CHECK(decimal_read("1e+0000000000000000000000002") == 100);
}

static void
what_follows_a_decimal_is_not_read(void)
{
	CHECK(decimal_read("1x") == 1 && decimal_read("1.5.5") == 1.5);
	CHECK(decimal_read_whole("1e3") == 1);
	CHECK(decimal_read_whole("123456.789") == 123456);
	CHECK(decimal_read_whole("9007199254740993") == 9007199254740992.0);
	CHECK(decimal_read("0x10") == 0 && decimal_read("1e") == 1);
	CHECK(decimal_read("7e+") == 7 && decimal_read("2e3e4") == 2000);
	CHECK(decimal_read(".5") == 0.5 && decimal_read("5.") == 5);
	CHECK(decimal_read("") == 0);
}

static void
a_double_has_all_its_digits(void)
{
	char d[DECIMAL_DIGITS_MAX];
	int point;

	CHECK(digits_are(1, "1", 1) && digits_are(0.5, "5", 0));
	CHECK(digits_are(1200, "1200", 4) && digits_are(0.03125, "3125", -1));
	CHECK(digits_are(0.1,
	    "1000000000000000055511151231257827021181583404541015625", 0));
	CHECK(digits_are(1e23, "99999999999999991611392", 23));
	/* The longest there is. */
	CHECK(decimal_digits(d, 2.2250738585072009e-308, &point) ==
	    DECIMAL_DIGITS_MAX);
	CHECK(point == -307);
	CHECK(decimal_digits(d, 1.7976931348623157e308, &point) == 309);
}

static void
halves_are_rounded_up_and_carried(void)
{
	char room[16] = "?9995", *d = room + 1;

	decimal_round(d, 4, 3);
	CHECK(memcmp(room, "1000", 4) == 0);
	memcpy(d, "1249", 4);
	decimal_round(d, 4, 2);
	CHECK(memcmp(room, "012", 3) == 0);
	memcpy(d, "5", 1);
	decimal_round(d, 1, 0);
	CHECK(room[0] == '1');
	memcpy(d, "7", 1);
	decimal_round(d, 1, 4);
	CHECK(memcmp(room, "07000", 5) == 0);
}

int
main(void)
{
	TEST(the_nearest_double_is_read_ties_to_even);
	TEST(an_exponent_may_be_of_any_length);
	TEST(what_follows_a_decimal_is_not_read);
	TEST(a_double_has_all_its_digits);
	TEST(halves_are_rounded_up_and_carried);
	return tap_end();
}
