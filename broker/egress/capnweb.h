/* SPDX-License-Identifier: Apache-2.0 */
/*
 * capnweb.h -- calls of a Cap'n Web endpoint by HTTP batch: a push and a pull
 * in one POST, the answer among the lines of the reply.  Pure.
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

/* Of a reply: what comes before the answer may be pushes and releases of its
 * own, but not without end. */
#define CAPNWEB_LINES_MAX 10000
/* A rejection's text; its message is cut again when it is told. */
#define CAPNWEB_ERROR_MAX 65536
/* As npm's capnweb takes. */
#define CAPNWEB_DIGITS_MAX 16384

/* `url` is the connector's.  On -1 there is nothing to free. */
int capnweb_request(const struct request_plan *p, const char *url,
    const json_t *args, struct request *ret, struct err *e);

struct capnweb_answer {
	bool resolved;
	size_t at, len; /* resolved: the value within the text */
	char name[64]; /* else: the remote error's, fit to be shown */
	char code[64]; /* its own code, or "E_REMOTE" */
	char message[2048];
};
/* -1: the reply is none; e says what is wrong with it. */
int capnweb_answer(const char *s, size_t n, struct capnweb_answer *ret,
    struct err *e);

#endif
