/* SPDX-License-Identifier: Apache-2.0 */
/* Who is who: tokens, and the other ends of Unix sockets. */
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "broker/auth.h"

#include "tests/unit/tap.h"

static char dir[] = "/tmp/cordon-auth-XXXXXX";

static void
a_token_is_found_by_its_text_only(void)
{
	char token[AUTH_TOKEN_TEXT], other[AUTH_TOKEN_TEXT];
	uint64_t number;
	struct auth *a;

	CHECK(auth_add(dir, "alice", token, NULL) == 0);
	CHECK(auth_add(dir, "bob", other, NULL) == 0);
	a = auth_read(dir, NULL);
	CHECK(a != NULL && auth_count(a) == 2);
	CHECK_STR(auth_find(a, token, &number), "alice");
	CHECK_STR(auth_find(a, other, &number), "bob");
	token[10] = token[10] == 'A' ? 'B' : 'A';
	CHECK(auth_find(a, token, &number) == NULL);
	auth_free(a);
}

static void
spoil(const char *text)
{
	char path[64];
	FILE *f;

	(void)snprintf(path, sizeof path, "%s/tokens", dir);
	f = fopen(path, "a");
	CHECK(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0);
}

static void
a_token_keeps_its_number_while_its_line_stays(void)
{
	char one[AUTH_TOKEN_TEXT], two[AUTH_TOKEN_TEXT];
	uint64_t of_one = 0, of_two = 0, again = 0;
	struct auth *a = auth_read(dir, NULL);
	const char *name;
	struct err e;

	CHECK(auth_add(dir, "carol", one, &e) == 0);
	CHECK(auth_find(a, one, &of_one) == NULL);
	CHECK(auth_renew(a, dir, &e) == 0);
	name = auth_find(a, one, &of_one);
	CHECK_STR(name, "carol");
	CHECK(of_one != 0 && auth_holds(a, of_one) && !auth_holds(a, 0));
	CHECK(auth_add(dir, "carol", two, &e) == 0);
	CHECK(auth_renew(a, dir, &e) == 0);
	CHECK(auth_find(a, two, &of_two) == name && of_two != of_one);
	CHECK(auth_find(a, one, &again) == name && again == of_one);
	CHECK(auth_remove(dir, "carol", &e) == 2);
	CHECK(auth_remove(dir, "carol", &e) == -1 && e.code == ERR_INPUT);
	CHECK(auth_renew(a, dir, &e) == 0);
	CHECK(!auth_holds(a, of_one) && !auth_holds(a, of_two));
	CHECK(auth_find(a, one, &again) == NULL);
	CHECK_STR(name, "carol"); /* what it began may still be ending */
	auth_free(a);
}

static void
a_file_that_is_spoilt_changes_nothing(void)
{
	char token[AUTH_TOKEN_TEXT];
	struct auth *a;
	uint64_t number;
	struct err e;

	CHECK(auth_add(dir, "dave", token, &e) == 0);
	a = auth_read(dir, &e);
	spoil("# a comment without an end");
	CHECK(auth_add(dir, "erin", token, &e) == 0 &&
	    auth_renew(a, dir, &e) == 0);
	CHECK_STR(auth_find(a, token, &number), "erin");
	spoil("dave 1234\n");
	CHECK(auth_renew(a, dir, &e) == -1 && e.code == ERR_INPUT);
	CHECK_STR(auth_find(a, token, &number), "erin");
	CHECK(auth_remove(dir, "dave", &e) == 2);
	CHECK(auth_renew(a, dir, &e) == 0 && auth_holds(a, number));
	auth_free(a);
}

static void
where_there_was_a_token_one_is_needed(void)
{
	char path[64];
	struct auth *a;
	struct err e;

	(void)snprintf(path, sizeof path, "%s/tokens", dir);
	a = auth_read(dir, &e);
	CHECK(auth_count(a) > 0 && unlink(path) == 0);
	CHECK(auth_renew(a, dir, &e) == 0);
	CHECK(auth_count(a) == 0 && !auth_open(a));
	auth_free(a);
	a = auth_read(dir, &e);
	CHECK(auth_count(a) == 0 && auth_open(a));
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
	struct err e;

	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	CHECK(auth_peer(pair[0], name, &e) == 1);
	CHECK_STR(name, AUTH_LOCAL);
	CHECK(pipe(pipes) == 0 && auth_peer(pipes[0], name, &e) == 0);
	if (geteuid() != 0)
		return;
	CHECK(seteuid(23456) == 0);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	CHECK(seteuid(0) == 0);
	CHECK(auth_peer(pair[0], name, &e) == 1);
	CHECK_STR(name, "uid-23456");
}

/* As `PrivateUsers=yes` makes one: root is there, and all others are nobody.
 * Exits 0 if it is as it should be, 77 where there is no such namespace. */
static int
in_a_user_namespace(int theirs, int ours)
{
	char name[AUTH_PEER_TEXT];
	struct err e = { 0 };
	int fd;

	if (unshare(CLONE_NEWUSER) != 0)
		return 77;
	/* Without a number of our own: we are nobody, and so are they. */
	if (auth_peer(theirs, name, &e) != -1 || e.code != ERR_DENIED)
		return 1;
	fd = open("/proc/self/uid_map", O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0 0 1\n", 6) != 6)
		return 77;
	if (auth_peer(theirs, name, &e) != -1 || e.code != ERR_DENIED)
		return 2;
	return auth_peer(ours, name, &e) == 1 && strcmp(name, "local") == 0
	    ? 0 : 3;
}

static void
users_that_a_namespace_makes_one_are_not_one_tenant(void)
{
	int theirs[2], ours[2], status = 0;
	pid_t pid;

	if (geteuid() != 0)
		return;
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ours) == 0);
	CHECK(seteuid(23456) == 0);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, theirs) == 0);
	CHECK(seteuid(0) == 0);
	pid = fork();
	if (pid == 0)
		_exit(in_a_user_namespace(theirs[0], ours[0]));
	CHECK(pid > 0 && waitpid(pid, &status, 0) == pid);
	CHECK(WIFEXITED(status) &&
	    (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 77));
	if (WEXITSTATUS(status) == 77)
		printf("# no user namespace is to be had: not tried\n");
}

int
main(void)
{
	char path[64];

	if (mkdtemp(dir) == NULL)
		return 1;
	TEST(a_token_is_found_by_its_text_only);
	TEST(a_token_keeps_its_number_while_its_line_stays);
	TEST(a_file_that_is_spoilt_changes_nothing);
	TEST(no_token_makes_one_somebody_by_uid);
	TEST(where_there_was_a_token_one_is_needed);
	TEST(the_other_end_of_a_socket_is_known_by_its_uid);
	TEST(users_that_a_namespace_makes_one_are_not_one_tenant);
	(void)snprintf(path, sizeof path, "%s/tokens", dir);
	(void)unlink(path);
	(void)rmdir(dir);
	return tap_end();
}
