/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_program.c -- `cordon run`: one program, now. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/cmd.h"
#include "broker/cmd_program_ask.h"
#include "broker/cmd_source.h"
#include "broker/index.h"
#include "broker/job.h"
#include "broker/options.h"
#include "broker/report.h"
#include "common/base/limits.h"
#include "common/host/units.h"

struct run {
	struct ev_loop *loop;
	struct broker *broker;
	struct job *job;
	bool json;
	int status;
};

/* The value for a pipe, all else for the eye. */
static void
print_human(const struct job_result *r)
{
	struct buf b;

	buf_init(&b, RESULT_MAX);
	report_isolation(&b, r);
	report_logs(&b, r->logs, RESULT_MAX / 2);
	if (!r->ok)
		report_error(&b, r);
	else if (r->json_len == 0)
		buf_adds(&b, "cordon: the program returned nothing\n");
	else if (r->truncated)
		buf_adds(&b,
		    "cordon: the value is too large, it is "
		    "shortened\n");
	if (buf_ok(&b) && b.len > 0)
		(void)fwrite(b.p, 1, b.len, stderr);
	buf_fini(&b);
	if (r->ok && r->json_len > 0) {
		(void)fwrite(r->json, 1, r->json_len, stdout);
		(void)putchar('\n');
	}
}

static void
print_json(const struct job_result *r)
{
	struct buf b;

	buf_init(&b, (size_t)4 * (RESULT_MAX + LOG_MAX));
	report_json(&b, r);
	if (buf_ok(&b))
		(void)fwrite(b.p, 1, b.len, stdout);
	(void)putchar('\n');
	buf_fini(&b);
}

static void
on_done(void *arg, const struct job_result *r)
{
	struct run *run = arg;

	run->job = NULL;
	run->status = r->ok ? CMD_OK : CMD_FAILED;
	if (!r->ok && (strcmp(r->name, "RefusedError") == 0 ||
	    broker_refused(run->broker) != NULL))
		run->status = CMD_REFUSED;
	if (run->json)
		print_json(r);
	else
		print_human(r);
	if (fflush(stdout) != 0)
		run->status = CMD_REFUSED;
	ev_break(run->loop, EVBREAK_ALL);
}

static void
on_signal(struct ev_loop *loop, ev_signal *w, int events)
{
	struct run *run = w->data;

	(void)loop;
	(void)events;
	if (run->job != NULL)
		job_cancel(run->job);
}

static int
run_job(const struct conf *conf, const struct job_request *r, bool json)
{
	struct run run = { .loop = ev_default_loop(0),
		.json = json,
		.status = CMD_REFUSED };
	ev_signal sigint, sigterm;
	struct err e;

	if (index_refresh(conf, &e) == -1)
		return cmd_refuse(&e);
	run.broker = broker_new(run.loop, conf, &e);
	if (run.broker == NULL)
		return cmd_refuse(&e);
	ev_signal_init(&sigint, on_signal, SIGINT);
	ev_signal_init(&sigterm, on_signal, SIGTERM);
	sigint.data = sigterm.data = &run;
	ev_signal_start(run.loop, &sigint);
	ev_signal_start(run.loop, &sigterm);
	run.job = job_start(run.broker, r, on_done, &run, &e);
	if (run.job == NULL)
		(void)cmd_refuse(&e);
	else
		ev_run(run.loop, 0);
	ev_signal_stop(run.loop, &sigint);
	ev_signal_stop(run.loop, &sigterm);
	cmd_program_ask_end();
	broker_free(run.broker);
	return run.status;
}

/* Reads what is to be run; on failure says why and returns the exit code. */
static int
with_sources(const char *config, const struct cmd_source *what,
    const char *with, struct job_request *r, bool json)
{
	struct buf code, before;
	struct conf *conf;
	struct err e;
	int status;

	buf_init(&code, CODE_MAX);
	buf_init(&before, CODE_MAX);
	conf = conf_read(config, &e);
	if (conf == NULL || cmd_source_read(what, &code, &e) == -1 ||
	    (with != NULL && cmd_source_file(with, &before, &e) == -1))
		status = cmd_refuse(&e);
	else {
		r->code = code.p != NULL ? code.p : "";
		r->code_len = code.len;
		r->with = with != NULL && before.p != NULL ? before.p : NULL;
		r->with_len = before.len;
		status = run_job(conf, r, json);
	}
	conf_free(conf);
	buf_fini(&code);
	buf_fini(&before);
	return status;
}

int
cmd_program(const char *config, int argc, char **argv)
{
	const char *timeout = NULL, *with = NULL;
	struct cmd_source what = { NULL, NULL };
	struct job_request r = { .tenant = "local", .ask = cmd_program_ask };
	bool json = false;
	const struct option_row rows[] = { { "--json", NULL, &json },
		{ "--timeout", &timeout, NULL }, { "--with", &with, NULL },
		{ "-e", &what.code, NULL }, { NULL, NULL, NULL } };
	struct err e;
	int n = options_read(argc, argv, rows, &e);

	if (n == -1 || cmd_source_pick(n, argv, &what, &e) == -1 ||
	    (timeout != NULL && units_ms(timeout, &r.timeout_ms, &e) == -1))
		return cmd_misuse("run", &e);
	if (r.timeout_ms > DEADLINE_MAX_MS) {
		err_set(&e, ERR_LIMIT, "--timeout is at most 10m");
		return cmd_misuse("run", &e);
	}
	return with_sources(config, &what, with, &r, json);
}
