/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attacks.c -- native code in a worker, under the very lockdown of workers.
 *
 * One template; each attack is a fork of it, locked as a worker is.  It must
 * die of what it tries: an attack that comes back ends with ALIVE.
 * Prints TAP by write(2), which a template may; into a pipe, for no process
 * behind the wall can make a file longer.
 */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/escape/collection.h"
#include "worker/lockdown.h"
#include "worker/template.h"

#define ALIVE 42
#define CPU_MS 200
/* A machine in software is slower than that: it may say how many. */
#define CPU_MS_NAME "ESCAPE_CPU_MS"

static struct lockdown_opts wall = { .rpc_fd = WORKER_FD, .cpu_ms = CPU_MS };
static int pair[2]; /* ours, and its worker's */
static unsigned tests, failures;

struct deed {
	const struct attack *attack; /* or */
	enum entry by;
	long nr; /* of the sweep; -1: neither, it spins */
};

static void
do_deed(const struct deed *d)
{
	if (d->attack != NULL)
		attack_run(d->attack);
	else if (d->nr >= 0)
		sweep_run(d->by, d->nr);
	else
		for (;;)
			__asm__ volatile("");
}

/* A reply waits for whoever asks for one; what was said before is gone. */
static void
be_a_broker(void)
{
	static char said[256];
	struct iovec v = { said, sizeof said };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };

	for (int i = 0; i < 2; i++)
		while (syscall(SYS_recvmsg, pair[i], &m, MSG_DONTWAIT) > 0)
			;
	if (write(pair[0], "a reply", 8) != 8)
		_exit(3);
}

static int
under_lockdown(const struct deed *d)
{
	uint32_t active;
	int status, pidfd;
	pid_t pid;

	be_a_broker();
	pid = (pid_t)syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, NULL, &pidfd,
	    NULL, 0);
	if (pid == 0) {
		if (lockdown_worker(&wall, &active, NULL) == 0)
			do_deed(d);
		_exit(ALIVE);
	}
	(void)close(pidfd);
	if (pid < 0 || wait4(pid, &status, 0, NULL) != pid)
		_exit(3);
	return status;
}

static void
say(bool ok, const char *what, int status)
{
	char line[160];
	int n;

	tests++;
	failures += !ok;
	n = snprintf(line, sizeof line, "%s %u - %.90s (status 0x%x)\n",
	    ok ? "ok" : "not ok", tests, what, (unsigned)status);
	if (write(STDOUT_FILENO, line, (size_t)n) != n)
		_exit(3);
}

static void
sweep(enum entry by)
{
	int status = 0, bad = 0;
	char text[80];

	for (long nr = 0; nr < SWEEP_MAX; nr++) {
		int got = under_lockdown(&(struct deed){ NULL, by, nr });

		if (sweep_harmless(by, nr, got))
			continue;
		(void)snprintf(text, sizeof text, "call %ld %s", nr,
		    sweep_entry(by));
		say(false, text, got);
		bad++;
		status = got;
	}
	(void)snprintf(text, sizeof text, "calls 0 to %d %s", SWEEP_MAX - 1,
	    sweep_entry(by));
	say(bad == 0, text, status);
}

static void
attack_all(const struct attack *all, size_t n)
{
	int status;

	for (size_t i = 0; i < n; i++) {
		status = under_lockdown(&(struct deed){ &all[i], 0, 0 });
		say(attack_died(&all[i], status), all[i].name, status);
	}
	status = under_lockdown(&(struct deed){ NULL, 0, -1 });
	say(WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU,
	    "an endless loop ends with its CPU budget", status);
	for (int by = 0; by < ENTRY_MAX; by++)
		if (sweep_here((enum entry)by))
			sweep((enum entry)by);
}

int
main(void)
{
	const struct attack *all;
	size_t n_all = attack_list(&all);
	uint32_t active;
	struct err e;
	char plan[32];
	int n;

	if (lockdown_not_built() != 0) {
		printf("1..0 # SKIP this build has no filter\n");
		return 77;
	}
	if (getenv(CPU_MS_NAME) != NULL)
		wall.cpu_ms = (uint32_t)strtoul(getenv(CPU_MS_NAME), NULL, 10);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) < 0 ||
	    (pair[0] = dup(pair[0])) < 0 || dup2(pair[1], WORKER_FD) < 0)
		return 1;
	if (lockdown_template(&wall, &active, &e) < 0) {
		fprintf(stderr, "# %s\n", e.msg);
		return 1;
	}
	attack_all(all, n_all);
	n = snprintf(plan, sizeof plan, "1..%u\n", tests);
	(void)!write(STDOUT_FILENO, plan, (size_t)n);
	_exit(failures != 0);
}
