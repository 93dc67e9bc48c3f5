/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_add_mcp.c -- `cordon add mcp`: an MCP server becomes a connector. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/cmd.h"
#include "broker/connector_write.h"
#include "broker/options.h"
#include "common/host/json.h"

struct add {
	const char *name, *url, *command, *cwd, *tools, *auth, *auth_name,
	    *secret;
	bool force;
	json_t *env, *headers; /* NAME to value */
	char *dir; /* the configuration's */
};

/* "NAME=VALUE", the file of a secret made absolute. */
static int
take_pair(const char *option, const char *text, json_t *into, struct err *e)
{
	const char *eq = text != NULL ? strchr(text, '=') : NULL;
	char real[PATH_MAX], value[PATH_MAX + 8], *name;

	if (eq == NULL || eq == text)
		return err_set(e, ERR_INPUT,
		    "%s wants NAME=VALUE, the value "
		    "of a secret as file:/path",
		    option);
	(void)snprintf(value, sizeof value, "%s", eq + 1);
	if (strlen(eq + 1) >= sizeof value)
		return err_set(e, ERR_LIMIT, "%s: too long", option);
	if (strncmp(value, "file:", 5) == 0) {
		if (realpath(value + 5, real) == NULL)
			return err_sys(e, "%s", value + 5);
		(void)snprintf(value, sizeof value, "file:%s", real);
	}
	if ((name = strndup(text, (size_t)(eq - text))) == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	json_object_set_new(into, name, json_string(value));
	free(name);
	return 0;
}

/* Takes --env and --header, which may be repeated, out of argv. */
static int
take_pairs(int *argc, char **argv, struct add *a, struct err *e)
{
	int i, n = 1;

	for (i = 1; i < *argc && strcmp(argv[i], "--") != 0; i++) {
		bool env = strcmp(argv[i], "--env") == 0;

		if (!env && strcmp(argv[i], "--header") != 0) {
			argv[n++] = argv[i];
			continue;
		}
		if (take_pair(argv[i], i + 1 < *argc ? argv[i + 1] : NULL,
			env ? a->env : a->headers, e) == -1)
			return -1;
		i++;
	}
	while (i < *argc)
		argv[n++] = argv[i++];
	*argc = n;
	return 0;
}

/* argv: "mcp", NAME, and the command's words. */
static int
check(int n, char **argv, struct add *a, struct err *e)
{
	if (n < 2)
		return err_set(e, ERR_INPUT, "NAME is wanted");
	a->name = argv[1];
	if (a->url != NULL && (a->command != NULL || n > 2 || a->cwd != NULL))
		return err_set(e, ERR_INPUT,
		    "either --url, or a command after \"--\"");
	if (a->url == NULL && a->command == NULL && n < 3 && a->tools == NULL)
		return err_set(e, ERR_INPUT,
		    "how is it reached? --url URL, or a command after \"--\"; "
		    "--tools FILE if it is not to be reached");
	if ((a->auth != NULL) != (a->secret != NULL))
		return err_set(e, ERR_INPUT,
		    "--auth and --secret-file go together");
	if (a->url == NULL &&
	    (a->auth != NULL || json_object_size(a->headers) > 0))
		return err_set(e, ERR_INPUT,
		    "--auth and --header belong to --url; a process has --env");
	return conf_name_ok(a->name, e);
}

/* A directory's or a file's absolute path. */
static int
set_path(json_t *keys, const char *key, const char *before, const char *path,
    struct err *e)
{
	char real[PATH_MAX];

	if (realpath(path, real) == NULL)
		return err_sys(e, "%s", path);
	json_object_set_new(keys, key, json_sprintf("%s%s", before, real));
	return 0;
}

static bool
is_relative(const char *word)
{
	return word != NULL && word[0] != '/' && word[0] != '-' &&
	    access(word, F_OK) == 0;
}

/* "node server.js" means the file that is here now: the server is to start
 * where this command was given. */
static bool
names_a_file(const json_t *keys, const json_t *args)
{
	const char *command = json_str(keys, "command");
	const json_t *one;
	size_t i;

	if (command == NULL)
		return false;
	json_array_foreach(args, i, one)
	{
		if (is_relative(json_string_value(one)))
			return true;
	}
	return strchr(command, '/') != NULL && is_relative(command);
}

static json_t *
keys_of(const struct add *a, int n, char **argv, struct err *e)
{
	json_t *keys = json_object(), *args = json_array(), *auth;
	int i = 2, r = 0;

	if (a->url != NULL)
		json_object_set_new(keys, "url", json_string(a->url));
	else if (a->command != NULL || n > 2)
		json_object_set_new(keys, "command",
		    json_string(a->command != NULL ? a->command : argv[i++]));
	for (; i < n; i++)
		json_array_append_new(args, json_string(argv[i]));
	if (json_array_size(args) > 0)
		json_object_set(keys, "args", args);
	if (a->cwd != NULL || names_a_file(keys, args))
		r = set_path(keys, "cwd", "", a->cwd != NULL ? a->cwd : ".", e);
	json_decref(args);
	if (r == 0 && a->tools != NULL)
		r = set_path(keys, "tools", "", a->tools, e);
	if (json_object_size(a->env) > 0)
		json_object_set(keys, "env", a->env);
	if (json_object_size(a->headers) > 0)
		json_object_set(keys, "headers", a->headers);
	if (r == 0 && a->auth != NULL) {
		auth = json_pack("{s:s}", "kind", a->auth);
		if (a->auth_name != NULL)
			json_object_set_new(auth, "name",
			    json_string(a->auth_name));
		json_object_set_new(keys, "auth", auth);
		r = set_path(auth, "secret", "file:", a->secret, e);
	}
	if (r == 0)
		return keys;
	json_decref(keys);
	return NULL;
}

static int
add(const struct add *a, json_t *keys, struct err *e)
{
	const struct connector_file f = { .dir = a->dir,
		.name = a->name,
		.by = "cordon add",
		.keys = keys,
		.force = a->force };
	unsigned ops = 0;
	bool written;

	if (connector_write(&f, &ops, &written, e) == -1)
		return -1;
	printf("%s: %u tools\nwritten: %s/connectors.d/%s.yaml\n", a->name, ops,
	    a->dir, a->name);
	return 0;
}

int
cmd_add_mcp(const char *config, int argc, char **argv)
{
	struct add a = { .env = json_object(), .headers = json_object() };
	const struct option_row rows[] = { { "--url", &a.url, NULL },
		{ "--command", &a.command, NULL }, { "--cwd", &a.cwd, NULL },
		{ "--tools", &a.tools, NULL }, { "--auth", &a.auth, NULL },
		{ "--auth-name", &a.auth_name, NULL },
		{ "--secret-file", &a.secret, NULL },
		{ "--force", NULL, &a.force }, { NULL, NULL, NULL } };
	json_t *keys = NULL;
	int status = CMD_REFUSED, n;
	struct err e;

	if (take_pairs(&argc, argv, &a, &e) == -1 ||
	    (n = options_read(argc, argv, rows, &e)) == -1 ||
	    check(n, argv, &a, &e) == -1)
		status = cmd_misuse("add", &e);
	else if ((keys = keys_of(&a, n, argv, &e)) == NULL ||
	    (a.dir = conf_dir(config, &e)) == NULL || add(&a, keys, &e) == -1)
		status = cmd_refuse(&e);
	else
		status = CMD_OK;
	json_decref(keys);
	json_decref(a.env);
	json_decref(a.headers);
	free(a.dir);
	return status;
}
