/* SPDX-License-Identifier: Apache-2.0 */
/* lockdown_mem.c -- limits, dumps, executable memory, clocks. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "common/base/limits.h"
#include "worker/lockdown_int.h"
#include "worker/rseq.h"

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#endif
#define MDWE_NO_NEW_EXEC 1UL
#ifndef PR_SET_TSC
#define PR_SET_TSC 26
#define PR_TSC_SIGSEGV 2
#endif

/* A template has four or five, and can open none.  But whose user has more than
 * this under way in sockets, in all processes together, sends none: with as
 * many asked for as one broker, or several, ask at once, it waited for itself.
 * Root is exempt. */
#define TEMPLATE_FILES LOCKDOWN_TEMPLATE_FILES
/* Workers of one template; the broker's pools are far smaller. */
#define TEMPLATE_PROCESSES 4096
/* vdso, vvar and what newer kernels map beside them. */
#define CLOCK_MAPS_MAX 8

#define OOM_FIRST "1000" /* the most there is */

/* Who asks for too much is not who the kernel ends for it: it takes the
 * largest, which may be the broker, or a program of somebody else's.  So its
 * workers go first, the largest of them; every fork and exec inherits that.
 * No layer: a host that lets nobody say so has its own ways. */
void
lockdown_mem_goes_first(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	(void)!write(fd, OOM_FIRST, sizeof OOM_FIRST - 1);
	(void)close(fd);
}

struct range {
	uintptr_t from, to;
};

static bool
is_clock_map(const char *line)
{
	return strstr(line, "[vdso]") != NULL || strstr(line, "[vvar") != NULL;
}

static size_t
clock_maps(struct range r[CLOCK_MAPS_MAX])
{
	unsigned long from, to;
	char line[256];
	size_t n = 0;
	FILE *f;

	f = fopen("/proc/self/maps", "re");
	if (f == NULL)
		return 0;
	while (n < CLOCK_MAPS_MAX && fgets(line, sizeof line, f) != NULL) {
		if (is_clock_map(line) &&
		    sscanf(line, "%lx-%lx", &from, &to) == 2)
			r[n++] = (struct range) { from, to };
	}
	(void)fclose(f);
	return n;
}

/* The pages by which user code reads time without a system call.  Nothing of
 * ours may ask for the time from here on. */
int
lockdown_mem_vdso(struct lockdown *l, struct err *e)
{
	struct range r[CLOCK_MAPS_MAX];
	size_t n;

	if ((lockdown_not_built() & LAYER_BIT(LAYER_TSC)) != 0)
		return 0;
	n = clock_maps(r);
	l->vdso_gone = n > 0;
	for (size_t i = 0; i < n; i++) {
		if (syscall(SYS_munmap, r[i].from, r[i].to - r[i].from) < 0)
			l->vdso_gone = false;
	}
	(void)e;
	return 0;
}

static int
limit(int what, rlim_t most)
{
	struct rlimit r = { most, most };

	return (int)syscall(SYS_prlimit64, 0, what, &r, NULL);
}

/* What is mapped now, and the stack's growth: nothing more, ever. */
static int
limit_memory(void)
{
#ifndef CORDON_SANITIZED
	struct rlimit stack = { WORKER_STACK_BYTES, WORKER_STACK_BYTES };

	if (setrlimit(RLIMIT_STACK, &stack) < 0)
		return -1;
#endif
	return limit(RLIMIT_MEMLOCK, 0);
}

static int
limits(struct lockdown *l, struct err *e)
{
	static const struct {
		int what;
		rlim_t most;
	} all[] = {
		{ RLIMIT_CORE, 0 },
		{ RLIMIT_FSIZE, 0 },
		{ RLIMIT_MSGQUEUE, 0 },
		{ RLIMIT_NICE, 0 },
		{ RLIMIT_RTPRIO, 0 },
		{ RLIMIT_NPROC, TEMPLATE_PROCESSES },
		{ RLIMIT_NOFILE, TEMPLATE_FILES },
	};

	if (limit_memory() < 0)
		return lockdown_lacks(l, LAYER_RLIMITS, "memory", e);
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		/* The host's own limit may be lower already. */
		if (limit(all[i].what, all[i].most) < 0 && errno != EPERM)
			return lockdown_lacks(l, LAYER_RLIMITS, "setrlimit", e);
	}
	l->active |= LAYER_BIT(LAYER_RLIMITS);
	return 0;
}

static int
no_clock(struct lockdown *l, struct err *e)
{
	if (!l->vdso_gone) {
		errno = EPERM;
		return lockdown_lacks(l, LAYER_TSC, "the vdso stays mapped", e);
	}
	rseq_end();
	/* A thread flag, inherited by every fork: set once, here. */
	if (prctl(PR_SET_TSC, PR_TSC_SIGSEGV, 0, 0, 0) < 0)
		return lockdown_lacks(l, LAYER_TSC, "PR_SET_TSC", e);
	l->active |= LAYER_BIT(LAYER_TSC);
	return 0;
}

int
lockdown_mem(struct lockdown *l, struct err *e)
{
	uint32_t none = lockdown_not_built();

	if (limits(l, e) < 0)
		return -1;
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
		l->active |= LAYER_BIT(LAYER_DUMPABLE);
	else if (lockdown_lacks(l, LAYER_DUMPABLE, "prctl", e) < 0)
		return -1;
	/* From Linux 6.3; elsewhere lockdown_filter_template() gives it. */
	if ((none & LAYER_BIT(LAYER_MDWE)) == 0 &&
	    prctl(PR_SET_MDWE, MDWE_NO_NEW_EXEC, 0, 0, 0) == 0)
		l->active |= LAYER_BIT(LAYER_MDWE);
	return (none & LAYER_BIT(LAYER_TSC)) != 0 ? 0 : no_clock(l, e);
}

static void
on_cpu_over(int sig)
{
	(void)sig;
	_exit(WORKER_CPU_STATUS);
}

/* Pid 1 of a namespace gets no signal that it has no handler for, and of these
 * a timer's may not even be SIGKILL. */
int
lockdown_mem_pid1(struct err *e)
{
	struct sigaction a = { .sa_handler = on_cpu_over };

	(void)sigfillset(&a.sa_mask);
	return sigaction(SIGXCPU, &a, NULL) < 0 ? err_sys(e, "sigaction") : 0;
}

/* SIGXCPU: nothing else sends it, so a status with it is this limit. */
static int
cpu_timer(uint32_t ms, struct err *e)
{
	struct sigevent ev = { .sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = SIGXCPU };
	struct itimerspec at = { .it_value = { .tv_sec = ms / 1000,
		.tv_nsec = (long)(ms % 1000) * 1000000 } };
	int id;

	/* By number: the C library's timer would allocate. */
	if (syscall(SYS_timer_create, CLOCK_PROCESS_CPUTIME_ID, &ev, &id) < 0)
		return err_sys(e, "timer_create");
	if (syscall(SYS_timer_settime, id, 0, &at, NULL) < 0)
		return err_sys(e, "timer_settime");
	return 0;
}

int
lockdown_mem_worker(const struct lockdown_opts *o, struct err *e)
{
	if (o->cpu_ms > 0 && cpu_timer(o->cpu_ms, e) < 0)
		return -1;
#ifndef CORDON_SANITIZED
	/* Open descriptors stay usable; none can follow them. */
	if (limit(RLIMIT_NOFILE, 0) < 0 || limit(RLIMIT_NPROC, 0) < 0)
		return err_sys(e, "setrlimit");
#endif
	return 0;
}
