/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.h -- how a job's end is told: to a model, to a person, to a script.
 */
#ifndef CORDON_BROKER_REPORT_H
#define CORDON_BROKER_REPORT_H

#include "broker/job.h"
#include "common/base/buf.h"

/* {"ok","result","error","logs","calls","usage"} on one line. */
void report_json(struct buf *b, const struct job_result *r);
/*
 * The error, the place in the program, its line and a caret:
 *	TypeError: x is not a function
 *	  at line 3, column 9
 *	  3 | const y = x();
 *	    |         ^
 */
void report_error(struct buf *b, const struct job_result *r);
/* "[warn] text" a line; at most `most` bytes, the rest counted. */
void report_logs(struct buf *b, const char *logs, size_t most);

/* A line that says so, when its worker lacked layers of isolation. */
void report_isolation(struct buf *b, const struct job_result *r);

/* What a person must allow, as text: the call, and its arguments shortened. */
void report_question(struct buf *b, const struct job_question *q);

#endif
