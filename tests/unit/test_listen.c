/* SPDX-License-Identifier: Apache-2.0 */
/* The sockets that `cordon serve` listens on. */
#include "broker/listen.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

static void
a_name_in_place_of_an_address_is_explained(void)
{
	struct listener l;

	CHECK(listen_open("localhost:8787", &l, &err) == -1);
	CHECK_STR(err.msg, "\"localhost:8787\" is no numeric address with a "
	    "port; localhost is 127.0.0.1 or [::1]");
	CHECK(listen_open("127.0.0.1:http", &l, &err) == -1);
	CHECK_STR(err.msg, "\"127.0.0.1:http\" is no numeric address with a "
	    "port, such as 127.0.0.1:8787");
}

static void
a_socket_that_is_served_is_not_taken_away(void)
{
	char dir[] = "/tmp/listen.XXXXXX", where[64];
	struct listener first, second;

	CHECK(mkdtemp(dir) != NULL);
	(void)snprintf(where, sizeof where, "unix:%s/s", dir);
	CHECK(listen_open(where, &first, &err) == 0);
	CHECK(listen_open(where, &second, &err) == -1);
	CHECK(strstr(err.msg, "another process does already") != NULL);
	CHECK(access(where + 5, F_OK) == 0);
	(void)close(first.fd);
	/* Left behind by one that is gone, it is. */
	CHECK(listen_open(where, &second, &err) == 0);
	(void)close(second.fd);
	(void)unlink(where + 5);
	(void)rmdir(dir);
}

int
main(void)
{
	TEST(what_stays_on_the_host_is_not_paced);
	TEST(to_other_hosts_it_is_as_the_host_says);
	TEST(a_name_in_place_of_an_address_is_explained);
	TEST(a_socket_that_is_served_is_not_taken_away);
	return tap_end();
}
