/* SPDX-License-Identifier: Apache-2.0 */
/* job.c -- see job.h and job_run.h: the life of a job. */
#include "broker/job.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "broker/job_run.h"
#include "broker/seed.h"
#include "common/base/limits.h"
#include "common/base/utf8.h"
#include "common/host/clock.h"
#include "common/host/log.h"

/* From the end of the socket to the template's word how it died: a reaped
 * worker is news within a millisecond. */
#define GRACE_S 0.5
/* A worker's bodies in our hands: half of the usual heap. */
#define SENT_MAX (4UL * ARGS_MAX)
#define REPLIES_UNREAD_MAX (4UL * BODY_MAX)
#define TENANT_DEFAULT "local"
/* When a template dies, several idle workers are dead and not known to be. */
#define RETRIES_MAX 8

static void
forget_worker(struct job *j)
{
	if (j->worker != NULL)
		pool_forget(j->worker);
	j->worker = NULL;
}

static void
free_job(struct job *j)
{
	struct job **head = &j->broker->jobs;

	forget_worker(j);
	if (j->hatch != -1)
		(void)close(j->hatch);
	if (j->prev != NULL)
		j->prev->next = j->next;
	else if (*head == j)
		*head = j->next;
	if (j->next != NULL)
		j->next->prev = j->prev;
	job_time_stop(j);
	(void)ev_clear_pending(j->broker->loop, &j->later);
	job_call_free_all(j);
	rpc_body_free(j->code);
	rpc_body_free(j->with);
	rpc_body_free(j->code_again);
	rpc_body_free(j->with_again);
	rpc_body_free(j->result);
	rpc_account_drop(j->sent);
	rpc_account_drop(j->replies);
	buf_fini(&j->logs);
	edition_drop(j->edition);
	free(j->name);
	free(j->message);
	free(j->stack);
	free(j->line_text);
	free(j);
}

static void
note_usage(struct job *j)
{
	pool_usage(j->worker, &j->exit);
	if (j->heap_kib == 0)
		j->heap_kib = pool_resident_kib(j->worker);
}

void
job_run_stop(struct job *j)
{
	if (j->worker == NULL)
		return;
	note_usage(j);
	forget_worker(j);
}

/* The outcome is set: stop everything; the report comes from the loop. */
static void
end(struct job *j)
{
	struct ev_loop *loop = j->broker->loop;

	j->state = JOB_ENDED;
	j->wall_us = clock_mono_us() - j->started_us;
	job_time_stop(j);
	pool_cancel(j->broker->pool, &j->wait);
	j->wait.lane = NULL;
	/* Dying takes longer than most programs: the usage is read from the
	 * living, and nobody waits for the death.  A worker that gave its last
	 * word waits for the end of its socket, which comes after the report:
	 * whoever asked is answered first.  Any other is stopped first. */
	if (j->result == NULL)
		job_run_stop(j);
	else if (j->worker != NULL)
		note_usage(j);
	job_call_end_all(j);
	if (j->result == NULL)
		rpc_server_free(j->server);
	else
		j->hatch = rpc_server_detach(j->server);
	j->server = NULL;
	ev_feed_event(loop, &j->later, EV_TIMER);
	job_admit_leave(j);
}

void
job_run_fail(struct job *j, const char *name, const char *fmt, ...)
{
	va_list ap;

	if (j->state == JOB_ENDED)
		return;
	va_start(ap, fmt);
	if (vasprintf(&j->message, fmt, ap) == -1)
		j->message = NULL;
	va_end(ap);
	j->name = strdup(name);
	end(j);
}

static void
on_later(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct job *j = w->data;

	(void)loop;
	(void)revents;
	job_report(j);
	free_job(j);
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
	if (j->worker != NULL) {
		pool_forget(j->worker);
		j->worker = NULL;
	}
	if (!run_again(j))
		job_report_exit(j);
}

/* The worker ---------------------------------------------------------- */

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
	end(j);
}

static void
on_error(void *arg, const json_t *error)
{
	job_report_error(arg, error);
	end(arg);
}

static void
on_ended(void *arg, const struct err *why)
{
	struct job *j = arg;

	switch ((int)why->code) {
	case ERR_LIMIT:
		job_run_stop(j);
		broker_evidence(j->broker, j->who, j->run, EVIDENCE_FLOOD,
		    why->msg);
		job_run_fail(j, "LimitError", "the program went too far: %s",
		    why->msg);
		return;
	case ERR_PROTO:
	case ERR_INPUT:
		job_run_stop(j);
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

static int
send_program(struct job *j)
{
	uint8_t seed[SEED_BYTES];
	struct rpc_run run = {
		.seed = seed,
		.now_ms = job_now_ms(j),
		.connectors = j->edition->names,
		.n_connectors = j->edition->n,
		.values = j->edition->values,
		.n_values = j->edition->n_values,
		.result_max = j->result_max,
		.code = j->code,
		.with = j->with,
	};

	if (seed_take(seed) == -1)
		return -1;
	/* The body goes to the link; the deadline bounds its copy's life. */
	if (j->retries < RETRIES_MAX) {
		j->code_again = rpc_body_copy(j->code);
		j->with_again = j->with == NULL ? NULL :
		    rpc_body_copy(j->with);
	}
	j->code = j->with = NULL;
	return rpc_server_run(j->server, &run);
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
job_run_wait(struct job *j, enum pool_kind kind)
{
	j->wait = (struct pool_wait){ .ready = on_worker,
		.failed = on_no_worker, .arg = j };
	pool_get(j->broker->pool, j->tenant, kind, &j->wait);
}

/* From and to the caller ---------------------------------------------- */

static int
check(const struct broker *b, const struct job_request *r, struct err *e)
{
	(void)b;
	if (r->code_len > CODE_MAX)
		return err_set(e, ERR_LIMIT,
		    "the program has %zu bytes, the limit is %d", r->code_len,
		    CODE_MAX);
	if (!utf8_valid(r->code, r->code_len))
		return err_set(e, ERR_INPUT, "the program is not UTF-8");
	if (r->with != NULL && r->with_len > ARGS_MAX)
		return err_set(e, ERR_LIMIT,
		    "the input has %zu bytes, the limit is %d", r->with_len,
		    ARGS_MAX);
	if (r->timeout_ms > DEADLINE_MAX_MS)
		return err_set(e, ERR_INPUT,
		    "timeout_ms is %u, the limit is %d", r->timeout_ms,
		    DEADLINE_MAX_MS);
	if (r->tenant != NULL && strlen(r->tenant) > NAME_MAX_BYTES)
		return err_set(e, ERR_INPUT, "the tenant's name is too long");
	return 0;
}

static struct rpc_body *
body_of(const char *p, size_t n)
{
	struct rpc_account *a = rpc_account_new(n, NULL);
	struct rpc_body *b = NULL;

	if (a != NULL)
		b = rpc_body_new(a, n);
	if (b != NULL && !rpc_body_add(b, p, n)) {
		rpc_body_free(b);
		b = NULL;
	}
	rpc_account_drop(a);
	return b;
}

static struct job *
new_job(struct broker *b, const struct job_request *r)
{
	struct job *j = calloc(1, sizeof *j);

	if (j == NULL)
		return NULL;
	j->broker = b;
	j->hatch = -1;
	j->edition = edition_keep(b->now);
	j->who = tenants_find(b->tenants,
	    r->tenant == NULL ? TENANT_DEFAULT : r->tenant);
	j->tenant = j->who == NULL ? NULL : j->who->name;
	j->code = body_of(r->code, r->code_len);
	j->with = r->with == NULL ? NULL : body_of(r->with, r->with_len);
	j->sent = rpc_account_new(SENT_MAX, b->remains);
	j->replies = rpc_account_new(REPLIES_UNREAD_MAX, b->remains);
	buf_init(&j->logs, 8UL * LOG_MAX);
	j->last_call = &j->calls;
	j->last_queued = &j->queued;
	ev_init(&j->later, on_later);
	ev_init(&j->grace, on_grace);
	job_call_init(j);
	job_judge_init(j, r);
	job_time_init(j);
	j->later.data = j->grace.data = j;
	if (j->tenant == NULL || j->code == NULL ||
	    (r->with != NULL && j->with == NULL) || j->sent == NULL ||
	    j->replies == NULL) {
		free_job(j);
		return NULL;
	}
	j->next = b->jobs;
	if (j->next != NULL)
		j->next->prev = j;
	b->jobs = j;
	return j;
}

struct job *
job_start(struct broker *b, const struct job_request *r, job_done *done,
    void *arg, struct err *e)
{
	struct job *j;

	if (check(b, r, e) == -1)
		return NULL;
	if ((j = new_job(b, r)) == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	j->done = done;
	j->arg = arg;
	(void)snprintf(j->run, sizeof j->run, "r%llu",
	    (unsigned long long)++b->runs);
	j->terms = score_terms(j->who->score.level);
	job_admit_limits(j, r);
	j->started_us = clock_mono_us();
	job_time_wait(j);
	job_admit(j);
	return j;
}

void
job_cancel(struct job *j)
{
	job_run_fail(j, "CancelledError", "the run was cancelled");
}

void
job_run_drop(struct job *j)
{
	if (j->state != JOB_ENDED)
		end(j);
	free_job(j);
}
