/* SPDX-License-Identifier: Apache-2.0 */
/* pool.c -- see pool.h. */
#include "broker/pool.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "broker/pool_lane.h"
#include "broker/pool_rest.h"
#include "broker/pool_wait.h"
#include "broker/spawn.h"

/* Of a tenant's own lane, and how long it outlives its last use. */
#define OWN_IDLE 1
#define OWN_KEPT_S 600.0
#define SWEEP_S 30.0
#define ARGV_MAX 12
#define POOL_HEAP_MIN ((size_t)4 * 1024 * 1024) /* as the worker says */

struct pool {
	struct ev_loop *loop;
	struct pool_lane *lanes; /* the shared one first */
	char *program, *may_lack;
	struct command {
		char heap[24], cpu[24];
		const char *argv[ARGV_MAX];
	} forked, fresh; /* what starts a template, a factory */
	uint32_t idle, fresh_idle;
	bool pretouch;
	uint32_t next_id;
	ev_timer sweep;
};

static void
build_argv(struct pool *p, struct command *c, const char *life, size_t heap,
    uint32_t cpu_ms)
{
	const char *const all[] = { p->program, life, "--heap", c->heap,
		"--cpu-ms", c->cpu, "--pretouch", p->pretouch ? "1" : "0",
		"--may-lack", p->may_lack };
	size_t i, n = sizeof all / sizeof all[0];

	(void)snprintf(c->heap, sizeof c->heap, "%zu", heap);
	(void)snprintf(c->cpu, sizeof c->cpu, "%u", cpu_ms);
	for (i = 0; i < n; i++)
		c->argv[i] = all[i];
	c->argv[p->may_lack[0] == '\0' ? n - 2 : n] = NULL;
}

/* Of half a small heap nothing is left over the prelude. */
static size_t
half_heap(size_t heap)
{
	return heap / 2 < POOL_HEAP_MIN ? POOL_HEAP_MIN : heap / 2;
}

static void
build_commands(struct pool *p, const struct pool_conf *c)
{
	build_argv(p, &p->forked, "--template", c->heap_bytes, c->cpu_ms);
	build_argv(p, &p->fresh, "--factory", half_heap(c->heap_bytes),
	    (c->cpu_ms + 1) / 2);
}

/* Lanes of tenants that stopped coming. */
static void
on_sweep(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct pool *p = w->data;
	struct pool_lane **l = &p->lanes->next;

	(void)revents;
	for (struct pool_lane *x = p->lanes; x != NULL; x = x->next)
		pool_lane_tend(x);
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): the first lane stays */
	while (*l != NULL) {
		struct pool_lane *x = *l;

		if (ev_now(loop) - x->used_at > OWN_KEPT_S &&
		    pool_lane_unused(x)) {
			*l = x->next;
			pool_lane_free(x);
		} else
			l = &x->next;
	}
}

struct pool *
pool_new(struct ev_loop *loop, const struct pool_conf *c, struct err *e)
{
	struct pool *p = calloc(1, sizeof *p);

	if (p == NULL)
		goto nomem;
	p->loop = loop;
	p->idle = c->idle;
	p->fresh_idle = c->fresh_idle;
	p->pretouch = c->pretouch;
	p->program = strdup(c->program);
	p->may_lack = strdup(c->may_lack);
	if (p->program == NULL || p->may_lack == NULL)
		goto nomem;
	build_commands(p, c);
	p->lanes = pool_lane_new(loop, NULL, p->forked.argv, p->idle,
	    &p->next_id);
	if (p->lanes == NULL)
		goto nomem;
	p->lanes->keeps_spare = true;
	pool_rest_init(p->lanes);
	if (c->forks_max != 0)
		p->lanes->forks_max = c->forks_max;
	p->lanes->refused = c->refused;
	p->lanes->refused_arg = c->arg;
	ev_timer_init(&p->sweep, on_sweep, SWEEP_S, SWEEP_S);
	p->sweep.data = p;
	ev_timer_start(loop, &p->sweep);
	return p;
nomem:
	err_set(e, ERR_NOMEM, "out of memory");
	pool_free(p);
	return NULL;
}

void
pool_free(struct pool *p)
{
	struct pool_lane *l;

	if (p == NULL)
		return;
	ev_timer_stop(p->loop, &p->sweep);
	while ((l = p->lanes) != NULL) {
		p->lanes = l->next;
		pool_lane_free(l);
	}
	free(p->program);
	free(p->may_lack);
	free(p);
}

static struct pool_lane *
lane_of(struct pool *p, const char *tenant, enum pool_kind kind)
{
	const char *const *argv = kind == POOL_FRESH ? p->fresh.argv :
						       p->forked.argv;
	struct pool_lane *l = p->lanes->next;

	if (kind == POOL_SHARED)
		return p->lanes;
	while (l != NULL && (l->argv != argv || strcmp(l->tenant, tenant) != 0))
		l = l->next;
	if (l != NULL)
		return l;
	l = pool_lane_new(p->loop, tenant, argv,
	    kind == POOL_FRESH ? p->fresh_idle : OWN_IDLE, &p->next_id);
	if (l != NULL) {
		l->next = p->lanes->next;
		p->lanes->next = l;
	}
	return l;
}

void
pool_prepare(struct pool *p, const char *tenant, enum pool_kind kind)
{
	(void)lane_of(p, tenant, kind);
}

void
pool_get(struct pool *p, const char *tenant, enum pool_kind kind,
    struct pool_wait *w)
{
	struct pool_lane *l = lane_of(p, tenant, kind);

	if (l == NULL) {
		w->lane = NULL;
		w->failed(w->arg, "out of memory");
		return;
	}
	pool_lane_get(l, w);
}

void
pool_worker_lacks(const struct pool_worker *w, char *ret, size_t n)
{
	const char *all = pool_template_lacks(w->of);

	(void)snprintf(ret, n, "%.*s", (int)strcspn(all, ";"), all);
}

void
pool_cancel(struct pool *p, struct pool_wait *w)
{
	(void)p;
	if (w->lane != NULL)
		pool_wait_drop(w->lane, w);
}

int
pool_worker_fd(struct pool_worker *w)
{
	int fd = w->fd;

	w->fd = -1;
	return fd;
}

/* What clock_getcpuclockid() would return, without asking the kernel twice:
 * include/linux/posix-timers.h, CPUCLOCK_SCHED of a whole process. */
static clockid_t
cpu_clock_of(pid_t pid)
{
	return (clockid_t)(~(unsigned)pid << 3 | 2U);
}

static uint64_t
resident_kib(pid_t pid)
{
	unsigned long long total = 0, resident = 0;
	char path[64], text[128];
	ssize_t n;
	int fd;

	(void)snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return 0;
	n = read(fd, text, sizeof text - 1);
	(void)close(fd);
	text[n < 0 ? 0 : n] = '\0';
	if (sscanf(text, "%llu %llu", &total, &resident) != 2)
		return 0;
	return resident * ((uint64_t)sysconf(_SC_PAGESIZE) / 1024);
}

void
pool_usage(const struct pool_worker *w, struct pool_exit *ret)
{
	struct timespec ts;

	*ret = (struct pool_exit){ .known = false };
	/* Not asked for again: one that is reaped is not ours any more as soon
	 * as the template's word is read. */
	if (w->pid <= 0)
		return;
	if (clock_gettime(cpu_clock_of(w->pid), &ts) == 0)
		ret->cpu_us = (uint64_t)ts.tv_sec * 1000000 +
		    (uint64_t)ts.tv_nsec / 1000;
	ret->cpu_ms = (uint32_t)(ret->cpu_us / 1000);
}

uint64_t
pool_resident_kib(const struct pool_worker *w)
{
	pid_t pid = spawn_pid(w->pidfd);

	return pid == -1 ? 0 : resident_kib(pid);
}

void
pool_kill(struct pool_worker *w)
{
	spawn_kill(w->pidfd);
}

void
pool_forget(struct pool_worker *w)
{
	w->exited = NULL;
	spawn_kill(w->pidfd);
}

bool
pool_ready(const struct pool *p)
{
	return p->lanes->current != NULL &&
	    pool_template_ready(p->lanes->current);
}

size_t
pool_idle(const struct pool *p)
{
	return p->lanes->n_idle;
}

const char *
pool_failure(const struct pool *p)
{
	return p->lanes->why[0] == '\0' ? NULL : p->lanes->why;
}

pid_t
pool_template_of(const struct pool *p)
{
	const struct pool_template *t = p->lanes->current;

	return t == NULL ? 0 : pool_template_pid(t);
}
