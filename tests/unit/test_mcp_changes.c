/* SPDX-License-Identifier: Apache-2.0 */
/* Who hears of changes; methods of a server's own; headers that repeat. */
#include <string.h>

#include "mcp/session.h"
#include "mcp/toolcall.h"
#include "tap.h"

#define MODERN(id, method, params) \
	"{\"jsonrpc\":\"2.0\",\"id\":" id ",\"method\":\"" method \
	"\",\"params\":" \
	"{" params "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":" \
	"\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{" \
	"\"elicitation\":{}}}}}"

struct ear {
	char text[8192];
	unsigned n, last;
	int status;
};

static void
on_said(void *ctx, const struct outgoing *o)
{
	struct ear *e = ctx;

	e->n++;
	e->last += o->last;
	e->status = o->status;
	(void)snprintf(e->text, sizeof e->text, "%.*s", (int)o->len, o->json);
}

static void
at_once(void *arg, struct toolcall *c, const json_t *args)
{
	(void)arg;
	(void)args;
	toolcall_finish_text(c, "done", 4, false);
}

static void
on_color(void *arg, const json_t *answers)
{
	const json_t *a = json_object_get(answers, "color");

	toolcall_finish_result(arg,
	    json_is_object(a) ? "\"messages\":[]" : "\"none\":1",
	    json_is_object(a) ? 13 : 8);
}

static void
get_prompt(void *arg, struct toolcall *c, const json_t *params)
{
	static const struct toolcall_question q = { "color",
		"elicitation/create", "{\"message\":\"?\"}" };

	(void)arg;
	CHECK(params == toolcall_params(c));
	if (json_object_get(params, "name") == NULL)
		toolcall_finish_error(c, -32602, "no name", "{\"a\":1}");
	else
		CHECK(toolcall_question(c, &q, 1, on_color, c));
}

static const struct mcp_header headers[] = { { "region", "Region" },
	{ NULL, NULL } };
static const struct mcp_tool tools[] = {
	{ .name = "headed",
	    .input_schema = "{\"type\":\"object\"}",
	    .start = at_once,
	    .headers = headers },
};
static const struct mcp_method methods[] = {
	{ "prompts/get", MCP_LEGACY | MCP_MODERN, get_prompt, NULL },
	{ "logging/setLevel", MCP_LEGACY, get_prompt, NULL },
};

static struct server *
new_server(void)
{
	const struct server_info info = { .name = "test",
		.version = "1",
		.capabilities = { "\"prompts\":{\"listChanged\":true}",
		    "\"prompts\":{\"listChanged\":true}" },
		.tools = tools,
		.n = 1,
		.methods = methods,
		.n_methods = 2 };
	struct err e;
	struct server *s = server_new(&info, &e);

	CHECK(s != NULL);
	return s;
}

static bool
say(struct session *s, struct ear *e, const char *text,
    const struct era_head *head)
{
	struct sink sink = { on_said, e };

	memset(e, 0, sizeof *e);
	return session_receive(s, text, strlen(text), head, &sink);
}

static void
a_session_of_the_handshake_hears_after_it(void)
{
	struct server *v = new_server();
	struct session *s = session_new(v, "p", NULL);
	struct ear ear = { .n = 0 }, answer;
	struct sink sink = { on_said, &ear };

	session_hear(s, &sink);
	server_changed(v, SERVER_TOOLS);
	CHECK(ear.n == 0);
	CHECK(say(s, &answer,
	    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\","
	    "\"params\":{\"protocolVersion\":\"2025-06-18\"}}",
	    NULL));
	CHECK(strstr(answer.text, "\"prompts\":{\"listChanged\":true}"));
	CHECK(strstr(answer.text, "\"tools\":{\"listChanged\":true}"));
	server_changed(v, SERVER_TOOLS | SERVER_PROMPTS | SERVER_RESOURCES);
	CHECK(ear.n == 2 && ear.last == 0); /* resources were not promised */
	session_hear(s, NULL);
	server_changed(v, SERVER_TOOLS);
	CHECK(ear.n == 2);
	session_free(s);
	server_changed(v, SERVER_TOOLS);
	server_free(v);
}

static void
a_client_of_the_new_era_hears_what_it_asked_for(void)
{
	struct server *v = new_server();
	struct session *s = session_new(v, "p", NULL);
	struct ear ear, other;

	CHECK(say(s, &ear,
	    MODERN("\"a\"", "subscriptions/listen",
		"\"notifications\":{\"promptsListChanged\":true,"
		"\"resourcesListChanged\":true},"),
	    NULL));
	CHECK(ear.n == 1 && ear.last == 0);
	CHECK(strcmp(ear.text,
		  "{\"jsonrpc\":\"2.0\",\"method\":"
		  "\"notifications/subscriptions/acknowledged\",\"params\":{"
		  "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":"
		  "\"a\"},\"notifications\":{\"promptsListChanged\":true}}}") ==
	    0);
	CHECK(session_calls(s) == 0); /* nothing to wait for */
	server_changed(v, SERVER_TOOLS);
	CHECK(ear.n == 1);
	server_changed(v, SERVER_PROMPTS);
	CHECK(ear.n == 2 && strstr(ear.text, "prompts/list_changed") &&
	    strstr(ear.text, "subscriptionId\":\"a\""));
	CHECK(say(s, &other,
	    MODERN("2", "subscriptions/listen", "\"notifications\":7,"), NULL));
	CHECK(strstr(other.text, "-32602"));
	CHECK(!say(s, &other,
	    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
	    "\"params\":{\"requestId\":\"a\"}}",
	    NULL));
	CHECK(ear.last == 0 || ear.text[0] == '\0');
	server_changed(v, SERVER_PROMPTS);
	CHECK(strstr(ear.text, "prompts/list_changed") == NULL);
	session_free(s);
	server_free(v);
}

static void
a_method_of_its_own_answers_asks_and_fails(void)
{
	struct server *v = new_server();
	struct session *s = session_new(v, "p", NULL);
	const char *state;
	char again[4096];
	struct ear ear;

	CHECK(say(s, &ear, MODERN("1", "prompts/get", ""), NULL));
	CHECK(strstr(ear.text,
	    "\"code\":-32602,\"message\":\"no name\","
	    "\"data\":{\"a\":1}"));
	CHECK(say(s, &ear, MODERN("1", "logging/setLevel", ""), NULL));
	CHECK(strstr(ear.text, "-32601"));
	CHECK(
	    say(s, &ear, MODERN("1", "prompts/get", "\"name\":\"x\","), NULL));
	CHECK(strstr(ear.text, "\"resultType\":\"input_required\"") &&
	    strstr(ear.text, "\"inputRequests\":{\"color\":{"));
	state = strstr(ear.text, "\"requestState\":\"");
	CHECK(state != NULL);
	state += strlen("\"requestState\":\"");
	(void)snprintf(again, sizeof again,
	    MODERN("2", "prompts/get",
		"\"name\":\"%s\",\"requestState\":\"%.97s\","
		"\"inputResponses\":{\"color\":{\"action\":\"accept\"}},"),
	    "y", state);
	CHECK(say(s, &ear, again, NULL));
	CHECK(strstr(ear.text, "-32602")); /* of another prompt */
	session_free(s);
	server_free(v);
}

static const char *
region_is(void *arg, const char *name)
{
	return strcmp(name, "Mcp-Param-Region") == 0 ? arg : NULL;
}

static void
a_header_must_repeat_its_argument(void)
{
	static const struct {
		char header[32];
		const char *call;
		bool good;
	} rows[] = {
		{ "eu", "\"arguments\":{\"region\":\"eu\"},", true },
		{ " eu ", "\"arguments\":{\"region\":\"eu\"},", true },
		{ "=?base64?ZXU=?=", "\"arguments\":{\"region\":\"eu\"},",
		    true },
		{ "=?base64?ZXU?=", "\"arguments\":{\"region\":\"eu\"},",
		    false },
		{ "=?base64?Z!U=?=", "\"arguments\":{\"region\":\"eu\"},",
		    false },
		{ "us", "\"arguments\":{\"region\":\"eu\"},", false },
		{ "12", "\"arguments\":{\"region\":12},", true },
		{ "true", "\"arguments\":{\"region\":true},", true },
		{ "x", "\"arguments\":{\"region\":[]},", false },
		{ "eu", "\"arguments\":{},", false },
		{ "eu", "\"arguments\":{\"region\":null},", false },
		{ "", "\"arguments\":{\"region\":\"eu\"},", false },
		{ "", "\"arguments\":{\"region\":null},", true },
		{ "", "", true },
	};
	struct server *v = new_server();
	struct session *s = session_new(v, "p", NULL);
	char text[1024], header[32];
	struct ear ear;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct era_head head = { "2026-07-28", "tools/call", "headed",
			region_is, NULL };

		memcpy(header, rows[i].header, sizeof header);
		if (header[0] != '\0')
			head.arg = header;
		(void)snprintf(text, sizeof text,
		    MODERN("1", "tools/call", "\"name\":\"headed\",%s"),
		    rows[i].call);
		CHECK(say(s, &ear, text, &head));
		if ((strstr(ear.text, "done") != NULL) != rows[i].good ||
		    (!rows[i].good &&
			(ear.status != 400 ||
			    strstr(ear.text, "-32020") == NULL)))
			printf("# row %zu: %s\n", i, ear.text);
		CHECK((strstr(ear.text, "done") != NULL) == rows[i].good);
		CHECK(rows[i].good || ear.status == 400);
	}
	session_free(s);
	server_free(v);
}

int
main(void)
{
	TEST(a_session_of_the_handshake_hears_after_it);
	TEST(a_client_of_the_new_era_hears_what_it_asked_for);
	TEST(a_method_of_its_own_answers_asks_and_fails);
	TEST(a_header_must_repeat_its_argument);
	return tap_end();
}
