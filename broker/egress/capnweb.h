/* SPDX-License-Identifier: Apache-2.0 */
/*
 * capnweb.h -- calls of a Cap'n Web endpoint by HTTP batch: a push and a pull
 * of each in one POST, the answers among the lines of the reply.  Pure.
 *
 * Arguments come as one object of JSON, by name, with what JSON lacks as
 * {"$date": "2026-01-02T03:04:05.678Z" or null}, {"$bytes": base64},
 * {"$bigint": "digits"}, {"$number": "Infinity", "-Infinity" or "NaN"} and
 * {"$undefined": true}.  They are checked against the function's declared
 * schema and sent by position, as Cap'n Web writes them.  The value of a reply
 * is not read here: the worker does that, who has nothing to lose.
 */
#ifndef CORDON_BROKER_EGRESS_CAPNWEB_H
#define CORDON_BROKER_EGRESS_CAPNWEB_H

#include <jansson.h>
#include <stdbool.h>

#include "broker/egress/request.h"
#include "common/base/limits.h"

/* Of a reply: what comes before the answer may be pushes and releases of its
 * own, but not without end. */
#define CAPNWEB_LINES_MAX 10000
/* A rejection's text; its message is cut again when it is told. */
#define CAPNWEB_ERROR_MAX 65536
/* As npm's capnweb takes. */
#define CAPNWEB_DIGITS_MAX 16384
/* Of a batch: as many as one run may have open.  Their arguments together are
 * no longer than those of one call may be; a call more begins another batch. */
#define CAPNWEB_CALLS_MAX CALLS_OPEN_MAX
#define CAPNWEB_ARGS_MAX ARGS_MAX
/* The answers of a batch of two and more; each no longer than BODY_MAX.  The
 * program would not have the room for more of them at once. */
#define CAPNWEB_REPLY_MAX (2 * BODY_MAX)
/* A status other than 200 is every call's, but a long text of it nobody's. */
#define CAPNWEB_PAGE_MAX 65536

/* A batch without calls.  `url` is the connector's.  On -1 there is nothing to
 * free. */
int capnweb_begin(const char *url, struct request *ret, struct err *e);
/* One call more, the number-th, counted from 1.  How its arguments were taken
 * goes to notes.  On -1 the batch is as it was. */
int capnweb_add(struct request *r, unsigned number,
    const struct request_plan *p, const json_t *args, struct buf *notes,
    struct err *e);

struct capnweb_answer {
	bool there; /* it was answered; else nothing of this counts */
	bool resolved;
	size_t at, len; /* resolved: the value within the text */
	char name[64]; /* else: the remote error's, fit to be shown */
	char code[64]; /* its own code, or "E_REMOTE" */
	char message[2048];
};
/* Those of the calls 1 to n, from ret[0] on.  -1: there are not all of them,
 * and e says why. */
int capnweb_answers(const char *s, size_t len, struct capnweb_answer *ret,
    unsigned n, struct err *e);

#endif
