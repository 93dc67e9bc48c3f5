/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_doctor.c -- `cordon doctor`: the worker tries its own walls. */
#include <stdbool.h>

#include "broker/cmd.h"
#include "broker/cmd_worker.h"
#include "broker/options.h"

int
cmd_doctor(const char *config, int argc, char **argv)
{
	bool json = false;
	const struct option_row rows[] = { { "--json", NULL, &json },
		{ NULL, NULL, NULL } };
	struct err e;
	int n = options_read(argc, argv, rows, &e);

	(void)config;
	if (n > 0)
		n = err_set(&e, ERR_INPUT, "doctor takes no \"%.80s\"",
		    argv[0]);
	if (n == -1)
		return cmd_misuse("doctor", &e);
	cmd_worker_exec("--doctor", json ? "--json" : NULL, &e);
	return cmd_refuse(&e);
}
