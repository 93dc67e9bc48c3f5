/* SPDX-License-Identifier: Apache-2.0 */
/*
 * left.c -- what the processor leaves to native code in a worker: it says
 * something of the machine, and no system call is made that could be refused.
 *
 * One template; each act is a fork of it, locked as a worker is.  Prints, for
 * each that this machine has, a line "left NAME: what it said" or "taken NAME".
 * Whether SECURITY.md names what is left, 10-left.sh sees to.
 */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __x86_64__
#include <cpuid.h>
#endif

#include "worker/lockdown.h"
#include "worker/template.h"

#define CPU_MS 4000

static struct lockdown_opts wall = { .rpc_fd = WORKER_FD, .cpu_ms = CPU_MS };
static int pair[2]; /* ours, and its worker's */

struct act {
	const char *name;
	bool (*here)(void); /* asked before the wall; NULL: always */
	uint64_t (*ask)(void);
	const char *says;
};

#ifdef __x86_64__
/* The processor has it: bit `bit` of what CPUID says there. */
static bool
has(unsigned leaf, unsigned sub, unsigned reg, unsigned bit)
{
	unsigned r[4] = { 0, 0, 0, 0 };

	return __get_cpuid_count(leaf, sub, &r[0], &r[1], &r[2], &r[3]) != 0 &&
	    (r[reg] >> bit & 1) != 0;
}

static bool
has_rdpid(void)
{
	return has(7, 0, 2, 22);
}
static bool
has_rdrand(void)
{
	return has(1, 0, 2, 30);
}
static bool
has_rdseed(void)
{
	return has(7, 0, 1, 18);
}
static bool
has_rtm(void)
{
	return has(7, 0, 1, 11);
}
static bool
has_xgetbv1(void)
{
	return has(13, 1, 0, 2);
}
static bool
has_mwaitx(void)
{
	return has(0x80000001, 0, 2, 29);
}

#define ROUNDS 300000000L
/* An interrupt comes back by IRET, which empties a segment register that holds
 * a null selector of ring 3.  So it is seen, and between two of them a loop can
 * be counted. */
static uint64_t
interruptions(void)
{
	uint64_t n = 0;
	unsigned was = 3, is;

	__asm__ volatile("mov %0, %%gs" : : "r"(was));
	for (long i = 0; i < ROUNDS; i++) {
		__asm__ volatile("mov %%gs, %0" : "=r"(is));
		if (is == was)
			continue;
		n++;
		__asm__ volatile("mov %0, %%gs" : : "r"(was));
	}
	return n;
}

/* Linux' selector whose limit is the processor's number. */
static uint64_t
number_by_a_limit(void)
{
	uint64_t r = 0;

	__asm__ volatile("lsl %1, %0" : "+r"(r) : "r"(0x7bUL) : "cc");
	return r & 0xfff;
}

static uint64_t
number(void)
{
	uint64_t r;

	__asm__ volatile(".byte 0xf3, 0x0f, 0xc7, 0xf8" : "=a"(r)); /* rdpid */
	return r & 0xfff;
}

static uint64_t
kind(void)
{
	unsigned a, b, c, d;

	__cpuid(1, a, b, c, d);
	return a;
}

static uint64_t
drawn(void)
{
	uint64_t r;

	__asm__ volatile("rdrand %0" : "=r"(r) : : "cc");
	return r;
}

static uint64_t
drawn_seed(void)
{
	uint64_t r;

	__asm__ volatile("rdseed %0" : "=r"(r) : : "cc");
	return r;
}

static uint64_t
state_in_use(void)
{
	uint32_t a, d;

	__asm__ volatile("xgetbv" : "=a"(a), "=d"(d) : "c"(1));
	return a;
}

static uint64_t
own_lines(void)
{
	static char line[64];

	__asm__ volatile("clflush %0" : "+m"(line));
	return 1;
}

static uint64_t
transaction(void)
{
	uint32_t r = ~0U;

	__asm__ volatile(".byte 0xc7, 0xf8, 0, 0, 0, 0" : "+a"(r) : : "memory");
	if (r == ~0U)
		__asm__ volatile(".byte 0x0f, 0x01, 0xd5"); /* xend */
	return r;
}

/* For 1000 of the counter's steps. */
static uint64_t
nap(void)
{
	static char line[64];

	__asm__ volatile(".byte 0x0f, 0x01, 0xfa" /* monitorx */
			 :
			 : "a"(line), "c"(0), "d"(0));
	__asm__ volatile(".byte 0x0f, 0x01, 0xfb" /* mwaitx */
			 :
			 : "a"(0), "b"(1000), "c"(2));
	return 1000;
}

static const struct act acts[] = {
	{ "interruptions", NULL, interruptions, "seen" },
	{ "lsl", NULL, number_by_a_limit, "the processor's number" },
	{ "rdpid", has_rdpid, number, "the processor's number" },
	{ "cpuid", NULL, kind, "the processor's kind" },
	{ "rdrand", has_rdrand, drawn, "a random number" },
	{ "rdseed", has_rdseed, drawn_seed, "a random number" },
	{ "xgetbv", has_xgetbv1, state_in_use, "registers in use" },
	{ "clflush", NULL, own_lines, "line forgotten" },
	{ "xbegin", has_rtm, transaction, "how a transaction ended" },
	{ "mwaitx", has_mwaitx, nap, "steps of the counter slept" },
};
#else
#ifdef __aarch64__
/* A return from an exception clears the exclusive monitor. */
static uint64_t
interruptions(void)
{
	static uint64_t here;
	uint64_t n = 0, was;
	uint32_t failed;

	for (long i = 0; i < 20000000L; i++) {
		__asm__ volatile("ldxr %0, [%2]\n\tstxr %w1, %0, [%2]"
				 : "=&r"(was), "=&r"(failed)
				 : "r"(&here)
				 : "memory");
		n += failed;
	}
	return n;
}

static uint64_t
lines(void)
{
	uint64_t r;

	__asm__ volatile("mrs %0, ctr_el0" : "=r"(r));
	return r;
}

static const struct act acts[] = {
	{ "interruptions", NULL, interruptions, "seen" },
	{ "ctr_el0", NULL, lines, "the kind of caches" },
};
#else
static uint64_t
nothing(void)
{
	return 0;
}

static const struct act acts[] = { { "nothing", NULL, nothing, "" } };
#endif
#endif

#define ACTS (sizeof acts / sizeof acts[0])

static void
say(const char *line, int n)
{
	if (write(STDOUT_FILENO, line, (size_t)n) != n)
		_exit(3);
}

static void
try(const struct act *a)
{
	struct rusage usage;
	uint64_t said = 0;
	uint32_t active;
	int status, pidfd;
	char line[160];
	struct iovec v = { &said, sizeof said };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };
	pid_t pid = (pid_t)syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, NULL,
	    &pidfd, NULL, 0);

	if (pid == 0) {
		if (lockdown_worker(&wall, &active, NULL) != 0)
			_exit(3);
		said = a->ask();
		_exit(write(WORKER_FD, &said, sizeof said) !=
		    (ssize_t)sizeof said);
	}
	(void)close(pidfd);
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid)
		_exit(3);
	if (status != 0 ||
	    syscall(SYS_recvmsg, pair[0], &m, MSG_DONTWAIT) != sizeof said)
		say(line,
		    snprintf(line, sizeof line, "taken %s: status 0x%x\n",
			a->name, (unsigned)status));
	else
		say(line,
		    snprintf(line, sizeof line,
			"left %s: %s (%#llx, in %ld ms)\n", a->name, a->says,
			(unsigned long long)said,
			usage.ru_utime.tv_sec * 1000L +
			    usage.ru_utime.tv_usec / 1000L));
}

int
main(void)
{
	bool here[ACTS];
	uint32_t active;
	struct err e;

	if (lockdown_not_built() != 0) {
		printf("skip: this build has no filter\n");
		return 77;
	}
	for (size_t i = 0; i < ACTS; i++)
		here[i] = acts[i].here == NULL || acts[i].here();
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) < 0 ||
	    (pair[0] = dup(pair[0])) < 0 || dup2(pair[1], WORKER_FD) < 0)
		return 1;
	if (lockdown_template(&wall, &active, &e) < 0) {
		(void)fprintf(stderr, "# %s\n", e.msg);
		return 1;
	}
	for (size_t i = 0; i < ACTS; i++)
		if (here[i])
			try(&acts[i]);
	_exit(0);
}
