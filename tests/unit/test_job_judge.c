/* SPDX-License-Identifier: Apache-2.0 */
/* What the rules say of a call is what happens to it (fake_broker.h). */
#include <string.h>

#include "common/base/limits.h"

#include "tests/unit/fake_broker.h"

static struct job *asking;
static unsigned n_asked;

static bool
on_ask(void *arg, struct job *j, const struct job_question *q)
{
	(void)arg;
	CHECK_STR(q->operation, "api.post");
	asking = j;
	n_asked++;
	return true;
}

/* All that is asked is answered so. */
static struct outcome
run_asking(const char *code, enum job_answer answer, bool before)
{
	uint64_t until = clock_mono_ms() + PATIENCE_MS;
	struct job_request r = { .tenant = "t",
		.code = code,
		.code_len = strlen(code),
		.ask = on_ask };
	struct outcome o = { .started = clock_mono_ms() };
	struct job *j;

	forgive();
	asking = NULL;
	n_asked = 0;
	j = job_start(&broker, &r, on_done, &o, NULL);
	if (before) { /* "get" was allowed for the rest of this run */
		j->allowed[0].catalog = &catalog;
		j->allowed[0].operation = 0;
		j->n_allowed = 1;
	}
	while (o.times == 0 && clock_mono_ms() < until) {
		turn(&o, 5);
		if (asking != NULL && o.times == 0) {
			j = asking;
			asking = NULL;
			job_answer(j, answer);
		}
	}
	return o;
}

static struct outcome
run_under(enum rule_action action)
{
	struct rule rule = { .action = action, .operation = "post" };
	struct outcome o;

	conf.rules =
	    (struct conf_rules){ .list = &rule, .n = 1, .writes = RULE_ALLOW };
	o = run("post {} 1");
	conf.rules = (struct conf_rules){ .writes = RULE_ALLOW };
	return o;
}

/* The tests ----------------------------------------------------------- */

static void
what_a_rule_forbids_does_not_reach_egress(void)
{
	struct outcome o = run_under(RULE_DENY);

	CHECK_STR(o.json, "{\"answers\":1,\"errors\":1,\"bytes\":0}");
	CHECK(strstr(o.calls, "E_DENIED") != NULL);
	o = run_under(RULE_HIDE);
	CHECK_STR(o.json, "{\"answers\":1,\"errors\":1,\"bytes\":0}");
	CHECK(strstr(o.calls, "E_UNKNOWN_OPERATION") != NULL);
	o = run_under(RULE_ALLOW);
	CHECK_STR(o.json, "{\"answers\":1,\"errors\":0,\"bytes\":2}");
}

static void
a_dry_run_says_what_would_be_called(void)
{
	struct outcome o = run_under(RULE_DRY_RUN);
	char want[100];

	(void)snprintf(want, sizeof want,
	    "{\"answers\":1,\"errors\":0,\"bytes\":%zu}",
	    strlen("{\"dryRun\":true,\"operation\":\"api.post\","
		   "\"arguments\":{}}"));
	CHECK_STR(o.json, want);
}

static void
where_nobody_can_be_asked_nothing_is_called(void)
{
	struct outcome o = run_under(RULE_ASK);

	CHECK_STR(o.json, "{\"answers\":1,\"errors\":1,\"bytes\":0}");
	CHECK(strstr(o.calls, "E_APPROVAL") != NULL);
}

static void
a_yes_is_for_one_call_or_for_all_of_its_kind(void)
{
	struct outcome o;

	conf.rules.writes = RULE_ASK;
	o = run_asking("post {} 3", JOB_ALLOW, false);
	CHECK_STR(o.json, "{\"answers\":3,\"errors\":0,\"bytes\":6}");
	CHECK(n_asked == 3);
	o = run_asking("post {} 3", JOB_ALLOW_ALL, false);
	CHECK_STR(o.json, "{\"answers\":3,\"errors\":0,\"bytes\":6}");
	CHECK(n_asked == 1);
	(void)run_asking("post {} 1", JOB_DECLINE, true);
	CHECK(n_asked == 1);
	conf.rules.writes = RULE_ALLOW;
}

static void
only_so_many_are_upstream_at_once(void)
{
	struct outcome o;
	struct job *j = begin("get hang 40", 0, &o);

	turn_to_call(j, &o, 40);
	CHECK(o.times == 0 && j->n_upstream == CALLS_UPSTREAM_MAX);
	job_cancel(j);
	turn(&o, PATIENCE_MS);
}

int
main(void)
{
	open_broker(9, "x");
	TEST(what_a_rule_forbids_does_not_reach_egress);
	TEST(a_dry_run_says_what_would_be_called);
	TEST(where_nobody_can_be_asked_nothing_is_called);
	TEST(a_yes_is_for_one_call_or_for_all_of_its_kind);
	TEST(only_so_many_are_upstream_at_once);
	close_broker();
	return tap_end();
}
