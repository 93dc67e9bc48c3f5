/* SPDX-License-Identifier: Apache-2.0 */
/* ask.c -- see ask.h. */
#include "mcp/ask.h"

#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

/* A message and a form. */
#define QUESTION_MAX (256 * 1024)
#define NAME_BYTES 16
#define STATE_LEN (2 * NAME_BYTES + 1 + 2 * SHA256_DIGEST_SIZE)

struct parked {
	LIST_ENTRY(parked) link;
	struct asks *of;
	struct toolcall *call;
	char name[2 * NAME_BYTES + 1];
	time_t until;
	char *request; /* the form, to ask again */
};

struct asks {
	LIST_HEAD(, parked) all;
	size_t n;
	uint8_t key[32];
};

struct asks *
asks_new(void)
{
	struct asks *a = calloc(1, sizeof *a);

	if (a != NULL &&
	    getrandom(a->key, sizeof a->key, 0) != (ssize_t)sizeof a->key) {
		free(a);
		return NULL;
	}
	return a;
}

static void
unpark(struct parked *p)
{
	LIST_REMOVE(p, link);
	p->of->n--;
	p->call->parked = NULL;
	free(p->request);
	free(p);
}

void
asks_free(struct asks *a)
{
	struct toolcall *c;

	if (a == NULL)
		return;
	while (!LIST_EMPTY(&a->all)) {
		c = LIST_FIRST(&a->all)->call;
		unpark(LIST_FIRST(&a->all));
		free(c->id);
		free(c->progress);
		free(c->args);
		free(c);
	}
	free(a);
}

/* An empty object means forms; one that names other modes only does not. */
bool
ask_possible(const json_t *capabilities)
{
	const json_t *e = json_object_get(capabilities, "elicitation");

	return json_is_object(e) &&
	    (json_object_size(e) == 0 || json_object_get(e, "form") != NULL);
}

static void
write_hex(char *to, const uint8_t *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < n; i++) {
		to[2 * i] = digits[p[i] >> 4];
		to[2 * i + 1] = digits[p[i] & 15];
	}
	to[2 * n] = '\0';
}

static int
random_name(char ret[2 * NAME_BYTES + 1])
{
	uint8_t raw[NAME_BYTES];

	if (getrandom(raw, sizeof raw, 0) != (ssize_t)sizeof raw)
		return -1;
	write_hex(ret, raw, sizeof raw);
	return 0;
}

static time_t
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* Over everything that the answer must agree with. */
static void
seal(const struct asks *a, const char *name, const char *principal,
    const char *tool, const char *args, char ret[2 * SHA256_DIGEST_SIZE + 1])
{
	const char *parts[] = { name, principal, tool, args };
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct hmac_sha256_ctx h;
	size_t i;

	hmac_sha256_set_key(&h, sizeof a->key, a->key);
	for (i = 0; i < 4; i++) {
		const char *s = parts[i] != NULL ? parts[i] : "";

		hmac_sha256_update(&h, strlen(s) + 1, (const uint8_t *)s);
	}
	hmac_sha256_digest(&h, sizeof digest, digest);
	write_hex(ret, digest, sizeof digest);
}

/* Asking --------------------------------------------------------------- */

static char *
form_params(const struct toolcall_form *f)
{
	struct buf b;

	buf_init(&b, QUESTION_MAX);
	buf_adds(&b, "{\"mode\":\"form\",\"message\":");
	buf_add_json(&b, f->message, strlen(f->message));
	buf_addf(&b, ",\"requestedSchema\":%s}", f->schema);
	if (buf_ok(&b))
		return buf_steal(&b);
	buf_fini(&b);
	return NULL;
}

static bool
ask_old(struct toolcall *c, const char *params)
{
	char name[2 * NAME_BYTES + 1];
	struct buf b;
	bool good;

	if (random_name(name) == -1)
		return false;
	(void)snprintf(c->ask_id, sizeof c->ask_id, "\"ask-%s\"", name);
	buf_init(&b, QUESTION_MAX + 1024);
	jsonrpc_write_call(&b, c->ask_id, "elicitation/create", params);
	good = buf_ok(&b);
	if (good)
		toolcall_send(c, &b, false);
	buf_fini(&b);
	return good;
}

static void
write_required(const struct toolcall *c, const struct parked *p,
    const char *mac, struct buf *b)
{
	const char *meta = strstr(server_modern_tail(c->server), "\"_meta\"");
	struct buf result;

	buf_init(&result, QUESTION_MAX + 4096);
	buf_addf(&result,
	    "{\"resultType\":\"input_required\","
	    "\"inputRequests\":{\"approval\":{\"method\":"
	    "\"elicitation/create\",\"params\":%s}},"
	    "\"requestState\":\"%s.%s\"%s%s",
	    p->request, p->name, mac, meta != NULL ? "," : "}",
	    meta != NULL ? meta : "");
	if (buf_ok(&result))
		jsonrpc_write_result(b, c->id, result.p, result.len);
	buf_fini(&result);
}

/* Takes params.  The request that asked is answered; the call waits. */
static bool
ask_new(struct toolcall *c, char *params)
{
	struct asks *a = server_asks(c->server);
	struct parked *p = a->n < ASK_PARKED_MAX ? calloc(1, sizeof *p) : NULL;
	char mac[2 * SHA256_DIGEST_SIZE + 1];
	toolcall_answer *answered = c->answered;
	struct buf b;

	if (p == NULL || random_name(p->name) == -1) {
		free(p);
		free(params);
		return false;
	}
	p->of = a;
	p->call = c;
	p->request = params;
	p->until = now() + ASK_SECONDS;
	seal(a, p->name, c->principal, c->tool->name, c->args, mac);
	buf_init(&b, QUESTION_MAX + 8192);
	write_required(c, p, mac, &b);
	toolcall_leave(c);
	c->answered = answered;
	c->parked = p;
	LIST_INSERT_HEAD(&a->all, p, link);
	a->n++;
	toolcall_send(c, &b, true);
	c->sink.send = NULL;
	buf_fini(&b);
	return true;
}

bool
toolcall_ask(struct toolcall *c, const struct toolcall_form *f,
    toolcall_answer *answered, void *arg)
{
	char *params;
	bool good;

	if (!c->elicits || c->cancelled || c->sink.send == NULL ||
	    c->args == NULL || (params = form_params(f)) == NULL)
		return false;
	c->answered = answered;
	c->answered_arg = arg;
	if (c->modern)
		good = ask_new(c, params);
	else {
		good = ask_old(c, params);
		free(params);
	}
	if (!good)
		c->answered = NULL;
	return good;
}

void
ask_drop(struct toolcall *c)
{
	c->answered = NULL;
	c->ask_id[0] = '\0';
	if (c->parked != NULL)
		unpark(c->parked);
}

/* Answers -------------------------------------------------------------- */

static void
tell(struct toolcall *c, const json_t *response)
{
	const char *action = json_str(response, "action");
	toolcall_answer *answered = c->answered;
	bool yes = action != NULL && strcmp(action, "accept") == 0;
	const json_t *content = json_object_get(response, "content");

	c->answered = NULL;
	c->ask_id[0] = '\0';
	if (answered != NULL)
		answered(c->answered_arg,
		    yes && json_is_object(content) ? content : NULL);
}

void
ask_answered(const struct toolcall_list *l, const struct jsonrpc *m)
{
	struct toolcall *c;

	LIST_FOREACH(c, &l->calls, link)
	if (c->ask_id[0] != '\0' && strcmp(c->ask_id, m->id) == 0) {
		tell(c, m->result);
		return;
	}
}

struct toolcall *
ask_find(struct asks *a, const char *state, const char *principal,
    const json_t *params)
{
	char mac[2 * SHA256_DIGEST_SIZE + 1], name[2 * NAME_BYTES + 1];
	const json_t *given = json_object_get(params, "arguments");
	const char *tool = json_str(params, "name");
	struct toolcall *c = NULL;
	struct parked *p;
	char *args;

	if (strlen(state) != STATE_LEN || state[2 * NAME_BYTES] != '.')
		return NULL;
	memcpy(name, state, 2 * NAME_BYTES);
	name[2 * NAME_BYTES] = '\0';
	args = given == NULL
	    ? strdup("{}")
	    : json_dumps(given,
		  JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
	seal(a, name, principal, tool, args, mac);
	free(args);
	if (!memeql_sec(mac, state + 2 * NAME_BYTES + 1, sizeof mac - 1))
		return NULL;
	LIST_FOREACH(p, &a->all, link)
	if (strcmp(p->name, name) == 0 && now() < p->until) {
		c = p->call;
		break;
	}
	return c;
}

void
ask_resume(struct toolcall *c, struct toolcall_list *l, const struct jsonrpc *m,
    const struct sink *sink)
{
	const json_t *response =
	    json_object_get(json_object_get(m->params, "inputResponses"),
		"approval");
	char *again = response == NULL ? strdup(c->parked->request) : NULL;

	unpark(c->parked); /* one use */
	if (!toolcall_adopt(c, l, m, sink))
		return; /* no memory: the question times out */
	if (response != NULL)
		tell(c, response);
	else if (again == NULL || !ask_new(c, again))
		tell(c, NULL);
}
