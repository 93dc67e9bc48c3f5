/* SPDX-License-Identifier: Apache-2.0 */
/* spawn.c -- see spawn.h. */
#include "broker/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "broker/variables.h"

/* More variables than any of our programs reads: egress one a connector. */
#define ENV_MAX 160
#define ENV_VALUE_MAX 16384 /* a secret's (VAULT_SECRET_MAX); others are paths */

int
spawn_pair(int ret[2], struct err *e)
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ret) == -1)
		return err_sys(e, "socketpair");
	return 0;
}

/* Our variables the child may see, as NAME=VALUE; returns how many. */
static size_t
environment(const char *const *names, char *ret[ENV_MAX + 1])
{
	static const char *const always[] = { "PATH", "HOME", NULL };
	size_t n = 0, pass;

	for (pass = 0; pass < 2; pass++) {
		const char *const *v = pass == 0 ? always : names;

		for (; v != NULL && *v != NULL && n < ENV_MAX; v++) {
			char *text = variables_get(*v);

			if (text == NULL)
				continue;
			if (strlen(text) <= strlen(*v) + 1 + ENV_VALUE_MAX)
				ret[n++] = text;
			else
				variables_free(text);
		}
	}
	ret[n] = NULL;
	return n;
}

static void
reset_signals(void)
{
	sigset_t none;
	int sig;

	for (sig = 1; sig < NSIG; sig++)
		if (sig != SIGKILL && sig != SIGSTOP)
			(void)signal(sig, SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Only async-signal-safe calls from here on; failure is told as an errno. */
static void
become(const char *const *argv, char *const *env, int sock, int report,
    pid_t parent)
{
	union {
		const char *const *in;
		char *const *out; /* what execve() should have taken */
	} args = { .in = argv };
	int null_fd, why;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == -1)
		goto fail;
	if (getppid() != parent) /* it died before the line above */
		_exit(1);
	/* Out of the way of 0, 1 and 3 before those are overwritten. */
	sock = fcntl(sock, F_DUPFD_CLOEXEC, 10);
	report = fcntl(report, F_DUPFD_CLOEXEC, 10);
	null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (sock == -1 || report == -1 || null_fd == -1)
		goto fail;
	if (dup2(null_fd, 0) == -1 || dup2(null_fd, 1) == -1 ||
	    dup2(sock, SPAWN_FD) == -1)
		goto fail;
	/* Whatever a library opened without close-on-exec. */
	if (syscall(SYS_close_range, SPAWN_FD + 1, ~0U, 4U /* CLOEXEC */) == -1)
		goto fail;
	reset_signals();
	(void)execve(argv[0], args.out, env);
fail:
	why = errno;
	if (report >= 0)
		(void)!write(report, &why, sizeof why);
	_exit(127);
}

/* Waits for the exec: the pipe closes on success, or carries an errno. */
static int
exec_result(int fd)
{
	ssize_t n;
	int why = 0;

	do
		n = read(fd, &why, sizeof why);
	while (n == -1 && errno == EINTR);
	return n == (ssize_t)sizeof why ? why : 0;
}

static int
start(const char *const *argv, char *const *env, int sock, struct spawned *ret,
    struct err *e)
{
	pid_t parent = getpid(), pid;
	int report[2], pidfd = -1, why;

	if (pipe2(report, O_CLOEXEC) == -1)
		return err_sys(e, "pipe");
	if ((pid = fork()) == -1) {
		err_sys(e, "fork for %s", argv[0]);
		(void)close(report[0]);
		(void)close(report[1]);
		return -1;
	}
	if (pid == 0)
		become(argv, env, sock, report[1], parent);
	(void)close(report[1]);
	pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	why = pidfd == -1 ? errno : exec_result(report[0]);
	(void)close(report[0]);
	if (why != 0) {
		(void)kill(pid, SIGKILL);
		(void)waitpid(pid, NULL, 0);
		if (pidfd != -1)
			(void)close(pidfd);
		errno = why;
		return err_sys(e, "start %s", argv[0]);
	}
	ret->pid = pid;
	ret->pidfd = pidfd;
	return 0;
}

int
spawn_program(const char *const *argv, const char *const *env,
    struct spawned *ret, struct err *e)
{
	char *vars[ENV_MAX + 1];
	size_t i, n;
	int pair[2], rc;

	if (spawn_pair(pair, e) == -1)
		return -1;
	n = environment(env, vars);
	rc = start(argv, vars, pair[1], ret, e);
	for (i = 0; i < n; i++)
		variables_free(vars[i]);
	(void)close(pair[1]);
	if (rc == -1)
		(void)close(pair[0]);
	else
		ret->fd = pair[0];
	return rc;
}

void
spawn_kill(int pidfd)
{
	(void)syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0);
}

void
spawn_status_text(int status, char *text, size_t n)
{
	if (WIFSIGNALED(status))
		(void)snprintf(text, n, "killed by signal %d (%s)",
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		(void)snprintf(text, n, "exit status %d", WEXITSTATUS(status));
}

/* linux/pidfd.h of 6.13; older kernels answer ENOTTY. */
struct pidfd_info {
	uint64_t mask, cgroupid;
	uint32_t pid, tgid, ppid, ids[8], exit_code;
};
#define PIDFD_GET_INFO_64 _IOWR(0xFF, 11, char[64])

static pid_t
pid_from_proc(int pidfd)
{
	char path[64], text[1024], *p;
	ssize_t n;
	int fd;

	(void)snprintf(path, sizeof path, "/proc/self/fdinfo/%d", pidfd);
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return -1;
	n = read(fd, text, sizeof text - 1);
	(void)close(fd);
	text[n < 0 ? 0 : n] = '\0';
	p = strstr(text, "Pid:");
	return p == NULL ? -1 : atoi(p + 4);
}

pid_t
spawn_pid(int pidfd)
{
	struct pidfd_info info = { .mask = 1 /* PIDFD_INFO_PID */ };
	pid_t pid;

	if (ioctl(pidfd, PIDFD_GET_INFO_64, &info) == 0)
		pid = (pid_t)info.tgid;
	else
		pid = pid_from_proc(pidfd);
	return pid > 0 ? pid : -1;
}

static int
reap(int pidfd, siginfo_t *ret)
{
	int rc;

	*ret = (siginfo_t){ .si_pid = 0 };
	do
		rc = waitid(P_PIDFD, (id_t)pidfd, ret, WEXITED);
	while (rc == -1 && errno == EINTR);
	return rc;
}

void
spawn_reap(int pidfd)
{
	siginfo_t si;

	(void)reap(pidfd, &si);
}

static void
on_child(struct ev_loop *loop, ev_child *c, int revents)
{
	struct spawn_watch *w = c->data;

	(void)revents;
	w->status = c->rstatus;
	w->known = true;
	ev_child_stop(loop, c);
}

static void
on_dead(struct ev_loop *loop, ev_io *io, int revents)
{
	struct spawn_watch *w = io->data;
	char how[128] = "died";
	siginfo_t si;

	(void)revents;
	if (!w->known && reap(io->fd, &si) == 0) {
		w->known = true;
		w->status = si.si_code == CLD_EXITED ? si.si_status << 8 :
						       si.si_status;
	}
	/* Reaped by the loop, which has yet to say so. */
	if (!w->known && ev_is_active(&w->child) && !w->late) {
		w->late = true;
		return;
	}
	if (w->known)
		spawn_status_text(w->status, how, sizeof how);
	spawn_watch_stop(w);
	(void)loop;
	w->died(w->arg, how);
}

void
spawn_watch_start(struct spawn_watch *w, struct ev_loop *loop,
    const struct spawned *child)
{
	w->loop = loop;
	w->known = w->late = false;
	ev_io_init(&w->io, on_dead, child->pidfd, EV_READ);
	ev_child_init(&w->child, on_child, child->pid, 0);
	/* The status is to be known before the death is told. */
	ev_set_priority(&w->child, EV_MAXPRI);
	w->io.data = w->child.data = w;
	ev_io_start(loop, &w->io);
	if (ev_is_default_loop(loop))
		ev_child_start(loop, &w->child);
}

void
spawn_watch_stop(struct spawn_watch *w)
{
	if (w->loop == NULL)
		return;
	ev_io_stop(w->loop, &w->io);
	if (ev_is_default_loop(w->loop))
		ev_child_stop(w->loop, &w->child);
}

bool
spawn_watch_active(const struct spawn_watch *w)
{
	return w->io.active != 0; /* ev_is_active() wants it writable */
}
