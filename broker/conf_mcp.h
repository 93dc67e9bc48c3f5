/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conf_mcp.h -- the keys of a connector of kind mcp: an upstream MCP server.
 *
 *	kind: mcp
 *	command: node			# started by cordon-egress, or
 *	args: [server.js, --root, /srv]
 *	env: {API_KEY: file:/path, LOG_LEVEL: info}
 *	cwd: /srv
 *	url: https://host/mcp		# Streamable HTTP
 *	headers: {X-Team: blue, X-Key: file:/path}
 *	tools: list.json		# what it would list: it is not asked
 *	enabledTools: ["get_*"]		# the only ones
 *	disabledTools: ["delete_*"]	# but not these
 *	timeout: 60s			# of one call
 *	idle: 10m			# a process unused so long is stopped
 *	era: auto			# auto | legacy | modern
 *	elicitation: decline		# decline | defaults
 *
 * A value of env or headers that begins with "file:", "cred:" or "env:" is where
 * a secret is, read by cordon-egress only (auth.secret, conf.h).  With `tools` there may be no server at all: its tools
 * can be found and read, not called.  ${VAR} in args, cwd and url means env's VAR.
 */
#ifndef CORDON_BROKER_CONF_MCP_H
#define CORDON_BROKER_CONF_MCP_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "common/host/json.h"

enum conf_era { CONF_ERA_AUTO, CONF_ERA_LEGACY, CONF_ERA_MODERN };

struct conf_pair {
	char *name;
	char *value; /* of a secret its source, a path absolute */
};

struct conf_mcp {
	char *command; /* or NULL: over HTTP */
	char **args; /* NULL-terminated, or NULL for none; as the others */
	char *cwd; /* or NULL */
	char *tools; /* the file of its tools/list, absolute; NULL: it is asked */
	char **enabled, **disabled;
	struct conf_pair *env, *headers;
	size_t n_env, n_headers;
	uint32_t timeout_ms, idle_ms;
	enum conf_era era;
	bool elicit_defaults;
};

/* The keys it knows, for the reader of the file. */
extern const char *const conf_mcp_keys[];
/* `url` is the connector's, or NULL; `path` the file's.  Returns new. */
struct conf_mcp *conf_mcp_read(const json_t *top, const char *url,
    const char *path, struct err *e);
void conf_mcp_free(struct conf_mcp *m); /* NULL is fine */
/* Is its value a secret's source? */
bool conf_pair_secret(const struct conf_pair *p);
/* Do enabledTools and disabledTools let it through? */
bool conf_mcp_tool(const struct conf_mcp *m, const char *tool);

#endif
