/* SPDX-License-Identifier: Apache-2.0 */
/*
 * job_worker.c -- a job's worker: got, given the program, heard and ended; and
 * got anew when it was killed from outside before its program was heard of.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "broker/job_run.h"
#include "broker/seed.h"
#include "broker/visible.h"
#include "common/base/limits.h"

/* From the end of the socket to the template's word how it died: a reaped
 * worker is news within a millisecond. */
#define GRACE_S 0.5
/* When a template dies, several idle workers are dead and not known to be. */
#define RETRIES_MAX 8

void
job_worker_forget(struct job *j)
{
	if (j->worker != NULL)
		pool_forget(j->worker);
	j->worker = NULL;
}

void
job_worker_usage(struct job *j)
{
	pool_usage(j->worker, &j->exit);
	if (j->heap_kib == 0)
		j->heap_kib = pool_resident_kib(j->worker);
}

void
job_worker_stop(struct job *j)
{
	if (j->worker == NULL)
		return;
	job_worker_usage(j);
	job_worker_forget(j);
}

/*
 * A worker killed from outside before its program was heard of: another gets
 * the program.  A program that ended its own worker gets no second one.
 */
static bool
run_again(struct job *j)
{
	const struct pool_exit *x = &j->exit;

	if (j->code_again == NULL || j->n_calls > 0 || j->log_bytes > 0 ||
	    (x->known && !(WIFSIGNALED(x->status) &&
	    WTERMSIG(x->status) == SIGKILL)))
		return false;
	job_time_worker_gone(j);
	rpc_server_free(j->server);
	j->server = NULL;
	j->code = j->code_again;
	j->with = j->with_again;
	j->code_again = j->with_again = NULL;
	j->retries++;
	j->exit = (struct pool_exit) { 0 };
	j->state = JOB_WAITING;
	job_admit_again(j);
	return true;
}

/* Nobody said how the worker died: its template is busy, or worse. */
static void
on_grace(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct job *j = w->data;

	(void)loop;
	(void)revents;
	job_worker_forget(j);
	if (!run_again(j))
		job_report_exit(j);
}

void
job_worker_init(struct job *j)
{
	ev_init(&j->grace, on_grace);
	j->grace.data = j;
}

/* What the pool and the hatch say of it -------------------------------- */

static void
on_exited(void *arg, const struct pool_exit *x)
{
	struct job *j = arg;

	j->worker = NULL;
	if (j->state == JOB_ENDED)
		return; /* between the outcome and its report */
	j->exit = *x;
	j->heap_kib = x->maxrss_kib;
	/* Its last words may be a result. */
	if (j->state == JOB_RUNNING)
		rpc_server_drain(j->server);
	if (j->state != JOB_ENDED && !run_again(j))
		job_report_exit(j);
}

static void
on_result(void *arg, struct rpc_body *json, const struct rpc_about *about)
{
	struct job *j = arg;

	if (json->bytes.len > j->result_max) {
		rpc_body_free(json);
		job_run_fail(j, "LimitError",
		    "the result is larger than %zu bytes", j->result_max);
		return;
	}
	j->result = json;
	j->truncated = about->truncated;
	job_report_heap(j, about->heap_kib);
	job_run_end(j);
}

static void
on_error(void *arg, const json_t *error)
{
	job_report_error(arg, error);
	job_shape_tell(arg);
	job_run_end(arg);
}

static void
on_ended(void *arg, const struct err *why)
{
	struct job *j = arg;

	switch ((int)why->code) {
	case ERR_LIMIT:
		job_worker_stop(j);
		broker_evidence(j->broker, j->who, j->run, EVIDENCE_FLOOD,
		    why->msg);
		job_run_fail(j, "LimitError", "the program went too far: %s",
		    why->msg);
		return;
	case ERR_PROTO:
	case ERR_INPUT:
		job_worker_stop(j);
		broker_evidence(j->broker, j->who, j->run, EVIDENCE_FRAME,
		    why->msg);
		job_run_fail(j, "WorkerError",
		    "the worker broke the protocol and was killed: %s",
		    why->msg);
		return;
	case ERR_CANCELLED:
		job_run_fail(j, "WorkerError", "%s", why->msg);
		return;
	default:
		break;
	}
	if (j->worker == NULL) {
		j->state = JOB_DYING;
		return; /* on_exited() goes on */
	}
	/* A worker that merely closed its socket would never be reaped. */
	pool_kill(j->worker);
	j->state = JOB_DYING;
	ev_timer_set(&j->grace, GRACE_S, 0.);
	ev_timer_start(j->broker->loop, &j->grace);
}

static void
on_call(void *arg, struct rpc_call *c, const char *connector,
    const char *operation, struct rpc_body *args)
{
	job_call_serve(arg, c, connector, operation, args);
}

static void
on_host(void *arg, struct rpc_call *c, const char *function,
    struct rpc_body *args)
{
	job_host_serve(arg, c, function, args);
}

static void
on_check(void *arg, const json_t *sites)
{
	job_check(arg, sites);
}

static void
on_cancel(void *arg, struct rpc_call *c)
{
	(void)arg;
	if (c->tag != NULL)
		job_call_cancel(c->tag);
}

static void
on_log(void *arg, const char *level, struct rpc_body *text)
{
	job_report_log(arg, level, text);
	rpc_body_free(text);
}

static const struct rpc_server_ops server_ops = {
	.call = on_call,
	.host = on_host,
	.check = on_check,
	.now_ms = job_run_now,
	.waits = job_step_waits,
	.cancel = on_cancel,
	.log = on_log,
	.result = on_result,
	.error = on_error,
	.ended = on_ended,
};

/* Its program ----------------------------------------------------------- */

/* The bodies go to the link: copies for a second worker, whose life the deadline
 * bounds.  Both or none: without its input it would be another program. */
static void
keep_program(struct job *j)
{
	j->code_again = rpc_body_copy(j->code);
	if (j->code_again == NULL || j->with == NULL)
		return;
	j->with_again = rpc_body_copy(j->with);
	if (j->with_again == NULL) {
		rpc_body_free(j->code_again);
		j->code_again = NULL;
	}
}

static int
send_program(struct job *j)
{
	uint8_t seed[SEED_BYTES];
	const char **names;
	int r;
	struct rpc_run run = {
		.seed = seed,
		.now_ms = job_now_ms(j),
		.values = j->edition->values,
		.n_values = j->edition->n_values,
		.result_max = j->result_max,
		.code = j->code,
		.with = j->with,
	};

	if (seed_take(seed) == -1) {
		job_run_fail(j, "WorkerError",
		    "the kernel gave no random numbers for the run");
		return -1;
	}
	names = visible_names(j->edition, j->tenant, &run.n_connectors);
	if (names == NULL)
		return -1;
	run.connectors = names;
	if (j->retries < RETRIES_MAX)
		keep_program(j);
	j->code = j->with = NULL;
	r = rpc_server_run(j->server, &run);
	free(names);
	return r;
}

static void
on_worker(void *arg, struct pool_worker *w)
{
	struct job *j = arg;

	w->exited = on_exited;
	w->arg = j;
	j->worker = w;
	j->state = JOB_RUNNING;
	job_time_run(j);
	pool_worker_lacks(w, j->lacks, sizeof j->lacks);
	job_cpu_watch(j);
	j->server = rpc_server_new(j->broker->loop, pool_worker_fd(w), j->sent,
	    &server_ops, j);
	if (j->server == NULL || send_program(j) == -1)
		job_run_fail(j, "WorkerError", "out of memory");
}

static void
on_no_worker(void *arg, const char *why)
{
	job_run_fail(arg, "WorkerError", "%s", why);
}

void
job_worker_wait(struct job *j, enum pool_kind kind)
{
	j->wait = (struct pool_wait){ .ready = on_worker,
		.failed = on_no_worker, .arg = j };
	pool_get(j->broker->pool, j->tenant, kind, &j->wait);
}
