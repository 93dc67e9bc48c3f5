/* SPDX-License-Identifier: Apache-2.0 */
/* job.c -- see job.h and job_run.h: the life of a job. */
#include "broker/job.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/job_run.h"
#include "common/base/limits.h"
#include "common/base/utf8.h"
#include "common/host/clock.h"

/* A worker's bodies in our hands: half of the usual heap. */
#define SENT_MAX (4UL * ARGS_MAX)
#define REPLIES_UNREAD_MAX (4UL * BODY_MAX)
#define TENANT_DEFAULT "local"

static void
free_job(struct job *j)
{
	struct job **head = &j->broker->jobs;

	job_worker_forget(j);
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

/* The outcome is set: stop everything; the report comes from the loop. */
void
job_run_end(struct job *j)
{
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
		job_worker_stop(j);
	else if (j->worker != NULL)
		job_worker_usage(j);
	job_call_end_all(j);
	if (j->result == NULL)
		rpc_server_free(j->server);
	else
		j->hatch = rpc_server_detach(j->server);
	j->server = NULL;
	ev_feed_event(j->broker->loop, &j->later, EV_TIMER);
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
	job_run_end(j);
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
	job_worker_init(j);
	job_call_init(j);
	job_judge_init(j, r);
	job_time_init(j);
	j->later.data = j;
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
		job_run_end(j);
	free_job(j);
}
