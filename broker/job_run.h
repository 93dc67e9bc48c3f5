/* SPDX-License-Identifier: Apache-2.0 */
/*
 * job_run.h -- the inside of a job, shared by the job*.c files.
 *
 * Life: waiting (for a worker) -> running -> dying (the worker closed its
 * socket, how it died is not known yet) -> ended (its outcome is set; the
 * worker is being killed) -> done() and freed, from the loop.
 */
#ifndef CORDON_BROKER_JOB_RUN_H
#define CORDON_BROKER_JOB_RUN_H

#include "broker/broker.h"
#include "broker/rpc_server.h"
#include "broker/tenants.h"

enum job_state { JOB_WAITING, JOB_RUNNING, JOB_DYING, JOB_ENDED };

/* One call of the program; kept to the end for the list of calls. */
struct job_call {
	struct job *job;
	struct rpc_call *rpc; /* NULL once answered */
	const struct catalog *catalog;
	uint32_t operation;
	struct rpc_body *args; /* while it waits for a place upstream */
	struct egress_call *egress; /* while upstream */
	/* Of a connector whose calls go together: each waits for its pull,
	 * which says that the program's turn is over. */
	bool together;
	bool allowed; /* it is all that it waits for */
	bool dropped; /* nobody waits for it: its end is the next step's */
	uint64_t started_us;
	uint32_t ms;
	int status; /* HTTP's, or 0 */
	char code[32]; /* why there is none: "E_LIMIT" */
	struct job_call *next; /* in order of calling */
	struct job_call *next_queued;
	char name[]; /* "github.issues.list" */
};

struct job {
	struct broker *broker;
	struct edition *edition; /* what its program sees */
	struct job *next, *prev;
	enum job_state state;
	const char *tenant; /* its name, who's */
	struct tenant *who;
	const struct score_terms *terms; /* as it was admitted */
	bool admitted;
	struct job *next_turn; /* of the tenant's that wait for theirs */
	char run[24];
	job_done *done;
	void *arg;
	uint32_t timeout_ms;
	size_t result_max;
	struct pool_wait wait;
	struct pool_worker *worker;
	struct rpc_server *server;
	int hatch; /* of a worker that gave its last word; -1: none */
	struct rpc_account *sent; /* what the worker makes us hold */
	struct rpc_account *replies; /* and what it does not read */
	struct rpc_body *code, *with; /* until sent */
	struct rpc_body *code_again, *with_again; /* for a second worker */
	uint32_t retries;
	uint64_t started_us;
	uint64_t ran_us; /* since when it has a worker; 0: not yet */
	ev_timer deadline; /* for a worker, then of the program */
	ev_timer cpu; /* when CPU time may be used up */
	uint32_t cpu_before; /* used when the program came */
	ev_timer pace; /* the next step of its clock, */
	uint64_t step_ms; /* which is then */
	uint64_t told_step; /* in which an upstream's answer came */
	char lacks[128]; /* layers its worker went without, or "" */
	ev_timer grace; /* for the news of the worker's death */
	ev_timer later; /* fed: report */
	struct job_call *calls, **last_call;
	struct job_call *queued, **last_queued;
	uint32_t n_calls, n_open, n_upstream;
	struct buf head; /* of the reply at hand; its memory is kept */
	/* Approval; see job_judge.c. */
	job_ask *ask; /* or NULL: nobody can be asked */
	struct job_call *asking, *to_ask;
	struct {
		const struct catalog *catalog;
		uint32_t operation;
	} allowed[32]; /* for the rest of this run */
	size_t n_allowed;
	ev_timer asked;
	uint64_t paused_us; /* since when; 0: it runs */
	struct buf logs;
	size_t log_bytes;
	uint32_t logs_lost;
	/* The outcome. */
	struct rpc_body *result; /* NULL: it failed */
	bool truncated;
	char *name, *message, *stack, *line_text;
	uint32_t line, column;
	struct pool_exit exit;
	uint64_t wall_us;
	uint64_t heap_kib; /* its engine's word, or what was resident */
	uint64_t bytes_sent, bytes_received; /* arguments; replies */
};

/* job.c */
void job_run_fail(struct job *j, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Its outcome is set: stops all that it started.  The report comes from the
 * loop, once. */
void job_run_end(struct job *j);
void job_run_drop(struct job *j); /* no report */

/* job_worker.c */
void job_worker_init(struct job *j);
void job_worker_wait(struct job *j, enum pool_kind kind); /* then it runs */
void job_worker_usage(struct job *j); /* read from the living */
/* Reads what its worker used, and kills it: before anything that takes time,
 * such as writing evidence down. */
void job_worker_stop(struct job *j);
void job_worker_forget(struct job *j); /* kills it; nothing is read */

/* job_time.c */
void job_time_init(struct job *j);
void job_time_wait(struct job *j); /* for a worker: that is bounded too */
void job_time_run(struct job *j); /* it has one: the program's time begins */
uint32_t job_run_left_ms(const struct job *j);

/* While a person is asked: the program's time stands still. */
void job_time_pause(struct job *j);
void job_time_go(struct job *j);
/* Stops what watches its worker; it may get another. */
void job_time_worker_gone(struct job *j);
void job_time_stop(struct job *j); /* all of its timers */

/* job_judge.c */
void job_judge_init(struct job *j, const struct job_request *r);
/* Sends it on, answers it, or lets it wait for an answer. */
void job_judge(struct job_call *c);
bool job_judge_drop(struct job_call *c); /* false: it did not wait there */
void job_judge_ask(struct job *j); /* the next question, if there is one */

/* job_step.c */
void job_step_init(struct job *j);
uint64_t job_now_ms(const struct job *j); /* the program's clock */
/* For struct rpc_server_ops. */
uint64_t job_run_now(void *job);
bool job_step_waits(void *job, const struct rpc_call *c);
/* True: its clock moves in steps, and at the next what is queued starts. */
bool job_step_wait(struct job *j);

/* job_admit.c */
void job_admit(struct job *j);
void job_admit_again(struct job *j); /* its worker was killed from outside */
void job_admit_leave(struct job *j);
/* Deadline and size of the result, as its level gives them. */
void job_admit_limits(struct job *j, const struct job_request *r);
uint32_t job_calls_max(const struct job *j);
void job_cpu_watch(struct job *j); /* it has a worker */
void job_cpu_exceeded(struct job *j);

/* job_call.c */
void job_call_init(struct job *j);
void job_call_serve(struct job *j, struct rpc_call *rpc, const char *connector,
    const char *operation, struct rpc_body *args);
void job_call_enqueue(struct job_call *c);
void job_call_start(struct job *j); /* what is queued, as many as may */
/* Ends what is cancelled, before that. */
void job_call_step(struct job *j);
void job_call_refuse(struct job_call *c, const char *code,
    const char *message);
/* {"status":... without its end; the body is taken. */
void job_call_resolve(struct job_call *c, const char *head,
    struct rpc_body *body);
bool job_call_reads(const struct catalog_op *op);
void job_call_cancel(struct job_call *c);
void job_call_end_all(struct job *j); /* stops all upstream */
void job_call_free_all(struct job *j);
void job_call_list(const struct job *j, struct buf *out);
/* Answers ["error", "CallError", message, null, {"code": code}]. */
void job_call_reject(struct job *j, struct rpc_call *rpc, const char *code,
    const char *message);

/* "github has no operation ..."; counts as evidence. */
void job_call_unknown(struct job *j, const struct catalog *c,
    const char *connector, const char *operation, struct buf *out);

/* job_check.c: ends the run if one of its calls is wrong. */
void job_check(struct job *j, const json_t *sites);

/* job_host.c */
void job_host_serve(struct job *j, struct rpc_call *rpc, const char *function,
    struct rpc_body *args);

/* job_shape.c: a TypeError about an operation's value says what it gives. */
void job_shape_tell(struct job *j);

/* job_report.c */
void job_report_error(struct job *j, const json_t *error);
/* What the worker says of its heap: no more than it has. */
void job_report_heap(struct job *j, uint64_t kib);
void job_report_exit(struct job *j);
void job_report(struct job *j);
void job_report_log(struct job *j, const char *level,
    const struct rpc_body *text);

#endif
