/* SPDX-License-Identifier: Apache-2.0 */
/* job_time.c -- how long a job may wait, and how long it may run. */
#include "broker/job_run.h"
#include "common/host/clock.h"

/* For a worker: a cold start on a busy host, or a full house. */
#define WAIT_MAX_MS 10000

uint32_t
job_run_left_ms(const struct job *j)
{
	uint64_t now = j->paused_us != 0 ? j->paused_us : clock_mono_us();
	uint64_t spent = (now - j->ran_us) / 1000;

	return spent >= j->timeout_ms ? 1 : j->timeout_ms - (uint32_t)spent;
}

/* A program's time is its own: what starts and what others run is not. */
static uint32_t
wait_max_ms(const struct job *j)
{
	return j->timeout_ms > WAIT_MAX_MS ? j->timeout_ms : WAIT_MAX_MS;
}

static void
start_deadline(struct job *j, uint32_t ms)
{
	struct ev_loop *loop = j->broker->loop;

	ev_timer_stop(loop, &j->deadline);
	/* The loop's idea of now may be as old as the caller's parsing. */
	ev_timer_set(&j->deadline,
	    (double)ms / 1000. + ev_time() - ev_now(loop), 0.);
	ev_timer_start(loop, &j->deadline);
}

static void
on_deadline(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct job *j = w->data;

	(void)loop;
	(void)revents;
	if (j->state == JOB_WAITING) {
		job_run_fail(j, "TimeoutError",
		    "no worker was free within %u ms", wait_max_ms(j));
		return;
	}
	job_worker_stop(j);
	broker_evidence(j->broker, j->who, j->run, EVIDENCE_TIME,
	    "deadline");
	job_run_fail(j, "TimeoutError",
	    "the program ran longer than %u ms (timeout_ms)", j->timeout_ms);
}

void
job_time_init(struct job *j)
{
	ev_timer_init(&j->deadline, on_deadline, 0., 0.);
	j->deadline.data = j;
}

void
job_time_wait(struct job *j)
{
	start_deadline(j, wait_max_ms(j));
}

void
job_time_run(struct job *j)
{
	if (j->ran_us != 0)
		return; /* its second worker */
	j->ran_us = clock_mono_us();
	start_deadline(j, j->timeout_ms);
}

void
job_time_pause(struct job *j)
{
	if (j->paused_us != 0)
		return;
	j->paused_us = clock_mono_us();
	ev_timer_stop(j->broker->loop, &j->deadline);
}

void
job_time_go(struct job *j)
{
	if (j->paused_us == 0)
		return;
	j->ran_us += clock_mono_us() - j->paused_us;
	j->paused_us = 0;
	start_deadline(j, job_run_left_ms(j));
}

void
job_time_worker_gone(struct job *j)
{
	struct ev_loop *loop = j->broker->loop;

	ev_timer_stop(loop, &j->grace);
	ev_timer_stop(loop, &j->cpu);
	ev_timer_stop(loop, &j->pace);
}

void
job_time_stop(struct job *j)
{
	job_time_worker_gone(j);
	ev_timer_stop(j->broker->loop, &j->deadline);
	ev_timer_stop(j->broker->loop, &j->asked);
}
