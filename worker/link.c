/* SPDX-License-Identifier: Apache-2.0 */
/* link.c -- see link.h. */
#include "worker/link.h"

#include <string.h>

#include "common/base/frame.h"
#include "common/base/limits.h"
#include "worker/link_in.h"
#include "worker/link_job.h"
#include "worker/link_out.h"
#include "worker/link_page.h"

/* The broker's only push, and so the answer's id. */
#define RUN_ID 1
/* An error's texts, which share a packet.  JSON makes six bytes of one. */
#define NAME_CUT 256
#define TEXT_CUT 4096
#define LINE_CUT 1024
/* Of a program's calls; a packet holds a call beside it. */
#define CHECK_MAX 16384
#define CHECK_HEAD_MAX 4096
/* Of a call that fits a packet: the rest of its message is a line. */
#define CALL_HEAD_MAX (FRAME_MAX - 512)

static struct {
	uint32_t pushes;
	const char *const *values; /* of the job */
	const char *check; /* in the inbox: goes before the first call */
	size_t check_len;
	/* Calls of one turn that go together: pulled when it is over. */
	uint32_t turn[CALLS_OPEN_MAX];
	size_t in_turn;
} state LINK_PAGE __attribute__((aligned(4096)));

int
link_prepare(struct err *e)
{
	return link_in_prepare(e) < 0 || link_out_prepare(e) < 0 ? -1 : 0;
}

void
link_touch(void)
{
	volatile uint32_t *pushes = &state.pushes;

	*pushes = 0;
	link_in_touch();
	link_out_touch();
}

/* The job ------------------------------------------------------------- */

int
link_job(struct engine_job *ret, struct err *e)
{
	struct scan m;
	int r = link_in_next(&m, e);

	if (r <= 0)
		return r;
	if (link_job_read(m, ret) < 0)
		return err_set(e, ERR_PROTO, "the first message is no job");
	state.values = ret->values;
	return 1;
}

/* Calls --------------------------------------------------------------- */

/* A program that calls nothing needs no check: it waits for the first call,
 * and shares its packet. */
static void
host_check(void *ctx, const char *calls, size_t n)
{
	char *p;

	(void)ctx;
	if (n > CHECK_MAX || (p = link_in_room(n)) == NULL)
		return;
	link_in_keep();
	memcpy(p, calls, n);
	state.check = p;
	state.check_len = n;
}

static void
add_check(struct buf *b)
{
	if (state.check_len == 0)
		return;
	buf_adds(b, "[\"push\",[\"pipeline\",0,[\"check\"],[[[");
	buf_add(b, state.check, state.check_len);
	buf_adds(b, "]]]]]\n");
	state.check_len = 0;
	state.pushes++;
}

static void
send_check(void)
{
	if (state.check_len == 0)
		return;
	add_check(link_out_begin());
	(void)link_out_end();
}

/* Is it of a connector whose calls go together?  `head` begins with its name
 * as JSON. */
static bool
goes_together(const char *method, const char *head)
{
	const char *const *name = state.values;
	size_t n;

	if (strcmp(method, "call") != 0)
		return false;
	for (; name != NULL && *name != NULL; name++) {
		n = strlen(*name);
		if (head[0] == '"' && strncmp(head + 1, *name, n) == 0 &&
		    head[n + 1] == '"')
			return true;
	}
	return false;
}

/* printf() costs more than the rest of a call's message. */
static void
add_pull(struct buf *b, const char *before, uint32_t id)
{
	buf_adds(b, before);
	buf_adds(b, "[\"pull\",");
	buf_addu(b, id);
	buf_addc(b, ']');
}

static void
add_body(struct buf *b, uint32_t stream)
{
	buf_adds(b, "[\"body\",");
	buf_addu(b, stream);
	buf_addc(b, ']');
}

/* The turn is over: what was called in it may go. */
static void
pull_turn(void)
{
	struct buf *b;
	size_t i;

	if (state.in_turn == 0)
		return;
	b = link_out_begin();
	for (i = 0; i < state.in_turn; i++)
		add_pull(b, i > 0 ? "\n" : "", state.turn[i]);
	state.in_turn = 0;
	(void)link_out_end();
}

static void
drop_from_turn(uint32_t id)
{
	size_t i;

	for (i = 0; i < state.in_turn && state.turn[i] != id; i++)
		;
	if (i == state.in_turn)
		return;
	state.in_turn--;
	memmove(state.turn + i, state.turn + i + 1,
	    (state.in_turn - i) * sizeof state.turn[0]);
}

static int
host_call(void *ctx, const char *method, const char *head, const uint8_t *body,
    size_t body_len, uint32_t *ret_id, struct err *e)
{
	bool together = goes_together(method, head);
	struct buf *b;
	uint32_t stream;

	(void)ctx;
	/* Before its body, which nobody would ask for. */
	if (strlen(head) > CALL_HEAD_MAX)
		return err_set(e, ERR_LIMIT, "a call's name is too long");
	if (together && state.in_turn == CALLS_OPEN_MAX)
		pull_turn();
	if (strlen(head) > CHECK_HEAD_MAX)
		send_check();
	stream = link_out_body(body, body_len);
	b = link_out_begin();
	add_check(b);
	buf_adds(b, "[\"push\",[\"pipeline\",0,[\"");
	buf_adds(b, method);
	buf_adds(b, "\"],[");
	buf_adds(b, head);
	buf_addc(b, ',');
	add_body(b, stream);
	buf_adds(b, "]]]");
	if (!together)
		add_pull(b, "\n", state.pushes + 1);
	if (link_out_end() < 0)
		return err_set(e, ERR_LIMIT, "a call's name is too long");
	*ret_id = ++state.pushes;
	if (together)
		state.turn[state.in_turn++] = *ret_id;
	return 0;
}

static void
host_cancel(void *ctx, uint32_t id)
{
	(void)ctx;
	drop_from_turn(id);
	buf_addf(link_out_begin(), "[\"release\",%u,1]", id);
	(void)link_out_end();
}

static void
host_log(void *ctx, const char *level, const char *s, size_t n)
{
	uint32_t stream = link_out_body(s, n);

	(void)ctx;
	buf_addf(link_out_begin(),
	    "[\"push\",[\"pipeline\",0,[\"log\"],"
	    "[\"%s\",[\"body\",%u]]]]",
	    level, stream);
	if (link_out_end() == 0)
		state.pushes++;
}

/* Absent: not said. */
static void
read_now(struct scan v, struct engine_reply *ret)
{
	uint64_t now;

	if (scan_number(v, 1ULL << 53, &now))
		ret->now_ms = (double)now;
}

/* {"status":n,"kind":s,"headers":{...},"now_ms":n,"body":["body",n]} */
static int
read_answer(struct scan v, struct engine_reply *ret)
{
	static const char *const names[] = { "status", "kind", "headers",
		"now_ms", "body" };
	struct scan part[5], kind, body;
	uint64_t status;

	scan_members(v, names, 5, part);
	if (scan_number(part[0], UINT32_MAX, &status))
		ret->status = (uint32_t)status;
	kind = scan_plain(part[1]);
	ret->kind = kind.p;
	ret->kind_len = kind.n;
	ret->about = part[2].p;
	ret->about_len = part[2].n;
	read_now(part[3], ret);
	body = link_in_body(part[4]);
	ret->body = (const uint8_t *)body.p;
	ret->body_len = body.n;
	return body.p == NULL ? -1 : 0;
}

/* ["resolve",id,{...}]: its object is read once, as what is behind the id. */
static int
read_resolve(struct scan id, struct scan answer, struct engine_reply *ret)
{
	uint64_t n;

	if (!scan_number(id, UINT32_MAX, &n))
		return -1;
	*ret = (struct engine_reply){ .ok = true, .id = (uint32_t)n,
		.now_ms = -1 };
	return read_answer(answer, ret);
}

/* ["reject",id,["error",...],now_ms] */
static int
read_reject(struct scan m, struct engine_reply *ret)
{
	struct scan part[4];
	uint64_t id;

	scan_items(m, 4, part);
	if (!scan_is(part[0], "reject") || part[2].p == NULL ||
	    !scan_number(part[1], UINT32_MAX, &id))
		return -1;
	*ret = (struct engine_reply){ .id = (uint32_t)id, .now_ms = -1,
		.about = part[2].p, .about_len = part[2].n };
	read_now(part[3], ret);
	return 0;
}

static int
read_reply(struct scan m, struct engine_reply *ret)
{
	struct scan_list list = scan_open(m);
	bool ok = scan_is(scan_next(&list), "resolve");
	struct scan id = scan_next(&list);

	return ok ? read_resolve(id, scan_rest(&list), ret) :
		    read_reject(m, ret);
}

static bool
is_pull(struct scan m)
{
	return scan_is(scan_item(m, 0), "pull");
}

static int
host_wait(void *ctx, struct engine_reply *ret, struct err *e)
{
	struct scan m;
	int r;

	(void)ctx;
	pull_turn();
	/* The result is pulled as soon as it is asked for. */
	do
		r = link_in_next(&m, e);
	while (r > 0 && is_pull(m));
	if (r == 0)
		return err_set(e, ERR_GONE, "the broker is gone");
	if (r > 0 && read_reply(m, ret) < 0)
		r = err_set(e, ERR_PROTO, "a message that is no reply");
	return r > 0 ? 0 : -1;
}

const struct engine_host link_host = {
	.call = host_call,
	.cancel = host_cancel,
	.log = host_log,
	.check = host_check,
	.wait = host_wait,
};

/* The end ------------------------------------------------------------- */

static void
add_cut(struct buf *b, const char *s, size_t most)
{
	size_t n = s == NULL ? 0 : strnlen(s, most);

	/* Not through a character. */
	while (n == most && n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--, most--;
	buf_add_json(b, s == NULL ? "" : s, n);
}

static void
send_error(const struct engine_result *r)
{
	struct buf *b = link_out_begin();

	buf_addf(b, "[\"reject\",%d,[\"error\",", RUN_ID);
	add_cut(b, r->name == NULL ? "Error" : r->name, NAME_CUT);
	buf_addc(b, ',');
	add_cut(b, r->message, TEXT_CUT);
	buf_addc(b, ',');
	add_cut(b, r->stack, TEXT_CUT);
	buf_addf(b, ",{\"heap_kib\":%zu", r->heap_bytes / 1024);
	if (r->line > 0)
		buf_addf(b, ",\"line\":%u,\"column\":%u", r->line, r->column);
	if (r->source != NULL) {
		buf_adds(b, ",\"source\":");
		add_cut(b, r->source, LINE_CUT);
	}
	buf_adds(b, "}]]");
	(void)link_out_end();
}

void
link_result(const struct engine_result *r)
{
	struct buf *b;
	uint32_t stream;

	if (!r->ok) {
		send_error(r);
		return;
	}
	stream = link_out_body(r->json, r->json_len);
	b = link_out_begin();
	buf_adds(b, "[\"resolve\",");
	buf_addu(b, RUN_ID);
	buf_adds(b, ",{\"result\":");
	add_body(b, stream);
	buf_adds(b, r->truncated ? ",\"truncated\":true,\"heap_kib\":"
				 : ",\"truncated\":false,\"heap_kib\":");
	buf_addu(b, r->heap_bytes / 1024);
	buf_adds(b, "}]");
	(void)link_out_end();
}

void
link_end(void)
{
	struct scan m;
	struct err e;

	while (link_in_next(&m, &e) > 0)
		;
}

void
link_abort(const char *message)
{
	struct buf *b = link_out_begin();

	buf_adds(b, "[\"abort\",[\"error\",\"WorkerError\",");
	add_cut(b, message, TEXT_CUT);
	buf_adds(b, "]]");
	(void)link_out_end();
}
