/* SPDX-License-Identifier: Apache-2.0 */
/*
 * job_judge.c -- may this call be made?  The tenant's level and the rules
 * decide, or a person: one is asked at a time, and the program's time stands
 * still meanwhile.
 */
#include <stdio.h>
#include <string.h>

#include "broker/job_run.h"
#include "broker/visible.h"
#include "common/host/clock.h"

/* Longer, and the one who asked is no longer there. */
#define ASK_SECONDS 300.0

static const char nobody[] =
    "this call changes something, so a person must allow it, and there is "
    "nobody to ask: the client has no elicitation.  The operator can allow it "
    "by a rule in cordon.yaml, such as {action: allow, connector: %s, "
    "operation: %s}, or \"writes: allow\"";

static void
about(const struct job_call *c, struct catalog_op *op, struct rule_call *r)
{
	visible_about(c->catalog, c->operation, c->job->tenant, op, r);
}

/* Dry run ------------------------------------------------------------- */

static void
dry_run(struct job_call *c)
{
	struct job *j = c->job;
	struct rpc_body *body =
	    rpc_body_new(j->replies, c->args->bytes.len + 4096);
	struct buf b, head;

	buf_init(&b, c->args->bytes.len + 4096);
	buf_init(&head, 1024);
	buf_adds(&b, "{\"dryRun\":true,\"operation\":");
	buf_add_json(&b, c->name, strlen(c->name));
	if (c->args->bytes.len > 0) {
		buf_adds(&b, ",\"arguments\":");
		buf_add(&b, c->args->bytes.p, c->args->bytes.len);
	}
	buf_addc(&b, '}');
	buf_addf(&head,
	    "{\"status\":200,\"kind\":\"json\",\"headers\":{},"
	    "\"now_ms\":%llu",
	    (unsigned long long)job_now_ms(j));
	if (body != NULL && buf_ok(&b) && rpc_body_add(body, b.p, b.len))
		job_call_resolve(c, head.p, body);
	else {
		rpc_body_free(body);
		job_call_refuse(c, "E_LIMIT", "too many replies are unread");
	}
	buf_fini(&b);
	buf_fini(&head);
}

/* Asking -------------------------------------------------------------- */

static bool
allowed_before(const struct job_call *c)
{
	const struct job *j = c->job;
	size_t i;

	for (i = 0; i < j->n_allowed; i++)
		if (j->allowed[i].catalog == c->catalog &&
		    j->allowed[i].operation == c->operation)
			return true;
	return false;
}

static void
refuse_nobody(struct job_call *c)
{
	struct catalog_op op;
	struct rule_call r;
	char text[1024];

	about(c, &op, &r);
	(void)snprintf(text, sizeof text, nobody, r.connector, r.operation);
	job_call_refuse(c, "E_APPROVAL", text);
}

static bool
put_question(struct job_call *c)
{
	struct job *j = c->job;
	struct catalog_op op;
	struct rule_call r;
	struct job_question q;

	about(c, &op, &r);
	q = (struct job_question){ .operation = c->name,
		.method = r.method,
		.path = r.path,
		.args = c->args->bytes.p != NULL ? c->args->bytes.p : "",
		.args_len = c->args->bytes.len };
	return j->ask != NULL && j->ask(j->arg, j, &q);
}

void
job_judge_ask(struct job *j)
{
	struct job_call *c;

	while (j->paused_us == 0 && (c = j->to_ask) != NULL) {
		j->to_ask = c->next_queued;
		c->next_queued = NULL;
		if (allowed_before(c)) {
			job_call_enqueue(c);
			continue;
		}
		j->asking = c;
		if (put_question(c)) {
			job_time_pause(j);
			ev_timer_set(&j->asked, ASK_SECONDS, 0.);
			ev_timer_start(j->broker->loop, &j->asked);
			return;
		}
		j->asking = NULL;
		refuse_nobody(c);
	}
}

static void
want(struct job_call *c)
{
	struct job *j = c->job;
	struct job_call **at = &j->to_ask;

	while (*at != NULL)
		at = &(*at)->next_queued;
	*at = c;
	/* Who is asked may be the program's friend. */
	if (!job_step_wait(j))
		job_judge_ask(j);
}

static void
remember(struct job *j, const struct job_call *c)
{
	if (j->n_allowed == sizeof j->allowed / sizeof j->allowed[0])
		return; /* is asked again */
	j->allowed[j->n_allowed].catalog = c->catalog;
	j->allowed[j->n_allowed++].operation = c->operation;
}

static void
decided(struct job *j, enum job_answer answer, const char *why)
{
	struct job_call *c = j->asking;

	if (j->state != JOB_RUNNING || j->paused_us == 0)
		return;
	ev_timer_stop(j->broker->loop, &j->asked);
	job_time_go(j);
	j->asking = NULL;
	if (c != NULL && answer == JOB_DECLINE)
		job_call_refuse(c, "E_DECLINED", why);
	else if (c != NULL) {
		if (answer == JOB_ALLOW_ALL)
			remember(j, c);
		job_call_enqueue(c);
	}
	if (j->state == JOB_RUNNING)
		job_judge_ask(j);
}

void
job_answer(struct job *j, enum job_answer answer)
{
	decided(j, answer, "the call was declined by whoever was asked");
}

static void
on_asked(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	decided(w->data, JOB_DECLINE, "nobody answered within 5 minutes");
}

/* Judging ------------------------------------------------------------- */

void
job_judge_init(struct job *j, const struct job_request *r)
{
	j->ask = r->ask;
	ev_init(&j->asked, on_asked);
	j->asked.data = j;
}

bool
job_judge_drop(struct job_call *c)
{
	struct job *j = c->job;
	struct job_call **at = &j->to_ask;

	if (j->asking == c) {
		j->asking = NULL; /* its answer comes to nothing */
		return true;
	}
	while (*at != NULL && *at != c)
		at = &(*at)->next_queued;
	if (*at == NULL)
		return false;
	*at = c->next_queued;
	return true;
}

static void
deny(struct job_call *c, size_t rule)
{
	char text[128];

	if (rule > 0)
		(void)snprintf(text, sizeof text,
		    "rule %zu of cordon.yaml denies it", rule);
	else
		(void)snprintf(text, sizeof text, "cordon.yaml denies writes");
	job_call_refuse(c, "E_DENIED", text);
}

void
job_judge(struct job_call *c)
{
	const struct conf_rules *rules = &c->job->edition->conf->rules;
	struct catalog_op op;
	struct rule_call r;
	enum rule_action a;
	size_t rule;

	about(c, &op, &r);
	if (c->job->terms->reads_only && !r.reads) {
		job_call_refuse(c, "E_DENIED",
		    "this tenant is cordoned: it may only read");
		return;
	}
	a = rules_judge(rules->list, rules->n, rules->writes, &r, &rule);
	switch (a) {
	case RULE_ALLOW: job_call_enqueue(c); return;
	case RULE_ASK: want(c); return;
	case RULE_DRY_RUN: dry_run(c); return;
	case RULE_HIDE:
		job_call_refuse(c, "E_UNKNOWN_OPERATION",
		    "there is no such operation");
		return;
	case RULE_DENY:
	case RULE_ACTIONS:
	default: deny(c, rule);
	}
}
