/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_serve.c -- `cordon serve`: an MCP server over HTTP, for many agents. */
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "broker/auth.h"
#include "broker/cmd.h"
#include "broker/index.h"
#include "broker/job.h"
#include "broker/listen.h"
#include "broker/options.h"
#include "broker/tools.h"
#include "mcp/http.h"

#define LISTEN_DEFAULT "127.0.0.1:8787"
#define LOCAL "local" /* the tenant of who needs no token */

struct serve {
	const struct conf *conf;
	struct auth *auth;
	struct listener listener;
	struct tools tools;
	struct server *server;
	struct http *http;
};

/* The socket's mode lets only its owner and root in; here it is certain. */
static bool
is_owner(int fd)
{
	struct ucred who;
	socklen_t n = sizeof(who);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) == 0 &&
	    (who.uid == 0 || who.uid == geteuid());
}

static const char *
identify(void *arg, const char *bearer, int fd)
{
	const struct serve *s = arg;

	if (bearer != NULL)
		return auth_find(s->auth, bearer);
	if (s->listener.local)
		return is_owner(fd) ? LOCAL : NULL;
	return auth_count(s->auth) == 0 ? LOCAL : NULL;
}

static void
on_signal(struct ev_loop *loop, ev_signal *w, int events)
{
	(void)w;
	(void)events;
	ev_break(loop, EVBREAK_ALL);
}

static int
open_listener(struct serve *s, const char *where, struct err *e)
{
	int rc = listen_passed(&s->listener, e);

	if (rc == 0)
		rc = listen_open(where, &s->listener, e);
	if (rc < 0)
		return -1;
	if (!s->listener.loopback && auth_count(s->auth) == 0) {
		(void)close(s->listener.fd);
		return err_set(e, ERR_INPUT, "%s can be reached from other "
		    "hosts, and there are no tokens: make one with `cordon "
		    "token NAME`", s->listener.name);
	}
	return 0;
}

static int
start(struct serve *s, struct ev_loop *loop, struct err *e)
{
	struct http_conf c = { .fd = s->listener.fd,
		.local = s->listener.local, .identify = identify, .arg = s };

	s->tools.loop = loop;
	s->tools.conf = s->conf;
	if (index_refresh(s->conf, e) == -1 ||
	    (s->tools.broker = broker_new(loop, s->conf, e)) == NULL ||
	    broker_wait(s->tools.broker, e) == -1 ||
	    (s->server = tools_server(&s->tools, e)) == NULL ||
	    (s->http = http_new(loop, s->server, &c, e)) == NULL)
		return -1;
	return 0;
}

static int
serve(struct serve *s, const char *where)
{
	struct ev_loop *loop = ev_default_loop(0);
	ev_signal sigint, sigterm;
	struct err e;
	int rc;

	if (open_listener(s, where, &e) < 0)
		return cmd_refuse(&e);
	rc = start(s, loop, &e);
	if (rc == 0) {
		printf("%s\n", s->listener.name);
		(void)fflush(stdout);
		ev_signal_init(&sigint, on_signal, SIGINT);
		ev_signal_init(&sigterm, on_signal, SIGTERM);
		ev_signal_start(loop, &sigint);
		ev_signal_start(loop, &sigterm);
		ev_run(loop, 0);
		ev_signal_stop(loop, &sigint);
		ev_signal_stop(loop, &sigterm);
	} else {
		(void)cmd_refuse(&e);
	}
	/* Calls hold jobs, jobs hold the broker: in this order. */
	http_free(s->http);
	broker_free(s->tools.broker);
	server_free(s->server);
	if (s->listener.path != NULL)
		(void)unlink(s->listener.path);
	return rc == 0 ? CMD_OK : CMD_REFUSED;
}

int
cmd_serve(const char *config, int argc, char **argv)
{
	const char *where = NULL;
	const struct option_row rows[] = { { "--listen", &where, NULL },
		{ NULL, NULL, NULL } };
	struct serve s = { 0 };
	struct conf *conf;
	struct err e;
	int n = options_read(argc, argv, rows, &e), status;

	if (n > 0)
		n = err_set(&e, ERR_INPUT, "serve takes no \"%.80s\"",
		    argv[0]);
	if (n == -1)
		return cmd_misuse("serve", &e);
	if ((conf = conf_read(config, &e)) == NULL)
		return cmd_refuse(&e);
	s.conf = conf;
	s.auth = auth_read(conf->dir, &e);
	status = s.auth == NULL ? cmd_refuse(&e) : serve(&s, where == NULL ?
	    LISTEN_DEFAULT : where);
	auth_free(s.auth);
	conf_free(conf);
	return status;
}
