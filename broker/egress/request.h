/* SPDX-License-Identifier: Apache-2.0 */
/*
 * request.h -- from an operation and the program's arguments to an HTTP
 * request.  Pure: no I/O, no credential.
 *
 * Every value becomes exactly one path segment, query value or header value.
 * Afterwards the URL is parsed again and must have the server's origin and
 * base path, without user, dot segments or control characters: whatever the
 * arguments were, the request goes where the description says.
 */
#ifndef CORDON_BROKER_EGRESS_REQUEST_H
#define CORDON_BROKER_EGRESS_REQUEST_H

#include <jansson.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "typegen/catalog.h"

/* Servers and proxies refuse longer ones. */
#define REQUEST_URL_MAX 32768
#define REQUEST_HEADERS_MAX 16384
#define REQUEST_METHOD_MAX 31 /* no registered one is longer than 17 */

/* What is prepared once for an operation: its schemas. */
struct request_plan;

struct request {
	/* Its own: a catalog is closed when a newer one is there. */
	char method[REQUEST_METHOD_MAX + 1];
	struct buf url;
	struct buf headers; /* "Name: value" lines, each ended by '\n' */
	struct buf body;
	bool has_body;
	/* Which arguments were taken for what they look like, for people. */
	struct buf notes;
};

struct request_plan *request_plan_new(const struct catalog *c, uint32_t op,
    struct err *e);
/* Its operation's, as long as the catalog is open. */
const char *request_plan_name(const struct request_plan *p);
void request_plan_free(struct request_plan *p);
/* `args` is an object, or NULL for none.  ERR_INPUT names the argument and
 * what is wrong with it.  On -1 there is nothing to free. */
int request_build(const struct request_plan *p, const json_t *args,
    struct request *ret, struct err *e);
void request_fini(struct request *r);

#endif
