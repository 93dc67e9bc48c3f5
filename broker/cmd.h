/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd.h -- the commands of cordon(1): one file, one row of main.c's table
 * each.
 */
#ifndef CORDON_BROKER_CMD_H
#define CORDON_BROKER_CMD_H

#include "broker/conf.h"
#include "common/base/err.h"

enum cmd_exit {
	CMD_OK = 0,
	CMD_FAILED = 1, /* the program failed, or a check did not pass */
	CMD_USAGE = 2,
	CMD_REFUSED = 3, /* cordon could not or would not do it */
};

/*
 * A command.  `config` is --config's value or NULL; argv[0] is the command's
 * own name, --config is not in argv any more.  Returns an enum cmd_exit.
 */
typedef int cmd_run(const char *config, int argc, char **argv);

cmd_run cmd_add, cmd_add_mcp, cmd_check, cmd_demo, cmd_doctor, cmd_import,
    cmd_index, cmd_lower, cmd_mcp, cmd_program, cmd_search, cmd_serve,
    cmd_tenant, cmd_token, cmd_tokens, cmd_types;

/* Prints "cordon: <message>" on standard error; returns CMD_REFUSED. */
int cmd_refuse(const struct err *e);
/* The same, and the command's usage, if long where that is; returns CMD_USAGE. */
int cmd_misuse(const char *command, const struct err *e);

#endif
