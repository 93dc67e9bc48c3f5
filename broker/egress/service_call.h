/* SPDX-License-Identifier: Apache-2.0 */
/* service_call.h -- one call from request to reply; for service.c. */
#ifndef CORDON_BROKER_EGRESS_SERVICE_CALL_H
#define CORDON_BROKER_EGRESS_SERVICE_CALL_H

#include <jansson.h>
#include <stdint.h>

#include "broker/egress/connector.h"
#include "broker/egress/fetch.h"
#include "broker/egress/upstream.h"
#include "broker/rpc_link.h"

struct service_call {
	struct service_call *next; /* by arrival */
	uint32_t id; /* the broker's push */
	char *words; /* memory of the next four */
	const char *tenant, *connector, *run;
	const char *name; /* the operation's, or NULL */
	uint32_t operation; /* UINT32_MAX: list an MCP server's tools */
	uint64_t catalog; /* that the operation is of; 0: any */
	uint64_t deadline, sent_at; /* clock_mono_ms() */
	const struct credential *credential; /* it was sent with, */
	struct token *token; /* and its token; both of `connections` */
	bool waits; /* for others to end, before it is started */
	struct rpc_body *args; /* until started */
	struct connections *connections; /* while under way */
	struct fetch *fetch; /* both NULL: waits, or ended */
	struct upstream_call *upstream; /* of an MCP server */
	/* Waits for an access token: what is to be sent then. */
	struct token_waiter waiter;
	struct connector *waits_for; /* NULL: does not */
	ev_timer late; /* until its deadline, while it waits */
	struct request request;
	size_t reply_max; /* 0: BODY_MAX */
	/* Of a Cap'n Web endpoint; see service_batch.h. */
	bool held; /* until it is pulled */
	struct service_call *carrier; /* the batch that it is in; or NULL */
	struct service_call *next_carried;
	unsigned number; /* there, once it was added to its request */
	char *notes; /* how its arguments were taken; or NULL */
	bool batch; /* it is one: */
	struct service_call *carried; /* in the order of the calls */
	unsigned numbers; /* given so far */
	char *label; /* "github.issues.list", once known */
	void *owner; /* of the service */
};

/* From call()'s argument; takes its body from the link.  NULL and why. */
struct service_call *service_call_new(struct rpc_link *l, uint32_t id,
    const struct flat_value *args, struct err *e);
/* Gives c copies of the words of another. */
int service_call_words(struct service_call *c, const struct service_call *of);
void service_call_free(struct service_call *c); /* stops it */
/* Has it been started, and not ended? */
bool service_call_under_way(const struct service_call *c);
/* Finds, builds, sends; done is told c.  -1: it came to nothing, e is the answer. */
int service_call_start(struct service_call *c, struct connector_set *set,
    struct upstreams *up, fetch_done *done, struct err *e);
/* Sends what waited for a token; `waiter.ready` of the owner is told first. */
int service_call_resume(struct service_call *c, fetch_done *done,
    struct err *e);

/* The steps of service_call_start(), for service_batch.c: the prepared
 * operation, from which on the call has its label; its arguments, of which
 * there may be none (NULL); the sending of a request, which is taken. */
const struct request_plan *service_call_plan(struct service_call *c,
    struct connector *k, struct err *e);
int service_call_args(const struct service_call *c, json_t **ret,
    struct err *e);
int service_call_send(struct service_call *c, struct connector *k,
    struct request *r, fetch_done *done, struct err *e);

/* A reply came: a refused token is noted.  Before it is answered. */
void service_call_replied(const struct service_call *c,
    const struct fetch_result *r);
struct service_answer {
	const char *kind, *text;
	size_t len;
};
/* Answers with status and headers of r, and this; or with an error. */
void service_call_answer(struct rpc_link *l, struct rpc_account *account,
    const struct service_call *c, const struct fetch_result *r,
    const struct service_answer *a);
void service_call_reject(struct rpc_link *l, const struct service_call *c,
    const char *name, const char *code, const char *message);

#endif
