/* SPDX-License-Identifier: Apache-2.0 */
/* fixture.c -- see fixture.h.  Prints its address, ends by a signal.
 *   mcp_fixture		over HTTP, on a free port of loopback
 *   mcp_fixture --stdio	on stdin and stdout
 */
#include "fixture.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mcp/http.h"
#include "mcp/stdio.h"

static void
on_signal(struct ev_loop *loop, ev_signal *w, int events)
{
	(void)w;
	(void)events;
	ev_break(loop, EVBREAK_ALL);
}

static void
over(void *arg)
{
	ev_break(arg, EVBREAK_ALL);
}

static bool
identify(void *arg, const char *bearer, int fd, struct http_caller *ret)
{
	(void)arg;
	(void)bearer;
	(void)fd;
	*ret = (struct http_caller){ "anyone", 0 };
	return true;
}

static int
listening(int *ret_port)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t n = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd == -1 || bind(fd, (struct sockaddr *)&a, sizeof a) == -1 ||
	    listen(fd, 128) == -1 ||
	    getsockname(fd, (struct sockaddr *)&a, &n) == -1)
		return -1;
	*ret_port = ntohs(a.sin_port);
	return fd;
}

static struct server *
new_server(struct fixture *f, struct err *e)
{
	static const char lists[] =
	    "\"prompts\":{\"listChanged\":true},\"completions\":{},"
	    "\"logging\":{}";
	struct server_info info = { .name = "cordon-fixture",
		.title = "Fixture",
		.version = CORDON_VERSION,
		.instructions = "For the conformance suite.",
		.tools = fixture_tools,
		.n = fixture_tools_n,
		.methods = fixture_methods,
		.n_methods = fixture_methods_n,
		.arg = f };
	char capabilities[2][256];

	(void)snprintf(capabilities[0], sizeof capabilities[0],
	    "%s,\"resources\":{\"subscribe\":true}", lists);
	(void)snprintf(capabilities[1], sizeof capabilities[1],
	    "%s,\"resources\":{}", lists);
	info.capabilities[0] = capabilities[0];
	info.capabilities[1] = capabilities[1];
	return server_new(&info, e);
}

int
main(int argc, char **argv)
{
	struct fixture f = { .loop = ev_default_loop(0) };
	struct http_conf conf = { .identify = identify };
	bool on_stdio = argc == 2 && strcmp(argv[1], "--stdio") == 0;
	struct stdio *stdio = NULL;
	struct http *http = NULL;
	ev_signal sigterm;
	struct err e = { .code = ERR_NONE };
	int port = 0;

	f.server = new_server(&f, &e);
	if (f.server != NULL && on_stdio)
		stdio = stdio_new(f.loop, f.server, STDIN_FILENO, STDOUT_FILENO,
		    over, f.loop, &e);
	else if (f.server != NULL && (conf.fd = listening(&port)) != -1)
		http = http_new(f.loop, f.server, &conf, &e);
	if (stdio == NULL && http == NULL) {
		fprintf(stderr, "mcp_fixture: %s\n", e.msg);
		return 1;
	}
	if (http != NULL)
		printf("http://127.0.0.1:%d/mcp\n", port);
	(void)fflush(stdout);
	ev_signal_init(&sigterm, on_signal, SIGTERM);
	ev_signal_start(f.loop, &sigterm);
	ev_run(f.loop, 0);
	stdio_free(stdio);
	http_free(http);
	server_free(f.server);
	return 0;
}
