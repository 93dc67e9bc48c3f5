/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fuzz/big_laws.h"
#include "tests/unit/tap.h"

static struct big
parsed(uint32_t *r, const char *s)
{
	struct big v = { r, 0, false };
	bool neg = s[0] == '-';

	CHECK(big_parse(r, s + neg, strlen(s + neg), 10, &v));
	v.neg = neg && v.n > 0;
	return v;
}

static bool
prints(const struct big *v, unsigned radix, const char *want)
{
	char text[4096];
	uint32_t tmp[128];
	size_t n = big_text(text, tmp, v, radix);

	return n == strlen(want) && memcmp(text, want, n) == 0;
}

static void
products_are_exact(void)
{
	uint32_t x[16], y[16], r[32];
	struct big a = parsed(x, "123456789012345678901234567890");
	struct big b = parsed(y, "-987654321"), c = big_mul(r, &a, &b);

	CHECK(prints(&c, 10, "-121932631124828532112482853211126352690"));
	CHECK(prints(&a, 16, "18ee90ff6c373e0ee4e3f0ad2"));
}

static void
division_rounds_toward_zero(void)
{
	uint32_t x[16], y[16], q[16], r[16], t[16];
	struct big a = parsed(x, "-7"), b = parsed(y, "2"), quot, rem;

	big_divmod(&a, &b, q, r, t, &quot, &rem);
	CHECK(prints(&quot, 10, "-3"));
	CHECK(prints(&rem, 10, "-1"));
}

static void
shifting_right_rounds_down(void)
{
	uint32_t x[16], r[16];
	struct big a = parsed(x, "-5"), c = big_shr(r, &a, 1);

	CHECK(prints(&c, 10, "-3"));
	c = big_shr(r, &a, 1000);
	CHECK(prints(&c, 10, "-1"));
}

static void
wrapping_is_as_twos_complement(void)
{
	uint32_t x[16], r[16];
	struct big a = parsed(x, "255"), c = big_wrap(r, &a, 8, true);

	CHECK(prints(&c, 10, "-1"));
	a = parsed(x, "-1");
	c = big_wrap(r, &a, 64, false);
	CHECK(prints(&c, 10, "18446744073709551615"));
}

static void
doubles_are_the_nearest_ties_to_even(void)
{
	uint32_t x[16];
	struct big a = parsed(x, "9007199254740993");

	CHECK(big_to_double(&a) == 9007199254740992.0);
	a = parsed(x, "9007199254740995");
	CHECK(big_to_double(&a) == 9007199254740996.0);
	a = parsed(x, "36893488147419103233"); /* 2^65 + 1 */
	CHECK(big_to_double(&a) == 0x1p65);
	CHECK(big_cmp_double(&a, 0x1p65) == 1);
	CHECK(big_cmp_double(&a, HUGE_VAL) == -1);
}

static void
a_byte_that_is_no_digit_is_refused(void)
{
	uint32_t x[16];
	struct big a;

	CHECK(!big_parse(x, "12a", 3, 10, &a));
	CHECK(!big_parse(x, "2", 1, 2, &a));
	CHECK(!big_parse(x, "1_0", 3, 10, &a));
}

static void
the_laws_hold_for_random_numbers(void)
{
	uint32_t x[LAW_LIMBS / 2], y[LAW_LIMBS / 2];
	uint64_t s = 88172645463325252u;
	struct big a = { x, 0, false }, b = { y, 0, false };
	int i;
	size_t k;

	for (i = 0; i < 2000; i++) {
		for (k = 0; k < LAW_LIMBS / 2; k++) {
			s ^= s << 13;
			s ^= s >> 7;
			s ^= s << 17;
			x[k] = s & 0x300 ? (uint32_t)s : 0xffffffff;
			y[k] = s & 0xc00 ? (uint32_t)(s >> 32) : 0;
		}
		a.n = big_trim(x, (size_t)(s >> 20) % (LAW_LIMBS / 2));
		b.n = big_trim(y, (size_t)(s >> 40) % (LAW_LIMBS / 2));
		a.neg = a.n > 0 && (s & 1) != 0;
		b.neg = b.n > 0 && (s & 2) != 0;
		if (!big_laws(&a, &b, (size_t)(s >> 10) % 3000)) {
			CHECK(false);
			return;
		}
	}
}

int
main(void)
{
	TEST(products_are_exact);
	TEST(division_rounds_toward_zero);
	TEST(shifting_right_rounds_down);
	TEST(wrapping_is_as_twos_complement);
	TEST(doubles_are_the_nearest_ties_to_even);
	TEST(a_byte_that_is_no_digit_is_refused);
	TEST(the_laws_hold_for_random_numbers);
	return tap_end();
}
