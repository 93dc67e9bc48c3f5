/* SPDX-License-Identifier: Apache-2.0 */
#include "broker/rpc_msg.h"

#include "tests/unit/tap.h"

static struct flat_value values[FLAT_MAX];

enum wanted { GOOD, UNSUPPORTED, VIOLATION };

static enum wanted
judge(const char *s, size_t n)
{
	struct rpc_msg m;
	struct err e;
	enum wanted w = GOOD;

	if (rpc_msg_read(s, n, values, &m, &e) == -1)
		return e.code == ERR_PROTO ? VIOLATION : GOOD;
	if (m.unsupported != NULL)
		w = UNSUPPORTED;
	return w;
}

static void
each_message_is_what_it_is(void)
{
	static const struct {
		const char *text;
		enum wanted wanted;
	} cases[] = {
		{ "[\"push\",[\"pipeline\",0,[\"call\"],[1]]]", GOOD },
		{ "[\"push\",[\"pipeline\",0,[\"call\"],[]]]", GOOD },
		{ "[\"pull\",1]", GOOD },
		{ "[\"resolve\",1,[[1,2]]]", GOOD },
		{ "[\"reject\",1,[\"error\",\"E\",\"m\"]]", GOOD },
		{ "[\"release\",1,1]", GOOD },
		{ "[\"abort\",[\"error\",\"E\",\"m\"]]", GOOD },
		/* Cap'n Web, but more of it than we speak. */
		{ "[\"push\",5]", UNSUPPORTED },
		{ "[\"push\",[\"import\",1]]", UNSUPPORTED },
		{ "[\"push\",[\"pipeline\",1,[\"call\"],[]]]", UNSUPPORTED },
		{ "[\"push\",[\"pipeline\",0,[\"a\",\"b\"],[]]]", UNSUPPORTED },
		{ "[\"push\",[\"pipeline\",0,[1],[]]]", UNSUPPORTED },
		{ "[\"push\",[\"pipeline\",0,[\"call\"]]]", UNSUPPORTED },
		{ "[\"push\",[\"pipeline\",0,[\"call\"],{}]]", UNSUPPORTED },
		{ "[\"push\",[\"remap\",0,[\"call\"],[],[]]]", UNSUPPORTED },
		{ "[\"push\",[\"pipeline\",0,[\"f\"],[[\"export\",-1]]]]",
		    UNSUPPORTED },
		{ "[\"push\",[\"pipeline\",0,[\"f\"],[{\"a\":[\"promise\",1]}]]]",
		    UNSUPPORTED },
		{ "[\"push\",[\"pipeline\",0,[\"f\"],[[[[\"writable\",1]]]]]]",
		    UNSUPPORTED },
		/* Nothing anybody may say. */
		{ "", VIOLATION },
		{ " ", VIOLATION },
		{ "null", VIOLATION },
		{ "{}", VIOLATION },
		{ "[]", VIOLATION },
		{ "[1]", VIOLATION },
		{ "[\"stream\",1]", VIOLATION },
		{ "[\"PULL\",1]", VIOLATION },
		{ "[\"push\"]", VIOLATION },
		{ "[\"push\",1,2]", VIOLATION },
		{ "[\"pull\"]", VIOLATION },
		{ "[\"pull\",0]", VIOLATION },
		{ "[\"pull\",-1]", VIOLATION },
		{ "[\"pull\",2147483648]", VIOLATION },
		{ "[\"pull\",99999999999999999999]", VIOLATION },
		{ "[\"pull\",1.0]", VIOLATION },
		{ "[\"pull\",\"1\"]", VIOLATION },
		{ "[\"pull\",true]", VIOLATION },
		{ "[\"pull\",1],", VIOLATION },
		{ "[\"pull\",1][\"pull\",2]", VIOLATION },
		{ "[\"release\",1,0]", VIOLATION },
		{ "[\"release\",1,2]", VIOLATION },
		{ "[\"release\",1,\"1\"]", VIOLATION },
		{ "[\"resolve\",1]", VIOLATION },
		{ "[\"resolve\",1,{\"a\":1,\"a\":1}]", VIOLATION },
		{ "[\"reject\",0,[\"error\",\"E\",\"m\"]]", VIOLATION },
		{ "[\"abort\"]", VIOLATION },
		{ "[\"pull\",1", VIOLATION },
		{ "[\"pull\",NaN]", VIOLATION },
		{ "[\"abort\",\"\xc3\"]", VIOLATION },
		{ "[\"abort\",\"\\ud800\"]", VIOLATION },
		{ "\xef\xbb\xbf[\"pull\",1]", VIOLATION },
	};
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		enum wanted w = judge(cases[i].text, strlen(cases[i].text));

		CHECK(w == cases[i].wanted);
		if (w != cases[i].wanted)
			printf("# %s\n", cases[i].text);
	}
	CHECK(judge("[\"pull\",1]\0", 11) == VIOLATION);
}

/* Every word in every state. */
static void
the_permit_table_is_this(void)
{
	static const char *const permits[RPC_STATE_MAX] = {
		[RPC_WORKER_IDLE] = "",
		[RPC_WORKER_RUNNING] = "push pull resolve reject release abort",
		[RPC_WORKER_DONE] = "",
		[RPC_EGRESS_STARTING] = "push abort",
		[RPC_EGRESS_READY] = "push resolve reject abort",
	};
	unsigned s, w;

	for (s = 0; s < RPC_STATE_MAX; s++)
		for (w = 0; w < RPC_WORD_MAX; w++) {
			const char *word = rpc_word_name((enum rpc_word)w);
			bool want = strstr(permits[s], word) != NULL;

			CHECK(rpc_msg_permitted((enum rpc_state)s,
				  (enum rpc_word)w) == want);
		}
}

static void
a_body_is_named_by_its_stream(void)
{
	static const struct {
		const char *text;
		uint32_t stream;
	} cases[] = {
		{ "[\"body\",1]", 1 },
		{ "[\"body\",2147483647]", 0x7fffffff },
		{ "[\"body\",2147483648]", 0 },
		{ "[\"body\",0]", 0 },
		{ "[\"body\",-1]", 0 },
		{ "[\"body\",1,2]", 0 },
		{ "[\"body\"]", 0 },
		{ "[\"bytes\",1]", 0 },
		{ "{}", 0 },
		{ "1", 0 },
	};
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		CHECK(flat_read(cases[i].text, strlen(cases[i].text), values,
			  NULL) == 0);
		CHECK(rpc_msg_body(values) == cases[i].stream);
	}
	CHECK(rpc_msg_body(NULL) == 0);
}

static void
what_we_write_we_can_read(void)
{
	struct rpc_msg m;
	struct buf b;
	struct err e;

	buf_init(&b, 4096);
	rpc_msg_reject(&b, 7, "TypeError", "E_LIMIT", "no \"more\"\n\xff");
	CHECK(rpc_msg_read(b.p, b.len, values, &m, &e) == 0);
	CHECK(m.word == RPC_REJECT && m.id == 7 && rpc_msg_is_error(m.value));
	buf_clear(&b);
	rpc_msg_pull(&b, 3);
	CHECK_STR(b.p, "[\"pull\",3]");
	buf_clear(&b);
	rpc_msg_release(&b, 3);
	CHECK_STR(b.p, "[\"release\",3,1]");
	buf_fini(&b);
}

int
main(void)
{
	TEST(each_message_is_what_it_is);
	TEST(the_permit_table_is_this);
	TEST(a_body_is_named_by_its_stream);
	TEST(what_we_write_we_can_read);
	return tap_end();
}
