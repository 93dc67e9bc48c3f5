/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scriptrun_locked.c -- scripts behind the wall: the process becomes a template
 * by lockdown_template(), each script runs in a fork under lockdown_worker(),
 * and what it says comes over the worker's one descriptor.
 */
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/limits.h"
#include "worker/lockdown.h"
#include "worker/template.h"

#include "tests/fakes/scriptrun.h"

#define OUR_FD 10

static struct lockdown_opts wall = { .rpc_fd = WORKER_FD };
static int deaths;

int
scriptrun_lock(unsigned seconds, struct err *e)
{
	uint32_t active;
	sigset_t set;
	int pair[2];

	wall.cpu_ms = seconds * 1000;
	wall.may_lack = lockdown_not_built();
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGCHLD);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == -1 ||
	    dup2(pair[0], OUR_FD) == -1 || dup2(pair[1], WORKER_FD) == -1)
		return err_sys(e, "socketpair");
	if (close_range(WORKER_FD + 1, OUR_FD - 1, 0) == -1)
		return err_sys(e, "close_range");
	deaths = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (deaths == -1)
		return err_sys(e, "signalfd");
	return lockdown_template(&wall, &active, e);
}

static void
work(void)
{
	uint32_t active;
	struct buf out;
	struct err e;

	if (lockdown_worker(&wall, &active, &e) == -1)
		_exit(4);
	script_run(&out);
	_exit(script_write(WORKER_FD, out.p, out.len, FRAME_MAX) ? 0 : 3);
}

/* What there is of its line, to standard output. */
static bool
pass_on(int flags)
{
	static char packet[FRAME_MAX];
	struct iovec iov = { packet, sizeof packet };
	struct msghdr h = { .msg_iov = &iov, .msg_iovlen = 1 };
	ssize_t n;

	while ((n = recvmsg(OUR_FD, &h, flags)) > 0)
		if (!script_write(STDOUT_FILENO, packet, (size_t)n,
			sizeof packet))
			_exit(2);
	return n == -1 && errno == EAGAIN;
}

int
scriptrun_locked(void)
{
	struct pollfd p[2] = { { .fd = OUR_FD, .events = POLLIN },
		{ .fd = deaths, .events = POLLIN } };
	struct signalfd_siginfo si;
	int pidfd = -1, status = -1;
	pid_t pid, dead = 0;

	pid = (pid_t)syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, NULL, &pidfd,
	    NULL, 0);
	if (pid == 0)
		work();
	if (pid == -1)
		return -1;
	(void)close(pidfd);
	while (dead != pid) {
		if (ppoll(p, 2, NULL, NULL) == -1 && errno != EINTR)
			return -1;
		if (!pass_on(MSG_DONTWAIT))
			return -1;
		if (p[1].revents != 0) {
			(void)!read(deaths, &si, sizeof si);
			dead = (pid_t)syscall(SYS_wait4, pid, &status, WNOHANG,
			    NULL);
		}
	}
	return pass_on(MSG_DONTWAIT) ? status : -1;
}
