/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_mcp.c -- `cordon mcp`: an MCP server on stdio, for one agent. */
#include <unistd.h>

#include "broker/auth.h"
#include "broker/cmd.h"
#include "broker/follow.h"
#include "broker/index.h"
#include "broker/job.h"
#include "broker/options.h"
#include "broker/tools.h"
#include "mcp/stdio.h"

static void
over(void *arg)
{
	ev_break(arg, EVBREAK_ALL);
}

static void
on_signal(struct ev_loop *loop, ev_signal *w, int events)
{
	(void)w;
	(void)events;
	ev_break(loop, EVBREAK_ALL);
}

struct offer {
	struct tools *tools;
	struct server *server;
};

static void
on_changed(void *arg, unsigned what)
{
	const struct offer *o = arg;

	tools_renew(o->tools, o->server, what);
}

static int
serve(const struct conf *conf)
{
	struct ev_loop *loop = ev_default_loop(0);
	struct tools tools = { .loop = loop };
	char peer[AUTH_PEER_TEXT];
	struct server *server = NULL;
	struct stdio *stdio = NULL;
	struct follow *follow = NULL;
	struct offer offer;
	ev_signal sigint, sigterm;
	const char *refused = NULL;
	struct err e;
	int known = auth_peer(STDIN_FILENO, peer, &e);

	/* A connection that systemd accepted is somebody's. */
	if (known == -1)
		return cmd_refuse(&e);
	if (known == 1)
		tools.tenant = peer;
	if (index_refresh(conf, &e) == -1)
		return cmd_refuse(&e);
	tools.broker = broker_new(loop, conf, &e);
	if (tools.broker == NULL)
		return cmd_refuse(&e);
	server = tools_server(&tools, &e);
	offer = (struct offer){ &tools, server };
	if (server != NULL)
		follow = follow_new(loop, tools.broker,
		    &(struct follow_told){ on_changed, NULL, &offer }, &e);
	if (follow != NULL)
		stdio = stdio_new(loop, server, STDIN_FILENO, STDOUT_FILENO,
		    over, loop, &e);
	if (stdio != NULL) {
		ev_signal_init(&sigint, on_signal, SIGINT);
		ev_signal_init(&sigterm, on_signal, SIGTERM);
		ev_signal_start(loop, &sigint);
		ev_signal_start(loop, &sigterm);
		ev_run(loop, 0);
		ev_signal_stop(loop, &sigint);
		ev_signal_stop(loop, &sigterm);
		refused = broker_refused(tools.broker);
	} else
		(void)cmd_refuse(&e);
	if (refused != NULL) {
		err_set(&e, ERR_DENIED, "%s", refused);
		(void)cmd_refuse(&e);
	}
	/* Calls hold jobs, jobs hold the broker: in this order. */
	stdio_free(stdio);
	follow_free(follow);
	broker_free(tools.broker);
	server_free(server);
	tools_fini(&tools);
	return stdio != NULL && refused == NULL ? CMD_OK : CMD_REFUSED;
}

int
cmd_mcp(const char *config, int argc, char **argv)
{
	const struct option_row rows[] = { { NULL, NULL, NULL } };
	struct conf *conf;
	struct err e;
	int n = options_read(argc, argv, rows, &e), status;

	if (n > 0)
		n = err_set(&e, ERR_INPUT, "mcp takes no \"%.80s\"", argv[0]);
	if (n == -1)
		return cmd_misuse("mcp", &e);
	conf = conf_read(config, &e);
	if (conf == NULL)
		return cmd_refuse(&e);
	status = serve(conf);
	conf_free(conf);
	return status;
}
