/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_serve.c -- `cordon serve`: an MCP server over HTTP, for many agents. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/auth.h"
#include "broker/cmd.h"
#include "broker/follow.h"
#include "broker/index.h"
#include "broker/job.h"
#include "broker/listen.h"
#include "broker/options.h"
#include "broker/tools.h"
#include "common/host/log.h"
#include "mcp/http.h"

#define LISTEN_DEFAULT "127.0.0.1:8787"
#define PEERS_MAX 1000 /* as tokens */

struct peer {
	char name[AUTH_PEER_TEXT];
	struct peer *next;
};

struct serve {
	const struct conf *conf;
	struct auth *auth;
	struct listener listener;
	struct tools tools;
	struct server *server;
	struct follow *follow;
	struct http *http;
	struct peer *peers; /* of a Unix socket: names live as long as we */
	size_t n_peers;
};

static const char *
keep_peer(struct serve *s, const char *name)
{
	struct peer *p = s->peers;

	while (p != NULL && strcmp(p->name, name) != 0)
		p = p->next;
	if (p != NULL)
		return p->name;
	if (s->n_peers == PEERS_MAX || (p = calloc(1, sizeof *p)) == NULL)
		return NULL;
	(void)snprintf(p->name, sizeof p->name, "%s", name);
	p->next = s->peers;
	s->peers = p;
	s->n_peers++;
	return p->name;
}

/* The mode of a socket of ours lets only its owner and root in, and here it is
 * certain; whom an operator's own socket lets in is a tenant by uid. */
static const char *
identify_peer(struct serve *s, int fd)
{
	char name[AUTH_PEER_TEXT];
	struct err e;

	if (auth_peer(fd, name, &e) != 1)
		return NULL;
	if (strcmp(name, AUTH_LOCAL) == 0)
		return AUTH_LOCAL;
	return s->listener.passed ? keep_peer(s, name) : NULL;
}

static bool
identify(void *arg, const char *bearer, int fd, struct http_caller *ret)
{
	struct serve *s = arg;

	if (bearer != NULL)
		ret->principal = auth_find(s->auth, bearer, &ret->shown);
	else if (s->listener.local)
		ret->principal = identify_peer(s, fd);
	else
		ret->principal = auth_open(s->auth) ? AUTH_LOCAL : NULL;
	return ret->principal != NULL;
}

/* 0: no token was shown, and none was needed then. */
static bool
holds(void *arg, uint64_t shown)
{
	const struct serve *s = arg;

	if (shown == 0)
		return s->listener.local || auth_open(s->auth);
	return auth_holds(s->auth, shown);
}

static void
on_tokens(void *arg)
{
	struct serve *s = arg;
	struct err e;

	if (auth_renew(s->auth, s->conf->dir, &e) == -1)
		log_error("reload: %s; the tokens of before stay", e.msg);
	else
		http_recheck(s->http);
}

static void
free_peers(struct serve *s)
{
	struct peer *p;

	while ((p = s->peers) != NULL) {
		s->peers = p->next;
		free(p);
	}
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

static void
on_changed(void *arg, unsigned what)
{
	struct serve *s = arg;

	tools_renew(&s->tools, s->server, what);
}

static int
start(struct serve *s, struct ev_loop *loop, struct err *e)
{
	const struct follow_told told = { on_changed, on_tokens, s };
	struct http_conf c = { .fd = s->listener.fd,
		.local = s->listener.local, .hosts = s->conf->hosts,
		.identify = identify, .holds = holds, .arg = s };

	s->tools.loop = loop;
	if (index_refresh(s->conf, e) == -1 ||
	    (s->tools.broker = broker_new(loop, s->conf, e)) == NULL ||
	    broker_wait(s->tools.broker, e) == -1 ||
	    (s->server = tools_server(&s->tools, e)) == NULL ||
	    (s->follow = follow_new(loop, s->tools.broker, &told, e)) == NULL ||
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
	follow_free(s->follow);
	broker_free(s->tools.broker);
	server_free(s->server);
	tools_fini(&s->tools);
	free_peers(s);
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
