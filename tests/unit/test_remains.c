/* SPDX-License-Identifier: Apache-2.0 */
/* What a run made the broker hold is given back a body in a turn of the loop. */
#include <malloc.h>
#include <string.h>

#include "broker/remains.h"

#include "tests/unit/tap.h"

#define BODY ((size_t)8 * 1024 * 1024)

static void
fill(struct buf *b, size_t n)
{
	buf_init(b, n);
	memset(buf_room(b, n), 'x', n);
	buf_added(b, n);
	CHECK(buf_ok(b));
}

static size_t
held(void)
{
	return mallinfo2().hblkhd; /* in mappings of their own */
}

static void
a_turn_gives_one_body_back(void)
{
	struct remains *r = remains_new(EV_DEFAULT);
	size_t before = held(), now;
	struct buf b;
	int i;

	for (i = 0; i < 12; i++) {
		fill(&b, BODY);
		remains_take(r, &b);
		CHECK(b.p == NULL && b.len == 0);
	}
	for (; i > 0; i--) {
		now = held();
		CHECK(now > before + (size_t)i * BODY);
		CHECK((ev_run(EV_DEFAULT, EVRUN_ONCE) != 0) == (i > 1));
		CHECK(held() < now && held() + 2 * BODY > now);
	}
	CHECK(held() <= before);
	CHECK(!ev_run(EV_DEFAULT, EVRUN_NOWAIT)); /* nothing is left to do */
	remains_free(r);
}

static void
what_is_small_or_too_much_is_given_back_at_once(void)
{
	struct remains *r = remains_new(EV_DEFAULT);
	size_t before = held(), i;
	struct buf b;

	fill(&b, REMAINS_LEAST / 2);
	remains_take(r, &b);
	fill(&b, BODY);
	remains_take(NULL, &b);
	CHECK(held() <= before);
	for (i = 0; i < 2 * REMAINS_MAX / BODY; i++) {
		fill(&b, BODY);
		remains_take(r, &b);
	}
	CHECK(held() < before + REMAINS_MAX + BODY);
	remains_free(r);
	CHECK(held() <= before);
}

int
main(void)
{
#ifdef CORDON_SANITIZED
	printf("1..0 # SKIP a sanitizer's memory is not the C library's\n");
	return 77;
#endif
	TEST(a_turn_gives_one_body_back);
	TEST(what_is_small_or_too_much_is_given_back_at_once);
	return tap_end();
}
