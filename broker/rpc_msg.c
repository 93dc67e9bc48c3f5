/* SPDX-License-Identifier: Apache-2.0 */
/* rpc_msg.c -- see rpc_msg.h. */
#include "broker/rpc_msg.h"

#include <string.h>

#include "common/base/limits.h"
#include "common/host/json.h"

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
	size_t least, most; /* values after the word */
} grammar[RPC_WORD_MAX] = {
#define RPC(name, text, l, m) { text, l, m },
#include "common/base/rpc.def"
#undef RPC
};

static int
read_word(const json_t *root, enum rpc_word *ret, struct err *e)
{
	const char *word = json_string_value(json_array_get(root, 0));
	size_t n = json_array_size(root);
	unsigned w;

	if (word == NULL)
		return err_set(e, ERR_PROTO, "message without a word");
	for (w = 0; w < RPC_WORD_MAX; w++)
		if (strcmp(grammar[w].word, word) == 0)
			break;
	if (w == RPC_WORD_MAX)
		return err_set(e, ERR_PROTO, "unknown word \"%.32s\"", word);
	if (n - 1 < grammar[w].least || n - 1 > grammar[w].most)
		return err_set(e, ERR_PROTO, "\"%s\" with %zu values", word,
		    n - 1);
	*ret = (enum rpc_word)w;
	return 0;
}

static int
read_id(const json_t *v, uint32_t *ret, struct err *e)
{
	json_int_t id = json_integer_value(v);

	if (!json_is_integer(v) || id < 1 || id > RPC_ID_MAX)
		return err_set(e, ERR_PROTO, "an id that is none of ours");
	*ret = (uint32_t)id;
	return 0;
}

/* Value expressions of Cap'n Web that name remote things: none of ours. */
static bool
is_remote(const char *tag)
{
	static const char *const tags[] = { "import", "pipeline", "remap",
		"export", "promise", "readable", "writable", "stream", NULL };
	size_t i;

	for (i = 0; tags[i] != NULL; i++)
		if (strcmp(tags[i], tag) == 0)
			return true;
	return false;
}

/* Depth was bounded by json_limits_rpc before this was built. */
static bool
has_remote(const json_t *v)
{
	size_t i, n = json_array_size(v);
	const char *key;
	json_t *member;

	if (json_is_array(v)) {
		const char *tag = json_string_value(json_array_get(v, 0));

		if (tag != NULL && is_remote(tag))
			return true;
		for (i = 0; i < n; i++)
			if (has_remote(json_array_get(v, i)))
				return true;
	} else if (json_is_object(v)) {
		union {
			const json_t *in;
			json_t *out; /* jansson's iterators want it writable */
		} o = { .in = v };

		json_object_foreach (o.out, key, member)
			if (has_remote(member))
				return true;
	}
	return false;
}

/* ["pipeline", 0, ["method"], [args...]] */
static void
read_push(const json_t *v, struct rpc_msg *m)
{
	const char *tag = json_string_value(json_array_get(v, 0));
	const json_t *callee = json_array_get(v, 1);
	const json_t *path = json_array_get(v, 2);
	const json_t *args = json_array_get(v, 3);

	if (tag == NULL || strcmp(tag, "pipeline") != 0)
		m->unsupported = "only calls can be pushed";
	else if (!json_is_integer(callee) || json_integer_value(callee) != 0)
		m->unsupported = "only the main object can be called";
	else if (json_array_size(path) != 1 ||
	    !json_is_string(json_array_get(path, 0)))
		m->unsupported = "the path must be one method's name";
	else if (json_array_size(v) != 4 || !json_is_array(args))
		m->unsupported = "the arguments must be one array";
	else if (has_remote(args))
		m->unsupported = "no stubs, promises or streams";
	else {
		m->method = json_string_value(json_array_get(path, 0));
		m->args = args;
	}
}

/* Unlike a document's, our strings may hold U+0000: a program's error text. */
static json_t *
read_json(const char *s, size_t n, struct err *e)
{
	json_error_t je;
	json_t *v = json_read_ordinary(s, n, &json_limits_rpc);

	/* A third of what a call costs egress is read here by jansson. */
	if (v != NULL)
		return v;
	/* No message of ours comes near these: not "too much" but "wrong". */
	if (json_prescan(s, n, &json_limits_rpc, e) == -1) {
		if (e != NULL)
			e->code = ERR_PROTO;
		return NULL;
	}
	v = json_loadb(s, n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &je);
	if (v == NULL)
		err_set(e, ERR_PROTO, "column %d: %s", je.column, je.text);
	return v;
}

int
rpc_msg_read(const char *s, size_t n, struct rpc_msg *ret, struct err *e)
{
	struct rpc_msg m = { .root = NULL };
	const json_t *first;

	if ((m.root = read_json(s, n, e)) == NULL)
		return err_prefix(e, "control message");
	if (!json_is_array(m.root)) {
		err_set(e, ERR_PROTO, "message is no array");
		goto fail;
	}
	if (read_word(m.root, &m.word, e) == -1)
		goto fail;
	first = json_array_get(m.root, 1);
	if (m.word == RPC_PUSH)
		read_push(first, &m);
	else if (m.word == RPC_ABORT)
		m.value = first;
	else if (read_id(first, &m.id, e) == -1)
		goto fail;
	if (m.word == RPC_RESOLVE || m.word == RPC_REJECT)
		m.value = json_array_get(m.root, 2);
	if (m.word == RPC_RELEASE &&
	    json_integer_value(json_array_get(m.root, 2)) != 1) {
		err_set(e, ERR_PROTO, "release of more than was given");
		goto fail;
	}
	*ret = m;
	return 0;
fail:
	json_decref(m.root);
	return -1;
}

void
rpc_msg_fini(struct rpc_msg *m)
{
	json_decref(m->root);
	*m = (struct rpc_msg){ .root = NULL };
}

uint32_t
rpc_msg_body(const json_t *v)
{
	const char *tag = json_string_value(json_array_get(v, 0));
	json_int_t n = json_integer_value(json_array_get(v, 1));

	if (json_array_size(v) != 2 || tag == NULL || strcmp(tag, "body") != 0)
		return 0;
	return n < 1 || n > RPC_ID_MAX ? 0 : (uint32_t)n;
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
