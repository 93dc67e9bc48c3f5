/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conf.h -- the configuration directory, read and checked.
 *
 *	DIR/cordon.yaml			settings (optional)
 *	DIR/connectors.d/NAME.yaml	one connector each
 *	DIR/catalog/NAME.cat		compiled, rebuilt when its source changes
 *
 * cordon.yaml, every key optional:
 *
 *	timeout: 30s			# default deadline of a run
 *	memory: 64MiB			# of a worker
 *	pool: 4				# idle workers kept ready
 *	pretouch: true			# each with the pages a run writes
 *	output_chars: 20000		# of a tool's answer
 *	hosts: [mcp.example.org]	# names under which serve is reached
 *	cpu: 10s			# CPU time of a run
 *	state: /var/lib/cordon		# what outlives a process
 *	isolation:
 *	  hour: 1h			# of a tenant's debt; tests shorten it
 *	  ready: 3			# workers ahead of a cordoned tenant
 *	  may_lack: [mdwe]		# layers this host cannot have
 *
 *	writes: allow			# ask, deny: see conf_rules.h
 *	rules: [...]
 *
 * A connector's file, as `cordon add openapi` writes it:
 *
 *	kind: openapi
 *	document: /path/to/openapi.yaml	# relative to this file, or absolute
 *	url: http://127.0.0.1:4010/v1	# optional: replaces the servers
 *	network: [127.0.0.1/32]		# addresses beyond the public ones
 *	ca: /path/ca.pem		# optional: instead of the system's
 *	timeout: 20s			# optional: of a call
 *	connect_timeout: 2s		# optional: to a server; 10s
 *	idle_timeout: 30s		# optional: of its silence; 60s
 *	in_flight: 8			# optional: calls of it at once; 64
 *	expose: auto			# code (as without), tools, auto
 *	auth:				# see conf_auth.h
 *	  kind: bearer
 *	  secret: file:/path/to/secret	# 0600
 *
 * Kind mcp is an MCP server: see conf_mcp.h.  Kind capnweb is a Cap'n Web
 * endpoint at `url`; its `document` lists the functions (typegen/functions.h).
 *
 * Strict: an unknown key, a duplicate, a wrong type is an error that names
 * file and line or key, and the nearest known key.  The broker never reads a
 * secret: only egress resolves `secret:`.
 */
#ifndef CORDON_BROKER_CONF_H
#define CORDON_BROKER_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "broker/conf_auth.h"
#include "broker/conf_mcp.h"
#include "broker/conf_rules.h"
#include "common/base/err.h"

enum conf_kind { CONF_OPENAPI, CONF_MCP, CONF_CAPNWEB };

/* Are its operations MCP tools of their own? see expose.h. */
enum conf_expose { CONF_EXPOSE_CODE, CONF_EXPOSE_TOOLS, CONF_EXPOSE_AUTO };

struct conf_connector {
	enum conf_kind kind;
	char *name;
	char *file; /* where it was read from */
	/* Absolute path: the API's description; of kind mcp, its list of
	 * tools as last seen. */
	char *document;
	char *url; /* or NULL */
	char *catalog; /* path of the compiled catalog */
	char **network; /* NULL-terminated CIDRs, or NULL */
	char *ca; /* path of certificates in place of the system's, or NULL */
	uint32_t timeout_ms, connect_ms, idle_ms; /* 0: as without them */
	size_t in_flight; /* calls of all programs at once */
	struct conf_auth auth;
	enum conf_expose expose;
	struct conf_mcp *mcp; /* of kind mcp, else NULL */
};

struct conf {
	char *dir;
	struct conf_connector *connectors; /* sorted by name */
	size_t n;
	char *state; /* directory of cordon.db */
	uint32_t cpu_ms; /* of a run */
	uint32_t hour_ms; /* how long an hour of a tenant's debt lasts */
	char *may_lack; /* "LAYER,LAYER" for the worker, who checks it, or NULL */
	uint32_t pool; /* idle workers kept ready */
	bool pretouch; /* each owns the pages that any run writes */
	uint32_t ready; /* the same, for each cordoned tenant */
	uint32_t deadline_ms; /* default of execute */
	size_t heap_bytes;
	struct conf_rules rules; /* which calls are made */
	size_t output_chars; /* of a tool result's text */
	char *hosts; /* "a,b", or NULL */
};

/* `dir` NULL: $XDG_CONFIG_HOME/cordon (or ~/.config/cordon) if it exists or
 * /etc/cordon may not be read, else that.  A missing directory is an empty
 * configuration.  Returns new. */
struct conf *conf_read(const char *dir, struct err *e);
void conf_free(struct conf *c);
/* The directory conf_read(dir) would read.  Returns new. */
char *conf_dir(const char *dir, struct err *e);
/* A connector's name is one identifier of a program: a letter, then letters,
 * digits or "_", at most 64, and no name the language or sandbox has. */
int conf_name_ok(const char *name, struct err *e);
/* NULL if there is none of that name. */
const struct conf_connector *conf_find(const struct conf *c, const char *name);
/* Where the other programs are: beside this one, else libexec. */
int conf_program(const char *name, char *ret_path, size_t n, struct err *e);

#endif
