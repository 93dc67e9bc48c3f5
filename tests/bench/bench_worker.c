/* SPDX-License-Identifier: Apache-2.0 */
/* bench_worker.c -- see bench_worker.h. */
#include "tests/bench/bench_worker.h"

#include <ev.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "broker/rpc_server.h"
#include "broker/spawn.h"
#include "common/base/limits.h"
#include "common/host/clock.h"

struct bench_worker bench_worker = { .program = "1 + 1", .wanted = "2" };

static struct pool_template *template;
static struct pool_worker *forked;
static size_t n_lost;
static bool ready, answered, failed;

/* The template --------------------------------------------------------- */

static void
on_ready(void *arg, struct pool_template *t)
{
	(void)arg;
	(void)t;
	ready = true;
}

static void
on_forked(void *arg, struct pool_worker *w)
{
	(void)arg;
	forked = w;
	if (bench_worker.pids != NULL &&
	    bench_worker.forked < BENCH_WORKERS_MAX)
		bench_worker.pids[bench_worker.forked] = spawn_pid(w->pidfd);
	bench_worker.forked++;
}

static void
on_lost(void *arg, struct pool_worker *w)
{
	(void)arg;
	(void)w;
	n_lost++;
}

static void
on_dead(void *arg, struct pool_template *t, const char *why)
{
	(void)arg;
	(void)t;
	(void)fprintf(stderr, "bench: the template: %s\n", why);
	exit(1);
}

static const struct pool_template_ops ops = { .ready = on_ready,
	.forked = on_forked, .lost = on_lost, .dead = on_dead };

void
bench_worker_open(const char *worker, const char *life, bool pretouch)
{
	const char *argv[] = { worker, life, "--heap", "67108864", "--cpu-ms",
		"10000", "--pretouch", pretouch ? "1" : "0", NULL };
	const struct pool_template_opts o = { .argv = argv, .ops = &ops };
	struct err e;

	ready = false;
	template = pool_template_new(bench_worker.loop, &o, &e);
	if (template == NULL) {
		(void)fprintf(stderr, "bench: %s\n", e.msg);
		exit(1);
	}
	while (!ready)
		ev_run(bench_worker.loop, EVRUN_ONCE);
}

void
bench_worker_close(void)
{
	pool_template_free(template);
	template = NULL;
}

static struct pool_worker *
ask(void)
{
	static uint32_t id;
	struct pool_worker *w;

	while ((w = pool_template_fork(template, ++id)) == NULL)
		ev_run(bench_worker.loop, EVRUN_ONCE);
	return w;
}

struct pool_worker *
bench_worker_fork(void)
{
	size_t before = bench_worker.forked;

	(void)ask();
	while (bench_worker.forked == before)
		ev_run(bench_worker.loop, EVRUN_ONCE);
	forked->state = WORKER_TAKEN;
	return forked;
}

void
bench_worker_await_ends(void)
{
	while (pool_template_workers(template) > 0)
		ev_run(bench_worker.loop, EVRUN_ONCE);
}

uint64_t
bench_worker_ready_us(void)
{
	size_t before = n_lost;
	uint64_t from = clock_mono_us(), us;
	struct pool_worker *w = ask();
	char said[1024];

	if (write(w->fd, "?", 1) != 1 || read(w->fd, said, sizeof said) <= 0) {
		(void)fprintf(stderr, "bench: a worker is not ready\n");
		exit(1);
	}
	us = clock_mono_us() - from;
	while (n_lost == before)
		ev_run(bench_worker.loop, EVRUN_ONCE);
	return us;
}

/* A run ---------------------------------------------------------------- */

static void
on_result(void *arg, struct rpc_body *json, const struct rpc_about *about)
{
	const char *wanted = bench_worker.wanted;

	(void)about;
	(void)arg;
	failed = json->bytes.len != strlen(wanted) ||
	    memcmp(json->bytes.p, wanted, json->bytes.len) != 0;
	rpc_body_free(json);
	answered = true;
}

static void
on_ended(void *arg, const struct err *why)
{
	(void)arg;
	(void)why;
	failed = answered = true;
}

static void
on_error(void *arg, const json_t *error)
{
	(void)arg;
	(void)error;
	failed = answered = true;
}

static const struct rpc_server_ops server_ops = { .result = on_result,
	.error = on_error, .ended = on_ended };

static struct rpc_account *
account_of(void)
{
	static struct rpc_account *account;

	if (account == NULL)
		account = rpc_account_new((size_t)1 << 30, NULL);
	return account;
}

static uint64_t
ns(clockid_t c)
{
	struct timespec t = { 0 };

	(void)clock_gettime(c, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static struct bench_cost
spent(pid_t worker)
{
	clockid_t c;

	if (clock_getcpuclockid(worker, &c) != 0) {
		(void)fprintf(stderr, "bench: a worker's time is not told\n");
		exit(1);
	}
	return (struct bench_cost){ .worker = ns(c),
		.broker = ns(CLOCK_THREAD_CPUTIME_ID),
		.passed = ns(CLOCK_MONOTONIC) };
}

static bool
reads(pid_t pid)
{
	char path[64], line[256];
	bool sleeps = false;
	int filters = 0;
	FILE *f;

	(void)snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	if ((f = fopen(path, "re")) == NULL)
		return false;
	while (fgets(line, sizeof line, f) != NULL) {
		sleeps = sleeps || strncmp(line, "State:\tS", 8) == 0;
		(void)sscanf(line, "Seccomp_filters: %d", &filters);
	}
	(void)fclose(f);
	/* The template's, which it was born with, and its own. */
	return sleeps && filters > 1;
}

void
bench_worker_settle(struct pool_worker *w, unsigned us)
{
	pid_t pid = spawn_pid(w->pidfd);
	uint64_t until = clock_mono_ms() + 5000;

	while (!reads(pid) && clock_mono_ms() < until)
		(void)usleep(100);
	(void)usleep(us);
	/* What the template had to say of the one before is no part of it. */
	(void)ev_run(bench_worker.loop, EVRUN_NOWAIT);
}

void
bench_worker_run(struct pool_worker *w, struct bench_cost *ret)
{
	static const uint8_t seed[32] = { 1 };
	pid_t pid = spawn_pid(w->pidfd);
	struct bench_cost from = spent(pid), to;
	struct rpc_server *s = rpc_server_new(bench_worker.loop, w->fd,
	    account_of(), &server_ops, NULL);
	struct rpc_body *code = rpc_body_new(account_of(), 64);
	struct rpc_run run = { .seed = seed, .now_ms = clock_wall_ms(),
		.result_max = RESULT_MAX, .code = code };

	uint64_t passed;

	w->fd = -1;
	answered = failed = false;
	(void)rpc_body_add(code, bench_worker.program,
	    strlen(bench_worker.program));
	(void)rpc_server_run(s, &run);
	while (!answered)
		ev_run(bench_worker.loop, EVRUN_ONCE);
	/* First: asking for the others takes a microsecond. */
	passed = ns(CLOCK_MONOTONIC);
	if (ret != NULL) {
		to = spent(pid);
		*ret = (struct bench_cost){ .worker = to.worker - from.worker,
			.broker = to.broker - from.broker,
			.passed = passed - from.passed };
	}
	rpc_server_free(s);
	spawn_kill(w->pidfd);
	w->exited = NULL;
	if (failed) {
		(void)fprintf(stderr, "bench: %s is not %s\n",
		    bench_worker.program, bench_worker.wanted);
		exit(1);
	}
}
