/* SPDX-License-Identifier: Apache-2.0 */
/*
 * job.h -- one program, run in one worker: started, watched, ended.
 *
 * The broker owns the event loop, the pool of idle workers, the egress process
 * and the open catalogs.  A job takes a worker from the pool, sends it the
 * program, serves its calls, enforces deadline and limits from outside, and
 * reports exactly once, through `done`, never from inside job_start.
 */
#ifndef CORDON_BROKER_JOB_H
#define CORDON_BROKER_JOB_H

#include <ev.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "broker/conf.h"
#include "common/base/err.h"
#include "typegen/catalog.h"

struct broker;
struct edition;
struct job;
struct skills;

/* A call that a person must allow, as it would be made. */
struct job_question { /* borrowed */
	const char *operation; /* "github.issues.create" */
	const char *method, *path;
	const char *args; /* JSON, or "" */
	size_t args_len;
};
enum job_answer { JOB_DECLINE, JOB_ALLOW, JOB_ALLOW_ALL };
/* Asks, and later calls job_answer() once; `arg` is done's.  False: there is
 * nobody to ask.  One question of a job at a time. */
typedef bool job_ask(void *arg, struct job *j, const struct job_question *q);
/* ALL: also the later calls of that operation in this run.  Not from within
 * job_ask.  Ignored when the job has moved on. */
void job_answer(struct job *j, enum job_answer answer);

struct job_request {
	const char *tenant; /* borrowed until job_start returns, as all here */
	const char *code;
	size_t code_len;
	const char *with; /* or NULL */
	size_t with_len;
	uint32_t timeout_ms; /* 0: the configuration's */
	size_t result_max; /* 0: RESULT_MAX */
	job_ask *ask; /* or NULL */
};

struct job_result {
	bool ok;
	const char *json; /* the value; "" when undefined */
	size_t json_len;
	bool truncated;
	/* When not ok.  name is the error's ("TypeError", "ApiError"), or one
	 * of ours: "TimeoutError", "MemoryError", "CancelledError",
	 * "LimitError", "RefusedError", "WorkerError". */
	const char *name;
	const char *message;
	uint32_t line, column; /* 0: unknown */
	const char *source; /* that line of the program, or "" */
	const char *stack;
	const char *logs; /* JSON array of {"level","text"} */
	const char *calls; /* JSON array of {"operation","status","ms"} */
	/* From the start to the answer; of the worker, its birth included. */
	uint64_t wall_us, cpu_us;
	uint64_t heap_kib; /* of the memory bound; when killed: resident */
	uint32_t n_calls; /* "calls" in all; refused ones too */
	uint64_t bytes_sent, bytes_received; /* their arguments and replies */
	/* Layers of isolation its worker went without, as configuration
	 * allows, comma-separated; "" : none. */
	const char *lacks;
	const char *level; /* the tenant's, if not clear, or "" */
};

typedef void job_done(void *arg, const struct job_result *r);

/* Starts egress and the template, fills the pool.  Borrows conf and loop. */
struct broker *broker_new(struct ev_loop *loop, const struct conf *conf,
    struct err *e);
/* Why no worker can start on this host, or NULL; the loop is left when that
 * turns out.  broker_wait() waits for the first template or that. */
const char *broker_refused(const struct broker *b);
int broker_wait(struct broker *b, struct err *e);
/* Kills every process it started. */
void broker_free(struct broker *b);
/* The configuration as it was last read; until the loop runs again. */
const struct conf *broker_conf(const struct broker *b);
/* What is offered, and the skills of it; likewise. */
const struct edition *broker_edition(const struct broker *b);
const struct skills *broker_skills(const struct broker *b);
/* The open catalogs, in conf's order; likewise. */
size_t broker_catalogs(const struct broker *b,
    const struct catalog *const **ret);

/* NULL only for bad input (ERR_INPUT, ERR_LIMIT): everything later is told to
 * `done`. */
struct job *job_start(struct broker *b, const struct job_request *r,
    job_done *done, void *arg, struct err *e);
/* done is called with CancelledError; the worker and its calls are stopped. */
void job_cancel(struct job *j);

#endif
