/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mcp_json.h -- the MCP servers of an agent's configuration (mcp.json,
 * claude_desktop_config.json, VS Code's, Gemini's settings.json, ...) as
 * connectors.
 *
 *	{"mcpServers": {NAME: {"command", "args", "env", "cwd"} or
 *	    {"type": "http", "url", "headers"}}}
 *
 * also under "servers"; with "disabled", "timeout", "enabledTools",
 * "disabledTools" and their other spellings.  Unknown keys are ignored, as
 * every agent does.  ${VAR}, ${env:VAR} and ${VAR:-text} are the environment's
 * at the time of the import; what looks like a secret goes to a file of its
 * own that only its owner reads.
 */
#ifndef CORDON_BROKER_MCP_JSON_H
#define CORDON_BROKER_MCP_JSON_H

#include <jansson.h>

#include "common/base/buf.h"
#include "common/base/err.h"

/* Comments and trailing commas are allowed.  New: NAME to entry. */
json_t *mcp_json_read(const char *s, size_t n, struct err *e);
/* NAME as a connector's: an identifier that programs do not have. */
void mcp_json_name(const char *name, struct buf *out);
/* The connector's keys (conf_mcp.h), new; secrets are written below dir.
 * NULL and why; ERR_CANCELLED: it is switched off in the file. */
json_t *mcp_json_keys(const char *dir, const char *name, const json_t *entry,
    struct err *e);

#endif
