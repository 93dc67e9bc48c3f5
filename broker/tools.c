/* SPDX-License-Identifier: Apache-2.0 */
/* tools.c -- see tools.h. */
#include "broker/tools.h"

#include <stdlib.h>
#include <string.h>

#include "broker/edition.h"
#include "broker/expose.h"
#include "broker/visible.h"
#include "common/base/near.h"
#include "common/host/log.h"
#include "mcp/toolcall.h"

/* About 400 tokens: every session pays for it once. */
#define INSTRUCTIONS_MAX 1600
#define TITLE_MAX 60
#define PROMPTS "\"prompts\":{\"listChanged\":true}"

const struct mcp_tool tools_table[] = {
	{ .name = "search",
	    .title = "Search API operations",
	    .description =
		"Find operations of the connected APIs. Returns TypeScript "
		"signatures, best first, ready to call in `execute`. Say what "
		"you "
		"want to do in a few words.",
	    .input_schema =
		"{\"type\":\"object\",\"properties\":{"
		"\"query\":{\"type\":\"string\",\"description\":"
		"\"e.g. \\\"list issues of a repository\\\"\"},"
		"\"connector\":{\"type\":\"string\",\"description\":"
		"\"Only this API\"},"
		"\"limit\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":50,"
		"\"description\":\"Default 8\"},"
		"\"detail\":{\"type\":\"string\",\"enum\":[\"names\","
		"\"signatures\",\"full\"],\"description\":"
		"\"full: with every referenced type\"}},"
		"\"required\":[\"query\"]}",
	    .annotations = "{\"readOnlyHint\":true,\"openWorldHint\":false}",
	    .start = tools_search },
	{ .name = "execute",
	    .title = "Run a program",
	    .description =
		"Run TypeScript or JavaScript that calls the operations "
		"`search` "
		"found: `async () => { const r = await "
		"api.group.operation({...}); "
		"return r; }`. Arguments are one object; the request body goes "
		"under `body`. Returns the program's value as JSON, then its "
		"console output: filter and combine in code and return only "
		"what "
		"you need. Use Promise.all for parallel calls. HTTP errors "
		"throw "
		"ApiError {status, body}. No fetch, no require, no files.",
	    .input_schema =
		"{\"type\":\"object\",\"properties\":{"
		"\"code\":{\"type\":\"string\",\"description\":"
		"\"An async arrow function, or statements with `return`\"},"
		"\"timeout_ms\":{\"type\":\"integer\",\"minimum\":1,"
		"\"maximum\":600000}},"
		"\"required\":[\"code\"]}",
	    .annotations = "{\"readOnlyHint\":false,\"destructiveHint\":true,"
			   "\"openWorldHint\":true}",
	    .start = tools_execute,
	    .cancel = tools_execute_cancel },
};
const size_t tools_n = sizeof tools_table / sizeof tools_table[0];

void
tools_instructions(const struct catalog *const *c, size_t n, struct buf *b)
{
	size_t i, len;

	if (n == 0) {
		buf_adds(b,
		    "No API is connected yet (cordon add openapi NAME "
		    "FILE); programs can still compute.");
		return;
	}
	buf_adds(b, "APIs for `search` and `execute`:\n");
	for (i = 0; i < n; i++) {
		const char *title = catalog_title(c[i]);

		len = strcspn(title, "\r\n");
		if (len > TITLE_MAX)
			len = TITLE_MAX;
		if (b->len + len + 100 > INSTRUCTIONS_MAX) {
			buf_addf(b, "and %zu more\n", n - i);
			return;
		}
		buf_addf(b, "%s: %.*s%s%u operations\n", catalog_name(c[i]),
		    (int)len, title, len > 0 ? ", " : "", catalog_ops(c[i]));
	}
}

/* Is the list another one now? */
static bool
renew(struct tools *t, struct server *s, const char *instructions)
{
	const struct buf *list = server_tools_list(s, false);
	char *before = strdup(list->p);
	struct err e;
	bool other;

	if (server_renew(s, instructions, t->expose->tools, t->expose->n_tools,
		&e) == -1)
		log_error("the tools: %s", e.msg);
	other = before == NULL || strcmp(before, list->p) != 0;
	free(before);
	return other;
}

/* The same for every client, so without what is hidden from one of them. */
static void
instructions(const struct tools *t, struct buf *b)
{
	const struct edition *d = broker_edition(t->broker);
	size_t n;
	const struct catalog **list = visible_connectors(d, NULL, &n);

	if (list == NULL)
		return;
	if (n > 0 || d->n == 0)
		tools_instructions(list, n, b);
	if (n < d->n)
		buf_adds(b, "`search` finds what else is connected.\n");
	free(list);
}

void
tools_renew(struct tools *t, struct server *s, unsigned what)
{
	struct expose *before = t->expose,
		      *x = expose_new(broker_edition(t->broker), tools_exposed,
			  tools_execute_cancel);
	unsigned changes = 0;
	struct buf b;

	if (x == NULL) {
		log_error("the tools could not be written anew");
		return;
	}
	t->expose = x;
	buf_init(&b, 2 * INSTRUCTIONS_MAX);
	instructions(t, &b);
	if (renew(t, s, buf_ok(&b) ? b.p : NULL) ||
	    (what & EDITION_OPERATIONS) != 0)
		changes |= SERVER_TOOLS;
	if ((what & EDITION_SKILLS) != 0)
		changes |= SERVER_PROMPTS;
	server_changed(s, changes);
	expose_free(before);
	buf_fini(&b);
}

void
tools_fini(struct tools *t)
{
	expose_free(t->expose);
	t->expose = NULL;
}

struct server *
tools_server(struct tools *t, struct err *e)
{
	struct server_info info = { .name = "cordon",
		.title = "cordon",
		.version = CORDON_VERSION,
		.capabilities = { PROMPTS, PROMPTS },
		.methods = tools_methods,
		.n_methods = tools_methods_n,
		.arg = t };
	struct server *s = NULL;
	struct buf b;

	t->expose = expose_new(broker_edition(t->broker), tools_exposed,
	    tools_execute_cancel);
	if (t->expose == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	info.tools = t->expose->tools;
	info.n = t->expose->n_tools;
	buf_init(&b, 2 * INSTRUCTIONS_MAX);
	instructions(t, &b);
	info.instructions = b.p;
	if (buf_ok(&b))
		s = server_new(&info, e);
	else
		err_set(e, ERR_LIMIT, "the instructions are too long");
	buf_fini(&b);
	return s;
}

static const char *
type_name(json_type t)
{
	return t == JSON_STRING ? "a string"
	    : t == JSON_INTEGER ? "an integer"
				: "another type";
}

static int
check_value(const struct tool_arg *a, const json_t *v, struct err *e)
{
	json_int_t i = json_integer_value(v);
	size_t k;

	if (json_typeof(v) != a->type)
		return err_set(e, ERR_INPUT, "`%s` must be %s", a->name,
		    type_name(a->type));
	if (a->type == JSON_INTEGER && (i < a->least || i > a->most))
		return err_set(e, ERR_INPUT, "`%s` must be from %lld to %lld",
		    a->name, (long long)a->least, (long long)a->most);
	if (a->choices == NULL)
		return 0;
	for (k = 0; a->choices[k] != NULL; k++)
		if (strcmp(a->choices[k], json_string_value(v)) == 0)
			return 0;
	err_set(e, ERR_INPUT, "`%s` must be one of", a->name);
	for (k = 0; a->choices[k] != NULL; k++) {
		size_t n = strlen(e->msg);

		(void)snprintf(e->msg + n, sizeof e->msg - n, "%s %s",
		    k > 0 ? "," : "", a->choices[k]);
	}
	return -1;
}

static int
check_known(const char *key, const struct tool_arg *rows, struct err *e)
{
	const char *names[8], *best; /* no tool has more arguments */
	size_t n = 0;

	for (; rows->name != NULL && n < 8; rows++) {
		if (strcmp(rows->name, key) == 0)
			return 0;
		names[n++] = rows->name;
	}
	best = near_best(key, names, n);
	if (best != NULL)
		return err_set(e, ERR_INPUT,
		    "there is no argument `%.60s`; did you mean `%s`?", key,
		    best);
	err_set(e, ERR_INPUT, "there is no argument `%.60s`, only", key);
	while (n > 0) {
		size_t at = strlen(e->msg);

		n--;
		(void)snprintf(e->msg + at, sizeof e->msg - at, " `%s`%s",
		    names[n], n > 0 ? "," : "");
	}
	return -1;
}

int
tools_args(const char *tool, const json_t *args, const struct tool_arg *rows,
    struct err *e)
{
	const struct tool_arg *a;
	const char *key;
	const json_t *v;

	json_object_foreach((json_t *)(uintptr_t)args, key,
	    v) if (check_known(key, rows, e) == -1) return err_prefix(e, "%s",
	    tool);
	for (a = rows; a->name != NULL; a++) {
		v = json_object_get(args, a->name);
		if (v == NULL || (json_is_null(v) && !a->required)) {
			if (!a->required)
				continue;
			return err_set(e, ERR_INPUT, "%s: `%s` is missing",
			    tool, a->name);
		}
		if (check_value(a, v, e) == -1)
			return err_prefix(e, "%s", tool);
	}
	return 0;
}
