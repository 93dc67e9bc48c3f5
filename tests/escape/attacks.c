/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attacks.c -- native code in a worker, under the very lockdown of workers.
 *
 * One template; each attack is a fork of it, locked as a worker is.  It must
 * die of what it tries: an attack that comes back ends with ALIVE.
 * Prints TAP by write(2), which a template may; into a pipe, for no process
 * behind the wall can make a file longer.
 */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "worker/lockdown.h"
#include "worker/template.h"

#define ALIVE 42
#define CPU_MS 200
/* Linux exempts these two from filters; outside their trampoline they only
 * raise SIGILL or fail. */
#define NR_URETPROBE 335
#define NR_UPROBE 336
#define SWEEP_MAX 1024

enum entry { ENTRY_64, ENTRY_X32, ENTRY_INT80, ENTRY_SYSENTER };

static struct lockdown_opts wall = { .rpc_fd = WORKER_FD, .cpu_ms = CPU_MS };
static _Alignas(4096) char mem[8192];
static unsigned tests, failures;

#define ARG(a) ((long)(uintptr_t)(a))
static const struct call {
	const char *name;
	long nr, a[6];
} *calls;
static size_t n_calls;

/* Addresses are no constant integers: filled before the lockdown. */
static void
fill_calls(void)
{
#define CALL(name, nr, a, b, c, d, e, f) \
	{ name, nr, { ARG(a), ARG(b), ARG(c), ARG(d), ARG(e), ARG(f) } },
	static struct call all[128];
	const struct call list[] = {
#include "tests/escape/attacks.def"
	};
#undef CALL

	n_calls = sizeof list / sizeof list[0];
	memcpy(all, list, sizeof list);
	calls = all;
}

static void
one_call(const void *arg)
{
	const struct call *c = arg;

	(void)syscall(c->nr, c->a[0], c->a[1], c->a[2], c->a[3], c->a[4],
	    c->a[5]);
}

/* Not system calls ---------------------------------------------------- */

static void
spin(const void *arg)
{
	(void)arg;
	for (;;)
		__asm__ volatile("");
}

static void
vdso_clock(const void *arg)
{
	struct timespec t;

	(void)arg;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
}

static void
run_data(const void *arg)
{
	union {
		char *data;
		void (*code)(void);
	} p = { .data = mem };

	(void)arg;
	mem[0] = (char)0xc3; /* ret, on x86 */
	p.code();
}

#ifdef __x86_64__
static void
rdtsc(const void *arg)
{
	unsigned lo, hi;

	(void)arg;
	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
}

static void
rdtscp(const void *arg)
{
	unsigned lo, hi, c;

	(void)arg;
	__asm__ volatile("rdtscp" : "=a"(lo), "=d"(hi), "=c"(c));
}

static void
vsyscall_time(const void *arg)
{
	union {
		uintptr_t at;
		long (*time)(long *);
	} p = { .at = 0xffffffffff600400 };

	(void)arg;
	(void)p.time(NULL);
}

static long
int80(long nr)
{
	long r;

	__asm__ volatile("int $0x80" : "=a"(r) : "a"(nr), "b"(0L), "c"(0L),
	    "d"(0L), "S"(0L), "D"(0L) : "r8", "r9", "r10", "r11", "memory");
	return r;
}
#endif

#ifdef __x86_64__
/* The third door of x86: AMD's processors do not have it in 64-bit programs. */
static void
sysenter(long nr)
{
	__asm__ volatile("push %%rbp\n\tmov %%rsp, %%rbp\n\tsysenter\n\tpop %%rbp"
	    : "+a"(nr) : "b"(0L), "c"(0L), "d"(0L), "S"(0L), "D"(0L)
	    : "r8", "r9", "r10", "r11", "memory");
}
#endif

struct sweep {
	enum entry by;
	long nr;
};

static void
sweep_call(const void *arg)
{
	const struct sweep *s = arg;

	if (s->by == ENTRY_64)
		(void)syscall(s->nr, 9, 0, 0, 0, 0, 0);
#ifdef __x86_64__
	else if (s->by == ENTRY_X32)
		(void)syscall(s->nr | 0x40000000, 9, 0, 0, 0, 0, 0);
	else if (s->by == ENTRY_INT80)
		(void)int80(s->nr);
	else
		sysenter(s->nr);
#endif
}

/* Running them -------------------------------------------------------- */

static int
under_lockdown(void (*attack)(const void *), const void *arg)
{
	uint32_t active;
	int status, pidfd;
	pid_t pid;

	pid = (pid_t)syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, NULL, &pidfd,
	    NULL, 0);
	if (pid == 0) {
		if (lockdown_worker(&wall, &active, NULL) == 0)
			attack(arg);
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

static bool
died_of(int status, int sig)
{
	return WIFSIGNALED(status) && WTERMSIG(status) == sig;
}

static void
expect(const char *what, void (*attack)(const void *), int sig)
{
	int status = under_lockdown(attack, NULL);

	say(died_of(status, sig), what, status);
}

static bool
harmless(const struct sweep *s, int status)
{
	if (died_of(status, SIGSYS))
		return true;
	/* Without 32-bit emulation in the kernel the gate itself faults. */
	if (s->by == ENTRY_INT80 || s->by == ENTRY_SYSENTER)
		return died_of(status, SIGSEGV) || died_of(status, SIGILL);
	if (s->by == ENTRY_64 && s->nr == SYS_exit_group)
		return WIFEXITED(status) && WEXITSTATUS(status) == 9;
#ifdef __x86_64__
	if (s->by == ENTRY_64 && (s->nr == NR_URETPROBE || s->nr == NR_UPROBE))
		return died_of(status, SIGILL) ||
		    (WIFEXITED(status) && WEXITSTATUS(status) == ALIVE);
#endif
	return false;
}

static void
sweep(enum entry by, const char *what)
{
	int status = 0, bad = 0;
	char text[80];

	for (long nr = 0; nr < SWEEP_MAX; nr++) {
		struct sweep s = { by, nr };
		int got = under_lockdown(sweep_call, &s);

		if (harmless(&s, got))
			continue;
		(void)snprintf(text, sizeof text, "call %ld %s", nr, what);
		say(false, text, got);
		bad++;
		status = got;
	}
	(void)snprintf(text, sizeof text, "calls 0 to %d %s", SWEEP_MAX - 1,
	    what);
	say(bad == 0, text, status);
}

static void
attack_all(void)
{
	for (size_t i = 0; i < n_calls; i++) {
		int status = under_lockdown(one_call, &calls[i]);

		say(died_of(status, SIGSYS), calls[i].name, status);
	}
	expect("an endless loop ends with its CPU budget", spin, SIGXCPU);
	expect("the vdso's clock", vdso_clock, SIGSEGV);
	expect("data run as code", run_data, SIGSEGV);
	sweep(ENTRY_64, "by syscall");
#ifdef __x86_64__
	expect("rdtsc", rdtsc, SIGSEGV);
	expect("rdtscp", rdtscp, SIGSEGV);
	{
		int status = under_lockdown(vsyscall_time, NULL);

		say(died_of(status, SIGSYS) || died_of(status, SIGSEGV),
		    "the vsyscall page's clock", status);
	}
	sweep(ENTRY_X32, "as x32");
	sweep(ENTRY_INT80, "by int 0x80");
	sweep(ENTRY_SYSENTER, "by sysenter");
#endif
}

int
main(void)
{
	uint32_t active;
	struct err e;
	char plan[32];
	int pair[2], n;

	if (lockdown_not_built() != 0) {
		printf("1..0 # SKIP this build has no filter\n");
		return 77;
	}
	fill_calls();
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) < 0 ||
	    dup2(pair[1], WORKER_FD) < 0)
		return 1;
	if (lockdown_template(&wall, &active, &e) < 0) {
		fprintf(stderr, "# %s\n", e.msg);
		return 1;
	}
	attack_all();
	n = snprintf(plan, sizeof plan, "1..%u\n", tests);
	(void)!write(STDOUT_FILENO, plan, (size_t)n);
	_exit(failures != 0);
}
