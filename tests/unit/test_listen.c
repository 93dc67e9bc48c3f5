/* SPDX-License-Identifier: Apache-2.0 */
/* The sockets that `cordon serve` listens on. */
#include "broker/listen.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/tap.h"

static struct err err;

/* How a connection to it, at this end, spaces what it sends. */
static void
congestion_of(const struct listener *l, char *ret, socklen_t n)
{
	struct sockaddr_in a = { 0 };
	socklen_t size = sizeof a;
	int there = socket(AF_INET, SOCK_STREAM, 0), here;
	struct pollfd p = { l->fd, POLLIN, 0 };

	CHECK(getsockname(l->fd, (struct sockaddr *)&a, &size) == 0);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(connect(there, (struct sockaddr *)&a, sizeof a) == 0);
	CHECK(poll(&p, 1, 5000) == 1);
	here = accept(l->fd, NULL, NULL);
	CHECK(getsockopt(here, IPPROTO_TCP, TCP_CONGESTION, ret, &n) == 0);
	(void)close(here);
	(void)close(there);
}

static void
what_stays_on_the_host_is_not_paced(void)
{
	struct listener l;
	char name[16] = "";

	CHECK(listen_open("127.0.0.1:0", &l, &err) == 0);
	CHECK(l.loopback && !l.local);
	congestion_of(&l, name, sizeof name);
	CHECK_STR(name, "reno");
	(void)close(l.fd);
}

static void
to_other_hosts_it_is_as_the_host_says(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	char name[16] = "", own[16] = "";
	socklen_t n = sizeof own;
	struct listener l;

	CHECK(getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, own, &n) == 0);
	(void)close(fd);
	CHECK(listen_open("0.0.0.0:0", &l, &err) == 0);
	CHECK(!l.loopback);
	congestion_of(&l, name, sizeof name);
	CHECK_STR(name, own);
	(void)close(l.fd);
}

int
main(void)
{
	TEST(what_stays_on_the_host_is_not_paced);
	TEST(to_other_hosts_it_is_as_the_host_says);
	return tap_end();
}
