/* SPDX-License-Identifier: Apache-2.0 */
/* request_int.h -- shared by request*.c only. */
#ifndef CORDON_BROKER_EGRESS_REQUEST_INT_H
#define CORDON_BROKER_EGRESS_REQUEST_INT_H

#include "broker/egress/request.h"
#include "typegen/validate.h"

struct planned_param {
	struct catalog_param p;
	struct validate *check; /* NULL: nothing to check */
	json_t *filled; /* with this, where it is not given; or NULL */
};

/* Of a server's URL; NULL: it is none. */
struct planned_origin {
	char *scheme, *host, *port;
	/* The URL's own first bytes, up to its path, where they can be read in
	 * one way only; else of length 0. */
	const char *text;
	size_t len;
};

struct request_plan {
	const struct catalog *catalog;
	struct catalog_op op;
	struct planned_origin origin; /* of op.server */
	struct planned_param *params;
	uint32_t *others; /* operations whose path its own may be; NULL: none */
	size_t n_others;
	json_t *body_schema; /* NULL: none */
	json_t *body_fields; /* names of its properties, as keys */
	json_t *encoding; /* of form fields */
	struct validate *body_check;
};

/* request_args.c: the arguments sorted out and checked. */
#define REQUEST_ARGS_FEW 8 /* of most operations */
struct request_args {
	json_t **values; /* by parameter; owned; NULL: absent */
	json_t *few[REQUEST_ARGS_FEW]; /* `values` of most */
	json_t *body; /* owned; NULL: absent */
	struct buf *notes; /* of the request */
};
int request_args(const struct request_plan *p, const json_t *args,
    struct request_args *ret, struct err *e);
void request_args_fini(const struct request_plan *p, struct request_args *a);

/* request_proof.c: does `url` have the origin and base path of the server?
 * `plain` sees it in the text, at a hundredth of what parsing it costs, of most
 * URLs that do; whoever it does not say yes of is proved whole, by libcurl's
 * own parser.  Borrows the server's URL. */
void request_origin(const char *url, struct planned_origin *ret);
void request_origin_fini(struct planned_origin *o);
bool request_proof_plain(const struct planned_origin *o, const char *url);
int request_proof_whole(const struct request_plan *p, const char *url,
    struct err *e);
/* request_url.c */
int request_url(const struct request_plan *p, const struct request_args *a,
    struct request *r, struct err *e);
/* request_other.c: which they are; and is this path one's?  -1: no memory. */
int request_others(struct request_plan *p, uint32_t op);
bool request_is_others(const struct request_plan *p, const char *path);
/* request_body.c: the body, and its Content-Type header. */
int request_body(const struct request_plan *p, const json_t *body,
    struct request *r, struct err *e);

#endif
