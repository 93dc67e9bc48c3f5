/* SPDX-License-Identifier: Apache-2.0 */
/*
 * template_loop.c -- the template's side of the pair: see template.h.
 * Nothing here asks for memory or time: it runs under the template's filter.
 */
#include "worker/template_loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker/lockdown.h"

/* Alive at once; the broker's pools are far smaller. */
#define WORKERS_MAX 4096
/* Milliseconds that a busy broker has to take a descriptor. */
#define SAY_RETRIES 5000
/* As of wait4: what a fork that failed is told as. */
#define STATUS_NO_FORK (127 << 8)

static struct {
	uint32_t id;
	pid_t pid;
} workers[WORKERS_MAX];
static size_t n_workers;

union control {
	struct cmsghdr align;
	char space[CMSG_SPACE(sizeof(int))];
};

static void
say(const struct template_msg *m, int fd)
{
	union control control = { .space = { 0 } };
	struct template_msg copy = *m;
	struct iovec iov = { &copy, sizeof copy };
	struct msghdr h = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *c;

	if (fd != -1) {
		h.msg_control = &control;
		h.msg_controllen = sizeof control;
		c = CMSG_FIRSTHDR(&h);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof fd);
		memcpy(CMSG_DATA(c), &fd, sizeof fd);
	}
	/* Descriptors under way count against the limit on open ones: a broker
	 * that is busy takes them later.  One that does not listen is gone. */
	for (int i = 0; sendmsg(TEMPLATE_FD, &h, MSG_NOSIGNAL) < 0; i++) {
		if ((errno != ETOOMANYREFS && errno != EAGAIN) ||
		    i == SAY_RETRIES)
			_exit(0);
		(void)ppoll(NULL, 0, &(struct timespec){ 0, 1000000 }, NULL);
	}
}

void
template_fail(const struct err *e)
{
	struct template_msg m = { .say = TEMPLATE_FAILED };

	(void)snprintf(m.text, sizeof m.text, "%.255s", e->msg);
	say(&m, -1);
	_exit(1);
}

/* The next request and its descriptor; the end of the pair is ours. */
static int
hear(struct template_msg *m)
{
	union control control;
	struct iovec iov = { m, sizeof *m };
	struct msghdr h = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control };
	struct cmsghdr *c;
	ssize_t n;
	int fd = -1;

	n = recvmsg(TEMPLATE_FD, &h, MSG_CMSG_CLOEXEC);
	if (n != (ssize_t)sizeof *m || m->say != TEMPLATE_FORK)
		_exit(n == 0 ? 0 : 1);
	c = CMSG_FIRSTHDR(&h);
	if (c == NULL || c->cmsg_type != SCM_RIGHTS)
		_exit(1);
	memcpy(&fd, CMSG_DATA(c), sizeof fd);
	return fd;
}

static void
on_request(template_make *make)
{
	struct template_msg m = { 0 }, answer = { .say = TEMPLATE_FORKED };
	int fd = hear(&m), pidfd = -1;
	pid_t pid = -1;

	if (n_workers < WORKERS_MAX)
		pid = make(fd, m.worker_id, &pidfd);
	(void)close(fd);
	answer.worker_id = m.worker_id;
	answer.pid = pid;
	if (pid < 0) {
		answer.say = TEMPLATE_EXITED;
		answer.status = STATUS_NO_FORK;
		say(&answer, -1);
		return;
	}
	workers[n_workers].id = m.worker_id;
	workers[n_workers++].pid = pid;
	say(&answer, pidfd);
	(void)close(pidfd);
}

static uint32_t
cpu_ms(const struct rusage *u)
{
	return (uint32_t)((u->ru_utime.tv_sec + u->ru_stime.tv_sec) * 1000 +
	    (u->ru_utime.tv_usec + u->ru_stime.tv_usec) / 1000);
}

static void
on_death(int signals)
{
	struct template_msg m = { .say = TEMPLATE_EXITED };
	struct signalfd_siginfo si;
	struct rusage usage;
	size_t i;
	pid_t pid;

	/* One signal may stand for many deaths. */
	(void)!read(signals, &si, sizeof si);
	while ((pid = wait4(-1, &m.status, WNOHANG, &usage)) > 0) {
		for (i = 0; i < n_workers && workers[i].pid != pid;)
			i++;
		if (i == n_workers)
			continue;
		m.worker_id = workers[i].id;
		m.pid = pid;
		m.cpu_ms = cpu_ms(&usage);
		m.maxrss_kib = (uint64_t)usage.ru_maxrss;
		workers[i] = workers[--n_workers];
		say(&m, -1);
	}
}

int
template_signals(struct err *e)
{
	sigset_t deaths;
	int fd;

	(void)sigemptyset(&deaths);
	(void)sigaddset(&deaths, SIGCHLD);
	fd = signalfd(-1, &deaths, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? err_sys(e, "signalfd") : fd;
}

void
template_lacks(uint32_t active, const char *extras, char *text, size_t n)
{
	size_t at = 0;

	active |= lockdown_not_built();
	for (unsigned i = 0; i < LAYER_MAX && at < n; i++) {
		const char *name = lockdown_layer_name((enum lockdown_layer)i);

		if ((active & lockdown_layer_bit(name)) == 0)
			at += (size_t)snprintf(text + at, n - at, "%s%s",
			    at > 0 ? "," : "", name);
	}
	if (at < n)
		(void)snprintf(text + at, n - at, ";%s", extras);
}

void
template_loop(int signals, uint32_t layers, const char *text,
    template_make *make)
{
	struct template_msg ready = { .say = TEMPLATE_READY, .arg = layers };
	struct pollfd p[2] = { { .fd = TEMPLATE_FD, .events = POLLIN },
		{ .fd = signals, .events = POLLIN } };

	(void)snprintf(ready.text, sizeof ready.text, "%s", text);
	say(&ready, -1);
	for (;;) {
		if (ppoll(p, 2, NULL, NULL) < 0 && errno != EINTR)
			_exit(1);
		if (p[1].revents != 0)
			on_death(signals);
		if (p[0].revents != 0)
			on_request(make);
	}
}
