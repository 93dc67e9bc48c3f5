/* SPDX-License-Identifier: Apache-2.0 */
/* tools_execute.c -- the tool `execute`; see tools.h. */
#include <stdlib.h>
#include <string.h>

#include "broker/expose.h"
#include "broker/report.h"
#include "broker/shorten.h"
#include "broker/tools.h"
#include "common/base/limits.h"
#include "mcp/toolcall.h"

/* Logs in an answer: a quarter of it at most. */
#define LOG_SHARE 4
/* Clients that count progress as life wait longer than their 60 s. */
#define PROGRESS_SECONDS 5.0

static const struct tool_arg args_of_execute[] = {
	{ "code", JSON_STRING, true, 0, 0, NULL },
	{ "timeout_ms", JSON_INTEGER, false, 1, DEADLINE_MAX_MS, NULL },
	{ NULL, JSON_NULL, false, 0, 0, NULL },
};

struct running {
	struct tools *tools;
	struct toolcall *call;
	struct job *job;
	ev_timer ticking;
	unsigned ticks;
	uint32_t timeout_ms;
};

/* A content array of one or two texts. */
static void
add_text(struct buf *content, const struct buf *text)
{
	buf_adds(content, content->len == 0 ? "[" : ",");
	buf_adds(content, "{\"type\":\"text\",\"text\":");
	buf_add_json(content, text->p != NULL ? text->p : "", text->len);
	buf_addc(content, '}');
}

static void
add_value(struct buf *text, struct buf *note, const struct job_result *r,
    size_t most)
{
	struct buf cuts;

	if (r->json_len == 0) {
		buf_adds(text,
		    "undefined (the program returned nothing: use "
		    "`return`)");
		return;
	}
	buf_init(&cuts, 64 * 1024);
	if (shorten(r->json, r->json_len, most, text, &cuts))
		buf_addf(note,
		    "The value above is shortened (%zu bytes in all); filter "
		    "or aggregate in the program to see the rest:\n%s",
		    r->json_len, cuts.p != NULL ? cuts.p : "");
	else if (r->truncated)
		buf_adds(note, "The value above is shortened.\n");
	buf_fini(&cuts);
}

static void
write_content(struct buf *content, const struct job_result *r, size_t most)
{
	struct buf text, note;

	buf_init(&text, RESULT_MAX + LOG_MAX);
	buf_init(&note, RESULT_MAX);
	if (r->ok)
		add_value(&text, &note, r, most);
	else
		report_error(&text, r);
	report_isolation(&note, r);
	if (r->logs != NULL && strlen(r->logs) > 2) {
		buf_adds(&note, note.len > 0 ? "\nlogs:\n" : "logs:\n");
		report_logs(&note, r->logs, most / LOG_SHARE);
	}
	add_text(content, &text);
	if (note.len > 0)
		add_text(content, &note);
	buf_addc(content, ']');
	buf_fini(&text);
	buf_fini(&note);
}

static void
on_done(void *arg, const struct job_result *r)
{
	struct running *run = arg;
	struct toolcall *c = run->call;
	struct buf content;

	ev_timer_stop(run->tools->loop, &run->ticking);
	buf_init(&content, 2 * (RESULT_MAX + LOG_MAX));
	write_content(&content, r,
	    broker_conf(run->tools->broker)->output_chars);
	free(run);
	toolcall_set_state(c, NULL);
	if (buf_ok(&content))
		toolcall_finish(c, content.p, content.len, !r->ok);
	else
		toolcall_finish_text(c, "the result is too large", 23, true);
	buf_fini(&content);
}

static void
on_tick(struct ev_loop *loop, ev_timer *w, int events)
{
	struct running *run = w->data;

	(void)loop;
	(void)events;
	run->ticks++;
	toolcall_progress(run->call, run->ticks * PROGRESS_SECONDS,
	    run->timeout_ms / 1000.0, NULL);
}

static void
on_answer(void *arg, const json_t *content)
{
	struct running *run = arg;
	bool allow = json_bool(content, "allow", false);

	job_answer(run->job, !allow ? JOB_DECLINE :
		json_bool(content, "all", false) ? JOB_ALLOW_ALL : JOB_ALLOW);
}

static bool
on_ask(void *arg, struct job *j, const struct job_question *q)
{
	static const char schema[] =
	    "{\"type\":\"object\",\"properties\":{\"allow\":{\"type\":"
	    "\"boolean\",\"title\":\"Allow this call\",\"default\":false},"
	    "\"all\":{\"type\":\"boolean\",\"title\":\"And every later call "
	    "of this operation in this run\",\"default\":false}},"
	    "\"required\":[\"allow\"]}";
	struct running *run = arg;
	struct toolcall_form f = { .schema = schema };
	struct buf b;
	bool asked;

	(void)j;
	buf_init(&b, 8192);
	report_question(&b, q);
	f.message = b.p;
	asked = buf_ok(&b) && toolcall_ask(run->call, &f, on_answer, run);
	buf_fini(&b);
	return asked;
}

static void
fail(struct toolcall *c, const struct err *e)
{
	toolcall_finish_text(c, e->msg, strlen(e->msg), true);
}

static void
start(struct tools *t, struct toolcall *c, const char *code, size_t n,
    uint32_t timeout_ms)
{
	const char *who = toolcall_principal(c);
	struct job_request r = { .tenant = t->tenant != NULL ? t->tenant : who,
		.code = code,
		.code_len = n,
		.timeout_ms = timeout_ms,
		.ask = on_ask };
	struct running *run;
	struct err e;

	if ((run = calloc(1, sizeof *run)) == NULL) {
		err_set(&e, ERR_NOMEM, "out of memory");
		fail(c, &e);
		return;
	}
	run->tools = t;
	run->call = c;
	run->timeout_ms = r.timeout_ms > 0
	    ? r.timeout_ms
	    : broker_conf(t->broker)->deadline_ms;
	ev_timer_init(&run->ticking, on_tick, PROGRESS_SECONDS,
	    PROGRESS_SECONDS);
	run->ticking.data = run;
	toolcall_set_state(c, run);
	run->job = job_start(t->broker, &r, on_done, run, &e);
	if (run->job == NULL) {
		free(run);
		toolcall_set_state(c, NULL);
		fail(c, &e);
	} else if (toolcall_wants_progress(c))
		ev_timer_start(t->loop, &run->ticking);
}

void
tools_execute(void *arg, struct toolcall *c, const json_t *args)
{
	const json_t *code = json_object_get(args, "code");
	struct err e;

	if (tools_args("execute", args, args_of_execute, &e) == -1)
		fail(c, &e);
	else
		start(arg, c, json_string_value(code), json_string_length(code),
		    (uint32_t)json_int(args, "timeout_ms", 0));
}

/* A program of one call: the same rules, limits and approvals. */
void
tools_exposed(void *arg, struct toolcall *c, const json_t *args)
{
	struct tools *t = arg;
	const char *name = json_str(toolcall_params(c), "name");
	const struct exposed *o =
	    name != NULL ? expose_find(t->expose, name) : NULL;
	struct buf text, code;
	struct err e;

	buf_init(&text, ARGS_MAX);
	buf_init(&code, CODE_MAX);
	json_write(&text, args);
	if (o != NULL && buf_ok(&text)) {
		buf_addf(&code, "async () => await %s(JSON.parse(", o->call);
		buf_add_json(&code, text.p, text.len);
		buf_adds(&code, "))");
	}
	if (o == NULL || !buf_ok(&text) || !buf_ok(&code)) {
		err_set(&e, ERR_LIMIT, "the arguments are too long");
		fail(c, &e);
	} else
		start(t, c, code.p, code.len, 0);
	buf_fini(&text);
	buf_fini(&code);
}

void
tools_execute_cancel(void *arg, struct toolcall *c)
{
	struct running *run = toolcall_state(c);

	(void)arg;
	if (run != NULL)
		job_cancel(run->job);
}
