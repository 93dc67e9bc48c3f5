/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_source.h -- a program given as FILE, as -e CODE, or as - (stdin). */
#ifndef CORDON_BROKER_CMD_SOURCE_H
#define CORDON_BROKER_CMD_SOURCE_H

#include "common/base/buf.h"
#include "common/base/err.h"

struct cmd_source {
	const char *code; /* of -e, or NULL */
	const char *file; /* "-" is stdin */
};

/* n operands: exactly one source must be there. */
int cmd_source_pick(int n, char **operands, struct cmd_source *s,
    struct err *e);
int cmd_source_read(const struct cmd_source *s, struct buf *out, struct err *e);
/* A file or a pipe, up to out's maximum. */
int cmd_source_file(const char *path, struct buf *out, struct err *e);

#endif
