/* SPDX-License-Identifier: Apache-2.0 */
/* rpc_msg.c -- see rpc_msg.h. */
#include "broker/rpc_msg.h"

#include <string.h>


#define BIT(w) (1U << RPC_##w)

/* The whole permit table: a word not named here ends the sender. */
static const unsigned permits[RPC_STATE_MAX] = {
	[RPC_WORKER_IDLE] = 0,
	[RPC_WORKER_RUNNING] = BIT(PUSH) | BIT(PULL) | BIT(RESOLVE) |
	    BIT(REJECT) | BIT(RELEASE) | BIT(ABORT),
	[RPC_WORKER_DONE] = 0,
	[RPC_EGRESS_STARTING] = BIT(PUSH) | BIT(ABORT),
	[RPC_EGRESS_READY] = BIT(PUSH) | BIT(RESOLVE) | BIT(REJECT) | BIT(ABORT),
};

bool
rpc_msg_permitted(enum rpc_state s, enum rpc_word w)
{
	return (permits[s] & 1U << w) != 0;
}

const char *
rpc_msg_state_name(enum rpc_state s)
{
	static const char *const names[RPC_STATE_MAX] = { "idle", "running",
		"done", "starting", "ready" };

	return names[s];
}

static const struct {
	const char *word;
	size_t len;
	size_t least, most; /* values after the word */
} grammar[RPC_WORD_MAX] = {
#define RPC(name, text, l, m) { text, sizeof(text) - 1, l, m },
#include "common/base/rpc.def"
#undef RPC
};

static int
read_word(const struct flat_value *root, enum rpc_word *ret, struct err *e)
{
	const struct flat_value *word = flat_item(root, 0);
	size_t n = flat_items(root);
	unsigned w;

	if (!flat_is_string(word))
		return err_set(e, ERR_PROTO, "message without a word");
	for (w = 0; w < RPC_WORD_MAX; w++)
		if (flat_is_word(word, grammar[w].word, grammar[w].len))
			break;
	if (w == RPC_WORD_MAX)
		return err_set(e, ERR_PROTO, "unknown word \"%.*s\"",
		    word->len > 32 ? 32 : (int)word->len, word->p);
	if (n - 1 < grammar[w].least || n - 1 > grammar[w].most)
		return err_set(e, ERR_PROTO, "\"%s\" with %zu values",
		    grammar[w].word, n - 1);
	*ret = (enum rpc_word)w;
	return 0;
}

static int
read_id(const struct flat_value *v, uint32_t *ret, struct err *e)
{
	uint64_t id;

	if (!flat_number(v, RPC_ID_MAX, &id) || id == 0)
		return err_set(e, ERR_PROTO, "an id that is none of ours");
	*ret = (uint32_t)id;
	return 0;
}

/* Value expressions of Cap'n Web that name remote things: none of ours. */
static bool
is_remote(const struct flat_value *tag)
{
	return flat_is(tag, "import") || flat_is(tag, "pipeline") ||
	    flat_is(tag, "remap") || flat_is(tag, "export") ||
	    flat_is(tag, "promise") || flat_is(tag, "readable") ||
	    flat_is(tag, "writable") || flat_is(tag, "stream");
}

/* One spelled with an escape is no tag to us, nor to who reads it next. */
static bool
has_remote(const struct flat_value *v)
{
	uint32_t i;

	for (i = 0; i < v->all; i++)
		if (v[i].type == FLAT_ARRAY && v[i].n > 0 &&
		    is_remote(&v[i + 1]))
			return true;
	return false;
}

/* ["pipeline", 0, ["method"], [args...]] */
static void
read_push(const struct flat_value *v, struct rpc_msg *m)
{
	const struct flat_value *path = flat_item(v, 2);
	const struct flat_value *args = flat_item(v, 3);
	uint64_t zero;

	if (!flat_is(flat_item(v, 0), "pipeline"))
		m->unsupported = "only calls can be pushed";
	else if (!flat_number(flat_item(v, 1), 0, &zero))
		m->unsupported = "only the main object can be called";
	else if (flat_items(path) != 1 || !flat_is_string(flat_item(path, 0)))
		m->unsupported = "the path must be one method's name";
	else if (flat_items(v) != 4 || !flat_is_array(args))
		m->unsupported = "the arguments must be one array";
	else if (has_remote(args))
		m->unsupported = "no stubs, promises or streams";
	else {
		m->method = flat_item(path, 0);
		m->args = args;
	}
}

static int
read_release(const struct flat_value *v, struct err *e)
{
	uint64_t one;

	return flat_number(v, 1, &one) && one == 1 ? 0 :
	    err_set(e, ERR_PROTO, "release of more than was given");
}

int
rpc_msg_read(const char *s, size_t n, struct flat_value *room,
    struct rpc_msg *ret, struct err *e)
{
	struct rpc_msg m = { .id = 0 };
	const struct flat_value *first;

	if (flat_read(s, n, room, e) == -1)
		return err_prefix(e, "control message");
	if (!flat_is_array(room))
		return err_set(e, ERR_PROTO, "message is no array");
	if (read_word(room, &m.word, e) == -1)
		return -1;
	first = flat_item(room, 1);
	if (m.word == RPC_PUSH)
		read_push(first, &m);
	else if (m.word == RPC_ABORT)
		m.value = first;
	else if (read_id(first, &m.id, e) == -1)
		return -1;
	if (m.word == RPC_RESOLVE || m.word == RPC_REJECT)
		m.value = flat_item(room, 2);
	if (m.word == RPC_RELEASE && read_release(flat_item(room, 2), e) == -1)
		return -1;
	*ret = m;
	return 0;
}

uint32_t
rpc_msg_body(const struct flat_value *v)
{
	uint64_t n;

	return flat_items(v) == 2 && flat_is(flat_item(v, 0), "body") &&
		flat_number(flat_item(v, 1), RPC_ID_MAX, &n)
	    ? (uint32_t)n
	    : 0;
}

bool
rpc_msg_is_error(const struct flat_value *v)
{
	return flat_is(flat_item(v, 0), "error") &&
	    flat_is_string(flat_item(v, 1)) && flat_is_string(flat_item(v, 2));
}

int
rpc_msg_error(const json_t *v, struct rpc_error *ret, struct err *e)
{
	const char *tag = json_string_value(json_array_get(v, 0));
	struct rpc_error r;

	r.name = json_string_value(json_array_get(v, 1));
	r.message = json_string_value(json_array_get(v, 2));
	r.stack = json_string_value(json_array_get(v, 3));
	r.props = json_array_get(v, 4);
	if (tag == NULL || strcmp(tag, "error") != 0 || r.name == NULL ||
	    r.message == NULL)
		return err_set(e, ERR_PROTO, "a rejection without an error");
	if (!json_is_object(r.props))
		r.props = NULL;
	*ret = r;
	return 0;
}

void
rpc_msg_pull(struct buf *b, uint32_t id)
{
	buf_adds(b, "[\"pull\",");
	buf_addu(b, id);
	buf_addc(b, ']');
}

void
rpc_msg_release(struct buf *b, uint32_t id)
{
	buf_addf(b, "[\"release\",%u,1]", id);
}

void
rpc_msg_reject(struct buf *b, uint32_t id, const char *name, const char *code,
    const char *message)
{
	buf_addf(b, "[\"reject\",%u,[\"error\",", id);
	buf_add_json(b, name, strlen(name));
	buf_addc(b, ',');
	buf_add_json(b, message, strlen(message));
	buf_adds(b, ",null,{\"code\":");
	buf_add_json(b, code, strlen(code));
	buf_adds(b, "}]]");
}
