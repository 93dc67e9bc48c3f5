/* SPDX-License-Identifier: Apache-2.0 */
/* fixture_lists.c -- prompts, resources, completion and logging. */
#include <string.h>

#include "common/host/json.h"
#include "fixture.h"
#include "mcp/jsonrpc.h"

#define MESSAGE(content) \
	"\"messages\":[{\"role\":\"user\",\"content\":" content "}]"

/* How long a client of the stateless era may keep it. */
static void
finish_kept(struct toolcall *c, const char *members)
{
	struct buf b;

	buf_init(&b, 1024 * 1024);
	buf_adds(&b, members);
	if (toolcall_modern(c))
		buf_adds(&b, ",\"ttlMs\":1000,\"cacheScope\":\"public\"");
	toolcall_finish_result(c, b.p, b.len);
	buf_fini(&b);
}

static void
finish(struct toolcall *c, const char *members)
{
	toolcall_finish_result(c, members, strlen(members));
}

/* Prompts --------------------------------------------------------------- */

static void
on_prompts_list(void *arg, struct toolcall *c, const json_t *params)
{
	(void)arg;
	(void)params;
	finish_kept(c,
	    "\"prompts\":[{\"name\":\"test_simple_prompt\",\"description\":"
	    "\"A simple prompt\"},"
	    "{\"name\":\"test_prompt_with_arguments\",\"description\":"
	    "\"With arguments\",\"arguments\":["
	    "{\"name\":\"arg1\",\"required\":true},"
	    "{\"name\":\"arg2\",\"required\":true}]},"
	    "{\"name\":\"test_prompt_with_embedded_resource\",\"description\":"
	    "\"With a resource\",\"arguments\":[{\"name\":\"resourceUri\","
	    "\"required\":true}]},"
	    "{\"name\":\"test_prompt_with_image\",\"description\":"
	    "\"With an image\"},"
	    "{\"name\":\"test_input_required_result_prompt\",\"description\":"
	    "\"One that asks\"}]");
}

static void
prompt_of_arguments(struct toolcall *c, const json_t *args)
{
	const char *one = json_str(args, "arg1"), *two = json_str(args, "arg2");
	struct buf text, b;

	buf_init(&text, 65536);
	buf_init(&b, 65536);
	buf_addf(&text, "Prompt with arguments: arg1='%s', arg2='%s'",
	    one != NULL ? one : "", two != NULL ? two : "");
	buf_adds(&b,
	    "\"messages\":[{\"role\":\"user\",\"content\":{\"type\":"
	    "\"text\",\"text\":");
	buf_add_json(&b, text.p, text.len);
	buf_adds(&b, "}}]");
	toolcall_finish_result(c, b.p, b.len);
	buf_fini(&text);
	buf_fini(&b);
}

static void
prompt_of_resource(struct toolcall *c, const json_t *args)
{
	const char *uri = json_str(args, "resourceUri");
	struct buf b;

	buf_init(&b, 65536);
	buf_adds(&b,
	    "\"messages\":[{\"role\":\"user\",\"content\":{\"type\":"
	    "\"resource\",\"resource\":{\"uri\":");
	buf_add_json(&b, uri != NULL ? uri : "", uri != NULL ? strlen(uri) : 0);
	buf_adds(&b,
	    ",\"mimeType\":\"text/plain\",\"text\":"
	    "\"Embedded resource content for testing.\"}}},"
	    "{\"role\":\"user\",\"content\":{\"type\":\"text\","
	    "\"text\":\"Please process the embedded resource "
	    "above.\"}}]");
	toolcall_finish_result(c, b.p, b.len);
	buf_fini(&b);
}

static void
on_prompts_get(void *arg, struct toolcall *c, const json_t *params)
{
	const char *name = json_str(params, "name");
	const json_t *args = json_object_get(params, "arguments");

	if (name == NULL)
		name = "";
	if (strcmp(name, "test_simple_prompt") == 0)
		finish(c,
		    MESSAGE("{\"type\":\"text\",\"text\":\"This is a "
			    "simple prompt for testing.\"}"));
	else if (strcmp(name, "test_prompt_with_arguments") == 0)
		prompt_of_arguments(c, args);
	else if (strcmp(name, "test_prompt_with_embedded_resource") == 0)
		prompt_of_resource(c, args);
	else if (strcmp(name, "test_prompt_with_image") == 0)
		finish(c,
		    MESSAGE("{\"type\":\"image\",\"mimeType\":"
			    "\"image/png\",\"data\":\"" FIXTURE_PNG "\"}"));
	else if (strcmp(name, "test_input_required_result_prompt") == 0)
		fixture_asking_prompt(arg, c, args);
	else
		toolcall_finish_error(c, JSONRPC_PARAMS, "Unknown prompt",
		    NULL);
}

/* Resources ------------------------------------------------------------- */

static void
on_resources_list(void *arg, struct toolcall *c, const json_t *params)
{
	(void)arg;
	(void)params;
	finish_kept(c,
	    "\"resources\":[{\"uri\":\"test://static-text\",\"name\":\"text\","
	    "\"description\":\"A text\",\"mimeType\":\"text/plain\"},"
	    "{\"uri\":\"test://static-binary\",\"name\":\"binary\","
	    "\"description\":\"An image\",\"mimeType\":\"image/png\"},"
	    "{\"uri\":\"test://watched-resource\",\"name\":\"watched\","
	    "\"description\":\"Watched\",\"mimeType\":\"text/plain\"}]");
}

static void
on_templates_list(void *arg, struct toolcall *c, const json_t *params)
{
	(void)arg;
	(void)params;
	finish_kept(c,
	    "\"resourceTemplates\":[{\"uriTemplate\":"
	    "\"test://template/{id}/data\",\"name\":\"template\","
	    "\"description\":\"By its id\",\"mimeType\":"
	    "\"application/json\"}]");
}

static void
no_resource(struct toolcall *c, const char *uri)
{
	struct buf b;

	buf_init(&b, 65536);
	buf_adds(&b, "{\"uri\":");
	buf_add_json(&b, uri, strlen(uri));
	buf_addc(&b, '}');
	toolcall_finish_error(c, JSONRPC_PARAMS, "Resource not found", b.p);
	buf_fini(&b);
}

static bool
read_template(struct toolcall *c, const char *uri)
{
	static const char before[] = "test://template/", after[] = "/data";
	size_t n = strlen(uri), id;
	struct buf text, b;

	if (n <= sizeof before + sizeof after - 2 ||
	    strncmp(uri, before, sizeof before - 1) != 0 ||
	    strcmp(uri + n - (sizeof after - 1), after) != 0)
		return false;
	id = n - (sizeof before - 1) - (sizeof after - 1);
	buf_init(&text, 65536);
	buf_init(&b, 65536);
	buf_adds(&text, "{\"id\":");
	buf_add_json(&text, uri + sizeof before - 1, id);
	buf_adds(&text, ",\"templateTest\":true}");
	buf_adds(&b, "\"contents\":[{\"uri\":");
	buf_add_json(&b, uri, n);
	buf_adds(&b, ",\"mimeType\":\"application/json\",\"text\":");
	buf_add_json(&b, text.p, text.len);
	buf_adds(&b, "}]");
	finish_kept(c, b.p);
	buf_fini(&text);
	buf_fini(&b);
	return true;
}

static void
on_resources_read(void *arg, struct toolcall *c, const json_t *params)
{
	const char *uri = json_str(params, "uri");

	(void)arg;
	if (uri == NULL)
		uri = "";
	if (strcmp(uri, "test://static-text") == 0)
		finish_kept(c,
		    "\"contents\":[{\"uri\":\"test://static-text\","
		    "\"mimeType\":\"text/plain\",\"text\":\"This is the "
		    "content of the static text resource.\"}]");
	else if (strcmp(uri, "test://static-binary") == 0)
		finish_kept(c,
		    "\"contents\":[{\"uri\":\"test://static-binary\","
		    "\"mimeType\":\"image/png\",\"blob\":\"" FIXTURE_PNG
		    "\"}]");
	else if (!read_template(c, uri))
		no_resource(c, uri);
}

/* The rest -------------------------------------------------------------- */

static void
on_nothing(void *arg, struct toolcall *c, const json_t *params)
{
	(void)arg;
	(void)params;
	toolcall_finish_result(c, "", 0);
}

static void
on_complete(void *arg, struct toolcall *c, const json_t *params)
{
	(void)arg;
	(void)params;
	finish(c,
	    "\"completion\":{\"values\":[\"test value\"],\"total\":1,"
	    "\"hasMore\":false}");
}

#define BOTH (MCP_LEGACY | MCP_MODERN)

const struct mcp_method fixture_methods[] = {
	{ "prompts/list", BOTH, on_prompts_list, NULL },
	{ "prompts/get", BOTH, on_prompts_get, fixture_cancel_asking },
	{ "resources/list", BOTH, on_resources_list, NULL },
	{ "resources/templates/list", BOTH, on_templates_list, NULL },
	{ "resources/read", BOTH, on_resources_read, NULL },
	{ "resources/subscribe", MCP_LEGACY, on_nothing, NULL },
	{ "resources/unsubscribe", MCP_LEGACY, on_nothing, NULL },
	{ "completion/complete", BOTH, on_complete, NULL },
	{ "logging/setLevel", MCP_LEGACY, on_nothing, NULL },
};
const size_t fixture_methods_n =
    sizeof fixture_methods / sizeof fixture_methods[0];
