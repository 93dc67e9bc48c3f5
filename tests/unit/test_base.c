/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/buf.h"
#include "common/base/frame.h"
#include "common/host/json.h"

#include "tests/unit/tap.h"

static void
a_buffer_never_grows_past_its_maximum(void)
{
	struct buf b;

	buf_init(&b, 10);
	buf_adds(&b, "12345");
	buf_adds(&b, "67890");
	CHECK(buf_ok(&b) && b.len == 10);
	buf_addc(&b, 'x');
	CHECK(!buf_ok(&b) && b.len == 10);
	buf_fini(&b);
}

static void
room_in_a_buffer_is_filled_in_place(void)
{
	struct buf b;
	char *p;

	buf_init(&b, 100);
	buf_adds(&b, "ab");
	CHECK((p = buf_room(&b, 98)) != NULL);
	memcpy(p, "cdx", 3);
	buf_added(&b, 2);
	CHECK_STR(b.p, "abcd");
	CHECK(b.len == 4 && buf_ok(&b));
	CHECK(buf_room(&b, 97) == NULL && !buf_ok(&b));
	buf_fini(&b);
}

static void
numbers_are_written_in_decimal(void)
{
	struct buf b;

	buf_init(&b, 40);
	buf_addu(&b, 0);
	buf_addc(&b, ' ');
	buf_addu(&b, 10907);
	buf_addc(&b, ' ');
	buf_addu(&b, UINT64_MAX);
	CHECK_STR(b.p, "0 10907 18446744073709551615");
	buf_addu(&b, UINT64_MAX);
	CHECK(!buf_ok(&b) && b.len == 28);
	buf_fini(&b);
}

static void
json_strings_are_escaped_and_bad_utf8_replaced(void)
{
	struct buf b;

	buf_init(&b, 100);
	buf_add_json(&b, "a\"\n\x01\xff\xc3\xa9", 7);
	CHECK_STR(b.p, "\"a\\\"\\n\\u0001\xef\xbf\xbd\xc3\xa9\"");
	buf_fini(&b);
}

static void
a_plain_text_is_quoted_where_it_fits(void)
{
	struct buf b;

	buf_init(&b, 8);
	buf_add_json(&b, "abc", 3);
	buf_add_json(&b, "d", 1);
	CHECK_STR(b.p, "\"abc\"\"d\"");
	CHECK(buf_ok(&b) && b.len == 8);
	buf_add_json(&b, "", 0);
	CHECK(!buf_ok(&b) && b.len == 8);
	buf_clear(&b);
	buf_add_json(&b, NULL, 0);
	CHECK_STR(b.p, "\"\"");
	buf_fini(&b);
}

static void
a_frame_head_survives_the_trip(void)
{
	struct frame f = { .type = FRAME_BODY, .stream = 0x01020304 }, g;
	uint8_t packet[FRAME_HEAD];

	f.flags = FRAME_END;
	frame_head(&f, packet);
	CHECK(frame_parse(packet, sizeof packet, &g, NULL) == 0);
	CHECK(g.type == f.type && g.flags == f.flags && g.stream == f.stream);
	CHECK(g.len == 0);
}

static void
a_malformed_frame_is_refused(void)
{
	uint8_t p[FRAME_HEAD] = { 'J' };
	struct frame g;

	CHECK(frame_parse(p, 7, &g, NULL) == -1);
	p[4] = 1; /* a stream on a control frame */
	CHECK(frame_parse(p, 8, &g, NULL) == -1);
	p[4] = 0;
	p[2] = 1;
	CHECK(frame_parse(p, 8, &g, NULL) == -1);
	p[2] = 0;
	p[0] = 'Z';
	CHECK(frame_parse(p, 8, &g, NULL) == -1);
}

static void
a_frame_is_no_longer_than_its_limit(void)
{
	static uint8_t p[FRAME_MAX + 1] = { 'D', 0, 0, 0, 1 };
	struct frame g;
	struct err e;

	CHECK(frame_parse(p, FRAME_MAX, &g, &e) == 0);
	CHECK(g.len == FRAME_PAYLOAD_MAX);
	CHECK(frame_parse(p, FRAME_MAX + 1, &g, &e) == -1);
	CHECK(e.code == ERR_PROTO);
}

static void
deep_or_wide_json_is_refused_before_it_is_built(void)
{
	const char *deep = "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[";
	struct err e;

	CHECK(json_read(deep, strlen(deep), &json_limits_rpc, &e) == NULL);
	CHECK(e.code == ERR_LIMIT);
	CHECK(json_read("{\"a\":1,\"a\":2}", 13, &json_limits_rpc, &e) == NULL);
	CHECK(e.code == ERR_INPUT);
}

static void
messages_and_a_body_share_a_packet(void)
{
	uint8_t ok[] = "B\1\0\0\7\0\0\0[1]\n[2]\n\nbo\n\ndy";
	uint8_t none[] = "B\1\0\0\7\0\0\0[1]\nbody\n";
	uint8_t empty[] = "B\1\0\0\7\0\0\0[1]\n\n";
	struct frame f;

	CHECK(frame_parse(ok, sizeof ok - 1, &f, NULL) == 0);
	CHECK(f.stream == 7 && f.text_len == 7 && f.len == 6);
	CHECK(memcmp(f.text, "[1]\n[2]", 7) == 0);
	CHECK(memcmp(f.payload, "bo\n\ndy", 6) == 0);
	CHECK(frame_parse(none, sizeof none - 1, &f, NULL) == -1);
	CHECK(frame_parse(empty, sizeof empty - 1, &f, NULL) == 0);
	CHECK(f.text_len == 3 && f.len == 0);
	ok[1] = 0; /* a body goes on in no other packet */
	CHECK(frame_parse(ok, sizeof ok - 1, &f, NULL) == -1);
	ok[1] = 1, ok[4] = 0;
	CHECK(frame_parse(ok, sizeof ok - 1, &f, NULL) == -1);
}

int
main(void)
{
	TEST(a_buffer_never_grows_past_its_maximum);
	TEST(room_in_a_buffer_is_filled_in_place);
	TEST(numbers_are_written_in_decimal);
	TEST(json_strings_are_escaped_and_bad_utf8_replaced);
	TEST(a_plain_text_is_quoted_where_it_fits);
	TEST(a_frame_head_survives_the_trip);
	TEST(a_malformed_frame_is_refused);
	TEST(a_frame_is_no_longer_than_its_limit);
	TEST(messages_and_a_body_share_a_packet);
	TEST(deep_or_wide_json_is_refused_before_it_is_built);
	return tap_end();
}
