/* SPDX-License-Identifier: Apache-2.0 */
/* job_report.c -- what a job's end means, and saying it. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "broker/job_run.h"
#include "broker/spawn.h"
#include "common/base/limits.h"
#include "common/host/json.h"

/* The list of calls; beyond it, told as none.  Names are longer only by what
 * JSON escapes in them. */
#define CALLS_TEXT_MAX (CALLS_MAX * (2 * NAME_MAX_BYTES + 128))
#define LOG_LINE_COST 16 /* an empty line is not free */

/* A hostile string: U+0000 would cut it, and hide what follows. */
static char *
copy_text(const json_t *v)
{
	const char *s = json_string_value(v);
	size_t i, n = json_string_length(v);
	char *p = malloc(n + 1);

	if (p == NULL)
		return NULL;
	for (i = 0; i < n; i++)
		p[i] = s[i] == '\0' ? ' ' : s[i];
	p[n] = '\0';
	return p;
}

static uint32_t
position(const json_t *props, const char *key)
{
	json_int_t n = json_int(props, key, 0);

	return n < 1 || n > CODE_MAX ? 0 : (uint32_t)n;
}

void
job_report_error(struct job *j, const json_t *error)
{
	const json_t *props = json_array_get(error, 4);
	json_int_t kib;

	j->name = copy_text(json_array_get(error, 1));
	j->message = copy_text(json_array_get(error, 2));
	j->stack = copy_text(json_array_get(error, 3));
	j->line = position(props, "line");
	j->column = position(props, "column");
	j->line_text = copy_text(json_object_get(props, "source"));
	kib = json_int(props, "heap_kib", 0);
	job_report_heap(j, kib < 0 ? 0 : (uint64_t)kib);
}

void
job_report_heap(struct job *j, uint64_t kib)
{
	uint64_t most = j->broker->conf->heap_bytes / 1024;

	j->heap_kib = kib > most ? most : kib;
}

static void
evidence(struct job *j, enum evidence kind, const char *text)
{
	broker_evidence(j->broker, j->who, j->run, kind, text);
}

/* The call that it died of, where the kernel tells. */
static void
forbidden_call(struct job *j, const char *how)
{
	char call[ATTEMPT_TEXT_MAX], text[256];

	if (attempts_take(j->broker->attempts, j->exit.pid, j->tenant, j->run,
		call))
		(void)snprintf(text, sizeof text, "%s: %s", how, call);
	else
		(void)snprintf(text, sizeof text, "%s", how);
	evidence(j, EVIDENCE_SECCOMP, text);
}

/* A cordoned worker's own timer has no signal that kills: it is pid 1. */
static int
signal_of(int status)
{
	if (WIFEXITED(status))
		return WEXITSTATUS(status) == WORKER_CPU_STATUS ? SIGXCPU : 0;
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

/* The worker died before it answered. */
void
job_report_exit(struct job *j)
{
	const struct pool_exit *x = &j->exit;
	char text[128];
	int sig;

	if (!x->known) {
		job_run_fail(j, "WorkerError",
		    "the worker's template died and took the worker along; run it again");
		return;
	}
	spawn_status_text(x->status, text, sizeof text);
	sig = signal_of(x->status);
	switch (sig) {
	case SIGSYS:
		forbidden_call(j, text);
		job_run_fail(j, "WorkerError",
		    "the worker made a forbidden system call and was killed");
		break;
	case SIGXCPU:
		job_cpu_exceeded(j);
		break;
	case SIGKILL:
		job_run_fail(j, "WorkerError",
		    "the worker was killed from outside (is the host out of memory?)");
		break;
	case 0:
		evidence(j, EVIDENCE_CRASH, text);
		job_run_fail(j, "WorkerError",
		    "the worker ended without a result (%s)", text);
		break;
	default:
		evidence(j, EVIDENCE_CRASH, text);
		job_run_fail(j, "WorkerError", "the worker crashed (%s)", text);
	}
}

void
job_report_log(struct job *j, const char *level, const struct rpc_body *text)
{
	size_t n = text->bytes.len, cost = n + LOG_LINE_COST;

	if (cost > LOG_MAX - j->log_bytes) {
		j->logs_lost++;
		return;
	}
	j->log_bytes += cost;
	if (j->logs.len > 0)
		buf_addc(&j->logs, ',');
	buf_addf(&j->logs, "{\"level\":\"%s\",\"text\":", level);
	buf_add_json(&j->logs, n == 0 ? "" : text->bytes.p, n);
	buf_addc(&j->logs, '}');
}

/* Makes the collected lines an array, and counts what was left out. */
static void
finish_logs(struct job *j, struct buf *out)
{
	buf_addc(out, '[');
	buf_add(out, j->logs.p, j->logs.len);
	if (j->logs_lost > 0)
		buf_addf(out,
		    "%s{\"level\":\"warn\",\"text\":\"%u more lines were left out: the limit is %d bytes\"}",
		    j->logs.len > 0 ? "," : "", j->logs_lost, LOG_MAX);
	buf_addc(out, ']');
}

static const char *
text_or(const char *s, const char *otherwise)
{
	return s == NULL ? otherwise : s;
}

void
job_report(struct job *j)
{
	struct buf logs, calls;
	struct job_result r = {
		.ok = j->result != NULL,
		.json = "",
		.truncated = j->truncated,
		.name = text_or(j->name, "WorkerError"),
		.message = text_or(j->message, "out of memory"),
		.line = j->line,
		.column = j->column,
		.source = text_or(j->line_text, ""),
		.stack = text_or(j->stack, ""),
		.wall_us = j->wall_us,
		.cpu_us = j->exit.cpu_us,
		.heap_kib = j->heap_kib,
		.n_calls = j->n_calls,
		.bytes_sent = j->bytes_sent,
		.bytes_received = j->bytes_received,
		.lacks = j->lacks,
		.level = j->who->score.level == LEVEL_CLEAR ? "" :
		    score_level_name(j->who->score.level),
	};

	buf_init(&logs, 8UL * LOG_MAX + 256);
	buf_init(&calls, CALLS_TEXT_MAX);
	finish_logs(j, &logs);
	job_call_list(j, &calls);
	r.logs = buf_ok(&logs) ? logs.p : "[]";
	r.calls = buf_ok(&calls) ? calls.p : "[]";
	if (r.ok && j->result->bytes.len > 0) {
		r.json = j->result->bytes.p;
		r.json_len = j->result->bytes.len;
	}
	j->done(j->arg, &r);
	buf_fini(&logs);
	buf_fini(&calls);
}
