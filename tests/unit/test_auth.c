/* SPDX-License-Identifier: Apache-2.0 */
/* Who is who: tokens, and the other ends of Unix sockets. */
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "broker/auth.h"

#include "tests/unit/tap.h"

static char dir[] = "/tmp/cordon-auth-XXXXXX";

static void
a_token_is_found_by_its_text_only(void)
{
	char token[AUTH_TOKEN_TEXT], other[AUTH_TOKEN_TEXT];
	struct auth *a;

	CHECK(auth_add(dir, "alice", token, NULL) == 0);
	CHECK(auth_add(dir, "bob", other, NULL) == 0);
	a = auth_read(dir, NULL);
	CHECK(a != NULL && auth_count(a) == 2);
	CHECK_STR(auth_find(a, token), "alice");
	CHECK_STR(auth_find(a, other), "bob");
	token[10] = token[10] == 'A' ? 'B' : 'A';
	CHECK(auth_find(a, token) == NULL);
	auth_free(a);
}

static void
no_token_makes_one_somebody_by_uid(void)
{
	static const char *const names[] = { "local", "uid-0", "uid-1000",
		"a/b", "", "a b", "uid-" };
	char token[AUTH_TOKEN_TEXT];
	struct err e;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		CHECK(auth_add(dir, names[i], token, &e) == -1 &&
		    e.code == ERR_INPUT);
	CHECK(auth_add(dir, "localhost", token, &e) == 0);
}

static void
the_other_end_of_a_socket_is_known_by_its_uid(void)
{
	char name[AUTH_PEER_TEXT];
	int pair[2], pipes[2];

	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	CHECK(auth_peer(pair[0], name));
	CHECK_STR(name, AUTH_LOCAL);
	CHECK(pipe(pipes) == 0 && !auth_peer(pipes[0], name));
	if (geteuid() != 0)
		return;
	CHECK(seteuid(23456) == 0);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	CHECK(seteuid(0) == 0);
	CHECK(auth_peer(pair[0], name));
	CHECK_STR(name, "uid-23456");
}

int
main(void)
{
	char path[64];

	if (mkdtemp(dir) == NULL)
		return 1;
	TEST(a_token_is_found_by_its_text_only);
	TEST(no_token_makes_one_somebody_by_uid);
	TEST(the_other_end_of_a_socket_is_known_by_its_uid);
	(void)snprintf(path, sizeof path, "%s/tokens", dir);
	(void)unlink(path);
	(void)rmdir(dir);
	return tap_end();
}
