/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_import.c -- `cordon import`: an agent's MCP servers, moved here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/cmd.h"
#include "broker/connector_write.h"
#include "broker/mcp_json.h"
#include "broker/options.h"
#include "common/host/file.h"

/* Agents' whole settings are below 1 MB. */
#define FILE_MAX (4 * 1024 * 1024)

/* CMD_OK also for one that is written but does not answer yet. */
static int
import_one(const char *dir, const char *name, const json_t *entry, bool force)
{
	struct connector_file f = { .dir = dir,
		.by = "cordon import",
		.force = force,
		.keep = true };
	json_t *keys = NULL;
	unsigned ops = 0;
	bool written = false;
	struct buf id;
	struct err e;
	int status = CMD_OK;

	buf_init(&id, 80);
	mcp_json_name(name, &id);
	f.name = id.p;
	if (!buf_ok(&id) || conf_name_ok(id.p, &e) == -1) {
		err_set(&e, ERR_LIMIT, "too long a name");
		status = CMD_REFUSED;
	} else if ((keys = mcp_json_keys(dir, id.p, entry, &e)) == NULL)
		status = e.code == ERR_CANCELLED ? CMD_OK : CMD_REFUSED;
	f.keys = keys;
	if (keys != NULL && connector_write(&f, &ops, &written, &e) == 0)
		printf("%s: %u tools, as %s\n", name, ops, id.p);
	else if (written)
		printf("%s: written as %s, but its tools are not known yet: "
		       "%s\n"
		       "    `cordon index` asks again\n",
		    name, id.p, e.msg);
	else {
		printf("%s: left out: %s\n", name, e.msg);
		if (e.code != ERR_CANCELLED)
			status = CMD_REFUSED;
	}
	(void)fflush(stdout);
	json_decref(keys);
	buf_fini(&id);
	return status;
}

static int
import(const char *config, const char *path, bool force, struct err *e)
{
	json_t *servers = NULL, *entry;
	char *dir = conf_dir(config, e);
	const char *name;
	struct buf b;
	int status = CMD_OK;

	buf_init(&b, FILE_MAX);
	if (dir != NULL && file_read(path, &b, e) == 0 &&
	    (servers = mcp_json_read(b.p != NULL ? b.p : "", b.len, e)) == NULL)
		err_prefix(e, "%s", path);
	if (servers == NULL)
		status = cmd_refuse(e);
	else if (json_object_size(servers) == 0)
		printf("no server in %s\n", path);
	json_object_foreach(servers, name,
	    entry) if (import_one(dir, name, entry, force) != CMD_OK) status =
	    CMD_REFUSED;
	json_decref(servers);
	buf_fini(&b);
	free(dir);
	return status;
}

int
cmd_import(const char *config, int argc, char **argv)
{
	bool force = false;
	const struct option_row rows[] = { { "--force", NULL, &force },
		{ NULL, NULL, NULL } };
	struct err e;
	int n = options_read(argc, argv, rows, &e);

	if (n != -1 && n != 1)
		n = err_set(&e, ERR_INPUT,
		    n == 0 ? "FILE is wanted" : "one FILE is wanted");
	if (n == -1)
		return cmd_misuse("import", &e);
	return import(config, argv[0], force, &e);
}
