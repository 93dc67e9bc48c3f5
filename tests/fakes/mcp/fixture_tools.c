/* SPDX-License-Identifier: Apache-2.0 */
/* fixture_tools.c -- tools that answer at once, or after a while. */
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

/* The suite wants a pause between two notifications. */
#define PAUSE_S 0.05

static void
finish(struct toolcall *c, const char *content)
{
	toolcall_finish(c, content, strlen(content), false);
}

#define ANSWERS(function, content) \
	void function(void *arg, struct toolcall *c, const json_t *args) \
	{ \
		(void)arg; \
		(void)args; \
		finish(c, content); \
	}

#define TEXT(s) "{\"type\":\"text\",\"text\":\"" s "\"}"
#define IMAGE \
	"{\"type\":\"image\",\"mimeType\":\"image/" \
	"png\",\"data\":\"" FIXTURE_PNG "\"}"

ANSWERS(fixture_simple_text,
    "[" TEXT("This is a simple text response for testing.") "]")
ANSWERS(fixture_image, "[" IMAGE "]")
ANSWERS(fixture_audio,
    "[{\"type\":\"audio\",\"mimeType\":\"audio/wav\",\"data\":\"" FIXTURE_WAV
    "\"}]")
ANSWERS(fixture_embedded,
    "[{\"type\":\"resource\",\"resource\":{\"uri\":\"test://"
    "embedded-resource\","
    "\"mimeType\":\"text/plain\",\"text\":\"This is an embedded resource "
    "content.\"}}]")
ANSWERS(fixture_mixed,
    "[" TEXT(
	"Multiple content types test:") "," IMAGE ",{\"type\":\"resource\","
						  "\"resource\":{\"uri\":"
					"\"test://"
					"mixed-content-resource\",\"mimeType\":"
					"\"application/json\","
					"\"text\":\"{\\\"test\\\":\\\"data\\\","
					"\\\"value\\\":123}\"}}]")
ANSWERS(fixture_schema, "[" TEXT("valid") "]")
ANSWERS(fixture_header, "[" TEXT("the header agrees") "]")

void
fixture_error(void *arg, struct toolcall *c, const json_t *args)
{
	static const char text[] =
	    "This tool intentionally returns an error for testing";

	(void)arg;
	(void)args;
	toolcall_finish_text(c, text, sizeof text - 1, true);
}

void
fixture_no_log(void *arg, struct toolcall *c, const json_t *args)
{
	const json_t *meta = json_object_get(toolcall_params(c), "_meta");

	(void)arg;
	(void)args;
	if (json_object_get(meta, "io.modelcontextprotocol/logLevel") != NULL)
		toolcall_notify(c, "notifications/message",
		    "{\"level\":\"info\",\"data\":\"asked for\"}");
	finish(c, "[" TEXT("done") "]");
}

void
fixture_change_tools(void *arg, struct toolcall *c, const json_t *args)
{
	const struct fixture *f = arg;

	(void)args;
	finish(c, "[" TEXT("changed") "]");
	server_changed(f->server, SERVER_TOOLS);
}

void
fixture_change_prompts(void *arg, struct toolcall *c, const json_t *args)
{
	const struct fixture *f = arg;

	(void)args;
	finish(c, "[" TEXT("changed") "]");
	server_changed(f->server, SERVER_PROMPTS);
}

/* Three steps, a pause between them ------------------------------------ */

struct steps {
	struct ev_loop *loop;
	struct toolcall *call;
	ev_timer next;
	int done;
	void (*take)(struct toolcall *c, int step);
};

static void
end(struct steps *s, const char *content)
{
	struct toolcall *c = s->call;

	ev_timer_stop(s->loop, &s->next);
	free(s);
	finish(c, content);
}

static void
on_next(struct ev_loop *loop, ev_timer *w, int events)
{
	struct steps *s = w->data;

	(void)loop;
	(void)events;
	s->take(s->call, s->done++);
	if (s->done == 3)
		end(s, "[" TEXT("done") "]");
}

static void
begin(const struct fixture *f, struct toolcall *c,
    void (*take)(struct toolcall *c, int step))
{
	struct steps *s = calloc(1, sizeof *s);

	if (s == NULL)
		abort();
	s->loop = f->loop;
	s->call = c;
	s->take = take;
	ev_timer_init(&s->next, on_next, PAUSE_S, PAUSE_S);
	s->next.data = s;
	toolcall_set_state(c, s);
	ev_timer_start(f->loop, &s->next);
	take(c, s->done++);
}

void
fixture_cancel(void *arg, struct toolcall *c)
{
	(void)arg;
	end(toolcall_state(c), "[]");
}

static void
log_step(struct toolcall *c, int step)
{
	static const char *const says[] = { "Tool execution started",
		"Tool processing data", "Tool execution completed" };
	struct buf b;

	buf_init(&b, 1024);
	buf_addf(&b, "{\"level\":\"info\",\"data\":\"%s\"}", says[step]);
	toolcall_notify(c, "notifications/message", b.p);
	buf_fini(&b);
}

void
fixture_logging(void *arg, struct toolcall *c, const json_t *args)
{
	(void)args;
	begin(arg, c, log_step);
}

static void
progress_step(struct toolcall *c, int step)
{
	toolcall_progress(c, step * 50, 100, NULL);
}

void
fixture_progress(void *arg, struct toolcall *c, const json_t *args)
{
	(void)args;
	begin(arg, c, progress_step);
}
