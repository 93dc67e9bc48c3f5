/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_worker.h -- a template and its workers, one run at a time, for
 * programs that measure.  What goes wrong ends the program.
 */
#ifndef CORDON_TESTS_BENCH_WORKER_H
#define CORDON_TESTS_BENCH_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "broker/pool_template.h"

struct ev_loop;

#define BENCH_WORKERS_MAX 4096

struct bench_worker {
	struct ev_loop *loop;
	const char *program, *wanted; /* what run_in() runs, and expects */
	size_t forked; /* workers so far */
	pid_t *pids; /* of those, where they are wanted; or NULL */
};
extern struct bench_worker bench_worker;

/* life: "--template", "--factory"; workers own what a run writes, or not. */
void bench_worker_open(const char *worker, const char *life, bool pretouch);
void bench_worker_close(void);
struct pool_worker *bench_worker_fork(void);
/* Until all that were made have ended: no end is in what is measured next. */
void bench_worker_await_ends(void);
/* Microseconds from asking for a worker to its first word: it is locked, and
 * has read what it was sent (no job, which it refuses, and ends). */
uint64_t bench_worker_ready_us(void);
/* Waits until it is locked and reads, and for `us` more. */
void bench_worker_settle(struct pool_worker *w, unsigned us);

/* Nanoseconds from sending the program to having read its result, as they
 * passed and as the two processes had of a processor. */
struct bench_cost {
	uint64_t passed, worker, broker;
};
/* Sends the program, waits for its result; ends the worker.  *ret may be
 * NULL. */
void bench_worker_run(struct pool_worker *w, struct bench_cost *ret);

#endif
