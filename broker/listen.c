/* SPDX-License-Identifier: Apache-2.0 */
#include "broker/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 128
#define PASSED_FD 3 /* SD_LISTEN_FDS_START */

static void
describe(struct listener *l)
{
	struct sockaddr_storage a = { 0 };
	socklen_t n = sizeof(a);
	char text[INET6_ADDRSTRLEN] = "?";
	const struct sockaddr_in *v4 = (const void *)&a;
	const struct sockaddr_in6 *v6 = (const void *)&a;

	(void)getsockname(l->fd, (struct sockaddr *)&a, &n);
	if (a.ss_family == AF_INET) {
		l->loopback = ntohl(v4->sin_addr.s_addr) >> 24 == 127;
		(void)inet_ntop(AF_INET, &v4->sin_addr, text, sizeof(text));
		(void)snprintf(l->name, sizeof(l->name), "http://%s:%u/mcp",
		    text, ntohs(v4->sin_port));
	} else if (a.ss_family == AF_INET6) {
		l->loopback = IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr) != 0;
		(void)inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof(text));
		(void)snprintf(l->name, sizeof(l->name), "http://[%s]:%u/mcp",
		    text, ntohs(v6->sin6_port));
	} else {
		l->local = l->loopback = true;
		(void)snprintf(l->name, sizeof(l->name), "unix:%.140s",
		    ((const struct sockaddr_un *)&a)->sun_path);
	}
}

/* Does somebody answer there?  Then the socket is not one left behind. */
static bool
is_served(const struct sockaddr_un *a)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool yes;

	if (fd < 0)
		return false;
	/* EAGAIN: its queue is full. */
	yes = connect(fd, (const struct sockaddr *)a, sizeof(*a)) == 0 ||
	    errno == EAGAIN;
	(void)close(fd);
	return yes;
}

/* bbr, which is some hosts' default, spaces what it sends, so that an answer of
 * a kB takes 70 us instead of 40; within a host there is no queue to spare.
 * Every kernel has reno and lets anyone take it. */
static void
unpace(const struct listener *l)
{
	if (l->loopback && !l->local)
		(void)setsockopt(l->fd, IPPROTO_TCP, TCP_CONGESTION, "reno", 4);
}

static int
open_unix(const char *path, struct listener *l, struct err *e)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	struct stat st;
	mode_t mask;
	int rc;

	if (strlen(path) >= sizeof(a.sun_path) || path[0] != '/')
		return err_set(e, ERR_INPUT,
		    "unix:%.80s: an absolute path of "
		    "less than %zu bytes is wanted",
		    path, sizeof(a.sun_path));
	memcpy(a.sun_path, path, strlen(path) + 1);
	/* One that was left behind; anything else stays. */
	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode)) {
		if (is_served(&a))
			return err_set(e, ERR_DENIED,
			    "listen on unix:%s: another process does already",
			    path);
		(void)unlink(path);
	}
	l->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	mask = umask(0177); /* its owner's; who else connects needs a token */
	rc = l->fd < 0 ? -1 : bind(l->fd, (struct sockaddr *)&a, sizeof(a));
	(void)umask(mask);
	if (rc < 0)
		return err_sys(e, "listen on unix:%s", path);
	l->path = path;
	return 0;
}

static int
open_tcp(const char *where, struct listener *l, struct err *e)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV };
	struct addrinfo *a = NULL;
	const char *colon = strrchr(where, ':');
	char host[64];
	size_t n = colon == NULL ? 0 : (size_t)(colon - where);
	int on = 1, rc;

	if (n >= 2 && where[0] == '[' && where[n - 1] == ']') {
		where++;
		n -= 2;
	}
	if (n == 0 || n >= sizeof(host))
		return err_set(e, ERR_INPUT,
		    "\"%.80s\": ADDRESS:PORT, "
		    "[ADDRESS]:PORT or unix:PATH is wanted, with a numeric "
		    "address",
		    where);
	(void)snprintf(host, sizeof(host), "%.*s", (int)n, where);
	rc = getaddrinfo(host, colon + 1, &hints, &a);
	if (rc != 0)
		return err_set(e, ERR_INPUT,
		    "\"%s\" is no numeric address with a port%s", where,
		    strcmp(host, "localhost") == 0
			? "; localhost is 127.0.0.1 or [::1]"
			: ", such as 127.0.0.1:8787");
	l->fd =
	    socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (l->fd >= 0)
		(void)setsockopt(l->fd, SOL_SOCKET, SO_REUSEADDR, &on,
		    sizeof(on));
	rc = l->fd < 0 ? -1 : bind(l->fd, a->ai_addr, a->ai_addrlen);
	freeaddrinfo(a);
	return rc < 0 ? err_sys(e, "listen on %s:%s", host, colon + 1) : 0;
}

int
listen_open(const char *where, struct listener *ret, struct err *e)
{
	int rc;

	memset(ret, 0, sizeof(*ret));
	ret->fd = -1;
	rc = strncmp(where, "unix:", 5) == 0 ? open_unix(where + 5, ret, e)
					     : open_tcp(where, ret, e);
	if (rc == 0 && listen(ret->fd, BACKLOG) < 0)
		rc = err_sys(e, "listen on %s", where);
	if (rc < 0) {
		if (ret->fd >= 0)
			(void)close(ret->fd);
		return -1;
	}
	describe(ret);
	unpace(ret);
	return 0;
}

int
listen_passed(struct listener *ret, struct err *e)
{
	const char *pid = getenv("LISTEN_PID"), *n = getenv("LISTEN_FDS");
	int flags, listens = 0;

	memset(ret, 0, sizeof(*ret));
	if (pid == NULL || n == NULL || strtol(pid, NULL, 10) != getpid())
		return 0;
	if (strcmp(n, "1") != 0)
		return err_set(e, ERR_INPUT,
		    "systemd passes %.20s sockets; "
		    "one is wanted",
		    n);
	ret->fd = PASSED_FD;
	ret->passed = true;
	if (getsockopt(ret->fd, SOL_SOCKET, SO_ACCEPTCONN, &listens,
		&(socklen_t){ sizeof listens }) < 0 ||
	    !listens)
		return err_set(e, ERR_INPUT,
		    "what systemd passed is no "
		    "socket that listens (Accept=yes is for `cordon mcp`)");
	flags = fcntl(ret->fd, F_GETFL);
	if (flags < 0 || fcntl(ret->fd, F_SETFL, flags | O_NONBLOCK) < 0 ||
	    fcntl(ret->fd, F_SETFD, FD_CLOEXEC) < 0)
		return err_sys(e, "the socket that was passed");
	describe(ret);
	unpace(ret);
	return 1;
}
