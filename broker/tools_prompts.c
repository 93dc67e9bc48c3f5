/* SPDX-License-Identifier: Apache-2.0 */
/* tools_prompts.c -- skills as MCP's prompts; see tools.h. */
#include <string.h>

#include "broker/skills.h"
#include "broker/tools.h"
#include "mcp/jsonrpc.h"
#include "mcp/toolcall.h"

/* SKILLS_MAX names and descriptions; one text, quoted. */
#define LIST_MAX (512 * 1024)
#define PROMPT_MAX (8 * SKILL_BYTES_MAX)

static void
list_prompts(void *arg, struct toolcall *c, const json_t *params)
{
	const struct tools *t = arg;
	const struct skills *s = broker_skills(t->broker);
	struct buf b;
	size_t i;

	if (json_object_get(params, "cursor") != NULL) {
		toolcall_finish_error(c, JSONRPC_PARAMS,
		    "there is no such cursor: one page", NULL);
		return;
	}
	buf_init(&b, LIST_MAX);
	buf_adds(&b, "\"prompts\":[");
	for (i = 0; i < s->n; i++) {
		buf_adds(&b, i > 0 ? ",{\"name\":" : "{\"name\":");
		buf_add_json(&b, s->list[i].name, strlen(s->list[i].name));
		buf_adds(&b, ",\"description\":");
		buf_add_json(&b, s->list[i].description,
		    strlen(s->list[i].description));
		buf_addc(&b, '}');
	}
	buf_addc(&b, ']');
	if (toolcall_modern(c))
		buf_adds(&b, ",\"ttlMs\":300000,\"cacheScope\":\"private\"");
	if (buf_ok(&b))
		toolcall_finish_result(c, b.p, b.len);
	else
		toolcall_finish_error(c, JSONRPC_INTERNAL, "too many", NULL);
	buf_fini(&b);
}

static void
get_prompt(void *arg, struct toolcall *c, const json_t *params)
{
	const struct tools *t = arg;
	const char *name = json_str(params, "name");
	const struct skill *s =
	    name != NULL ? skills_find(broker_skills(t->broker), name) : NULL;
	struct buf b;

	if (s == NULL) {
		toolcall_finish_error(c, JSONRPC_PARAMS,
		    name != NULL ? "Unknown prompt"
				 : "\"name\" must be a string",
		    NULL);
		return;
	}
	buf_init(&b, PROMPT_MAX);
	buf_adds(&b, "\"description\":");
	buf_add_json(&b, s->description, strlen(s->description));
	buf_adds(&b,
	    ",\"messages\":[{\"role\":\"user\",\"content\":{\"type\":"
	    "\"text\",\"text\":");
	buf_add_json(&b, s->text, strlen(s->text));
	buf_adds(&b, "}}]");
	if (buf_ok(&b))
		toolcall_finish_result(c, b.p, b.len);
	else
		toolcall_finish_error(c, JSONRPC_INTERNAL, "too long", NULL);
	buf_fini(&b);
}

const struct mcp_method tools_methods[] = {
	{ "prompts/list", MCP_LEGACY | MCP_MODERN, list_prompts, NULL },
	{ "prompts/get", MCP_LEGACY | MCP_MODERN, get_prompt, NULL },
};
const size_t tools_methods_n = sizeof tools_methods / sizeof tools_methods[0];
