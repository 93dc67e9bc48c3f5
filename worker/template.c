/* SPDX-License-Identifier: Apache-2.0 */
/*
 * template.c -- the process that workers are copies of.
 *
 * It warms one engine, then waits: a request makes a worker, a death is told.
 * Under its filter from before the engine is warmed, so nothing here asks for
 * memory or time.
 */
#include "worker/template.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker/engine.h"
#include "worker/link.h"
#include "worker/lockdown.h"
#include "worker/pretouch.h"
#include "worker/template_run.h"

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

static struct engine *engine;
static struct lockdown_opts wall;

union control {
	struct cmsghdr align;
	char space[CMSG_SPACE(sizeof(int))];
};

/* The pair ------------------------------------------------------------ */

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
		(void)ppoll(NULL, 0, &(struct timespec) { 0, 1000000 }, NULL);
	}
}

static void
fail(const struct err *e)
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
	struct msghdr h = { .msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof control };
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

/* A worker ------------------------------------------------------------ */

static void
work(int fd)
{
	struct engine_result result;
	struct engine_job job;
	uint32_t active;
	struct err e;
	int r;

	pretouch_run();
	if (fd != WORKER_FD && dup3(fd, WORKER_FD, 0) < 0)
		_exit(1);
	if (lockdown_worker(&wall, &active, &e) < 0)
		_exit(1);
	r = link_job(&job, &e);
	if (r < 0)
		link_abort(e.msg);
	if (r <= 0)
		_exit(r == 0 ? 0 : 1);
	engine_run(engine, &job, &link_host, &result);
	link_result(&result);
	_exit(0);
}

/* Raw: the C library's fork() takes locks, runs handlers and has no pidfd. */
static pid_t
fork_pidfd(int *ret_pidfd)
{
	return (pid_t)syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, NULL,
	    ret_pidfd, NULL, 0);
}

static void
on_request(void)
{
	struct template_msg m = { 0 }, answer = { .say = TEMPLATE_FORKED };
	int fd = hear(&m), pidfd = -1;
	pid_t pid = -1;

	if (n_workers < WORKERS_MAX)
		pid = fork_pidfd(&pidfd);
	if (pid == 0)
		work(fd);
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

/* The template -------------------------------------------------------- */

static void *
map_heap(size_t bytes, struct err *e)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED) {
		err_sys(e, "map a heap of %zu bytes", bytes);
		return NULL;
	}
	/* A huge page would be copied or zeroed whole for a few bytes. */
	(void)madvise(p, bytes, MADV_NOHUGEPAGE);
	return p;
}

static int
open_signals(struct err *e)
{
	sigset_t deaths;
	int fd;

	(void)sigemptyset(&deaths);
	(void)sigaddset(&deaths, SIGCHLD);
	fd = signalfd(-1, &deaths, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? err_sys(e, "signalfd") : fd;
}

static void
serve(int signals)
{
	struct pollfd p[2] = { { .fd = TEMPLATE_FD, .events = POLLIN },
		{ .fd = signals, .events = POLLIN } };

	for (;;) {
		if (ppoll(p, 2, NULL, NULL) < 0 && errno != EINTR)
			_exit(1);
		if (p[1].revents != 0)
			on_death(signals);
		if (p[0].revents != 0)
			on_request();
	}
}

void
template_run(const struct template_opts *o)
{
	struct template_msg ready = { .say = TEMPLATE_READY };
	int signals = -1;
	struct err e;
	void *heap;

	wall = (struct lockdown_opts) { .rpc_fd = WORKER_FD,
		.may_lack = o->may_lack, .cpu_ms = o->cpu_ms };
	if ((heap = map_heap(o->heap, &e)) == NULL || link_prepare(&e) < 0 ||
	    pretouch_prepare(&e) < 0 ||
	    (signals = open_signals(&e)) < 0 ||
	    lockdown_template(&wall, &ready.arg, &e) < 0 ||
	    (engine = engine_new(heap, o->heap, &e)) == NULL)
		fail(&e);
	pretouch_learn(engine, heap, fork_pidfd);
	say(&ready, -1);
	serve(signals);
	_exit(0);
}
