/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wire_spec.h -- how an MCP server is reached, secrets filled in.
 *
 * Made anew for every start, so that a changed secret file counts, and wiped
 * when the connection ends; its texts are in the vault's pages.
 */
#ifndef CORDON_BROKER_EGRESS_WIRE_SPEC_H
#define CORDON_BROKER_EGRESS_WIRE_SPEC_H

#include "broker/conf.h"
#include "broker/egress/redact.h"
#include "broker/egress/vault_pool.h"

struct wire_spec {
	struct vault_pool texts; /* all of the following */
	char *name; /* the connector's, for the log */
	char **argv; /* NULL: over HTTP */
	char **env; /* NAME=VALUE */
	char *cwd;
	char *url;
	char **headers; /* "Name: value" */
	char **networks; /* as address_allowed() */
	char *ca; /* certificates in place of the system's, or NULL */
	struct redact *redact; /* of its secrets */
	json_t *marks; /* see tool_marks.h; or NULL */
};

/* NULL and why; the reason holds no secret. */
struct wire_spec *wire_spec_new(const struct conf_connector *c, struct err *e);
void wire_spec_free(struct wire_spec *s); /* wipes */
/* Reads anew which arguments are headers; nothing for a process. */
void wire_spec_mark(struct wire_spec *s, const struct conf_connector *c);
bool wire_spec_same(const struct wire_spec *a, const struct wire_spec *b);

#endif
