/* SPDX-License-Identifier: Apache-2.0 */
/* fake_attacks_more.c -- see fake_attacks.h: types, numbers, ends. */
#include "common/base/limits.h"
#include "tests/fakes/fake_attacks.h"
#include "tests/fakes/peer.h"

static void
an_object_for_a_name(void)
{
	peer_body(fake_stream(), "{}", 2);
	peer_say("[\"push\",[\"pipeline\",0,[\"call\"],[{\"__proto__\":\"api\"},\"get\",[\"body\",1]]]]");
}

static void
real_without_bounds(void)
{
	peer_say("[\"pull\",1e400]");
}

static void
id_past_all_doubles(void)
{
	peer_say("[\"pull\",9007199254740993]");
}

static void
half_a_result(void)
{
	peer_frame(FRAME_BODY, 0, fake_stream(), "[1,", 3);
	_exit(0);
}

static void
result_too_large(void)
{
	static char big[RESULT_MAX + 1];

	memset(big, '1', sizeof big);
	peer_body(fake_stream(), big, sizeof big);
	peer_say("[\"resolve\",1,{\"result\":[\"body\",%u],\"truncated\":false}]",
	    fake_stream_last());
}

/* A byte a packet, as slowly as the deadline lets it. */
static void
one_byte_at_a_time(void)
{
	uint32_t s = fake_stream();

	for (;;) {
		peer_frame(FRAME_BODY, 0, s, "x", 1);
		(void)usleep(1000);
	}
}

static const struct {
	const char *name;
	void (*play)(void);
} attacks[] = {
#define ATTACK(name, outcome, kind) { #name, name },
#include "tests/fakes/fake_attacks_more.def"
#undef ATTACK
};

void
fake_attack_more(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof attacks / sizeof attacks[0]; i++)
		if (strcmp(attacks[i].name, name) == 0)
			attacks[i].play();
}
