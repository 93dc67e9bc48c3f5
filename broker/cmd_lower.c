/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_lower.c -- `cordon lower`: what a program becomes, unrun. */
#include "broker/cmd.h"
#include "broker/cmd_source.h"
#include "broker/cmd_worker.h"
#include "broker/options.h"
#include "common/base/limits.h"

int
cmd_lower(const char *config, int argc, char **argv)
{
	struct cmd_source what = { NULL, NULL };
	const struct option_row rows[] = { { "-e", &what.code, NULL },
		{ NULL, NULL, NULL } };
	struct buf code;
	struct err e;
	int n = options_read(argc, argv, rows, &e);

	(void)config;
	if (n == -1 || cmd_source_pick(n, argv, &what, &e) == -1)
		return cmd_misuse("lower", &e);
	buf_init(&code, CODE_MAX);
	/* The compiler is the worker's: so is the reading of hostile text. */
	if (cmd_source_read(&what, &code, &e) == 0 &&
	    cmd_worker_stdin(code.p, code.len, &e) == 0)
		cmd_worker_exec("--lower", NULL, &e);
	buf_fini(&code);
	return cmd_refuse(&e);
}
