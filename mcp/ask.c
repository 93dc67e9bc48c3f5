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
	char *asked; /* inputRequests, JSON text, to ask again */
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
	free(p->asked);
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
		free(c->about);
		free(c);
	}
	free(a);
}

/* An empty object means forms; one that names other modes only does not. */
static bool
shows_forms(const json_t *capabilities)
{
	const json_t *e = json_object_get(capabilities, "elicitation");

	return json_is_object(e) &&
	    (json_object_size(e) == 0 || json_object_get(e, "form") != NULL);
}

unsigned
ask_can(const json_t *capabilities)
{
	unsigned can = shows_forms(capabilities) ? TOOLCALL_FORMS : 0;

	if (json_is_object(json_object_get(capabilities, "sampling")))
		can |= TOOLCALL_SAMPLING;
	if (json_is_object(json_object_get(capabilities, "roots")))
		can |= TOOLCALL_ROOTS;
	return can;
}

/* All of a request but what may differ in the one that brings the answers. */
char *
ask_about(const struct jsonrpc *m)
{
	json_t *params = m->params != NULL
	    ? json_copy((json_t *)(uintptr_t)m->params)
	    : json_object();
	struct buf b;
	char *text;

	(void)json_object_del(params, "_meta");
	(void)json_object_del(params, "inputResponses");
	(void)json_object_del(params, "requestState");
	/* Some clients leave empty arguments out the second time. */
	if (json_object_size(json_object_get(params, "arguments")) == 0)
		(void)json_object_del(params, "arguments");
	text = json_dumps(params, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(params);
	if (text == NULL)
		return NULL;
	buf_init(&b, 2 * json_limits_message.bytes);
	buf_addf(&b, "%s %s", m->method, text);
	free(text);
	if (buf_ok(&b))
		return buf_steal(&b);
	buf_fini(&b);
	return NULL;
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
    const char *about, char ret[2 * SHA256_DIGEST_SIZE + 1])
{
	const char *parts[] = { name, principal, about };
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct hmac_sha256_ctx h;
	size_t i;

	hmac_sha256_set_key(&h, sizeof a->key, a->key);
	for (i = 0; i < 3; i++) {
		const char *s = parts[i] != NULL ? parts[i] : "";

		hmac_sha256_update(&h, strlen(s) + 1, (const uint8_t *)s);
	}
	hmac_sha256_digest(&h, sizeof digest, digest);
	write_hex(ret, digest, sizeof digest);
}

/* Asking --------------------------------------------------------------- */

static bool
ask_old(struct toolcall *c, const struct toolcall_question *q)
{
	char name[2 * NAME_BYTES + 1];
	struct buf b;
	bool good;

	if (random_name(name) == -1 || strlen(q->key) >= sizeof c->ask_key)
		return false;
	(void)snprintf(c->ask_id, sizeof c->ask_id, "\"ask-%s\"", name);
	(void)snprintf(c->ask_key, sizeof c->ask_key, "%s", q->key);
	buf_init(&b, QUESTION_MAX + 1024);
	jsonrpc_write_call(&b, c->ask_id, q->method, q->params);
	good = buf_ok(&b);
	if (good)
		toolcall_send(c, &b, 200, false);
	buf_fini(&b);
	return good;
}

static void
write_required(const struct toolcall *c, const struct parked *p,
    const char *mac, struct buf *b)
{
	const char *meta = strstr(server_modern_tail(c->server), "\"_meta\"");

	jsonrpc_begin_result(b, c->id);
	buf_addf(b,
	    "{\"resultType\":\"input_required\",\"inputRequests\":%s,"
	    "\"requestState\":\"%s.%s\"%s%s}",
	    p->asked, p->name, mac, meta != NULL ? "," : "}",
	    meta != NULL ? meta : "");
}

/* Takes asked.  The request that asked is answered; the call waits. */
static bool
ask_new(struct toolcall *c, char *asked)
{
	struct asks *a = server_asks(c->server);
	struct parked *p = a->n < ASK_PARKED_MAX ? calloc(1, sizeof *p) : NULL;
	char mac[2 * SHA256_DIGEST_SIZE + 1];
	toolcall_answers *answered = c->answered;
	struct buf b;

	if (p == NULL || random_name(p->name) == -1) {
		free(p);
		free(asked);
		return false;
	}
	p->of = a;
	p->call = c;
	p->asked = asked;
	p->until = now() + ASK_SECONDS;
	seal(a, p->name, c->principal, c->about, mac);
	buf_init(&b, QUESTION_MAX + 8192);
	write_required(c, p, mac, &b);
	toolcall_leave(c);
	c->answered = answered;
	c->parked = p;
	LIST_INSERT_HEAD(&a->all, p, link);
	a->n++;
	toolcall_send(c, &b, 200, true);
	c->sink.send = NULL;
	buf_fini(&b);
	return true;
}

static char *
input_requests(const struct toolcall_question *q, size_t n)
{
	struct buf b;
	size_t i;

	buf_init(&b, QUESTION_MAX);
	for (i = 0; i < n; i++)
		buf_addf(&b, "%c\"%s\":{\"method\":\"%s\",\"params\":%s}",
		    i == 0 ? '{' : ',', q[i].key, q[i].method, q[i].params);
	buf_addc(&b, '}');
	if (n > 0 && buf_ok(&b))
		return buf_steal(&b);
	buf_fini(&b);
	return NULL;
}

bool
toolcall_question(struct toolcall *c, const struct toolcall_question *q,
    size_t n, toolcall_answers *answered, void *arg)
{
	char *asked;
	bool good = false;

	if (c->cancelled || c->sink.send == NULL || c->about == NULL)
		return false;
	c->answered = answered;
	c->answered_arg = arg;
	if (!c->modern)
		good = n == 1 && ask_old(c, q);
	else if ((asked = input_requests(q, n)) != NULL)
		good = ask_new(c, asked);
	if (!good)
		c->answered = NULL;
	return good;
}

static void
on_form(void *arg, const json_t *answers)
{
	struct toolcall *c = arg;
	const json_t *a = json_object_get(answers, "approval");
	const char *action = json_str(a, "action");
	const json_t *content = json_object_get(a, "content");

	if (action == NULL || strcmp(action, "accept") != 0 ||
	    !json_is_object(content))
		content = NULL;
	c->form(c->form_arg, content);
}

bool
toolcall_ask(struct toolcall *c, const struct toolcall_form *f,
    toolcall_answer *answered, void *arg)
{
	struct toolcall_question q = { "approval", "elicitation/create", NULL };
	struct buf b;
	bool good;

	if (!toolcall_can(c, TOOLCALL_FORMS))
		return false;
	c->form = answered;
	c->form_arg = arg;
	buf_init(&b, QUESTION_MAX);
	buf_adds(&b, "{\"mode\":\"form\",\"message\":");
	buf_add_json(&b, f->message, strlen(f->message));
	buf_addf(&b, ",\"requestedSchema\":%s}", f->schema);
	q.params = b.p;
	good = buf_ok(&b) && toolcall_question(c, &q, 1, on_form, c);
	buf_fini(&b);
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
tell(struct toolcall *c, const json_t *answers)
{
	toolcall_answers *answered = c->answered;

	c->answered = NULL;
	c->ask_id[0] = '\0';
	if (answered != NULL)
		answered(c->answered_arg, answers);
}

void
ask_answered(const struct toolcall_list *l, const struct jsonrpc *m)
{
	struct toolcall *c;
	json_t *answers;

	LIST_FOREACH(c, &l->calls, link)
	if (c->ask_id[0] != '\0' && strcmp(c->ask_id, m->id) == 0) {
		answers = m->result == NULL
		    ? NULL
		    : json_pack("{s:O}", c->ask_key, m->result);
		tell(c, answers);
		json_decref(answers);
		return;
	}
}

struct toolcall *
ask_find(struct asks *a, const char *state, const char *principal,
    const struct jsonrpc *m)
{
	char mac[2 * SHA256_DIGEST_SIZE + 1], name[2 * NAME_BYTES + 1];
	struct toolcall *c = NULL;
	struct parked *p;
	char *about;

	if (strlen(state) != STATE_LEN || state[2 * NAME_BYTES] != '.')
		return NULL;
	memcpy(name, state, 2 * NAME_BYTES);
	name[2 * NAME_BYTES] = '\0';
	about = ask_about(m);
	seal(a, name, principal, about, mac);
	free(about);
	if (!memeql_sec(mac, state + 2 * NAME_BYTES + 1, sizeof mac - 1))
		return NULL;
	LIST_FOREACH(p, &a->all, link)
	if (strcmp(p->name, name) == 0 && now() < p->until) {
		c = p->call;
		break;
	}
	return c;
}

/* Is each question that was asked answered with an object? */
static bool
all_answered(const char *asked, const json_t *answers)
{
	json_t *questions = json_loads(asked, 0, NULL), *one;
	const char *key;
	bool all = questions != NULL;

	json_object_foreach(questions, key, one)
	{
		if (!json_is_object(json_object_get(answers, key)))
			all = false;
	}
	json_decref(questions);
	return all;
}

void
ask_resume(struct toolcall *c, struct toolcall_list *l, const struct jsonrpc *m,
    const struct sink *sink)
{
	const json_t *answers = json_object_get(m->params, "inputResponses");
	bool good = all_answered(c->parked->asked, answers);
	char *again = good ? NULL : strdup(c->parked->asked);

	unpark(c->parked); /* one use */
	if (!toolcall_adopt(c, l, m, sink)) {
		free(again);
		return; /* no memory: the question times out */
	}
	if (good)
		tell(c, answers);
	else if (again == NULL || !ask_new(c, again))
		tell(c, NULL);
}
