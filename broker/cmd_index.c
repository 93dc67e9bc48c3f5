/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_index.c -- `cordon index`: compiles the connectors' documents; with
 * --force, asks the MCP servers for their tools again. */
#include <stdio.h>
#include <string.h>

#include "broker/cmd.h"
#include "broker/index.h"
#include "broker/options.h"
#include "common/host/file.h"

static int
one(const struct conf_connector *c, bool force)
{
	struct catalog_report r;
	struct err e;

	if (!force && !index_damaged(c)) {
		printf("%s: up to date\n", c->name);
		return CMD_OK;
	}
	if ((force || !file_exists(c->document)) && index_ask(c, &e) == -1)
		return cmd_refuse(&e);
	if (index_build(c, &r, &e) == -1)
		return cmd_refuse(&e);
	printf("%s: %u operations", c->name, r.ops);
	if (r.ops_lost > 0)
		printf(", %u lost", r.ops_lost);
	(void)putchar('\n');
	if (r.losses.len > 0)
		(void)fwrite(r.losses.p, 1, r.losses.len, stderr);
	buf_fini(&r.losses);
	return CMD_OK;
}

int
cmd_index(const char *config, int argc, char **argv)
{
	bool force = false;
	const struct option_row rows[] = { { "--force", NULL, &force },
		{ NULL, NULL, NULL } };
	struct conf *conf;
	struct err e;
	int status = CMD_OK, n = options_read(argc, argv, rows, &e);
	size_t i;

	if (n > 0)
		n = err_set(&e, ERR_INPUT, "index takes no \"%.80s\"", argv[0]);
	if (n == -1)
		return cmd_misuse("index", &e);
	conf = conf_read(config, &e);
	if (conf == NULL)
		return cmd_refuse(&e);
	for (i = 0; i < conf->n; i++)
		if (one(&conf->connectors[i], force) != CMD_OK)
			status = CMD_REFUSED;
	if (conf->n == 0)
		printf("no connector in %s\n", conf->dir);
	conf_free(conf);
	return status;
}
