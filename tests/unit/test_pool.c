/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A lane of the pool whose processes are killed from outside: full again at
 * once, unless it looks as if all of them must die.
 */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "broker/pool_lane.h"
#include "broker/pool_rest.h"
#include "broker/pool_wait.h"
#include "broker/spawn.h"
#include "common/host/clock.h"

#include "tests/unit/a_lane.h"
#include "tests/unit/tap.h"

static bool
full(void)
{
	return lane->n_idle == IDLE;
}

static uint32_t killed; /* the last of them */

static bool
none_of_the_killed(void)
{
	for (struct pool_worker *w = lane->idle; w != NULL; w = w->next_idle)
		if (w->id <= killed)
			return false;
	return true;
}

static bool
gone(void)
{
	return lane->current == NULL;
}

static pid_t spare;

static bool
spare_is_current(void)
{
	return lane->current != NULL &&
	    pool_template_pid(lane->current) == spare;
}

static bool
spared(void)
{
	return lane->next_up != NULL && pool_template_ready(lane->next_up);
}

static bool
there(void)
{
	return lane->current != NULL;
}

static void
kill_idle(void)
{
	struct pool_worker *w;

	for (w = lane->idle; w != NULL; w = w->next_idle)
		spawn_kill(w->pidfd);
	killed = ids;
	CHECK(until(none_of_the_killed));
}

static void
kill_template(void)
{
	CHECK(until(there));
	(void)kill(pool_template_pid(lane->current), SIGKILL);
	CHECK(until(gone));
}

/* Who waits. */
static unsigned served, refused;
static char why[600];

static void
on_worker(void *arg, struct pool_worker *w)
{
	(void)arg;
	served++;
	w->exited = NULL;
	spawn_kill(w->pidfd);
}

static void
on_none(void *arg, const char *reason)
{
	(void)arg;
	refused++;
	(void)snprintf(why, sizeof why, "%s", reason);
}

static bool
answered(void)
{
	return served + refused > 0;
}

static void
ask(void)
{
	static struct pool_wait w;

	served = refused = 0;
	w = (struct pool_wait){ .ready = on_worker, .failed = on_none };
	pool_lane_get(lane, &w);
}

/* The tests ----------------------------------------------------------- */

static void
idle_workers_that_die_together_are_one_loss(void)
{
	open_lane("9");
	CHECK(until(full));
	for (int i = 0; i < 4; i++) {
		kill_idle();
		CHECK(until(full));
		CHECK(lane->lost == 1 && lane->delay == 0.);
		ask();
		CHECK(served == 1 && lane->lost == 0);
		CHECK(until(full));
	}
	pool_lane_free(lane);
}

static void
workers_that_die_as_soon_as_made_are_made_ever_more_slowly(void)
{
	double delay = 0.;

	open_lane("9");
	CHECK(until(full));
	for (unsigned i = 1; i <= 4; i++) {
		kill_idle();
		CHECK(until(full));
		CHECK(lane->lost == i && (i == 1 || lane->delay > delay));
		delay = lane->delay;
	}
	ask();
	CHECK(served == 1 && lane->delay == 0.);
	pool_lane_free(lane);
}

static void
a_template_that_served_is_started_again_at_once(void)
{
	open_lane("9");
	for (int i = 0; i < 4; i++) {
		CHECK(until(full));
		ask();
		CHECK(served == 1);
		kill_template();
		CHECK(lane->delay == 0.);
	}
	CHECK(until(full));
	pool_lane_free(lane);
}

static void
templates_that_die_young_and_unused_are_started_more_slowly(void)
{
	double delay = 0., born;

	open_lane("9");
	for (int i = 0; i < 3; i++) {
		CHECK(until(full));
		born = pool_template_born(lane->current);
		kill_template();
		/* Not one that lived a second, as on a busy machine. */
		CHECK(lane->delay > delay || ev_now(loop) - born > 1.);
		delay = lane->delay;
	}
	pool_lane_free(lane);
}

/* The spare's workers serve; and it is the successor of one grown old. */
static void
a_spare_takes_over_at_once(void)
{
	open_lane("9");
	lane->keeps_spare = true;
	for (int i = 0; i < 4; i++) {
		CHECK(until(full) && until(spared));
		spare = pool_template_pid(lane->next_up);
		if (i % 2 == 0) {
			(void)kill(pool_template_pid(lane->current), SIGKILL);
		} else {
			lane->forks_max = 1;
			ask();
			CHECK(served == 1);
		}
		CHECK(until(spare_is_current) && until(full));
		lane->forks_max = 4096;
	}
	pool_lane_free(lane);
}

static bool
another_is_current(void)
{
	return lane->current != NULL &&
	    pool_template_pid(lane->current) != spare;
}

static void
a_template_ten_minutes_old_gives_way(void)
{
	open_lane("9");
	CHECK(until(full));
	spare = pool_template_pid(lane->current);
	lane->current_since = ev_now(loop) - 590.;
	pool_lane_tend(lane);
	CHECK(lane->next_up == NULL);
	lane->current_since = ev_now(loop) - 601.;
	pool_lane_tend(lane);
	CHECK(lane->n_idle == IDLE); /* the old one's serve until then */
	CHECK(until(another_is_current) && until(full));
	pool_lane_free(lane);
}

/* Whose programs go on. */
static struct pool_worker *kept[4];
static size_t n_kept, n_ended;

static void
on_end(void *arg, const struct pool_exit *x)
{
	(void)arg;
	(void)x;
	n_ended++;
}

/* The idle ones of the template before serve first. */
static void
on_keep(void *arg, struct pool_worker *w)
{
	if (w->of != lane->current) {
		on_worker(arg, w);
		return;
	}
	w->exited = on_end;
	kept[n_kept++] = w;
}

static bool
one_ended(void)
{
	return n_ended == 1;
}

static size_t to_keep;

static bool
kept_as_many(void)
{
	static struct pool_wait w;

	if (n_kept < to_keep && lane->n_waiting == 0) {
		w = (struct pool_wait){ .ready = on_keep, .failed = on_none };
		pool_lane_get(lane, &w);
	}
	return n_kept == to_keep;
}

static void
keep_one(void)
{
	to_keep++;
	CHECK(until(kept_as_many));
	spare = pool_template_pid(lane->current);
	lane->current_since -= 601.;
	pool_lane_tend(lane);
}

static bool
successor_is_there(void)
{
	return lane->next_up != NULL && pool_template_ready(lane->next_up);
}

/* Its template ends after its last worker. */
static bool
tended_gives_way(void)
{
	pool_lane_tend(lane);
	return another_is_current();
}

static void
no_successor_ends_a_program(void)
{
	open_lane("9");
	lane->old_max = 2;
	for (size_t i = 0; i < 2; i++) {
		keep_one();
		CHECK(until(another_is_current));
	}
	keep_one();
	CHECK(until(successor_is_there));
	pool_lane_tend(lane);
	CHECK(pool_template_pid(lane->current) == spare);
	CHECK(n_kept == 3 && n_ended == 0);
	for (size_t i = 0; i < n_kept; i++)
		CHECK(kept[i]->state == WORKER_TAKEN &&
		    kill(spawn_pid(kept[i]->pidfd), 0) == 0);
	spawn_kill(kept[0]->pidfd);
	CHECK(until(one_ended) && until(tended_gives_way) && n_ended == 1);
	pool_lane_free(lane);
}

static void
who_waits_outlives_two_templates_killed_at_their_start(void)
{
	open_lane("3");
	ask();
	kill_template();
	CHECK(!answered());
	kill_template();
	CHECK(!answered());
	kill_template();
	CHECK(until(answered) && refused == 1);
	CHECK_STR(why, "no worker can start: killed by signal 9 (Killed)");
	pool_lane_free(lane);
}

static bool
rests(void)
{
	return lane->resting;
}

static bool
served_again(void)
{
	return served == 1;
}

/* The timer looks as if so much time had gone by since it was used: as the loop does it, which has
 * stopped one before it is told of.  Else it would be in the loop's heap twice,
 * and still when the lane is freed. */
static void
pass(double s)
{
	lane->used_at = ev_now(loop) - s;
	ev_timer_stop(loop, &lane->rest);
	ev_feed_event(loop, &lane->rest, EV_TIMER);
	ev_run(loop, EVRUN_NOWAIT);
	ev_verify(loop); /* aborts if one is there that it does not know */
}

static void
a_lane_that_nobody_asks_rests_and_wakes(void)
{
	pid_t template;

	open_lane("9");
	lane->keeps_spare = true;
	CHECK(until(full) && until(spared));
	template = pool_template_pid(lane->current);
	pool_rest_init(lane); /* now: a busy machine may take ten seconds */
	pass(2.);
	CHECK(!rests() && lane->n_idle == IDLE);
	pass(11.);
	CHECK(rests() && there() == false && lane->next_up == NULL);
	CHECK(lane->n_idle == 0 && kill(template, 0) == -1);
	ask();
	CHECK(until(served_again) && refused == 0 && !rests());
	CHECK(until(full) && until(spared));
	/* asked once, it waits longer */
	pass(250.);
	CHECK(!rests());
	pass(301.);
	CHECK(rests());
	ask();
	CHECK(until(served_again) && until(full));
	pool_lane_free(lane);
}

static struct pool_worker *taken;

static void
on_taken(void *arg, struct pool_worker *w)
{
	(void)arg;
	taken = w;
}

static void
a_lane_does_not_rest_under_a_worker_at_work(void)
{
	static struct pool_wait w = { .ready = on_taken, .failed = on_none };

	open_lane("9");
	CHECK(until(full));
	pool_rest_init(lane);
	pool_lane_get(lane, &w);
	CHECK(taken != NULL && until(full));
	pass(400.);
	CHECK(!rests() && lane->n_idle == IDLE);
	taken->exited = NULL;
	spawn_kill(taken->pidfd);
	pool_lane_free(lane);
}

static bool
none_on_its_way(void)
{
	return lane->n_forking == 0;
}

static bool
none_but_the_idle(void)
{
	return pool_template_workers(lane->current) == lane->n_idle;
}

static void
workers_whose_waiters_went_do_not_pile_up(void)
{
	static struct pool_wait w[12];
	size_t i;

	open_lane("9");
	CHECK(until(full));
	served = refused = 0;
	for (i = 0; i < 12; i++) {
		w[i] = (struct pool_wait){ .ready = on_worker,
			.failed = on_none };
		pool_lane_get(lane, &w[i]);
	}
	CHECK(served == IDLE && lane->n_waiting == 12 - IDLE);
	/* On a busy machine some are there before the last is asked for. */
	while (lane->n_forking + lane->n_idle + (size_t)(served - IDLE) < 12)
		ev_run(loop, EVRUN_ONCE);
	for (i = 0; i < 12; i++)
		if (w[i].lane != NULL)
			pool_wait_drop(lane, &w[i]);
	CHECK(until(none_on_its_way) && until(none_but_the_idle));
	CHECK(lane->n_idle == IDLE && lane->lost == 0);
	pool_lane_free(lane);
}

int
main(void)
{
	loop = EV_DEFAULT;
	TEST(idle_workers_that_die_together_are_one_loss);
	TEST(workers_that_die_as_soon_as_made_are_made_ever_more_slowly);
	TEST(a_template_that_served_is_started_again_at_once);
	TEST(templates_that_die_young_and_unused_are_started_more_slowly);
	TEST(a_spare_takes_over_at_once);
	TEST(a_template_ten_minutes_old_gives_way);
	TEST(no_successor_ends_a_program);
	TEST(who_waits_outlives_two_templates_killed_at_their_start);
	TEST(a_lane_that_nobody_asks_rests_and_wakes);
	TEST(a_lane_does_not_rest_under_a_worker_at_work);
	TEST(workers_whose_waiters_went_do_not_pile_up);
	return tap_end();
}
