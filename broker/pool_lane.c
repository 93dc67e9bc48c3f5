/* SPDX-License-Identifier: Apache-2.0 */
/* pool_lane.c -- see pool_lane.h. */
#include "broker/pool_lane.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/pool_next.h"
#include "broker/pool_rest.h"
#include "broker/pool_wait.h"
#include "broker/spawn.h"
#include "common/host/log.h"

/* A template's layout and seeds are worth guessing for so many workers. */
#define TEMPLATE_FORKS_MAX 4096
/* Alive at once in one lane: 110 kB each when idle. */
#define LANE_WORKERS_MAX 1024
#define DELAY_FIRST_S 0.05
/* While half of them are still there: most programs are over by then. */
#define REFILL_SOON_S 0.002
#define DELAY_MAX_S 5.0
/* A template that lived so long did not die of how it was started. */
#define LIVED_S 1.0
/* One that died without a word is started again at once, so many times. */
#define SILENT_MAX 3
/* Idle workers of so many refills died, one after the other: something is
 * wrong with all. */
#define LOST_MAX 6

static void refill(struct pool_lane *l);
static void start(struct pool_lane *l);

static void
slower(struct pool_lane *l)
{
	l->delay = l->delay == 0. ? DELAY_FIRST_S : l->delay * 2.;
	if (l->delay > DELAY_MAX_S)
		l->delay = DELAY_MAX_S;
}

static struct pool_worker *
take_idle(struct pool_lane *l)
{
	struct pool_worker *w = l->idle;

	if (w != NULL) {
		l->idle = w->next_idle;
		l->n_idle--;
	}
	return w;
}

/* After the request at hand is on its way. */
static void
refill_later(struct pool_lane *l, double delay)
{
	if (ev_is_active(&l->refill) &&
	    ev_timer_remaining(l->loop, &l->refill) <= delay)
		return;
	ev_timer_stop(l->loop, &l->refill);
	ev_timer_set(&l->refill, delay, 0.);
	ev_timer_start(l->loop, &l->refill);
}

static void
on_forked(void *arg, struct pool_worker *w)
{
	struct pool_lane *l = arg;

	l->n_forking--;
	if (pool_wait_serve(l, w)) {
		if (l->n_waiting > l->n_forking)
			refill_later(l, l->lost > 1 ? l->delay : 0.);
		return;
	}
	/* Who waited for it went meanwhile; many may have. */
	if (w->of == l->current && pool_next_idle(l) >= l->keep) {
		spawn_kill(w->pidfd);
		return;
	}
	w->next_idle = l->idle;
	l->idle = w;
	l->n_idle++;
	if (l->stale != NULL && pool_next_idle(l) >= l->keep)
		pool_next_end_stale(l);
}

/* All that one blow takes are one loss, however many: those made since the
 * last loss that counted are the next. */
static void
count_loss(struct pool_lane *l, const struct pool_worker *w)
{
	if (w->id - l->lost_before > UINT32_MAX / 2)
		return;
	l->lost_before = *l->next_id + 1;
	if (++l->lost >= LOST_MAX)
		pool_wait_fail(l, "workers die before they get a program");
	if (l->lost > 1)
		slower(l);
}

static void
on_lost(void *arg, struct pool_worker *w)
{
	struct pool_lane *l = arg;
	struct pool_worker **p;

	if (w->of != l->current && w->of != l->stale)
		return; /* of a template that is no more */
	if (w->state == WORKER_FORKING) {
		l->n_forking--;
	} else {
		for (p = &l->idle; *p != NULL && *p != w;)
			p = &(*p)->next_idle;
		if (*p == NULL)
			return;
		*p = w->next_idle;
		l->n_idle--;
	}
	if (w->of != l->current || !pool_template_ready(l->current))
		return; /* the template itself is dead: on_dead */
	count_loss(l, w);
	refill_later(l, l->lost > 1 ? l->delay : 0.);
}

/* Once a lane: what the host does not offer its workers. */
static void
say_lacks(struct pool_lane *l, const struct pool_template *t)
{
	const char *all = pool_template_lacks(t);
	int n = (int)strcspn(all, ";");

	if (l->said)
		return;
	l->said = true;
	if (n > 0)
		log_warn("isolation is degraded: workers run without %.*s", n,
		    all);
	if (all[n] == ';' && all[n + 1] != '\0')
		log_info("tenant=%s cordoned workers have no %s", l->tenant,
		    all + n + 1);
}

static void
on_ready(void *arg, struct pool_template *t)
{
	struct pool_lane *l = arg;

	if (t == l->next_up && !pool_next_wanted(l))
		return; /* a spare */
	if (t == l->next_up)
		pool_next_promote(l);
	pool_next_spare_later(l);
	l->why[0] = '\0';
	l->silent = 0;
	say_lacks(l, t);
	refill(l);
}

static void
start_later(struct pool_lane *l)
{
	if (ev_is_active(&l->restart))
		return;
	ev_timer_set(&l->restart, l->delay, 0.);
	ev_timer_start(l->loop, &l->restart);
}

/* It never was ready.  Killed from outside, most likely, if it did not say
 * why: then those who wait go on waiting, for the next. */
static void
no_template(struct pool_lane *l, const char *why, bool said)
{
	if (!said && ++l->silent < SILENT_MAX) {
		start_later(l);
		return;
	}
	(void)snprintf(l->why, sizeof l->why, "no worker can start: %s", why);
	slower(l);
	pool_wait_fail(l, l->why);
	start_later(l);
	if (l->refused != NULL && !l->said)
		l->refused(l->refused_arg, l->why);
	l->refused = NULL;
}

/* It was ready: one that served, or lived, did not die of how it was
 * started. */
static void
start_again(struct pool_lane *l, bool lived)
{
	if (lived || l->served)
		l->delay = 0.;
	else
		slower(l);
	start_later(l);
}

static void
on_dead(void *arg, struct pool_template *t, const char *why)
{
	struct pool_lane *l = arg;
	bool lived = ev_now(l->loop) - pool_template_born(t) > LIVED_S;
	bool was_ready = pool_template_was_ready(t);

	if (pool_next_forget_old(l, t)) {
		pool_template_free(t);
		return;
	}
	if (t == l->next_up) {
		pool_next_failed(l);
		if (l->current == NULL)
			no_template(l, why, pool_template_said(t));
	} else {
		if (l->stale != NULL)
			pool_next_end_stale(l);
		l->current = NULL;
		l->idle = NULL;
		l->n_idle = l->n_forking = 0;
		if (!was_ready)
			no_template(l, why, pool_template_said(t));
		else if (l->next_up == NULL)
			start_again(l, lived);
		else if (pool_template_ready(l->next_up))
			on_ready(l, l->next_up);
	}
	pool_template_free(t);
}

static const struct pool_template_ops template_ops = {
	.ready = on_ready,
	.forked = on_forked,
	.lost = on_lost,
	.dead = on_dead,
};

struct pool_template *
pool_lane_template(struct pool_lane *l, struct err *e)
{
	/* Sanitizers and the loader's debugging read theirs. */
	static const char *const env[] = { "ASAN_OPTIONS", "UBSAN_OPTIONS",
		"LSAN_OPTIONS", NULL };
	const struct pool_template_opts o = {
		.argv = l->argv,
		.env = env,
		.ops = &template_ops,
		.arg = l,
	};

	return pool_template_new(l->loop, &o, e);
}

static void
start(struct pool_lane *l)
{
	struct err e;

	l->served = false;
	l->current_since = ev_now(l->loop);
	l->current = pool_lane_template(l, &e);
	if (l->current == NULL)
		no_template(l, e.msg, true);
}

static void
on_restart(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct pool_lane *l = w->data;

	(void)loop;
	(void)revents;
	if (l->current == NULL)
		start(l);
}

static void
refill(struct pool_lane *l)
{
	size_t want = l->keep + l->n_waiting;

	if (l->current == NULL || !pool_template_ready(l->current))
		return;
	pool_next_if_old(l);
	while ((l->stale == NULL ? l->n_idle : pool_next_idle(l)) +
		    l->n_forking < want &&
	    pool_template_workers(l->current) < LANE_WORKERS_MAX) {
		if (pool_template_fork(l->current, ++*l->next_id) == NULL) {
			/* As many as can be under way are. */
			refill_later(l, DELAY_FIRST_S);
			break;
		}
		l->n_forking++;
	}
}

static void
on_refill(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	refill(w->data);
}

void
pool_lane_tend(struct pool_lane *l)
{
	const struct pool_template *was = l->current;

	if (was == NULL || !pool_template_ready(was))
		return;
	pool_next_if_old(l);
	if (l->current != was)
		refill(l);
}

static void
wake(struct pool_lane *l)
{
	l->resting = false;
	pool_rest_init(l);
	start(l);
}

void
pool_lane_get(struct pool_lane *l, struct pool_wait *w)
{
	struct pool_worker *worker = take_idle(l);

	l->used_at = ev_now(l->loop);
	l->asked = true;
	w->lane = NULL;
	if (worker != NULL) {
		l->lost = 0;
		l->delay = 0.;
		l->served = true;
		pool_wait_ready(w, worker);
		/* A fork takes the processor from the very program. */
		refill_later(l, l->n_idle > l->keep / 2 ? REFILL_SOON_S : 0.);
		return;
	}
	if (l->why[0] != '\0') {
		w->failed(w->arg, l->why);
		return;
	}
	pool_wait_add(l, w);
	if (l->resting)
		wake(l);
	else
		refill_later(l, l->lost > 1 ? l->delay : 0.);
}

bool
pool_lane_unused(const struct pool_lane *l)
{
	size_t n = l->current == NULL ? 0 : pool_template_workers(l->current);
	size_t i;

	for (i = 0; i < LANE_OLD_MAX; i++)
		if (l->old[i] != NULL)
			return false;
	return l->n_waiting == 0 && n == l->n_idle + l->n_forking;
}

struct pool_lane *
pool_lane_new(struct ev_loop *loop, const char *tenant, const char *const *argv,
    uint32_t keep, uint32_t *next_id)
{
	struct pool_lane *l = calloc(1, sizeof *l);

	if (l == NULL)
		return NULL;
	if (tenant != NULL && (l->tenant = strdup(tenant)) == NULL) {
		free(l);
		return NULL;
	}
	l->loop = loop;
	l->argv = argv;
	l->keep = keep;
	l->forks_max = TEMPLATE_FORKS_MAX;
	l->old_max = LANE_OLD_MAX;
	l->next_id = next_id;
	l->used_at = ev_now(loop);
	ev_init(&l->restart, on_restart);
	ev_init(&l->refill, on_refill);
	l->restart.data = l->refill.data = l;
	pool_next_init(l);
	ev_init(&l->rest, NULL);
	start(l);
	return l;
}

void
pool_lane_free(struct pool_lane *l)
{
	if (l == NULL)
		return;
	ev_timer_stop(l->loop, &l->restart);
	ev_timer_stop(l->loop, &l->refill);
	pool_rest_fini(l);
	pool_template_free(l->current);
	pool_next_fini(l);
	free(l->tenant);
	free(l);
}
