/* SPDX-License-Identifier: Apache-2.0 */
/*
 * job_admit.c -- which cell a run gets, when, under which limits, or why none:
 * what follows from its tenant's level (policy/score.h).
 */
#include <stdlib.h>

#include "broker/job_run.h"
#include "common/base/limits.h"
#include "common/host/clock.h"

/* Of CPU time; a check costs a microsecond. */
#define CPU_CHECK_LEAST_MS 2

static uint32_t
share_of(const struct job *j, uint32_t whole)
{
	return (uint32_t)((uint64_t)whole * j->terms->share / 100);
}

uint32_t
job_calls_max(const struct job *j)
{
	return share_of(j, CALLS_MAX);
}

/* Turns --------------------------------------------------------------- */

static void
wait_for_turn(struct job *j)
{
	j->next_turn = NULL;
	*j->who->last_turn = j;
	j->who->last_turn = &j->next_turn;
}

static void
leave_queue(struct job *j)
{
	struct job **p = &j->who->first_turn;

	while (*p != NULL && *p != j)
		p = &(*p)->next_turn;
	if (*p == NULL)
		return;
	*p = j->next_turn;
	if (*p == NULL)
		j->who->last_turn = p;
}

static void
refuse(struct job *j)
{
	uint64_t s = tenants_clear_in_ms(j->broker->tenants, j->who) / 1000;

	if (s == 0)
		job_run_fail(j, "RefusedError", "tenant %s is refused by an "
		    "operator; `cordon tenant release %s` ends it",
		    j->tenant, j->tenant);
	else
		job_run_fail(j, "RefusedError", "tenant %s is refused: its "
		    "programs attacked; it is clear in %llu s, or after "
		    "`cordon tenant release %s`", j->tenant,
		    (unsigned long long)s, j->tenant);
}

static void
get_worker(struct job *j)
{
	static const enum pool_kind kinds[] = {
		[CELL_SHARED] = POOL_SHARED,
		[CELL_OWN] = POOL_OWN,
		[CELL_FRESH] = POOL_FRESH,
	};

	job_worker_wait(j, kinds[j->terms->cell]);
}

static void
admit_next(struct tenant *who)
{
	struct job *j = who->first_turn;
	const struct score_terms *t = score_terms(who->score.level);

	if (j == NULL || (t->runs != 0 && who->running >= t->runs))
		return;
	leave_queue(j);
	job_admit(j);
}

void
job_admit(struct job *j)
{
	struct tenant *who = j->who;

	j->terms = score_terms(who->score.level);
	if (j->terms->cell == CELL_NONE) {
		refuse(j);
		return;
	}
	if (j->terms->runs != 0 && who->running >= j->terms->runs) {
		wait_for_turn(j);
		return;
	}
	j->admitted = true;
	who->running++;
	get_worker(j);
}

void
job_admit_again(struct job *j)
{
	get_worker(j);
}

void
job_admit_leave(struct job *j)
{
	leave_queue(j);
	if (!j->admitted)
		return;
	j->admitted = false;
	j->who->running--;
	admit_next(j->who);
}

void
job_admit_limits(struct job *j, const struct job_request *r)
{
	const struct conf *c = j->broker->conf;
	size_t most = RESULT_MAX / 100 * (size_t)j->terms->share;

	j->timeout_ms = r->timeout_ms != 0 ? r->timeout_ms : c->deadline_ms;
	if (j->terms->share < 100 &&
	    j->timeout_ms > share_of(j, c->deadline_ms))
		j->timeout_ms = share_of(j, c->deadline_ms) + 1;
	if (j->terms->share == 100)
		most = RESULT_MAX;
	j->result_max = r->result_max != 0 && r->result_max < most ?
	    r->result_max :
	    most;
}

/* CPU time ------------------------------------------------------------ */

static uint32_t
cpu_max(const struct job *j)
{
	return share_of(j, j->broker->conf->cpu_ms);
}

static uint32_t
cpu_used(const struct job *j)
{
	struct pool_exit now;

	pool_usage(j->worker, &now);
	return now.cpu_ms > j->cpu_before ? now.cpu_ms - j->cpu_before : 0;
}

void
job_cpu_exceeded(struct job *j)
{
	job_worker_stop(j);
	broker_evidence(j->broker, j->who, j->run, EVIDENCE_TIME, "cpu");
	job_run_fail(j, "TimeoutError",
	    "the program used more than %u ms of CPU time (cpu)", cpu_max(j));
}

/* A process cannot use more of it than time passes: looked at again when the
 * rest has passed, and so a handful of times. */
static void
on_cpu(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct job *j = w->data;
	uint32_t used, most = cpu_max(j), left;

	(void)revents;
	if (j->worker == NULL)
		return;
	used = cpu_used(j);
	if (used >= most) {
		job_cpu_exceeded(j);
		return;
	}
	left = most - used;
	if (left < CPU_CHECK_LEAST_MS)
		left = CPU_CHECK_LEAST_MS;
	ev_timer_set(w, (double)left / 1000., 0.);
	ev_timer_start(loop, w);
}

void
job_cpu_watch(struct job *j)
{
	/* One that was executed has warmed its own engine. */
	if (j->terms->cell == CELL_FRESH)
		j->cpu_before = cpu_used(j);
	ev_timer_init(&j->cpu, on_cpu,
	    (double)cpu_max(j) / 1000. + ev_time() - ev_now(j->broker->loop),
	    0.);
	j->cpu.data = j;
	ev_timer_start(j->broker->loop, &j->cpu);
}
