/* SPDX-License-Identifier: Apache-2.0 */
/* test_mcp.c -- both eras of MCP, message by message, without a transport. */
#include <string.h>

#include "common/host/json.h"
#include "mcp/session.h"
#include "mcp/toolcall.h"
#include "tests/unit/tap.h"

#define META \
	"\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":" \
	"\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}"

static struct toolcall *waiting[100];
static size_t n_waiting, n_cancelled;
static struct buf said;
static size_t n_said, n_last;
static int last_status;

static void
echo(void *arg, struct toolcall *c, const json_t *args)
{
	const char *s = json_str(args, "text");

	(void)arg;
	toolcall_finish_text(c, s != NULL ? s : "", s != NULL ? strlen(s) : 0,
	    s == NULL);
}

static void
later(void *arg, struct toolcall *c, const json_t *args)
{
	(void)arg;
	(void)args;
	waiting[n_waiting++] = c;
}

static void
cancel_later(void *arg, struct toolcall *c)
{
	(void)arg;
	(void)c;
	n_cancelled++;
}

static const struct mcp_tool tools[] = {
	{ .name = "echo",
	    .title = "Echo",
	    .description = "says it",
	    .input_schema = "{\"type\":\"object\"}",
	    .start = echo },
	{ .name = "later",
	    .title = "Later",
	    .description = "waits",
	    .input_schema = "{\"type\":\"object\"}",
	    .start = later,
	    .cancel = cancel_later },
};

static struct server *server;
static struct session *session;

static void
on_said(void *ctx, const struct outgoing *o)
{
	(void)ctx;
	n_said++;
	n_last += o->last;
	last_status = o->status;
	buf_clear(&said);
	buf_add(&said, o->json, o->len);
	CHECK(memchr(o->json, '\n', o->len) == NULL);
}

static bool
tell(const char *msg, const struct era_head *head)
{
	struct sink sink = { on_said, &said };

	buf_clear(&said);
	n_said = n_last = n_waiting = n_cancelled = 0;
	last_status = 0;
	return session_receive(session, msg, strlen(msg), head, &sink);
}

static bool
said_has(const char *part)
{
	bool has = said.p != NULL && strstr(said.p, part) != NULL;

	if (!has)
		printf("# said: %s\n", said.p != NULL ? said.p : "nothing");
	return has;
}

static void
begin(void)
{
	session_free(session);
	session = session_new(server, "t", NULL);
}

static void
each_legacy_version_is_answered_in_kind(void)
{
	static const char *const v[] = { "2024-11-05", "2025-03-26",
		"2025-06-18", "2025-11-25" };
	char m[300], want[64];
	size_t i;

	for (i = 0; i < 4; i++) {
		begin();
		(void)snprintf(m, sizeof m,
		    "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\","
		    "\"params\":{\"protocolVersion\":\"%s\",\"capabilities\":{}"
		    ","
		    "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}",
		    v[i]);
		(void)snprintf(want, sizeof want, "\"protocolVersion\":\"%s\"",
		    v[i]);
		CHECK(tell(m, NULL));
		CHECK(said_has(want));
		CHECK(said_has("\"id\":0"));
	}
	CHECK(tell("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\","
		   "\"params\":{\"protocolVersion\":\"1999-01-01\"}}",
	    NULL));
	CHECK(said_has("\"protocolVersion\":\"2025-11-25\""));
}

static void
faults_have_their_codes(void)
{
	static const struct {
		const char *msg, *has;
	} rows[] = {
		{ "{", "\"code\":-32700" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}",
		    "-32700" },
		{ "[]", "\"code\":-32600" },
		{ "7", "-32600" },
		{ "{\"id\":1,\"method\":\"ping\"}", "\"id\":1,\"error\"" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
		    "\"id\":null,\"error\":{\"code\":-32600" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
		    "-32600" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}", "-32600" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"no\"}",
		    "\"id\":\"a\",\"error\":{\"code\":-32601" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\","
		  "\"params\":[]}",
		    "-32602" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
		  "\"params\":{\"name\":\"nope\"}}",
		    "-32602" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
		  "\"params\":{\"name\":\"echo\",\"arguments\":[]}}",
		    "-32602" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\","
		  "\"params\":{\"cursor\":\"x\"}}",
		    "-32602" },
	};
	size_t i;

	begin();
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CHECK(tell(rows[i].msg, NULL));
		CHECK(n_last == 1);
		CHECK(said_has(rows[i].has));
	}
}

static void
notifications_and_responses_are_never_answered(void)
{
	begin();
	CHECK(!tell("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}",
	    NULL));
	CHECK(!tell("{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":[]}",
	    NULL));
	CHECK(!tell("{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{}}", NULL));
	CHECK(n_said == 0);
}

static void
a_call_is_answered_with_its_id(void)
{
	begin();
	tell("{\"jsonrpc\":\"2.0\",\"id\":\"q\\u00e4\",\"method\":\"tools/"
	     "call\""
	     ",\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":\"hi\"}}}",
	    NULL);
	CHECK_STR(said.p,
	    "{\"jsonrpc\":\"2.0\",\"id\":\"q\xc3\xa4\",\"result\":{\"content\":"
	    "[{\"type\":\"text\",\"text\":\"hi\"}]}}");
}

static void
a_cancelled_call_says_nothing(void)
{
	begin();
	tell("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\","
	     "\"params\":{\"name\":\"later\"}}",
	    NULL);
	CHECK(n_waiting == 1 && session_calls(session) == 1);
	tell("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
	     "\"params\":{\"requestId\":6}}",
	    NULL);
	CHECK(n_cancelled == 0);
	tell("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
	     "\"params\":{\"requestId\":5}}",
	    NULL);
	CHECK(n_cancelled == 1 && n_said == 0);
	toolcall_finish_text(waiting[0], "x", 1, false);
	CHECK(n_last == 1 && said.len == 0);
	CHECK(session_calls(session) == 0);
}

static void
a_call_outlives_its_session_unheard(void)
{
	begin();
	tell("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\","
	     "\"params\":{\"name\":\"later\"}}",
	    NULL);
	session_free(session);
	session = NULL;
	CHECK(n_cancelled == 1);
	toolcall_finish_text(waiting[0], "x", 1, false);
	CHECK(n_said == 0);
}

static void
progress_comes_only_with_a_token(void)
{
	begin();
	tell("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\","
	     "\"params\":{\"name\":\"later\"}}",
	    NULL);
	toolcall_progress(waiting[0], 1, 2, NULL);
	CHECK(n_said == 0);
	toolcall_finish_text(waiting[0], "x", 1, false);
	tell("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\","
	     "\"params\":{\"name\":\"later\",\"_meta\":{\"progressToken\":7}}}",
	    NULL);
	toolcall_progress(waiting[0], 1.5, 2, "half");
	CHECK(n_last == 0);
	CHECK(said_has("\"method\":\"notifications/progress\",\"params\":{"
		       "\"progressToken\":7,\"progress\":1.5,\"total\":2,"
		       "\"message\":\"half\"}"));
	toolcall_finish_text(waiting[0], "x", 1, false);
}

static void
the_65th_call_at_once_is_refused_as_a_result(void)
{
	char m[200];
	size_t i, n = 0;
	static struct toolcall *open[SESSION_CALLS_MAX];

	begin();
	for (i = 0; i <= SESSION_CALLS_MAX; i++) {
		(void)snprintf(m, sizeof m,
		    "{\"jsonrpc\":\"2.0\",\"id\":%zu,\"method\":\"tools/call\","
		    "\"params\":{\"name\":\"later\"}}",
		    i);
		tell(m, NULL);
		if (n_waiting == 1)
			open[n++] = waiting[0];
	}
	CHECK(n == SESSION_CALLS_MAX);
	CHECK(said_has("\"isError\":true"));
	for (i = 0; i < n; i++)
		toolcall_finish_text(open[i], "x", 1, false);
}

static void
arrays_are_of_one_revision_only(void)
{
	static const char batch[] =
	    "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"},"
	    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"},"
	    "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\","
	    "\"params\":{\"name\":\"later\"}}]";

	begin();
	CHECK(tell(batch, NULL));
	CHECK(said_has("-32600"));
	tell("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\","
	     "\"params\":{\"protocolVersion\":\"2025-03-26\"}}",
	    NULL);
	CHECK(tell(batch, NULL));
	CHECK(n_said == 0 && n_waiting == 1);
	toolcall_finish_text(waiting[0], "x", 1, false);
	CHECK(n_last == 1);
	CHECK_STR(said.p,
	    "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}},{\"jsonrpc\":\"2."
	    "0\","
	    "\"id\":2,\"result\":{\"content\":[{\"type\":\"text\",\"text\":"
	    "\"x\"}]}}]");
	CHECK(!tell("[{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}]",
	    NULL));
	CHECK(n_said == 0);
}

static void
the_stateless_era_is_told_by_the_message(void)
{
	begin();
	CHECK(
	    tell("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\""
		 ",\"params\":{" META "}}",
		NULL));
	CHECK(said_has("\"supportedVersions\":[\"2026-07-28\"]"));
	CHECK(said_has("\"resultType\":\"complete\""));
	CHECK(tell("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\","
		   "\"params\":{" META "}}",
	    NULL));
	CHECK(said_has("\"ttlMs\":"));
	CHECK(
	    tell("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
		 "\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":\"a\"}"
		 "," META "}}",
		NULL));
	CHECK(said_has("\"resultType\":\"complete\",\"_meta\":{"));
	/* On the same pipe, the old one goes on. */
	CHECK(tell("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}",
	    NULL));
	CHECK(strstr(said.p, "resultType") == NULL);
}

static void
a_method_belongs_to_its_era(void)
{
	begin();
	CHECK(tell("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\","
		   "\"params\":{" META "}}",
	    NULL));
	CHECK(said_has("-32601") && last_status == 404);
	CHECK(tell("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover"
		   "\"}",
	    NULL));
	CHECK(said_has("-32601") && last_status == 200);
}

static void
an_envelope_is_checked(void)
{
	static const struct {
		const char *meta;
		const char *has;
	} rows[] = {
		{ "{\"io.modelcontextprotocol/protocolVersion\":7}", "-32602" },
		{ "{\"io.modelcontextprotocol/"
		  "protocolVersion\":\"2026-07-28\"}",
		    "-32602" },
		{ "{\"io.modelcontextprotocol/protocolVersion\":\"2099-01-01\","
		  "\"io.modelcontextprotocol/clientCapabilities\":{}}",
		    "\"code\":-32022,\"message\":\"Unsupported protocol "
		    "version\","
		    "\"data\":{\"supported\":[\"2026-07-28\"],\"requested\":"
		    "\"2099-01-01\"}" },
	};
	char m[400];
	size_t i;

	begin();
	for (i = 0; i < 3; i++) {
		(void)snprintf(m, sizeof m,
		    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\","
		    "\"params\":{\"_meta\":%s}}",
		    rows[i].meta);
		CHECK(tell(m, NULL));
		CHECK(said_has(rows[i].has));
		CHECK(last_status == 400);
	}
}

static void
headers_must_agree_with_the_body(void)
{
	static const char call[] =
	    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
	    "\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":\"a\"}," META
	    "}}";
	static const struct era_head bad[] = {
		{ NULL, "tools/call", "echo", NULL, NULL },
		{ "2025-11-25", "tools/call", "echo", NULL, NULL },
		{ "2026-07-28", NULL, "echo", NULL, NULL },
		{ "2026-07-28", "tools/list", "echo", NULL, NULL },
		{ "2026-07-28", "tools/call", NULL, NULL, NULL },
		{ "2026-07-28", "tools/call", "other", NULL, NULL },
	};
	static const struct era_head good = { "2026-07-28", "tools/call",
		"echo", NULL, NULL };
	static const struct era_head only_head = { "2026-07-28", NULL, NULL, NULL, NULL };
	size_t i;

	begin();
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		CHECK(tell(call, &bad[i]));
		CHECK(said_has("-32020") && last_status == 400);
	}
	CHECK(tell(call, &good));
	CHECK(said_has("\"text\":\"a\""));
	CHECK(tell("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}",
	    &only_head));
	CHECK(said_has("-32602") && last_status == 400);
}

int
main(void)
{
	struct server_info info = { .name = "t",
		.version = "1",
		.tools = tools,
		.n = 2 };
	int r;

	buf_init(&said, 1 << 24);
	server = server_new(&info, NULL);
	TEST(each_legacy_version_is_answered_in_kind);
	TEST(faults_have_their_codes);
	TEST(notifications_and_responses_are_never_answered);
	TEST(a_call_is_answered_with_its_id);
	TEST(a_cancelled_call_says_nothing);
	TEST(a_call_outlives_its_session_unheard);
	TEST(progress_comes_only_with_a_token);
	TEST(the_65th_call_at_once_is_refused_as_a_result);
	TEST(arrays_are_of_one_revision_only);
	TEST(the_stateless_era_is_told_by_the_message);
	TEST(a_method_belongs_to_its_era);
	TEST(an_envelope_is_checked);
	TEST(headers_must_agree_with_the_body);
	r = tap_end();
	session_free(session);
	server_free(server);
	buf_fini(&said);
	return r;
}
