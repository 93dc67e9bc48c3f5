/* SPDX-License-Identifier: Apache-2.0 */
/*
 * template.c -- the process that workers are copies of.
 *
 * It warms one engine, then waits: a request makes a worker, a death is told.
 * The engine is warmed and tried under every layer but the filter: the trial
 * takes write faults (pretouch.h).  No byte from outside was read by then.
 */
#include "worker/template.h"

#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "worker/engine.h"
#include "worker/image.h"
#include "worker/link.h"
#include "worker/lockdown.h"
#include "worker/pretouch.h"
#include "worker/slice.h"
#include "worker/replica.h"
#include "worker/template_loop.h"
#include "worker/template_run.h"

#define HUGE_BYTES ENGINE_HUGE_BYTES /* where the kernel has them */

static struct engine *engine;
static void *heap;
static size_t heap_bytes;
static struct lockdown_opts wall;
static bool pretouch;

/* A worker ------------------------------------------------------------ */

void
template_work(const struct lockdown_opts *w)
{
	struct engine_result result;
	struct engine_job job;
	uint32_t active;
	struct err e;
	int r;

	if (lockdown_worker(w, &active, &e) < 0)
		_exit(1);
	r = link_job(&job, &e);
	if (r < 0)
		link_abort(e.msg);
	if (r <= 0)
		_exit(r == 0 ? 0 : 1);
	engine_run(engine, &job, &link_host, &result);
	link_result(&result);
	link_end();
	_exit(0);
}

/* Raw: the C library's fork() takes locks, runs handlers and has no pidfd. */
static pid_t
fork_pidfd(int *ret_pidfd)
{
	return (pid_t)syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, NULL, ret_pidfd,
	    NULL, 0);
}

static pid_t
make_worker(int fd, uint32_t id, int *ret_pidfd)
{
	pid_t pid = fork_pidfd(ret_pidfd);

	(void)id;
	if (pid != 0)
		return pid;
	if (pretouch)
		pretouch_run();
	if (fd != WORKER_FD && dup3(fd, WORKER_FD, 0) < 0)
		_exit(1);
	slice_usual();
	template_work(&wall);
}

/* The template -------------------------------------------------------- */

static void *
map_heap(size_t bytes, struct err *e)
{
	size_t head = engine_warm_from(bytes), before,
	       warm = head + engine_warm_bytes(bytes);
	char *p = mmap(NULL, bytes + HUGE_BYTES, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED) {
		err_sys(e, "map a heap of %zu bytes", bytes);
		return NULL;
	}
	before = -((uintptr_t)p + head) & (HUGE_BYTES - 1);
	if (before > 0)
		(void)munmap(p, before);
	p += before;
	(void)munmap(p + bytes, HUGE_BYTES - before);
	/* The prelude is forked as an entry or two of page tables, and torn
	 * down so; a write to one would make 512 of it.  Beyond it a huge page
	 * would be zeroed for a few bytes. */
	(void)madvise(p, warm, MADV_HUGEPAGE);
	(void)madvise(p + warm, bytes - warm, MADV_NOHUGEPAGE);
	return p;
}

static int
try_engine(struct err *e)
{
	engine = engine_new(heap, heap_bytes, e);
	if (engine == NULL)
		return -1;
	engine_seal(engine);
	pretouch_learn(engine, heap, fork_pidfd);
	return pretouch_forget(e);
}

int
template_warm(const struct template_opts *o, const struct lockdown_opts *w,
    uint32_t *ret_active, struct err *e)
{
	heap_bytes = o->heap;
	heap = map_heap(o->heap, e);
	if (heap != NULL && o->replica)
		engine = replica_load(REPLICA_FD, heap, heap_bytes, e);
	if (heap == NULL || (o->replica && engine == NULL) ||
	    lockdown_template(w, ret_active, e) < 0)
		return -1;
	if (engine == NULL)
		engine = engine_new(heap, o->heap, e);
	return engine == NULL ? -1 : 0;
}

bool
template_works(void)
{
	return replica_works(engine);
}

void
template_run(const struct template_opts *o)
{
	struct lockdown_canaries canaries;
	uint32_t active = 0;
	char lacks[256];
	int signals = -1;
	struct err e;

	wall = (struct lockdown_opts){ .rpc_fd = WORKER_FD,
		.may_lack = o->may_lack,
		.cpu_ms = o->cpu_ms,
		.canaries = &canaries,
		.before_filter = try_engine };
	pretouch = o->pretouch;
	slice_long();
	image_own_text();
	image_forget_head();
	if (link_prepare(&e) < 0 || pretouch_prepare(&e) < 0 ||
	    (signals = template_signals(&e)) < 0 ||
	    template_warm(o, &wall, &active, &e) < 0 ||
	    lockdown_canaries_end(&canaries, &e) < 0)
		template_fail(&e);
	template_lacks(active, "", lacks, sizeof lacks);
	template_loop(signals, active, lacks, make_worker);
}
