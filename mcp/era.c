/* SPDX-License-Identifier: Apache-2.0 */
/* era.c -- see era.h. */
#include "mcp/era.h"

#include <string.h>

static const char *const legacy[] = { "2025-11-25", "2025-06-18", "2025-03-26",
	"2024-11-05" };

bool
era_is_legacy(const char *version)
{
	size_t i;

	for (i = 0; i < sizeof legacy / sizeof legacy[0]; i++)
		if (strcmp(version, legacy[i]) == 0)
			return true;
	return false;
}

static const json_t *
meta_of(const struct jsonrpc *m)
{
	return json_object_get(m->params, "_meta");
}

bool
era_is_modern(const struct jsonrpc *m)
{
	return json_object_get(meta_of(m), ERA_META "protocolVersion") != NULL;
}

static int
fault(struct era_fault *ret, int code, int status, const char *message)
{
	*ret = (struct era_fault){ code, status, message, NULL };
	return -1;
}

static int
check_version(const char *version, struct era_fault *ret)
{
	if (strcmp(version, ERA_MODERN) == 0)
		return 0;
	return fault(ret, JSONRPC_BAD_VERSION, 400,
	    "Unsupported protocol version");
}

/* Which parameter Mcp-Name repeats. */
static const char *
named_by(const struct jsonrpc *m)
{
	if (strcmp(m->method, "tools/call") == 0 ||
	    strcmp(m->method, "prompts/get") == 0)
		return json_str(m->params, "name");
	if (strcmp(m->method, "resources/read") == 0)
		return json_str(m->params, "uri");
	return NULL;
}

static int
check_head(const struct jsonrpc *m, const char *version,
    const struct era_head *head, struct era_fault *ret)
{
	const char *name = named_by(m);

	if (head->version == NULL)
		return fault(ret, JSONRPC_HEADER_MISMATCH, 400,
		    "header MCP-Protocol-Version is missing");
	if (strcmp(head->version, version) != 0)
		return fault(ret, JSONRPC_HEADER_MISMATCH, 400,
		    "header MCP-Protocol-Version differs from _meta");
	if (check_version(version, ret) == -1)
		return -1;
	if (head->method == NULL || strcmp(head->method, m->method) != 0)
		return fault(ret, JSONRPC_HEADER_MISMATCH, 400,
		    "header Mcp-Method is missing or differs from the method");
	if (name != NULL &&
	    (head->name == NULL || strcmp(head->name, name) != 0))
		return fault(ret, JSONRPC_HEADER_MISMATCH, 400,
		    "header Mcp-Name is missing or differs from the name");
	return 0;
}

int
era_check(const struct jsonrpc *m, const struct era_head *head,
    struct era_fault *ret)
{
	const json_t *meta = meta_of(m), *caps;
	const char *version = json_str(meta, ERA_META "protocolVersion");

	if (version == NULL)
		return fault(ret, JSONRPC_PARAMS, 400,
		    "_meta \"" ERA_META "protocolVersion\" must be a string");
	caps = json_object_get(meta, ERA_META "clientCapabilities");
	if (m->kind == JSONRPC_REQUEST && !json_is_object(caps))
		return fault(ret, JSONRPC_PARAMS, 400,
		    "_meta \"" ERA_META
		    "clientCapabilities\" must be an object");
	if (head != NULL && m->kind == JSONRPC_REQUEST)
		return check_head(m, version, head, ret);
	return check_version(version, ret);
}

int
era_check_legacy(const struct jsonrpc *m, const struct era_head *head,
    struct era_fault *ret)
{
	if (head == NULL || head->version == NULL)
		return 0;
	if (strcmp(head->version, ERA_MODERN) >= 0 &&
	    m->kind == JSONRPC_REQUEST && strcmp(m->method, "initialize") != 0)
		return fault(ret, JSONRPC_PARAMS, 400,
		    "_meta \"" ERA_META "protocolVersion\" is missing");
	if (m->kind == JSONRPC_REQUEST && strcmp(m->method, "initialize") == 0)
		return 0;
	if (!era_is_legacy(head->version))
		return fault(ret, JSONRPC_INVALID, 400,
		    "header MCP-Protocol-Version names no version known here");
	return 0;
}
