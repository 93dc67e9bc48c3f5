/* SPDX-License-Identifier: Apache-2.0 */
/* job_call.c -- the calls of a program: found, judged, forwarded, answered. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/job_run.h"
#include "broker/visible.h"
#include "common/base/limits.h"
#include "common/host/clock.h"
#include "common/host/flat.h"
#include "common/host/json.h"

#define NEAREST 5 /* names offered for an unknown one */
/* A reply's head: its headers and no more than a packet. */
#define HEAD_MAX (FRAME_PAYLOAD_MAX - 256)

/* In the list of calls; NULL without memory. */
static struct job_call *
new_call(struct job *j, struct rpc_call *rpc, const char *connector,
    const char *operation)
{
	size_t a = strlen(connector), b = strlen(operation) + 1;
	struct job_call *c = malloc(sizeof *c + a + 1 + b);

	if (c == NULL)
		return NULL;
	*c = (struct job_call){ .status = 0 };
	memcpy(c->name, connector, a);
	c->name[a] = '.';
	memcpy(c->name + a + 1, operation, b);
	c->job = j;
	c->rpc = rpc;
	c->started_us = clock_mono_us();
	rpc->tag = c;
	*j->last_call = c;
	j->last_call = &c->next;
	j->n_open++;
	return c;
}

/* It is over for the program; it stays in the list. */
static void
close_call(struct job_call *c)
{
	struct job *j = c->job;

	if (c->rpc == NULL)
		return;
	c->ms = (uint32_t)((clock_mono_us() - c->started_us) / 1000);
	c->rpc->tag = NULL;
	c->rpc = NULL;
	j->n_open--;
}

static void
send_error(struct job *j, struct rpc_call *rpc, const char *code,
    const char *operation, const char *message)
{
	struct buf b;

	buf_init(&b, FRAME_PAYLOAD_MAX / 2);
	buf_adds(&b, "[\"error\",\"CallError\",");
	buf_add_json(&b, message, strlen(message));
	buf_adds(&b, ",null,{\"code\":");
	buf_add_json(&b, code, strlen(code));
	if (operation != NULL) {
		buf_adds(&b, ",\"operation\":");
		buf_add_json(&b, operation, strlen(operation));
	}
	buf_adds(&b, "}]");
	rpc_server_reject(j->server, rpc, b.p);
	buf_fini(&b);
}

void
job_call_reject(struct job *j, struct rpc_call *rpc, const char *code,
    const char *message)
{
	send_error(j, rpc, code, NULL, message);
}

void
job_call_refuse(struct job_call *c, const char *code, const char *message)
{
	struct rpc_call *rpc = c->rpc;

	(void)snprintf(c->code, sizeof c->code, "%s", code);
	rpc_body_free(c->args);
	c->args = NULL;
	close_call(c);
	send_error(c->job, rpc, code, c->name, message);
}

/* Finding ------------------------------------------------------------- */

static void
no_connector(const struct job *j, const char *name, struct buf *out)
{
	size_t i, n;
	const char **names = visible_names(j->edition, j->tenant, &n);

	buf_addf(out, "there is no connector \"%s\"; there is: ", name);
	for (i = 0; i < n && out->len < 1024; i++)
		buf_addf(out, "%s%s", i > 0 ? ", " : "", names[i]);
	if (n == 0)
		buf_adds(out, "none");
	free(names);
}

void
job_call_unknown(struct job *j, const struct catalog *c,
    const char *connector, const char *operation, struct buf *out)
{
	char name[2 * NAME_MAX_BYTES + 2];

	if (c == NULL) {
		no_connector(j, connector, out);
	} else {
		buf_addf(out, "%s has no operation \"%s\"", connector,
		    operation);
		if (visible_all(j->edition)) { /* what is near may be hidden */
			if (catalog_ops(c) > 0)
				buf_adds(out, "; nearest: ");
			catalog_nearest(c, operation, NEAREST, out);
		}
	}
	(void)snprintf(name, sizeof name, "%s.%s", connector, operation);
	broker_evidence(j->broker, j->who, j->run, EVIDENCE_UNKNOWN, name);
}

static void
reject_unknown(struct job_call *c, const char *connector,
    const char *operation)
{
	struct buf b;

	buf_init(&b, 4096);
	job_call_unknown(c->job, c->catalog, connector, operation, &b);
	job_call_refuse(c, "E_UNKNOWN_OPERATION", b.p);
	buf_fini(&b);
}

static bool
find_operation(struct job_call *c, const char *connector,
    const char *operation)
{
	int64_t op = -1;

	c->catalog =
	    visible_catalog(c->job->edition, c->job->tenant, connector);
	if (c->catalog != NULL)
		op = catalog_find(c->catalog, operation);
	if (op < 0) {
		reject_unknown(c, connector, operation);
		return false;
	}
	c->operation = (uint32_t)op;
	return true;
}

/* Upstream ------------------------------------------------------------ */

static void
add_raw(struct buf *b, const struct flat_value *v, const char *otherwise)
{
	const char *text = otherwise;
	size_t n = strlen(otherwise);

	if (v != NULL)
		text = flat_raw(v, &n);
	buf_add(b, text, n);
}

/* {"status":...,"headers":...,"kind":...,"now_ms":... : what the contract
 * names, and nothing else egress may have said. */
static void
format_head(struct job_call *c, const struct flat_value *value, struct buf *b)
{
	const struct flat_value *kind = flat_member(value, "kind");
	const struct flat_value *headers = flat_member(value, "headers");
	uint64_t status = 0;

	(void)flat_number(flat_member(value, "status"), INT_MAX, &status);
	c->status = (int)status;
	buf_adds(b, "{\"status\":");
	buf_addu(b, status);
	buf_adds(b, ",\"kind\":");
	add_raw(b, flat_is_string(kind) ? kind : NULL, "\"bytes\"");
	buf_adds(b, ",\"headers\":");
	add_raw(b, flat_is_object(headers) ? headers : NULL, "{}");
	buf_adds(b, ",\"now_ms\":");
	buf_addu(b, job_now_ms(c->job));
}

static void
resolve(struct job_call *c, const struct egress_reply *r)
{
	struct job *j = c->job;
	struct rpc_call *rpc = c->rpc;
	struct buf *b = &j->head;

	if (!rpc_body_charge(r->body, j->replies)) {
		rpc_body_free(r->body);
		broker_evidence(j->broker, j->who, j->run, EVIDENCE_FLOOD,
		    "unread replies");
		job_run_fail(j, "LimitError",
		    "replies of more than %zu bytes wait for the program",
		    j->replies->max);
		return;
	}
	j->bytes_received += r->body->bytes.len;
	buf_clear(b);
	format_head(c, r->value, b);
	if (buf_ok(b)) {
		close_call(c);
		rpc_server_resolve(j->server, rpc, b->p, r->body);
	} else {
		rpc_body_free(r->body);
		job_call_refuse(c, "E_UPSTREAM", "the reply's headers are too long");
	}
}

/* For the list of calls: the code inside ["error",n,m,s,{"code":c}]. */
static void
note_code(struct job_call *c, const char *error)
{
	json_t *v = json_read(error, strlen(error), &json_limits_rpc, NULL);
	const char *code = json_str(json_array_get(v, 4), "code");

	(void)snprintf(c->code, sizeof c->code, "%s",
	    code == NULL ? "E_UPSTREAM" : code);
	json_decref(v);
}

/* Those that go together are one request, which egress counts. */
static void
left_egress(struct job_call *c)
{
	c->egress = NULL;
	if (!c->together)
		c->job->n_upstream--;
}

static void
on_reply(void *arg, const struct egress_reply *r)
{
	struct job_call *c = arg;
	struct job *j = c->job;

	left_egress(c);
	if (r->value != NULL) {
		resolve(c, r);
	} else {
		struct rpc_call *rpc = c->rpc;

		note_code(c, r->error);
		close_call(c);
		rpc_server_reject(j->server, rpc, r->error);
	}
	if (j->state == JOB_RUNNING && !ev_is_active(&j->pace))
		job_call_start(j);
}

void
job_call_resolve(struct job_call *c, const char *head, struct rpc_body *body)
{
	struct rpc_call *rpc = c->rpc;

	c->status = 200;
	rpc_body_free(c->args);
	c->args = NULL;
	close_call(c);
	rpc_server_resolve(c->job->server, rpc, head, body);
}

bool
job_call_reads(const struct catalog_op *op)
{
	return strcmp(op->method, "GET") == 0 ||
	    strcmp(op->method, "HEAD") == 0 ||
	    /* GET with a body: safe and idempotent by definition. */
	    strcmp(op->method, "QUERY") == 0 ||
	    (strcmp(op->method, "TOOL") == 0 && op->read_only);
}

static void
forward(struct job_call *c)
{
	struct job *j = c->job;
	struct rpc_body *args = c->args;
	struct egress_request r = {
		.tenant = j->tenant,
		.connector = catalog_name(c->catalog),
		.operation = c->operation,
		.run = j->run,
		.deadline_ms = job_run_left_ms(j),
		.together = c->together,
	};
	struct catalog_op op;

	catalog_op(c->catalog, c->operation, &op);
	r.repeatable = job_call_reads(&op);
	/* An index means the same to both, or nothing is called.  Tools have
	 * names for that: their catalogs are made anew often. */
	if (!op.tool)
		r.catalog = catalog_content(c->catalog);
	r.name = op.name;
	c->args = NULL;
	j->bytes_sent += args->bytes.len;
	c->egress = egress_link_call(j->broker->egress, &r, args, on_reply, c);
	if (c->egress == NULL) {
		job_call_refuse(c, "E_NOMEM", "out of memory");
		return;
	}
	if (c->rpc != NULL)
		c->rpc->left = true;
	if (!c->together)
		j->n_upstream++;
}

void
job_call_start(struct job *j)
{
	struct job_call *c;

	while ((c = j->queued) != NULL &&
	    (c->together || j->n_upstream < CALLS_UPSTREAM_MAX)) {
		if ((j->queued = c->next_queued) == NULL)
			j->last_queued = &j->queued;
		c->next_queued = NULL;
		forward(c);
	}
}

void
job_call_init(struct job *j)
{
	job_step_init(j);
	buf_init(&j->head, HEAD_MAX);
}

void
job_call_enqueue(struct job_call *c)
{
	struct job *j = c->job;

	if (c->together && !c->rpc->pulled) {
		c->allowed = true;
		return;
	}
	*j->last_queued = c;
	j->last_queued = &c->next_queued;
	if (!job_step_wait(j))
		job_call_start(j);
}

static void
on_pull(void *tag)
{
	struct job_call *c = tag;

	if (c->allowed)
		job_call_enqueue(c);
}

static void
dequeue(struct job_call *c)
{
	struct job *j = c->job;
	struct job_call **p = &j->queued;

	while (*p != NULL && *p != c)
		p = &(*p)->next_queued;
	if (*p == NULL)
		return;
	*p = c->next_queued;
	if (*p == NULL)
		j->last_queued = p;
}

void
job_call_serve(struct job *j, struct rpc_call *rpc, const char *connector,
    const char *operation, struct rpc_body *args)
{
	struct job_call *c = NULL;
	const char *why = NULL;

	if (++j->n_calls > job_calls_max(j))
		why = "the program made too many calls";
	else if (j->n_open >= CALLS_OPEN_MAX)
		why = "too many calls are open: await some first";
	else if ((c = new_call(j, rpc, connector, operation)) == NULL)
		why = "out of memory";
	if (why != NULL) {
		rpc_body_free(args);
		job_call_reject(j, rpc, "E_LIMIT", why);
		return;
	}
	c->args = args;
	c->together = edition_values(j->edition, connector);
	rpc->on_pull = on_pull;
	if (find_operation(c, connector, operation))
		job_judge(c);
}

/* Stopping ------------------------------------------------------------ */

static void
stop_call(struct job_call *c)
{
	if (c->egress != NULL) {
		egress_link_cancel(c->job->broker->egress, c->egress);
		left_egress(c);
	} else if (!job_judge_drop(c))
		dequeue(c);
	rpc_body_free(c->args);
	c->args = NULL;
	(void)snprintf(c->code, sizeof c->code, "E_CANCELLED");
	close_call(c);
}

void
job_call_step(struct job *j)
{
	struct job_call *c;

	for (c = j->calls; c != NULL; c = c->next)
		if (c->dropped && c->rpc != NULL)
			stop_call(c);
	job_call_start(j);
}

/* Upstream it is seen as calls are: their end tells the time, too. */
void
job_call_cancel(struct job_call *c)
{
	c->dropped = true;
	if (!job_step_wait(c->job))
		job_call_step(c->job);
}

void
job_call_end_all(struct job *j)
{
	struct job_call *c;

	for (c = j->calls; c != NULL; c = c->next)
		if (c->rpc != NULL)
			stop_call(c);
}

void
job_call_free_all(struct job *j)
{
	struct job_call *c;

	while ((c = j->calls) != NULL) {
		j->calls = c->next;
		rpc_body_free(c->args);
		free(c);
	}
	buf_fini(&j->head);
}

void
job_call_list(const struct job *j, struct buf *out)
{
	const struct job_call *c;

	buf_addc(out, '[');
	for (c = j->calls; c != NULL; c = c->next) {
		if (c != j->calls)
			buf_addc(out, ',');
		buf_adds(out, "{\"operation\":");
		buf_add_json(out, c->name, strlen(c->name));
		buf_adds(out, ",\"status\":");
		buf_addu(out, (uint64_t)c->status);
		buf_adds(out, ",\"ms\":");
		buf_addu(out, c->ms);
		if (c->code[0] != '\0') {
			buf_adds(out, ",\"error\":");
			buf_add_json(out, c->code, strlen(c->code));
		}
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
}
