/* SPDX-License-Identifier: Apache-2.0 */
/*
 * connector_write.h -- the file of an MCP connector, written, asked and
 * compiled; for `cordon add mcp` and `cordon import`.
 */
#ifndef CORDON_BROKER_CONNECTOR_WRITE_H
#define CORDON_BROKER_CONNECTOR_WRITE_H

#include <jansson.h>
#include <stdbool.h>

#include "common/base/err.h"

struct connector_file {
	const char *dir; /* the configuration's */
	const char *name;
	const char *by; /* "cordon add", for the comment */
	const json_t *keys; /* as conf_mcp.h; borrowed */
	bool force; /* replaces one that is there */
	bool keep; /* stays although the server does not answer */
};

/*
 * Writes it, asks the server for its tools, compiles them.  *ret_ops: how
 * many.  -1: with `keep` and *ret_written set the file stays, else everything
 * is as it was.
 */
int connector_write(const struct connector_file *f, unsigned *ret_ops,
    bool *ret_written, struct err *e);
/* The file of a secret, 0600, as "file:/path".  New, or NULL. */
char *connector_secret(const char *dir, const char *name, const char *key,
    const char *value, struct err *e);

#endif
