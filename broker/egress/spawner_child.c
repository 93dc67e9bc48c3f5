/* SPDX-License-Identifier: Apache-2.0 */
/* spawner_child.c -- the process that forks; see spawner.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "broker/egress/spawner_int.h"

#define SERVERS_MAX 256 /* 256 connectors, most of them idle */
#define STRINGS_MAX 1024
#define POLITE_S 2 /* between SIGTERM and SIGKILL */

static struct server {
	uint32_t number; /* 0: a free place */
	pid_t pid; /* and process group */
	time_t kill_at; /* 0: not asked to stop */
} servers[SERVERS_MAX];

static char text[sizeof(struct spawner_msg) + SPAWNER_TEXT_MAX];

static time_t
now_s(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

static void
tell(int fd, enum spawner_word word, uint32_t number, int status)
{
	struct spawner_msg m = { .word = (uint32_t)word,
		.number = number,
		.status = status };

	(void)send(fd, &m, sizeof m, MSG_NOSIGNAL);
}

/* What egress was handed secrets in; a server's environment is ordered. */
static void
forget_environment(void)
{
	char **v, *path = NULL;

	for (v = environ; *v != NULL; v++)
		if (strncmp(*v, "PATH=", 5) == 0)
			path = *v;
		else
			explicit_bzero(*v, strlen(*v));
	environ[0] = path;
	if (path != NULL)
		environ[1] = NULL;
}

/* In the child: the server's own world. */
static _Noreturn void
become(char **argv, char **env, const char *cwd, const int fds[3], int report)
{
	sigset_t none;
	int i, why;

	(void)setpgid(0, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	for (i = 1; i < NSIG; i++)
		if (i != SIGKILL && i != SIGSTOP)
			(void)signal(i, SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)umask(022);
	for (i = 0; i < 3; i++)
		if (dup2(fds[i], i) == -1)
			goto fail;
	if (syscall(SYS_close_range, 3, ~0U, 4U /* CLOEXEC */) == -1)
		goto fail;
	if (cwd[0] != '\0' && chdir(cwd) == -1)
		goto fail;
	(void)execvpe(argv[0], argv, env);
fail:
	why = errno;
	(void)!write(report, &why, sizeof why);
	_exit(127);
}

/* The texts of a packet as arrays; false if it is not well formed. */
static bool
split(char *p, size_t n, const struct spawner_msg *m, char **strings)
{
	size_t i, total = (size_t)1 + m->n_args + m->n_env;
	char *end = p + n;

	if (m->n_args < 1 || m->n_args > STRINGS_MAX || m->n_env > STRINGS_MAX)
		return false;
	for (i = 0; i < total; i++) {
		/* A NULL between argv and env, and one at the end. */
		size_t at = i <= m->n_args ? i : i + 1;
		char *nul = memchr(p, '\0', (size_t)(end - p));

		if (nul == NULL)
			return false;
		strings[at] = p;
		p = nul + 1;
	}
	strings[1 + m->n_args] = strings[total + 1] = NULL;
	return p == end;
}

static struct server *
free_place(void)
{
	size_t i;

	for (i = 0; i < SERVERS_MAX; i++)
		if (servers[i].number == 0)
			return &servers[i];
	return NULL;
}

/* 0, or the errno of what failed. */
static int
start(char **argv, char **env, const char *cwd, const int fds[3],
    pid_t *ret_pid)
{
	int report[2], why = 0;
	ssize_t n;
	pid_t pid;

	if (pipe2(report, O_CLOEXEC) == -1)
		return errno;
	if ((pid = fork()) == 0) {
		/* Out of the way of 0 to 2. */
		int high = fcntl(report[1], F_DUPFD_CLOEXEC, 20);

		become(argv, env, cwd, fds, high);
	}
	if (pid == -1)
		why = errno;
	(void)close(report[1]);
	if (pid != -1) {
		(void)setpgid(pid, pid);
		do
			n = read(report[0], &why, sizeof why);
		while (n == -1 && errno == EINTR);
		if (n != (ssize_t)sizeof why)
			why = 0;
		if (why != 0)
			(void)waitpid(pid, NULL, 0);
	}
	(void)close(report[0]);
	*ret_pid = pid;
	return why;
}

static void
on_start(int fd, const struct spawner_msg *m, size_t n, const int fds[3])
{
	static char *strings[2 * STRINGS_MAX + 4];
	struct server *s = free_place();
	pid_t pid = -1;
	int why;

	if (s == NULL)
		why = EAGAIN;
	else if (!split(text + sizeof *m, n, m, strings))
		why = EINVAL;
	else
		why = start(strings + 1, strings + 2 + m->n_args, strings[0],
		    fds, &pid);
	if (why == 0) {
		s->number = m->number;
		s->pid = pid;
		s->kill_at = 0;
	} else
		tell(fd, SPAWNER_FAILED, m->number, why);
	explicit_bzero(text, sizeof text);
}

static void
on_stop(uint32_t number)
{
	size_t i;

	for (i = 0; i < SERVERS_MAX; i++)
		if (servers[i].number == number && number != 0) {
			(void)kill(-servers[i].pid, SIGTERM);
			servers[i].kill_at = now_s() + POLITE_S;
		}
}

/* What a server's children become when it ends: ours (subreaper). */
static void
reap(int fd)
{
	int status;
	pid_t pid;
	size_t i;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (i = 0; i < SERVERS_MAX; i++) {
			if (servers[i].number == 0 || servers[i].pid != pid)
				continue;
			(void)kill(-pid, SIGKILL); /* its helpers */
			tell(fd, SPAWNER_ENDED, servers[i].number, status);
			servers[i].number = 0;
		}
}

static void
kill_late(void)
{
	time_t now = now_s();
	size_t i;

	for (i = 0; i < SERVERS_MAX; i++)
		if (servers[i].number != 0 && servers[i].kill_at != 0 &&
		    now >= servers[i].kill_at)
			(void)kill(-servers[i].pid, SIGKILL);
}

/* Every child there is, also one that left its group. */
static void
kill_children(void)
{
	char path[64], list[4096], *p, *next;
	ssize_t n;
	int fd;

	(void)snprintf(path, sizeof path, "/proc/self/task/%d/children",
	    (int)getpid());
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return;
	n = read(fd, list, sizeof list - 1);
	(void)close(fd);
	list[n > 0 ? n : 0] = '\0';
	for (p = list; *p != '\0'; p = next) {
		long pid = strtol(p, &next, 10);

		if (next == p)
			break;
		(void)kill((pid_t)pid, SIGKILL);
	}
}

static _Noreturn void
end_all(void)
{
	const struct timespec pause = { 0, 5000000 };
	int rounds;
	size_t i;

	for (i = 0; i < SERVERS_MAX; i++)
		if (servers[i].number != 0)
			(void)kill(-servers[i].pid, SIGKILL);
	/* What a dead one leaves comes to us: until nothing comes any more. */
	for (rounds = 0; rounds < 400; rounds++) {
		kill_children();
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		if (waitpid(-1, NULL, WNOHANG) == -1)
			break;
		(void)nanosleep(&pause, NULL);
	}
	_exit(0);
}

static int
take_fds(struct msghdr *h, int fds[3])
{
	struct cmsghdr *c = CMSG_FIRSTHDR(h);

	if (c == NULL || c->cmsg_type != SCM_RIGHTS ||
	    c->cmsg_len != CMSG_LEN(3 * sizeof(int)))
		return -1;
	memcpy(fds, CMSG_DATA(c), 3 * sizeof(int));
	return 0;
}

static void
hear(int fd)
{
	char control[CMSG_SPACE(3 * sizeof(int))];
	struct iovec v = { text, sizeof text };
	struct msghdr h = { .msg_iov = &v,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof control };
	ssize_t n = recvmsg(fd, &h, MSG_CMSG_CLOEXEC);
	struct spawner_msg m;
	int fds[3], i;

	if (n == -1 && errno == EINTR)
		return;
	if (n < (ssize_t)sizeof m)
		end_all();
	memcpy(&m, text, sizeof m);
	if (m.word == SPAWNER_START && take_fds(&h, fds) == 0) {
		on_start(fd, &m, (size_t)n - sizeof m, fds);
		for (i = 0; i < 3; i++)
			(void)close(fds[i]);
	} else if (m.word == SPAWNER_STOP)
		on_stop(m.number);
}

_Noreturn void
spawner_child(int fd)
{
	struct pollfd p[2];
	sigset_t chld;

	forget_environment();
	(void)prctl(PR_SET_NAME, "cordon-spawner", 0, 0, 0);
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGTERM, SIG_IGN); /* egress's end is what counts */
	/* Above what a server's three will be; nothing else is kept. */
	fd = fcntl(fd, F_DUPFD_CLOEXEC, 30);
	(void)syscall(SYS_close_range, 3, 29, 0);
	(void)syscall(SYS_close_range, fd + 1, ~0U, 0);
	(void)sigemptyset(&chld);
	(void)sigaddset(&chld, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &chld, NULL);
	p[0] = (struct pollfd){ .fd = fd, .events = POLLIN };
	p[1] = (struct pollfd){ .fd = signalfd(-1, &chld, SFD_CLOEXEC),
		.events = POLLIN };
	for (;;) {
		struct signalfd_siginfo si;

		(void)poll(p, 2, 500);
		if ((p[1].revents & POLLIN) != 0) {
			(void)!read(p[1].fd, &si, sizeof si);
			reap(fd);
		}
		if ((p[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0)
			hear(fd);
		kill_late();
	}
}
