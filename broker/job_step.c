/* SPDX-License-Identifier: Apache-2.0 */
/*
 * job_step.c -- a program's clock, and the steps in which it moves at some
 * levels.  There calls leave at a step: when one comes tells an upstream that is
 * the program's friend nothing; nor does when one is cancelled, or a person asked.
 * And what the broker answers by itself comes at a step: else a program would
 * count such answers between two steps, and have a clock of microseconds.  Of
 * upstreams' answers one comes between two: a friend could spread many.
 */
#include "broker/job_run.h"
#include "common/host/clock.h"

uint64_t
job_now_ms(const struct job *j)
{
	uint64_t now = clock_wall_ms(), q = j->terms->quantum_ms;

	return q > 1 ? now - now % q : now;
}

uint64_t
job_run_now(void *job)
{
	return job_now_ms(job);
}

/* The loop's idea of now may be older than this. */
static void
start(struct job *j, uint64_t now)
{
	struct ev_loop *loop = j->broker->loop;

	ev_timer_set(&j->pace,
	    (double)(j->step_ms - now) / 1000. + ev_time() - ev_now(loop), 0.);
	ev_timer_start(loop, &j->pace);
}

bool
job_step_wait(struct job *j)
{
	uint64_t now, q = j->terms->quantum_ms;

	if (q <= 1)
		return false;
	now = clock_wall_ms();
	if (!ev_is_active(&j->pace)) {
		j->step_ms = now - now % q + q;
		start(j, now);
	}
	return true;
}

/* It is an upstream's, and the first in its step. */
static bool
is_first(struct job *j)
{
	uint64_t step = clock_wall_ms() / j->terms->quantum_ms;

	if (step == j->told_step)
		return false;
	j->told_step = step;
	return true;
}

bool
job_step_waits(void *job, const struct rpc_call *c)
{
	struct job *j = job;

	if (j->terms->quantum_ms > 1 && c->left && is_first(j))
		return false;
	return job_step_wait(j);
}

static void
on_step(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct job *j = w->data;
	uint64_t now = clock_wall_ms();

	(void)loop;
	(void)revents;
	/* Early by the clock that is told; set back, that clock decides no more. */
	if (now < j->step_ms && j->step_ms - now <= j->terms->quantum_ms) {
		start(j, now);
		return;
	}
	job_call_step(j);
	job_judge_ask(j);
	if (j->server != NULL) /* whoever was asked may have ended the run */
		rpc_server_step(j->server);
}

void
job_step_init(struct job *j)
{
	ev_init(&j->pace, on_step);
	j->pace.data = j;
}
