/* SPDX-License-Identifier: Apache-2.0 */
/* main.c -- cordon(1): finds the command and runs it. */
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <string.h>

#include "broker/cmd.h"
#include "common/base/near.h"
#include "common/host/file.h"
#include "common/host/log.h"

struct command {
	const char *name;
	cmd_run *run;
	const char *usage;
	const char *about;
};

static cmd_run help;
static cmd_run version;

static const struct command commands[] = {
	{ "mcp", cmd_mcp, "mcp", "an MCP server on stdio" },
	{ "serve", cmd_serve, "serve [--listen ADDR:PORT | --listen unix:PATH]",
	    "an MCP server over HTTP" },
	{ "token", cmd_token, "token [--remove] NAME",
	    "a bearer token for serve" },
	{ "run", cmd_program,
	    "run [--json] [--timeout 500ms] [--with FILE] (FILE | -e CODE | -)",
	    "run one program now" },
	{ "search", cmd_search,
	    "search [--json] [--limit N] [--connector NAME] [--explain] QUERY\n"
	    "       cordon search --batch",
	    "find operations" },
	{ "types", cmd_types, "types [--connector NAME] [OPERATION]",
	    "TypeScript declarations" },
	{ "add", cmd_add,
	    "add openapi NAME FILE [--url BASE] [--ca F] [--force]\n"
	    "           [--auth bearer|basic|apiKey|header|oauth2|aws|mtls\n"
	    "            (--secret-file F | --secret cred:NAME|env:NAME|exec:/PATH)\n"
	    "            [--auth-name N] [--auth-in header|query|cookie]\n"
	    "            [--auth-value 'Key {secret}'] [--origin URL]\n"
	    "            [--token-url U --client-id I --scope S]\n"
	    "            [--key-id I --region R --service S] [--cert F]]\n"
	    "       cordon add mcp NAME [--force] [--cwd DIR] [--env K=V ...]\n"
	    "           (-- COMMAND [ARG ...] | --command COMMAND [ARG ...])\n"
	    "       cordon add mcp NAME --url URL [--force] [--header N=V ...]\n"
	    "           [--auth bearer --secret-file F]\n"
	    "       cordon add mcp NAME --tools LIST [-- COMMAND ... | --url URL]\n"
	    "       cordon add capnweb NAME URL --functions FILE [--force]\n"
	    "           [as for openapi]",
	    "configure a connector" },
	{ "import", cmd_import, "import [--force] FILE",
	    "the MCP servers of an agent's mcp.json" },
	{ "check", cmd_check, "check [--json]", "is the configuration right" },
	{ "index", cmd_index, "index [--force]",
	    "compile the connectors' documents" },
	{ "tokens", cmd_tokens, "tokens [--json] [CONNECTOR ...]",
	    "what an agent's context pays" },
	{ "tenant", cmd_tenant,
	    "tenant [--json] (list | show NAME | hold NAME LEVEL | release NAME)",
	    "who is at which level, why, until when" },
	{ "doctor", cmd_doctor, "doctor [--json]",
	    "which layers of isolation hold on this host" },
	{ "demo", cmd_demo,
	    "demo [--port N] [--token-file F] [--print-openapi]",
	    "a small HTTP API to try things on" },
	{ "lower", cmd_lower, "lower (FILE | -e CODE | -)",
	    "print the JavaScript a program becomes" },
	{ "help", help, "help [COMMAND]", "this, or a command's usage" },
	{ "version", version, "version", "print the version" },
};
#define COMMANDS (sizeof commands / sizeof commands[0])

static const struct command *
find(const char *name)
{
	size_t i;

	for (i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static int
unknown(const char *name)
{
	const char *names[COMMANDS], *best;
	size_t i;

	for (i = 0; i < COMMANDS; i++)
		names[i] = commands[i].name;
	best = near_best(name, names, COMMANDS);
	(void)fprintf(stderr, "cordon: there is no command \"%s\"", name);
	if (best != NULL)
		(void)fprintf(stderr, "; did you mean \"%s\"?", best);
	(void)fprintf(stderr, "\n`cordon help` lists them.\n");
	return CMD_USAGE;
}

static void
overview(FILE *to)
{
	size_t i;

	(void)fprintf(to,
	    "usage: cordon COMMAND [--config DIR] [ARGUMENT ...]\n\n");
	for (i = 0; i < COMMANDS; i++)
		(void)fprintf(to, "  %-9s %s\n", commands[i].name,
		    commands[i].about);
	(void)fprintf(to,
	    "\n`cordon help COMMAND` for its usage, cordon(1) for all of "
	    "it.\n");
}

static int
help(const char *config, int argc, char **argv)
{
	const struct command *c;

	(void)config;
	if (argc < 2) {
		overview(stdout);
		return CMD_OK;
	}
	c = find(argv[1]);
	if (c == NULL)
		return unknown(argv[1]);
	printf("usage: cordon %s\n%s\n", c->usage, c->about);
	return CMD_OK;
}

static int
version(const char *config, int argc, char **argv)
{
	(void)config;
	(void)argc;
	(void)argv;
	printf("cordon %s\n", CORDON_VERSION);
	return CMD_OK;
}

int
cmd_refuse(const struct err *e)
{
	(void)fprintf(stderr, "cordon: %s\n", e->msg);
	return CMD_REFUSED;
}

/* What is wrong is not to drown in what else there is. */
#define USAGE_LINES_MAX 3

static bool
is_short(const char *usage)
{
	int lines = 1;

	for (; *usage != '\0'; usage++)
		lines += *usage == '\n';
	return lines <= USAGE_LINES_MAX;
}

int
cmd_misuse(const char *command, const struct err *e)
{
	const struct command *c = find(command);

	(void)fprintf(stderr, "cordon: %s\n", e->msg);
	if (c != NULL && is_short(c->usage))
		(void)fprintf(stderr, "usage: cordon %s\n", c->usage);
	else if (c != NULL)
		(void)fprintf(stderr, "`cordon help %s` has its usage\n",
		    command);
	return CMD_USAGE;
}

/* Takes --config out of argv, wherever it stands before "--". */
static int
take_config(int *argc, char **argv, const char **ret_config)
{
	int i, n = 1;

	for (i = 1; i < *argc; i++) {
		if (strcmp(argv[i], "--") == 0)
			break;
		if (strncmp(argv[i], "--config=", 9) == 0)
			*ret_config = argv[i] + 9;
		else if (strcmp(argv[i], "--config") != 0)
			argv[n++] = argv[i];
		else if (++i < *argc)
			*ret_config = argv[i];
		else
			return -1;
	}
	while (i < *argc)
		argv[n++] = argv[i++];
	*argc = n;
	argv[n] = NULL;
	return *ret_config != NULL && **ret_config == '\0' ? -1 : 0;
}

static bool
wants_help(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0)
			return true;
	return argc > 1 && strcmp(argv[1], "-h") == 0;
}

/* A directory named by mistake must not pass for an empty configuration. */
static bool
is_there(const struct command *c, const char *config)
{
	static const char *const makers[] = { "add", "import", NULL };
	size_t i;

	if (config == NULL || file_exists(config))
		return true;
	for (i = 0; makers[i] != NULL; i++)
		if (strcmp(makers[i], c->name) == 0)
			return true;
	(void)fprintf(stderr, "cordon: --config %s: there is no such directory "
	    "(cordon add makes it)\n", config);
	return false;
}

int
main(int argc, char **argv)
{
	const struct command *c;
	const char *config = NULL;

	/* A client that is gone is an error of write(), not our death. */
	(void)signal(SIGPIPE, SIG_IGN);
	log_open("cordon", getenv("CORDON_DEBUG") ? LOG_DEBUG : LOG_WARN);
	if (take_config(&argc, argv, &config) == -1) {
		(void)fprintf(stderr, "cordon: --config wants a directory\n");
		return CMD_USAGE;
	}
	if (argc < 2) {
		overview(stderr);
		return CMD_USAGE;
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0)
		return version(config, argc, argv);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		overview(stdout);
		return CMD_OK;
	}
	c = find(argv[1]);
	if (c == NULL)
		return unknown(argv[1]);
	if (wants_help(argc - 1, argv + 1)) {
		printf("usage: cordon %s\n%s\n", c->usage, c->about);
		return CMD_OK;
	}
	return is_there(c, config) ? c->run(config, argc - 1, argv + 1) :
				     CMD_USAGE;
}
