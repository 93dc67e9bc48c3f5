/* SPDX-License-Identifier: Apache-2.0 */
/* fake_attacks.c -- see fake_attacks.h; names are listed in test_job.c. */
#include "tests/fakes/fake_attacks.h"

#include "tests/fakes/peer.h"

static uint32_t last_stream;

uint32_t
fake_stream(void)
{
	return ++last_stream;
}

uint32_t
fake_stream_last(void)
{
	return last_stream;
}

static void
repeat(char c, size_t n, const char *before, const char *after)
{
	static char text[FRAME_PAYLOAD_MAX];
	size_t b = strlen(before), a = strlen(after);

	memcpy(text, before, b);
	memset(text + b, c, n);
	memcpy(text + b + n, after, a);
	peer_frame(FRAME_CTL, 0, 0, text, b + n + a);
}

static void
wrong_type(void)
{
	peer_frame('Z', 0, 0, "[]", 2);
}

static void
short_packet(void)
{
	peer_raw("J\0\0", 3);
}

static void
empty_packet(void)
{
	peer_raw("", 0);
}

static void
reserved_bits(void)
{
	peer_raw("J\0\1\0\0\0\0\0[\"pull\",1]", 18);
}

static void
unknown_flags(void)
{
	peer_frame(FRAME_BODY, 0x80, fake_stream(), "x", 1);
}

static void
end_on_control(void)
{
	peer_frame(FRAME_CTL, FRAME_END, 0, "[\"pull\",1]", 10);
}

static void
stream_on_control(void)
{
	peer_frame(FRAME_CTL, 0, 7, "[\"pull\",1]", 10);
}

static void
body_without_stream(void)
{
	peer_frame(FRAME_BODY, FRAME_END, 0, "x", 1);
}

static void
oversized_packet(void)
{
	static char big[FRAME_PAYLOAD_MAX + 100];

	peer_frame(FRAME_BODY, 0, fake_stream(), big, sizeof big);
}

static void
stream_out_of_order(void)
{
	peer_frame(FRAME_BODY, FRAME_END, 0xfffffff0U, "x", 1);
}

static void
stream_backwards(void)
{
	peer_body(fake_stream(), "x", 1);
	peer_body(fake_stream(), "y", 1);
	peer_say("[\"push\",[\"pipeline\",0,[\"log\"],[\"log\",[\"body\",1]]]]");
	peer_body(1, "x", 1);
}

static void
body_after_end(void)
{
	peer_body(fake_stream(), "x", 1);
	peer_body(fake_stream_last(), "y", 1);
}

static void
body_not_ended(void)
{
	peer_frame(FRAME_BODY, 0, fake_stream(), "{}", 2);
	peer_say("[\"push\",[\"pipeline\",0,[\"call\"],[\"api\",\"get\",[\"body\",1]]]]");
}

static void
body_never_sent(void)
{
	peer_say("[\"push\",[\"pipeline\",0,[\"call\"],[\"api\",\"get\",[\"body\",9]]]]");
}

static void
body_used_twice(void)
{
	peer_body(fake_stream(), "{}", 2);
	peer_say("[\"push\",[\"pipeline\",0,[\"call\"],[\"api\",\"get\",[\"body\",1]]]]\n"
		 "[\"push\",[\"pipeline\",0,[\"call\"],[\"api\",\"get\",[\"body\",1]]]]");
}

static void
bodies_without_end(void)
{
	for (;;)
		peer_frame(FRAME_BODY, 0, fake_stream(), "x", 1);
}

static void
endless_body(void)
{
	static char chunk[FRAME_PAYLOAD_MAX];
	uint32_t s = fake_stream();

	for (;;)
		peer_frame(FRAME_BODY, 0, s, chunk, sizeof chunk);
}

static void
many_large_bodies(void)
{
	static char chunk[FRAME_PAYLOAD_MAX];
	int i, k;

	for (i = 0; i < 60; i++) {
		uint32_t s = fake_stream();

		for (k = 0; k < 100; k++)
			peer_frame(FRAME_BODY, 0, s, chunk, sizeof chunk);
	}
}

static void
empty_control(void)
{
	peer_frame(FRAME_CTL, 0, 0, "", 0);
}

static void
not_json(void)
{
	peer_say("hello");
}

static void
invalid_utf8(void)
{
	peer_say("[\"abort\",[\"error\",\"E\",\"\xff\xfe\"]]");
}

static void
lone_surrogate(void)
{
	peer_say("[\"abort\",[\"error\",\"E\",\"\\ud800\"]]");
}

static void
deep_json(void)
{
	repeat('[', 60000, "", "");
}

static void
wide_json(void)
{
	static char text[FRAME_PAYLOAD_MAX];
	size_t i;

	text[0] = '[';
	for (i = 1; i < 40000; i += 2) {
		text[i] = '1';
		text[i + 1] = ',';
	}
	peer_frame(FRAME_CTL, 0, 0, text, i);
}

static void
duplicate_keys(void)
{
	peer_say("[\"resolve\",1,{\"a\":1,\"a\":2}]");
}

static void
huge_number(void)
{
	repeat('9', 50000, "[\"pull\",", "]");
}

static void
not_an_array(void)
{
	peer_say("{\"push\":1}");
}

static void
unknown_word(void)
{
	peer_say("[\"import\",1]");
}

static void
too_many_values(void)
{
	peer_say("[\"pull\",1,2,3]");
}

static void
negative_id(void)
{
	peer_say("[\"pull\",-1]");
}

static void
huge_id(void)
{
	peer_say("[\"pull\",9007199254740993]");
}

static void
real_id(void)
{
	peer_say("[\"pull\",1.5]");
}

static void
pull_before_push(void)
{
	peer_say("[\"pull\",1]");
}

static void
pull_twice(void)
{
	peer_body(fake_stream(), "{}", 2);
	peer_say("[\"push\",[\"pipeline\",0,[\"call\"],[\"api\",\"get\",[\"body\",1]]]]\n"
		 "[\"pull\",1]\n[\"pull\",1]");
}

static void
pull_released(void)
{
	peer_body(fake_stream(), "{}", 2);
	peer_say("[\"push\",[\"pipeline\",0,[\"call\"],[\"api\",\"get\",[\"body\",1]]]]\n"
		 "[\"release\",1,1]\n[\"pull\",1]");
}

static void
release_twice(void)
{
	peer_body(fake_stream(), "{}", 2);
	peer_say("[\"push\",[\"pipeline\",0,[\"call\"],[\"api\",\"get\",[\"body\",1]]]]\n"
		 "[\"release\",1,1]\n[\"release\",1,1]");
}

static void
release_many(void)
{
	peer_say("[\"release\",1,1000000]");
}

static void
resolve_unknown(void)
{
	peer_say("[\"resolve\",7,{\"result\":[\"body\",1]}]");
}

static void
resolve_without_body(void)
{
	peer_say("[\"resolve\",1,{\"result\":5}]");
}

static void
reject_without_error(void)
{
	peer_say("[\"reject\",1,\"no\"]");
}

static void
reject_unknown(void)
{
	peer_say("[\"reject\",2,[\"error\",\"E\",\"m\"]]");
}

static void
log_of_no_level(void)
{
	peer_body(fake_stream(), "x", 1);
	peer_say("[\"push\",[\"pipeline\",0,[\"log\"],[\"root\",[\"body\",1]]]]");
}

static void
call_of_few(void)
{
	peer_say("[\"push\",[\"pipeline\",0,[\"call\"],[\"api\"]]]");
}

#define CHECK(arg) "[\"push\",[\"pipeline\",0,[\"check\"],[" arg "]]]"
#define SITE "{\"line\":1,\"column\":1,\"connector\":\"api\"," \
	     "\"operation\":\"get\""

static void
check_twice(void)
{
	peer_say(CHECK("[[" SITE "}]]") "\n" CHECK("[[" SITE "}]]"));
}

static void
check_of_no_list(void)
{
	peer_say(CHECK("{}"));
}

static void
check_of_no_site(void)
{
	peer_say(CHECK("[[1]]"));
}

static void
check_of_no_place(void)
{
	peer_say(CHECK("[[{\"line\":-1,\"column\":1,\"connector\":\"api\","
		       "\"operation\":\"get\"}]]"));
}

static void
check_of_half_a_pair(void)
{
	peer_say(CHECK("[[" SITE ",\"given\":[[]]}]]"));
}

static void
check_of_names_that_are_none(void)
{
	peer_say(CHECK("[[" SITE ",\"given\":[[1]],\"maybe\":[[]]}]]"));
}

static void
check_of_a_long_name(void)
{
	char name[600];

	memset(name, 'a', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	peer_say(CHECK("[[" SITE ",\"wrong\":\"%s\"}]]"), name);
}

static void
check_of_two_lines(void)
{
	peer_say(CHECK("[[" SITE ",\"wrong\":\"a\\nb\"}]]"));
}

static void
check_of_many(void)
{
	static char all[1000];
	size_t n = 0;

	for (int i = 0; i < 200; i++)
		n += (size_t)snprintf(all + n, sizeof all - n, "%s{}",
		    i == 0 ? "" : ",");
	peer_say(CHECK("[[%s]]"), all);
}

static void
control_flood(void)
{
	for (;;)
		peer_say("[\"push\",1]");
}

static void
control_flood_packed(void)
{
	static char text[FRAME_PAYLOAD_MAX];
	size_t n = 0;

	while (n + 11 < sizeof text) {
		memcpy(text + n, "[\"push\",1]\n", 11);
		n += 11;
	}
	for (;;)
		peer_frame(FRAME_CTL, 0, 0, text, n);
}

static void
log_flood(void)
{
	for (;;) {
		peer_body(fake_stream(), "", 0);
		peer_say("[\"push\",[\"pipeline\",0,[\"log\"],[\"log\",[\"body\",%u]]]]",
		    fake_stream_last());
	}
}

/* Never reads its answers. */
static void
unread_replies(void)
{
	static char big[ARGS_MAX];
	int i;

	for (i = 1; i <= 200; i++) {
		peer_body(fake_stream(), big, sizeof big);
		peer_say("[\"push\",[\"pipeline\",0,[\"call\"],[\"api\",\"get\",[\"body\",%u]]]]\n[\"pull\",%d]",
		    fake_stream_last(), i);
	}
}

static void
close_and_stay(void)
{
	(void)close(PEER_FD);
}

static const struct {
	const char *name;
	void (*play)(void);
} attacks[] = {
#define ATTACK(name, outcome, kind) { #name, name },
#include "tests/fakes/fake_attacks.def"
#undef ATTACK
};

void
fake_attack(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof attacks / sizeof attacks[0]; i++)
		if (strcmp(attacks[i].name, name) == 0)
			attacks[i].play();
}
