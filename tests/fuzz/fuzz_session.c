/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON-RPC and both eras' envelopes: a server's session is told anything, a
 * message a line, with the headers of HTTP before it or without.
 *
 * A line that begins with a letter says what comes: V, M and N set the headers
 * MCP-Protocol-Version, Mcp-Method and Mcp-Name of the next messages, P is
 * Mcp-Param-X, F finishes what waits, C tells of changes, S asks of a schema
 * which arguments are headers.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mcp/header.h"
#include "mcp/session.h"
#include "mcp/tool_headers.h"
#include "mcp/toolcall.h"

#define WAITING_MAX 64

static struct toolcall *waiting[WAITING_MAX];
static size_t n_waiting;
static unsigned n_last;
static char *param;

static void
forget(const struct toolcall *c)
{
	size_t i;

	for (i = 0; i < n_waiting; i++)
		if (waiting[i] == c)
			waiting[i] = waiting[--n_waiting];
}

static void
echo(void *arg, struct toolcall *c, const json_t *args)
{
	const char *text = json_str(args, "text");

	(void)arg;
	toolcall_progress(c, 1, 2, text);
	toolcall_finish_text(c, text != NULL ? text : "",
	    text != NULL ? strlen(text) : 0, false);
}

static void
later(void *arg, struct toolcall *c, const json_t *args)
{
	(void)arg;
	(void)args;
	if (n_waiting == WAITING_MAX)
		toolcall_finish_text(c, "full", 4, true);
	else
		waiting[n_waiting++] = c;
}

static void
cancel(void *arg, struct toolcall *c)
{
	(void)arg;
	forget(c);
	toolcall_finish(c, "[]", 2, false);
}

static void
on_answers(void *arg, const json_t *answers)
{
	toolcall_finish_result(arg, answers != NULL ? "\"a\":1" : "",
	    answers != NULL ? 5 : 0);
}

static void
asking(void *arg, struct toolcall *c, const json_t *params)
{
	static const struct toolcall_question q[] = {
		{ "k", "elicitation/create", "{\"message\":\"?\"}" },
		{ "l", "roots/list", "{}" },
	};

	(void)arg;
	assert(toolcall_params(c) != NULL || json_object_size(params) == 0);
	if (!toolcall_question(c, q, toolcall_modern(c) ? 2 : 1, on_answers, c))
		toolcall_finish_error(c, -32602, "no", NULL);
}

static void
cancel_asking(void *arg, struct toolcall *c)
{
	(void)arg;
	toolcall_finish(c, "[]", 2, false);
}

static const struct mcp_header headers[] = { { "x", "X" }, { NULL, NULL } };
static const struct mcp_tool tools[] = {
	{ .name = "echo", .input_schema = "{}", .start = echo },
	{ .name = "later",
	    .input_schema = "{}",
	    .start = later,
	    .cancel = cancel },
	{ .name = "ask",
	    .input_schema = "{}",
	    .start = asking,
	    .cancel = cancel_asking },
	{ .name = "head",
	    .input_schema = "{}",
	    .start = echo,
	    .headers = headers },
};
static const struct mcp_method methods[] = {
	{ "prompts/get", MCP_LEGACY | MCP_MODERN, asking, cancel_asking },
};

/* Whatever is said is one JSON message in one line. */
static void
on_said(void *ctx, const struct outgoing *o)
{
	json_t *v;

	(void)ctx;
	n_last += o->last;
	if (o->len == 0)
		return;
	assert(memchr(o->json, '\n', o->len) == NULL);
	v = json_loadb(o->json, o->len, JSON_ALLOW_NUL, NULL);
	assert(json_is_object(v) || json_is_array(v));
	json_decref(v);
}

static const char *
get_header(void *arg, const char *name)
{
	(void)arg;
	return strcmp(name, "Mcp-Param-X") == 0 ? param : NULL;
}

static void
set(char **at, const char *p, size_t n)
{
	char *plain = strndup(p, n);

	free(*at);
	*at = header_value(plain);
	free(plain);
}

static int
on_header(void *arg, const char *name, const char *value)
{
	(void)arg;
	assert(name[0] != '\0' && strpbrk(name, " :\r\n") == NULL);
	return value[0] == 'x' ? -1 : 0;
}

static void
schema(const char *p, size_t n)
{
	json_t *v = json_read(p, n, &json_limits_message, NULL), *h;
	struct err e;

	if (v == NULL)
		return;
	if ((h = tool_headers_read(v, &e)) != NULL)
		(void)tool_headers_fill(h, v, on_header, NULL);
	json_decref(h);
	json_decref(v);
}

struct said {
	char *version, *method, *name;
	bool http;
};

static void
line(struct server *v, struct session *s, struct said *h, const char *p,
    size_t n)
{
	struct era_head head = { h->version, h->method, h->name, get_header,
		NULL };
	struct sink sink = { on_said, NULL };
	unsigned before = n_last;

	switch (n > 0 ? p[0] : '\0') {
	case 'V':
		set(&h->version, p + 1, n - 1);
		h->http = true;
		break;
	case 'M':
		set(&h->method, p + 1, n - 1);
		h->http = true;
		break;
	case 'N':
		set(&h->name, p + 1, n - 1);
		h->http = true;
		break;
	case 'P':
		free(param);
		param = strndup(p + 1, n - 1);
		break;
	case 'S': schema(p + 1, n - 1); break;
	case 'C': server_changed(v, 7); break;
	case 'F':
		while (n_waiting > 0)
			toolcall_finish_text(waiting[--n_waiting], "f", 1,
			    false);
		break;
	default:
		/* Nothing will come, or at most one last word has. */
		if (!session_receive(s, p, n, h->http ? &head : NULL, &sink))
			assert(n_last - before <= 65);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct server_info info = { .name = "f",
		.version = "1",
		.capabilities = { NULL, "\"prompts\":{\"listChanged\":true}" },
		.tools = tools,
		.n = 4,
		.methods = methods,
		.n_methods = 1 };
	struct sink sink = { on_said, NULL };
	struct said h = { NULL, NULL, NULL, false };
	struct server *v = server_new(&info, NULL);
	struct session *s = v != NULL ? session_new(v, "p", NULL) : NULL;
	const char *p = (const char *)data, *end = p + size;

	if (s == NULL)
		abort();
	session_hear(s, &sink);
	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((nl != NULL ? nl : end) - p);

		line(v, s, &h, p, n);
		p += n + 1;
	}
	session_free(s);
	while (n_waiting > 0)
		toolcall_finish(waiting[--n_waiting], "[]", 2, false);
	server_free(v);
	free(h.version);
	free(h.method);
	free(h.name);
	free(param);
	param = NULL;
	return 0;
}
