/* SPDX-License-Identifier: Apache-2.0 */
/* test_client.c -- an MCP client against scripted servers of both eras. */
#include <string.h>

#include "common/host/json.h"
#include "mcp/client.h"
#include "mcp/client_value.h"
#include "mcp/sse.h"
#include "tests/unit/tap.h"

static struct client *client;
static json_t *sent; /* every message, in order */
static unsigned n_ready, n_failed, n_changed;
static struct err failure;
static json_t *answer, *refusal;
static struct err lost;

static void
on_send(void *arg, const struct client_out *o)
{
	(void)arg;
	json_array_append_new(sent, json_loadb(o->text, o->len, 0, NULL));
}

static void
on_ready(void *arg)
{
	(void)arg;
	n_ready++;
}

static void
on_failed(void *arg, const struct err *why)
{
	(void)arg;
	n_failed++;
	failure = *why;
}

static void
on_changed(void *arg)
{
	(void)arg;
	n_changed++;
}

static void
on_done(void *arg, const json_t *result, const json_t *error,
    const struct err *why)
{
	(void)arg;
	json_decref(answer);
	json_decref(refusal);
	answer = json_deep_copy(result);
	refusal = json_deep_copy(error);
	lost = why != NULL ? *why : (struct err){ .code = ERR_NONE };
}

static void
begin_as(enum client_era era, bool defaults)
{
	const struct client_conf conf = { .era = era,
		.version = "1",
		.elicit_defaults = defaults,
		.send = on_send,
		.ready = on_ready,
		.failed = on_failed,
		.tools_changed = on_changed };

	client_free(client);
	json_decref(sent);
	json_decref(answer);
	json_decref(refusal);
	answer = refusal = NULL;
	sent = json_array();
	n_ready = n_failed = n_changed = 0;
	failure.code = lost.code = ERR_NONE;
	client = client_new(&conf);
	client_start(client);
}

static const char *
method(size_t i)
{
	const char *s = json_str(json_array_get(sent, i), "method");

	return s != NULL ? s : "";
}

static json_t *
last(void)
{
	return json_array_get(sent, json_array_size(sent) - 1);
}

static int
hear(const char *text)
{
	struct err e;

	return client_receive(client, text, strlen(text), &e);
}

/* The answer to whatever was asked last. */
static void
say(const char *word, const char *value)
{
	struct buf b;

	buf_init(&b, 1 << 20);
	buf_addf(&b, "{\"jsonrpc\":\"2.0\",\"id\":%d,\"%s\":%s}",
	    (int)json_int(last(), "id", 0), word, value);
	(void)hear(b.p);
	buf_fini(&b);
}

#define OLD "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}}"
#define NEW \
	"{\"resultType\":\"complete\",\"supportedVersions\":" \
	"[\"2026-07-28\"],\"capabilities\":{\"tools\":{}}}"
#define NO_METHOD "{\"code\":-32601,\"message\":\"what?\"}"

static void
a_server_of_the_old_era_is_initialized_after_it_refused(void)
{
	begin_as(CLIENT_AUTO, false);
	CHECK_STR(method(0), "server/discover");
	CHECK(client_probing(client));
	say("error", NO_METHOD);
	CHECK_STR(method(1), "initialize");
	say("result", OLD);
	CHECK_STR(method(2), "notifications/initialized");
	CHECK(n_ready == 1 && client_ready(client) && !client_modern(client));
}

static void
a_server_of_the_new_era_gets_an_envelope_in_every_request(void)
{
	begin_as(CLIENT_AUTO, false);
	say("result", NEW);
	CHECK(n_ready == 1 && client_modern(client));
	client_call(client, "echo", NULL, on_done, NULL);
	CHECK_STR(json_str(json_object_get(json_object_get(last(), "params"),
			       "_meta"),
		      "io.modelcontextprotocol/protocolVersion"),
	    "2026-07-28");
}

static void
one_that_speaks_neither_is_told_apart(void)
{
	begin_as(CLIENT_AUTO, false);
	say("error", NO_METHOD);
	say("error", NO_METHOD);
	CHECK(n_failed == 1 && strstr(failure.msg, "what?") != NULL);
	begin_as(CLIENT_LEGACY, false);
	say("result", "{\"protocolVersion\":\"1999-01-01\"}");
	CHECK(n_failed == 1 && strstr(failure.msg, "1999-01-01") != NULL);
	begin_as(CLIENT_MODERN, false);
	say("error", NO_METHOD);
	CHECK(n_failed == 1 && json_array_size(sent) == 1);
}

static void
who_refuses_the_credential_is_not_asked_again(void)
{
	struct err why;

	begin_as(CLIENT_AUTO, false);
	err_set(&why, ERR_DENIED, "401");
	client_lost(client, 1, &why);
	CHECK(n_failed == 1 && json_array_size(sent) == 1);
}

static void
open_old(void)
{
	begin_as(CLIENT_LEGACY, false);
	say("result", OLD);
}

static void
all_pages_are_one_list(void)
{
	open_old();
	client_list(client, on_done, NULL);
	say("result", "{\"tools\":[{\"name\":\"a\"}],\"nextCursor\":\"\"}");
	CHECK(answer == NULL);
	say("result", "{\"tools\":[{\"name\":\"b\"}],\"nextCursor\":\"2\"}");
	CHECK_STR(json_str(json_object_get(last(), "params"), "cursor"), "2");
	say("result", "{\"tools\":[{\"name\":\"c\"}]}");
	CHECK(json_array_size(json_object_get(answer, "tools")) == 3);
}

static void
pages_without_end_are_ended(void)
{
	unsigned i;

	open_old();
	client_list(client, on_done, NULL);
	for (i = 0; i <= CLIENT_PAGES_MAX + 1 && lost.code == ERR_NONE; i++)
		say("result", "{\"tools\":[],\"nextCursor\":\"x\"}");
	CHECK(lost.code == ERR_LIMIT);
}

static void
what_was_cancelled_is_not_told(void)
{
	uint32_t id;

	open_old();
	id = client_call(client, "slow", NULL, on_done, NULL);
	client_cancel(client, id);
	CHECK_STR(method(json_array_size(sent) - 1), "notifications/cancelled");
	CHECK(hear("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}") == 0);
	CHECK(answer == NULL);
}

static void
a_ping_is_answered_and_a_form_declined(void)
{
	open_old();
	hear("{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}");
	CHECK(json_is_object(json_object_get(last(), "result")));
	hear("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"elicitation/create\","
	     "\"params\":{\"message\":\"?\",\"requestedSchema\":{}}}");
	CHECK_STR(json_str(json_object_get(last(), "result"), "action"),
	    "decline");
	hear("{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"sampling/x\"}");
	CHECK(json_int(json_object_get(last(), "error"), "code", 0) == -32601);
}

static void
a_form_is_accepted_as_filled_in_where_configured(void)
{
	begin_as(CLIENT_LEGACY, true);
	CHECK(json_object_get(json_object_get(json_object_get(last(), "params"),
				  "capabilities"),
		  "elicitation") != NULL);
	say("result", OLD);
	hear("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"elicitation/create\","
	     "\"params\":{\"requestedSchema\":{\"properties\":{\"n\":"
	     "{\"type\":\"integer\",\"default\":5},\"m\":{}}}}}");
	CHECK(json_int(json_object_get(json_object_get(last(), "result"),
			   "content"),
		  "n", 0) == 5);
}

static void
input_required_is_answered_in_a_new_round(void)
{
	begin_as(CLIENT_MODERN, false);
	say("result", NEW);
	client_call(client, "danger", NULL, on_done, NULL);
	say("result",
	    "{\"resultType\":\"input_required\",\"inputRequests\":"
	    "{\"k\":{\"method\":\"elicitation/create\",\"params\":{}}},"
	    "\"requestState\":\"abc\"}");
	CHECK_STR(json_str(json_object_get(last(), "params"), "requestState"),
	    "abc");
	CHECK_STR(
	    json_str(json_object_get(json_object_get(json_object_get(last(),
							 "params"),
					 "inputResponses"),
			 "k"),
		"action"),
	    "decline");
	say("result", "{\"resultType\":\"complete\",\"content\":[]}");
	CHECK(answer != NULL);
}

static void
input_required_without_end_is_ended(void)
{
	unsigned i;

	begin_as(CLIENT_MODERN, false);
	say("result", NEW);
	client_call(client, "danger", NULL, on_done, NULL);
	for (i = 0; i <= CLIENT_ROUNDS_MAX; i++)
		say("result", "{\"resultType\":\"input_required\"}");
	CHECK(lost.code == ERR_UPSTREAM);
}

static void
nonsense_is_no_message(void)
{
	open_old();
	CHECK(hear("[]") == -1);
	CHECK(hear("{\"jsonrpc\":\"2.0\"") == -1);
	CHECK(hear("{\"id\":1,\"result\":{}}") == -1);
	CHECK(hear("{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":{}}") == 0);
}

static void
a_change_of_tools_is_told(void)
{
	open_old();
	hear("{\"jsonrpc\":\"2.0\","
	     "\"method\":\"notifications/tools/list_changed\"}");
	CHECK(n_changed == 1);
}

/* Values --------------------------------------------------------------- */

static void
value_is(const char *result, const char *kind, const char *text)
{
	json_t *v = json_loads(result, 0, NULL);
	struct buf b;

	buf_init(&b, 1 << 20);
	CHECK_STR(client_value(v, &b), kind);
	CHECK_STR(b.p != NULL ? b.p : "", text);
	buf_fini(&b);
	json_decref(v);
}

static void
a_result_is_what_it_says(void)
{
	value_is("{\"content\":[{\"type\":\"text\",\"text\":\"x\"}],"
		 "\"structuredContent\":{\"a\":1}}",
	    "json", "{\"a\":1}");
	value_is("{\"content\":[{\"type\":\"text\",\"text\":\"[1,2]\"}]}",
	    "json", "[1,2]");
	value_is("{\"content\":[{\"type\":\"text\",\"text\":\"hi there\"}]}",
	    "text", "hi there");
	value_is("{\"content\":[{\"type\":\"text\",\"text\":\"007\"}]}", "text",
	    "007");
	value_is("{\"content\":[{\"type\":\"text\",\"text\":"
		 "\"12345678901234567890123\"}]}",
	    "text", "12345678901234567890123");
	value_is("{\"content\":[{\"type\":\"text\",\"text\":\"7\"}]}", "json",
	    "7");
	value_is("{\"content\":[]}", "empty", "");
	value_is("{}", "empty", "");
	value_is("{\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
		 "{\"type\":\"image\",\"mimeType\":\"image/png\","
		 "\"data\":\"AA==\"}]}",
	    "json",
	    "[\"a\",{\"type\":\"image\",\"mimeType\":\"image/png\","
	    "\"data\":\"AA==\"}]");
}

static void
a_failed_tool_says_why(void)
{
	json_t *v = json_loads("{\"isError\":true,\"content\":["
			       "{\"type\":\"text\",\"text\":\"no\"}]}",
	    0, NULL);
	struct buf b;

	buf_init(&b, 1 << 20);
	CHECK(client_value_error(v, &b));
	CHECK_STR(b.p, "no");
	buf_fini(&b);
	json_decref(v);
}

/* Streams of events ----------------------------------------------------- */

static struct buf events;

static void
on_event(void *arg, const char *data, size_t n)
{
	(void)arg;
	buf_add(&events, data, n);
	buf_addc(&events, '|');
}

/* The same however it is cut. */
static void
events_are(const char *stream, const char *want)
{
	size_t step, n = strlen(stream), i;

	for (step = 1; step <= n; step++) {
		struct sse s;

		sse_init(&s, 4096);
		buf_init(&events, 1 << 20);
		for (i = 0; i < n; i += step)
			(void)sse_feed(&s, stream + i,
			    n - i < step ? n - i : step, on_event, NULL);
		if (strcmp(events.p != NULL ? events.p : "", want) != 0)
			CHECK_STR(events.p != NULL ? events.p : "", want);
		buf_fini(&events);
		sse_fini(&s);
	}
	CHECK(n > 0);
}

static void
events_are_read_however_they_are_cut(void)
{
	events_are("data: a\n\n", "a|");
	events_are("data:a\r\ndata: b\r\n\r\n: x\n\ndata: c\r\r", "a\nb|c|");
	events_are("event: ping\ndata: a\n\nevent: message\nid: 5\n"
		   "data: b\n\n",
	    "b|");
	events_are("data: never ended", "");
}

static void
an_event_too_long_is_refused(void)
{
	char line[100];
	struct sse s;
	bool good = true;
	int i;

	memset(line, 'x', sizeof line);
	memcpy(line, "data: ", 6);
	line[99] = '\n';
	sse_init(&s, 1000);
	for (i = 0; i < 20 && good; i++)
		good = sse_feed(&s, line, sizeof line, on_event, NULL);
	CHECK(!good);
	sse_fini(&s);
}

static void
ids_and_retry_are_kept(void)
{
	static const char text[] = "id: 12\nretry: 500\ndata: x\n\nid: a\tb\n"
				   "retry: 5x\n\n";
	struct sse s;

	buf_init(&events, 1 << 20);
	sse_init(&s, 4096);
	CHECK(sse_feed(&s, text, sizeof text - 1, on_event, NULL));
	CHECK_STR(s.id, "12");
	CHECK(s.retry_ms == 500);
	sse_fini(&s);
	buf_fini(&events);
}

int
main(void)
{
	TEST(a_server_of_the_old_era_is_initialized_after_it_refused);
	TEST(a_server_of_the_new_era_gets_an_envelope_in_every_request);
	TEST(one_that_speaks_neither_is_told_apart);
	TEST(who_refuses_the_credential_is_not_asked_again);
	TEST(all_pages_are_one_list);
	TEST(pages_without_end_are_ended);
	TEST(what_was_cancelled_is_not_told);
	TEST(a_ping_is_answered_and_a_form_declined);
	TEST(a_form_is_accepted_as_filled_in_where_configured);
	TEST(input_required_is_answered_in_a_new_round);
	TEST(input_required_without_end_is_ended);
	TEST(nonsense_is_no_message);
	TEST(a_change_of_tools_is_told);
	TEST(a_result_is_what_it_says);
	TEST(a_failed_tool_says_why);
	TEST(events_are_read_however_they_are_cut);
	TEST(an_event_too_long_is_refused);
	TEST(ids_and_retry_are_kept);
	client_free(client);
	json_decref(sent);
	json_decref(answer);
	json_decref(refusal);
	return tap_end();
}
