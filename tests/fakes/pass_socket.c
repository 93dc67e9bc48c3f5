/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pass_socket tcp|unix:PATH COUNT COMMAND... -- becomes the command with a
 * listening socket as descriptor 3, as systemd starts a socket's service:
 * LISTEN_FDS=COUNT, LISTEN_PID its own.  Prints the port of a TCP socket.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int
tcp(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t n = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd == -1 || bind(fd, (struct sockaddr *)&a, sizeof a) == -1 ||
	    getsockname(fd, (struct sockaddr *)&a, &n) == -1)
		return -1;
	printf("%d\n", ntohs(a.sin_port));
	(void)fflush(stdout);
	return fd;
}

static int
local(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd == -1 || strlen(path) >= sizeof a.sun_path)
		return -1;
	memcpy(a.sun_path, path, strlen(path) + 1);
	if (bind(fd, (struct sockaddr *)&a, sizeof a) == -1 ||
	    chmod(path, 0666) == -1)
		return -1;
	return fd;
}

int
main(int argc, char **argv)
{
	char pid[16];
	int fd;

	if (argc < 4)
		return 2;
	fd = strncmp(argv[1], "unix:", 5) == 0 ? local(argv[1] + 5) : tcp();
	if (fd == -1 || listen(fd, 16) == -1 || dup2(fd, 3) == -1) {
		perror(argv[1]);
		return 1;
	}
	if (fd != 3)
		(void)close(fd);
	(void)snprintf(pid, sizeof pid, "%d", getpid());
	if (setenv("LISTEN_PID", pid, 1) == -1 ||
	    setenv("LISTEN_FDS", argv[2], 1) == -1)
		return 1;
	execv(argv[3], argv + 3);
	perror(argv[3]);
	return 1;
}
