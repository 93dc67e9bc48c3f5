/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Templates and egress that are replaced, fail or die as they start: what runs
 * notice of it (fake_broker.h; all else of jobs is in test_job.c).
 */
#include <signal.h>
#include <string.h>

#include "broker/egress_link.h"
#include "tests/unit/fake_broker.h"

/* Turns the loop until so many wait; returns how few ever did. */
static size_t
until_idle(size_t n)
{
	uint64_t until = clock_mono_ms() + PATIENCE_MS;
	size_t is, least = SIZE_MAX;

	do {
		is = pool_idle(broker.pool);
		least = is < least ? is : least;
		turn(NULL, 1);
	} while (is < n && clock_mono_ms() < until);
	return least;
}

/* Templates grow old after five forks here; there is always one to fork from.
 * That workers wait all the while, test_pool looks at: here a third template may
 * come before the second has its own, and the first's go. */
static void
templates_are_replaced_without_a_gap(void)
{
	pid_t was = 0;
	int i, templates = 0, empty = 0, bad = 0;

	forks_max = 5;
	open_broker(9, "x");
	bad += !run("ok").ok;
	(void)until_idle(conf.pool);
	for (i = 0; i < 60; i++) {
		pid_t is = pool_template_of(broker.pool);

		templates += is != was;
		was = is;
		bad += !run("ok").ok;
		/* Of two it took one. */
		empty += until_idle(conf.pool) == 0;
	}
	CHECK(bad == 0);
	CHECK(templates >= 5);
	printf("# %d templates, %d times without an idle worker\n", templates,
	    empty);
	close_broker();
	forks_max = 0;
}

static void
a_template_that_fails_says_why(void)
{
	struct outcome o;

	open_broker(1, "x");
	o = run("ok");
	CHECK_STR(o.message,
	    "no worker can start: layer landlock: no");
	close_broker();
	open_broker(2, "x");
	o = run("ok");
	CHECK_STR(o.message, "no worker can start: exit status 3");
	close_broker();
}

static void
an_egress_that_cannot_start_says_why(void)
{
	struct outcome o;

	open_broker(9, "refuse");
	o = run("get {} 1");
	CHECK_STR(o.json, "{\"answers\":1,\"errors\":1,\"bytes\":0}");
	CHECK(strstr(o.calls, "E_EGRESS_DOWN") != NULL);
	close_broker();
}

static pid_t
egress_other_than(pid_t was)
{
	pid_t is = 0;

	for (int i = 0; i < 4000; i++) {
		is = egress_link_pid(broker.egress);
		if (is != 0 && is != was)
			return is;
		turn(NULL, 5);
	}
	return 0;
}

static void
an_egress_killed_at_its_start_is_started_again(void)
{
	struct outcome o;
	pid_t is = 0;

	open_broker(9, "stuck");
	(void)begin("get {} 1", 0, &o);
	for (int i = 0; i < 3; i++) {
		is = egress_other_than(is);
		CHECK(is > 0 && o.times == 0);
		if (is > 0)
			(void)kill(is, SIGKILL);
	}
	turn(&o, PATIENCE_MS);
	CHECK(strstr(o.calls, "E_EGRESS_DOWN") != NULL);
	close_broker();
}

int
main(void)
{
	TEST(templates_are_replaced_without_a_gap);
	TEST(a_template_that_fails_says_why);
	TEST(an_egress_that_cannot_start_says_why);
	TEST(an_egress_killed_at_its_start_is_started_again);
	return tap_end();
}
