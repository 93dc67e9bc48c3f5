/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ablation.c -- which layer stops which attack: the attacks of attacks.def
 * and the clocks, with some layers only.
 *
 * Prints how many succeed under each set of layers.  All layers: none; the
 * filter without the clocks' absence: the clocks only.  Run by root, but never
 * as root: each attack has a uid of its own, so that "kill all" kills itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "worker/lockdown_int.h"
#include "worker/template.h"

#define UID 987654321U
#define NOT_SET_UP 99
#define SUCCEEDED 1

static _Alignas(4096) char mem[8192];

#define ARG(a) ((long)(uintptr_t)(a))
struct call {
	const char *name;
	long nr, a[6];
};
static struct call calls[128];
static size_t n_calls;

static void
fill_calls(void)
{
#define CALL(name, nr, a, b, c, d, e, f) \
	{ name, nr, { ARG(a), ARG(b), ARG(c), ARG(d), ARG(e), ARG(f) } },
	const struct call list[] = {
#include "tests/escape/attacks.def"
	};
#undef CALL
	n_calls = sizeof list / sizeof list[0];
	memcpy(calls, list, sizeof list);
}

enum { NS = 1, PRIV = 2, MEM = 4, FILTER = 8, CLOCK = 16 };

static const struct {
	const char *name;
	unsigned layers;
	int least, most; /* attacks that succeed */
} sets[] = {
	{ "nothing", 0, 30, 999 },
	{ "namespaces and an empty root", NS, 15, 999 },
	{ "capabilities and Landlock", PRIV, 15, 999 },
	{ "limits, dump, executable memory", MEM, 15, 999 },
	{ "all but filter and clocks", NS | PRIV | MEM, 10, 999 },
	{ "the filter alone", FILTER, 1, 4 },
	{ "filter and no clocks", FILTER | CLOCK, 0, 0 },
	{ "everything", NS | PRIV | MEM | FILTER | CLOCK, 0, 0 },
};
#define SETS (sizeof sets / sizeof sets[0])

/* Limits alone, with or without the clocks. */
static int
limit(struct lockdown *l, unsigned layers, struct err *e)
{
	if ((layers & MEM) != 0)
		return lockdown_mem(l, e);
	return (layers & CLOCK) == 0 ? 0 :
	    prctl(PR_SET_TSC, PR_TSC_SIGSEGV, 0, 0, 0);
}

static int
put_up(unsigned layers, struct err *e)
{
	const struct lockdown_opts o = { .rpc_fd = WORKER_FD,
		/* Its clock is another layer here. */
		.may_lack = layers == 31 ? 0 :
		    (uint32_t)1 << LAYER_TSC | (uint32_t)1 << LAYER_NNP,
		.uid = UID };
	struct lockdown l = { .o = &o };

	if (lockdown_filter_build(&l, e) < 0 || lockdown_priv_uid(&o, e) < 0)
		return -1;
	/* While there is a /proc to find it by. */
	if ((layers & CLOCK) != 0 && lockdown_mem_vdso(&l, e) < 0)
		return -1;
	if ((layers & NS) != 0 &&
	    (lockdown_ns(&l, e) < 0 || lockdown_ns_pid1(&l, e) < 0))
		return -1;
	/* Without its capabilities an ordinary user is what it was. */
	if ((layers & PRIV) != 0 && lockdown_priv(&l, e) < 0)
		return -1;
	if (limit(&l, layers, e) < 0)
		return -1;
	if ((layers & FILTER) == 0)
		return 0;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return lockdown_filter_worker(e);
}

/* An ordinary user's: root's capabilities are kept for namespaces only. */
static int
drop_to_user(void)
{
	return setgroups(0, NULL) == 0 && setresgid(UID, UID, UID) == 0 &&
	    setresuid(UID, UID, UID) == 0 ? 0 : -1;
}

static bool
attack(size_t i)
{
	struct timespec t;

	if (i < n_calls) {
		const struct call *c = &calls[i];
		long r = syscall(c->nr, c->a[0], c->a[1], c->a[2], c->a[3],
		    c->a[4], c->a[5]);

		/* The only one that would outlive us. */
		if (c->nr == SYS_shmget && r >= 0)
			(void)shmctl((int)r, IPC_RMID, NULL);
		return r != -1;
	}
	switch (i - n_calls) {
	case 0:
		return clock_gettime(CLOCK_MONOTONIC, &t) == 0;
#ifdef __x86_64__
	case 1:
		(void)__builtin_ia32_rdtsc();
		return true;
	case 2: {
		unsigned core;

		(void)__builtin_ia32_rdtscp(&core);
		return true;
	}
#endif
	default:
		return false;
	}
}
#define CLOCKS 3

static void
in_child(unsigned layers, size_t i)
{
	struct err e = { .msg = "" };
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

	(void)alarm(5);
	if (getenv("ABLATION_DEBUG") == NULL)
		(void)dup2(nowhere, 2);
	(void)dup2(nowhere, 1); /* "write descriptor 1" must spoil no report */
	if (((layers & NS) == 0 && drop_to_user() < 0) ||
	    put_up(layers, &e) < 0) {
		(void)fprintf(stderr, "# %s\n", e.msg);
		_exit(NOT_SET_UP);
	}
	_exit(attack(i) ? SUCCEEDED : 0);
}

/* 1: it succeeded; 0: it did not; -1: the layers could not be put up. */
static int
try(unsigned layers, size_t i)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		in_child(layers, i);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	if (WIFSIGNALED(status)) /* by itself: "kill all" worked */
		return WTERMSIG(status) == SIGKILL;
	if (WEXITSTATUS(status) == NOT_SET_UP)
		return -1;
	/* A shepherd passes on 128 and the signal. */
	return WEXITSTATUS(status) == SUCCEEDED;
}

static bool
harmless(size_t i)
{
	static const char *const not_attacks[] = {
		/* It ends the process, as it may. */
		"exit_group with a message",
		/* Both sides of a fork would report. */
		"clone", "clone as the template",
		/* Sleeps for what happens to be in memory. */
		"nanosleep", "futex", "splice",
	};

	for (size_t k = 0; i < n_calls &&
	     k < sizeof not_attacks / sizeof not_attacks[0]; k++) {
		if (strcmp(calls[i].name, not_attacks[k]) == 0)
			return true;
	}
	return false;
}

static bool
run_set(size_t s)
{
	int won = 0, broken = 0, tried = 0;
	bool ok;

	for (size_t i = 0; i < n_calls + CLOCKS; i++) {
		int r;

		if (harmless(i))
			continue;
		tried++;
		r = try(sets[s].layers, i);
		won += r > 0;
		broken += r < 0;
		if (r > 0 && sets[s].most == 0)
			printf("# succeeds: %s\n",
			    i < n_calls ? calls[i].name : "a clock");
	}
	ok = broken == 0 && won >= sets[s].least && won <= sets[s].most;
	printf("%sok %zu - %s: %d of %d succeed%s\n", ok ? "" : "not ", s + 1,
	    sets[s].name, won, tried, broken > 0 ? " (not put up)" : "");
	(void)fflush(stdout);
	return ok;
}

int
main(void)
{
	bool ok = true;
	int pair[2];

	if (lockdown_not_built() != 0 || geteuid() != 0) {
		printf("1..0 # SKIP needs root, and a build with a filter\n");
		return 77;
	}
	fill_calls();
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) < 0 ||
	    dup2(pair[1], WORKER_FD) < 0)
		return 1;
	for (size_t s = 0; s < SETS; s++)
		ok = run_set(s) && ok;
	printf("1..%zu\n", SETS);
	return ok ? 0 : 1;
}
