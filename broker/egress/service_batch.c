/* SPDX-License-Identifier: Apache-2.0 */
/* service_batch.c -- see service_batch.h. */
#include "broker/egress/service_batch.h"

#include <stdlib.h>
#include <string.h>

#include "broker/egress/capnweb.h"
#include "common/base/limits.h"
#include "common/host/clock.h"

#define NOTES_MAX 1024

bool
service_batch_same(const struct service_call *a, const struct service_call *b)
{
	return strcmp(a->run, b->run) == 0 &&
	    strcmp(a->connector, b->connector) == 0 &&
	    strcmp(a->tenant, b->tenant) == 0;
}

struct service_call *
service_batch_new(struct service_call *first)
{
	struct service_call *b = calloc(1, sizeof *b);

	if (b == NULL)
		return NULL;
	b->batch = true;
	b->deadline = first->deadline;
	if (service_call_words(b, first) == 0 && service_batch_take(b, first))
		return b;
	service_call_free(b);
	return NULL;
}

bool
service_batch_take(struct service_call *b, struct service_call *c)
{
	struct service_call **at = &b->carried;
	size_t bytes = c->args->bytes.len;
	unsigned n = 0;

	for (; *at != NULL; at = &(*at)->next_carried, n++)
		bytes += (*at)->args->bytes.len;
	if (n > 0 && (n == CAPNWEB_CALLS_MAX || bytes > CAPNWEB_ARGS_MAX))
		return false;
	*at = c;
	c->carrier = b;
	c->held = false;
	if (c->deadline > b->deadline)
		b->deadline = c->deadline;
	return true;
}

void
service_batch_leave(struct service_call *c)
{
	struct service_call **at;

	if (c->carrier == NULL)
		return;
	for (at = &c->carrier->carried; *at != c; at = &(*at)->next_carried)
		;
	*at = c->next_carried;
	c->next_carried = NULL;
	c->carrier = NULL;
}

/* The request ---------------------------------------------------------- */

struct connector *
service_batch_begin(struct service_call *b, struct connector_set *set,
    struct err *e)
{
	struct connector *k = connector_find(set, b->connector, e);

	if (k == NULL)
		return NULL;
	if (connector_conf(k)->kind != CONF_CAPNWEB) {
		err_set(e, ERR_GONE, "it is another kind of connector since "
		    "this program started: run it again");
		return NULL;
	}
	return capnweb_begin(connector_conf(k)->url, &b->request, e) == 0 ? k :
									    NULL;
}

int
service_batch_add(struct service_call *c, struct connector *k, struct err *e)
{
	const struct request_plan *plan = service_call_plan(c, k, e);
	struct service_call *b = c->carrier;
	struct buf notes;
	json_t *args = NULL;
	int r;

	if (plan == NULL || service_call_args(c, &args, e) == -1)
		return -1;
	buf_init(&notes, NOTES_MAX);
	r = capnweb_add(&b->request, b->numbers + 1, plan, args, &notes, e);
	json_decref(args);
	if (r == 0) {
		c->number = ++b->numbers;
		c->notes = buf_ok(&notes) ? buf_steal(&notes) : NULL;
		rpc_body_free(c->args);
		c->args = NULL;
	}
	buf_fini(&notes);
	return r;
}

int
service_batch_send(struct service_call *b, struct connector *k,
    fetch_done *done, struct err *e)
{
	struct request r = b->request;

	memset(&b->request, 0, sizeof b->request);
	if (b->numbers > 1)
		b->reply_max = CAPNWEB_REPLY_MAX;
	return service_call_send(b, k, &r, done, e);
}

/* The answers ---------------------------------------------------------- */

static void
resolve(struct rpc_link *l, struct rpc_account *account,
    const struct service_call *c, const struct fetch_result *r,
    const struct service_answer *a)
{
	static const char name[] = "x-cordon-note";

	if (c->notes != NULL && c->notes[0] != '\0')
		reply_say(r->reply, name, c->notes);
	service_call_answer(l, account, c, r, a);
	reply_say(r->reply, name, NULL);
}

static void
answer_values(struct rpc_link *l, struct rpc_account *account,
    struct service_call *b, const struct fetch_result *r)
{
	const char *text = r->reply->body.p != NULL ? r->reply->body.p : "";
	struct capnweb_answer *all = calloc(b->numbers, sizeof *all), *a;
	struct service_call *c;
	struct err e;

	if (all == NULL)
		err_set(&e, ERR_NOMEM, "out of memory");
	else
		(void)capnweb_answers(text, r->reply->body.len, all,
		    b->numbers, &e);
	for (c = b->carried; c != NULL; c = c->next_carried) {
		a = all != NULL ? &all[c->number - 1] : NULL;
		if (a == NULL || !a->there)
			service_call_reject(l, c, "Error", err_name(e.code),
			    e.msg);
		else if (!a->resolved)
			service_call_reject(l, c, a->name, a->code,
			    a->message);
		else
			resolve(l, account, c, r,
			    &(struct service_answer){ "values", text + a->at,
				a->len });
	}
	free(all);
}

void
service_batch_answer(struct rpc_link *l, struct rpc_account *account,
    struct service_call *b, const struct fetch_result *r)
{
	const struct buf *body = &r->reply->body;
	struct service_answer page = { r->kind, body->p, body->len };
	struct service_call *c;

	/* Anything else is not the endpoint's, but a proxy's, say. */
	if (r->status == 200) {
		answer_values(l, account, b, r);
		return;
	}
	if (b->numbers > 1 && page.len > CAPNWEB_PAGE_MAX)
		page = (struct service_answer){ "empty", "", 0 };
	for (c = b->carried; c != NULL; c = c->next_carried)
		if (r->status == 0)
			service_call_reject(l, c, "Error", r->code,
			    r->message);
		else
			resolve(l, account, c, r, &page);
}
