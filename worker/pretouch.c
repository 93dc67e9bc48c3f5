/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/pretouch.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/limits.h"
#include "worker/link.h"
#include "worker/memory.h"

#define PAGE 4096U
#define RANGES_MAX 3
/* Beyond what is touched now: what a short program adds. */
#define AHEAD_BYTES (256U * 1024)
/* Of the stack, from where a worker begins. */
#define STACK_AHEAD_BYTES (4 * PAGE)
/* The linker's: what may be written. */
extern char __data_start[], _end[];

/* A little of what programs do. */
static const char trial[] =
    "async () => { const r = await Promise.all([1, 2].map(async (x) => ({ x,"
    " s: `${x}` }))); return r.filter((o) => o.x > 1); }";

static struct list {
	uint32_t n;
	uintptr_t page[PRETOUCH_PAGES_MAX];
} *hot; /* shared with the trial, and with nobody after it */
static struct list learned;

/* What the trial must not write unseen. */
static struct range {
	char *from, *to;
} ranges[RANGES_MAX];

int
pretouch_prepare(struct err *e)
{
	void *p = mmap(NULL, sizeof(*hot), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return err_sys(e, "map the list of hot pages");
	hot = p;
	return 0;
}

/* The trial ----------------------------------------------------------- */

static void
on_write(int sig, siginfo_t *si, void *context)
{
	uintptr_t at = (uintptr_t)si->si_addr & ~(uintptr_t)(PAGE - 1);
	union {
		uintptr_t at;
		void *p;
	} page = { .at = at };

	(void)sig;
	(void)context;
	for (int i = 0; i < RANGES_MAX; i++) {
		if (at < (uintptr_t)ranges[i].from ||
		    at >= (uintptr_t)ranges[i].to)
			continue;
		if (hot->n < PRETOUCH_PAGES_MAX)
			hot->page[hot->n++] = at;
		if (mprotect(page.p, PAGE, PROT_READ | PROT_WRITE) == 0)
			return;
	}
	_exit(1);
}

static int
watch(void)
{
	struct sigaction act = { .sa_flags = SA_SIGINFO };

	act.sa_sigaction = on_write;
	if (sigaction(SIGSEGV, &act, NULL) < 0)
		return -1;
	for (int i = 0; i < RANGES_MAX; i++) {
		if (mprotect(ranges[i].from,
			(size_t)(ranges[i].to - ranges[i].from), PROT_READ) < 0)
			return -1;
	}
	return 0;
}

static void
run_trial(struct engine *g)
{
	/* Any name: what making its global writes is the same. */
	static const char *const connectors[] = { "connector", NULL };
	struct engine_job job = { .code = trial,
		.code_len = strlen(trial),
		.connectors = connectors,
		.result_max = RESULT_MAX };
	struct engine_result r;

	if (watch() == 0) {
		engine_run(g, &job, &engine_alone, &r);
		_exit(r.ok ? 0 : 1);
	}
	_exit(1);
}

static struct range
pages_of(void *from, size_t n)
{
	char *p = from;

	p -= (uintptr_t)p & (PAGE - 1);
	n += (size_t)((char *)from - p) + PAGE - 1;
	return (struct range){ p, p + (n & ~(size_t)(PAGE - 1)) };
}

#ifdef CORDON_SANITIZED
/* Shadow memory and another malloc: pages are not what this is about. */
static int
find_ranges(const struct engine *g, void *heap)
{
	(void)g;
	(void)heap;
	(void)pages_of(heap, 0);
	return -1;
}
#else
static int
find_ranges(const struct engine *g, void *heap)
{
	size_t n;
	void *p;

	memory_seal();
	p = memory_touched(&n);
	ranges[0] = pages_of(heap, engine_used(g) + AHEAD_BYTES);
	ranges[1] = pages_of(p, n + AHEAD_BYTES);
	ranges[2] = pages_of(__data_start, (size_t)(_end - __data_start));
	return 0;
}
#endif

void
pretouch_learn(struct engine *g, void *heap, pid_t (*fork_one)(int *))
{
	int pidfd = -1, status;
	pid_t pid;

	if (find_ranges(g, heap) < 0)
		return;
	pid = fork_one(&pidfd);
	if (pid == 0)
		run_trial(g);
	if (pid < 0)
		return;
	/* A list cut short is of no use. */
	if (wait4(pid, &status, 0, NULL) == pid && status == 0 &&
	    hot->n <= PRETOUCH_PAGES_MAX)
		learned = *hot;
	(void)close(pidfd);
}

int
pretouch_forget(struct err *e)
{
	if (munmap(hot, sizeof(*hot)) < 0)
		return err_sys(e, "unmap the list of hot pages");
	hot = NULL;
	return 0;
}

/* In a worker --------------------------------------------------------- */

/* The stack's pages that the template has used, and a short program will. */
static __attribute__((noinline)) void
touch_stack(void)
{
	volatile char room[STACK_AHEAD_BYTES];

	for (size_t i = sizeof room; i >= PAGE; i -= PAGE)
		room[i - PAGE] = 0;
}

void
pretouch_run(void)
{
	for (uint32_t i = 0; i < learned.n; i++) {
		union {
			uintptr_t at;
			volatile char *p;
		} page = { .at = learned.page[i] };

		/* One fault, not two: no read before the write. */
		(void)__atomic_fetch_add(page.p, 0, __ATOMIC_RELAXED);
	}
	link_touch();
	touch_stack();
}
