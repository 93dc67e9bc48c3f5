/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_token.c -- `cordon token [--remove] NAME`: a bearer token for
 * `cordon serve`. */
#include <stdio.h>

#include "broker/auth.h"
#include "broker/cmd.h"
#include "broker/options.h"

int
cmd_token(const char *config, int argc, char **argv)
{
	bool remove = false;
	const struct option_row rows[] = { { "--remove", NULL, &remove },
		{ NULL, NULL, NULL } };
	char token[AUTH_TOKEN_TEXT];
	struct conf *conf;
	struct err e;
	int n = options_read(argc, argv, rows, &e);

	if (n >= 0 && n != 1)
		n = err_set(&e, ERR_INPUT, "one name is wanted: whose token");
	if (n == -1)
		return cmd_misuse("token", &e);
	if ((conf = conf_read(config, &e)) == NULL)
		return cmd_refuse(&e);
	n = remove ? auth_remove(conf->dir, argv[0], &e) :
	    auth_add(conf->dir, argv[0], token, &e);
	conf_free(conf);
	if (n < 0)
		return cmd_refuse(&e);
	if (remove)
		return printf("removed: %d\n", n) < 0 ? CMD_FAILED : CMD_OK;
	/* The only time it is to be seen: the file has its hash. */
	return printf("%s\n", token) < 0 || fflush(stdout) != 0 ? CMD_FAILED :
	    CMD_OK;
}
